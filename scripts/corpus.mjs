/**
 * Runs the laws of `squash` over a folder of Dockerfiles and counts what happened.
 *
 *   node scripts/corpus.mjs FOLDER [--mode release|dev] [--level exact|prune|reshape] [--only a,b]
 *                           [--pairs FOLDER] [--sample N] [--seed N] [--diffs] [--quiet]
 *
 * --pairs writes before/after files and PAIRS.tsv for a judge; --diffs prints the diffs of the
 * sample; --quiet leaves out the tallies.
 * Exit code 1 when a law is broken.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { applyPatch } from 'diff';
import { DockerfileError, squash } from '../dist/src/index.js';
import { sampleOf } from './sample.mjs';

// The reader may have gone (`| head`).
process.stdout.on('error', () => process.exit());

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    mode: { type: 'string', default: 'release' },
    level: { type: 'string', default: 'prune' },
    only: { type: 'string' },
    pairs: { type: 'string' },
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    diffs: { type: 'boolean', default: false },
    quiet: { type: 'boolean', default: false },
  },
});
const [folder] = positionals;
if (folder === undefined) throw new Error('usage: node scripts/corpus.mjs FOLDER');

const all = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /Dockerfile$/.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name))
  .sort();
const files =
  values.sample === undefined ? all : sampleOf(all, Number(values.seed)).slice(0, Number(values.sample));
const options = {
  mode: values.mode,
  level: values.level,
  ...(values.only === undefined ? {} : { only: values.only.split(',') }),
};
const counts = { read: 0, invalid: 0, leftAlone: 0, changed: 0, layersBefore: 0, layersAfter: 0, broken: 0 };
const tallies = { applied: new Map(), refused: new Map(), withheld: new Map(), leftAlone: new Map() };
const pairs = [];

for (const path of files) judge(path);
report();

function judge(path) {
  const bytes = readFileSync(path);
  const utf8 = bytes.toString('utf8');
  const encoding = Buffer.from(utf8, 'utf8').equals(bytes) ? 'utf8' : 'latin1';
  const text = bytes.toString(encoding);
  let result;
  try {
    result = squash(text, options);
  } catch (error) {
    if (error instanceof DockerfileError) counts.invalid += 1;
    else broken(path, `throws: ${error.stack}`);
    return;
  }
  counts.read += 1;
  tally(result);
  checkLaws(path, text, result);
  if (!result.changed) return;
  counts.changed += 1;
  if (values.diffs) process.stdout.write(`#### ${relative(folder, path)}\n${result.diff}\n`);
  if (values.pairs !== undefined) writePair(path, text, result.output, encoding);
}

function tally(result) {
  const add = (map, key) => map.set(key, (map.get(key) ?? 0) + 1);
  for (const { transform } of result.applied) add(tallies.applied, transform);
  for (const { transform, reason } of result.refused) add(tallies.refused, `${transform} ${reason}`);
  for (const { transform, why, difference } of result.withheld)
    add(tallies.withheld, `${transform} ${why} ${difference ?? ''}`);
  if (result.leftAlone !== null) {
    counts.leftAlone += 1;
    add(tallies.leftAlone, result.leftAlone);
  }
  for (const { shipped, before, after } of result.layers) {
    if (!shipped) continue;
    counts.layersBefore += before;
    counts.layersAfter += after;
  }
}

function checkLaws(path, text, result) {
  for (const { why, difference } of result.withheld)
    if (why === 'unproven') broken(path, `unproven: ${difference}`);
  if (!result.changed) {
    if (result.output !== text || result.diff !== '') broken(path, 'unchanged, but the output differs');
    return;
  }
  if (result.applied.length === 0) broken(path, 'changed without a rewrite');
  try {
    const again = squash(result.output, options);
    if (again.changed) broken(path, `a second run changes it again:\n${again.diff}`);
  } catch (error) {
    broken(path, `the output is not read again: ${error.message}`);
  }
  if (applyPatch(text, result.diff, { autoConvertLineEndings: false }) !== result.output)
    broken(path, 'the diff applied to the input is not the output');
  const comments = (source) =>
    source
      .split('\n')
      .filter((line) => /^\s*#/.test(line))
      .map((line) => line.trim())
      .sort();
  if (comments(text).join('\n') !== comments(result.output).join('\n')) broken(path, 'comment lines differ');
}

function broken(path, what) {
  counts.broken += 1;
  process.stdout.write(`BROKEN ${relative(folder, path)}: ${what}\n`);
}

function writePair(path, before, after, encoding) {
  const id = relative(folder, path).replaceAll('/', '_');
  mkdirSync(values.pairs, { recursive: true });
  const names = ['before', 'after'].map((side) => join(values.pairs, `${id}.${side}`));
  writeFileSync(names[0], before, encoding);
  writeFileSync(names[1], after, encoding);
  pairs.push([id, ...names].join('\t'));
}

function report() {
  if (values.pairs !== undefined) writeFileSync(join(values.pairs, 'PAIRS.tsv'), `${pairs.join('\n')}\n`);
  process.stdout.write(`${JSON.stringify(counts)}\n`);
  if (!values.quiet) printTallies();
  process.exitCode = counts.broken > 0 ? 1 : 0;
}

function printTallies() {
  for (const [name, map] of Object.entries(tallies)) {
    for (const [key, count] of [...map].sort((a, b) => b[1] - a[1]))
      process.stdout.write(`${name} ${count} ${key}\n`);
  }
}
