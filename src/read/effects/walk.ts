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
import { commandFacts } from '../commands/index.js';
import { resolvePath } from '../paths.js';
import { parseShell } from '../shell.js';
import { stateLeftBy } from '../shell-state.js';
import { callEffects } from './call.js';
import { both, nothing, unknownEffects, type Effects, type Surroundings } from './model.js';
import type { Scene } from './scene.js';
import {
  assign,
  either,
  follow,
  freshShell,
  inBranch,
  innerShell,
  read,
  readWords,
  variablesOf,
  type CommandCall,
  type Shell,
} from './shell.js';
import { literalWord, pathsOf, type Word } from './words.js';

export type { CommandCall } from './shell.js';

/** What running the list does. */
export function effectsOfList(list: ShellList, given: Surroundings): Effects {
  const shell = freshShell(given);
  walkList(list, shell);
  return shell.effects.reduce(both, nothing);
}

/** What each command of the list does, in the order of the text. */
export function callsOfList(list: ShellList, given: Surroundings): readonly CommandCall[] {
  const calls: CommandCall[] = [];
  walkList(list, freshShell(given, calls));
  return calls;
}

/** What a command line without a shell does: that of an exec form. */
export function effectsOfCall(words: readonly string[], given: Surroundings): Effects {
  return callEffects(words.map(literalWord), sceneOf(freshShell(given)));
}

function walkList({ items }: ShellList, shell: Shell): void {
  for (const { node, separator } of items) {
    const before = shell.directories;
    const goesOn = items.length > 1;
    if (separator?.text === '&') walkNode(node, innerShell(shell));
    // Behind a list whose beginning failed the next one begins, with what that has left.
    else if (goesOn && node.kind === 'and-or')
      inBranch(() => {
        walkNode(node, shell);
      }, shell);
    else walkNode(node, shell);
    // Behind a `cd` that failed the list goes on where it was.
    const stops = shell.errexit && node.kind === 'simple';
    if (!stops && goesOn) shell.directories = either(before, shell.directories);
  }
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
      shell.functions.set(node.name, [...(shell.functions.get(node.name) ?? []), node.body]);
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
      inBranch(() => {
        walkNode(item, shell);
      }, shell);
  }
}

function walkCompound(
  node: Exclude<ShellNode, { kind: 'simple' | 'pipeline' | 'and-or' | 'function' }>,
  shell: Shell,
): void {
  const branch = (list: ShellList): void => {
    inBranch(() => {
      walkList(list, shell);
    }, shell);
  };
  switch (node.kind) {
    case 'group':
      walkList(node.body, node.subshell ? innerShell(shell) : shell);
      return;
    case 'if':
      for (const { condition, body } of node.clauses) {
        branch(condition);
        branch(body);
      }
      if (node.otherwise) branch(node.otherwise);
      return;
    case 'loop':
      walkLoop(node, shell);
      return;
    case 'case':
      walkWords([node.subject], shell);
      for (const { patterns, body } of node.branches) {
        for (const { expansions } of patterns) walkExpansions(expansions, shell);
        branch(body);
      }
      return;
    case 'other':
      // `[[ -f x ]]`, `(( $(< x) ))`: their operands are not taken apart.
      shell.effects.push({ ...nothing, reads: 'anything', environment: 'all', directory: true });
      walkExpansions(node.expansions, shell);
  }
}

