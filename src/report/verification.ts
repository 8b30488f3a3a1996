/** What came of building both, for people, for pull requests and for programs. */
import type { Rebuilds } from '../engine/rebuilds.js';
import type { BuiltSide, Smoke, Verification } from '../engine/verify.js';
import type { ImageDifference } from '../image/compare.js';
import type { Verdict } from '../image/promise.js';
import type { Profile } from '../image/waste.js';
import type { Level } from '../transform.js';
import type { Paint } from './paint.js';
import { MOUNTS_STAY, pairsOf, pairTable, pairText } from './rebuilds.js';

/** Two images side by side; without `seconds` where nothing was built. */
export interface Comparison {
  /** What is compared: a file, or two images. */
  readonly title: string;
  readonly level: Level;
  readonly before: Pick<BuiltSide, 'profile'> & { readonly seconds?: number };
  readonly after: Pick<BuiltSide, 'profile'> & { readonly seconds?: number };
  readonly verdict: Verdict;
  readonly smoke: Smoke | null;
  readonly rebuilds: Rebuilds | null;
  readonly kept: readonly string[];
}

export const comparisonOf = (title: string, verification: Verification): Comparison => ({
  title: `${title}, built by ${verification.engine}`,
  ...verification,
});

/** Differences beyond these are only counted. */
const MOST_SHOWN = 40;

type Row = readonly [name: string, before: string, after: string];

function rowsOf({ before, after, rebuilds }: Comparison): readonly Row[] {
  const row = (name: string, read: (profile: Profile) => string): Row => [
    name,
    read(before.profile),
    read(after.profile),
  ];
  const rows = [
    row('layers', ({ layers }) => String(layers)),
    row('size', ({ size }) => bytesText(size)),
    row('wasted', ({ wasted }) => bytesText(wasted)),
    row('efficiency', ({ efficiency }) => `${(100 * efficiency).toFixed(1)} %`),
  ];
  const times = (name: string, one: Timed, other: Timed): Row => [name, secondsText(one), secondsText(other)];
  if (rebuilds) {
    rows.push(times('cold build', before, after));
    rows.push(times('unchanged', rebuilds.before.unchanged, rebuilds.after.unchanged));
  } else if (before.seconds !== undefined) rows.push(times('build', before, after));
  return rows;
}

interface Timed {
  readonly seconds?: number;
}

const secondsText = ({ seconds }: Timed): string => (seconds === undefined ? '' : `${seconds.toFixed(1)} s`);

/** `1.5 MB`; units of a thousand, as registries count. */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  for (; value >= 999.5 && unit < units.length - 1; unit += 1) value /= 1000;
  return `${unit === 0 ? String(value) : value.toFixed(value < 10 ? 2 : 1)} ${units[unit] ?? ''}`;
}

/** A table, each difference, the verdict. */
export function verificationText(comparison: Comparison, paint: Paint): string {
  const { title, verdict, smoke, rebuilds, kept } = comparison;
  const rows: readonly Row[] = [['', 'before', 'after'], ...rowsOf(comparison)];
  const width = Math.max(...rows.flatMap(([, ...cells]) => cells.map((cell) => cell.length))) + 3;
  const lines = [
    paint('bold', title),
    ...rows.map(
      ([name, ...cells]) => `  ${name.padEnd(12)}${cells.map((cell) => cell.padStart(width)).join('')}`,
    ),
  ];
  const groups: readonly [readonly ImageDifference[], 'red' | 'yellow'][] = [
    [verdict.broken, 'red'],
    [verdict.allowed, 'yellow'],
  ];
  for (const [differences, colour] of groups) {
    lines.push(...differences.slice(0, MOST_SHOWN).map((one) => `  ${paint(colour, differenceText(one))}`));
    if (differences.length > MOST_SHOWN)
      lines.push(`  … and ${String(differences.length - MOST_SHOWN)} more`);
  }
  if (smoke) lines.push(...smokeLines(smoke).map((line) => `  ${line}`));
  if (rebuilds) lines.push(...rebuildLines(rebuilds, paint));
  if (kept.length > 0) lines.push(`  kept: ${kept.join(', ')}`);
  lines.push(paint(isGood(comparison) ? 'green' : 'red', verdictText(comparison)));
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}

