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

/** Whether a path is that of something temporary, or is all in a variable. */
export const isTemporary = (path: string): boolean =>
  TEMPORARY_DIRECTORY.test(path) || /^\$\{\w+\}$/.test(path);

/** Values that a file gives to names, in instructions and in shells. */
export type Settings = ReadonlyMap<string, readonly string[]>;

const known = new WeakMap<Dockerfile, Settings>();

export function settingsIn(file: Dockerfile): Settings {
  const settings = known.get(file) ?? readSettings(file);
  known.set(file, settings);
  return settings;
}

function readSettings({ text, instructions }: Dockerfile): Settings {
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
function isNamed(name: string, text: string, settings: Settings): boolean {
  const bare = withNames(text).replace(/["']|\\\r?\n/g, '');
  return readingsOf(name, settings).some((one) => bare.includes(one));
}

/** What stands for text that only a shell can tell. */
const WILD = '${}';

/** Words of a text as far as they may be paths, expansions that are more than a variable as `${}`. */
function tokensOf(text: string): readonly string[] {
  const bare = withNames(text.replace(/\\\r?\n/g, ' ')).replace(/["']/g, '');
  const inner = [...bare.matchAll(/\$\(([^()]*)\)|`([^`]*)`/g)].map(([, one, other]) => one ?? other ?? '');
  const outer = bare
    .replace(/\$\([^()]*\)|`[^`]*`/g, WILD)
    .replace(/\$\{(?!\w+\})[^}]*\}|\$[\d@*#?!-]/g, WILD);
  return [outer, ...inner].flatMap((one) => one.split(/[\s;&|()<>,=:]+/)).filter((one) => one !== '');
}

/** Whether a part of a path may be the name: it is, or what a variable or a pattern in it stands for may make it so. */
function mayBe(part: string, name: string, written: string): boolean {
  if (!/[$*?[]/.test(part)) return part === name;
  const own = new Set([...written.matchAll(/\$\{\w+\}/g)].map(([one]) => one));
  const variables = [...part.matchAll(/\$\{\w*\}/g)].map(([one]) => one);
  // The same variables have the same values.
  if (!/[*?[]/.test(part) && variables.length > 0 && variables.every((one) => own.has(one)))
    return part.includes(written);
  const [prefix, suffix] = [/^[^$*?[]*/, /[^}*?\]]*$/].map((ends) => ends.exec(part)?.[0] ?? '');
  const [first, last] = [/^[^$]*/, /[^}]*$/].map((ends) => ends.exec(name)?.[0] ?? '');
  if (`${prefix ?? ''}${suffix ?? ''}` === '') return false;
  const starts = (a: string, b: string): boolean => a.startsWith(b) || b.startsWith(a);
  const ends = (a: string, b: string): boolean => a.endsWith(b) || b.endsWith(a);
  return starts(prefix ?? '', first ?? '') && ends(suffix ?? '', last ?? '');
}

/**
 * Whether a text may speak of a file or a folder, by its name or by what variables, loops and patterns make of it. What is
 * entered is no file; a folder is told from others of the name by what stands above it.
 */
export function speaksOf(
  text: string,
  { name, path }: Place,
  isFolder: boolean,
  settings: Settings,
): boolean {
  if (isFolder ? isNamed(path, text, settings) : isNamed(name, text, settings)) return true;
  const rest = isFolder ? text : text.replace(/\bcd\s+[^\s;&|]+/g, ' ');
  const isTemporary = /\btmp\b/.test(text);
  const names = readingsOf(name, settings);
  return tokensOf(rest)
    .flatMap((token) => readingsOf(token.replace(/^-\w{0,3}(?=[$*?[])/, ''), settings))
    .some((token) => {
      const parts = token.split('/').filter((part) => part !== '');
      return parts.some((part, at) => {
        if (!names.some((one) => mayBe(part, one, name))) return false;
        const above = at === 0 ? null : (parts[at - 1] ?? '');
        return (
          !isFolder ||
          (above === null ? isTemporary && part === name : above === 'tmp' || /[$*?[]/.test(above))
        );
      });
    });
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

/** Whether a text gives somebody a directory that the place is in. */
export const isGiven = (text: string, directory: string, place: Place, settings: Settings): boolean =>
  text
    .replace(/["'[\],]/g, ' ')
    .split(/[\s;&|()<>`=]+/)
    .some((word) => covers(word, directory, place, settings));

/** Whether a text makes a symbolic link to a directory that the place is in. */
export const isLinked = (text: string, place: Place, settings: Settings): boolean =>
  [...text.matchAll(/\bln\s([^;&|\n]*)/g)].some(([, words = '']) =>
    words.split(/\s+/).some((word) => word.startsWith('/') && covers(word, '/', place, settings)),
  );

/** The words that loops go through. */
export const loopWords = (text: string): readonly string[] =>
  [...text.matchAll(/\bfor\s+\w+\s+in\s+([^;\n]*)/g)].flatMap(([, words = '']) => words.trim().split(/\s+/));

const LISTING = /^(?:ls|dir|vdir|find|du|tree)$/;
/** They run what their operands say, perhaps in another directory. */
const SHELLS =
  /^(?:(?:ba|da|a|k|z)?sh|su|sudo|xargs|env|runuser|gosu|su-exec|eval|busybox|timeout|nice|chroot)$/;

/** Whether a call is given a directory that the place is in, or a pattern that matches it, and may miss it. */
export function takes(
  [program = '', ...words]: readonly string[],
  directory: string,
  place: Place,
  settings: Settings,
): boolean {
  const from = SHELLS.test(program) || words.some((word) => /\bcd\s/.test(word)) ? ELSEWHERE : directory;
  const given = words.flatMap((word) => word.split(/[\s;&|()<>`'"]+/));
  // These look at the directory that they are run in, unless they are told another.
  const isImplied = LISTING.test(program)
    ? !given.some((word) => word.startsWith('/'))
    : program === 'git' && given.includes('add');
  const all = [...given, ...(isImplied || program === 'pwd' ? ['.'] : [])].map((word) =>
    word.replace(/^\$(?:PWD|\{PWD\})$/, '.'),
  );
  const taken = all.filter((word) => covers(word, from, place, settings) || isHome(word, place));
  if (taken.length === 0 || builds(program)) return false;
  // A pattern that matches nothing stands for itself, and one that matches less may mean another thing.
  const hasPattern = taken.some((word) => /[*?[]/.test(word));
  if (program === 'rm') return hasPattern && !words.some((word) => /^-\w*f/.test(word));
  return hasPattern || !/^(?:cd|pushd|mkdir|ch(?:mod|own|grp))$/.test(program);
}

const isHome = (word: string, { path }: Place): boolean =>
  /^(?:~\w*|\$HOME|\$\{HOME\})\/?\.?$/.test(word) && /^(?:~|\/root|\/home)(?:\/|$)/.test(path);

/** Whether a shell text may give another value to a variable in a path. */
export const isReset = ({ path }: Place, text: string): boolean =>
  [...path.matchAll(/\$\{(\w+)\}/g)].some(([, name = '']) =>
    new RegExp(
      `\\b${name}\\+?=|\\b(?:for|read|unset|printf|getopts|mapfile|readarray|local|declare|typeset|let|eval|select)\\b[^;&|\\n]*\\b${name}\\b|\\$\\{${name}:?=`,
    ).test(text),
  );
