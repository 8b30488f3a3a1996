/**
 * What a RUN's body does, step by step. A body is taken apart only where each part's failure has a plain meaning:
 * lists under errexit, and-lists, lists in braces or parentheses. Everything else is one step.
 */
import type { ShellList, ShellNode, Span } from '../model.js';
import { readsLast } from '../read/commands.js';
import { nothing, unknownEffects } from '../read/effects.js';
import { change, takeCommand } from './command.js';
import { assignedIn, namesIn, visit, nameOf } from './mentions.js';
import { endsShell, optionsThatMatter, stopsInside } from './options.js';
import { emit, isSetIn, note, stayIfService, textOf, valuesOf, writtenIn, type Run } from './run.js';
import { forgetRemoved } from './removals.js';
import { subshellOf, type ShellState } from './shell-state.js';
import type { Failure } from './steps.js';

/** Whether the shell has to succeed with this command, or goes on behind it. */
type Mode = 'must' | 'goes-on';

export function takeList(run: Run, shell: ShellState, list: ShellList, mode: Mode, ignored: boolean): void {
  for (const [index, { node, separator }] of list.items.entries()) {
    shell.ignoresErrexit = ignored;
    const isLast = index === list.items.length - 1;
    if (separator?.text === '&') takeJob(run, shell, node);
    else takeNode(run, shell, node, isLast ? mode : 'goes-on', ignored);
  }
}

/** The end of a shell process, where its trap runs and where an early exit leads. */
export function endShell(run: Run, shell: ShellState, at: Span): void {
  if (!shell.endsEarly) return;
  // A trap runs behind all lists.
  shell.ignoresErrexit = false;
  const names = [...shell.trap.matchAll(/[A-Za-z_]\w*/g)].map(([name]) => name);
  emit(
    run,
    shell,
    at,
    {
      command: 'end of the shell',
      trap: shell.trap,
      ...(shell.trap === ''
        ? {}
        : {
            directory: shell.directory,
            variables: valuesOf(run, shell, [...new Set(names)]),
            options: [...shell.options].sort().join(' '),
          }),
    },
    { effects: shell.trap === '' ? nothing : unknownEffects(shell.trap) },
  );
  const step = run.steps.pop();
  if (step) run.steps.push(shell.trap === '' ? step : { ...step, calls: 'unknown' });
}

/** Whether the failure of a command that is not the last ends the shell. */
const stops = (shell: ShellState, ignored: boolean): boolean => shell.options.has('errexit') && !ignored;

function failureOf(shell: ShellState, node: ShellNode, mode: Mode, ignored: boolean): Failure {
  if (mode === 'must') return 'abort';
  if (!stops(shell, ignored) || (node.kind === 'pipeline' && node.negated)) return 'ignore';
  return endsShell(node) ? 'abort' : 'last';
}

function takeNode(run: Run, shell: ShellState, node: ShellNode, mode: Mode, ignored: boolean): void {
  if (node.kind === 'and-or' && mode === 'must' && takeAndList(run, shell, node, ignored)) return;
  if (node.kind === 'group' && node.redirects.length === 0) {
    if (!node.subshell) {
      takeList(run, shell, node.body, mode, ignored);
      return;
    }
    if (mode === 'must' || stops(shell, ignored)) {
      const inner = subshellOf(shell);
      takeList(run, inner, node.body, 'must', ignored);
      endShell(run, inner, node.span);
      shell.status = '=0';
      shell.hasRun = true;
      return;
    }
  }
  shell.ignoresErrexit = ignored;
  const failure = failureOf(shell, node, mode, ignored);
  if (node.kind === 'simple') takeCommand(run, shell, node, failure, stops(shell, ignored));
  else if (node.kind === 'function') {
    shell.functions.set(node.name, run.ids.id(textOf(run, node) + [...shell.options].sort().join(' ')));
    shell.definitions = [...shell.definitions, node];
  } else takeWhole(run, shell, node, failure, ignored);
  shell.hasRun = true;
}

/** `a && b`: a has to succeed, and errexit means nothing to it. */
function takeAndList(
  run: Run,
  shell: ShellState,
  node: Extract<ShellNode, { kind: 'and-or' }>,
  ignored: boolean,
): boolean {
  const last = node.items.at(-1);
  if (node.operators.at(-1)?.text !== '&&' || last === undefined) return false;
  const items = node.items.slice(0, -1);
  const [first] = items;
  const end = items.at(-1);
  if (first === undefined || end === undefined) return false;
  const before: ShellNode =
    items.length === 1
      ? first
      : {
          kind: 'and-or',
          items,
          operators: node.operators.slice(0, -1),
          span: { start: first.span.start, end: end.span.end },
        };
  takeNode(run, shell, before, 'must', true);
  takeNode(run, shell, last, 'must', ignored);
  return true;
}

