/** Streams of bytes: exact pieces of them, digests on the way, and what compresses them. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { isNativeError } from 'node:util/types';
import { createGunzip } from 'node:zlib';
import { Decompress } from 'fzstd';
import { ImageError } from './error.js';

export type Chunks = AsyncIterable<Uint8Array>;

/** A stream that is taken in pieces of the size that the taker wants. */
export class Bytes {
  private readonly source: AsyncIterator<Uint8Array>;
  private rest: Uint8Array = new Uint8Array(0);

  constructor(chunks: Chunks) {
    this.source = chunks[Symbol.asyncIterator]();
  }

  /** At most `most` bytes, at least one; empty at the end of the stream. */
  async some(most: number): Promise<Uint8Array> {
    while (this.rest.length === 0) {
      const next = await this.source.next();
      if (next.done === true) return this.rest;
      this.rest = next.value;
    }
    const piece = this.rest.subarray(0, most);
    this.rest = this.rest.subarray(piece.length);
    return piece;
  }

  /** The next `count` bytes; fewer only where the stream ends. */
  async take(count: number): Promise<Uint8Array> {
    const first = await this.some(count);
    if (first.length === count) return first;
    const pieces = [first];
    let length = first.length;
    while (length < count) {
      const piece = await this.some(count - length);
      if (piece.length === 0) break;
      pieces.push(piece);
      length += piece.length;
    }
    return Buffer.concat(pieces);
  }

  /** Puts bytes back that the next reader is to see again. */
  giveBack(piece: Uint8Array): void {
    this.rest = this.rest.length === 0 ? piece : Buffer.concat([piece, this.rest]);
  }

  /** The next `count` bytes as they come. */
  async *stream(count: number): AsyncGenerator<Uint8Array> {
    for (let left = count; left > 0;) {
      const piece = await this.some(left);
      if (piece.length === 0) throw new ImageError('it ends in the middle of a file');
      left -= piece.length;
      yield piece;
    }
  }

  /** All that is left. */
  async *all(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const piece = await this.some(Infinity);
      if (piece.length === 0) return;
      yield piece;
    }
  }
}

/** Reads to the end, for what happens on the way. */
export async function drain(chunks: Chunks): Promise<void> {
  const source = chunks[Symbol.asyncIterator]();
  while ((await source.next()).done !== true);
}

/** What has gone through a stream. */
export interface Passed {
  /** Bytes. */
  size: number;
  /** `sha256:…`, as registries write it; to be asked once, at the end. */
  readonly digest: () => string;
}

/** The same chunks, counted and digested on their way. */
export function counted(chunks: Chunks): { readonly chunks: Chunks; readonly passed: Passed } {
  const hash = createHash('sha256');
  const passed: Passed = { size: 0, digest: () => `sha256:${hash.digest('hex')}` };
  async function* pass(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      passed.size += chunk.length;
      hash.update(chunk);
      yield chunk;
    }
  }
  return { chunks: pass(), passed };
}

export type Compression = 'none' | 'gzip' | 'zstd';

const MAGIC: readonly (readonly [Compression | null, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  [null, [0x42, 0x5a, 0x68]],
  [null, [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
];

/** What a stream is compressed with, by its first bytes. */
export async function compressionOf(bytes: Bytes): Promise<Compression> {
  const head = await bytes.take(5);
  bytes.giveBack(head);
  const known = MAGIC.find(([, magic]) => magic.every((byte, at) => head[at] === byte));
  if (known?.[0] === null) throw new ImageError('it is compressed with bzip2 or xz; known are gzip and zstd');
  return known?.[0] ?? 'none';
}

/** The bytes without their compression. */
export function decompressed(chunks: Chunks, compression: Compression): Chunks {
  if (compression === 'gzip') return gunzipped(chunks);
  return compression === 'zstd' ? unzstd(chunks) : chunks;
}

async function* gunzipped(chunks: Chunks): AsyncGenerator<Uint8Array> {
  const source = Readable.from(chunks, { objectMode: false });
  const gunzip = createGunzip();
  source.on('error', (error) => gunzip.destroy(error));
  try {
    for await (const chunk of source.pipe(gunzip)) yield chunk as Uint8Array;
  } catch (error) {
    // Other errors are those of the source.
    if (isNativeError(error) && 'code' in error && String(error.code).startsWith('Z_'))
      throw new ImageError(`its gzip data is damaged: ${error.message}`, { cause: error });
    throw error;
  }
}

async function* unzstd(chunks: Chunks): AsyncGenerator<Uint8Array> {
  const ready: Uint8Array[] = [];
  const decompress = new Decompress((piece) => ready.push(piece));
  const push = (chunk: Uint8Array, isLast: boolean): void => {
    try {
      decompress.push(chunk, isLast);
    } catch (error) {
      throw new ImageError(`its zstd data is damaged: ${String(error)}`, { cause: error });
    }
  };
  for await (const chunk of chunks) {
    push(chunk, false);
    yield* ready.splice(0);
  }
  push(new Uint8Array(0), true);
  yield* ready;
}
