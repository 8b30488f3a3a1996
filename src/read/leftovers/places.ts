/** Paths with variables in them, compared as text. */
import type { Dockerfile } from '../../model.js';
import { builds } from './users.js';

/** A file or a directory that a RUN has made. */
export interface Place {
  /** With `${NAME}` where a variable stands; absolute, or in a directory that is not known. */
  readonly path: string;
  /** Its last part. */
  readonly name: string;
}

const VARIABLE = /\$(?:(\w+)|\{(\w+)\})/g;

/** A word without quotes, variables as `${NAME}`; `null` for one that may be several or that runs something. */
export function plainWord(word: string): string | null {
  const bare = withNames(word)
    .replace(/^'([^'$]*)'$/, '$1')
    .replace(/"/g, '');
  const rest = bare.replace(VARIABLE, '');
  return bare === '' || /^~(?!\/)|[\s'`\\*?[\]{}()<>|;&$!]/.test(rest) ? null : bare;
}

const withNames = (text: string): string =>
  text.replace(VARIABLE, (_, plain?: string, braced?: string) => `\${${plain ?? braced ?? ''}}`);

/** What stands for a directory of which nothing is known. */
export const ELSEWHERE = '?';

/** Where a path leads from a directory, as text; `null` where `..` would go up from a variable. */
export function placeAt(directory: string, path: string): Place | null {
  const isOwn = /^[/$~]/.test(path);
  if (!isOwn && directory === ELSEWHERE) return null;
  const parts: string[] = [];
  for (const part of (isOwn ? path : `${directory}/${path}`).split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (/[$?]/.test(parts.pop() ?? '')) return null;
  }
  const isAbsolute = (isOwn ? path : directory).startsWith('/');
  const name = parts.at(-1);
  return name === undefined ? null : { path: `${isAbsolute ? '/' : ''}${parts.join('/')}`, name };
}

/** A directory for what is needed for a while: nobody counts on what another has left there. FHS 3.0, 3.18 and 5.15 */
export const TEMPORARY_DIRECTORY = /^\/(?:var\/)?tmp\/[^/]/;

/** Values that a file gives to names, in instructions and in shells. */
export type Settings = ReadonlyMap<string, readonly string[]>;

export function settingsIn({ text, instructions }: Dockerfile): Settings {
  const all = new Map<string, string[]>();
  const add = (name: string, raw: string | null | undefined): void => {
    const value = raw == null ? null : plainWord(raw);
    if (value !== null && !value.includes(`\${${name}}`)) all.set(name, [...(all.get(name) ?? []), value]);
  };
  for (const { pairs } of instructions) for (const { name, value, raw } of pairs) add(name, value ?? raw);
  for (const [, name = '', raw] of text.matchAll(/(\w+)=("[^"\n]*"|'[^'\n]*'|[^\s;&|"'()]+)/g))
    add(name, raw);
  return all;
}

/** As many as anybody writes. */
const MOST_READINGS = 64;

/** What a text may be with the values that the file gives to the variables in it, itself included. */
function readingsOf(text: string, settings: Settings): readonly string[] {
  const found = new Set([text]);
  for (const one of found) {
    for (const [variable, name = ''] of one.matchAll(/\$\{(\w+)\}/g))
      for (const value of settings.get(name) ?? [])
        if (found.size < MOST_READINGS) found.add(one.replaceAll(variable, value));
  }
  return [...found];
}

/** Whether a name or a path stands in a text, however its variables are written. */
export function isNamed(name: string, text: string, settings: Settings): boolean {
  const bare = withNames(text).replace(/["']|\\\r?\n/g, '');
  return readingsOf(name, settings).some((one) => bare.includes(one));
}

/**
 * Whether a word means a directory that the place is in, or matches the place.
 * @param directory where the word stands: a path, or a name with a `?` in front for what is not known
 */
export function covers(word: string, directory: string, place: Place, settings: Settings): boolean {
  const path = withNames(word.replace(/^-[^=]*=/, '')).replace(/["']/g, '');
  if (path === '' || path.startsWith('-') || /^[\w.+-]+:\/\//.test(path)) return false;
  const glob = path.search(/[*?[]|(?<!\$)\{/);
  const places = readingsOf(place.path, settings);
  const readings = readingsOf(glob < 0 ? path : path.slice(0, glob), settings);
  return readings.some((reading) => {
    const isOwn = /^[/$~]/.test(reading);
    const isLost = !isOwn && directory.startsWith('?') && !place.path.startsWith(`${directory}/`);
    if (isLost) return glob < 0 ? mayLeadTo(reading, places) : mayBeAmong(path, places);
    if (glob >= 0) return mayMatch(isOwn ? reading : `${directory}/${reading}`, places);
    const found = /^\/+\.?$/.test(reading) ? '' : placeAt(directory, reading)?.path;
    return found === undefined || places.some((one) => `${one}/`.startsWith(`${found}/`));
  });
}

/** Whether a path from a directory that is not known may lead to a place or above it. */
function mayLeadTo(path: string, places: readonly string[]): boolean {
  const name = path.split('/').findLast((part) => !/^\.{0,2}$/.test(part));
  return name === undefined || places.some((place) => place.split('/').includes(name));
}

/** Whether a pattern may match a part of one of the places, wherever it is. */
function mayBeAmong(pattern: string, places: readonly string[]): boolean {
  if (!/^[\w.*?+-]+$/.test(pattern)) return true;
  const source = pattern.replace(/[.+]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.');
  const matcher = new RegExp(`^${source}$`);
  return places.some((place) => place.split('/').some((part) => part.includes('$') || matcher.test(part)));
}

/** Whether a pattern with this beginning may match one of the places, or a directory above. */
function mayMatch(beginning: string, places: readonly string[]): boolean {
  const normal = beginning.replace(/(?<=\/)(?:\.?\/)+/g, '');
  return normal.includes('..') || places.some((one) => one.startsWith(normal));
}

/** The words that loops go through. */
export const loopWords = (text: string): readonly string[] =>
  [...text.matchAll(/\bfor\s+\w+\s+in\s+([^;\n]*)/g)].flatMap(([, words = '']) => words.trim().split(/\s+/));

const LISTING = /^(?:ls|dir|vdir|find|du|tree)$/;

/** Whether a call is given a directory that the place is in, or a pattern that matches it, and may miss it. */
export function takes(
  [program = '', ...words]: readonly string[],
  directory: string,
  place: Place,
  settings: Settings,
): boolean {
  // Without an operand these look at the directory that they are run in.
  const given =
    LISTING.test(program) && words.every((word) => word.startsWith('-')) ? ['.', ...words] : words;
  const taken = given
    .flatMap((word) => word.split(/\s+/))
    .filter((word) => covers(word, directory, place, settings));
  if (taken.length === 0 || builds(program)) return false;
  // A pattern that matches nothing stands for itself, and one that matches less may mean another thing.
  const hasPattern = taken.some((word) => /[*?[]/.test(word));
  if (program === 'rm') return hasPattern && !words.some((word) => /^-\w*f/.test(word));
  return hasPattern || !/^(?:cd|pushd|mkdir|ch(?:mod|own|grp))$/.test(program);
}
