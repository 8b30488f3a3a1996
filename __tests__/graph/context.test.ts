import { describe, expect, it } from '@jest/globals';
import { squash, type SquashOptions } from '../../src/index.js';
import type { BuildContext, ContextEntry } from '../../src/model.js';

/** A build context with entries of these kinds. */
function contextOf(kinds: Readonly<Record<string, ContextEntry['kind']>>): BuildContext {
  return {
    stat: (path) => {
      const kind = Object.hasOwn(kinds, path) ? kinds[path] : undefined;
      return kind === undefined ? null : { kind, mode: 0o644, size: 1 };
    },
  };
}

const CONTEXT = contextOf({
  'entrypoint.sh': 'file',
  'conf/shop.conf': 'file',
  'rootfs.tar.gz': 'file',
  rootfs: 'directory',
  link: 'link',
  socket: 'other',
  layer: 'file',
});

/** A COPY between two RUNs, which can only become one when it gives way. */
const between = (copy: string, run = 'RUN touch /var/lib/steady'): string =>
  `FROM debian:bookworm\nRUN touch /var/lib/ready\n${copy}\n${run}\n`;

function moves(text: string, context?: BuildContext, more: SquashOptions = {}): boolean {
  const options: SquashOptions = { only: ['hoist-layers'], ...more };
  return squash(text, context === undefined ? options : { ...options, context }).changed;
}

describe('with a build context', () => {
  it.each([
    ['into the programs', 'COPY entrypoint.sh /usr/local/bin/'],
    ['to the root', 'COPY entrypoint.sh /'],
    ['to the root, which is the working directory', 'COPY entrypoint.sh .'],
    ['with a dot in front', 'COPY ./entrypoint.sh /'],
    ['with a slash in front', 'COPY /entrypoint.sh /'],
    ['from a folder', 'COPY conf/shop.conf /'],
    ['two of them', 'COPY entrypoint.sh conf/shop.conf /'],
    ['of an owner', 'COPY --chown=1000:1000 entrypoint.sh /'],
    ['with ADD, by a name that no archive has', 'ADD entrypoint.sh /'],
    ['in JSON', 'COPY ["entrypoint.sh", "/"]'],
  ])('a file that is copied %s is one file, and passes what does not touch it', (_, copy) => {
    expect(moves(between(copy), CONTEXT)).toBe(true);
    expect(moves(between(copy))).toBe(false);
  });

  it.each([
    ['a directory', 'COPY rootfs /'],
    ['a directory with a slash', 'COPY rootfs/ /'],
    ['all of it', 'COPY . /'],
    ['a link', 'COPY link /'],
    ['what is neither file nor directory', 'COPY socket /'],
    ['what is not there', 'COPY missing.sh /'],
    ['what is above it', 'COPY ../entrypoint.sh/../rootfs /'],
    ['a wildcard', 'COPY *.sh /'],
    ['one file and a directory', 'COPY entrypoint.sh rootfs /'],
    ['an archive for ADD', 'ADD rootfs.tar.gz /'],
    ['what may be an archive by its content, for ADD', 'ADD layer /'],
    ['a URL without the name of a file', 'ADD https://example.org/ /'],
    ['a repository', 'ADD https://example.org/entrypoint.git /'],
    ['a file of another image', 'COPY --from=debian:bookworm entrypoint.sh /'],
    ['a file with the folders above it', 'COPY --parents conf/shop.conf /'],
    ['a name that is not known', 'COPY $NAME /'],
  ])('%s stays what may be anything', (_, copy) => {
    expect(moves(between(copy), CONTEXT)).toBe(false);
  });

  it('a URL with the name of a file is that file', () => {
    expect(moves(between('ADD https://example.org/entrypoint.sh /'), CONTEXT)).toBe(true);
  });

  it('what is there makes a difference, what is not does not', () => {
    const copy = between('COPY entrypoint.sh /usr/local/bin/');
    expect(moves(copy, contextOf({}))).toBe(false);
    expect(moves(copy, contextOf({ 'entrypoint.sh': 'file' }))).toBe(true);
    expect(moves(copy, contextOf({ 'entrypoint.sh': 'directory' }))).toBe(false);
  });

  it('a file still meets what reads its directory, runs it or writes it', () => {
    const copy = 'COPY entrypoint.sh /usr/local/bin/';
    for (const path of ['/usr/local/bin', '/usr/local/bin/entrypoint.sh', '/usr/local/bin/*.sh']) {
      const text = `FROM debian:bookworm\nRUN ls ${path} > /srv/a\n${copy}\nRUN ls ${path} > /srv/b\n`;
      expect(moves(text, CONTEXT)).toBe(false);
    }
  });

  it('a file in the place of a program meets those that run it', () => {
    const context = contextOf({ 'docker/touch': 'file', 'docker/tool': 'file' });
    expect(moves(between('COPY docker/touch /usr/local/bin/'), context)).toBe(false);
    expect(moves(between('COPY docker/tool /usr/local/bin/'), context)).toBe(true);
  });

  it('a target that may be a file is not taken for a directory', () => {
    const ls = 'RUN ls /opt/tool/other > /srv/b';
    const text = (target: string): string =>
      `FROM debian:bookworm\n${ls}\nCOPY entrypoint.sh ${target}\n${ls}\n`;
    expect(moves(text('/opt/tool'), CONTEXT)).toBe(false);
    expect(moves(text('/opt/tool/'), CONTEXT)).toBe(true);
  });

  it('a file passes a directory beside it in the development order too', () => {
    const text =
      'FROM debian:bookworm\nCOPY entrypoint.sh /\nRUN apt-get update && apt-get install -y cron\n';
    const dev: SquashOptions = { mode: 'dev', only: ['order-for-cache'] };
    expect(moves(text, CONTEXT, dev)).toBe(true);
    expect(moves(text, undefined, dev)).toBe(false);
  });
});
