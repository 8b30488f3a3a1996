/** What the steps of a RUN remove, each path in one name for all places of a build. */
import {
  CACHES,
  callsOf,
  cleaningOf,
  clears,
  isQuiet,
  isWithin,
  resolvePath,
  simpleCommands,
  wordValue,
  type Dockerfile,
  type Effects,
  type ShellWord,
  type SimpleCommand,
  type Value,
} from '../../src/transform.js';
import { directoryAfter } from '../attributes/requests.js';
import type { Body, Unfit } from '../joining/body.js';

/** A path, or the files of a directory that a pattern fits. */
export interface Target {
  /** The path, or the directory of the pattern. */
  readonly place: string;
  /** What the names in the directory have to fit; `null` for a path. */
  readonly pattern: RegExp | null;
  /** As it is written: for people. */
  readonly name: string;
}

export interface Removal {
  readonly command: SimpleCommand;
  readonly effects: Effects;
  /** Index among the body's steps; `null` where it may not be run. */
  readonly step: number | null;
  readonly targets: readonly Target[];
  /** The command as it means the same in any directory, or why it means another thing elsewhere. */
  readonly written: string | Unfit;
}

/** How a place that is written lies to what is removed: it is removed with it, or it may hold what is removed. */
export type Closeness = 'removed' | 'around' | null;

export function closeness(write: string, { place, pattern }: Target): Closeness {
  if (isWithin(place, write)) return pattern === null && place === write ? 'removed' : 'around';
  if (!isWithin(write, place)) return null;
  if (pattern === null) return 'removed';
  const name = write.slice(place === '/' ? 1 : place.length + 1).split('/')[0] ?? '';
  return pattern.test(name) ? 'removed' : null;
}

/** Removals in order, but for those of caches of package managers, which have transforms of their own. */
export function removalsIn(file: Dockerfile, body: Body): readonly Removal[] {
  const { instruction, steps, script } = body;
  const calls = callsOf(file, instruction);
  const directories = directoriesOf(body);
  return simpleCommands(script.list).flatMap((command): readonly Removal[] => {
    const words = command.words.map(({ value, text }) => value ?? text);
    if (!/^(?:rm|rmdir|unlink)$/.test(words[0] ?? '') || onlyCleans(words)) return [];
    const effects = calls.find((call) => call.command.span.start === command.span.start)?.effects;
    const at = steps.indexOf(command);
    const step = at < 0 ? null : at;
    const directory = step === null ? null : (directories[step] ?? null);
    const operands = command.words.slice(1).filter(({ text }) => !text.startsWith('-'));
    const targets = operands.flatMap((word) => targetOf(body, word, directory) ?? []);
    if (effects === undefined || targets.length === 0) return [];
    const written = writtenAnywhere(body, command, directory);
    return [{ command, effects, step, targets, written }];
  });
}

/** Whether it takes away nothing but caches of package managers, whatever else it asks for. */
const onlyCleans = ([name = '', ...rest]: readonly string[]): boolean =>
  cleaningOf([name, ...rest]) !== null ||
  rest
    .filter((word) => !word.startsWith('-'))
    .every((word) => CACHES.some((cache) => clears(['rm', '-rf', word], cache)));

/** Where each step is run; `null` where that is not known. */
function directoriesOf({ steps, instruction: { state } }: Body): readonly Value[] {
  let directory = state.workdir;
  return steps.map((node) => {
    const here = directory;
    const words = node.kind === 'simple' ? node.words.map(({ value }) => value) : [];
    directory = directoryAfter(node, words, directory);
    return here;
  });
}

/** A pattern in the last name alone, without quotes: `/tmp/*`, `*.tar.gz`. */
const PATTERN = /^((?:[\w.@%+,:-]*\/)*)([\w.@%+,:*?-]*[*?][\w.@%+,:*?-]*)$/;

function targetOf(body: Body, word: ShellWord, directory: Value): Target | null {
  const name = word.text;
  const [, folder, last] = PATTERN.exec(name) ?? [];
  if (folder !== undefined && last !== undefined) {
    const place = resolvePath(directory, folder === '' ? '.' : folder);
    const source = last.replace(/[.+]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.');
    return place === null ? null : { place, pattern: new RegExp(`^${source}$`), name };
  }
  const value = wordValue(word, (variable) => variableIn(body, variable));
  const place = value === null || value === '' ? null : resolvePath(directory, value);
  return place === null ? null : { place, pattern: null, name };
}

/** What ENV says that a variable holds; `null` where that is not known or the RUN sets it itself. */
export function variableIn({ instruction, state }: Body, name: string): Value {
  const binding = instruction.state.lookup(name);
  return binding.kind === 'set' && binding.by === 'ENV' && !state.variables.has(name) ? binding.value : null;
}

/** Options that say nothing of where or when. */
const OPTION = /^-(?:[rRfdv]+|-force|-recursive|-verbose|-dir)$/;

function writtenAnywhere(body: Body, command: SimpleCommand, directory: Value): string | Unfit {
  const { assignments, redirects, words } = command;
  const { text } = body.script;
  if (assignments.length > 0 || !redirects.every(isQuiet))
    return { reason: 'word', detail: text.slice(command.span.start, command.span.end) };
  const written: string[] = [];
  for (const [at, word] of words.entries()) {
    const own = at === 0 || OPTION.test(word.text) ? word.text : absolute(body, word, directory);
    if (typeof own !== 'string') return own;
    written.push(own);
  }
  return [...written, ...redirects.map(({ span }) => text.slice(span.start, span.end))].join(' ');
}

/** The word with its directory in front, where it has none. */
function absolute(body: Body, word: ShellWord, directory: Value): string | Unfit {
  const { text, glob } = word;
  if (glob && !PATTERN.test(text)) return { reason: 'glob', detail: text };
  const value = glob ? text : wordValue(word, (name) => variableIn(body, name));
  if (value === null || text.startsWith('-')) return { reason: 'word', detail: text };
  if (value.startsWith('/')) return text;
  const isPlain = PLAIN.test(text) && !text.split('/').includes('..');
  const place = isPlain ? resolvePath(directory, text) : null;
  if (place === null || !PLAIN.test(place)) return { reason: 'word', detail: text };
  return text.endsWith('/') ? `${place}/` : place;
}

/** Means itself, or a pattern, without quotes. */
const PLAIN = /^[\w.@%+,:*?/-]+$/;
