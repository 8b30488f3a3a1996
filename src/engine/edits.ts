/** A copy of a build context, in which files are edited and put back. */
import { randomInt } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import {
  chmod,
  copyFile,
  link,
  lstat,
  lutimes,
  mkdir,
  readdir,
  readlink,
  symlink,
  utimes,
} from 'node:fs/promises';
import { join } from 'node:path';
import { EngineError } from './error.js';

/**
 * Copies a folder with modes, times, symbolic and hard links; sockets, pipes and devices are left out, as builders do.
 * @throws EngineError when it is interrupted
 */
export async function copyContext(from: string, to: string, signal: AbortSignal): Promise<void> {
  const linked = new Map<string, string>();
  const copy = async (source: string, target: string): Promise<void> => {
    if (signal.aborted) throw new EngineError('interrupted');
    const stat = await lstat(source);
    const id = `${String(stat.dev)} ${String(stat.ino)}`;
    const first = stat.isFile() && stat.nlink > 1 ? linked.get(id) : undefined;
    if (first !== undefined) return link(first, target);
    linked.set(id, target);
    if (stat.isSymbolicLink()) {
      await symlink(await readlink(source), target);
      return lutimes(target, stat.atime, stat.mtime);
    }
    if (stat.isDirectory()) {
      await mkdir(target);
      for (const name of await readdir(source)) await copy(join(source, name), join(target, name));
    } else if (stat.isFile()) await copyFile(source, target, constants.COPYFILE_FICLONE);
    else return;
    await chmod(target, stat.mode & 0o7777);
    await utimes(target, stat.atime, stat.mtime);
  };
  await copy(from, to);
}

/** git looks at as much. https://git-scm.com/docs/gitattributes#_marking_files_as_binary */
const LOOKED_AT = 8000;

/** Whether a file has a zero byte near its beginning, as text has none. */
export function isBinary(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(LOOKED_AT);
    return buffer.subarray(0, readSync(file, buffer)).includes(0);
  } finally {
    closeSync(file);
  }
}

/** More empty lines than this are never added. */
const MOST_LINES = 4096;

/**
 * Adds empty lines to the end of a file; gives a function that takes them away. Their number is drawn by lot: a builder
 * would find a content that it has seen before, in this run or another, in its cache.
 * @param drawn the numbers so far
 */
export function editFile(path: string, drawn: Set<number>): () => void {
  const bytes = readFileSync(path);
  const { mode, atime, mtime } = statSync(path);
  const write = (content: Uint8Array): void => {
    // It may be one that its owner may not write to.
    chmodSync(path, mode | 0o200);
    writeFileSync(path, content);
    chmodSync(path, mode);
  };
  let count = 0;
  do count = randomInt(1, MOST_LINES);
  while (drawn.has(count));
  drawn.add(count);
  write(Buffer.concat([bytes, Buffer.alloc(count, '\n')]));
  return () => {
    write(bytes);
    utimesSync(path, atime, mtime);
  };
}

/** Takes a folder away with all that is in it, folders that may not be written to included. */
export function removeFolder(folder: string): void {
  const open = (path: string): void => {
    chmodSync(path, 0o700);
    for (const entry of readdirSync(path, { withFileTypes: true }))
      if (entry.isDirectory()) open(join(path, entry.name));
  };
  if (existsSync(folder)) open(folder);
  rmSync(folder, { recursive: true, force: true });
}
