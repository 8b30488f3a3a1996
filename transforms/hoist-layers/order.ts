/** The order of the instructions of a stage, or of a part of it, in which the fewest layers are left. */
import {
  dependenciesOf,
  levelsOf,
  orderOf,
  type Dependency,
  type Dockerfile,
  type Instruction,
  type Item,
  type Side,
  type TransformOptions,
} from '../../src/transform.js';
import { exportsOf } from '../joining/variables.js';
import { isPassable } from '../joining/open.js';
import { canMove, countMoves } from '../moving/text.js';
import { countLayers, isFewer, type Count } from './layers.js';
import { liftedOverUsers } from './users.js';

export interface Plan {
  readonly order: readonly Instruction[];
  readonly dependencies: readonly Dependency[];
  /** Layers of the author's order, and of this one. */
  readonly before: number;
  readonly after: number;
}

/** More instructions than this are not looked at: files of this size are generated. */
const MOST = 250;

/** Instructions, with what is asked of its orders. */
interface Question {
  readonly instructions: readonly Instruction[];
  /** For each instruction, the places of those that have to come first. */
  readonly behind: readonly (readonly number[])[];
  readonly count: (order: readonly Instruction[]) => Count;
}

interface Answer {
  readonly order: readonly Instruction[];
  readonly count: Count;
}

/** The best order, or the author's where none is better. */
export function planOf(
  file: Dockerfile,
  instructions: readonly Instruction[],
  { builder, ignores, values }: TransformOptions,
): Plan {
  const isFixed = (one: Instruction): boolean => ignores(one) || !canMove(file, one);
  const count = (order: readonly Instruction[]): Count => countLayers(file, order, builder, isFixed);
  const own: Answer = { order: instructions, count: count(instructions) };
  const before = own.count.layers;
  if (instructions.length > MOST) return { order: instructions, dependencies: [], before, after: before };
  const options = { isFixed, movesVariables: values['move-variables'] === true };
  const best = (order: readonly Instruction[]): Answer & { readonly dependencies: readonly Dependency[] } => {
    const dependencies = dependenciesOf(file, order, options);
    const question = { instructions: order, behind: behindEach(order, dependencies), count };
    return { ...withFewestMoves(question, bestOrder(question, own)), dependencies };
  };
  const plain = best(instructions);
  const lifted = liftedOverUsers(file, instructions, options);
  const other = lifted === null ? plain : best(lifted);
  const { order, dependencies, count: found } = isFewer(other.count, plain.count) ? other : plain;
  return { order, dependencies, before, after: found.layers };
}

/** For each instruction, the places of those that have to come first. */
function behindEach(
  order: readonly Instruction[],
  dependencies: readonly Dependency[],
): readonly (readonly number[])[] {
  const places = new Map(order.map(({ index }, at) => [index, at]));
  const behind: number[][] = order.map(() => []);
  for (const { from, to } of dependencies) behind[places.get(to) ?? 0]?.push(places.get(from) ?? 0);
  return behind;
}

/** Tries out which of the instructions that may stand among RUNs do so, and which side the others go to. */
function bestOrder({ instructions, behind, count }: Question, own: Answer): Answer {
  let best = own;
  const consider = (free: ReadonlySet<number>, side: Side): boolean => {
    const items = instructions.map((one, at): Item => ({
      kind: kindOf(one, at, free),
      behind: behind[at] ?? [],
    }));
    const order = orderOf(levelsOf(items, side)).flatMap((at) => instructions[at] ?? []);
    const found = { order, count: count(order) };
    const better = isFewer(found.count, best.count);
    if (better) best = found;
    return better;
  };
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
  return best;
}

/** Whether fewer instructions move, or as many not as far. */
function isNearer(a: readonly Instruction[], b: readonly Instruction[]): boolean {
  const first = Math.min(...a.map(({ index }) => index));
  const way = (order: readonly Instruction[]): number =>
    order.reduce((sum, { index }, at) => sum + Math.abs(index - first - at), 0);
  const fewer = countMoves(b) - countMoves(a);
  return fewer > 0 || (fewer === 0 && way(a) < way(b));
}

/** Puts back behind its former neighbour whatever can stand there without another layer. */
function withFewestMoves({ instructions, behind, count }: Question, found: Answer): Answer {
  const isLegal = (order: readonly Instruction[]): boolean => {
    const places = new Map(order.map(({ index }, at) => [index, at]));
    const placeOf = (at: number): number => places.get(instructions[at]?.index ?? -1) ?? 0;
    return behind.every((list, at) => list.every((one) => placeOf(one) < placeOf(at)));
  };
  let best = found;
  for (const [at, instruction] of instructions.entries()) {
    const former = instructions[at - 1];
    if (former === undefined || best.order[best.order.indexOf(instruction) - 1] === former) continue;
    const rest = best.order.filter((one) => one !== instruction);
    const order = rest.toSpliced(rest.indexOf(former) + 1, 0, instruction);
    if (!isLegal(order) || !isNearer(order, best.order)) continue;
    const other = { order, count: count(order) };
    if (!isFewer(best.count, other.count)) best = other;
  }
  return best;
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
