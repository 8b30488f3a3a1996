/**
 * Compares what `verify` has found with what another program finds in the same images.
 *
 *   node scripts/agree.mjs REPORT.jsonl JUDGE
 *
 * REPORT is what the real builds write (BUILDS_REPORT); JUDGE takes `--json --ignore-volatile --ignore PATH docker:A
 * docker:B`, exits with 0 for the same images, and prints the numbers of both. Exit code 1 when they differ.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const [report, judge] = process.argv.slice(2);
if (report === undefined || judge === undefined)
  throw new Error('usage: node scripts/agree.mjs REPORT JUDGE');

const ask = (...args) => {
  const { status, stdout, stderr } = spawnSync(judge, ['--json', ...args], {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (status === null || status > 1) throw new Error(`${judge}: ${stderr}`);
  return { status, answer: JSON.parse(stdout) };
};

let bad = 0;
let count = 0;
for (const line of readFileSync(report, 'utf8').split('\n')) {
  if (line === '') continue;
  count += 1;
  judgePair(JSON.parse(line));
}
process.stdout.write(`${count} pairs, ${bad} disagreements\n`);
process.exitCode = bad > 0 || count === 0 ? 1 : 0;

function judgePair({ name, kept, before, after, verdict }) {
  const images = ['before', 'after'].map(
    (side) => `docker:${kept.find((image) => image.endsWith(`-${side}`))}`,
  );
  // What no two builds write alike is ours to tell; the judge is asked about the rest.
  const noise = verdict.noise.flatMap(({ path }) => ['--ignore', path]);
  const { status, answer } = ask('--ignore-volatile', ...noise, ...images);
  const isSame = verdict.broken.length === 0 && verdict.allowed.length === 0;
  if (isSame !== (status === 0)) tell(name, `the same: ${isSame}, by the judge: ${status === 0}`);
  compareNumbers(`${name}, before`, before.profile, answer.before);
  compareNumbers(`${name}, after`, after.profile, answer.after);
}

function compareNumbers(name, { layers, size, wasted }, totals) {
  const theirs = [totals.layers, totals.tar_bytes, totals.content_bytes - totals.rootfs_bytes].join(' ');
  const ours = [layers, size, wasted].join(' ');
  if (ours !== theirs) tell(name, `layers, size, wasted ${ours}, by the judge: ${theirs}`);
}

function tell(name, what) {
  bad += 1;
  process.stdout.write(`DISAGREE ${name}: ${what}\n`);
}
