/** Removals of what a RUN has made that a careless rewriter would add. */
import { describe, expect, it } from '@jest/globals';
import { proverOf } from '../../src/prove/prove.js';
import { readDockerfile } from '../../src/read/read.js';
import type { Level } from '../../src/transform.js';

function differenceOf(before: string, after: string, level: Level = 'reshape'): string | null {
  const read = (text: string): ReturnType<typeof readDockerfile> => readDockerfile(text);
  return proverOf(read)(read(before), read(after), { level, drops: [] })?.message ?? null;
}

const FETCH = 'wget https://example.org/a.tgz';
const UNPACKED = `FROM debian:12\nRUN ${FETCH} && tar xzf a.tgz`;
const REMOVED = `${UNPACKED} && rm -f a.tgz`;
const CLONED =
  'FROM debian:12\nRUN git clone https://example.org/tool /tmp/tool && cd /tmp/tool && make install';

describe('the proof accepts', () => {
  it.each([
    ['an archive that has been unpacked', UNPACKED, REMOVED],
    [
      'an archive that is named by a variable',
      'FROM debian:12\nARG V\nRUN curl -o "a-$V.tgz" https://example.org/ && tar xf a-${V}.tgz && make',
      'FROM debian:12\nARG V\nRUN curl -o "a-$V.tgz" https://example.org/ && tar xf a-${V}.tgz && rm -f a-${V}.tgz && make',
    ],
    ['a folder that something was built in', CLONED, `${CLONED} && rm -rf /tmp/tool`],
    [
      'a folder of mktemp',
      'FROM debian:12\nRUN d=$(mktemp -d) && git clone https://example.org/tool "$d" && cd "$d" && make install',
      'FROM debian:12\nRUN d=$(mktemp -d) && git clone https://example.org/tool "$d" && cd "$d" && make install && rm -rf "$d"',
    ],
    [
      'another directory that is copied later',
      `${UNPACKED}\nRUN cp -r /opt /srv`,
      `${REMOVED}\nRUN cp -r /opt /srv`,
    ],
  ])('%s', (_, before, after) => {
    expect(differenceOf(before, after)).toBeNull();
  });
});

