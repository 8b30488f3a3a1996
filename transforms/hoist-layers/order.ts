/** The order of a stage's instructions in which the fewest layers are left. */
import {
  dependenciesOf,
  levelsOf,
  orderOf,
  type Dependency,
  type Dockerfile,
  type Instruction,
  type Item,
  type Side,
  type Stage,
  type TransformOptions,
} from '../../src/transform.js';
import { exportsOf } from '../joining/variables.js';
import { isPassable } from '../joining/open.js';
import { countLayers, isFewer, type Count } from './layers.js';

export interface Plan {
  readonly order: readonly Instruction[];
  readonly dependencies: readonly Dependency[];
  /** Layers of the author's order, and of this one. */
  readonly before: number;
  readonly after: number;
}

/** More instructions than this are not looked at: files of this size are generated. */
const MOST = 250;

/** The best order, or the author's where none is better. */
export function planStage(
  file: Dockerfile,
  stage: Stage,
  { builder, ignores: isFixed, values }: TransformOptions,
): Plan {
  const { instructions } = stage;
  const dependencies =
    instructions.length > MOST
      ? []
      : dependenciesOf(file, stage, { isFixed, movesVariables: values['move-variables'] === true });
  const count = (order: readonly Instruction[]): Count => countLayers(file, order, builder, isFixed);
  const own = count(instructions);
  const keep: Plan = { order: instructions, dependencies, before: own.layers, after: own.layers };
  if (instructions.length > MOST) return keep;
  const first = instructions[0]?.index ?? 0;
  const behind = instructions.map((_, at) =>
    dependencies.filter(({ to }) => to - first === at).map(({ from }) => from - first),
  );
  const arrange = (free: ReadonlySet<number>, side: Side): readonly Instruction[] => {
    const items = instructions.map((one, at): Item => ({
      kind: kindOf(one, at, free),
      behind: behind[at] ?? [],
    }));
    return orderOf(levelsOf(items, side)).flatMap((at) => instructions[at] ?? []);
  };
  let best = { order: instructions, count: own };
  const consider = (free: ReadonlySet<number>, side: Side): boolean => {
    const order = arrange(free, side);
    const found = { order, count: count(order) };
    const better = isFewer(found.count, best.count);
    if (better) best = found;
    return better;
  };
  // What may stand among RUNs stays there, unless the order is better with it among the others.
  const flexible = instructions.flatMap((one, at) => (isFlexible(one) ? [at] : []));
  for (const side of ['before', 'behind'] as const) {
    let free = new Set(flexible);
    consider(free, side);
    if (consider(new Set(), side)) free = new Set();
    for (const at of flexible) {
      const other = new Set(free);
      if (free.has(at)) other.delete(at);
      else other.add(at);
      if (consider(other, side)) free = other;
    }
  }
  return { ...keep, order: best.order, after: best.count.layers };
}

/** It can be said within a RUN: a WORKDIR as `cd`, an ENV as `export`. */
const isFlexible = (instruction: Instruction): boolean =>
  instruction.keyword === 'WORKDIR' || (instruction.keyword === 'ENV' && exportsOf(instruction) !== null);

function kindOf(instruction: Instruction, at: number, free: ReadonlySet<number>): Item['kind'] {
  if (instruction.keyword === 'RUN') return 'run';
  if (isFlexible(instruction)) return free.has(at) ? 'either' : 'other';
  return isPassable(instruction) && instruction.keyword !== 'ARG' && instruction.keyword !== 'ENV'
    ? 'either'
    : 'other';
}
