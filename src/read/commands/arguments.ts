/** Helpers for rows that read their own command line: options, operands, and what of a word is surely known. */
import type { Argument, Role, Use } from './facts.js';

/** A whole word, or what stands in it from an offset on. */
export interface Place {
  readonly at: number;
  readonly from: number;
}

export interface Option {
  /** `-o`, `--output`. */
  readonly name: string;
  /** `null` for an option without one. */
  readonly value: Place | null;
}

export interface Line {
  readonly options: readonly Option[];
  /** Indexes of the words that are no options. */
  readonly operands: readonly number[];
}

/** The options of a command. One that is not here makes the line unreadable. */
export interface Syntax {
  /** Letters of options without and with a value. */
  readonly flags: string;
  readonly valued: string;
  /** Long options without and with a value, separated by blanks. `--name=value` may always stand for the latter. */
  readonly longFlags?: string;
  readonly longValued?: string;
  /** Long options whose value can only be attached. */
  readonly attached?: string;
  /** Whether the first operand ends the options. */
  readonly stops?: boolean;
}

const NO_WORD: Argument = { text: '', value: '' };

export const wordAt = (words: readonly Argument[], at: number): Argument => words[at] ?? NO_WORD;

/** The text of a word as far as it can be read: its value, or what is written. */
export const textOf = ({ text, value }: Argument): string => value ?? text;

/** The known value of a place; `null` when it is not known. */
export function valueAt(words: readonly Argument[], { at, from }: Place): string | null {
  const { value } = wordAt(words, at);
  return value === null ? null : value.slice(from);
}

export const useOf = ({ at, from }: Place, role: Role): Use =>
  from === 0 ? { at, role } : { at, role, from };

