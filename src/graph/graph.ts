/** Which instruction of a stage depends on which, and why. */
import type { Dockerfile, Instruction, Keyword } from '../model.js';
import { simpleCommands } from '../read/commands.js';
import { conflict, mayRead } from '../read/effects.js';
import { resolvePath } from '../read/paths.js';
import { mayRemove } from '../read/removals.js';
import { readShell } from '../read/shell.js';
import { isPlatform } from '../read/state.js';
import {
  effectsAnywhere,
  effectsAnywhereAsRule,
  effectsAsRule,
  effectsOf,
  isThere,
  remembered,
} from './instruction.js';

/** What keeps two instructions in their order. */
export interface Reason {
  readonly kind:
    /** One changes files that the other reads or changes. */
    | 'files'
    /** One may put another program, or library, in the place of one that the other runs. */
    | 'programs'
    /** One runs what nobody knows. */
    | 'unknown'
    /** One sets a variable that the other may read. */
    | 'variable'
    | 'user'
    | 'directory'
    | 'shell'
    /** Both write to the same part of the image's configuration. */
    | 'configuration'
    /** One has to stay where it is. */
    | 'fixed';
  /** The path, the program, the command, the name. */
  readonly what: string;
}

/** Instruction `to` stays behind instruction `from`; both are indexes of instructions of the file. */
export interface Dependency {
  readonly from: number;
  readonly to: number;
  readonly reason: Reason;
}

export interface GraphOptions {
  /** Instructions that stay where they are, with all others on their side. */
  readonly isFixed?: (instruction: Instruction) => boolean;
  /**
   * Whether a variable may come to or go from the environment of programs that do not read it. Default false: whoever
   * prints all of it would tell.
   */
  readonly movesVariables?: boolean;
  /** Whether tools do what they do as a rule, in place of all that they may do. Default false. */
  readonly asRule?: boolean;
}

/** Every pair of instructions whose order means something, given in an order that is right. */
export function dependenciesOf(
  file: Dockerfile,
  instructions: readonly Instruction[],
  options: GraphOptions = {},
): readonly Dependency[] {
  const found: Dependency[] = [];
  for (const [at, after] of instructions.entries()) {
    for (const before of instructions.slice(0, at)) {
      const reason = reasonBetween(file, before, after, options);
      if (reason) found.push({ from: before.index, to: after.index, reason });
    }
  }
  return found;
}

/** Why two instructions keep their order, what is held in its place and what programs see included; `null` when they need not. */
export function reasonBetween(
  file: Dockerfile,
  before: Instruction,
  after: Instruction,
  { isFixed = () => false, movesVariables = false, asRule = false }: GraphOptions,
): Reason | null {
  const fixed = [before, after].find((one) => one.keyword === 'FROM' || isFixed(one));
  if (fixed) return { kind: 'fixed', what: fixed.keyword };
  const reason = reasonFor(file, before, after, asRule);
  if (reason !== null || movesVariables) return reason;
  const name = variableSeen(file, before, after) ?? variableSeen(file, after, before);
  return name === null ? null : { kind: 'variable', what: name };
}

/** Why the second of two instructions may not stand in front of the first; `null` when it may. */
export function reasonFor(
  file: Dockerfile,
  before: Instruction,
  after: Instruction,
  asRule = false,
): Reason | null {
  const [own, anywhere] = asRule ? [effectsAsRule, effectsAnywhereAsRule] : [effectsOf, effectsAnywhere];
  return (
    stateBetween(file, before, after) ??
    stateBetween(file, after, before) ??
    configuration(before, after) ??
    directoryTaken(before, after) ??
    directoryTaken(after, before) ??
    earlyEnd(file, before, after) ??
    conflict(own(file, before), isFreeOfPlace(file, before, after) ? anywhere(file, after) : own(file, after))
  );
}

/**
 * Whether a RUN that does the same in any directory leaves its own when it comes in front of a COPY that has made it, or of
 * the WORKDIR behind that COPY: it would be run in the directory before, and `leavesForNothing` says whether that is there.
 */
