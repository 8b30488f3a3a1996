/** One simple command: what it means where it stands, and what it leaves in its shell. */
import type { ShellNode, ShellWord, SimpleCommand } from '../model.js';
import { MODE_COMMANDS, PATH_COMMANDS, PLACELESS } from './commands.js';
import { assignedIn, namesIn } from './mentions.js';
import { optionsThatMatter } from './options.js';
import { follow, isKnown } from './paths.js';
import {
  emit,
  expanded,
  forgetRemoved,
  nameOf,
  isSetIn,
  note,
  stayIfService,
  valuesOf,
  type Run,
  TEMPORARY,
} from './run.js';
import type { ShellState } from './shell-state.js';
import type { Failure } from './steps.js';

/** @param errexit whether it is on, and not ignored here */
export function takeCommand(
  run: Run,
  shell: ShellState,
  written: SimpleCommand,
  failure: Failure,
  errexit: boolean,
): void {
  const isOmitted = ({ span }: ShellNode | ShellWord): boolean => run.omitted.has(run.placeOf(span).start);
  const [first] = written.words;
  if (run.omitted.size > 0 && first !== undefined && isOmitted(first)) {
    takeOmitted(run, shell, written);
    return;
  }
  const command =
    run.omitted.size === 0
      ? written
      : { ...written, words: written.words.filter((word) => !isOmitted(word)) };
  if (isBareAssignment(command) && takeAssignments(run, shell, command)) return;
  const builtin = command.assignments.length === 0 && command.redirects.length === 0;
  if (builtin && takeBuiltin(run, shell, command, failure)) return;
  const number = takePlain(run, shell, command, failure, errexit);
  const name = nameOf(command.words);
  if (name === null || CHANGING.test(name) || shell.functions.has(name)) shell.changed = `?${String(number)}`;
  if (name === null || /^(?:exit|exec|return|trap|command|builtin)$/.test(name)) shell.endsEarly = true;
  if (name === 'trap') shell.trap = `${shell.trap}\n${textOf(run, command)}`;
  for (const variable of assignedIn(command)) assign(run, shell, variable, resultOf(run, command, number));
}

/** A command that counts as not there, but for what the shell remembers of it. */
function takeOmitted(run: Run, shell: ShellState, command: SimpleCommand): void {
  note(run, shell, command);
  forgetRemoved(run, shell, command);
  stayIfService(run, command);
  shell.status = '=0';
}

