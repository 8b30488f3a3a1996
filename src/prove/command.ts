/** One simple command: what it means where it stands, and what it leaves in its shell. */
import type { ShellNode, ShellWord, SimpleCommand } from '../model.js';
import { takeAttributes } from './attributes.js';
import { takeBuiltin } from './builtins.js';
import { assignedIn, nameOf } from './mentions.js';
import { resultOf, takePlain } from './plain.js';
import { expanded, textOf, type Run } from './run.js';
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
    // It counts as not there, also in what the shell remembers of it.
    shell.status = '=0';
    return;
  }
  const command =
    run.omitted.size === 0
      ? written
      : { ...written, words: written.words.filter((word) => !isOmitted(word)) };
  if (isBareAssignment(command) && takeAssignments(run, shell, command)) return;
  const builtin = command.assignments.length === 0 && command.redirects.length === 0;
  if (builtin && takeBuiltin(run, shell, command, failure)) return;
  if (builtin && takeAttributes(run, shell, command, failure)) return;
  const number = takePlain(run, shell, command, failure, errexit);
  const name = nameOf(command.words);
  if (name === null || CHANGING.test(name) || shell.functions.has(name)) change(shell, name, number);
  if (name === null || /^(?:exit|exec|return|trap|command|builtin)$/.test(name)) shell.endsEarly = true;
  if (name === 'trap') shell.trap = `${shell.trap}\n${textOf(run, command)}`;
  for (const variable of assignedIn(command)) assign(run, shell, variable, resultOf(run, command, number));
}

/** The shell may be another one behind the command; what else than these may turn errexit on is followed. */
export function change(shell: ShellState, name: string | null, number: string): void {
  shell.changed = `?${number}`;
  if (
    name === null ||
    /^(?:eval|\.|source|set|shopt|builtin|command)$/.test(name) ||
    shell.functions.has(name)
  )
    shell.mayHeedErrexit = true;
}

const CHANGING =
  /^(?:eval|\.|source|set|export|unset|umask|cd|alias|unalias|shopt|pushd|popd|read|mapfile|readarray|getopts|shift|enable|hash|builtin|command|local|declare|typeset|readonly|let|ulimit|wait|times)$/;

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
  for (const { name, value, plain } of assignments) {
    if (!plain) return false;
    const text = value === null ? '' : (value.value ?? expanded(run, shell, value.text));
    if (text === null || value?.expansions.some(({ kind }) => kind !== 'variable') === true) return false;
    values.push([name, `=${text}`]);
  }
  for (const [name, value] of values) assign(run, shell, name, value);
  return true;
}
