/** Files that are copied to their own names, and files that are copied into the folder. */
import { describe, expect, it } from '@jest/globals';
import type { BuildContext } from '../../src/model.js';
import { proverOf } from '../../src/prove/prove.js';
import { readDockerfile } from '../../src/read/read.js';

function isProven(before: readonly string[], after: readonly string[], context?: BuildContext): boolean {
  const options = context === undefined ? {} : { context };
  const read = (text: string) => readDockerfile(text, options);
  const [one, other] = [before, after].map((lines) => `${lines.join('\n')}\n`);
  return proverOf(read)(read(one ?? ''), read(other ?? ''), { level: 'exact', drops: [] }) === null;
}

const PAIR = ['COPY a.sh /opt/app/a.sh', 'COPY b.sh /opt/app/b.sh'];
const ONE = 'COPY a.sh b.sh /opt/app/';

describe('a COPY to the name of the file is one into the folder', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['of a distribution', ['FROM debian:12', ...PAIR], ['FROM debian:12', ONE]],
    [
      'of nothing',
      ['FROM scratch', 'COPY a.sh /a.sh', 'COPY b.sh /b.sh'],
      ['FROM scratch', 'COPY a.sh b.sh /'],
    ],
    [
      'behind packages',
      ['FROM debian:12', 'RUN apt-get update && apt-get install -y curl', ...PAIR],
      ['FROM debian:12', 'RUN apt-get update && apt-get install -y curl', ONE],
    ],
    [
      'in the working directory, besides one that is copied there',
      ['FROM debian:12', 'WORKDIR /app', 'COPY a.sh a.sh', 'COPY x/b.sh .', 'COPY c.json ./c.json'],
      ['FROM debian:12', 'WORKDIR /app', 'COPY a.sh x/b.sh c.json ./'],
    ],
    [
      'with an owner',
      ['FROM debian:12', 'COPY --chown=1 a.sh /opt/app/a.sh', 'COPY --chown=1 b.sh /opt/app/b.sh'],
      ['FROM debian:12', 'COPY --chown=1 a.sh b.sh /opt/app/'],
    ],
    [
      'with a mode, in a folder that is there',
      ['FROM debian:12', 'WORKDIR /opt/app', ...PAIR.map((line) => line.replace(' ', ' --chmod=700 '))],
      ['FROM debian:12', 'WORKDIR /opt/app', ONE.replace(' ', ' --chmod=700 ')],
    ],
    [
      'and what follows sees the same',
      ['FROM debian:12', ...PAIR, 'RUN /opt/app/a.sh', 'COPY c.sh /opt/app/c.sh'],
      ['FROM debian:12', ONE, 'RUN /opt/app/a.sh', 'COPY c.sh /opt/app/c.sh'],
    ],
  ])('%s', (_, before, after) => {
    expect(isProven(before, after)).toBe(true);
  });

  it('where the context knows the files', () => {
    const kind = (path: string) => (path === 'a' || path === 'b' ? ('file' as const) : null);
    const context: BuildContext = {
      stat: (path) => {
        const found = kind(path);
        return found === null ? null : { kind: found, mode: 0o644, size: 1 };
      },
    };
    const before = ['FROM debian:12', 'COPY a /opt/app/a', 'COPY b /opt/app/b'];
    const after = ['FROM debian:12', 'COPY a b /opt/app/'];
    expect(isProven(before, after, context)).toBe(true);
    expect(isProven(before, after)).toBe(false);
    const folders: BuildContext = { stat: () => ({ kind: 'directory', mode: 0o755, size: 0 }) };
    expect(isProven(before, after, folders)).toBe(false);
    const links: BuildContext = { stat: () => ({ kind: 'link', mode: 0o777, size: 0 }) };
    expect(isProven(before, after, links)).toBe(false);
  });
});

