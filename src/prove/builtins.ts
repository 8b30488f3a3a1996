/** Builtins whose effect on the shell is followed. */
import type { ShellWord, SimpleCommand } from '../model.js';
import { nothing, workdirEffects, type Effects } from '../read/effects.js';
import { follow, isKnown } from './paths.js';
import { resultOf, takePlain } from './plain.js';
import { emit, expanded, textOf, valueOf, type Run } from './run.js';
import { symbolic } from './values.js';
import type { ShellState } from './shell-state.js';
import type { Failure } from './steps.js';

/** Follows what the command does to the shell; false when it is not understood, and taken as any other. */
type Builtin = (
  run: Run,
  shell: ShellState,
  command: SimpleCommand,
  operands: readonly ShellWord[],
  failure: Failure,
) => boolean;

const takeCd: Builtin = (run, shell, command, operands, failure) => {
  const [target, ...more] = operands;
  const path = target ? expanded(run, shell, target.text) : null;
  const odd = path === null || path === '' || path === '-' || /^-|[*?[{]/.test(path) || more.length > 0;
  if (odd || run.declared('CDPATH') !== undefined || shell.variables.has('CDPATH')) {
    const number = takePlain(run, shell, command, failure);
    shell.variables.set('OLDPWD', `=${shell.directory}`);
    shell.directory = `?${number}`;
    return true;
  }
  const directory = follow(shell.directory, path);
  shell.variables.set('OLDPWD', `=${shell.directory}`);
  if (run.directories.has(directory)) shell.directory = directory;
  else {
    const needs = isKnown(directory) ? { effects: { ...nothing, reads: [directory] } } : {};
    const number = emit(run, shell, command.span, { command: `cd ${directory}`, failure }, needs);
    shell.directory = failure === 'abort' ? directory : `?${number}`;
    if (failure === 'abort') run.directories.add(directory);
  }
  return true;
};

const takeExport: Builtin = (run, shell, _command, operands) => {
  const changes: [string, string][] = [];
  for (const word of operands) {
    const match = /^([A-Za-z_]\w*)(?:=([\s\S]*))?$/.exec(word.text);
    if (match?.[1] === undefined || word.expansions.some(({ kind }) => kind !== 'variable')) return false;
    const value = match[2] === undefined ? ownValue(run, shell, match[1]) : valueGiven(run, shell, match[2]);
    if (value == null) return false;
    changes.push([match[1], value]);
  }
  for (const [name, value] of changes) {
    shell.variables.set(name, value);
    shell.exported.set(name, value);
  }
  return operands.length > 0;
};

/** What `export NAME` passes on: of ENV's variables, what they are already. */
const ownValue = (run: Run, shell: ShellState, name: string): string | undefined =>
  shell.variables.get(name) ?? run.env.get(name);

/** What an assignment gives; what is not known has a name in it where it is quoted, as no shell splits it then. */
function valueGiven(run: Run, shell: ShellState, text: string): string | null {
  const known = expanded(run, shell, text);
  if (known !== null) return `=${known}`;
  return /^"[^"]*"$/.test(text) ? symbolic(text, (name) => valueOf(run, shell, name)) : null;
}

/** `export A=$(b)`: b is run, and its failure is not seen. */
const takeExportOfResult: Builtin = (run, shell, command, operands, failure) => {
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
};

const LETTERS: Readonly<Record<string, string>> = {
  ...{ a: 'allexport', e: 'errexit', f: 'noglob', u: 'nounset', v: 'verbose', x: 'xtrace', C: 'noclobber' },
};

/** Options that have a letter are those of POSIX. */
const KNOWN_BY_ALL: ReadonlySet<string> = new Set(Object.values(LETTERS));

/** `set -eu -o pipefail`. Not every shell knows every name, so the first of its kind is a step. */
const takeSet: Builtin = (run, shell, command, operands, failure) => {
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
  for (const [name] of changes) {
    const key = `${run.surroundings.interpreter} ${name}`;
    if (KNOWN_BY_ALL.has(name) || run.supported.has(key)) continue;
    emit(run, shell, command.span, { command: `set -o ${name}`, failure });
    run.supported.add(key);
  }
  for (const [name, on] of changes) {
    if (on) shell.options.add(name);
    else shell.options.delete(name);
  }
  return true;
};

/** `mkdir -p` as root makes what WORKDIR makes. */
const takeMkdir: Builtin = (run, shell, command, operands, failure) => {
  const paths = operands.map(({ text }) => expanded(run, shell, text));
  const [flag, ...targets] = paths;
  if (flag !== '-p' || targets.length === 0 || !run.isRoot || failure !== 'abort') return false;
  if (shell.umask !== '' || targets.some((path) => path === null || /^-|[*?[{]/.test(path))) return false;
  for (const path of targets) {
    const directory = follow(shell.directory, path ?? '');
    for (const missing of run.directories.missing(directory)) {
      const parts = { command: 'make the directory', directory: missing };
      const effects = run.effectsOf === null || !isKnown(missing) ? {} : { effects: madeBy(run, missing) };
      run.steps.push({ parts, text: textOf(run, command), at: run.placeOf(command.span), ...effects });
      run.directories.add(missing);
    }
    run.directories.add(directory);
  }
  return true;
};

const madeBy = (run: Run, missing: string): Effects =>
  workdirEffects(missing, true, (path) => run.directories.has(path));

const takeUmask: Builtin = (_run, shell, _command, operands) => {
  const mask = operands[0]?.value ?? null;
  if (mask === null || operands.length > 1 || !/^[0-7]{3,4}$/.test(mask)) return false;
  shell.umask = mask;
  return true;
};

const BUILTINS: ReadonlyMap<string, Builtin> = new Map([
  ['cd', takeCd],
  ['export', (...all) => takeExport(...all) || takeExportOfResult(...all)],
  ['set', takeSet],
  ['umask', takeUmask],
  ['mkdir', takeMkdir],
]);

/** A command whose effect on the shell is followed; false for all others. */
export function takeBuiltin(run: Run, shell: ShellState, command: SimpleCommand, failure: Failure): boolean {
  const [name, ...operands] = command.words;
  return BUILTINS.get(name?.value ?? '')?.(run, shell, command, operands, failure) ?? false;
}
