import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { readArchive, readFolder } from '../../src/image/archive.js';
import { imageIn, type Image } from '../../src/image/image.js';
import { stack, walk } from '../../src/image/filesystem.js';
import { classicOf, layoutOf, pieces, savedOf, tarOf, type Given, type GivenImage } from './archives.js';

const LAYERS: readonly (readonly Given[])[] = [
  [{ path: 'a', content: 'one' }],
  [{ path: 'b', content: 'two' }],
  [{ path: 'a', content: 'one' }],
];

const load = async (bytes: Uint8Array, tag: string | null = null): Promise<Image> =>
  imageIn(await readArchive(pieces(bytes)), tag);

function inFolder<T>(files: ReadonlyMap<string, Buffer>, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'layout-'));
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  return work(folder).finally(() => {
    rmSync(folder, { recursive: true });
  });
}

const archiveOf = (files: ReadonlyMap<string, Buffer>): Buffer =>
  tarOf([...files].map(([path, content]) => ({ path, content })));

describe('an image is read', () => {
  it.each<[string, (image: GivenImage) => Promise<Image>]>([
    ['from docker save', (image) => load(savedOf(image))],
    ['from docker save, compressed', (image) => load(gzipSync(savedOf(image)))],
    ['from docker save before version 25, with linked layers', (image) => load(classicOf(image))],
    ['from an OCI archive', (image) => load(archiveOf(layoutOf(image)))],
    [
      'from a folder with an OCI layout',
      (image) => inFolder(layoutOf(image), async (folder) => imageIn(await readFolder(folder), null)),
    ],
  ])('%s', async (_, read) => {
    for (const compress of [undefined, 'gzip', 'zstd'] as const) {
      const image = await read({ layers: LAYERS, config: { User: 'me' }, ...(compress ? { compress } : {}) });
      expect(image.config.config).toEqual({ User: 'me' });
      expect(image.layers.map(({ entries }) => [...entries.keys()])).toEqual([['a'], ['b'], ['a']]);
      expect(image.layers.map(({ createdBy }) => createdBy)).toEqual([
        'RUN step 0',
        'RUN step 1',
        'RUN step 2',
      ]);
      expect(image.layers.map(({ compression }) => compression)).toEqual(Array(3).fill(compress ?? 'none'));
    }
  });

  it('by its tag, where there are several', async () => {
    const one = savedOf({ layers: LAYERS }, 'app:1');
    await expect(load(one, 'app:2')).rejects.toThrow('no image app:2 in the archive');
    expect((await load(one, 'app:1')).layers).toHaveLength(3);
  });
});

describe('what cannot be read is told', () => {
  const saved = savedOf({ layers: LAYERS });
  it.each([0, 700, 1500, Math.floor(saved.length / 2), saved.length - 1100])(
    'cut after %i bytes',
    async (length) => {
      await expect(load(saved.subarray(0, length))).rejects.toThrow(/ends too early|ends in the middle/);
    },
  );

  it('a layer whose bytes have changed', async () => {
    const bytes = Buffer.from(saved);
    bytes[bytes.indexOf('two')] = 0x54;
    await expect(load(bytes)).rejects.toThrow(
      /blobs\/sha256\/[0-9a-f]{64}: it is damaged: its digest is sha256:/,
    );
  });

  it('a layer whose bytes have changed, where nothing is named by its digest', async () => {
    const bytes = classicOf({ layers: LAYERS });
    bytes[bytes.indexOf('two')] = 0x54;
    await expect(load(bytes)).rejects.toThrow('1/layer.tar is damaged: its content has the digest sha256:');
  });

  it.each(['gzip', 'zstd'] as const)('a layer whose %s data is damaged', async (compress) => {
    const files = [...layoutOf({ layers: LAYERS, compress })];
    const [path = '', bytes = Buffer.alloc(0)] = files.at(-1) ?? [];
    const broken = Buffer.from(bytes);
    broken.fill(0xff, 8);
    await expect(load(archiveOf(new Map([...files, [path, broken]])))).rejects.toThrow(/damaged|ends/);
  });

  it('a missing layer', async () => {
    const files = [...layoutOf({ layers: LAYERS })].slice(0, -2);
    await expect(load(archiveOf(new Map(files)))).rejects.toThrow(/is missing: the image is not complete/);
  });

  it('a file that is no image', async () => {
    await expect(load(tarOf([{ path: 'a' }]))).rejects.toThrow(
      'no image: it has neither manifest.json nor index.json',
    );
    await expect(load(Buffer.from('no archive at all'))).rejects.toThrow('the archive ends too early');
    await expect(load(Buffer.from('BZh9'))).rejects.toThrow('compressed with bzip2 or xz');
    await expect(load(tarOf([{ path: 'manifest.json', content: '{"a":' }]))).rejects.toThrow(
      'manifest.json is damaged',
    );
  });
});

