/** What the folder that is built from tells: which of its files the builder sees, and what they are. */
import { lstatSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import dockerIgnore from '@balena/dockerignore';
import type { BuildContext, ContextEntry } from '../model.js';
import { codeOf } from './system-error.js';

/**
 * The build context in a folder. Of two ignore files the one that is named after the Dockerfile counts
 * (https://docs.docker.com/build/concepts/context/#dockerignore-files).
 * @param dockerfile its path; `null` for one from standard input
 */
export function contextIn(folder: string, dockerfile: string | null): BuildContext {
  const patterns =
    (dockerfile === null ? null : textOf(`${dockerfile}.dockerignore`)) ??
    textOf(join(folder, '.dockerignore'));
  const ignore =
    patterns === null
      ? null
      : dockerIgnore.default({ ignorecase: false }).add(patterns.replace(/^\uFEFF/, ''));
  const known = new Map<string, ContextEntry | null>();
  return {
    stat: (path) => {
      const cached = known.get(path);
      if (cached !== undefined) return cached;
      const entry = path === '' || ignore?.ignores(path) !== true ? entryAt(resolve(folder, path)) : null;
      known.set(path, entry);
      return entry;
    },
  };
}

/** `null` where there is no such file, or none that may be read: then nothing is known. */
function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === null) throw error;
    return null;
  }
}

function entryAt(path: string): ContextEntry | null {
  try {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return null;
    const kind = stat.isFile()
      ? 'file'
      : stat.isDirectory()
        ? 'directory'
        : stat.isSymbolicLink()
          ? 'link'
          : 'other';
    return { kind, mode: stat.mode & 0o7777, size: stat.size };
  } catch (error) {
    if (codeOf(error) === null) throw error;
    return null;
  }
}
