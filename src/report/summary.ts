/** What happened to a file, in a few lines for people. */
import type { SquashResult, StageLayers } from '../result.js';
import type { Paint } from './paint.js';

/** Ends without a line end. */
export function summaryOf(result: SquashResult, paint: Paint): string {
  const { file, layers, leftAlone, changed } = result;
  if (leftAlone !== null) return `${paint('bold', file)}: left alone: ${leftAlone}`;
  const shipped = layers.filter((stage) => stage.shipped);
  const [before, after] = [
    sum(shipped.map((stage) => stage.before)),
    sum(shipped.map((stage) => stage.after)),
  ];
  const head = changed
    ? `${String(before)} → ${String(after)} layers`
    : `nothing to change, ${String(before)} layers`;
  const lines = [`${paint('bold', file)}: ${changed ? paint('green', head) : head}`];
  if (layers.length > 1)
    lines.push(...layers.map((stage) => `  stage ${stage.stage}: ${stageText(stage, result)}`));
  lines.push(...countsOf(result));
  return lines.join('\n');
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

function stageText({ before, after, shipped }: StageLayers, { mode }: SquashResult): string {
  const numbers =
    before === after ? `${String(before)} layers` : `${String(before)} → ${String(after)} layers`;
  return shipped || mode === 'dev' ? numbers : `${numbers}, kept: it is not part of the image`;
}

function countsOf({ applied, refused, withheld }: SquashResult): readonly string[] {
  const lines: string[] = [];
  if (applied.length > 0) lines.push(`  applied: ${tally(applied.map(({ transform }) => transform))}`);
  if (withheld.length > 0)
    lines.push(`  withheld: ${tally(withheld.map(({ transform, why }) => `${transform} (${why})`))}`);
  if (refused.length > 0)
    lines.push(`  refused: ${tally(refused.map(({ transform, reason }) => `${transform} (${reason})`))}`);
  return lines;
}

/** `merge-runs, fold-workdirs ×2`, most frequent first. */
function tally(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .sort(([a, m], [b, n]) => n - m || a.localeCompare(b))
    .map(([name, count]) => (count === 1 ? name : `${name} ×${String(count)}`))
    .join(', ');
}

/** One line about many files. */
export function totalOf(results: readonly SquashResult[], failed: number): string {
  const changed = results.filter((result) => result.changed);
  const layers = (side: 'before' | 'after'): number =>
    sum(
      results.flatMap((result) => result.layers.filter(({ shipped }) => shipped).map((stage) => stage[side])),
    );
  const parts = [`${String(results.length + failed)} files`, `${String(changed.length)} to change`];
  if (failed > 0) parts.push(`${String(failed)} with errors`);
  return `${parts.join(', ')}: ${String(layers('before'))} → ${String(layers('after'))} layers`;
}
