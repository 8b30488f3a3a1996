/** Directories as a proof follows them: absolute paths, or opaque names (`?…`) of what is not known. */
import { ALWAYS_THERE } from '../read/regions.js';
import { SYSTEM } from './commands.js';

export const isKnown = (path: string): boolean => path.startsWith('/');

/** Where a path leads from a directory, without `.` and `..`; opaque from an opaque one. */
export function follow(directory: string, path: string): string {
  if (path.startsWith('/')) return normal(path);
  if (isKnown(directory)) return normal(`${directory}/${path}`);
  const [root = '?', ...below] = directory.split('/');
  for (const part of path.split('/')) {
    if (part === '..' && below.pop() === undefined) return '?';
    if (part !== '..' && part !== '' && part !== '.') below.push(part);
  }
  return [root, ...below].join('/');
}

function normal(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** The directories that are known to exist; a removal forgets those that it may have reached. */
export class Directories {
  private readonly known: Set<string>;

  constructor(known: Iterable<string>) {
    this.known = new Set();
    for (const path of known) this.add(path);
  }

  copy(): Directories {
    return new Directories(this.known);
  }

  has(path: string): boolean {
    return ALWAYS_THERE.has(path) || this.known.has(path);
  }

  /** The directories above it and itself, from the top, that are not known. */
  missing(path: string): readonly string[] {
    if (!isKnown(path)) return this.known.has(path) ? [] : [path];
    const parts = path.split('/').slice(1);
    return parts.map((_, at) => `/${parts.slice(0, at + 1).join('/')}`).filter((one) => !this.has(one));
  }

  /** Forgets what has become known below a path since then. */
  keepBelow(path: string, since: Directories): void {
    for (const one of this.known) if (isWithin(one, path) && !since.has(one)) this.known.delete(one);
  }

  /** With all above it. */
  add(path: string): void {
    for (const one of this.missing(path)) this.known.add(one);
  }

  /** What is at the path, or matches it when it has wildcards, may be gone; everything for `?`. */
  forget(path: string): void {
    const gone = isKnown(path) ? matcher(path) : reacher(path);
    // Where the image works is not known, but it is not among the directories of the system.
    const isSystem = isKnown(path) && SYSTEM.test(path);
    for (const one of this.known)
      if (isKnown(one) ? gone(one) : !isSystem && gone(one)) this.known.delete(one);
  }
}

/** What a path from a directory that is not known may reach: names like its first one, wherever they are. */
function reacher(path: string): (one: string) => boolean {
  const [root, first = '', ...more] = path.split('/');
  if (first === '' || [first, ...more].includes('..')) return () => true;
  const name = partPattern(first);
  const below = [first, ...more].map(partPattern);
  return (one) => {
    const [otherRoot, ...parts] = one.split('/');
    // From one place on, names tell places apart.
    if (otherRoot === root && root !== '?')
      return below.length <= parts.length && below.every((part, at) => part.test(parts[at] ?? ''));
    return one.split('/').some((part) => name.test(part));
  };
}

/** A pattern like `/a/b*.c/d`: its parts are compared one by one. */
function matcher(pattern: string): (path: string) => boolean {
  const brace = pattern.indexOf('{');
  if (brace >= 0) return (path) => !isKnown(path) || path.startsWith(pattern.slice(0, brace));
  const parts = pattern.split('/').map(partPattern);
  return (path) => {
    if (!isKnown(path)) return true;
    const names = path.split('/');
    return parts.length <= names.length && parts.every((part, at) => part.test(names[at] ?? ''));
  };
}

function partPattern(part: string): RegExp {
  const source = part
    .replace(/[.+^$()|\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.')
    .replace(/\[[^\]]*\]?/g, '.');
  return new RegExp(`^${source}$`);
}

/** Whether a path is the directory itself or lies below it. */
export const isWithin = (path: string, above: string): boolean => closed(path).startsWith(closed(above));
const closed = (path: string): string => path.replace(/\/*$/, '/');
