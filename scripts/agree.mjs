/**
 * Compares what `verify` has found with what another program finds in the same images.
 *
 *   node scripts/agree.mjs REPORT.jsonl JUDGE
 *
 * REPORT is what the real builds write (BUILDS_REPORT); JUDGE takes `--json --ignore-volatile --ignore PATH docker:A
 * docker:B` and exits with 0 for the same images, and `--json --list docker:A` for an image's numbers. Exit code 1 when they differ.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const [report, judge] = process.argv.slice(2);
if (report === undefined || judge === undefined)
  throw new Error('usage: node scripts/agree.mjs REPORT JUDGE');

const ask = (...args) => {
  const { status, stdout, stderr } = spawnSync(judge, ['--json', ...args], { encoding: 'utf8' });
  if (status === null || status > 1) throw new Error(`${judge}: ${stderr}`);
  return { status, answer: JSON.parse(stdout) };
};

let bad = 0;
let count = 0;
for (const line of readFileSync(report, 'utf8').split('\n')) {
  if (line === '') continue;
  const { name, kept, before, after, verdict } = JSON.parse(line);
  count += 1;
  const [one, other] = ['before', 'after'].map(
    (side) => `docker:${kept.find((image) => image.endsWith(`-${side}`))}`,
  );
  const isSame = verdict.broken.length === 0 && verdict.allowed.length === 0;
  // What no two builds write alike is ours to tell; the judge is asked about the rest.
  const noise = verdict.noise.flatMap(({ path }) => ['--ignore', path]);
  const { status } = ask('--ignore-volatile', ...noise, one, other);
  if (isSame !== (status === 0)) tell(name, `the same: ${isSame}, by the judge: ${status === 0}`);
  for (const [image, { profile }] of [
    [one, before],
    [other, after],
  ])
    compareNumbers(name, image, profile);
}
process.stdout.write(`${count} pairs, ${bad} disagreements\n`);
process.exitCode = bad > 0 || count === 0 ? 1 : 0;

function compareNumbers(name, image, { layers, size, wasted }) {
  const { totals } = ask('--list', image).answer;
  const theirs = [totals.layers, totals.tar_bytes, totals.content_bytes - totals.rootfs_bytes].join(' ');
  const ours = [layers, size, wasted].join(' ');
  if (ours !== theirs) tell(name, `${image}: layers, size, wasted ${ours}, by the judge: ${theirs}`);
}

function tell(name, what) {
  bad += 1;
  process.stdout.write(`DISAGREE ${name}: ${what}\n`);
}
