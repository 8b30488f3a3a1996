/** A RUN while its body is followed: what surrounds the shell, and where its steps go. */
import type { Flag, ShellNode, SimpleCommand, Span } from '../model.js';
import { nothing, type Effects } from '../read/effects.js';
import { isQuiet } from '../read/commands.js';
import { isProgram, programsIn } from '../read/programs.js';
import type { Paths } from '../read/regions.js';
import { mayStay } from './commands.js';
import { nameOf, visit } from './mentions.js';
import type { Directories } from './paths.js';
import type { ShellState } from './shell-state.js';
import type { Copies, Interner, Plain, Step } from './steps.js';

/** Parts of each step of a RUN. */
export interface Surroundings extends Readonly<Record<string, string>> {
  readonly user: string;
  readonly interpreter: string;
  readonly flags: string;
}

export interface Run {
  readonly ids: Interner;
  /** The body, joined. */
  readonly text: string;
  /** The place in the file of a span of the body. */
  readonly placeOf: (span: Span) => Span;
  /** What all of its commands share. */
  readonly surroundings: Surroundings;
  readonly isRoot: boolean;
  /** Whether the image is one whose own variables are known. */
  readonly isKnownImage: boolean;
  /** Whether tools do what they do as a rule. */
  readonly asRule: boolean;
  /** Places that the file has told a package manager to look at. */
  readonly told: (manager: string) => Paths;
  /** Whether it is run without a shell. */
  readonly isExec: boolean;
  /** Whether the shell reads files of its own before the text. */
  readonly readsStartupFiles: boolean;
  /** The variables that ENV has set, and their number. */
  readonly env: ReadonlyMap<string, string>;
  readonly environment: string;
  /** The ARGs in force, and their number. */
  readonly args: ReadonlyMap<string, string>;
  readonly argsId: string;
  /** What ENV or ARG say that a variable is. */
  readonly declared: (name: string) => string | undefined;
  /** Whether a variable is in the environment: set by the file, surely not there, or unknown. */
  readonly kindOf: (name: string) => 'set' | 'unset' | 'unknown';
  readonly directories: Directories;
  readonly steps: Step[];
  /** What COPYs of the stage have written; `null` unless it has been asked for. */
  readonly copies: Copies | null;
  /** How many steps of shells there have been: what is before, behind or between them has no part in the count. */
  readonly count: { value: number };
  /** How often each command has been a step. */
  readonly occurrences: Map<string, number>;
  /** Flags of the RUN, for what its mounts hide. */
  readonly flags: readonly Flag[];
  /** Symbolic links that have been made. */
  readonly links: Set<string>;
  /** What a node does to files; `null` unless it has been asked for. */
  readonly effectsOf: ((run: Run, shell: ShellState, node: ShellNode) => Effects) | null;
  /** Programs that a step may have installed, with the number of the last such step. */
  readonly mentioned: Map<string, number>;
  /** Options of `set` that this shell is known to have. */
  readonly supported: Set<string>;
  /** Places in the file of commands and words that count as not there. */
  readonly omitted: ReadonlySet<number>;
  /** Whether something ends with the container of this RUN. */
  stays: boolean;
}

/** A part of the body as written. */
export const textOf = ({ text }: Run, { span }: ShellNode): string => text.slice(span.start, span.end);

/** A part of the body as written, without the words that count as not there and the blanks in front of them. */
export function writtenIn(run: Run, node: ShellNode): string {
  if (run.omitted.size === 0) return textOf(run, node);
  const omitted: Span[] = [];
  visit(node, {
    simple: ({ words }) => {
      omitted.push(
        ...words.map(({ span }) => span).filter((span) => run.omitted.has(run.placeOf(span).start)),
      );
    },
  });
  let text = '';
  let from = node.span.start;
  for (const { start, end } of omitted.sort((a, b) => a.start - b.start)) {
    text += run.text.slice(from, start).trimEnd();
    from = end;
  }
  return text + run.text.slice(from, node.span.end);
}

