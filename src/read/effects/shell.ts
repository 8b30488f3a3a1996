/** A shell process while it is followed: where it stands, and what its variables hold. */
import type { ShellAssignment, ShellNode, ShellWord, SimpleCommand, Value } from '../../model.js';
import { stateLeftBy } from '../shell-state.js';
import type { Effects, Surroundings } from './model.js';
import { literalWord, MADE_BY_MKTEMP, readWord, type Directories, type Word } from './words.js';

export interface Shell {
  readonly given: Surroundings;
  directories: Directories;
  readonly variables: Map<string, Value>;
  /** What its functions are; one whose name has more than one body has any of them. */
  readonly functions: Map<string, readonly ShellNode[]>;
  /** Functions that are being followed. */
  readonly active: ReadonlySet<string>;
  /** Directories that it has put into PATH, `null` for one that is not known. */
  readonly programs: Value[];
  errexit: boolean;
  /** What it has done so far. */
  readonly effects: Effects[];
  /** The same of each command alone, where that has been asked for. */
  readonly calls: CommandCall[] | null;
}

/** A simple command with what it does where it stands. */
export interface CommandCall {
  readonly command: SimpleCommand;
  readonly effects: Effects;
}

export function freshShell(given: Surroundings, calls: CommandCall[] | null = null): Shell {
  return {
    given,
    directories: given.directory === null ? null : [given.directory],
    variables: new Map(),
    functions: new Map(),
    active: new Set(),
    programs: [],
    errexit: given.errexit,
    effects: [],
    calls,
  };
}

/** A subshell: what it does counts, what it leaves does not. */
export const innerShell = (shell: Shell): Shell => ({
  ...shell,
  variables: new Map(shell.variables),
  functions: new Map(shell.functions),
});

/** Where a shell may stand that has gone one of two ways. */
export function either(a: Directories, b: Directories): Directories {
  if (a === b) return a;
  const all = a === null || b === null ? null : [...new Set([...a, ...b])];
  return all === null || all.length > 4 ? null : all;
}

/** What may be run or not: behind it, a variable or a directory that it has changed is not known, or one of two. */
export function inBranch(work: () => void, shell: Shell): void {
  const { directories } = shell;
  const variables = new Map(shell.variables);
  work();
  for (const [name, value] of shell.variables)
    if (variables.get(name) !== value) shell.variables.set(name, null);
  shell.directories = either(directories, shell.directories);
}

/** Stands for all names that have no entry of their own; no variable has this name. */
const ANY = '*';

export function variablesOf({ variables, given }: Shell): (name: string) => Value | undefined {
  // Behind `.` and `eval` any variable may have another value.
  return (name) =>
    variables.has(name) ? (variables.get(name) ?? null) : variables.has(ANY) ? null : given.variable(name);
}

export function read(word: ShellWord, shell: Shell): Word {
  const home = variablesOf(shell)('HOME');
  const { homes } = shell.given;
  const place = home === undefined ? (homes?.length === 1 ? (homes[0] ?? null) : null) : home;
  return readWord(word, variablesOf(shell), place);
}

/** A word as the command gets it: an unquoted variable is split at the blanks of its value. */
export function readWords(word: ShellWord, shell: Shell): readonly Word[] {
  const [, plain, braced] = /^\$(?:(\w+)|\{(\w+)\})$/.exec(word.text) ?? [];
  const name = plain ?? braced;
  const value = name === undefined ? undefined : variablesOf(shell)(name);
  if (value == null || name === undefined || !/\s/.test(value) || /[*?[\0]/.test(value))
    return [read(word, shell)];
  if (variablesOf(shell)('IFS') !== undefined) return [read(word, shell)];
  return value
    .split(/\s+/)
    .filter((part) => part !== '')
    .map((part) => ({ ...literalWord(part), names: [name] }));
}

/** The value of an assignment; of `mktemp` the place is known. */
export function valueOf(word: ShellWord, shell: Shell): Value {
  if (/^["']?(?:\$\(|`)\s*mktemp\b(?![^)`]*(?:-p|--tmpdir=|\/))/.test(word.text)) return MADE_BY_MKTEMP;
  // Nothing is split in an assignment.
  const quoted =
    /["'\\]|^~/.test(word.text) || word.value !== null ? word : { ...word, text: `"${word.text}"` };
  return read(quoted, shell).value;
}

export function assign(shell: Shell, { name, value, plain }: ShellAssignment): void {
  if (name === 'PATH') addPrograms(shell, value?.text ?? '');
  shell.variables.set(name, !plain ? null : value === null ? '' : valueOf(value, shell));
}

/** `export A=b`: the operand of a builtin that assigns. */
export function assignOperand(shell: Shell, word: ShellWord): void {
  const match = /^(["']?)([A-Za-z_]\w*)=([^]*)$/.exec(word.text);
  if (match?.[2] === undefined) return;
  const [, quote = '', name, text = ''] = match;
  if (name === 'PATH') addPrograms(shell, text);
  shell.variables.set(name, valueOf({ ...word, text: quote + text, value: null }, shell));
}

/** Directories that a value of PATH has besides those that were in it. */
export function addPrograms(shell: Shell, text: string): void {
  for (const part of text.replace(/["']/g, '').split(':')) {
    if (/^\$\{?PATH\}?$|^$/.test(part)) continue;
    const word = { text: part, value: null, span: { start: 0, end: 0 }, expansions: [], glob: false };
    const value = /^[\w./+@-]+$/.test(part) ? part : read(word, shell).value;
    shell.programs.push(value?.startsWith('/') === true ? value : null);
  }
}

/** Builtins in front of which an assignment stays (POSIX.1-2024, 2.15): dash and busybox hold to it. */
const SPECIAL =
  /^(?::|\.|break|continue|eval|exec|exit|export|readonly|return|set|shift|times|trap|unset|source)$/;

/** What a command leaves in the shell. */
export function follow(command: SimpleCommand, words: readonly Word[], shell: Shell): void {
  const name = words[0]?.value ?? null;
  const state = stateLeftBy({ span: command.span, items: [{ node: command, separator: null }] });
  for (const variable of state.variables) shell.variables.set(variable, null);
  if (name !== null && SPECIAL.test(name))
    for (const { name: variable } of command.assignments) shell.variables.set(variable, null);
  if (name === 'export' || name === 'readonly')
    for (const word of command.words.slice(1)) assignOperand(shell, word);
  if (name === 'unset') for (const { text } of words.slice(1)) shell.variables.set(text, null);
  if (name === '.' || name === 'source' || name === 'eval' || name === null)
    for (const variable of [ANY, ...shell.variables.keys()]) shell.variables.set(variable, null);
  if (name === 'set') shell.errexit = setsErrexit(words, shell.errexit);
  if (name === 'popd') shell.directories = null;
}

function setsErrexit(words: readonly Word[], before: boolean): boolean {
  const texts = words.slice(1).map(({ text }) => text);
  const named = (sign: string): boolean => texts.includes(sign) && texts.includes('errexit');
  if (texts.some((text) => /^\+[a-z]*e/.test(text)) || named('+o')) return false;
  return before || texts.some((text) => /^-[a-zA-Z]*e/.test(text)) || named('-o');
}