function isFreeOfPlace(file: Dockerfile, before: Instruction, run: Instruction): boolean {
  if (run.keyword !== 'RUN' || !/^(?:COPY|ADD|WORKDIR)$/.test(before.keyword)) return false;
  if (goesByDirectory(file, run)) return false;
  const { instructions = [] } = file.stages[run.stage ?? -1] ?? {};
  const named = instructions.findLast(({ keyword, index }) => keyword === 'WORKDIR' && index < run.index);
  if (named === undefined) return false;
  const isBound = (one: Instruction): boolean =>
    (one.keyword === 'COPY' || one.keyword === 'ADD') &&
    one.index < named.index &&
    reasonFor(file, one, named) !== null;
  return before === named ? instructions.some(isBound) : isBound(before);
}

/** Two RUNs, one of which may end before its last command: which of all their commands are run is told by their order. */
function earlyEnd(file: Dockerfile, ...runs: readonly Instruction[]): Reason | null {
  if (runs.some(({ keyword }) => keyword !== 'RUN')) return null;
  const what = runs.map((run) => enderIn(file, run)).find((name) => name !== undefined);
  return what === undefined ? null : { kind: 'shell', what };
}

const ENDERS = /^(?:exit|exec|return|trap|builtin)$/;

/** The first command that may end the shell of a RUN, or let another one do so. */
const enderIn = remembered((_, run): string | undefined => {
  const reading = readShell(run);
  if (reading?.ok !== true) return undefined;
  const names = simpleCommands(reading.script.list).map(({ words }) => words[0]?.value ?? '');
  return names.find((name) => ENDERS.test(name));
});

/** A RUN whose working directory only the image knows, or a WORKDIR, and a RUN that may remove or rename that. */
function directoryTaken(run: Instruction, other: Instruction): Reason | null {
  if (run.keyword === 'WORKDIR' && other.keyword === 'RUN') {
    const path = resolvePath(run.state.workdir, run.words[0]?.value ?? '');
    return path !== null && mayRemove(other, path) ? { kind: 'files', what: path } : null;
  }
  const isTaken =
    run.keyword === 'RUN' && other.keyword === 'RUN' && run.state.workdir === null && mayRemove(other, null);
  return isTaken ? { kind: 'files', what: 'the working directory' } : null;
}

/** The first variable of an ENV or ARG that programs of a RUN have in their environment, whether they read it or not. */
export function variableSeen(file: Dockerfile, setter: Instruction, run: Instruction): string | null {
  if (run.keyword !== 'RUN' || effectsOf(file, run).programs.length === 0) return null;
  return variableGiven(file, setter);
}

/** The first variable that an ENV or ARG surely brings into the environment of a RUN; `null` for none. */
function variableGiven(file: Dockerfile, { keyword, pairs }: Instruction): string | null {
  if (keyword === 'ENV') return pairs[0]?.name ?? null;
  if (keyword !== 'ARG') return null;
  // An ARG without a value has that of the ARG before the first FROM, or of the platform.
  const globals = file.instructions.filter((one) => one.stage === null).flatMap((one) => one.pairs);
  const given = pairs.find(
    ({ name, raw }) =>
      raw !== null || isPlatform(name) || globals.some((one) => one.name === name && one.raw !== null),
  );
  return given?.name ?? null;
}

/** What `setter` sets that `reader` goes by. */
function stateBetween(file: Dockerfile, setter: Instruction, reader: Instruction): Reason | null {
  switch (setter.keyword) {
    case 'ENV':
    case 'ARG': {
      const name = variableRead(
        file,
        reader,
        setter.pairs.map((pair) => pair.name),
      );
      return name === null ? null : { kind: 'variable', what: name };
    }
    case 'USER':
      return goesByUser(file, reader) ? { kind: 'user', what: setter.words[0]?.raw ?? '' } : null;
    case 'WORKDIR':
      return goesByDirectory(file, reader) || leavesForNothing(file, setter, reader)
        ? { kind: 'directory', what: setter.words[0]?.raw ?? '' }
        : null;
    case 'SHELL':
      return SHELLED.has(reader.keyword) ? { kind: 'shell', what: setter.json?.[0] ?? '' } : null;
    default:
      return null;
  }
}