/** What a step consists of: a node of the shell, or something that runs no program. */
export interface Substance {
  readonly node?: ShellNode;
  readonly effects?: Effects;
}

/** Adds a step, and gives the name of what comes of it: the same wherever the step stands among others. */
export function emit(
  run: Run,
  shell: ShellState,
  at: Span,
  parts: Readonly<Record<string, string>>,
  { node, effects }: Substance = {},
): string {
  const command = node?.kind === 'simple' ? node : undefined;
  const environment = shell.exported.size === 0 ? run.env : new Map([...run.env, ...shell.exported]);
  const all: Record<string, string> = {
    ...parts,
    ...run.surroundings,
    environment: environment === run.env ? run.environment : idOf(run.ids, environment),
    arguments: run.argsId,
    ...(shell.umask === '' ? {} : { umask: shell.umask }),
    ...stateOf(shell, command),
  };
  const text = run.text.slice(at.start, at.end);
  const { directory } = shell;
  run.steps.push({
    parts: all,
    text: text === '' ? (parts.command ?? '') : text,
    at: run.placeOf(at),
    ...(node === undefined ? {} : { calls: () => callsIn(run, directory, node) }),
    ...(command === undefined ? {} : { plain: () => plainOf(run, directory, command) }),
    ...(run.effectsOf === null || (node === undefined && effects === undefined)
      ? {}
      : {
          effects: node === undefined ? (effects ?? nothing) : run.effectsOf(run, shell, node),
          sees: { environment, arguments: run.args },
        }),
  });
  run.count.value += 1;
  const occurrence = run.occurrences.get(parts.command ?? '') ?? 0;
  run.occurrences.set(parts.command ?? '', occurrence + 1);
  return `${run.ids.id(parts.command ?? '')}.${String(occurrence)}`;
}

/** What a command may see of a shell that is not what it was at its start. */
function stateOf(shell: ShellState, command: SimpleCommand | undefined): Record<string, string> {
  if (shell.changed === '') return {};
  const isSure = command !== undefined && isProgram(nameOf(command.words) ?? '');
  return { shell: shell.changed, ...(!shell.mayHeedErrexit || isSure ? {} : errexitIn(shell)) };
}

/** A number for what variables there are, in whatever order they came. */
export function idOf(ids: Interner, variables: ReadonlyMap<string, string>): string {
  return ids.id(
    [...variables]
      .map(([name, value]) => `${name}${value}`)
      .sort()
      .join('\n'),
  );
}

/** What matters to functions that are not known, when it is not known either whether errexit is on. */
const errexitIn = ({ ignoresErrexit }: ShellState): Record<string, string> => ({
  errexit: ignoresErrexit ? 'ignored' : 'heeded',
});

/** All simple commands in it. */
function callsIn(run: Run, directory: string, node: ShellNode): readonly Plain[] {
  const calls: Plain[] = [];
  visit(node, {
    simple: (command) => {
      if (command.words.length > 0) calls.push(plainOf(run, directory, command));
    },
  });
  const moves = node.kind !== 'simple' && calls.some(({ words }) => /^(?:cd|pushd)$/.test(words[0] ?? ''));
  return moves ? calls.map((call) => ({ ...call, directory: '?' })) : calls;
}

function plainOf(run: Run, directory: string, { words, assignments, redirects }: SimpleCommand): Plain {
  return {
    directory,
    words: words.map(({ value, text }) => value ?? text),
    starts: words.map(({ span }) => run.placeOf(span).start),
    literal:
      assignments.length === 0 &&
      redirects.every(isQuiet) &&
      words.every(({ expansions }) => expansions.length === 0),
  };
}

/** The container sets them where the image does not, and Docker's own words know nothing of it (runc, libcontainer). */
const OF_THE_CONTAINER = /^(?:HOME|HOSTNAME|TERM|SHLVL|OLDPWD)$/;