/** Names of variables that hold options: `$CURL_OPTS`, `"${EXTRA_FLAGS[@]}"`. */
const OF_OPTIONS =
  /^["']?\$\{?\w*(?:opts?|options?|flags?|args?|arguments?|params?)\d*(?:\[[@*]\])?\}?["']?$/i;

/** Whether a word whose value is not known may be an option, or several words with options among them. */
export function mayBeOption({ text, value }: Argument): boolean {
  if (value !== null) return false;
  return (
    /^["']+-/.test(text) || /^["']?\$(?:[@*]|\{[@*]|\{\w+(?:\[|:?[-+=]))/.test(text) || OF_OPTIONS.test(text)
  );
}

/** Reads a line by the usual syntax; `null` when it has an option that is not known. */
export function readLine(words: readonly Argument[], syntax: Syntax, start = 0): Line | null {
  const options: Option[] = [];
  const operands: number[] = [];
  let ended = false;
  for (let at = start; at < words.length; at += 1) {
    const word = wordAt(words, at);
    const text = textOf(word);
    if (!ended && mayBeOption(word)) return null;
    if (ended || text === '-' || !text.startsWith('-')) {
      operands.push(at);
      ended ||= syntax.stops === true;
    } else if (text === '--') ended = true;
    else {
      const found = text.startsWith('--') ? longOption(text, at, syntax) : shortOptions(text, at, syntax);
      if (found === null) return null;
      options.push(...found);
      const value = found.at(-1)?.value;
      if (value && value.at > at) {
        if (value.at >= words.length) return null;
        at = value.at;
      }
    }
  }
  return { options, operands };
}

const has = (list: string | undefined, name: string): boolean => list?.split(' ').includes(name) ?? false;

function longOption(text: string, at: number, syntax: Syntax): readonly Option[] | null {
  const sign = text.indexOf('=');
  const name = sign < 0 ? text : text.slice(0, sign);
  const isValued = has(syntax.longValued, name);
  if (sign >= 0) {
    return isValued || has(syntax.attached, name) ? [{ name, value: { at, from: sign + 1 } }] : null;
  }
  if (isValued) return [{ name, value: { at: at + 1, from: 0 } }];
  return has(syntax.longFlags, name) || has(syntax.attached, name) ? [{ name, value: null }] : null;
}

function shortOptions(text: string, at: number, syntax: Syntax): readonly Option[] | null {
  const found: Option[] = [];
  for (let letter = 1; letter < text.length; letter += 1) {
    const name = `-${text.charAt(letter)}`;
    if (syntax.valued.includes(text.charAt(letter))) {
      const isLast = letter === text.length - 1;
      return [...found, { name, value: isLast ? { at: at + 1, from: 0 } : { at, from: letter + 1 } }];
    }
    if (!syntax.flags.includes(text.charAt(letter))) return null;
    found.push({ name, value: null });
  }
  return found;
}

export const hasOption = ({ options }: Line, ...names: readonly string[]): boolean =>
  options.some(({ name }) => names.includes(name));

/** The values of some options, in order. */
export const valuesOf = ({ options }: Line, ...names: readonly string[]): readonly Place[] =>
  options.flatMap(({ name, value }) => (names.includes(name) && value !== null ? [value] : []));

/** A directory that is made where it is missing, and those above it, and entered. */
export const madeAndEntered = (place: Place): readonly Use[] => [
  useOf(place, 'makes'),
  useOf(place, 'enters'),
];

/** Each of some words in the same role. */
export const all = (words: readonly number[], role: Role): readonly Use[] =>
  words.map((at) => ({ at, role }));

/**
 * Words in the order given, the last of them entered: the region `cwd` of the row then stands for that word, and for
 * the working directory only where there is none.
 */
export function lastEntered(words: readonly number[], role: Role): readonly Use[] {
  const last = words.at(-1);
  return last === undefined ? [] : [...all(words, role), { at: last, role: 'enters' }];
}

/**
 * Enters no directory, as an empty path is none: the region `cwd` of the row then stands for nothing. For commands
 * that write the working directory unless a word says otherwise.
 */
export function nowhere(words: readonly Argument[]): readonly Use[] {
  const at = words.findIndex(({ value }) => value !== null && value !== '');
  return at < 0 ? [] : [{ at, role: 'enters', from: wordAt(words, at).value?.length ?? 0 }];
}

/** A path as far as it is known; what a variable adds at its end is taken to hold no `..`. */
const beginningOf = ({ text, value }: Argument): string => value ?? text.replace(/^["']/, '');

/** Whether a word is a relative path that stays below the working directory. */
export function staysBelow(word: Argument): boolean {
  const path = beginningOf(word);
  return /^[\w.@+]/.test(path) && !path.split('/').includes('..');
}

/** Whether a word is a path below one of some directories. */
export function isBelow(word: Argument, directories: readonly string[]): boolean {
  const path = beginningOf(word);
  return !path.split('/').includes('..') && directories.some((directory) => path.startsWith(`${directory}/`));
}

/** A call that only asks for the version or for help does nothing else. */
export const orPrints =
  (uses: (words: readonly Argument[]) => readonly Use[] | null) =>
  (words: readonly Argument[]): readonly Use[] | null =>
    words.length === 1 && /^--(?:version|help)$/.test(wordAt(words, 0).text) ? nowhere(words) : uses(words);

/** What stands for text that is not known in `withoutQuotes`. */
export const UNKNOWN = '\0';

const EXPANSION = /\$(?:\w+|\{\w+[^{}"'`\\$]*\}|\([^()"'`\\]*\))/.source;
const INSIDE = new RegExp(`\\\\([^])|${EXPANSION}`, 'g');
/** Single quotes, double quotes, an escaped letter, an expansion, any other letter. */
const PIECE = new RegExp(
  `'([^']*)'|"((?:[^"\\\\$\`]|\\\\[^]|${EXPANSION}|\\$(?![\\w({]))*)"|\\\\([^])|(${EXPANSION})|([^'"\\\\$\`])`,
  'gy',
);

/** The text of a word without its quotes, each expansion replaced by `UNKNOWN`; `null` when that cannot be told. */
export function withoutQuotes({ text, value }: Argument): string | null {
  if (value !== null) return value;
  let whole = '';
  let end = 0;
  for (const [piece, single, double, escaped, expansion, plain] of text.matchAll(PIECE)) {
    end += piece.length;
    if (single !== undefined) whole += single;
    else if (double !== undefined) whole += insideQuotes(double);
    else whole += expansion === undefined ? (escaped ?? plain ?? '') : UNKNOWN;
  }
  return end === text.length ? whole : null;
}

function insideQuotes(text: string): string {
  return text.replace(INSIDE, (piece, escaped: string | undefined) => {
    if (escaped === undefined) return UNKNOWN;
    if (escaped === '\n') return '';
    return /["\\$`]/.test(escaped) ? escaped : piece;
  });
}
