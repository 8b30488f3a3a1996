/** One layer: what it adds, and what it takes away from those below (OCI image-spec, "Image Layer Filesystem Changeset"). */
import { createHash } from 'node:crypto';
import {
  Bytes,
  compressionOf,
  counted,
  decompressed,
  drain,
  type Chunks,
  type Compression,
} from './bytes.js';
import { normalPath, readTar, type TarEntry } from './tar.js';

export interface Entry extends TarEntry {
  /** SHA-256 of a file's content, in base64; otherwise empty. */
  readonly content: string;
}

export interface Layer {
  /** In order; a path that comes twice counts as it comes last. */
  readonly entries: ReadonlyMap<string, Entry>;
  /** Paths that are taken away, with all below them. */
  readonly whiteouts: readonly string[];
  /** Directories whose content of lower layers is taken away. */
  readonly opaques: readonly string[];
  /** Bytes of the archive without compression, and as it is stored. */
  readonly size: number;
  readonly storedSize: number;
  readonly compression: Compression;
  /** Digest of the archive without compression (`diff_id`), and as it is stored. */
  readonly diffId: string;
  readonly digest: string;
}

const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';
/** Attributes that the overlay driver writes for itself. */
const OVERLAY = /^(?:trusted|user)\.overlay\./;

/** @throws ImageError for a damaged layer */
export async function readLayer(chunks: Chunks): Promise<Layer> {
  const stored = counted(chunks);
  const raw = new Bytes(stored.chunks);
  const compression = await compressionOf(raw);
  const plain = counted(decompressed(raw.all(), compression));
  const bytes = new Bytes(plain.chunks);
  const entries = new Map<string, Entry>();
  const whiteouts: string[] = [];
  const opaques: string[] = [];
  for await (const { entry, body } of readTar(bytes)) {
    const [folder, name] = splitPath(entry.path);
    if (name === OPAQUE) opaques.push(folder);
    else if (name.startsWith(WHITEOUT + WHITEOUT)) continue;
    else if (name.startsWith(WHITEOUT))
      whiteouts.push(normalPath(`${folder}/${name.slice(WHITEOUT.length)}`));
    else if (entry.type === 'char' && entry.device === '0:0') whiteouts.push(entry.path);
    else {
      if (entry.xattrs['trusted.overlay.opaque'] === 'y') opaques.push(entry.path);
      entries.delete(entry.path);
      entries.set(entry.path, withoutOverlay(entry, entry.type === 'file' ? await digestOf(body) : ''));
    }
  }
  await drain(bytes.all());
  await drain(raw.all());
  return {
    ...{ entries, whiteouts, opaques, compression },
    ...{ size: plain.passed.size, storedSize: stored.passed.size },
    ...{ diffId: plain.passed.digest(), digest: stored.passed.digest() },
  };
}

function withoutOverlay(entry: TarEntry, content: string): Entry {
  const names = Object.keys(entry.xattrs);
  if (!names.some((name) => OVERLAY.test(name))) return { ...entry, content };
  const xattrs = Object.fromEntries(Object.entries(entry.xattrs).filter(([name]) => !OVERLAY.test(name)));
  return { ...entry, xattrs, content };
}

async function digestOf(chunks: Chunks): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of chunks) hash.update(chunk);
  return hash.digest('base64');
}

/** The folder of a path and the name in it. */
export function splitPath(path: string): readonly [string, string] {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? ['', path] : [path.slice(0, slash), path.slice(slash + 1)];
}