/** What a name stands for. */
export function valueOf(run: Run, shell: ShellState, name: string): string {
  switch (name) {
    case '?':
      return shell.status;
    case '!':
      return shell.job;
    case '-':
      return `=${[...shell.options].sort().join('')}`;
    case '_':
      return shell.hasRun ? `?${String(run.count.value)}` : '=of the shell';
    case 'PWD':
      return shell.variables.get(name) ?? `=${shell.directory}`;
    default:
      return (
        shell.variables.get(name) ??
        shell.exported.get(name) ??
        run.declared(name) ??
        (OF_THE_CONTAINER.test(name) ? '?base of the container' : null) ??
        (run.kindOf(name) === 'unset' ? '!' : '?base')
      );
  }
}

/** The meaning of names, in one text. What the shell splits words by belongs to it. */
export function valuesOf(run: Run, shell: ShellState, names: readonly string[]): string {
  const all = shell.variables.has('IFS') ? ['IFS', ...names] : names;
  return all.map((name) => `${name}${valueOf(run, shell, name)}`).join('\n');
}

export function isSetIn(run: Run, shell: ShellState): (name: string) => boolean {
  return (name) =>
    /^[?#$0-]$/.test(name) || name === 'PWD' || !/^(?:!|\?base)/.test(valueOf(run, shell, name));
}

/**
 * Notes the commands that a step looks up and the names that it mentions. Gives those that the shell may find in
 * their old place: it has looked them up before, and a step since may have installed them anew (POSIX, "hash").
 */
export function note(run: Run, shell: ShellState, node: ShellNode): string {
  const number = run.count.value;
  const stale = new Set<string>();
  const names = new Set<string>();
  const own = new Set<string>();
  const operands = new Set<string>();
  visit(node, {
    simple: ({ words }, nested) => {
      const name = words[0]?.value;
      if (name != null && !name.includes('/')) {
        names.add(name);
        // What a process of its own looks up, it forgets when it ends.
        if (!nested) own.add(name);
      }
      for (const { text } of words.slice(1)) for (const part of programsIn(text)) operands.add(part);
    },
  });
  for (const name of names) {
    const since = shell.found.get(name);
    if (since === undefined) {
      if (own.has(name)) shell.found.set(name, number);
    } else if ((run.mentioned.get(name) ?? -1) >= since) stale.add(name);
  }
  for (const operand of operands) run.mentioned.set(operand, number);
  return [...stale].sort().join(' ');
}

/** Begins the value of a variable that holds what `mktemp` has made. */
export const TEMPORARY = 'tmp';

/** A word with the variables in it replaced, quotes removed; `null` when one of them is not known. */
export function expanded(run: Run, shell: ShellState, text: string): string | null {
  const bare = text.replace(/["']/g, '');
  if (/[`\\]|\$\(/.test(bare)) return null;
  const result = bare.replace(/\$(?:(\w+)|\{(\w+)\})/g, (_, plain?: string, braced?: string) => {
    const value = valueOf(run, shell, plain ?? braced ?? '');
    return value.startsWith('=') ? value.slice(1) : '$';
  });
  return result.includes('$') || result.startsWith('~') ? null : result;
}

/** Whether a command in the node may leave a process behind. */
export function stayIfService(run: Run, node: ShellNode): void {
  visit(node, {
    simple: ({ words }) => {
      const [name, ...rest] = words.map(({ value, text }) => value ?? text);
      if (name !== undefined && mayStay(name, rest)) run.stays = true;
      if (/^(?:sudo|su|gosu|su-exec|env|nice|timeout|sh|bash|chroot)$/.test(name ?? '')) {
        for (const word of rest.flatMap((one) => one.split(/[\s;&|]+/)))
          if (mayStay(word, [])) run.stays = true;
      }
    },
  });
}
