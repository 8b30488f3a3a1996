/** What package managers leave behind: which call leaves what, and which command takes it away. */
import { callOf, matches, saidIn, type Call } from './caches/calls.js';
import type { CacheFacts } from './caches/facts.js';
import { indexUse, type IndexUse } from './caches/index-use.js';
import { LANGUAGE_CACHES } from './caches/languages.js';
import { bracesIn, covers } from './caches/places.js';
import { SYSTEM_CACHES } from './caches/system.js';
import { isWithin } from './paths.js';

export { callOf, matches, saidIn, type Call } from './caches/calls.js';
export type * from './caches/facts.js';
export { cacheMountOf, placesOf, touches, type CacheMount, type MountPlace } from './caches/mounts.js';
export { APT_LISTS } from './caches/system.js';
export { changesSources, type IndexUse } from './caches/index-use.js';

export const CACHES: readonly CacheFacts[] = [...SYSTEM_CACHES, ...LANGUAGE_CACHES];

/** Whether a call leaves something in the cache: its own words may keep it from that. */
export const fills = (call: Call, cache: CacheFacts): boolean => matches(cache.fills, call);

/** A command that does nothing but take caches away. */
export interface Cleaning {
  readonly takes: readonly CacheFacts[];
  /** The program that it asks to do so has to be there; `null` for `rm`, which never fails with `-f`. */
  readonly program: string | null;
}

/** What a command takes, when it is one that only cleans; the words are literal, but for patterns and `~`. */
export function cleaningOf(words: readonly string[]): Cleaning | null {
  const call = callOf(words);
  if (call === null) return null;
  const said = [call.program, ...call.rest].join(' ');
  const takes = CACHES.filter(({ cleanings }) => cleanings?.test(said) === true);
  if (takes.length > 0) return { takes, program: call.program };
  if (call.program !== 'rm') return null;
  const [paths, options] = [call.operands.map((at) => words[at] ?? ''), optionsOf(call)];
  if (paths.length === 0 || !/^(?:rf|fr|Rf|fR|rfv|vrf|frv|rvf)$/.test(options)) return null;
  const found = paths.map((path) => CACHES.filter((cache) => isInCache(path, cache)));
  return found.some((some) => some.length === 0)
    ? null
    : { takes: [...new Set(found.flat())], program: null };
}

const optionsOf = ({ rest }: Call): string =>
  rest
    .filter((word) => word.startsWith('-'))
    .map((word) => word.slice(1))
    .join('');

