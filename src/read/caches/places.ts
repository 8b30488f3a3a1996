/** Paths that may be patterns. */
import { isWithin } from '../paths.js';

/** Whether a path, which may end in a pattern, is the folder, one above it, or what is right in it. */
export function covers(path: string, folder: string): boolean {
  const [, above = path, pattern] = /^(.*)\/([^/]*[*?[][^/]*)(?:\/.*)?$/.exec(path) ?? [];
  if (path === '') return false;
  if (isWithin(folder, path) || above === folder) return true;
  if (pattern === undefined || !folder.startsWith(`${above}/`)) return false;
  const [name = ''] = folder.slice(above.length + 1).split('/');
  return patternOf(pattern).test(name);
}

/** A shell pattern as a regular expression; of a bracket, any character will do. */
const patternOf = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/\[[^\]]+\]/g, '?')
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/\?/g, '.')}$`,
  );

/** `a{b,c}` as `ab` and `ac`. */
export function bracesIn(word: string): readonly string[] {
  const match = /^([^{]*)\{([^{}]*)\}(.*)$/.exec(word);
  if (match === null) return [word];
  const [, front = '', middle = '', back = ''] = match;
  return middle.split(',').flatMap((one) => bracesIn(front + one + back));
}
