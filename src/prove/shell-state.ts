/** What a shell process holds, and what a name means in it. Values: `=text` when known, `?…` when not, `!` when unset. */
import type { ShellNode } from '../model.js';

export interface ShellState {
  directory: string;
  /** Variables set in this shell. */
  readonly variables: Map<string, string>;
  /** Changes that it made to the environment of the commands behind. */
  readonly exported: Map<string, string>;
  readonly functions: Map<string, string>;
  /** Their definitions, all that there have been. */
  definitions: readonly ShellNode[];
  readonly options: Set<string>;
  umask: string;
  /** Not empty behind a command that may have changed anything in the shell. */
  changed: string;
  /** Whether that may have turned errexit on. */
  mayHeedErrexit: boolean;
  /** Whether errexit, if it is on, is ignored for the command at hand. */
  ignoresErrexit: boolean;
  /** Status of the command before: `=0` behind one that had to succeed. */
  status: string;
  /** Whether it has run a command. */
  hasRun: boolean;
  job: string;
  trap: string;
  /** Whether where this shell ends matters: it has a trap, or may end early. */
  endsEarly: boolean;
  /** Commands that it has looked up, with the number of the first step that did. */
  readonly found: Map<string, number>;
}

export function freshShell(directory: string, options: readonly string[]): ShellState {
  return {
    directory,
    variables: new Map(),
    exported: new Map(),
    functions: new Map(),
    definitions: [],
    options: new Set(options),
    umask: '',
    changed: '',
    mayHeedErrexit: false,
    ignoresErrexit: false,
    status: '=0',
    hasRun: false,
    job: '!',
    trap: '',
    endsEarly: false,
    found: new Map(),
  };
}

/** A subshell: it begins with all of it but the traps, and takes it away when it ends. */
export function subshellOf(shell: ShellState): ShellState {
  return {
    ...shell,
    variables: new Map(shell.variables),
    exported: new Map(shell.exported),
    functions: new Map(shell.functions),
    options: new Set(shell.options),
    found: new Map(shell.found),
    trap: '',
    endsEarly: false,
  };
}
