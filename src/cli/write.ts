/** Files are written whole or not at all. */
import {
  chmodSync,
  closeSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { codeOf } from './system-error.js';

/**
 * Replaces a file's content. The new text is written beside it, flushed and renamed over it; a symbolic link
 * stays and its target is replaced; the mode is kept.
 * @throws when anything fails; then the file is as it was
 */
export function writeAtomically(path: string, bytes: Uint8Array): void {
  const target = existingTarget(path);
  const mode = target === null ? null : statSync(target).mode & 0o7777;
  const place = target ?? path;
  const temporary = join(dirname(place), `.${basename(place)}.${String(process.pid)}.tmp`);
  const handle = openSync(temporary, 'wx', mode ?? 0o666);
  try {
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(handle, bytes, at);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    if (mode !== null) chmodSync(temporary, mode);
    renameSync(temporary, place);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function existingTarget(path: string): string | null {
  try {
    return realpathSync(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}
