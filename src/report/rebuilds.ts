/** What is built again after an edit: before and after, side by side. */
import type { Rebuild, Rebuilds } from '../engine/rebuilds.js';

type Ran = Rebuild['ran'][number];

/** One edit, or none, in both. */
export interface RebuildPair {
  readonly before: Rebuild;
  readonly after: Rebuild;
}

/** Those that are worth a word: the edits, and what runs again although nothing has changed. */
export function pairsOf({ before, after }: Rebuilds): readonly RebuildPair[] {
  const none: RebuildPair = { before: before.unchanged, after: after.unchanged };
  const edits = before.edits.flatMap((one, at) => {
    const other = after.edits[at];
    return other === undefined ? [] : [{ before: one, after: other }];
  });
  const isIdle = none.before.ran.length === 0 && none.after.ran.length === 0;
  return isIdle ? edits : [none, ...edits];
}

/** `after an edit of src/app.js: 5 of 7 steps run again, 12.3 s → 2 of 8 steps, 1.1 s` */
export function pairText({ before, after }: RebuildPair): string {
  const what = before.edit === null ? 'without an edit' : `after an edit of ${before.edit}`;
  const of = ({ ran, steps }: Rebuild): string => `${String(ran.length)} of ${String(steps)} steps`;
  const time = ({ seconds }: Rebuild): string => `${seconds.toFixed(1)} s`;
  return `${what}: ${of(before)} run again, ${time(before)} → ${of(after)}, ${time(after)}`;
}

/** Said where a build without layers of former builds is not a build without anything. */
export const MOUNTS_STAY = 'cold builds take no layers from former ones; cache mounts keep what is in them';

/** Longer instructions are cut. */
const WIDEST = 40;

/** A line for each step, those of both in columns. */
export function pairTable({ before, after }: RebuildPair): readonly string[] {
  const left = before.ran.map(stepText);
  const right = after.ran.map(stepText);
  const width = Math.max(...[...left, 'before'].map(({ length }) => length)) + 3;
  const rows = Array.from({ length: Math.max(left.length, right.length) }, (_, at) => [
    left[at] ?? '',
    right[at] ?? '',
  ]);
  return [['before', 'after'], ...rows].map(([one = '', other = '']) =>
    `${one.padEnd(width)}${other}`.trimEnd(),
  );
}

function stepText({ line, text, seconds }: Ran): string {
  const flat = text.replace(/\s+/g, ' ');
  const short = flat.length > WIDEST ? `${flat.slice(0, WIDEST - 1)}…` : flat;
  const number = line === null ? '' : String(line);
  return `${number.padStart(3)}: ${short.padEnd(WIDEST)}${`${seconds.toFixed(1)} s`.padStart(8)}`;
}
