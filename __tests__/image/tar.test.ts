import { describe, expect, it } from '@jest/globals';
import { Bytes } from '../../src/image/bytes.js';
import { readTar, type TarEntry } from '../../src/image/tar.js';
import { BLOCK, extended, pieces, summed, tarOf, type Given } from './archives.js';

interface Read extends TarEntry {
  readonly text: string;
}

async function read(bytes: Uint8Array, size = 1000): Promise<readonly Read[]> {
  const entries: Read[] = [];
  for await (const { entry, body } of readTar(new Bytes(pieces(bytes, size)))) {
    let text = '';
    for await (const piece of body) text += Buffer.from(piece).toString('utf8');
    entries.push({ ...entry, text });
  }
  return entries;
}

describe('an archive', () => {
  it('gives each entry with its type, mode, owner, time and content', async () => {
    const given: readonly Given[] = [
      { path: './etc/', type: '5', mode: 0o1777 },
      { path: './etc/a', mode: 0o4755, uid: 33, gid: 44, content: 'some text' },
      { path: 'b', type: '2', target: '../etc/a' },
      { path: 'c', type: '1', target: './etc/a' },
      { path: 'null', type: '3', device: [1, 3] },
      { path: 'loop0', type: '4', device: [7, 0] },
      { path: 'pipe', type: '6' },
      { path: 'old/', type: '\0' },
    ];
    const entries = await read(tarOf(given));
    expect(entries.map(({ path, type, target, device }) => [path, type, target, device])).toEqual([
      ['etc', 'directory', '', ''],
      ['etc/a', 'file', '', ''],
      ['b', 'symlink', '../etc/a', ''],
      ['c', 'hardlink', 'etc/a', ''],
      ['null', 'char', '', '1:3'],
      ['loop0', 'block', '', '7:0'],
      ['pipe', 'fifo', '', ''],
      ['old', 'directory', '', ''],
    ]);
    expect(entries[1]).toMatchObject({
      mode: 0o4755,
      uid: 33,
      gid: 44,
      size: 9,
      mtime: 1_700_000_000,
      text: 'some text',
    });
  });

  it.each([1, 7, 512, 100_000])('is read the same in pieces of %i bytes', async (size) => {
    const given = ['x'.repeat(511), 'y'.repeat(512), '', 'z'.repeat(1537)].map((content, index) => ({
      path: `f${String(index)}`,
      content,
    }));
    const entries = await read(tarOf(given), size);
    expect(entries.map(({ text }) => text)).toEqual(given.map(({ content }) => content));
  });

  it('whose bodies are not read gives the next entries all the same', async () => {
    const paths: string[] = [];
    const bytes = tarOf([
      { path: 'a', content: 'x'.repeat(3000) },
      { path: 'b', content: 'y' },
      { path: 'c' },
    ]);
    for await (const { entry, body } of readTar(new Bytes(pieces(bytes)))) {
      paths.push(entry.path);
      // Only a part of it.
      await body[Symbol.asyncIterator]().next();
    }
    expect(paths).toEqual(['a', 'b', 'c']);
  });

  it('has long names, sizes and owners in PAX records', async () => {
    const path = `${'long/'.repeat(60)}name`;
    const pax = { path, linkpath: 'é'.repeat(99), uid: '4000000000', gid: '5', mtime: '1600000000.75' };
    expect(await read(tarOf([{ path: 'short', type: '2', pax }]))).toMatchObject([
      { path, target: 'é'.repeat(99), uid: 4_000_000_000, gid: 5, mtime: 1_600_000_000 },
    ]);
  });

  it('has long names as GNU tar writes them', async () => {
    const [path, target] = ['n'.repeat(200), 't'.repeat(300)];
    const bytes = Buffer.concat([
      extended('L', Buffer.from(`${path}\0`)),
      extended('K', Buffer.from(`${target}\0`)),
      tarOf([{ path: 'n', type: '2', target: 't' }, { path: 'next' }]),
    ]);
    expect((await read(bytes)).map((entry) => [entry.path, entry.target])).toEqual([
      [path, target],
      ['next', ''],
    ]);
  });

  it('keeps every byte of an extended attribute', async () => {
    const pax = {
      'SCHILY.xattr.security.capability': Buffer.from([1, 0x80, 0xff, 0, 0x0a]),
      'SCHILY.xattr.user.a': 'b',
    };
    expect((await read(tarOf([{ path: 'a', pax }])))[0]?.xattrs).toEqual({
      'security.capability': '\u0001\u0080\u00ff\u0000\n',
      'user.a': 'b',
    });
  });

  it('may tell numbers in base 256', async () => {
    const bytes = tarOf([{ path: 'a' }]);
    bytes.fill(0, 108, 116);
    bytes.writeUInt8(0x80, 108);
    bytes.writeUInt32BE(3_000_000_000, 112);
    expect(
      (await read(Buffer.concat([summed(bytes.subarray(0, BLOCK)), bytes.subarray(BLOCK)])))[0]?.uid,
    ).toBe(3_000_000_000);
  });
});

describe('a damaged archive', () => {
  const good = tarOf([
    { path: 'a', content: 'x'.repeat(700) },
    { path: 'b', pax: { path: 'longer' } },
  ]);
  it.each([0, 100, 512, 1000, 1536, 2048, 2600, good.length - 1024])(
    'cut after %i bytes is an error',
    async (length) => {
      await expect(read(good.subarray(0, length))).rejects.toThrow(/ends (?:too early|in the middle)/);
    },
  );

  it.each([
    ['a changed byte of a header', 3, 'a header of the archive is damaged'],
    ['a changed number', 130, 'a header of the archive is damaged'],
    ['a changed PAX record', 2 * BLOCK + BLOCK + BLOCK, 'an extended header of the archive is damaged'],
  ])('%s is an error', async (_, at, message) => {
    const bytes = Buffer.from(good);
    bytes[at] = 0x7f;
    await expect(read(bytes)).rejects.toThrow(message);
  });

  it('an entry of a kind that is not known is an error with its path', async () => {
    await expect(read(tarOf([{ path: 'a', type: 'S' }]))).rejects.toThrow(
      'a: an entry of a kind that is not known ("S")',
    );
  });
});
