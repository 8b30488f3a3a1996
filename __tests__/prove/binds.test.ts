/** COPYs that a careless rewriter would replace by bind mounts. */
import { describe, expect, it } from '@jest/globals';
import type { BuildContext } from '../../src/model.js';
import { proverOf } from '../../src/prove/prove.js';
import { readDockerfile } from '../../src/read/read.js';
import type { Level } from '../../src/transform.js';

interface Pair {
  readonly before: string;
  readonly after: string;
  readonly level?: Level;
  readonly context?: BuildContext;
}

function differenceOf({ before, after, level = 'reshape', context }: Pair): string | null {
  const read = (text: string): ReturnType<typeof readDockerfile> =>
    readDockerfile(text, context === undefined ? {} : { context });
  return proverOf(read)(read(before), read(after), { level, drops: [] })?.message ?? null;
}

const FILE = '/tmp/r.txt';
const MOUNT = '--mount=type=bind,source=r.txt,target=/tmp/r.txt';

/** A RUN that is shown a list of requirements, in the place of a COPY in front of it. */
interface Case {
  readonly image?: string;
  readonly first?: string;
  readonly copy?: string;
  readonly between?: string;
  readonly use?: string;
  readonly rm?: string;
  /** What is left of the removal. */
  readonly left?: string;
  readonly rest?: string;
  readonly mount?: string;
  readonly syntax?: string;
}

/** A folder of an image that is shown. */
const inFolder = (use: string): Case => ({
  use,
  copy: 'COPY --from=x /w/ /tmp/w/',
  rm: ' && rm -rf /tmp/w',
  mount: '--mount=type=bind,from=x,source=/w,target=/tmp/w',
});

function pairOf({
  image = 'python:3.11-slim',
  first = '',
  copy = `COPY r.txt ${FILE}`,
  between = '',
  use = `pip install -r ${FILE}`,
  rm = ` && rm ${FILE}`,
  left = '',
  rest = '',
  mount = MOUNT,
  syntax = 'docker/dockerfile:1',
}: Case): Pair {
  const head = `# syntax=${syntax}\nFROM ${image}\n${first}`;
  return {
    before: `${head}${copy}\n${between}RUN ${use}${rm}${rest}\n`,
    after: `${head}${between}RUN ${mount} ${use}${left}${rest}\n`,
  };
}

describe('the proof accepts', () => {
  it.each<readonly [string, Case]>([
    ['a file that is only read', {}],
    ['a file that is read twice', { use: `cat ${FILE} && pip install -r ${FILE}` }],
    ['a file that is read under a condition', { use: `if [ -f ${FILE} ]; then pip install -r ${FILE}; fi` }],
    ['a file that is read by the input', { use: `patch -p1 -d /etc < ${FILE}` }],
    ['a file of an image that nobody knows', { image: 'example.org/base' }],
    ['packages that are installed in between', { between: 'RUN apt-get install -y git\n' }],
    ['a program that nobody knows, in front of the COPY', { first: 'RUN /opt/install.sh\n' }],
    ['a folder of an image', inFolder('tar xf /tmp/w/a.tgz -C /opt')],
    ['a file among others that are removed', { rm: ` && rm -f /etc/a ${FILE}`, left: ' && rm -f /etc/a' }],
    [
      'a folder of a stage',
      {
        image: 'python:3.11 AS b\nRUN pip wheel -w /w x\nFROM python:3.11',
        copy: 'COPY --from=b /w/ /w/',
        use: 'pip install --find-links /w x',
        rm: ' && rm -rf /w',
        mount: '--mount=type=bind,from=b,source=/w,target=/w',
      },
    ],
  ])('%s', (_, one) => {
    expect(differenceOf(pairOf(one))).toBeNull();
  });

  it('no mount in the place of a COPY at the levels that keep to the steps', () => {
    expect(differenceOf({ ...pairOf({}), level: 'prune' })).not.toBeNull();
    expect(differenceOf({ ...pairOf({}), level: 'exact' })).not.toBeNull();
  });
});

