/**
 * Images as files: what `docker save` writes (both of its layouts), OCI archives and OCI layouts in a folder.
 * Everything is read once, as it comes, so that an image may come from a pipe.
 */
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { Bytes, compressionOf, counted, decompressed, type Chunks } from './bytes.js';
import { ImageError } from './error.js';
import { readLayer, splitPath, type Layer } from './layer.js';
import { normalPath, readTar } from './tar.js';

/** The files of an archive by their paths: JSON texts, and layers. */
export interface Contents {
  readonly texts: ReadonlyMap<string, string>;
  readonly layers: ReadonlyMap<string, Layer>;
  /** Why a file is neither. */
  readonly faults: ReadonlyMap<string, ImageError>;
}

interface Collected {
  readonly texts: Map<string, string>;
  readonly layers: Map<string, Layer>;
  readonly faults: Map<string, ImageError>;
  /** Links among the files of an archive. */
  readonly links: Map<string, string>;
}

/** No manifest or configuration is longer. */
const LONGEST_TEXT = 32 * 1024 * 1024;

const begin = (): Collected => ({ texts: new Map(), layers: new Map(), faults: new Map(), links: new Map() });

/**
 * An archive as a stream, compressed or not.
 * @throws ImageError when it is damaged or ends too early
 */
export async function readArchive(chunks: Chunks): Promise<Contents> {
  const raw = new Bytes(chunks);
  const compression = await compressionOf(raw);
  const collected = begin();
  for await (const { entry, body } of readTar(new Bytes(decompressed(raw.all(), compression)))) {
    if (entry.type === 'file') await take(collected, entry.path, entry.size, body);
    if (entry.type === 'hardlink') collected.links.set(entry.path, entry.target);
    // Docker before 25 saves a layer once, and links to it.
    if (entry.type === 'symlink')
      collected.links.set(entry.path, posix.join(splitPath(entry.path)[0], entry.target));
  }
  return follow(collected);
}

/** A folder with an OCI layout, or with an unpacked archive. */
export async function readFolder(folder: string): Promise<Contents> {
  const collected = begin();
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = normalPath(path.slice(folder.length).replaceAll('\\', '/'));
    await take(collected, name, Infinity, createReadStream(path));
  }
  return follow(collected);
}

async function take(collected: Collected, path: string, size: number, chunks: Chunks): Promise<void> {
  const bytes = new Bytes(chunks);
  const head = Buffer.from(await bytes.take(512));
  bytes.giveBack(head);
  if (head.length === 0) return;
  try {
    const isTar = head.toString('latin1', 257, 262) === 'ustar';
    if (!isTar && /^[[{]/.test(head.toString('latin1'))) {
      const text = counted(bytes.all());
      const whole = await textOf(text.chunks, Math.min(size, LONGEST_TEXT));
      checkName(path, text.passed.digest());
      collected.texts.set(path, whole);
    } else if (isLayer(path)) {
      const layer = await readLayer(bytes.all());
      checkName(path, layer.digest);
      collected.layers.set(path, layer);
    }
  } catch (error) {
    if (!(error instanceof ImageError)) throw error;
    collected.faults.set(path, new ImageError(`${path}: ${error.message}`, { cause: error }));
  }
}

/** The other files of an archive are its version and the like. */
const isLayer = (path: string): boolean => /(?:^|\/)layer\.tar$|^blobs\/|\.tar(?:\.gz)?$/.test(path);

async function textOf(chunks: Chunks, most: number): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > most) throw new ImageError('a JSON text that is longer than any is');
    pieces.push(chunk);
  }
  return Buffer.concat(pieces).toString('utf8');
}

/** A blob is named after its digest. */
function checkName(path: string, digest: string): void {
  const [algorithm, name] = path.startsWith('blobs/') ? path.split('/').slice(1) : [];
  if (algorithm === 'sha256' && digest !== `sha256:${name ?? ''}`)
    throw new ImageError(`it is damaged: its digest is ${digest}`);
}

function follow({ texts, layers, faults, links }: Collected): Contents {
  for (const [path, target] of links) {
    const [text, layer, fault] = [texts.get(target), layers.get(target), faults.get(target)];
    if (text !== undefined) texts.set(path, text);
    if (layer) layers.set(path, layer);
    if (fault) faults.set(path, fault);
  }
  return { texts, layers, faults };
}