function rebuildLines(rebuilds: Rebuilds, paint: Paint): readonly string[] {
  return [
    ...pairsOf(rebuilds).flatMap((pair) => [
      `  ${paint('bold', pairText(pair))}`,
      ...pairTable(pair).map((line) => `    ${line}`),
    ]),
    ...(rebuilds.mounts ? [`  ${paint('dim', MOUNTS_STAY)}`] : []),
  ];
}

function differenceText({ path, kind, before, after }: ImageDifference): string {
  if (kind === 'missing') return `${path}: missing (${before ?? ''})`;
  if (kind === 'added') return `${path}: added (${after ?? ''})`;
  if (kind === 'content') return `${path}: content`;
  return `${path}: ${kind === 'config' ? 'configuration' : kind} ${before ?? 'none'} → ${after ?? 'none'}`;
}

function smokeLines({ same, before, after }: Smoke): readonly string[] {
  if (same) return [`smoke test: the same output, exit code ${String(before.status)}`];
  return [
    `smoke test: exit code ${String(before.status)} → ${String(after.status)}`,
    ...[before, after].map(
      (side, index) => `${index === 0 ? 'before' : 'after'}: ${side.output.trim().slice(0, 2000)}`,
    ),
  ];
}

/** Whether the promise is kept, and the smoke test has found nothing. */
export const isGood = ({ verdict, smoke }: Comparison): boolean => verdict.good && smoke?.same !== false;

/** One line. */
export function verdictText({ verdict: { broken, allowed, noise }, level, smoke }: Comparison): string {
  const ignored = noise.length === 0 ? '' : `; ${count(noise.length, 'path')} that no two builds write alike`;
  if (broken.length > 0)
    return `broken: ${count(broken.length, 'difference')} that ${level} does not allow${ignored}`;
  if (smoke?.same === false) return 'broken: the smoke test tells them apart';
  if (allowed.length === 0) return `good: the same files and the same configuration${ignored}`;
  const what =
    level === 'prune'
      ? `without ${count(allowed.length, 'path')} of caches, indexes, logs or documentation`
      : `${count(allowed.length, 'difference')}, to be tested`;
  return `good: ${what}${ignored}`;
}

const count = (number: number, what: string): string => `${String(number)} ${what}${number === 1 ? '' : 's'}`;

/** For a comment on a pull request. */
export function verificationMarkdown(comparison: Comparison): string {
  const { title, verdict, smoke, rebuilds } = comparison;
  const cells = rowsOf(comparison).map((row) => `| ${row.join(' | ')} |`);
  const differences = [...verdict.broken, ...verdict.allowed];
  const parts = [
    `**${isGood(comparison) ? '✅' : '❌'} ${title}**: ${verdictText(comparison)}`,
    ['|  | before | after |', '| --- | ---: | ---: |', ...cells].join('\n'),
  ];
  if (smoke) parts.push(smokeLines(smoke).slice(0, 1).join('\n'));
  for (const pair of rebuilds ? pairsOf(rebuilds) : [])
    parts.push(
      `<details><summary>${pairText(pair)}</summary>\n\n\`\`\`text\n${pairTable(pair).join('\n')}\n\`\`\`\n\n</details>`,
    );
  if (rebuilds?.mounts === true) parts.push(MOUNTS_STAY);
  if (differences.length > 0) {
    const shown = differences
      .slice(0, MOST_SHOWN)
      .map((one) => `- \`${differenceText(one).replaceAll('`', "'")}\``);
    if (differences.length > MOST_SHOWN)
      shown.push(`- … and ${String(differences.length - MOST_SHOWN)} more`);
    parts.push(
      `<details><summary>${count(differences.length, 'difference')}</summary>\n\n${shown.join('\n')}\n\n</details>`,
    );
  }
  return `${parts.join('\n\n')}\n`;
}

export function verificationJson(comparison: Comparison): string {
  return `${JSON.stringify({ good: isGood(comparison), summary: verdictText(comparison), ...comparison }, null, 2)}\n`;
}
