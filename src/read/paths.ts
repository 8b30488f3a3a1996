/** POSIX paths as text; nothing is looked up. */
import type { Value } from '../model.js';

/** A path made absolute and normal (no `.`, `..`, `//`, no `/` at the end); `null` when that needs what is not known. */
export function resolvePath(from: Value, path: string): Value {
  if (!path.startsWith('/') && from === null) return null;
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${from ?? ''}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** Whether a normal absolute path is the directory itself or lies below it. */
export function isWithin(path: string, directory: string): boolean {
  return path === directory || directory === '/' || path.startsWith(`${directory}/`);
}