/** What a command puts into its variables; of `mktemp` the place is known. */
function resultOf(run: Run, command: SimpleCommand, number: number): string {
  const isTemporary = /=["']?(?:\$\(|`)\s*mktemp\b/.test(textOf(run, command));
  return `?${isTemporary ? TEMPORARY : ''}${String(number)}`;
}

const CHANGING =
  /^(?:eval|\.|source|set|export|unset|umask|cd|alias|unalias|shopt|pushd|popd|read|mapfile|readarray|getopts|shift|enable|hash|builtin|command|local|declare|typeset|readonly|let|ulimit|wait|times)$/;

const textOf = ({ text }: Run, { span }: ShellNode): string => text.slice(span.start, span.end);

function assign(run: Run, shell: ShellState, name: string, value: string): void {
  shell.variables.set(name, value);
  if (run.kindOf(name) !== 'unset' || shell.exported.has(name) || shell.options.has('allexport'))
    shell.exported.set(name, value);
}

const isBareAssignment = ({ words, redirects, assignments }: SimpleCommand): boolean =>
  words.length === 0 && redirects.length === 0 && assignments.length > 0;

/** `A=1`, where nothing can fail; false when something is run for it. */
function takeAssignments(run: Run, shell: ShellState, { assignments }: SimpleCommand): boolean {
  const values: [string, string][] = [];
  for (const { name, value } of assignments) {
    const text = value === null ? '' : (value.value ?? expanded(run, shell, value.text));
    if (text === null || value?.expansions.some(({ kind }) => kind !== 'variable') === true) return false;
    values.push([name, `=${text}`]);
  }
  for (const [name, value] of values) assign(run, shell, name, value);
  return true;
}

/** A command whose effect on the shell is followed; false for all others. */
function takeBuiltin(run: Run, shell: ShellState, command: SimpleCommand, failure: Failure): boolean {
  const [name, ...operands] = command.words;
  switch (name?.value) {
    case 'cd':
      return takeCd(run, shell, command, operands, failure);
    case 'export':
      return takeExport(run, shell, operands) || takeExportOfResult(run, shell, command, operands, failure);
    case 'set':
      return takeSet(run, shell, command, operands, failure);
    case 'umask': {
      const mask = operands[0]?.value ?? null;
      if (mask === null || operands.length > 1 || !/^[0-7]{3,4}$/.test(mask)) return false;
      shell.umask = mask;
      return true;
    }
    case 'mkdir':
      return takeMkdir(run, shell, command, operands, failure);
    default:
      return false;
  }
}

function takeCd(
  run: Run,
  shell: ShellState,
  command: SimpleCommand,
  operands: readonly ShellWord[],
  failure: Failure,
): boolean {
  const [target, ...more] = operands;
  const path = target ? expanded(run, shell, target.text) : null;
  const odd = path === null || path === '' || path === '-' || /^-|[*?[{]/.test(path) || more.length > 0;
  if (odd || run.declared('CDPATH') !== undefined || shell.variables.has('CDPATH')) {
    const number = takePlain(run, shell, command, failure);
    shell.variables.set('OLDPWD', `=${shell.directory}`);
    shell.directory = `?${String(number)}`;
    return true;
  }
  const directory = follow(shell.directory, path);
  shell.variables.set('OLDPWD', `=${shell.directory}`);
  if (run.directories.has(directory)) shell.directory = directory;
  else {
    const number = emit(run, shell, command.span, { command: `cd ${directory}`, failure });
    shell.directory = failure === 'abort' ? directory : `?${String(number)}`;
    if (failure === 'abort') run.directories.add(directory);
  }
  return true;
}

function takeExport(run: Run, shell: ShellState, operands: readonly ShellWord[]): boolean {
  const changes: [string, string][] = [];
  for (const word of operands) {
    const match = /^([A-Za-z_]\w*)(?:=([\s\S]*))?$/.exec(word.text);
    if (match?.[1] === undefined || word.expansions.some(({ kind }) => kind !== 'variable')) return false;
    const text = match[2] === undefined ? undefined : expanded(run, shell, match[2]);
    if (text === null) return false;
    const known = shell.variables.get(match[1]);
    if (text === undefined && known === undefined) return false;
    changes.push([match[1], text === undefined ? (known ?? '!') : `=${text}`]);
  }
  for (const [name, value] of changes) {
    shell.variables.set(name, value);
    shell.exported.set(name, value);
  }
  return operands.length > 0;
}

/** `export A=$(b)`: b is run, and its failure is not seen. */
function takeExportOfResult(
  run: Run,
  shell: ShellState,
  command: SimpleCommand,
  operands: readonly ShellWord[],
  failure: Failure,
): boolean {
  const names = operands.map(({ text }) => /^([A-Za-z_]\w*)=/.exec(text)?.[1]);
  if (names.length === 0 || names.includes(undefined)) return false;
  const number = takePlain(run, shell, command, failure);
  for (const name of names) {
    if (name === undefined) continue;
    const value = resultOf(run, command, number);
    shell.variables.set(name, value);
    shell.exported.set(name, value);
  }
  return true;
}

const LETTERS: Readonly<Record<string, string>> = {
  ...{ a: 'allexport', e: 'errexit', f: 'noglob', u: 'nounset', v: 'verbose', x: 'xtrace', C: 'noclobber' },
};

/** `set -eu -o pipefail`. Not every shell knows every name, so the first of its kind is a step. */
function takeSet(
  run: Run,
  shell: ShellState,
  command: SimpleCommand,
  operands: readonly ShellWord[],
  failure: Failure,
): boolean {
  const changes: [string, boolean][] = [];
  const words = operands.map(({ value }) => value);
  for (let at = 0; at < words.length; at += 1) {
    const match = /^([-+])([a-zA-Z]+)$/.exec(words[at] ?? '');
    if (match === null) return false;
    for (const letter of match[2] ?? '') {
      const name = letter === 'o' ? words[(at += 1)] : LETTERS[letter];
      if (name == null) return false;
      changes.push([name, match[1] === '-']);
    }
  }
  if (changes.length === 0) return false;
  const known = new Set(Object.values(LETTERS));
  for (const [name] of changes) {
    const key = `${run.surroundings.interpreter} ${name}`;
    if (known.has(name) || run.supported.has(key)) continue;
    emit(run, shell, command.span, { command: `set -o ${name}`, failure });
    run.supported.add(key);
  }
  for (const [name, on] of changes) {
    if (on) shell.options.add(name);
    else shell.options.delete(name);
  }
  return true;
}

/** `mkdir -p` as root makes what WORKDIR makes. */
function takeMkdir(
  run: Run,
  shell: ShellState,
  command: SimpleCommand,
  operands: readonly ShellWord[],
  failure: Failure,
): boolean {
  const paths = operands.map(({ text }) => expanded(run, shell, text));
  const [flag, ...targets] = paths;
  if (flag !== '-p' || targets.length === 0 || !run.isRoot || failure !== 'abort') return false;
  if (shell.umask !== '' || targets.some((path) => path === null || /^-|[*?[{]/.test(path))) return false;
  for (const path of targets) {
    const directory = follow(shell.directory, path ?? '');
    for (const missing of run.directories.missing(directory)) {
      const parts = { command: 'make the directory', directory: missing };
      run.steps.push({ parts, text: textOf(run, command), at: run.placeOf(command.span) });
    }
    run.directories.add(directory);
  }
  return true;
}

/** Any other command, with what it can see. */
function takePlain(
  run: Run,
  shell: ShellState,
  command: SimpleCommand,
  failure: Failure,
  errexit = false,
): number {
  const text = textOf(run, command);
  const names = namesIn(command, text);
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
    command,
  );
  shell.status = failure === 'abort' ? '=0' : `?${String(number)}`;
  if (failure === 'abort') learnDirectories(run, shell, command);
  forgetRemoved(run, shell, command);
  stayIfService(run, command);
  return number;
}

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
  if (rest.some(({ text }) => /^-(?!-$|[a-zA-Z]+$|-[a-z-]+$)/.test(text) || /^-[a-z]*[tSmZv]/.test(text)))
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
