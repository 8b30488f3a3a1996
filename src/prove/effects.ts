/** What steps do to files, judged with the state that the proof follows. */
import type { ShellList, ShellNode, Value } from '../model.js';
import {
  both,
  effectsOfCall,
  effectsOfList,
  homesOf,
  mountEffects,
  programsInPath,
  shellEffects,
  type Effects,
  type Surroundings,
} from '../read/effects.js';
import { isKnown } from './paths.js';
import { TEMPORARY, valueOf, type Run } from './run.js';
import type { ShellState } from './shell-state.js';
import { nameless } from './values.js';

/** What a node of a RUN does where it stands. */
export function effectsOfNode(run: Run, shell: ShellState, node: ShellNode): Effects {
  const nodes = [...shell.definitions, node];
  const items = nodes.map((one) => ({ node: one, separator: null }));
  return effectsOfShell(run, shell, { span: node.span, items });
}

/** What a list of commands does where it stands. */
export function effectsOfShell(run: Run, shell: ShellState, list: ShellList): Effects {
  return within(run, shell, (given) => effectsOfList(list, given));
}

/** What an exec form does. */
export function effectsOfExec(run: Run, shell: ShellState, words: readonly string[]): Effects {
  return within(run, shell, (given) => effectsOfCall(words, given));
}

function within(run: Run, shell: ShellState, judge: (given: Surroundings) => Effects): Effects {
  const given = surroundingsIn(run, shell);
  const own = judge(given);
  const place = shell.directory === '/' || !isKnown(shell.directory) ? [] : [shell.directory];
  const { interpreter } = run.surroundings;
  const effects = [
    { ...own, needs: [...own.needs, ...place] },
    mountEffects(run.flags, given.directory),
    shellEffects(run.isExec ? null : (interpreter.split(' ')[0] ?? null), run.isRoot, run.readsStartupFiles),
  ].reduce(both);
  if (effects.links !== 'anything') for (const link of effects.links) run.links.add(link);
  return effects;
}

function surroundingsIn(run: Run, shell: ShellState): Surroundings {
  const { user } = run.surroundings;
  const known = (name: string): Value | undefined => {
    const value = valueOf(run, shell, name);
    if (value.startsWith('=')) return value.slice(1);
    if (value.startsWith(`?${TEMPORARY}`)) return '/tmp/\0';
    return value === '!' || value.startsWith('?base') ? undefined : null;
  };
  return {
    directory: isKnown(shell.directory) ? shell.directory : null,
    homes: homesOf(user.startsWith('?') ? null : user, known('HOME'), run.asRule || run.isKnownImage),
    isRoot: run.isRoot && shell.umask === '',
    variable: known,
    names: () => [...new Set([...run.env.keys(), ...run.args.keys(), ...shell.exported.keys()])],
    programs: programsInPath(ownPath(valueOf(run, shell, 'PATH'))),
    isDirectory: (path) => run.directories.has(path),
    isLink: (path) => [...run.links].some((link) => path === link || path.startsWith(`${link}/`)),
    errexit: shell.options.has('errexit'),
    asRule: run.asRule,
    told: run.told,
  };
}

/** A value of PATH without the part that is the image's own. */
function ownPath(value: string): string {
  if (value === '!' || value.startsWith('?base')) return '';
  return value.slice(1).replace(nameless('PATH', '?base'), '');
}