/** Whether a path is the folder of a cache, or in it, and nothing else: `/var/lib/apt/lists/*`, `~/.cache/pip`. */
function isInCache(path: string, { paths }: CacheFacts): boolean {
  if (/["'\\$`]|\.\.|^[^/~]/.test(path)) return false;
  return paths.some((folder) => isWithin(homeOf(path), folder));
}

/** The home directory of root has two names, which are one for root alone; each user's caches are his own. */
const homeOf = (path: string): string => path.replace(/^\/(?:root|home\/[^/*?[]+)(?=\/)/, '~');

/**
 * Whether a command, as its author wrote it, takes the cache away besides other things: `rm -rf /var/lib/apt /tmp/*`,
 * `find /var/lib/apt/lists -delete`, braces and quotes included.
 */
export function clears(words: readonly string[], cache: CacheFacts): boolean {
  const cleaning = cleaningOf(words);
  if (cleaning?.program != null && cleaning.takes.includes(cache)) return true;
  const call = callOf(words);
  if (call === null || !/^(?:rm|find|unlink|rmdir|srm|shred)$/.test(call.program)) return false;
  if (call.program === 'find' && !findsAll(call)) return false;
  return placesOf(call)
    .flatMap((word) => bracesIn(word.replace(/["']/g, '')))
    .some((word) => {
      const path = homeOf(word.replace(/^\$\{?HOME\}?/, '~').replace(/\/+(?:\*|\.\[\S*|)$/, ''));
      return cache.paths.some((folder) => covers(path, folder));
    });
}

/** Whether a `find` removes whatever it finds, files of some names aside. */
const findsAll = ({ rest }: Call): boolean =>
  /-delete|\brm\b/.test(rest.join(' ')) && !rest.some((word) => FILTER.test(word));

const FILTER =
  /^(?:-i?(?:name|path|wholename|regex)|-(?:perm|user|group|size|empty|newer\w*|[acm](?:time|min)|not|o|or|prune)|!)$/;

/** The paths that a command takes away: those of `find` stand in front of its expression. */
function placesOf({ program, rest }: Call): readonly string[] {
  if (program !== 'find') return rest;
  const end = rest.findIndex((word) => /^[-(!\\]/.test(word));
  return end < 0 ? rest : rest.slice(0, end);
}

/** Whether a mount with this target lies over the cache, or over a part of it. */
export function isUnder(target: string, { paths }: CacheFacts): boolean {
  const place = homeOf(`${target.replace(/\/+$/, '').replace(/^\$\{?HOME\}?/, '~')}/`).replace(/\/$/, '');
  return paths.some((folder) => isWithin(folder, place) || isWithin(place, folder));
}

/** These would have to fetch what is gone, and may not. */
export const OFFLINE = /(?:^|\s)--(?:offline|prefer-offline|no-index|no-network|cacheonly)(?:[\s=]|$)/;

/** Whether a text names the cache in any way: its folders, those above them, commands and flags that read it. */
export function mentions(text: string, { paths, named, index }: CacheFacts): boolean {
  if (named?.test(text) === true || (index === undefined && OFFLINE.test(text))) return true;
  if (copiesFromAbove(text, paths)) return true;
  return paths.some((folder) => {
    const plain = folder.replace(/^~/, '');
    return text.includes(plain) || (plain.startsWith('/.') && isNamedWhole(text, plain.split('/')[1] ?? ''));
  });
}

/** Whether directories are copied, moved or packed that the cache lies in: `cp -a /root/. /etc/skel`. */
function copiesFromAbove(text: string, paths: readonly string[]): boolean {
  const [, program = '', operands = ''] = COPIES.exec(text) ?? [];
  const words = operands.split(/\s+/).filter((word) => /^["']?(?:[~/]|\$\{?HOME\b)/.test(word));
  const sources = program === 'tar' ? words : words.slice(0, -1);
  return sources.some((word) => {
    const place = homeOf(
      `${word
        .replace(/["']/g, '')
        .replace(/^\$\{?HOME\}?/, '~')
        .replace(/\/\.?\*?$/, '')}/`,
    ).slice(0, -1);
    return place !== '' && paths.some((folder) => isWithin(folder, place));
  });
}

/** They take all that lies in a directory; of `tar`, when it packs. */
const COPIES = /(?:^|[\s;&|(])(cp|mv|rsync|tar(?=\s+(?:-?[a-zA-Z]*c[a-zA-Z]*|--create)\s))\s([^;&|\n]*)/;

/** `~/.cache` as an operand of its own. */
const isNamedWhole = (text: string, name: string): boolean =>
  new RegExp(`/${name.replace(/\./g, '\\.')}(?:/?[\\s"'*]|/?$)`).test(text);

/** The word is a flag with which the call writes no cache; `null` when it is none, or may mean something else there. */
export function sparedBy(words: readonly string[], at: number): CacheFacts | null {
  const call = callOf(words);
  if (call === null) return null;
  const verb = call.operands[0] ?? words.length;
  const word = words[at] ?? '';
  return (
    CACHES.find(({ flag }) => {
      if (flag?.word !== word || !matches(flag.calls, call)) return false;
      const last = call.operands[verbLength(flag.calls.verbs, call) - 1] ?? verb;
      // Right behind the verb, or behind flags of the same kind: nothing could take it for its value.
      return at > last && words.slice(last + 1, at).every((one) => isSparing(one));
    }) ?? null
  );
}

/** The cache that the call would fill if it were not for this word; `null` when it may be the value of another option. */
export function sparedAt(call: Call, at: number): CacheFacts | null {
  const word = call.words[at] ?? '';
  const before = call.words[at - 1] ?? '';
  if (before.startsWith('-') && !before.includes('=') && !isSparing(before)) return null;
  return CACHES.find(({ flag }) => flag?.word === word && matches(flag.calls, call)) ?? null;
}

/** Flags without a value. */
const isSparing = (word: string): boolean =>
  /^-(?:y|q|qq|yq|qy|yqq|qqy|U|u)$|^--(?:yes|assume-yes|quiet|upgrade|update|update-cache|no-progress|user)$/.test(
    word,
  ) || CACHES.some(({ flag }) => flag?.word === word);

/** How many operands the verb consists of: `pip install` of uv are two. */
export function verbLength(verbs: RegExp, call: Call): number {
  const said = verbs.exec(saidIn(call))?.[0] ?? '';
  return said.trim() === '' ? 0 : said.trim().split(' ').length;
}

/** Whether the call needs the index of a cache; with its sparing flag it fetches one for itself, and keeps none. */
export function useOfIndex(call: Call, { index, flag }: CacheFacts): IndexUse {
  if (index === undefined) return 'none';
  if (flag !== undefined && call.words.includes(flag.word) && matches(flag.calls, call)) return 'none';
  if (call.words.some((word) => index.refreshes?.test(word)) && index.programs.test(call.program))
    return 'renews';
  return indexUse(call, index);
}
