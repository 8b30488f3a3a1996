/**
 * A simulator of builds as a judge. It takes `batch PAIRS.tsv --out FILE` with lines of id, before and after, and
 * answers with JSON lines {id, verdict, fatal, details}.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { DockerfileError, squash } from '../dist/src/index.js';
import { readText } from './dockerfiles.mjs';

/** Jobs in the background race with what follows; a difference has to show each time. */
const ATTEMPTS = 3;

/** Gives a folder to the work, and takes it away again. */
export function inScratch(work) {
  const scratch = mkdtempSync(join(tmpdir(), 'simulate-'));
  try {
    return work(scratch);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** Pairs in which a copied file goes to where it was moved: the call of `mv` is gone, and the files have to be the same. */
const unmoved = new Set();

/** Whether all that differs are such calls. */
export const isMoveAlone = ({ id, fatal, details }) =>
  unmoved.has(id) &&
  fatal.every((one) => one === 'missing-command') &&
  details.every((one) => !one.startsWith('missing-command') || /^missing-command: mv /.test(one));

/** A pair for the simulator where something changes; none otherwise. */
export function pairsOf(path, mode, scratch) {
  const { text, encoding } = readText(path);
  try {
    const { changed, output, applied } = squash(text, { mode });
    if (!changed) return [];
    const id = relative('.', path).replaceAll('/', '_').replaceAll('..', '');
    if (applied.some(({ transform }) => transform === 'drop-touched-twice')) unmoved.add(id);
    const after = join(scratch, `${mode}-${id}`);
    writeFileSync(after, output, encoding);
    return [[id, path, after]];
  } catch (error) {
    if (error instanceof DockerfileError) return [];
    throw error;
  }
}

/** The verdict on each pair, with failing commands injected. */
export function simulate(simulator, pairs, faults, scratch) {
  const verdicts = new Map();
  for (let attempt = 0, rest = pairs; rest.length > 0 && attempt < ATTEMPTS; attempt += 1) {
    for (const verdict of ask(simulator, rest, faults, scratch)) verdicts.set(verdict.id, verdict);
    rest = pairs.filter(([id]) => verdicts.get(id)?.verdict === 'different');
  }
  return [...verdicts.values()];
}

function ask(simulator, pairs, faults, scratch) {
  const list = join(scratch, 'pairs.tsv');
  const out = join(scratch, 'verdicts.jsonl');
  writeFileSync(list, pairs.map((pair) => `${pair.join('\t')}\n`).join(''));
  rmSync(out, { force: true });
  // A conversion to `set -e` shows as another option in force; the injected faults check its effect.
  const options = ['--jobs', '2', '--faults', String(faults), '--allow', 'shell-option', '--out', out];
  const { status } = spawnSync(simulator, ['batch', list, ...options], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status === null) throw new Error(`${simulator} cannot be run`);
  return readFileSync(out, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
