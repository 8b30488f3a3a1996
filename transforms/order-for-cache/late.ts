/** Stamps go down to where they are first used, with the labels that are told by them. */
import type { Instruction } from '../../src/transform.js';
import { LONG, type Weight } from './model.js';
import { isStamp } from './stamps.js';

export interface Stage {
  readonly instructions: readonly Instruction[];
  readonly weights: readonly Weight[];
  /** For each instruction, the places of those that have to come first. */
  readonly behind: readonly (readonly number[])[];
}

/**
 * The order in which each stamp stands right behind the last thing that takes time and has nothing to do with it: in front
 * of its first use, or of the commands and ports at the end. One that passes nothing long stays, and so do its labels.
 */
export function stampsLate(stage: Stage): readonly number[] {
  const { instructions, weights, behind } = stage;
  let order: readonly number[] = instructions.map((_, at) => at);
  for (let stamp = instructions.length - 1; stamp > 0; stamp -= 1) {
    const instruction = instructions[stamp];
    if (instruction === undefined || !isStamp(instruction)) continue;
    let trial = order;
    for (const label of [...order].reverse()) {
      if (instructions[label]?.keyword === 'LABEL' && behind[label]?.includes(stamp) === true)
        trial = sunk(stage, trial, label);
    }
    trial = sunk(stage, trial, stamp);
    const passed = order
      .slice(order.indexOf(stamp))
      .filter((one) => trial.indexOf(one) < trial.indexOf(stamp));
    const saved = passed.reduce((sum, one) => sum + (weights[one]?.takes ?? 0), 0);
    if (saved >= LONG) order = trial;
  }
  return order;
}

function sunk(
  { instructions, weights, behind }: Stage,
  order: readonly number[],
  item: number,
): readonly number[] {
  const from = order.indexOf(item);
  let to = from;
  for (let at = from + 1; at < order.length; at += 1) {
    const passed = order[at] ?? item;
    if (behind[passed]?.includes(item) === true || instructions[passed]?.keyword === 'ONBUILD') break;
    if ((weights[passed]?.takes ?? 0) > 0) to = at;
  }
  const rest = order.filter((one) => one !== item);
  return [...rest.slice(0, to), item, ...rest.slice(to)];
}
