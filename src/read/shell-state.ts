/**
 * What a piece of shell leaves behind in the shell that runs it.
 *
 * Facts are those of POSIX.1-2024 (Shell Command Language) as dash, busybox ash and bash implement it.
 */
import type { Expansion, Redirect, ShellList, ShellNode, ShellWord, SimpleCommand } from '../model.js';

export interface ShellState {
  /** `cd`, `pushd`, `popd` in the shell itself. */
  readonly cwd: boolean;
  /** Variables assigned in the shell itself. */
  readonly variables: ReadonlySet<string>;
  /** Whether some of them are exported, or may be. */
  readonly exports: boolean;
  readonly functions: ReadonlySet<string>;
  /** Operands of each `set` that the shell itself runs, in order. */
  readonly sets: readonly (readonly string[])[];
  /** Other builtins that change the shell, by name: `umask`, `trap`, `exec`, `.`, `eval`, `shopt` … */
  readonly others: readonly string[];
  /** `exit`, `exec command` or `return`: what follows in the same shell may never run. */
  readonly leaves: boolean;
  /** `&`, `nohup`, `coproc`: a process that lives on until the RUN ends. */
  readonly background: boolean;
  /** Names of commands that the shell itself looks up, and so remembers the place of. */
  readonly commands: ReadonlySet<string>;
  /** Names of all commands, those in subshells included. */
  readonly programs: readonly string[];
  /** Texts of all operands of all commands, those in subshells included. */
  readonly operands: readonly string[];
  /** True when the name of a command is not in the text (`$CMD x`). */
  readonly dynamic: boolean;
}

/** Builtins that change the shell in a way of their own. https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html */
const CHANGING = new Set([
  ...[
    '.',
    'source',
    'eval',
    'umask',
    'trap',
    'ulimit',
    'alias',
    'unalias',
    'shopt',
    'enable',
    'hash',
    'unset',
  ],
  ...[
    'shift',
    'getopts',
    'wait',
    'bg',
    'fg',
    'jobs',
    'disown',
    'times',
    'complete',
    'bind',
    'caller',
    'history',
  ],
  ...['fc', 'suspend', 'dirs', 'builtin', 'compgen', 'mapfile', 'readarray', 'let', 'logout', 'coproc'],
]);
const DECLARING = new Set(['export', 'readonly', 'local', 'declare', 'typeset']);
const MOVING = new Set(['cd', 'pushd', 'popd', 'chdir']);

interface Collected {
  cwd: boolean;
  exports: boolean;
  leaves: boolean;
  background: boolean;
  dynamic: boolean;
  readonly variables: Set<string>;
  readonly functions: Set<string>;
  readonly sets: string[][];
  readonly others: string[];
  readonly commands: Set<string>;
  readonly programs: string[];
  readonly operands: string[];
}

/** What running the list leaves behind. What may happen counts as happening. */
export function stateLeftBy(list: ShellList): ShellState {
  const state: Collected = {
    cwd: false,
    exports: false,
    leaves: false,
    background: false,
    dynamic: false,
    variables: new Set(),
    functions: new Set(),
    sets: [],
    others: [],
    commands: new Set(),
    programs: [],
    operands: [],
  };
  collectList(list, state, true);
  return state;
}

/** `own`: run by the shell itself, not by a subshell of it. */
function collectList(list: ShellList, state: Collected, own: boolean): void {
  for (const { node, separator } of list.items) {
    const background = separator?.text === '&';
    if (background) state.background = true;
    collectNode(node, state, own && !background);
  }
}

function collectNode(node: ShellNode, state: Collected, own: boolean): void {
  switch (node.kind) {
    case 'simple':
      collectCommand(node, state, own);
      return;
    case 'pipeline':
      for (const item of node.items) collectNode(item, state, own && node.items.length === 1);
      return;
    case 'and-or':
      for (const item of node.items) collectNode(item, state, own);
      return;
    case 'function':
      if (own) state.functions.add(node.name);
      collectNode(node.body, state, own);
      return;
    default:
      collectCompound(node, state, own);
      collectRedirects(node.redirects, state, own);
  }
}

type Compound = Exclude<ShellNode, { kind: 'simple' | 'pipeline' | 'and-or' | 'function' }>;