describe('a planted fault is found', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    [
      'another name',
      ['FROM debian:12', 'COPY c.sh /opt/app/a.sh', PAIR[1] ?? ''],
      ['FROM debian:12', 'COPY c.sh b.sh /opt/app/'],
    ],
    ['another folder', ['FROM debian:12', PAIR[0] ?? '', 'COPY b.sh /opt/b.sh'], ['FROM debian:12', ONE]],
    [
      'another order of two of one name',
      ['FROM debian:12', 'COPY x/a.sh /opt/app/a.sh', 'COPY y/a.sh /opt/app/a.sh'],
      ['FROM debian:12', 'COPY y/a.sh x/a.sh /opt/app/'],
    ],
    ['a lost file', ['FROM debian:12', ...PAIR], ['FROM debian:12', 'COPY a.sh /opt/app/']],
    [
      'a file too many',
      ['FROM debian:12', ...PAIR, 'RUN b'],
      ['FROM debian:12', 'COPY a.sh b.sh c.sh /opt/app/', 'RUN b'],
    ],
    [
      'a source that may be a folder',
      ['FROM debian:12', 'COPY a /opt/app/a', 'COPY b /opt/app/b'],
      ['FROM debian:12', 'COPY a b /opt/app/'],
    ],
    ['an image that is not known', ['FROM example.org/a', ...PAIR], ['FROM example.org/a', ONE]],
    [
      'a link that an image has',
      ['FROM mysql:5.7', 'COPY entrypoint.sh /entrypoint.sh', 'COPY b.sh /b.sh'],
      ['FROM mysql:5.7', 'COPY entrypoint.sh b.sh /'],
    ],
    [
      'a link that a RUN makes',
      ['FROM debian:12', 'RUN ln -s /x /opt/app/a.sh', ...PAIR],
      ['FROM debian:12', 'RUN ln -s /x /opt/app/a.sh', ONE],
    ],
    [
      'a link that a program may make',
      ['FROM debian:12', 'RUN ./setup', ...PAIR],
      ['FROM debian:12', 'RUN ./setup', ONE],
    ],
    [
      'a link in a folder that is copied',
      ['FROM debian:12', 'COPY rootfs /', ...PAIR],
      ['FROM debian:12', 'COPY rootfs /', ONE],
    ],
    [
      'a link in an archive',
      ['FROM debian:12', 'ADD rootfs.tar /', ...PAIR],
      ['FROM debian:12', 'ADD rootfs.tar /', ONE],
    ],
    [
      'a link in an archive that is unpacked into a directory of the system',
      ['FROM debian:12', 'RUN tar xf /x.tar -C /opt', ...PAIR],
      ['FROM debian:12', 'RUN tar xf /x.tar -C /opt', ONE],
    ],
    [
      'a link in a folder that is copied to a directory of the system',
      ['FROM debian:12', 'COPY --from=x /opt /opt', ...PAIR],
      ['FROM debian:12', 'COPY --from=x /opt /opt', ONE],
    ],
    [
      'a link of a package that is in a file',
      ['FROM debian:12', 'RUN dpkg -i /x.deb', ...PAIR],
      ['FROM debian:12', 'RUN dpkg -i /x.deb', ONE],
    ],
    [
      'a link that npm makes',
      [
        'FROM node:18',
        'RUN npm install -g a',
        ...PAIR.map((line) => line.replace('opt/app', 'usr/local/bin')),
      ],
      ['FROM node:18', 'RUN npm install -g a', ONE.replace('opt/app', 'usr/local/bin')],
    ],
    [
      'a link of packages in their own places',
      [
        'FROM debian:12',
        'RUN apt-get install -y nginx',
        'COPY a.conf /etc/nginx/a.conf',
        'COPY b.conf /etc/nginx/b.conf',
      ],
      ['FROM debian:12', 'RUN apt-get install -y nginx', 'COPY a.conf b.conf /etc/nginx/'],
    ],
    [
      'a directory of the name',
      ['FROM debian:12', 'WORKDIR /opt/app/a.sh', ...PAIR],
      ['FROM debian:12', 'WORKDIR /opt/app/a.sh', ONE],
    ],
    [
      'a stage that is FROM another',
      ['FROM debian:12 AS one', 'FROM one', ...PAIR],
      ['FROM debian:12 AS one', 'FROM one', ONE],
    ],
    [
      'files of another stage',
      ['FROM debian:12', ...PAIR.map((line) => line.replace(' ', ' --from=busybox '))],
      ['FROM debian:12', ONE.replace(' ', ' --from=busybox ')],
    ],
    [
      'other flags',
      ['FROM debian:12', 'COPY --chown=1 a.sh /opt/app/a.sh', PAIR[1] ?? ''],
      ['FROM debian:12', ONE],
    ],
    [
      'a mode, which a folder that is made may get too',
      ['FROM debian:12', ...PAIR.map((line) => line.replace(' ', ' --chmod=700 '))],
      ['FROM debian:12', ONE.replace(' ', ' --chmod=700 ')],
    ],
  ])('%s', (_, before, after) => {
    expect(isProven(before, after)).toBe(false);
  });
});
