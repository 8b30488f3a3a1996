/** The effects of one command line, read with the tables. */
import type { Value } from '../../model.js';
import type { Deeds } from '../commands/facts.js';
import { commandFacts, importedFrom, moduleCall } from '../commands/index.js';
import { resolvePath } from '../paths.js';
import { BINARIES, type Paths } from '../regions.js';
import { deedsOf, usesOf, verbIn } from './arguments.js';
import { Collector } from './collector.js';
import { both, nothing, unknownEffects, type Effects } from './model.js';
import type { Scene } from './scene.js';
import { literalWord, type Word } from './words.js';

/** Run by the shell itself: no program is looked up (POSIX.1-2024, 2.15; builtins of dash, busybox and bash). */
const BUILTINS: ReadonlySet<string> = new Set([
  ...['.', ':', '[', 'alias', 'bg', 'break', 'cd', 'command', 'continue', 'declare', 'dirs', 'echo', 'eval'],
  ...['exec', 'exit', 'export', 'false', 'fg', 'getopts', 'hash', 'jobs', 'kill', 'let', 'local', 'popd'],
  ...['printf', 'pushd', 'pwd', 'read', 'readonly', 'return', 'set', 'shift', 'shopt', 'source', 'test'],
  ...['times', 'trap', 'true', 'type', 'typeset', 'ulimit', 'umask', 'unalias', 'unset', 'wait'],
]);

/** What the words of a command do; the first is its name. */
export function callEffects(words: readonly Word[], scene: Scene): Effects {
  const [first, ...rest] = words;
  if (first === undefined) return nothing;
  const name = nameOf(first);
  const shown = words.map(({ text }) => text).join(' ');
  const called = name === null ? null : moduleCall(name, rest);
  if (called !== null)
    return [
      callEffects(called.map(literalWord), scene),
      lookUp(name ?? '', scene),
      new Collector(scene, [], { reads: importedFrom(rest) }, [], false, false, callEffects).effects(),
    ].reduce(both);
  const row = name === null ? undefined : commandFacts(name);
  const deeds = row === undefined ? null : deedsOf(row, rest);
  if (row === undefined || deeds === null) return unknownEffects(shown);
  const uses = usesOf(deeds, rest, row.verbs === undefined ? -1 : verbIn(row, rest));
  if (uses === null) return unknownEffects(shown);
  const isLinking = name === 'ln';
  const own = new Collector(
    scene,
    rest,
    deeds,
    uses,
    isLinking,
    row.verbs !== undefined,
    callEffects,
  ).effects();
  const links =
    isLinking && (own.writes === 'anything' || rest.every(({ value }) => value !== null)) ? own.writes : [];
  const run = [first.value ?? '', ...(HELPERS[name ?? ''] ?? [])].map((program) => lookUp(program, scene));
  return both(own, {
    ...run.reduce(both),
    placeless: BUILTINS.has(first.value ?? '') || UTILITIES.has(first.value ?? '') || isManager(deeds),
    links,
    environment: words.flatMap(({ names }) => names),
  });
}

/** Utilities that do what their operands say. https://pubs.opengroup.org/onlinepubs/9799919799/utilities/ */
const UTILITIES: ReadonlySet<string> = new Set([
  ...[
    'mkdir',
    'rmdir',
    'touch',
    'rm',
    'cp',
    'mv',
    'ln',
    'chmod',
    'chown',
    'chgrp',
    'cat',
    'install',
    'sed',
    'grep',
  ],
  ...[
    'useradd',
    'usermod',
    'userdel',
    'groupadd',
    'groupmod',
    'groupdel',
    'adduser',
    'addgroup',
    'deluser',
    'sleep',
  ],
]);

/** Programs that others look up in PATH. */
const HELPERS: Readonly<Record<string, readonly string[]>> = {
  tar: ['gzip', 'bzip2', 'xz', 'lzma', 'lzip', 'lzop', 'zstd'],
  git: ['ssh'],
  rsync: ['ssh'],
};

/** Managers that install by name, into places of their own. */
const isManager = ({ packages }: Deeds): boolean =>
  packages !== undefined && /^(?:apt|apk|dnf|zypper|pacman|pip|gem|conda)$/.test(packages.manager);

/** The name of a program, without a directory that all distributions have; `null` when it is not known. */
function nameOf({ value }: Word): Value {
  if (value === null) return null;
  const slash = value.lastIndexOf('/');
  return BINARIES.includes(value.slice(0, Math.max(slash, 0))) ? value.slice(slash + 1) : value;
}

function lookUp(program: string, { given, programs, directories }: Scene): Effects {
  if (BUILTINS.has(program)) return nothing;
  // Scripts of Python are called by the interpreter.
  if (program.startsWith('.') && !program.endsWith('.py')) {
    const found = directories?.map((directory) => resolvePath(directory, program) ?? directory);
    return { ...nothing, programs: [program], reads: found ?? 'anything' };
  }
  if (program.includes('/')) return { ...nothing, programs: [program] };
  const places = [...given.programs, ...programs];
  const known = places.flatMap((directory) => (directory === null ? [] : [`${directory}/${program}`]));
  // It may be found in a directory that nobody knows.
  const reads: Paths = places.includes(null) ? 'anything' : [];
  return { ...nothing, programs: [program, ...known], reads };
}
