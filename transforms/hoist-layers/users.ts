/** RUNs of one user that stand on both sides of a few of another one. */
import { reasonBetween, type Dockerfile, type GraphOptions, type Instruction } from '../../src/transform.js';

/**
 * The instructions with RUNs lifted over `USER a … USER b`, where b is the user before: what stands in between is run by
 * another user, and the RUNs have nothing to do with it. `null` where there is none.
 */
export function liftedOverUsers(
  file: Dockerfile,
  instructions: readonly Instruction[],
  options: GraphOptions,
): readonly Instruction[] | null {
  let order: readonly Instruction[] = instructions;
  for (const leaving of instructions) {
    const from = order.indexOf(leaving);
    const to = order.findIndex((one, at) => at > from && one.keyword === 'USER');
    const back = order[to];
    if (leaving.keyword !== 'USER' || back === undefined || !returns(leaving, back)) continue;
    order = lift(file, order, from, to, options);
  }
  return order === instructions ? null : order;
}

/** Whether the second USER names the user that was in force before the first. */
function returns({ state }: Instruction, { words }: Instruction): boolean {
  return state.user !== null && words[0]?.value === state.user;
}

function lift(
  file: Dockerfile,
  order: readonly Instruction[],
  from: number,
  to: number,
  options: GraphOptions,
): readonly Instruction[] {
  const stays: Instruction[] = order.slice(from + 1, to);
  const lifted: Instruction[] = [];
  for (const one of order.slice(to + 1)) {
    if (one.keyword === 'USER') break;
    const isFree = stays.every((other) => reasonBetween(file, other, one, options) === null);
    if (one.keyword === 'RUN' && isFree) lifted.push(one);
    else stays.push(one);
  }
  if (lifted.length === 0) return order;
  const rest = order.filter((one) => !lifted.includes(one));
  return rest.toSpliced(from, 0, ...lifted);
}
