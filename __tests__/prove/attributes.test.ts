/** Flags of COPY that a careless rewriter would put in the place of chmod and chown. */
import { describe, expect, it } from '@jest/globals';
import type { BuildContext } from '../../src/model.js';
import { proverOf } from '../../src/prove/prove.js';
import { readDockerfile } from '../../src/read/read.js';

const context: BuildContext = {
  stat: (path) =>
    /\.\w+$/.test(path)
      ? { kind: 'file', mode: path.startsWith('setuid') ? 0o4755 : 0o644, size: 1 }
      : { kind: 'directory', mode: 0o755, size: 0 },
};

function differenceOf(before: string, after: string): string | null {
  const read = (text: string): ReturnType<typeof readDockerfile> => readDockerfile(text, { context });
  return proverOf(read)(read(before), read(after), { level: 'exact', drops: [] })?.message ?? null;
}

const lines = (...text: readonly string[]): string => `${['FROM debian:12', ...text].join('\n')}\n`;

describe('the proof accepts', () => {
  it.each([
    ['a mode', lines('COPY a.sh /a.sh', 'RUN chmod 755 /a.sh'), lines('COPY --chmod=755 a.sh /a.sh')],
    [
      'a mode that follows from the context',
      lines('COPY a.sh /a.sh', 'RUN chmod u+x,o= /a.sh'),
      lines('COPY --chmod=740 a.sh /a.sh'),
    ],
    [
      'an owner',
      lines('COPY a.sh /a.sh', 'RUN chown www-data:daemon /a.sh'),
      lines('COPY --chown=www-data:daemon a.sh /a.sh'),
    ],
    [
      'an owner without a group',
      lines('COPY a.sh /a.sh', 'RUN chown 7 /a.sh'),
      lines('COPY --chown=7:root a.sh /a.sh'),
    ],
    ['a folder', lines('COPY . /app', 'RUN chown -R 7:7 /app'), lines('COPY --chown=7:7 . /app')],
    [
      'a folder that is there before',
      lines('WORKDIR /app', 'COPY . .', 'RUN chown -R 7:7 /app'),
      lines('WORKDIR /app', 'COPY --chown=7:7 . .', 'RUN chown 7:7 /app'),
    ],
    [
      'a change behind things that have nothing to do with it',
      lines('COPY a.sh /srv/a.sh', 'RUN apt-get update && touch /done && chmod 700 /srv/a.sh'),
      lines('COPY --chmod=700 a.sh /srv/a.sh', 'RUN apt-get update && touch /done'),
    ],
  ])('%s', (_, before, after) => {
    expect(differenceOf(before, after)).toBeNull();
  });
});