describe('layers make a file system', () => {
  const paths = async (...layers: readonly (readonly Given[])[]): Promise<readonly string[]> => {
    const { layers: read } = await load(savedOf({ layers }));
    return [...walk(stack(read))].map(([path, { inode }]) =>
      `${path} ${inode.entry.content.slice(0, 4)}`.trim(),
    );
  };
  const [a, ab, ac] = [
    { path: 'a/', type: '5' },
    { path: 'a/b', content: '1' },
    { path: 'a/c', content: '2' },
  ] as const;

  it('one over the other', async () => {
    expect(await paths([a, ab], [a, ac])).toEqual(['a', 'a/b a4ay', 'a/c 1HNe']);
  });

  it('a whiteout takes a file away', async () => {
    expect(await paths([a, ab, ac], [a, { path: 'a/.wh.b' }])).toEqual(['a', 'a/c 1HNe']);
  });

  it('a whiteout takes a directory away with all in it', async () => {
    expect(await paths([a, ab, ac], [{ path: '.wh.a' }])).toEqual([]);
  });

  it('a whiteout and a new directory of the same name: only what is new', async () => {
    expect(await paths([a, ab], [{ path: '.wh.a' }, a, ac])).toEqual(['a', 'a/c 1HNe']);
  });

  it('an opaque directory hides what was in it, wherever its mark stands', async () => {
    expect(await paths([a, ab], [a, ac, { path: 'a/.wh..wh..opq' }])).toEqual(['a', 'a/c 1HNe']);
  });

  it('the marks of the overlay driver count as well', async () => {
    const opaque = { ...a, pax: { 'SCHILY.xattr.trusted.overlay.opaque': 'y' } };
    expect(await paths([a, ab], [opaque, ac])).toEqual(['a', 'a/c 1HNe']);
    expect(await paths([a, ab, ac], [a, { path: 'a/b', type: '3' }])).toEqual(['a', 'a/c 1HNe']);
  });

  it('notes of another driver are no files', async () => {
    expect(await paths([a, { path: '.wh..wh.plnk/', type: '5' }])).toEqual(['a']);
  });

  it('a file over a directory takes its place', async () => {
    expect(await paths([a, ab], [{ path: 'a', content: '2' }])).toEqual(['a 1HNe']);
  });

  it('a directory over a directory keeps what is in it, and has the new mode', async () => {
    const { layers } = await load(savedOf({ layers: [[a, ab], [{ ...a, mode: 0o700 }]] }));
    const all = new Map(walk(stack(layers)));
    expect(all.get('a')?.inode.entry.mode).toBe(0o700);
    expect(all.has('a/b')).toBe(true);
  });

  it('hard links share a file, until one of them is written anew', async () => {
    const links = [
      { path: 'b', type: '1', target: 'c' },
      { path: 'c', type: '1', target: 'a' },
      { path: 'a', content: '1' },
    ];
    expect(await paths(links)).toEqual(['a a4ay', 'b a4ay', 'c a4ay']);
    expect(await paths(links, [{ path: 'a', content: '2' }])).toEqual(['a 1HNe', 'b a4ay', 'c a4ay']);
  });

  it('a hard link that leads nowhere is an error', async () => {
    await expect(paths([{ path: 'a', type: '1', target: 'gone' }])).rejects.toThrow(
      'a: a hard link to gone, which is not there',
    );
  });
});
