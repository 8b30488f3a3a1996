/** Files that a careless rewriter would copy to where they are moved. */
import { describe, expect, it } from '@jest/globals';
import { proverOf } from '../../src/prove/prove.js';
import { readDockerfile } from '../../src/read/read.js';

function differenceOf(before: string, after: string): string | null {
  const read = (text: string): ReturnType<typeof readDockerfile> => readDockerfile(text);
  return proverOf(read)(read(before), read(after), { level: 'exact', drops: [] })?.message ?? null;
}

interface Case {
  readonly image?: string;
  readonly first?: string;
  readonly copy?: string;
  readonly between?: string;
  readonly start?: string;
  readonly mv?: string;
  readonly rest?: string;
  readonly now?: string;
}

function pairOf({
  image = 'debian:12',
  first = '',
  copy = 'COPY a.sh /tmp/a.sh',
  between = '',
  start = 'echo a > /opt/a && ',
  mv = 'mv /tmp/a.sh /usr/local/bin/b',
  rest = ' && echo b > /opt/b',
  now = 'COPY a.sh /usr/local/bin/b',
}: Case): readonly [string, string] {
  const head = `FROM ${image}\n${first}`;
  return [
    `${head}${copy}\n${between}RUN ${start}${mv}${rest}\n`,
    `${head}${now}\n${between}RUN ${start}${rest.replace(/^ && /, '')}\n`,
  ];
}

describe('the proof accepts', () => {
  it.each<readonly [string, Case]>([
    ['a file that is moved', {}],
    [
      'a file of a stage',
      { copy: 'COPY --from=x /o/a.sh /tmp/', now: 'COPY --from=x /o/a.sh /usr/local/bin/b' },
    ],
    [
      'a file that is renamed in a working directory',
      { first: 'WORKDIR /app\n', copy: 'COPY a.sh .', mv: 'mv a.sh b', now: 'COPY a.sh /app/b' },
    ],
    ['packages that are installed before', { first: 'RUN apt-get update && apt-get install -y nginx\n' }],
    ['other files that are copied in between', { between: 'COPY c.sh /opt/c.sh\n' }],
    ['the same COPY in between, to elsewhere', { between: 'COPY a.sh /usr/local/bin/c\n' }],
  ])('%s', (_, one) => {
    expect(differenceOf(...pairOf(one))).toBeNull();
  });
});

describe('the proof accepts two', () => {
  it('of RUNs that are gone, and the same COPY behind', () => {
    const last = ['COPY a.sh /tmp/a.sh', 'RUN cat /tmp/a.sh', ''];
    const moved = [
      'COPY a.sh /tmp/a.sh',
      'RUN mv /tmp/a.sh /opt/b',
      'COPY b.sh /tmp/b.sh',
      'RUN mv /tmp/b.sh /opt/c',
    ];
    const copied = ['COPY a.sh /opt/b', 'COPY b.sh /opt/c'];
    const [before, after] = [moved, copied].map((lines) => ['FROM debian:12', ...lines, ...last].join('\n'));
    expect(differenceOf(before ?? '', after ?? '')).toBeNull();
  });
});

