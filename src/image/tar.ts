/**
 * Reads tar archives as streams: ustar, PAX and GNU long names (POSIX.1-2024, "pax"; GNU tar manual, "Basic Tar
 * Format"). The packages there are decode extended attributes as text or leave out device numbers; an image may have a
 * capability in one that differs in a single bit, so both are read here, byte by byte.
 */
import { drain, type Bytes } from './bytes.js';
import { ImageError } from './error.js';

export type EntryType = 'file' | 'directory' | 'symlink' | 'hardlink' | 'char' | 'block' | 'fifo';

export interface TarEntry {
  /** Without `./` and slashes at its ends. */
  readonly path: string;
  readonly type: EntryType;
  /** Permissions with setuid, setgid and sticky bit. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes. */
  readonly size: number;
  /** Seconds since 1970. */
  readonly mtime: number;
  /** Where a symbolic link leads, as written; the path of a hard link. Otherwise empty. */
  readonly target: string;
  /** `major:minor` of a device; otherwise empty. */
  readonly device: string;
  /** Extended attributes; a character for each byte of a value. */
  readonly xattrs: Readonly<Record<string, string>>;
}

const BLOCK = 512;
/** A name or an attribute longer than this is a damaged archive. */
const LONGEST_META = 8 * 1024 * 1024;

const TYPES: Readonly<Record<string, EntryType>> = {
  ...{ '0': 'file', '\0': 'file', '7': 'file', '1': 'hardlink', '2': 'symlink', '3': 'char', '4': 'block' },
  ...{ '5': 'directory', '6': 'fifo' },
};

/** What PAX headers say of the next entry, or of all. */
type Records = Map<string, Buffer>;

/**
 * The entries, in order. The body has to be read, or not, before the next entry is asked for.
 * @throws ImageError for a damaged archive, and for one that ends too early
 */
export async function* readTar(
  bytes: Bytes,
): AsyncGenerator<{ readonly entry: TarEntry; readonly body: AsyncIterable<Uint8Array> }> {
  const globals: Records = new Map();
  let records: Records = new Map();
  for (;;) {
    const block = Buffer.from(await bytes.take(BLOCK));
    if (block.length < BLOCK) throw new ImageError('the archive ends too early');
    if (block.every((byte) => byte === 0)) return;
    checkSum(block);
    const type = String.fromCharCode(block[156] ?? 0);
    if ('xgLK'.includes(type)) {
      const body = await metaOf(bytes, numberIn(block, 124, 12));
      if (type === 'g') readRecords(body, globals);
      else if (type === 'x') readRecords(body, records);
      else records.set(type === 'L' ? 'path' : 'linkpath', body.subarray(0, endOf(body)));
      continue;
    }
    const entry = entryOf(block, type, new Map([...globals, ...records]));
    records = new Map();
    let left = entry.size;
    const padding = (BLOCK - (left % BLOCK)) % BLOCK;
    async function* body(): AsyncGenerator<Uint8Array> {
      for await (const piece of bytes.stream(left)) {
        left -= piece.length;
        yield piece;
      }
    }
    yield { entry, body: body() };
    await drain(bytes.stream(left + padding));
  }
}

async function metaOf(bytes: Bytes, size: number): Promise<Buffer> {
  if (size > LONGEST_META) throw new ImageError('a header of the archive is too long: it is damaged');
  const padded = Math.ceil(size / BLOCK) * BLOCK;
  const body = Buffer.from(await bytes.take(padded));
  if (body.length < padded) throw new ImageError('the archive ends too early');
  return body.subarray(0, size);
}