/** The first of the names that the instruction may read; `null` for none. */
export function variableRead(file: Dockerfile, reader: Instruction, names: readonly string[]): string | null {
  const { keyword, joined, heredocs } = reader;
  // Of a COPY's here-documents, Docker replaces variables in those whose name is not quoted.
  const documents = heredocs
    .filter(({ expand }) => expand)
    .map(({ content }) => file.text.slice(content.start, content.end));
  const text = [joined.text, ...documents].join('\n');
  const mentioned = (text: string): string | undefined =>
    names.find((name) => new RegExp(`\\$\\{?${name.replace(/\W/g, '\\$&')}(?!\\w)`).test(text));
  if (keyword === 'RUN') return mentioned(text) ?? mayRead(effectsOf(file, reader), names);
  return UNEXPANDED.has(keyword) ? null : (mentioned(text) ?? null);
}

function goesByUser(file: Dockerfile, reader: Instruction): boolean {
  if (reader.keyword !== 'WORKDIR') return reader.keyword === 'RUN';
  const { writes, makes } = effectsOf(file, reader);
  return writes.length > 0 || makes.length > 0;
}

function goesByDirectory(file: Dockerfile, reader: Instruction): boolean {
  if (reader.keyword === 'WORKDIR') return reader.words[0]?.value?.startsWith('/') !== true;
  const { directory, placeless } = effectsOf(file, reader);
  return directory || !placeless;
}

/** A RUN in front of the WORKDIR would be run in the directory before it: one that has gone would be made again. */
function leavesForNothing(file: Dockerfile, workdir: Instruction, reader: Instruction): boolean {
  return (
    reader.keyword === 'RUN' && workdir.index < reader.index && !isThere(file, workdir.state.workdir, reader)
  );
}

/** In shell form. */
const SHELLED: ReadonlySet<Keyword> = new Set<Keyword>([
  'RUN',
  'CMD',
  'ENTRYPOINT',
  'HEALTHCHECK',
  'ONBUILD',
]);
/** Docker replaces no variables in them. https://docs.docker.com/reference/dockerfile/#environment-replacement */
const UNEXPANDED: ReadonlySet<Keyword> = new Set<Keyword>([
  'CMD',
  'ENTRYPOINT',
  'HEALTHCHECK',
  'MAINTAINER',
  'ONBUILD',
  'SHELL',
]);

/** Parts of the image's configuration in which the order of instructions can be seen. */
const PARTS: Readonly<Partial<Record<Keyword, string>>> = {
  ENV: 'variables',
  ARG: 'variables',
  LABEL: 'labels',
  EXPOSE: 'ports',
  VOLUME: 'volumes',
  USER: 'user',
  WORKDIR: 'working directory',
  SHELL: 'commands',
  CMD: 'commands',
  ENTRYPOINT: 'commands',
  HEALTHCHECK: 'commands',
  STOPSIGNAL: 'signal',
  MAINTAINER: 'author',
  ONBUILD: 'triggers',
};

function configuration(one: Instruction, other: Instruction): Reason | null {
  const part = PARTS[one.keyword];
  if (part === undefined || part !== PARTS[other.keyword]) return null;
  return isOrdered(one, other) ? { kind: 'configuration', what: part } : null;
}

/**
 * Whether the order can be seen. Labels are a map, and ARGs are in no image: only which of two of the same name comes last
 * matters. Variables of the image are a list (https://github.com/opencontainers/image-spec/blob/main/config.md).
 */
function isOrdered(one: Instruction, other: Instruction): boolean {
  if (one.keyword !== 'LABEL' && one.keyword !== 'ARG' && other.keyword !== 'ARG') return true;
  const [names, others] = [one, other].map(({ pairs }) => pairs.map(({ name }) => name));
  if (names === undefined || others === undefined) return true;
  return (
    names.length === 0 ||
    others.length === 0 ||
    names.some((name) => name.includes('$') || others.includes(name)) ||
    others.some((name) => name.includes('$'))
  );
}
