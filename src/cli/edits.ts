/** Files of the build context that the user wants to see edited. */
import { realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { isBinary } from '../engine/edits.js';
import { OptionError } from '../errors.js';
import { contextIn } from './context.js';
import { codeOf } from './system-error.js';

/**
 * The files as paths below the context.
 * @param dockerfiles of both sides: a `.dockerignore` of their own may be beside them
 * @throws OptionError for one that cannot be edited, or whose edit would change nothing
 */
export function editsIn(
  named: readonly string[],
  context: string,
  dockerfiles: readonly string[],
): readonly string[] {
  const paths = named.map((name) => relative(context, resolve(context, name)));
  for (const [at, path] of paths.entries()) {
    const problem = problemOf(path, context, dockerfiles);
    if (problem !== null) throw new OptionError(`--edit ${named[at] ?? ''}: ${problem}`);
  }
  return [...new Set(paths)].map((path) => path.split(sep).join('/'));
}

function problemOf(path: string, context: string, dockerfiles: readonly string[]): string | null {
  if (path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path))
    return `outside of the build context ${context}`;
  const full = join(context, path);
  try {
    const stat = statSync(full, { throwIfNoEntry: false });
    if (stat === undefined) return `no such file in the build context ${context}`;
    if (stat.isDirectory()) return 'is a directory; name a file in it';
    if (!stat.isFile()) return 'is no regular file';
    const real = join(realpathSync(context), path);
    if (realpathSync(full) !== real) return 'is reached by a link; name the file that it leads to';
    if (dockerfiles.every((dockerfile) => contextIn(context, dockerfile).stat(path) === null))
      return '.dockerignore leaves it out of the build, so an edit changes nothing';
    return isBinary(full) ? 'is binary; only text can be edited without breaking it' : null;
  } catch (error) {
    const code = codeOf(error);
    if (code === null) throw error;
    return code === 'EACCES' ? 'permission denied' : code === 'ENOTDIR' ? 'no such file' : String(error);
  }
}