describe('the proof finds', () => {
  it.each<readonly [string, Case]>([
    ['a file that stays', { rm: '' }],
    ['another source', { mount: '--mount=type=bind,source=s.txt,target=/tmp/r.txt' }],
    ['another target', { mount: '--mount=type=bind,source=r.txt,target=/tmp/s.txt' }],
    ['a mount of another stage', { mount: '--mount=type=bind,from=b,source=r.txt,target=/tmp/r.txt' }],
    ['a mount that may be written to', { mount: `${MOUNT},rw` }],
    ['a mount of another type', { mount: '--mount=type=cache,target=/tmp/r.txt' }],
    ['a mount too many', { mount: `${MOUNT} --mount=type=bind,source=a,target=/a` }],
    ['a COPY with an owner', { copy: `COPY --chown=1000 r.txt ${FILE}` }],
    ['a COPY with a mode', { copy: `COPY --chmod=600 r.txt ${FILE}` }],
    ['an ADD', { copy: `ADD r.txt ${FILE}` }],
    ['a script', { use: `sh ${FILE}` }],
    ['a file that is edited', { use: `sed -i s/a/b/ ${FILE}` }],
    ['a file whose mode is set', { use: `chmod 600 ${FILE}` }],
    ['a file that is written to', { use: `cat ${FILE} >> ${FILE}` }],
    ['a file that is moved', { use: `mv ${FILE} /etc/r`, rm: ` && rm -f ${FILE}` }],
    ['a file that is linked', { use: `ln ${FILE} /etc/r` }],
    ['a file that is copied with its owner', { use: `cp -p ${FILE} /etc/r` }],
    ['a file that a variable names', { use: `f=${FILE} && chmod 600 $f && cat ${FILE}` }],
    ['a file in a loop', { use: `for f in ${FILE}; do chmod 600 $f; done && cat ${FILE}` }],
    ['a file in a shell of its own', { use: `sh -c 'chmod 600 ${FILE}' && cat ${FILE}` }],
    ['a folder that is listed', { use: `cat ${FILE} && ls /tmp > /l` }],
    ['a folder that is listed afterwards', { rest: ' && ls /tmp > /l' }],
    ['a sweep afterwards', { rest: ' && rm -rf /tmp/*' }],
    ['a file that is made anew', { rest: ` && echo a > ${FILE}` }],
    ['a program that nobody knows', { rest: ' && /opt/check' }],
    ['a program that nobody knows, in between', { between: 'RUN /opt/check\n' }],
    ['a file that is read in between', { between: `RUN cat ${FILE} > /l\n` }],
    ['a file that another COPY replaces', { between: `COPY --from=busybox /r.txt ${FILE}\n` }],
    ['a file that was there', { first: `RUN echo a > ${FILE}\n` }],
    ['a file that was copied there', { first: `COPY s.txt ${FILE}\n` }],
    ['a folder that was there', { first: `WORKDIR ${FILE}\n` }],
    ['a user who may not remove it', { first: 'USER daemon\n', rm: ` && rm -f ${FILE}` }],
    [
      'an image that may have it',
      {
        copy: 'COPY r.txt /etc/r.txt',
        use: 'cat /etc/r.txt',
        rm: ' && rm /etc/r.txt',
        mount: '--mount=type=bind,source=r.txt,target=/etc/r.txt',
      },
    ],
    [
      'folders that the COPY makes',
      {
        copy: 'COPY r.txt /x/y/r.txt',
        use: 'cat /x/y/r.txt',
        rm: ' && rm /x/y/r.txt',
        mount: '--mount=type=bind,source=r.txt,target=/x/y/r.txt',
      },
    ],
    ['an image with nothing in it', { image: 'scratch' }],
    ['a removal that may be passed over', { use: `cat ${FILE} && if true; then exit 0; fi` }],
    ['a removal whose failure means nothing', { rm: `; rm ${FILE}` }],
    ['a removal that is not sure', { rm: ` && if true; then rm ${FILE}; fi` }],
    [
      'a folder that rm would not remove',
      {
        copy: 'COPY --from=x /w/ /tmp/w/',
        use: 'pip install --find-links /tmp/w x',
        rm: ' && rm -f /tmp/w',
        mount: '--mount=type=bind,from=x,source=/w,target=/tmp/w',
      },
    ],
    [
      'a folder that is worked in',
      {
        copy: 'COPY --from=x /w/ /tmp/w/',
        use: 'cd /tmp/w && make && cd /',
        rm: ' && rm -rf /tmp/w',
        mount: '--mount=type=bind,from=x,source=/w,target=/tmp/w',
      },
    ],
    [
      'a folder that is built in',
      {
        copy: 'COPY --from=x /w/ /tmp/w/',
        use: 'pip install /tmp/w',
        rm: ' && rm -rf /tmp/w',
        mount: '--mount=type=bind,from=x,source=/w,target=/tmp/w',
      },
    ],
    ['a sweep in the same rm', { rm: ` && rm -rf ${FILE} /tmp/*`, left: ' && rm -rf /tmp/*' }],
    ['a pattern in the same rm', { rm: ` && rm -f ${FILE} /tmp/?.txt`, left: ' && rm -f /tmp/?.txt' }],
    [
      'a home in the same rm',
      { first: 'ENV HOME=/tmp\n', rm: ` && rm -rf ~/ ${FILE}`, left: ' && rm -rf ~/' },
    ],
    ['a folder in a variable', { first: 'ENV SRC=/tmp\n', rest: ' && pip install $SRC' }],
    ['a rm that asks', { rm: ` && rm -i ${FILE}` }],
    ['a rm that tells of itself', { rm: ` && rm --help ${FILE}` }],
    ['a slash behind a file', { rm: ` && rm -f ${FILE}/` }],
    ['a directory that has no such file', { rm: ` && rm -f /tmp/x/../r.txt` }],
    [
      'a package that lies beside it, behind the removal',
      { first: 'WORKDIR /tmp\n', rest: ' && pip install .' },
    ],
    ['a folder of packages, behind the removal', { rest: ' && dpkg -i -R /tmp' }],
    ['a package that lies beside it, in front', { first: 'WORKDIR /tmp\n', between: 'RUN pip install .\n' }],
    ['a gem of its folder', { first: 'WORKDIR /tmp\n', rest: ' && gem install r' }],
    ['a frontend that leaves folders', { syntax: 'docker/dockerfile:1.4' }],
    ['files that are unpacked in a folder', inFolder('tar -x -vC /tmp/w/out -f /tmp/w/a.tgz')],
    ['files that are unzipped in a folder', inFolder('unzip -qd /tmp/w/out /tmp/w/a.zip')],
    ['keys that are kept in a folder', inFolder('gpg --homedir /tmp/w --import /tmp/w/a.asc')],
    ['an environment that is described in a folder', inFolder('conda env create -f /tmp/w/e.yml')],
    ['requirements that are built in their folder', inFolder('pip install -r /tmp/w/r.txt')],
    ['a dot, which rm does not take', { ...inFolder('cat /tmp/w/a'), rm: ' && rm -rf /tmp/w/.' }],
    ['a name that looks like an option', { ...inFolder('cat /tmp/w/a'), rm: ' && rm -f -- -r /tmp/w' }],
    [
      'a stage by its number',
      {
        image: 'python:3.11\nRUN pip wheel -w /w x\nFROM python:3.11',
        copy: 'COPY --from=0 /w/ /tmp/w/',
        use: 'pip install --find-links /tmp/w x',
        rm: ' && rm -rf /tmp/w',
        mount: '--mount=type=bind,from=0,source=/w,target=/tmp/w',
      },
    ],
    ['a COPY of which something stays', { copy: 'COPY r.txt s.txt /tmp/' }],
    ['another command that is lost', { use: 'apt-get update', rm: ` && cat ${FILE} && rm ${FILE}` }],
  ])('%s', (_, one) => {
    expect(differenceOf(pairOf(one))).not.toBeNull();
  });

  it('triggers of the image, which may copy as well', () => {
    const base = 'python:3.11 AS a\nONBUILD COPY r.txt /tmp/r.txt\nFROM a';
    expect(differenceOf(pairOf({ image: base }))).not.toBeNull();
  });

  it('a folder of the build context that would be a file', () => {
    const context: BuildContext = { stat: () => ({ kind: 'link', mode: 0o777, size: 1 }) };
    expect(differenceOf({ ...pairOf({}), context })).not.toBeNull();
  });

  it('two COPYs to one place', () => {
    const both = `${MOUNT} --mount=type=bind,source=s/r.txt,target=/tmp/r.txt`;
    const copy = `COPY r.txt ${FILE}\nCOPY s/r.txt ${FILE}`;
    expect(differenceOf(pairOf({ copy, mount: both }))).not.toBeNull();
  });

  it('another mount over it', () => {
    const { before, after } = pairOf({});
    const covered = (text: string): string => text.replace('RUN ', 'RUN --mount=type=tmpfs,target=/tmp ');
    expect(differenceOf({ before: covered(before), after: covered(after) })).not.toBeNull();
  });

  it('a command that is done twice', () => {
    const { before, after } = pairOf({});
    expect(differenceOf({ before, after: after.replace('pip', 'echo a && pip') })).not.toBeNull();
  });
});
