/** What the folder that is built from tells: which of its files the builder sees, what they are, and what is in them. */
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
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
      : dockerIgnore.default({ ignorecase: false }).add(literal(patterns.replace(/^\uFEFF/, '')));
  const reincluded = patterns === null ? [] : reincludedBy(patterns);
  const unsure = patterns === null ? [] : unsureBy(patterns);
  const known = new Map<string, ContextEntry | null>();
  const stat = (path: string): ContextEntry | null => {
    const cached = known.get(path);
    if (cached !== undefined) return cached;
    const isSeen = path === '' || ignore?.ignores(path) !== true;
    const found = isSeen || reincluded.some((one) => one(path)) ? entryAt(resolve(folder, path)) : null;
    const isUnsure = unsure.some((one) => one(path));
    const entry = isUnsure
      ? odd(entryAt(resolve(folder, path)))
      : isSeen || found?.kind === 'directory'
        ? found
        : null;
    known.set(path, entry);
    return entry;
  };
  const list = (path: string): readonly string[] | null =>
    stat(path)?.kind === 'directory'
      ? (namesAt(resolve(folder, path))?.filter(
          (name) => stat(path === '' ? name : `${path}/${name}`) !== null,
        ) ?? null)
      : null;
  return { stat, read: (path) => readAt(resolve(folder, path), stat(path)), list };
}

/** BuildKit takes these characters as they are, unlike the package (github.com/moby/patternmatcher, shouldEscape). */
const literal = (patterns: string): string =>
  patterns.replace(/\\.|\[[^\]\n]*\]|[+()|{}]/g, (found) => (/^[\\[]/.test(found) ? found : `\\${found}`));

/** What nothing is known of but that there may be something. */
const odd = (entry: ContextEntry | null): ContextEntry | null => entry && { ...entry, kind: 'other' };

/**
 * `**.cfg` is a suffix of the whole path for newer versions of BuildKit (github.com/moby/patternmatcher, suffixMatch), and
 * the name of a file for older ones and for the package: whether a path is seen then cannot be told.
 */
const unsureBy = (patterns: string): readonly ((path: string) => boolean)[] =>
  patterns.split('\n').flatMap((line) => {
    const suffix = /^\s*!?\s*\/*\*\*([^/*?[\\\s][^*?[\\]*?)\/*\s*$/.exec(line)?.[1];
    if (suffix === undefined) return [];
    const isOdd = (path: string): boolean =>
      path.endsWith(suffix) && path !== suffix && !path.endsWith(`/${suffix}`);
    return [(path) => path.split('/').some((_, at, parts) => isOdd(parts.slice(0, at + 1).join('/')))];
  });

/** A folder that is ignored comes with what is taken back below it: whether a pattern like `!a/b` may do that to a path. */
const reincludedBy = (patterns: string): readonly ((path: string) => boolean)[] =>
  patterns.split('\n').flatMap((line) => {
    const pattern = /^\s*!\s*\/*(.*?)\s*$/.exec(line)?.[1];
    if (pattern === undefined) return [];
    const fixed = pattern.replace(/^(?:\.\/)+/, '').replace(/[*?[\\][^]*$/, '');
    const isPattern = fixed !== pattern.replace(/^(?:\.\/)+/, '');
    return [(path) => fixed.startsWith(`${path}/`) || (isPattern && `${path}/`.startsWith(fixed))];
  });

/** Lock files may be long; what is longer is none. */
const LARGEST = 16 * 1024 * 1024;

function readAt(path: string, entry: ContextEntry | null): string | null {
  if (entry?.kind !== 'file' || entry.size > LARGEST) return null;
  const text = textOf(path);
  return text?.includes('\0') === true ? null : text;
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

function namesAt(path: string): readonly string[] | null {
  try {
    return readdirSync(path);
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
