/** Paths that follow from others: below, above, in a home directory, in a text. */
import { resolvePath } from '../paths.js';
import { ALWAYS_THERE, type Paths } from '../regions.js';

/** A name in the home directory; where that is one of many, anywhere among them. */
export function inHomes(homes: readonly string[] | null, name: string): Paths {
  const [home, ...more] = homes ?? [];
  if (home === undefined) return 'anything';
  return more.length === 0
    ? [below(home, name)]
    : (homes ?? []).map((one) => (one === '/' ? below(one, name) : one));
}

/** Absolute paths in a text. */
export const pathsWithin = (text: string): readonly string[] =>
  [...text.matchAll(/\/[\w.+@-][\w./+@-]*/g)].flatMap(([path]) => {
    const found = resolvePath(null, path);
    return found === null || found === '/' ? [] : [found];
  });

export const below = (directory: string, name: string): string => resolvePath(directory, name) ?? directory;

/** A directory and all above it. */
export function aboveAnd(directory: string): readonly string[] {
  const parts = directory.split('/').filter((part) => part !== '');
  return ['/', ...parts.map((_, at) => `/${parts.slice(0, at + 1).join('/')}`)];
}

/** The last directory of a path, itself included, that is known to be there: whoever has made it was first. */
export function presentAbove(path: string, isDirectory: (path: string) => boolean): readonly string[] {
  return aboveAnd(path)
    .filter((one) => !ALWAYS_THERE.has(one) && isDirectory(one))
    .slice(-1);
}

/** The directories of a path, itself included, that are not known to be there. */
export function missingAbove(path: string, isDirectory: (path: string) => boolean): readonly string[] {
  return aboveAnd(path).filter((one) => !ALWAYS_THERE.has(one) && !isDirectory(one));
}
