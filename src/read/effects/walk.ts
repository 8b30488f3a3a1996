/** Follows a piece of shell: the directory and the variables that each command is run with. */
import type {
  Expansion,
  Redirect,
  ShellList,
  ShellNode,
  ShellWord,
  SimpleCommand,
  Value,
} from '../../model.js';
import { resolvePath } from '../paths.js';
import { parseShell } from '../shell.js';
import { stateLeftBy } from '../shell-state.js';
import { callEffects, type Scene } from './call.js';
import { both, nothing, unknownEffects, type Effects, type Surroundings } from './model.js';
import { literalWord, MADE_BY_MKTEMP, pathsOf, readWord, type Directories, type Word } from './words.js';

/** A shell process while it is followed. */
interface Shell {
  readonly given: Surroundings;
  directories: Directories;
  readonly variables: Map<string, Value>;
  /** Names of functions: what they do is counted where they are defined. */
  readonly functions: Set<string>;
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

function freshShell(given: Surroundings, directories: Directories): Shell {
  const { errexit } = given;
  return {
    given,
    directories,
    variables: new Map(),
    functions: new Set(),
    errexit,
    effects: [],
    calls: null,
  };
}

/** What running the list does. */
export function effectsOfList(list: ShellList, given: Surroundings): Effects {
  const shell = freshShell(given, given.directory === null ? null : [given.directory]);
  walkList(list, shell);
  return shell.effects.reduce(both, nothing);
}

/** What each command of the list does, in the order of the text. */
export function callsOfList(list: ShellList, given: Surroundings): readonly CommandCall[] {
  const calls: CommandCall[] = [];
  const shell = { ...freshShell(given, given.directory === null ? null : [given.directory]), calls };
  walkList(list, shell);
  return calls;
}

/** What a command line without a shell does: that of an exec form. */
export function effectsOfCall(words: readonly string[], given: Surroundings): Effects {
  const shell: Shell = freshShell(given, given.directory === null ? null : [given.directory]);
  return callEffects(words.map(literalWord), sceneOf(shell));
}

const innerShell = (shell: Shell): Shell => ({ ...shell, variables: new Map(shell.variables) });

function walkList({ items }: ShellList, shell: Shell): void {
  for (const { node, separator } of items) {
    const before = shell.directories;
    walkNode(node, separator?.text === '&' ? innerShell(shell) : shell);
    // Behind a `cd` that failed the list goes on where it was.
    const stops = shell.errexit && node.kind === 'simple';
    if (!stops && items.length > 1) shell.directories = either(before, shell.directories);
  }
}

function either(a: Directories, b: Directories): Directories {
  if (a === b) return a;
  const all = a === null || b === null ? null : [...new Set([...a, ...b])];
  return all === null || all.length > 4 ? null : all;
}

/** What may be run or not: behind it, a variable or a directory that it has changed is not known, or one of two. */
function walkBranch(work: () => void, shell: Shell): void {
  const { directories } = shell;
  const variables = new Map(shell.variables);
  work();
  for (const [name, value] of shell.variables)
    if (variables.get(name) !== value) shell.variables.set(name, null);
  shell.directories = either(directories, shell.directories);
}

function walkNode(node: ShellNode, shell: Shell): void {
  switch (node.kind) {
    case 'simple':
      walkCommand(node, shell);
      return;
    case 'pipeline':
      for (const item of node.items) walkNode(item, node.items.length > 1 ? innerShell(shell) : shell);
      return;
    case 'and-or':
      walkAndOr(node, shell);
      return;
    case 'function':
      shell.functions.add(node.name);
      walkNode(node.body, innerShell(shell));
      return;
    default:
      walkCompound(node, shell);
      for (const redirect of node.redirects) walkRedirect(redirect, shell);
  }
}

/** Behind `||` comes what may not be run, and what may be run although something before it was not. */
function walkAndOr({ items, operators }: Extract<ShellNode, { kind: 'and-or' }>, shell: Shell): void {
  const isChain = operators.every(({ text }) => text === '&&');
  for (const item of items) {
    if (isChain) walkNode(item, shell);
    else
      walkBranch(() => {
        walkNode(item, shell);
      }, shell);
  }
}

function walkCompound(
  node: Exclude<ShellNode, { kind: 'simple' | 'pipeline' | 'and-or' | 'function' }>,
  shell: Shell,
): void {
  const branch = (list: ShellList): void => {
    walkBranch(() => {
      walkList(list, shell);
    }, shell);
  };
  switch (node.kind) {
    case 'group':
      walkList(node.body, node.subshell ? innerShell(shell) : shell);
      return;
    case 'if':
      for (const { condition, body } of node.clauses) {
        walkList(condition, shell);
        branch(body);
      }
      if (node.otherwise) branch(node.otherwise);
      return;
    case 'loop':
      walkLoop(node, shell);
      return;
    case 'case':
      walkExpansions([node.subject], shell);
      for (const { body } of node.branches) branch(body);
      return;
    case 'other':
      walkEach(node.expansions, shell);
  }
}

/** A loop may move from where it has moved to; its variable holds any of its words. */
function walkLoop(node: Extract<ShellNode, { kind: 'loop' }>, shell: Shell): void {
  walkExpansions(node.words, shell);
  const state = stateLeftBy({ span: node.span, items: [{ node, separator: null }] });
  if (state.cwd) shell.directories = null;
  for (const name of state.variables) shell.variables.set(name, null);
  const values = node.type === 'for' ? node.words.map(({ value }) => value) : [];
  const literal = values.length > 0 && values.length <= 16 && values.every((value) => value !== null);
  const choices = node.variable !== null && literal ? values : [null];
  for (const value of choices) {
    if (node.variable !== null) shell.variables.set(node.variable, value);
    walkBranch(() => {
      if (node.condition) walkList(node.condition, shell);
      walkList(node.body, shell);
    }, shell);
  }
  if (node.variable !== null) shell.variables.set(node.variable, null);
}

function walkCommand(command: SimpleCommand, shell: Shell): void {
  const from = shell.effects.length;
  runCommand(command, shell);
  shell.calls?.push({ command, effects: shell.effects.slice(from).reduce(both, nothing) });
}

function runCommand(command: SimpleCommand, shell: Shell): void {
  walkExpansions([...command.words, ...command.assignments.flatMap(({ value }) => value ?? [])], shell);
  for (const redirect of command.redirects) walkRedirect(redirect, shell);
  const words = command.words.map((word) => read(word, shell));
  const [name, ...operands] = words;
  if (name === undefined) {
    for (const { name: variable, value } of command.assignments)
      shell.variables.set(variable, value === null ? '' : valueOf(value, shell));
    return;
  }
  if (name.value !== null && shell.functions.has(name.value)) return;
  if (name.value === 'cd' || name.value === 'pushd') move(operands, shell);
  else shell.effects.push(callEffects(words, sceneOf(shell, assignmentsOf(command, shell))));
  follow(command, words, shell);
}

/** What the command leaves in the shell. */
function follow(command: SimpleCommand, words: readonly Word[], shell: Shell): void {
  const [name] = words;
  const state = stateLeftBy({ span: command.span, items: [{ node: command, separator: null }] });
  if (state.exports || name?.value === 'unset')
    shell.effects.push({
      ...nothing,
      environment: words.slice(1).map(({ text }) => text.replace(/=[^]*$/, '')),
    });
  for (const variable of state.variables) shell.variables.set(variable, null);
  if (name?.value === 'export' || name?.value === 'readonly') {
    for (const word of command.words.slice(1)) {
      const match = /^([A-Za-z_]\w*)=([^]*)$/.exec(word.text);
      if (match?.[1] === undefined) continue;
      shell.variables.set(match[1], valueOf({ ...word, text: match[2] ?? '', value: null }, shell));
    }
  }
  if (name?.value === '.' || name?.value === 'source' || name?.value === 'eval' || name?.value == null)
    for (const variable of shell.variables.keys()) shell.variables.set(variable, null);
  if (name?.value === 'set') shell.errexit = setsErrexit(words, shell.errexit);
  if (name?.value === 'popd') shell.directories = null;
}

function setsErrexit(words: readonly Word[], before: boolean): boolean {
  const texts = words.slice(1).map(({ text }) => text);
  if (texts.some((text) => /^\+[a-z]*e/.test(text)) || (texts.includes('+o') && texts.includes('errexit')))
    return false;
  return (
    before ||
    texts.some((text) => /^-[a-zA-Z]*e/.test(text)) ||
    (texts.includes('-o') && texts.includes('errexit'))
  );
}

function move(operands: readonly Word[], shell: Shell): void {
  const [target, ...more] = operands.filter(({ text }) => !/^-[LPe]$/.test(text));
  const { isLink } = shell.given;
  if (target === undefined || target.text === '-' || more.length > 0) shell.directories = null;
  else {
    // Behind `cd ..` a link may have led elsewhere; the shell itself goes by the name.
    const { paths, relative } = pathsOf(target, shell.directories, isLink);
    const known = target.value !== null && paths !== 'anything';
    const atRoot = target.value !== null && resolvePath(shell.directories?.[0] ?? null, target.value) === '/';
    shell.effects.push({ ...nothing, reads: known ? paths : [], directory: relative });
    shell.directories = known ? paths : atRoot ? ['/'] : null;
  }
}

/** `A=1 command`: what it sees besides. */
function assignmentsOf({ assignments }: SimpleCommand, shell: Shell): ReadonlyMap<string, Value> {
  return new Map(assignments.map(({ name, value }) => [name, value === null ? '' : valueOf(value, shell)]));
}

function sceneOf(shell: Shell, assigned: ReadonlyMap<string, Value> = new Map()): Scene {
  const { given, directories } = shell;
  const variables = variablesOf(shell);
  const variable = (name: string): Value | undefined =>
    assigned.has(name) ? (assigned.get(name) ?? null) : variables(name);
  return { given, directories, variable, runText: (text, scene) => runText(text, scene, shell) };
}

/** Another shell: it sees the environment, and this shell's variables only where they are exported. */
function runText(text: string, { given, directories }: Scene, { variables }: Shell): Effects {
  const reading = parseShell(text);
  if (!reading.ok) return unknownEffects(text);
  const inner = freshShell({ ...given, errexit: false }, directories);
  for (const name of variables.keys()) inner.variables.set(name, null);
  walkList(reading.script.list, inner);
  return inner.effects.reduce(both, nothing);
}

function walkRedirect({ operator, target }: Redirect, shell: Shell): void {
  if (target === null) return;
  walkExpansions([target], shell);
  if (operator.startsWith('<<') || /^&?[\d-]+$/.test(target.text)) return;
  const { paths, relative } = pathsOf(read(target, shell), shell.directories, shell.given.isLink);
  shell.effects.push({
    ...nothing,
    directory: relative,
    ...(operator === '<' || operator === '<&' ? { reads: paths } : { writes: paths }),
  });
}

function walkExpansions(words: readonly ShellWord[], shell: Shell): void {
  for (const { expansions, text, glob, ...rest } of words) {
    // Bash: the name of the variable is the value of another.
    if (text.includes('${!')) shell.effects.push({ ...nothing, environment: 'all' });
    if (glob || hasPattern(text, shell)) lookFor({ expansions, text, glob, ...rest }, shell);
    walkEach(expansions, shell);
  }
}

/** The shell itself looks for the files that an unquoted pattern fits, whatever the command does with their names. */
function lookFor(word: ShellWord, shell: Shell): void {
  const { paths, relative } = pathsOf(
    read({ ...word, value: null }, shell),
    shell.directories,
    shell.given.isLink,
  );
  shell.effects.push({ ...nothing, reads: paths, directory: relative });
}

/** Whether the value of an unquoted variable may be a pattern. */
function hasPattern(text: string, shell: Shell): boolean {
  const [, plain, braced] = /^\$(?:(\w+)|\{(\w+)\})/.exec(text) ?? [];
  const name = plain ?? braced;
  return name !== undefined && /[*?[]/.test(variablesOf(shell)(name) ?? '');
}

function walkEach(expansions: readonly Expansion[], shell: Shell): void {
  for (const expansion of expansions) {
    if (expansion.kind === 'command' || expansion.kind === 'process')
      walkList(expansion.list, innerShell(shell));
    if (expansion.kind === 'variable') {
      shell.effects.push({ ...nothing, environment: [expansion.name] });
      if (expansion.assigns) shell.variables.set(expansion.name, null);
    }
  }
}

function variablesOf({ variables, given }: Shell): (name: string) => Value | undefined {
  return (name) => (variables.has(name) ? (variables.get(name) ?? null) : given.variable(name));
}

function read(word: ShellWord, shell: Shell): Word {
  const { homes } = shell.given;
  return readWord(word, variablesOf(shell), homes?.length === 1 ? (homes[0] ?? null) : null);
}

/** The value of an assignment; of `mktemp` the place is known. */
function valueOf(word: ShellWord, shell: Shell): Value {
  if (/^["']?(?:\$\(|`)\s*mktemp\b(?![^)`]*(?:-p|--tmpdir=|\/))/.test(word.text)) return MADE_BY_MKTEMP;
  return read(word, shell).value;
}