describe('the proof finds', () => {
  it.each<readonly [string, Case]>([
    ['another file', { now: 'COPY b.sh /usr/local/bin/b' }],
    ['another place', { now: 'COPY a.sh /usr/local/bin/a' }],
    ['an owner that is new', { now: 'COPY --chown=1 a.sh /usr/local/bin/b' }],
    ['an owner that is lost', { copy: 'COPY --chown=1 a.sh /tmp/a.sh' }],
    ['a file that is not moved', { mv: 'cp /tmp/a.sh /usr/local/bin/b' }],
    ['a move that overwrites nothing', { mv: 'mv -n /tmp/a.sh /usr/local/bin/b' }],
    ['a move that keeps what was there', { mv: 'mv -b /tmp/a.sh /usr/local/bin/b' }],
    ['a move of several', { mv: 'mv /tmp/a.sh /opt/c /usr/local/bin/' }],
    ['a move that may be left out', { mv: 'if true; then mv /tmp/a.sh /usr/local/bin/b; fi' }],
    ['a move whose failure means nothing', { mv: '{ mv /tmp/a.sh /usr/local/bin/b || true; }' }],
    ['a folder', { copy: 'COPY a/ /tmp/a/', mv: 'mv /tmp/a /opt/b', now: 'COPY a/ /opt/b/' }],
    ['an image that nobody knows', { image: 'example.org/base' }],
    ['a file that was there', { first: 'RUN echo a > /tmp/a.sh\n' }],
    ['a file that was copied there', { first: 'COPY c.sh /tmp/a.sh\n' }],
    ['a folder that the COPY makes', { copy: 'COPY a.sh /x/a.sh', mv: 'mv /x/a.sh /usr/local/bin/b' }],
    ['a folder that is not there yet', { mv: 'mv /tmp/a.sh /x/b', now: 'COPY a.sh /x/b' }],
    ['a link in the way', { first: 'RUN ln -s /opt/x /usr/local/bin/b\n' }],
    [
      'a place that the image has',
      { image: 'nginx', mv: 'mv /tmp/a.sh /etc/nginx/nginx.conf', now: 'COPY a.sh /etc/nginx/nginx.conf' },
    ],
    ['a reader in between', { start: 'cat /tmp/a.sh > /opt/a && ' }],
    ['a writer in between', { start: 'echo a > /usr/local/bin/b && ' }],
    ['a listing in between', { start: 'ls /usr/local/bin > /opt/a && ' }],
    ['a program in between that nobody knows', { between: 'RUN /opt/install\n' }],
    ['another COPY in between', { between: 'COPY c.sh /usr/local/bin/b\n' }],
    ['a user who may not', { first: 'USER daemon\n' }],
    ['a RUN that may end before', { start: 'test -d /x || exit 0 && ' }],
    [
      'a home that the image has',
      { image: 'ubuntu:24.04', mv: 'mv /tmp/a.sh /home/ubuntu', now: 'COPY a.sh /home/ubuntu' },
    ],
    ['a folder that the image has', { image: 'mongo:6', mv: 'mv /tmp/a.sh /data', now: 'COPY a.sh /data' }],
    ['a folder by another name', { image: 'fedora:42', first: 'WORKDIR /usr/local/sbin/b\n' }],
    ['a file that an archive may have', { first: 'RUN tar xf /x.tar -C /tmp\n' }],
    ['a file that is named as a folder', { mv: 'mv /tmp/a.sh/ /usr/local/bin/b' }],
    ['a place that is named as a folder', { mv: 'mv /tmp/a.sh /usr/local/bin/b/.' }],
    ['a last word that is asked for', { rest: ' && chmod +x $_' }],
    [
      'the command itself',
      {
        mv: 'mv /tmp/a.sh /usr/local/bin/mv',
        rest: ' && mv /etc/a /etc/b',
        now: 'COPY a.sh /usr/local/bin/mv',
      },
    ],
    [
      'a module that may be found',
      {
        first: 'WORKDIR /app\n',
        copy: 'COPY a.py .',
        between: 'RUN python -m pip install x\n',
        mv: 'mv a.py json.py',
        now: 'COPY a.py /app/json.py',
      },
    ],
    ['a mount over it', { start: '--mount=type=tmpfs,target=/tmp ' }],
  ])('%s', (_, one) => {
    expect(differenceOf(...pairOf(one))).not.toBeNull();
  });

  it('a COPY that has changed places', () => {
    const [before, after] = pairOf({ between: 'COPY c.sh /opt/c.sh\n' });
    const [from = '', first = '', second = '', ...rest] = after.split('\n');
    expect(differenceOf(before, after)).toBeNull();
    expect(differenceOf(before, [from, second, first, ...rest].join('\n'))).not.toBeNull();
  });

  it('a COPY that has come to stand behind a RUN', () => {
    const [before, after] = pairOf({ between: 'RUN echo c > /opt/c\n' });
    const [from = '', first = '', second = '', ...rest] = after.split('\n');
    expect(differenceOf(before, after)).toBeNull();
    expect(differenceOf(before, [from, second, first, ...rest].join('\n'))).not.toBeNull();
  });

  it('a stage below, which may have what it moves to', () => {
    const image = 'debian:12 AS a\nRUN echo a > /usr/local/bin/b\nFROM a';
    expect(differenceOf(...pairOf({ image }))).not.toBeNull();
  });
});
