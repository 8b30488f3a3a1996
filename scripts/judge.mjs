/**
 * Lets a simulator of builds compare our rewrites: a sample of a folder of Dockerfiles, all fixtures and examples.
 *
 *   node scripts/judge.mjs SIMULATOR FOLDER [--sample N] [--seed N] [--faults N]
 *
 * The simulator takes `batch PAIRS.tsv --out FILE` with lines of id, before and after, and answers with JSON lines
 * {id, verdict, fatal, details}. Exit code 1 when a pair is different.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { DockerfileError, squash } from '../dist/src/index.js';
import { sampleOf } from './sample.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: 'string', default: '400' },
    seed: { type: 'string', default: '1' },
    faults: { type: 'string', default: '4' },
  },
});
const ATTEMPTS = 3;
const [simulator, folder] = positionals;
if (simulator === undefined || folder === undefined)
  throw new Error('usage: node scripts/judge.mjs SIMULATOR FOLDER [--sample N]');

const scratch = mkdtempSync(join(tmpdir(), 'judge-'));
try {
  for (const mode of ['release', 'dev']) judge(mode);
} finally {
  rmSync(scratch, { recursive: true });
}

function judge(mode) {
  const own = ['__tests__/fixtures', 'examples'].flatMap((name) => dockerfilesIn(name));
  const pairs = own.flatMap((path) => pairOf(path, mode));
  const wanted = pairs.length + Number(values.sample);
  for (const path of sampleOf(dockerfilesIn(folder), Number(values.seed))) {
    if (pairs.length >= wanted) break;
    pairs.push(...pairOf(path, mode));
  }
  const verdicts = new Map();
  // Jobs in the background race with what follows; a difference has to show each time.
  for (let attempt = 0, rest = pairs; rest.length > 0 && attempt < ATTEMPTS; attempt += 1) {
    for (const verdict of ask(rest)) verdicts.set(verdict.id, verdict);
    rest = pairs.filter(([id]) => verdicts.get(id)?.verdict === 'different');
  }
  report(mode, [...verdicts.values()]);
}

function ask(pairs) {
  const list = join(scratch, 'pairs.tsv');
  const out = join(scratch, 'verdicts.jsonl');
  writeFileSync(list, pairs.map((pair) => `${pair.join('\t')}\n`).join(''));
  rmSync(out, { force: true });
  // A conversion to `set -e` shows as another option in force; the injected faults check its effect.
  const options = ['--jobs', '2', '--faults', values.faults, '--allow', 'shell-option', '--out', out];
  spawnSync(simulator, ['batch', list, ...options], { stdio: ['ignore', 'ignore', 'inherit'] });
  return readFileSync(out, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

function dockerfilesIn(path) {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /^(?!after\.).*Dockerfile$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** The paths of both sides where something changes; nothing otherwise. */
function pairOf(path, mode) {
  const bytes = readFileSync(path);
  const encoding = Buffer.from(bytes.toString('utf8'), 'utf8').equals(bytes) ? 'utf8' : 'latin1';
  try {
    const { changed, output } = squash(bytes.toString(encoding), { mode });
    if (!changed) return [];
    const id = relative('.', path).replaceAll('/', '_').replaceAll('..', '');
    const after = join(scratch, `${mode}-${id}`);
    writeFileSync(after, output, encoding);
    return [[id, path, after]];
  } catch (error) {
    if (error instanceof DockerfileError) return [];
    throw error;
  }
}

function report(mode, verdicts) {
  const counts = {};
  for (const { id, verdict, fatal, details } of verdicts) {
    counts[verdict] = (counts[verdict] ?? 0) + 1;
    if (verdict !== 'different') continue;
    process.exitCode = 1;
    process.stdout.write(
      `DIFFERENT ${mode} ${id}: ${fatal.join(', ')}\n  ${details.slice(0, 5).join('\n  ')}\n`,
    );
  }
  process.stdout.write(`${mode} ${JSON.stringify(counts)}\n`);
  if (verdicts.length === 0) process.exitCode = 1;
}