/** A command that is not taken apart: its text, and all that can mean something to it. */
function takeWhole(run: Run, shell: ShellState, node: ShellNode, failure: Failure, ignored: boolean): void {
  const text = writtenIn(run, node);
  const isFirst = readsLast(node, run.text);
  const names = namesIn(node, text).filter((name) => name !== '_' || isFirst);
  const errexit = stops(shell, ignored || failure === 'last');
  const options = optionsThatMatter(node, shell.options, errexit, isSetIn(run, shell));
  const number = emit(
    run,
    shell,
    node.span,
    {
      command: text,
      failure,
      directory: shell.directory,
      variables: valuesOf(run, shell, names),
      options: options.join(' '),
      functions: calledFunctions(shell, node, errexit),
      stale: note(run, shell, node),
      ...(changesOptions(node) && stopsInside(node) ? { errexit: ignored ? 'ignored' : 'heeded' } : {}),
    },
    { node },
  );
  shell.status = failure === 'abort' ? '=0' : `?${number}`;
  leaveBehind(run, shell, node, number);
}

/** Whether it may turn errexit on or off in the middle. */
function changesOptions(node: ShellNode): boolean {
  let changes = false;
  visit(node, {
    simple: ({ words }) => {
      const asks = words[0]?.value === 'command' && /^-[vV]$/.test(words[1]?.value ?? '');
      if (!asks && /^(?:set|eval|\.|source|shopt|command|builtin)$/.test(nameOf(words) ?? '.'))
        changes = true;
    },
  });
  return changes;
}

/** What the functions that it calls are, and whether a failure in them ends the shell. */
function calledFunctions(shell: ShellState, node: ShellNode, errexit: boolean): string {
  const called = new Set<string>();
  visit(node, {
    simple: ({ words }) => {
      const known = shell.functions.get(words[0]?.value ?? '');
      if (known !== undefined) called.add(known);
    },
  });
  return called.size === 0 ? '' : [...called, errexit ? 'errexit' : ''].sort().join(' ');
}

/** What a whole command may leave in the shell that runs it. */
function leaveBehind(run: Run, shell: ShellState, node: ShellNode, number: string): void {
  for (const name of assignedIn(node)) {
    shell.variables.set(name, `?${number}`);
    if (run.kindOf(name) !== 'unset' || shell.exported.has(name)) shell.exported.set(name, `?${number}`);
  }
  visit(node, {
    simple: (command, nested) => {
      const name = nameOf(command.words);
      if (name === null || shell.functions.has(name)) change(shell, name, number);
      if (nested || name === null) return;
      if (name === 'cd') shell.directory = `?${number}`;
      else if (/^(?:exit|exec|return|trap)$/.test(name)) shell.endsEarly = true;
      else if (CHANGING.test(name)) change(shell, name, number);
    },
    node: (part, nested) => {
      if (!nested && part.kind === 'function') shell.changed = `?${number}`;
    },
    list: ({ items }) => {
      if (items.some(({ separator }) => separator?.text === '&')) run.stays = true;
    },
  });
  forgetRemoved(run, shell, node);
  stayIfService(run, node);
}

/** Builtins that change the shell in ways that are not followed inside of a whole command. */
const CHANGING =
  /^(?:eval|\.|source|set|export|unset|umask|alias|unalias|shopt|pushd|popd|read|mapfile|readarray|getopts|shift|enable|hash|builtin|local|declare|typeset|readonly|let|ulimit)$/;

/** `a &`: it ends with its RUN at the latest. */
function takeJob(run: Run, shell: ShellState, node: ShellNode): void {
  const number = emit(
    run,
    shell,
    node.span,
    {
      command: `${writtenIn(run, node)} &`,
      failure: 'ignore',
      directory: shell.directory,
      variables: valuesOf(run, shell, namesIn(node, textOf(run, node))),
      options: optionsThatMatter(node, shell.options, shell.options.has('errexit'), isSetIn(run, shell)).join(
        ' ',
      ),
      functions: calledFunctions(shell, node, shell.options.has('errexit')),
      stale: note(run, shell, node),
    },
    { node },
  );
  shell.job = `?${number}`;
  shell.status = '=0';
  run.stays = true;
  forgetRemoved(run, shell, node);
}
