/** Orders of instructions that keep all dependencies. */

/** A thing to be put in order: of one of two kinds, or of none, which may stand among either. */
export interface Item {
  readonly kind: 'run' | 'other' | 'either';
  /** Places in the list of the items that have to come first; all of them smaller than its own. */
  readonly behind: readonly number[];
}

/** Which side of a block an item goes to that stood within it and belongs to neither. */
export type Side = 'before' | 'behind';

/**
 * An order with the fewest blocks of runs: each of `levels` is the block of an item. Blocks of runs have odd numbers,
 * those of others even ones; items that may stand anywhere have the number of the block that they stand in.
 *
 * Why it is the fewest: an item's earliest level is the length of the longest chain of dependencies before it, counted in
 * changes of kind, and no order has fewer blocks than its longest chain has changes. All runs with the same earliest
 * level fit into one block, as none of them depends on another kind that depends on one of them. So exhausting what is
 * ready of one kind before the other is taken up again reaches that bound.
 *
 * Within the bound everything stays as near to the author's order as it can: a run stays with the one before it, others
 * stay between the runs that they stood between, and go to `side` where these have met.
 */
export function levelsOf(items: readonly Item[], side: Side): readonly number[] {
  const earliest = earliestLevels(items);
  const runs = earliest.filter((_, at) => items[at]?.kind === 'run');
  const top = Math.max(1, ...runs) + 1;
  const latest = latestLevels(items, top, () => null);
  const levels: (number | null)[] = items.map(() => null);
  assignRuns(items, earliest, latest, levels);
  assignOthers(items, top, levels, side);
  return levels.map((level) => level ?? 0);
}

const lift = (kind: Item['kind'], level: number): number =>
  kind === 'either' ? level : level + ((level % 2 === 1) === (kind === 'run') ? 0 : 1);
const lower = (kind: Item['kind'], level: number): number =>
  kind === 'either' ? level : level - ((level % 2 === 1) === (kind === 'run') ? 0 : 1);

function earliestLevels(items: readonly Item[]): readonly number[] {
  const levels: number[] = [];
  for (const { kind, behind } of items)
    levels.push(lift(kind, Math.max(0, ...behind.map((at) => levels[at] ?? 0))));
  return levels;
}

/** The last block that each may stand in, given those that have a place. */
function latestLevels(
  items: readonly Item[],
  top: number,
  placed: (at: number) => number | null,
): readonly number[] {
  const levels = items.map(() => top);
  for (let at = items.length - 1; at >= 0; at -= 1) {
    const item = items[at];
    if (item === undefined) continue;
    const own = placed(at) ?? lower(item.kind, levels[at] ?? top);
    levels[at] = own;
    for (const before of item.behind) levels[before] = Math.min(levels[before] ?? top, own);
  }
  return levels;
}

function assignRuns(
  items: readonly Item[],
  earliest: readonly number[],
  latest: readonly number[],
  levels: (number | null)[],
): void {
  let former = 1;
  // Others count with the earliest place that the runs in front of them leave them.
  const floor: number[] = [];
  for (const [at, { kind, behind }] of items.entries()) {
    const least = lift(kind, Math.max(earliest[at] ?? 0, ...behind.map((one) => floor[one] ?? 0)));
    if (kind !== 'run') floor.push(least);
    else {
      const level = Math.min(Math.max(least, former), latest[at] ?? least);
      levels[at] = level;
      floor.push(level);
      former = level;
    }
  }
}

function assignOthers(items: readonly Item[], top: number, levels: (number | null)[], side: Side): void {
  const latest = latestLevels(items, top, (at) => levels[at] ?? null);
  const isRun = (at: number): boolean => items[at]?.kind === 'run';
  for (const [at, { kind, behind }] of items.entries()) {
    if (kind === 'run') continue;
    const before = levels.findLast((level, one) => one < at && isRun(one) && level !== null) ?? null;
    const after = levels.find((level, one) => one > at && isRun(one) && level !== null) ?? null;
    const least = lift(kind, Math.max(0, ...behind.map((one) => levels[one] ?? 0)));
    const wished = wish(kind, before, after, top, side);
    levels[at] = Math.max(least, Math.min(wished, latest[at] ?? wished));
  }
}

/** Where it would stand if nothing held it. */
function wish(
  kind: Item['kind'],
  before: number | null,
  after: number | null,
  top: number,
  side: Side,
): number {
  if (before === null) return 0;
  if (after === null) return top;
  if (before < after) return before + 1;
  if (kind === 'either') return Math.min(before, after);
  return side === 'before' ? Math.min(before, after) - 1 : Math.max(before, after) + 1;
}

/** The places of the items in the order that the levels give, the author's order within each. */
export function orderOf(levels: readonly number[]): readonly number[] {
  return levels.map((_, at) => at).sort((a, b) => (levels[a] ?? 0) - (levels[b] ?? 0) || a - b);
}
