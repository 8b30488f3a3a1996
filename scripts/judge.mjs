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
  const list = join(scratch, `${mode}.tsv`);
  const out = join(scratch, `${mode}.jsonl`);
  writeFileSync(list, pairs.map((pair) => `${pair.join('\t')}\n`).join(''));
  // A conversion to `set -e` shows as another option in force; the injected faults check its effect.
  const options = ['--jobs', '2', '--faults', values.faults, '--allow', 'shell-option', '--out', out];
  spawnSync(simulator, ['batch', list, ...options], { stdio: ['ignore', 'ignore', 'inherit'] });
  count(mode, out);
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

function count(mode, out) {
  const verdicts = {};
  for (const line of readFileSync(out, 'utf8').split('\n')) {
    if (line === '') continue;
    const { id, verdict, fatal, details } = JSON.parse(line);
    verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
    if (verdict !== 'different') continue;
    process.exitCode = 1;
    process.stdout.write(
      `DIFFERENT ${mode} ${id}: ${fatal.join(', ')}\n  ${details.slice(0, 5).join('\n  ')}\n`,
    );
  }
  process.stdout.write(`${mode} ${JSON.stringify(verdicts)}\n`);
  if (Object.keys(verdicts).length === 0) process.exitCode = 1;
}
