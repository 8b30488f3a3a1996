/** Archives and images made byte by byte, so that tests can damage them. */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

/** An entry of an archive; a string is the content of a file. */
export interface Given {
  readonly path: string;
  readonly type?: string;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly content?: string | Uint8Array;
  readonly target?: string;
  readonly device?: readonly [number, number];
  /** Records of a PAX header. */
  readonly pax?: Readonly<Record<string, string | Buffer>>;
}

export const BLOCK = 512;

export function tarOf(entries: readonly Given[]): Buffer {
  return Buffer.concat([...entries.map(entryBytes), Buffer.alloc(2 * BLOCK)]);
}

function entryBytes(given: Given): Buffer {
  const content = Buffer.from(given.content ?? '');
  const records = given.pax === undefined ? [] : [extended('x', paxBytes(given.pax))];
  return Buffer.concat([...records, header(given, content.length), padded(content)]);
}

/** A header of its own type with a body: PAX records, a long name. */
export const extended = (type: string, body: Buffer): Buffer =>
  Buffer.concat([header({ path: 'meta', type }, body.length), padded(body)]);

function paxBytes(records: Readonly<Record<string, string | Buffer>>): Buffer {
  return Buffer.concat(
    Object.entries(records).map(([key, value]) => {
      const rest = Buffer.concat([Buffer.from(` ${key}=`), Buffer.from(value), Buffer.from('\n')]);
      let length = rest.length + 1;
      while (String(length).length + rest.length !== length) length += 1;
      return Buffer.concat([Buffer.from(String(length)), rest]);
    }),
  );
}

const padded = (body: Buffer): Buffer =>
  Buffer.concat([body, Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK)]);

function header(given: Given, size: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, length: number): void => {
    block.write(value.toString(8).padStart(length - 1, '0'), at, 'latin1');
  };
  block.write(given.path, 0, 100, 'utf8');
  octal(given.mode ?? (given.type === '5' ? 0o755 : 0o644), 100, 8);
  octal(given.uid ?? 0, 108, 8);
  octal(given.gid ?? 0, 116, 8);
  octal(size, 124, 12);
  octal(1_700_000_000, 136, 12);
  block.write(given.type ?? '0', 156, 'latin1');
  block.write(given.target ?? '', 157, 100, 'utf8');
  block.write('ustar\0' + '00', 257, 'latin1');
  const [major, minor] = given.device ?? [0, 0];
  octal(major, 329, 8);
  octal(minor, 337, 8);
  return summed(block);
}

/** The block with its sum set anew. */
export function summed(block: Buffer): Buffer {
  block.write(' '.repeat(8), 148, 'latin1');
  const sum = block.subarray(0, BLOCK).reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

export const digestOf = (bytes: Uint8Array): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** A zstd frame with its content as it is (RFC 8878, raw blocks). */
export function zstdOf(bytes: Uint8Array): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(bytes.length);
  const blocks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 0x10000) {
    const piece = bytes.subarray(at, at + 0x10000);
    const head = Buffer.alloc(3);
    head.writeUIntLE((piece.length << 3) | (at + piece.length >= bytes.length ? 1 : 0), 0, 3);
    blocks.push(head, Buffer.from(piece));
  }
  return Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0]), size, ...blocks]);
}

export interface GivenImage {
  readonly layers: readonly (readonly Given[])[];
  readonly config?: Readonly<Record<string, unknown>>;
  readonly compress?: 'gzip' | 'zstd';
}

interface Blobs {
  readonly layers: readonly Buffer[];
  readonly config: Buffer;
}

function blobsOf({ layers, config = {}, compress }: GivenImage): Blobs {
  const tars = layers.map(tarOf);
  const text = JSON.stringify({
    architecture: 'amd64',
    os: 'linux',
    config,
    rootfs: { type: 'layers', diff_ids: tars.map(digestOf) },
    history: tars.flatMap((_, index) => [
      { created_by: `RUN step ${String(index)}` },
      { created_by: 'CMD x', empty_layer: true },
    ]),
  });
  const pack = (tar: Buffer): Buffer =>
    compress === 'gzip' ? gzipSync(tar) : compress === 'zstd' ? zstdOf(tar) : tar;
  return { layers: tars.map(pack), config: Buffer.from(text) };
}

const blobPath = (bytes: Buffer): string => `blobs/sha256/${digestOf(bytes).slice('sha256:'.length)}`;

/** The files of an OCI layout by their paths. */
export function layoutOf(image: GivenImage): ReadonlyMap<string, Buffer> {
  const { layers, config } = blobsOf(image);
  const descriptor = (bytes: Buffer) => ({ digest: digestOf(bytes), size: bytes.length });
  const manifest = Buffer.from(
    JSON.stringify({ config: descriptor(config), layers: layers.map(descriptor) }),
  );
  const attestation = { ...descriptor(config), platform: { os: 'unknown', architecture: 'unknown' } };
  const index = Buffer.from(JSON.stringify({ manifests: [descriptor(manifest), attestation] }));
  return new Map([
    ['oci-layout', Buffer.from('{"imageLayoutVersion":"1.0.0"}')],
    ['index.json', index],
    ...[config, manifest, ...layers].map((bytes) => [blobPath(bytes), bytes] as const),
  ]);
}

/** What `docker save` of version 25 and later writes. */
export function savedOf(image: GivenImage, tag = 'app:1'): Buffer {
  const { layers, config } = blobsOf(image);
  const manifest = [{ Config: blobPath(config), RepoTags: [tag], Layers: layers.map(blobPath) }];
  const files = new Map([...layoutOf(image), ['manifest.json', Buffer.from(JSON.stringify(manifest))]]);
  return tarOf([...files].map(([path, content]) => ({ path, content })));
}

/** What `docker save` before version 25 writes; equal layers are links to the first. */
export function classicOf(image: GivenImage): Buffer {
  const { layers, config } = blobsOf(image);
  const name = digestOf(config).slice('sha256:'.length);
  const first = (bytes: Buffer): number => layers.findIndex((one) => one.equals(bytes));
  const entries: Given[] = layers.flatMap((content, index) => [
    { path: `${String(index)}/`, type: '5' },
    { path: `${String(index)}/VERSION`, content: '1.0' },
    first(content) === index
      ? { path: `${String(index)}/layer.tar`, content }
      : { path: `${String(index)}/layer.tar`, type: '2', target: `../${String(first(content))}/layer.tar` },
  ]);
  const manifest = [
    {
      Config: `${name}.json`,
      RepoTags: null,
      Layers: layers.map((_, index) => `${String(index)}/layer.tar`),
    },
  ];
  return tarOf([
    ...entries,
    { path: `${name}.json`, content: config },
    { path: 'manifest.json', content: JSON.stringify(manifest) },
  ]);
}

/** Bytes as a stream, in pieces of an odd size. */
export async function* pieces(bytes: Uint8Array, size = 1000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}
