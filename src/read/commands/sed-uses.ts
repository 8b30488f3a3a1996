/** What the words of `sed` are to it. https://www.gnu.org/software/sed/manual/sed.html, busybox sed */
import {
  all,
  hasOption,
  isBelow,
  readLine,
  staysBelow,
  textOf,
  valuesOf,
  withoutQuotes,
  wordAt,
} from './arguments.js';
import type { Line, Syntax } from './arguments.js';
import type { Argument, Use } from './facts.js';
import { isHarmlessScript } from './sed-script.js';

/** `-i` and `--in-place` may have a suffix attached; `i` is told apart below. */
const SYNTAX: Syntax = {
  flags: 'nrEsuzb',
  valued: 'efl',
  longFlags:
    '--quiet --silent --regexp-extended --separate --unbuffered --null-data --posix --debug --sandbox --follow-symlinks --binary --zero-terminated',
  longValued: '--expression --file --line-length',
};

interface Reading {
  readonly line: Line;
  readonly inPlace: boolean;
  /** Of the copy that is kept. */
  readonly suffix: string;
}

/** Takes `-i` out of the words, with its place kept. */
function readSed(words: readonly Argument[]): Reading | null {
  let suffix = '';
  let inPlace = false;
  const plain = words.map((word) => {
    const text = textOf(word);
    const long = /^--in-place(?:=(.*))?$/s.exec(text);
    const short = /^-([nrEsuzb]*)i(.*)$/s.exec(text);
    if (!long && !short) return word;
    inPlace = true;
    suffix ||= long?.[1] ?? short?.[2] ?? '';
    return literal(long ? '--quiet' : `-n${short?.[1] ?? ''}`);
  });
  const line = readLine(plain, SYNTAX);
  return line === null ? null : { line, inPlace, suffix };
}

const literal = (text: string): Argument => ({ text, value: text });

/** The files of a call, and whether it keeps copies of them; `null` when its script does more than edit them. */
function sedUses(words: readonly Argument[], keeps: boolean): readonly Use[] | null {
  const reading = readSed(words);
  if (reading === null || hasOption(reading.line, '-f', '--file')) return null;
  const { line, inPlace, suffix } = reading;
  if (keeps !== (suffix !== '') || /[*/$`]/.test(suffix)) return null;
  const given = valuesOf(line, '-e', '--expression');
  const files = given.length > 0 ? line.operands : line.operands.slice(1);
  const scripts = given.length > 0 ? given : line.operands.slice(0, 1).map((at) => ({ at, from: 0 }));
  const texts = scripts.map(({ at, from }) => withoutQuotes(wordAt(words, at))?.slice(from) ?? null);
  if (texts.length === 0 || texts.includes(null) || !isHarmlessScript(texts.join('\n'))) return null;
  return all(files, inPlace ? 'changes' : 'reads');
}

/** Without copies: `sed -i`, or to the standard output. */
export const plainSed = (words: readonly Argument[]): readonly Use[] | null => sedUses(words, false);

/** Below these a copy lies within what the row writes. */
export const COPIES = ['/etc', '/tmp'] as const;

/** With copies, `sed -i.bak`: known only where they stay below the working directory or one of `COPIES`. */
export function copyingSed(words: readonly Argument[]): readonly Use[] | null {
  const uses = sedUses(words, true);
  if (uses === null) return null;
  const outside = uses.filter(({ at }) => !staysBelow(wordAt(words, at)));
  if (!outside.every(({ at }) => isBelow(wordAt(words, at), COPIES))) return null;
  const last = outside.length === uses.length ? outside.at(-1) : undefined;
  return last === undefined ? uses : [...uses, { at: last.at, role: 'enters' }];
}