describe('the proof finds', () => {
  const gone = '"rm -f a.tgz" is done that was not';
  it.each([
    [
      'an archive that nobody has fetched',
      'FROM debian:12\nRUN tar xzf a.tgz',
      'FROM debian:12\nRUN tar xzf a.tgz && rm -f a.tgz',
      gone,
    ],
    [
      'an archive that nobody has unpacked',
      `FROM debian:12\nRUN ${FETCH}`,
      `FROM debian:12\nRUN ${FETCH} && rm -f a.tgz`,
      gone,
    ],
    [
      'an archive that is only listed',
      `FROM debian:12\nRUN ${FETCH} && tar tzf a.tgz`,
      `FROM debian:12\nRUN ${FETCH} && tar tzf a.tgz && rm -f a.tgz`,
      gone,
    ],
    [
      'an archive that is read later',
      `${UNPACKED}\nRUN cp a.tgz /srv`,
      `${REMOVED}\nRUN cp a.tgz /srv`,
      gone,
    ],
    [
      'an archive that a loop reads',
      `${UNPACKED}\nRUN for f in *.tgz; do ls $f; done`,
      `${REMOVED}\nRUN for f in *.tgz; do ls $f; done`,
      gone,
    ],
    [
      'an archive that the image starts with',
      `${UNPACKED}\nCMD ["serve", "/a.tgz"]`,
      `${REMOVED}\nCMD ["serve", "/a.tgz"]`,
      gone,
    ],
    [
      'an archive whose directory is served',
      `${UNPACKED}\nCMD ["serve", "/"]`,
      `${REMOVED}\nCMD ["serve", "/"]`,
      gone,
    ],
    [
      'an archive whose directory is copied',
      `${UNPACKED}\nRUN cp -r . /srv`,
      `${REMOVED}\nRUN cp -r . /srv`,
      gone,
    ],
    ['an archive whose directory is listed', `${UNPACKED}\nRUN ls > /all`, `${REMOVED}\nRUN ls > /all`, gone],
    [
      'an archive that another stage takes',
      `${UNPACKED.replace('12', '12 AS one')}\nFROM one\nCOPY --from=one / /srv`,
      `${REMOVED.replace('12', '12 AS one')}\nFROM one\nCOPY --from=one / /srv`,
      gone,
    ],
    [
      'an archive behind what cannot be read',
      `${UNPACKED}\nRUN sh -c "$X" <<E\n$Y\nE`,
      `${REMOVED}\nRUN sh -c "$X" <<E\n$Y\nE`,
      gone,
    ],
    [
      'an archive that is linked',
      `FROM debian:12\nRUN ${FETCH} && ln -s /a.tgz /b && tar xzf a.tgz`,
      `FROM debian:12\nRUN ${FETCH} && ln -s /a.tgz /b && tar xzf a.tgz && rm -f a.tgz`,
      gone,
    ],
    [
      'an archive of another directory',
      `FROM debian:12\nRUN ${FETCH} && cd /srv && tar xzf a.tgz`,
      `FROM debian:12\nRUN ${FETCH} && cd /srv && tar xzf a.tgz && rm -f a.tgz`,
      gone,
    ],
    [
      'an archive whose name has changed',
      'FROM debian:12\nRUN V=1 && curl -o a-$V.tgz https://example.org/ && V=2 && tar xf a-$V.tgz',
      'FROM debian:12\nRUN V=1 && curl -o a-$V.tgz https://example.org/ && V=2 && tar xf a-$V.tgz && rm -f a-$V.tgz',
      '"rm -f a-$V.tgz" is done that was not',
    ],
    [
      'an archive of another user',
      `${UNPACKED}\nUSER app\nRUN true`,
      `${UNPACKED}\nUSER app\nRUN true && rm -f a.tgz`,
      gone,
    ],
    [
      'a removal in front of its use',
      UNPACKED,
      `FROM debian:12\nRUN ${FETCH} && rm -f a.tgz && tar xzf a.tgz`,
      'rm -f a.tgz',
    ],
    ['a removal that may fail', UNPACKED, `${UNPACKED} && rm a.tgz`, '"rm a.tgz" is done that was not'],
    [
      'more than the archive',
      UNPACKED,
      `${UNPACKED} && rm -f a.tgz a`,
      '"rm -f a.tgz a" is done that was not',
    ],
    [
      'a folder that is no temporary one',
      CLONED.replaceAll('/tmp/tool', '/opt/tool'),
      `${CLONED.replaceAll('/tmp/tool', '/opt/tool')} && rm -rf /opt/tool`,
      '"rm -rf /opt/tool" is done that was not',
    ],
    ['all temporary files', CLONED, `${CLONED} && rm -rf /tmp`, '"rm -rf /tmp" is done that was not'],
    [
      'a folder that nothing is taken out of',
      'FROM debian:12\nRUN mkdir -p /tmp/files && chmod 777 /tmp/files',
      'FROM debian:12\nRUN mkdir -p /tmp/files && chmod 777 /tmp/files && rm -rf /tmp/files',
      '"rm -rf /tmp/files" is done that was not',
    ],
    [
      'a folder that is linked',
      CLONED.replace('make install', 'make install && ln -s /tmp/tool/x /usr/bin/x'),
      `${CLONED.replace('make install', 'make install && ln -s /tmp/tool/x /usr/bin/x')} && rm -rf /tmp/tool`,
      '"rm -rf /tmp/tool" is done that was not',
    ],
    [
      'a folder that is worked in later',
      `${CLONED}\nWORKDIR /tmp\nRUN tool/check`,
      `${CLONED} && rm -rf /tmp/tool\nWORKDIR /tmp\nRUN tool/check`,
      '"rm -rf /tmp/tool" is done that was not',
    ],
  ])('%s', (_, before, after, message) => {
    expect(differenceOf(before, after)).toContain(message);
  });

  it.each(['exact', 'prune'] as const)('any such removal at level %s', (level) => {
    expect(differenceOf(UNPACKED, REMOVED, level)).toContain(gone);
  });
});