function entryOf(block: Buffer, letter: string, records: Records): TarEntry {
  const text = (name: string, at: number, length: number): string =>
    (records.get(name) ?? block.subarray(at, at + endOf(block.subarray(at, at + length)))).toString('utf8');
  const count = (name: string, at: number, length: number): number =>
    records.has(name) ? Number(records.get(name)?.toString('latin1')) : numberIn(block, at, length);
  const isUstar = block.subarray(257, 262).toString('latin1') === 'ustar';
  const isPosix = isUstar && block[262] === 0;
  const prefix = isPosix && !records.has('path') ? text('', 345, 155) : '';
  const name = text('path', 0, 100);
  const path = normalPath(prefix === '' ? name : `${prefix}/${name}`);
  // Archives older than POSIX tell a directory by its slash.
  const type = TYPES[letter] === 'file' && name.endsWith('/') ? 'directory' : TYPES[letter];
  if (type === undefined || [...records.keys()].some((name) => name.startsWith('GNU.sparse')))
    throw new ImageError(`${path}: an entry of a kind that is not known (${JSON.stringify(letter)})`);
  const target = text('linkpath', 157, 100);
  const isDevice = type === 'char' || type === 'block';
  return {
    path,
    type,
    mode: numberIn(block, 100, 8) & 0o7777,
    uid: count('uid', 108, 8),
    gid: count('gid', 116, 8),
    size: type === 'file' ? count('size', 124, 12) : 0,
    mtime: Math.floor(count('mtime', 136, 12)),
    target: type === 'hardlink' ? normalPath(target) : type === 'symlink' ? target : '',
    device: isDevice ? `${String(numberIn(block, 329, 8))}:${String(numberIn(block, 337, 8))}` : '',
    xattrs: xattrsIn(records),
  };
}

function xattrsIn(records: Records): Readonly<Record<string, string>> {
  const xattrs: Record<string, string> = {};
  for (const [name, value] of [...records].sort(([a], [b]) => (a < b ? -1 : 1)))
    if (name.startsWith(XATTR)) xattrs[name.slice(XATTR.length)] = value.toString('latin1');
  return xattrs;
}

const XATTR = 'SCHILY.xattr.';

export const normalPath = (path: string): string =>
  path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');

/** Where the text in a field ends. */
function endOf(field: Uint8Array): number {
  const end = field.indexOf(0);
  return end < 0 ? field.length : end;
}

/** A number in octal digits, or in base 256 where the first bit says so. */
function numberIn(block: Buffer, at: number, length: number): number {
  const field = block.subarray(at, at + length);
  const first = field[0] ?? 0;
  if (first >= 0x80)
    return field.reduce((sum, byte, index) => sum * 256 + (index === 0 ? byte & 0x7f : byte), 0);
  const digits = field.subarray(0, endOf(field)).toString('latin1').trim();
  if (!/^[0-7]*$/.test(digits)) throw new ImageError('a header of the archive is damaged');
  return digits === '' ? 0 : Number.parseInt(digits, 8);
}

/** The sum of a header's bytes, with blanks in place of the sum itself; old archives took the bytes as signed. */
function checkSum(block: Buffer): void {
  let sum = 0;
  let signed = 0;
  for (const [at, byte] of block.entries()) {
    const value = at >= 148 && at < 156 ? 0x20 : byte;
    sum += value;
    signed += value > 127 ? value - 256 : value;
  }
  const told = numberIn(block, 148, 8);
  if (told !== sum && told !== signed) throw new ImageError('a header of the archive is damaged');
}

/** `LENGTH KEY=VALUE\n`, again and again; an empty value takes the record back. */
function readRecords(body: Buffer, records: Records): void {
  for (let at = 0; at < body.length;) {
    const blank = body.indexOf(0x20, at);
    const length = blank < 0 ? Number.NaN : Number(body.subarray(at, blank).toString('latin1'));
    const equals = body.indexOf(0x3d, blank);
    const end = at + length;
    if (!Number.isInteger(length) || length < 5 || end > body.length || equals < 0 || equals >= end)
      throw new ImageError('an extended header of the archive is damaged');
    const name = body.subarray(blank + 1, equals).toString('utf8');
    const value = body.subarray(equals + 1, end - 1);
    if (value.length === 0) records.delete(name);
    else records.set(name, value);
    at = end;
  }
}
