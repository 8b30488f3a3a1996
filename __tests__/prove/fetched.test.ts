/** Files that an ADD fetches, which a stage of its own fetches instead. */
import { describe, expect, it } from '@jest/globals';
import { proverOf } from '../../src/prove/prove.js';
import { readDockerfile } from '../../src/read/read.js';
import type { Level } from '../../src/transform.js';

const URL = 'https://example.org/r/tool.tgz';

interface Case {
  /** In front of the stage, in both files. */
  readonly head?: string;
  readonly add?: string;
  readonly stage?: string;
  readonly mount?: string;
  /** Behind the RUN, in both files. */
  readonly rest?: string;
  /** In front of the RUN, in the second file only. */
  readonly more?: string;
  readonly level?: Level;
  readonly target?: string;
}

function differenceOf({
  head = '',
  add = `ADD ${URL} /tmp/tool.tgz`,
  stage = `FROM scratch AS got\nADD ${URL} /tool.tgz\n`,
  mount = 'type=bind,from=got,source=/tool.tgz,target=/tmp/tool.tgz',
  rest = '',
  more = '',
  level = 'reshape',
  target,
}: Case): string | null {
  const read = (text: string): ReturnType<typeof readDockerfile> =>
    readDockerfile(text, target === undefined ? {} : { target });
  const before = `${head}FROM debian:12\n${add}\nRUN tar -xzf /tmp/tool.tgz -C /opt && rm /tmp/tool.tgz\n${rest}`;
  const after = `${head}${stage}FROM debian:12\n${more}RUN --mount=${mount} tar -xzf /tmp/tool.tgz -C /opt\n${rest}`;
  return proverOf(read)(read(before), read(after), { level, drops: [] })?.message ?? null;
}

describe('the proof accepts', () => {
  it.each<readonly [string, Case]>([
    ['a file that is fetched in a stage of its own', {}],
    ['a file that is put into a folder under its own name', { add: `ADD ${URL} /tmp/` }],
    [
      'a checksum',
      {
        add: `ADD --checksum=sha256:00ff ${URL} /tmp/`,
        stage: `FROM scratch AS got\nADD --checksum=sha256:00ff ${URL} /tool.tgz\n`,
      },
    ],
    [
      'a stage behind another one',
      { head: 'FROM busybox AS b\nRUN true\n', rest: 'COPY --from=b /etc /b\n' },
    ],
    ['a target that is named', { head: 'FROM busybox AS b\nRUN true\n', target: 'b' }],
  ])('%s', (_, one) => {
    expect(differenceOf(one)).toBeNull();
  });
});

describe('the proof finds', () => {
  it.each<readonly [string, Case]>([
    ['another address', { stage: 'FROM scratch AS got\nADD https://example.org/r/tool.tgz?2 /tool.tgz\n' }],
    ['another checksum', { stage: `FROM scratch AS got\nADD --checksum=sha256:00ff ${URL} /tool.tgz\n` }],
    ['a stage that is built on an image', { stage: `FROM debian:12 AS got\nADD ${URL} /tool.tgz\n` }],
    ['a stage that does more', { stage: `FROM scratch AS got\nADD ${URL} /tool.tgz\nCOPY a /a\n` }],
    [
      'a stage for another platform',
      { stage: `FROM --platform=arm64 scratch AS got\nADD ${URL} /tool.tgz\n` },
    ],
    [
      'a stage without a name',
      {
        stage: `FROM scratch\nADD ${URL} /tool.tgz\n`,
        mount: 'type=bind,from=0,source=/tool.tgz,target=/tmp/tool.tgz',
      },
    ],
    [
      'a stage too many',
      { stage: `FROM scratch AS got\nADD ${URL} /tool.tgz\nFROM scratch AS more\nCOPY a /a\n` },
    ],
    [
      'a file of another name in the stage',
      {
        stage: `FROM scratch AS got\nADD ${URL} /a.tgz\n`,
        mount: 'type=bind,from=got,source=/a.tgz,target=/tmp/tool.tgz',
      },
    ],
    ['a mount of something else', { mount: 'type=bind,from=got,source=/,target=/tmp/tool.tgz' }],
    [
      'a mount that may be written to',
      { mount: 'type=bind,from=got,source=/tool.tgz,target=/tmp/tool.tgz,rw' },
    ],
    ['an ADD that sets a mode', { add: `ADD --chmod=644 ${URL} /tmp/tool.tgz` }],
    ['an ADD that sets an owner', { add: `ADD --chown=1 ${URL} /tmp/tool.tgz` }],
    ['an ADD that unpacks', { add: `ADD --unpack=true ${URL} /tmp/` }],
    [
      'a repository',
      {
        add: 'ADD https://example.org/r/tool.git /tmp/tool.tgz',
        stage: 'FROM scratch AS got\nADD https://example.org/r/tool.git /tool.git\n',
        mount: 'type=bind,from=got,source=/tool.git,target=/tmp/tool.tgz',
      },
    ],
    ['an ADD that stays', { more: `ADD ${URL} /tmp/tool.tgz\n` }],
    ['the same file fetched twice', { rest: `ADD ${URL} /srv/tool.tgz\n` }],
    ['an image of the name of the stage', { head: 'FROM got AS b\nRUN true\n' }],
    ['a number of a stage', { head: 'FROM busybox\nRUN true\n', rest: 'COPY --from=0 /etc /b\n' }],
    [
      'a number of a stage in a mount',
      { head: 'FROM busybox\nRUN true\n', rest: 'RUN --mount=from=0,target=/b ls /b\n' },
    ],
    ['a target that is numbered', { head: 'FROM busybox\nRUN true\n', target: '1' }],
    ['a level that keeps to the stages', { level: 'prune' }],
  ])('%s', (_, one) => {
    expect(differenceOf(one)).not.toBeNull();
  });
});
