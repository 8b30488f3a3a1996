/** A command that is a step of its own: its words and all that it can see. */
import type { ShellWord, SimpleCommand } from '../model.js';
import { MODE_COMMANDS, PATH_COMMANDS, PLACELESS } from './commands.js';
import { namesIn } from './mentions.js';
import { optionsThatMatter } from './options.js';
import { follow, isKnown } from './paths.js';
import {
  emit,
  expanded,
  isSetIn,
  note,
  stayIfService,
  TEMPORARY,
  textOf,
  valuesOf,
  type Run,
} from './run.js';
import { forgetRemoved } from './removals.js';
import type { ShellState } from './shell-state.js';
import type { Failure } from './steps.js';

/** What a command puts into its variables; of `mktemp` the place is known. */
export function resultOf(run: Run, command: SimpleCommand, number: string): string {
  const isTemporary = /=["']?(?:\$\(|`)\s*mktemp\b/.test(textOf(run, command));
  return `?${isTemporary ? TEMPORARY : ''}${number}`;
}

/** Any other command, with what it can see. */
export function takePlain(
  run: Run,
  shell: ShellState,
  command: SimpleCommand,
  failure: Failure,
  errexit = false,
): string {
  const names = namesIn(command, wordsIn(command));
  const place = placeOf(run, shell, command, names);
  const options = optionsThatMatter(command, shell.options, stopsSubstitutions(shell), isSetIn(run, shell));
  const name = command.words[0]?.value ?? '';
  const number = emit(
    run,
    shell,
    command.span,
    {
      command: place.words,
      failure,
      ...(place.directory === null ? {} : { directory: place.directory }),
      variables: valuesOf(run, shell, names),
      options: options.join(' '),
      stale: note(run, shell, command),
      ...(shell.functions.has(name)
        ? { functions: `${shell.functions.get(name) ?? ''}${errexit ? ' errexit' : ''}` }
        : {}),
      ...(/^(?:exit|return)$/.test(name) && command.words.length === 1 ? { status: shell.status } : {}),
    },
    { node: command },
  );
  shell.status = failure === 'abort' ? '=0' : `?${number}`;
  if (failure === 'abort') learnDirectories(run, shell, command);
  forgetRemoved(run, shell, command);
  stayIfService(run, command);
  return number;
}

/** Its text without words that count as not there: they have been taken from it already. */
const wordsIn = ({ assignments, words, redirects }: SimpleCommand): string =>
  [
    ...assignments.map(({ name, value }) => `${name}=${value?.text ?? ''}`),
    ...words.map(({ text }) => text),
    ...redirects.map(({ target }) => target?.text ?? ''),
  ].join(' ');

/** Errexit reaches into `$(…)` in dash and not in bash; it is a part of what the step is. */
const stopsSubstitutions = (shell: ShellState): boolean => shell.options.has('errexit');

interface Placed {
  readonly words: string;
  /** `null` when the command does the same in any directory. */
  readonly directory: string | null;
}

/** The words of a command, operands that are paths made absolute where the directory is known. */
function placeOf(run: Run, shell: ShellState, command: SimpleCommand, names: readonly string[]): Placed {
  const [name, ...rest] = command.words;
  const value = name?.value ?? '';
  const asWritten = textOf(run, command);
  const whole = { words: wordsOf(run, command, null) ?? asWritten, directory: shell.directory };
  if (names.includes('PWD') || names.includes('OLDPWD') || /~[+-]/.test(asWritten)) return whole;
  if (command.assignments.some(({ value: word }) => word?.value === null)) return whole;
  const relative = rest.filter(({ text }) => !text.startsWith('-'));
  if (PLACELESS.has(value)) {
    const free = relative.every(
      ({ text, glob, expansions }) => !glob && expansions.length === 0 && isPlain(value, text),
    );
    const words = free ? wordsOf(run, command, null) : null;
    return words !== null && redirectsAreAbsolute(command) ? { words, directory: null } : whole;
  }
  const first = MODE_COMMANDS.has(value) ? 1 : PATH_COMMANDS.has(value) ? 0 : null;
  if (first === null || !redirectsAreAbsolute(command)) return whole;
  if (rest.some(({ text }) => /^-(?!-$|[a-zA-Z]+$|-[a-z-]+$)/.test(text) || /^-[a-z]*[tSmZ]/.test(text)))
    return whole;
  const paths = new Set(relative.slice(first));
  const words = wordsOf(run, command, (word) => (paths.has(word) ? absolute(shell, word) : undefined));
  return words === null ? whole : { words, directory: null };
}

/** No path relative to the directory: packages, names, texts. */
const isPlain = (command: string, text: string): boolean =>
  /^(?:echo|printf|true|:)$/.test(command) || text.startsWith('/') || !/\/|\.(?:deb|rpm|apk)$/.test(text);

const redirectsAreAbsolute = ({ redirects }: SimpleCommand): boolean =>
  redirects.every(({ target }) => target?.value?.startsWith('/') === true || /^\d$/.test(target?.text ?? ''));

function absolute(shell: ShellState, word: ShellWord): string | null {
  if (word.expansions.length > 0) return null;
  const text = word.value ?? (word.text.includes('~') || /["'\\]/.test(word.text) ? null : word.text);
  if (text === null || text === '') return null;
  if (!text.startsWith('/') && !isKnown(shell.directory)) return null;
  const path = follow(shell.directory, text);
  return text.endsWith('/') && path !== '/' ? `${path}/` : path;
}

/** The command in one text: literal words by their values, so that quotes make no difference. */
function wordsOf(
  run: Run,
  command: SimpleCommand,
  replace: ((word: ShellWord) => string | null | undefined) | null,
): string | null {
  const parts: string[] = [];
  for (const { name, value } of command.assignments)
    parts.push(`${name}=`, value?.value ?? value?.text ?? '');
  for (const word of command.words) {
    const replacement = replace?.(word);
    if (replacement === null) return null;
    parts.push(replacement === undefined ? literal(word) : literalOf(replacement, word));
  }
  for (const redirect of command.redirects)
    parts.push(run.text.slice(redirect.span.start, redirect.span.end));
  return JSON.stringify(parts);
}

const literal = (word: ShellWord): string => (word.value === null ? `$${word.text}` : `=${word.value}`);
const literalOf = (text: string, word: ShellWord): string => (word.glob ? `$${text}` : `=${text}`);

/** Directories that a command has made, or could not have succeeded without. */
function learnDirectories(run: Run, shell: ShellState, { words }: SimpleCommand): void {
  const [name, ...operands] = words.map(({ text }) => expanded(run, shell, text));
  const plain = operands.filter((operand) => operand?.startsWith('-') !== true);
  const learn = (path: string | null | undefined): void => {
    if (path != null && !/[*?[{]/.test(path)) run.directories.add(follow(shell.directory, path));
  };
  if (name === 'mkdir' && operands.every((operand) => operand !== null && !/^-(?![pv]+$)/.test(operand)))
    for (const path of plain) learn(path);
  if (name === 'tar' && operands.includes('-C')) learn(operands[operands.lastIndexOf('-C') + 1]);
  if (name === 'git' && operands[0] === 'clone') learnClone(operands.slice(1), learn);
}

/** `git clone URL DIRECTORY`. https://git-scm.com/docs/git-clone */
function learnClone(
  operands: readonly (string | null)[],
  learn: (path: string | null | undefined) => void,
): void {
  const takesValue =
    /^(?:-[bcjou]|--(?:branch|depth|config|jobs|origin|reference|template|upload-pack|filter))$/;
  const plain = operands.filter(
    (operand, at) => operand?.startsWith('-') !== true && !takesValue.test(operands[at - 1] ?? ''),
  );
  if (plain.length === 2 && plain[0] !== null) learn(plain[1]);
}
