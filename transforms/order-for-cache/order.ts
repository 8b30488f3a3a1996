/** The order of instructions that keeps all dependencies and is built again the fastest. */
import { meanTime, type Weight } from './model.js';

/** A step of the search is worth making when it saves this part of the mean time, */
export const WORTHWHILE = 0.05;
/** or, of a RUN that takes no time, these seconds, as it passes what often changes. */
const LITTLE = 0.1;

/**
 * Moves one thing at a time, the one that saves the most, until no move saves enough to be worth it. What moves little
 * stays, so the author's order is kept wherever the figures do not speak clearly.
 * @param behind for each thing, the places of those that have to come first; all of them smaller than its own
 * @param offered another order that keeps all dependencies, to begin with where it is worth it
 * @returns places in the new order
 */
export function orderByTime(
  weights: readonly Weight[],
  behind: readonly (readonly number[])[],
  offered: readonly number[],
): readonly number[] {
  const own: readonly number[] = weights.map((_, at) => at);
  const timeOf = (places: readonly number[]): number => meanTime(places.flatMap((at) => weights[at] ?? []));
  const least = timeOf(own) * WORTHWHILE;
  let order = timeOf(offered) < timeOf(own) - least ? offered : own;
  for (let time = timeOf(order), step = 0; step < weights.length * 2; step += 1) {
    let best: { readonly order: readonly number[]; readonly time: number } | null = null;
    for (const [from] of order.entries()) {
      const isSetup = weights[order[from] ?? -1]?.isSetup === true;
      for (const other of movesOf(order, from, behind)) {
        const found = timeOf(other);
        const isEarlier = other.indexOf(order[from] ?? -1) < from;
        const enough = isSetup && isEarlier ? Math.min(least, LITTLE) : least;
        if (found < time - enough && found < (best?.time ?? Infinity) - 1e-9)
          best = { order: other, time: found };
      }
    }
    if (best === null) break;
    ({ order, time } = best);
  }
  return asWritten(order, behind, timeOf);
}

/** Neighbours that cost the same either way stand as the author has them. */
function asWritten(
  order: readonly number[],
  behind: readonly (readonly number[])[],
  timeOf: (places: readonly number[]) => number,
): readonly number[] {
  for (const [at, item] of order.entries()) {
    const next = order[at + 1];
    if (next === undefined || next > item || behind[item]?.includes(next) === true) continue;
    const other = [...order.slice(0, at), next, item, ...order.slice(at + 2)];
    if (timeOf(other) <= timeOf(order) + 1e-9) return asWritten(other, behind, timeOf);
  }
  return order;
}

/** The orders in which one thing stands in another place, as far as its dependencies let it. */
function* movesOf(
  order: readonly number[],
  from: number,
  behind: readonly (readonly number[])[],
): Generator<readonly number[]> {
  const item = order[from];
  if (item === undefined) return;
  for (const step of [-1, 1]) {
    for (let to = from + step; to >= 0 && to < order.length; to += step) {
      const passed = order[to];
      if (passed === undefined) break;
      const bound = step < 0 ? behind[item]?.includes(passed) : behind[passed]?.includes(item);
      if (bound === true) break;
      const rest = order.filter((_, at) => at !== from);
      yield [...rest.slice(0, to), item, ...rest.slice(to)];
    }
  }
}