function collectCompound(node: Compound, state: Collected, own: boolean): void {
  switch (node.kind) {
    case 'group':
      collectList(node.body, state, own && !node.subshell);
      return;
    case 'if':
      for (const { condition, body } of node.clauses) {
        collectList(condition, state, own);
        collectList(body, state, own);
      }
      if (node.otherwise) collectList(node.otherwise, state, own);
      return;
    case 'loop':
      if (node.variable !== null && own) state.variables.add(node.variable);
      collectWords(node.words, state, own);
      if (node.condition) collectList(node.condition, state, own);
      collectList(node.body, state, own);
      return;
    case 'case':
      collectWords([node.subject], state, own);
      for (const { patterns, body } of node.branches) {
        collectWords(patterns, state, own);
        collectList(body, state, own);
      }
      return;
    case 'other':
      if (own && !/^(?:double-bracket|test)/i.test(node.type)) state.others.push(node.type);
      if (/coproc/i.test(node.type)) state.background = true;
      collectExpansions(node.expansions, state, own);
  }
}

function collectCommand(command: SimpleCommand, state: Collected, own: boolean): void {
  for (const { value } of command.assignments) if (value) collectWords([value], state, own);
  collectWords(command.words, state, own);
  collectRedirects(command.redirects, state, own);
  const words = command.words.slice(prefixLength(command.words));
  const [first] = words;
  if (first === undefined) {
    if (own) for (const { name } of command.assignments) state.variables.add(name);
    return;
  }
  if (first.value !== null) state.programs.push(first.value);
  for (const { text } of words.slice(1)) state.operands.push(text);
  if (first.value === 'nohup' || first.value === 'setsid') state.background = true;
  if (!own) return;
  if (first.value === null) state.dynamic = true;
  else collectBuiltin(first.value, words.slice(1), command, state);
}

/** `command` is looked through. */
function prefixLength(words: readonly ShellWord[]): number {
  let at = 0;
  while (words[at]?.value === 'command' && !(words[at + 1]?.value?.startsWith('-') ?? true)) at += 1;
  return at;
}

function collectBuiltin(
  name: string,
  operands: readonly ShellWord[],
  command: SimpleCommand,
  state: Collected,
): void {
  if (MOVING.has(name)) state.cwd = true;
  else if (DECLARING.has(name)) collectDeclaration(operands, state);
  else if (name === 'read') for (const { text } of operands) state.variables.add(text);
  else if (name === 'printf' && operands[0]?.value === '-v') state.variables.add(operands[1]?.text ?? '?');
  else if (name === 'set') state.sets.push(operands.map((word) => word.value ?? '$'));
  else if (name === 'exit' || name === 'return') state.leaves = true;
  else if (name === 'exec') {
    state.others.push('exec');
    if (operands.length > 0) state.leaves = true;
  } else if (CHANGING.has(name)) state.others.push(name);
  else {
    state.commands.add(name);
    // POSIX lets the assignments in front of a function call stay behind.
    if (state.functions.has(name))
      for (const assignment of command.assignments) state.variables.add(assignment.name);
  }
}

function collectDeclaration(operands: readonly ShellWord[], state: Collected): void {
  state.exports = true;
  for (const { text } of operands) {
    const variable = /^[A-Za-z_]\w*/.exec(text)?.[0];
    if (variable !== undefined) state.variables.add(variable);
    else if (!text.startsWith('-')) state.variables.add('?');
  }
}

function collectWords(words: readonly ShellWord[], state: Collected, own: boolean): void {
  for (const word of words) collectExpansions(word.expansions, state, own);
}

function collectRedirects(redirects: readonly Redirect[], state: Collected, own: boolean): void {
  for (const { target } of redirects) if (target) collectWords([target], state, own);
}

function collectExpansions(expansions: readonly Expansion[], state: Collected, own: boolean): void {
  for (const expansion of expansions) {
    if (expansion.kind === 'variable' && expansion.assigns && own) state.variables.add(expansion.name);
    if (expansion.kind === 'arithmetic' && expansion.assigns && own) {
      for (const name of expansion.names) state.variables.add(name);
    }
    if (expansion.kind === 'command' || expansion.kind === 'process')
      collectList(expansion.list, state, false);
    if (expansion.kind === 'process') state.background = true;
  }
}
