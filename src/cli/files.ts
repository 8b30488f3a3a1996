/** From what the user named to the files to read. */
import { statSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { OptionError } from '../errors.js';

/** https://docs.docker.com/build/concepts/dockerfile/#filename */
const NAMES = [
  'Dockerfile',
  'Dockerfile.*',
  '*.Dockerfile',
  '*.dockerfile',
  'Containerfile',
  'Containerfile.*',
];
const SKIPPED = ['**/node_modules/**', '**/.git/**', '**/*.dockerignore'];

/**
 * The files that arguments name: themselves, those that a glob finds, or the Dockerfiles below a directory.
 * Each once, in the order of the arguments, those of a directory sorted.
 * @throws OptionError for an argument that names nothing
 */
export async function findFiles(args: readonly string[], cwd: string): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const arg of args) for (const path of await filesOf(arg, cwd)) found.add(path);
  return [...found];
}

async function filesOf(arg: string, cwd: string): Promise<readonly string[]> {
  const kind = kindOf(join(isAbsolute(arg) ? '' : cwd, arg));
  if (kind === 'file') return [shownPath(arg, cwd)];
  if (kind === 'directory') {
    const files = await search(
      NAMES.map((name) => `**/${name}`),
      join(isAbsolute(arg) ? '' : cwd, arg),
    );
    if (files.length === 0) throw new OptionError(`${arg}: no Dockerfile in this directory`);
    return files.map((file) => shownPath(join(arg, file), cwd));
  }
  if (!/[*?[{!]/.test(arg)) throw new OptionError(`${arg}: no such file or directory`);
  const files = await search([arg.replaceAll('\\', '/')], cwd);
  if (files.length === 0) throw new OptionError(`${arg}: no file matches`);
  return files;
}

function kindOf(path: string): 'file' | 'directory' | null {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return null;
  return stat.isDirectory() ? 'directory' : 'file';
}

async function search(patterns: readonly string[], cwd: string): Promise<readonly string[]> {
  const { glob } = await import('tinyglobby');
  const files = await glob([...patterns], { cwd, dot: true, ignore: SKIPPED, expandDirectories: false });
  return files.sort();
}

/** Relative to the working directory where it lies below it, as diffs need it. */
function shownPath(path: string, cwd: string): string {
  const short = isAbsolute(path) ? relative(cwd, path) : join(path);
  const shown = isAbsolute(path) && short.startsWith('..') ? path : short;
  return shown.split(sep).join('/');
}
