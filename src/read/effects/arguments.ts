/** Which words of a command line are what to the command, by the usual syntax of utilities (POSIX, XBD 12). */
import type { CommandFacts, Deeds, Role, Use } from '../commands/facts.js';
import type { Word } from './words.js';

const textOf = ({ value, text }: Word): string => value ?? text;
const isOption = (text: string): boolean => text.startsWith('-') && text !== '-';

/** What a row says of this call: its verb and its variants followed; `null` when the verb is not known. */
export function deedsOf(row: CommandFacts, words: readonly Word[]): Deeds | null {
  const verbAt = row.verbs === undefined ? -1 : verbIn(row, words);
  const name = verbAt < 0 ? '' : (words[verbAt]?.value ?? '$');
  const verb = row.verbs !== undefined && Object.hasOwn(row.verbs, name) ? row.verbs[name] : undefined;
  if (row.verbs !== undefined && verb === undefined) return withVariant(row, words, null);
  const all = verb === undefined ? row : merge(row, verb);
  return withVariant(all, words, all);
}

function merge(deeds: Deeds, more: Deeds): Deeds {
  return { ...deeds, ...more, options: { ...deeds.options, ...more.options } };
}

function withVariant(deeds: Deeds, words: readonly Word[], otherwise: Deeds | null): Deeds | null {
  const texts = words.map(textOf);
  const end = texts.indexOf('--');
  const options = (end < 0 ? texts : texts.slice(0, end)).filter(isOption);
  const variant = deeds.variants?.find(({ when }) =>
    when.some((one) => options.some((text) => stands(one, text, deeds.options))),
  );
  if (variant === undefined) return otherwise;
  return merge(deeds, variant);
}

/** `-i` stands in `-i` and `-ie`, `--global` in `--global=x`, `-i*` in all that begins with it. */
function stands(option: string, text: string, options: Deeds['options'] = {}): boolean {
  if (option.endsWith('*')) return text.startsWith(option.slice(0, -1));
  if (text === option || text.startsWith(`${option}=`)) return true;
  if (!/^-\w$/.test(option) || !/^-[A-Za-z0-9]+$/.test(text)) return false;
  // Behind a letter that has a value comes the value.
  const valued = valuedLetter(options, text);
  return text.slice(1, valued < 0 ? text.length : valued + 1).includes(option.charAt(1));
}

/** The place of the first word that is neither an option nor the value of one; -1 without any. */
export function verbIn({ options = {} }: Deeds, words: readonly Word[]): number {
  for (let at = 0; at < words.length; at += 1) {
    const text = textOf(words[at] ?? { text: '', value: '', beginning: '', names: [] });
    if (!isOption(text)) return at;
    if (takesNext(options, text)) at += 1;
  }
  return -1;
}

/** The option in a word whose value is the next word. */
function takesNext(options: Readonly<Record<string, Role>>, text: string): Role | undefined {
  if (options[text] !== undefined) return options[text];
  if (text.startsWith('--') || !/^-\w+$/.test(text)) return undefined;
  const valued = valuedLetter(options, text);
  return valued === text.length - 1 ? options[`-${text.charAt(valued)}`] : undefined;
}

/** The place of the first letter in a cluster that has a value; -1 for none. */
function valuedLetter(options: Readonly<Record<string, Role>>, text: string): number {
  for (let at = 1; at < text.length; at += 1) if (options[`-${text.charAt(at)}`] !== undefined) return at;
  return -1;
}

/** What each word is; `null` when that cannot be told. */
export function usesOf(deeds: Deeds, words: readonly Word[], verbAt: number): readonly Use[] | null {
  if (deeds.uses) return deeds.uses(words);
  if (deeds.operands === null) return null;
  const { options = {}, operands = { rest: 'name' } } = deeds;
  const uses: Use[] = [];
  const plain: number[] = [];
  const isCommand = (at: number): boolean =>
    operands.first?.[at] === 'command' || operands.rest === 'command';
  for (let at = 0, end = false; at < words.length; at += 1) {
    const text = textOf(words[at] ?? { text: '', value: '', beginning: '', names: [] });
    if (!end && text === '--') end = true;
    else if (end || !isOption(text)) {
      if (at === verbAt) continue;
      plain.push(at);
      if (isCommand(plain.length - 1)) break;
    } else {
      const next = takesNext(options, text);
      if (next !== undefined) uses.push({ at: (at += 1), role: next });
      else uses.push(...attached(options, text, at));
    }
  }
  const { first = [], last, rest } = operands;
  for (const [index, at] of plain.entries()) {
    const isLast = last !== undefined && index === plain.length - 1 && plain.length - first.length >= 2;
    uses.push({ at, role: first[index] ?? (isLast ? last : rest) });
  }
  return uses.sort((a, b) => a.at - b.at);
}

/** A value in the same word as its option. An unknown option with a path in it may do anything to that. */
function attached(options: Readonly<Record<string, Role>>, text: string, at: number): readonly Use[] {
  if (text.startsWith('--')) {
    const sign = text.indexOf('=');
    if (sign < 0) return [];
    const role = options[text.slice(0, sign)];
    const value = text.slice(sign + 1);
    if (role !== undefined) return [{ at, role, from: sign + 1 }];
    return value.includes('/') && !value.includes('://') ? [{ at, role: 'changes', from: sign + 1 }] : [];
  }
  const valued = valuedLetter(options, text);
  const role = options[`-${text.charAt(valued)}`];
  if (valued < 0 || role === undefined) return [];
  return [{ at, role, from: valued + (text.charAt(valued + 1) === '=' ? 2 : 1) }];
}