describe('the proof finds', () => {
  it.each([
    ['another mode', lines('COPY a.sh /a.sh', 'RUN chmod 755 /a.sh'), lines('COPY --chmod=750 a.sh /a.sh')],
    [
      'a mode of another file',
      lines('COPY a.sh b.sh /srv/', 'RUN chmod 755 /srv/a.sh'),
      lines('COPY --chmod=755 a.sh b.sh /srv/'),
    ],
    [
      'folders that get the mode',
      lines('COPY a.sh /x/a.sh', 'RUN chmod 700 /x/a.sh'),
      lines('COPY --chmod=700 a.sh /x/a.sh'),
    ],
    [
      'folders that get the owner',
      lines('COPY a.sh /x/a.sh', 'RUN chown 7:7 /x/a.sh'),
      lines('COPY --chown=7:7 a.sh /x/a.sh'),
    ],
    [
      'a group that is the number of the user',
      lines('COPY a.sh /a.sh', 'RUN chown 7 /a.sh'),
      lines('COPY --chown=7 a.sh /a.sh'),
    ],
    [
      'all files of a folder instead of one',
      lines('COPY app /app', 'RUN chmod 755 /app/a.sh'),
      lines('COPY --chmod=755 app /app'),
    ],
    [
      'folders with a mode of files',
      lines('COPY app /app', 'RUN chmod -R 644 /app'),
      lines('COPY --chmod=644 app /app'),
    ],
    [
      'a directory that keeps its owner',
      lines('WORKDIR /app', 'COPY . .', 'RUN chown -R 7:7 /app'),
      lines('WORKDIR /app', 'COPY --chown=7:7 . .'),
    ],
    [
      'files of a RUN in the folder',
      lines('WORKDIR /app', 'RUN touch /app/x', 'COPY . .', 'RUN chown -R 7:7 /app'),
      lines('WORKDIR /app', 'RUN touch /app/x', 'COPY --chown=7:7 . .', 'RUN chown 7:7 /app'),
    ],
    [
      'files of the image in the folder',
      lines('COPY . /etc', 'RUN chown -R 7:7 /etc'),
      lines('COPY --chown=7:7 . /etc'),
    ],
    [
      'files of an image that nobody knows',
      'FROM example/x\nCOPY . /app\nRUN chown -R 7:7 /app\n',
      'FROM example/x\nCOPY --chown=7:7 . /app\n',
    ],
    [
      'links that busybox follows',
      'FROM alpine:3\nCOPY . /app\nRUN chown -R 7:7 /app\n',
      'FROM alpine:3\nCOPY --chown=7:7 . /app\n',
    ],
    [
      'a user who is made later',
      lines('COPY a.sh /a.sh', 'RUN useradd u && chown u:u /a.sh'),
      lines('COPY --chown=u:u a.sh /a.sh', 'RUN useradd u'),
    ],
    [
      'a reader in between',
      lines('COPY a.sh /a.sh', 'RUN cp -p /a.sh /b && chmod 755 /a.sh'),
      lines('COPY --chmod=755 a.sh /a.sh', 'RUN cp -p /a.sh /b'),
    ],
    [
      'something unknown in between',
      lines('COPY a.sh /a.sh', 'RUN x', 'RUN chmod 700 /a.sh'),
      lines('COPY --chmod=700 a.sh /a.sh', 'RUN x'),
    ],
    [
      'another umask',
      lines('COPY a.sh /a.sh', 'RUN umask 077; chmod +x /a.sh'),
      lines('COPY --chmod=755 a.sh /a.sh', 'RUN umask 077'),
    ],
    [
      'a change that may not be made',
      lines('COPY a.sh /a.sh', 'RUN x; chmod 755 /a.sh; y'),
      lines('COPY --chmod=755 a.sh /a.sh', 'RUN x; y'),
    ],
    [
      'another user',
      lines('USER u', 'COPY a.sh /a.sh', 'RUN chmod 755 /a.sh'),
      lines('USER u', 'COPY --chmod=755 a.sh /a.sh'),
    ],
    [
      'set-user-ID bits that chown takes away',
      lines('COPY setuid.sh /a.sh', 'RUN chown 7:7 /a.sh'),
      lines('COPY --chown=7:7 setuid.sh /a.sh'),
    ],
    [
      'a file that is overwritten',
      lines('COPY a.sh /srv/', 'COPY app /srv', 'RUN chmod 700 /srv/a.sh'),
      lines('COPY --chmod=700 a.sh /srv/', 'COPY app /srv'),
    ],
    [
      'a volume in between',
      lines('COPY a.sh /data/a.sh', 'VOLUME /data', 'RUN chmod 755 /data/a.sh'),
      lines('COPY --chmod=755 a.sh /data/a.sh', 'VOLUME /data'),
    ],
    [
      'a pattern',
      lines('COPY a.sh /srv/a.sh', 'RUN chmod 755 /srv/*.sh'),
      lines('COPY --chmod=755 a.sh /srv/a.sh'),
    ],
    [
      'a file of another stage',
      'FROM debian:12 AS a\nFROM debian:12\nCOPY --from=a /x.sh /x.sh\nRUN chmod 755 /x.sh\n',
      'FROM debian:12 AS a\nFROM debian:12\nCOPY --from=a --chmod=755 /x.sh /x.sh\n',
    ],
    [
      'a layer of its own',
      lines('COPY --link a.sh /a.sh', 'RUN chmod 755 /a.sh'),
      lines('COPY --link --chmod=755 a.sh /a.sh'),
    ],
    ['an archive', lines('ADD a.tgz /a.tgz', 'RUN chmod 755 /a.tgz'), lines('ADD --chmod=755 a.tgz /a.tgz')],
    [
      'a function of that name',
      lines('COPY a.sh /a.sh', 'RUN chmod() { :; }; chmod 755 /a.sh'),
      lines('COPY --chmod=755 a.sh /a.sh', 'RUN chmod() { :; }'),
    ],
  ])('%s', (_, before, after) => {
    expect(differenceOf(before, after)).not.toBeNull();
  });
});