/** A loop may move from where it has moved to; its variable holds any of its words. */
function walkLoop(node: Extract<ShellNode, { kind: 'loop' }>, shell: Shell): void {
  walkWords(node.words, shell);
  const state = stateLeftBy({ span: node.span, items: [{ node, separator: null }] });
  if (state.cwd) shell.directories = null;
  for (const name of state.variables) shell.variables.set(name, null);
  const values = node.type === 'for' ? node.words.map(({ value }) => value) : [];
  const literal = values.length > 0 && values.length <= 16 && values.every((value) => value !== null);
  const choices = node.variable !== null && literal ? values : [null];
  for (const value of choices) {
    if (node.variable !== null) shell.variables.set(node.variable, value);
    inBranch(() => {
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
  walkWords([...command.words, ...command.assignments.flatMap(({ value }) => value ?? [])], shell);
  for (const redirect of command.redirects) walkRedirect(redirect, shell);
  // `a=(*)`: an array's words are not taken apart.
  if (command.assignments.some(({ plain, value }) => !plain && /[*?[]/.test(value?.text ?? '')))
    shell.effects.push({ ...nothing, reads: 'anything' });
  const words = command.words.flatMap((word) => readWords(word, shell));
  const [name, ...operands] = words;
  if (name === undefined) {
    for (const assignment of command.assignments) assign(shell, assignment);
    return;
  }
  const bodies = name.value === null ? undefined : shell.functions.get(name.value);
  // Whether an assignment in front of a function stays differs between shells.
  if (bodies) for (const assignment of command.assignments) shell.variables.set(assignment.name, null);
  if (bodies && name.value !== null) callFunction(name.value, bodies, shell);
  if (name.value === 'cd' || name.value === 'pushd') move(operands, shell);
  else if (!bodies) shell.effects.push(callEffects(words, sceneOf(shell, command)));
  shell.effects.push(...printed(words));
  follow(command, words, shell);
}

/** Its operands are not followed: what depends on them is not known. */
function callFunction(name: string, bodies: readonly ShellNode[], shell: Shell): void {
  if (shell.active.has(name)) return;
  const active = new Set([...shell.active, name]);
  const inner: Shell = { ...shell, active };
  inBranch(() => {
    for (const body of bodies) walkNode(body, inner);
  }, inner);
  shell.directories = either(shell.directories, inner.directories);
  // A function may have been meant to be defined and is not: then the program of its name is run.
  if (commandFacts(name)) shell.effects.push(unknownEffects(name));
}

/** Builtins that tell of variables, or read them by names without a dollar. */
function printed(words: readonly Word[]): readonly Effects[] {
  const [name, ...operands] = words.map(({ text }) => text);
  const all = [{ ...nothing, environment: 'all' as const }];
  switch (name) {
    case 'export':
    case 'readonly':
    case 'declare':
    case 'typeset':
    case 'local':
    case 'unset':
      if (operands.length === 0 || operands.some((text) => /^-\w*[pxf]/.test(text))) return all;
      return [{ ...nothing, environment: operands.map((text) => text.replace(/^["']|=[^]*$/g, '')) }];
    case 'set':
    case 'env':
    case 'printenv':
    case 'let':
      return operands.length === 0 || name !== 'set' ? all : [];
    case 'test':
    case '[':
      return operands.includes('-v') ? all : [];
    default:
      return [];
  }
}

function move(operands: readonly Word[], shell: Shell): void {
  const [target, ...more] = operands.filter(({ text }) => !/^-[LPe]$/.test(text));
  const { isLink } = shell.given;
  if (target === undefined || target.text === '-' || more.length > 0) {
    shell.directories = null;
    return;
  }
  // Behind `cd ..` a link may have led elsewhere; the shell itself goes by the name.
  const { paths, relative } = pathsOf(target, shell.directories, isLink);
  const known = target.value !== null && paths !== 'anything';
  const atRoot = target.value !== null && resolvePath(shell.directories?.[0] ?? null, target.value) === '/';
  shell.effects.push({ ...nothing, reads: known ? paths : [], directory: relative });
  shell.directories = known ? paths : atRoot ? ['/'] : null;
}

/** Where a command is run; `A=1 command` sees that besides. */
function sceneOf(shell: Shell, command?: SimpleCommand): Scene {
  const { given, directories, programs } = shell;
  const variables = variablesOf(shell);
  const assigned = new Map<string, Value>();
  const own: Shell = { ...shell, programs: [...programs], variables: new Map(shell.variables) };
  for (const assignment of command?.assignments ?? []) {
    assign(own, assignment);
    assigned.set(assignment.name, own.variables.get(assignment.name) ?? null);
  }
  const variable = (name: string): Value | undefined =>
    assigned.has(name) ? (assigned.get(name) ?? null) : variables(name);
  const names = [...shell.variables.keys(), ...assigned.keys()];
  return {
    ...{ given, directories, variable, names, programs: own.programs },
    runText: (text, scene) => runText(text, scene, own),
  };
}

/** Another shell: it sees the environment, and this shell's variables only where they are exported. */
function runText(text: string, { given, directories }: Scene, { variables, programs }: Shell): Effects {
  const reading = parseShell(text);
  if (!reading.ok) return unknownEffects(text);
  const inner: Shell = { ...freshShell({ ...given, errexit: false }), directories, programs: [...programs] };
  for (const name of variables.keys()) inner.variables.set(name, null);
  walkList(reading.script.list, inner);
  return inner.effects.reduce(both, nothing);
}

function walkRedirect({ operator, target }: Redirect, shell: Shell): void {
  if (target === null) return;
  walkWords([target], shell);
  if (operator.startsWith('<<') || /^&?[\d-]+$/.test(target.text)) return;
  const { paths, relative } = pathsOf(read(target, shell), shell.directories, shell.given.isLink);
  shell.effects.push({
    ...nothing,
    directory: relative,
    ...(operator === '<' || operator === '<&' ? { reads: paths } : { writes: paths }),
  });
}

function walkWords(words: readonly ShellWord[], shell: Shell): void {
  for (const word of words) {
    // Bash: the name of the variable is the value of another.
    if (word.text.includes('${!')) shell.effects.push({ ...nothing, environment: 'all' });
    const isAddress = word.text.includes('://');
    if (!isAddress && (word.glob || hasPattern(word.text, shell))) lookFor(word, shell);
    shell.effects.push(...placesNamed(word.text));
    walkExpansions(word.expansions, shell);
  }
}

/** What a text says of a place for others to read: `file:/repository`, `signed-by=/key`. */
function placesNamed(text: string): readonly Effects[] {
  const places = [...text.matchAll(/(?:\bfile:|signed-by=)\/*(\/[\w./+@-]+)/g)].flatMap(
    ([, path = '']) => resolvePath(null, path) ?? [],
  );
  return places.length === 0 ? [] : [{ ...nothing, reads: places }];
}

/** The shell itself looks for the files that an unquoted pattern fits, whatever the command does with their names. */
function lookFor(word: ShellWord, shell: Shell): void {
  const { directories, given } = shell;
  const { paths, relative } = pathsOf(read({ ...word, value: null }, shell), directories, given.isLink);
  shell.effects.push({ ...nothing, reads: paths, directory: relative });
}

/** Whether the value of an unquoted variable may be a pattern. */
function hasPattern(text: string, shell: Shell): boolean {
  const names = [...text.replace(/"[^"]*"|'[^']*'/g, '').matchAll(/\$\{?(\w+)/g)].map(
    ([, name = '']) => name,
  );
  return names.some((name) => /[*?[]/.test(variablesOf(shell)(name) ?? ''));
}

function walkExpansions(expansions: readonly Expansion[], shell: Shell): void {
  for (const expansion of expansions) {
    if (expansion.kind === 'command' || expansion.kind === 'process')
      walkList(expansion.list, innerShell(shell));
    if (expansion.kind === 'arithmetic') {
      shell.effects.push({ ...nothing, environment: expansion.names });
      if (expansion.assigns) for (const name of expansion.names) shell.variables.set(name, null);
    }
    if (expansion.kind === 'variable') {
      shell.effects.push({ ...nothing, environment: [expansion.name] });
      if (expansion.assigns) shell.variables.set(expansion.name, null);
    }
  }
}
