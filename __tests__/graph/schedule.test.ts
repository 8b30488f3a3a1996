import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { levelsOf, orderOf, type Item, type Side } from '../../src/graph/schedule.js';

/** Blocks of runs in an order; what may stand among them does not part them. */
function blocks(items: readonly Item[], order: readonly number[]): number {
  const kinds = order.map((at) => items[at]?.kind).filter((kind) => kind !== 'either');
  return kinds.filter((kind, at) => kind === 'run' && kinds[at - 1] !== 'run').length;
}

/** Every order that keeps the dependencies, tried out. */
function fewestBlocks(items: readonly Item[]): number {
  let best = Infinity;
  const extend = (order: readonly number[]): void => {
    if (order.length === items.length) best = Math.min(best, blocks(items, order));
    for (const [at, { behind }] of items.entries())
      if (!order.includes(at) && behind.every((one) => order.includes(one))) extend([...order, at]);
  };
  extend([]);
  return best;
}

const item = (at: number): fc.Arbitrary<Item> =>
  fc.record({
    kind: fc.constantFrom<Item['kind'][]>('run', 'run', 'other', 'other', 'either'),
    behind:
      at === 0
        ? fc.constant([])
        : fc.uniqueArray(fc.integer({ min: 0, max: at - 1 }), { maxLength: Math.min(at, 2) }),
  });
const graphs = fc
  .integer({ min: 1, max: 7 })
  .chain((size) =>
    fc.tuple(...Array.from({ length: size }, (_, at) => item(at))).map((items): readonly Item[] => items),
  );

const arrange = (items: readonly Item[], side: Side = 'before'): readonly number[] =>
  orderOf(levelsOf(items, side));
const run = (...behind: readonly number[]): Item => ({ kind: 'run', behind });
const other = (...behind: readonly number[]): Item => ({ kind: 'other', behind });
const either = (...behind: readonly number[]): Item => ({ kind: 'either', behind });

describe('an order of instructions', () => {
  it('keeps every dependency', () => {
    fc.assert(
      fc.property(graphs, fc.constantFrom<Side>('before', 'behind'), (items, side) => {
        const order = arrange(items, side);
        expect([...order].sort((a, b) => a - b)).toEqual(items.map((_, at) => at));
        for (const [at, { behind }] of items.entries())
          for (const before of behind) expect(order.indexOf(before)).toBeLessThan(order.indexOf(at));
      }),
    );
  });

  it('has as few blocks of runs as any, tried out over small graphs', () => {
    fc.assert(
      fc.property(graphs, fc.constantFrom<Side>('before', 'behind'), (items, side) => {
        expect(blocks(items, arrange(items, side))).toBe(fewestBlocks(items));
      }),
      { numRuns: 400 },
    );
  });

  it('needs the whole picture where no single move brings runs together', () => {
    // a, x behind a, b1 behind x, b2, y behind b2, c behind b1 and y.
    const items = [run(), other(0), run(1), run(), other(3), run(2, 4)];
    expect(blocks(items, [0, 1, 2, 3, 4, 5])).toBe(3);
    expect(blocks(items, arrange(items))).toBe(2);
  });

  it('is the order of the author where nothing is gained', () => {
    const items = [other(), run(0), other(1), run(2), either(), other()];
    expect(arrange(items)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('puts what stood between two runs that meet in front of them, or behind them when asked', () => {
    const items = [run(), other(), run()];
    expect(arrange(items, 'before')).toEqual([1, 0, 2]);
    expect(arrange(items, 'behind')).toEqual([0, 2, 1]);
  });

  it('puts behind the runs what can only stand there', () => {
    expect(arrange([run(), other(0), run()], 'before')).toEqual([0, 2, 1]);
  });

  it('leaves behind the last run what stood there', () => {
    expect(arrange([run(), other(), run(), other(), other()], 'before')).toEqual([1, 0, 2, 3, 4]);
  });

  it('leaves among the runs what may stand there', () => {
    expect(arrange([run(), either(), other(), run()], 'before')).toEqual([2, 0, 1, 3]);
  });
});
