/**
 * Holds the laws of `squash` against a folder of Dockerfiles and counts what happened.
 *
 *   node scripts/corpus.mjs FOLDER [--mode release|dev] [--level exact|prune|reshape] [--caches clean|mount|keep] [--only a,b]
 *                           [--with a,b] [--context] [--sample N] [--seed N] [--diffs] [--quiet]
 *
 * --context assumes a build context as a checkout has it (scripts/dockerfiles.mjs). --diffs prints the diffs of the sample; --quiet leaves out the tallies.
 * Exit code 1 when a law is broken.
 */
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { assumedContext, dockerfilesIn, shuffled } from './dockerfiles.mjs';
import { holdLaws } from './laws.mjs';

// The reader may have gone (`| head`).
process.stdout.on('error', () => process.exit());

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    mode: { type: 'string', default: 'release' },
    caches: { type: 'string' },
    level: { type: 'string', default: 'prune' },
    only: { type: 'string' },
    with: { type: 'string' },
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    diffs: { type: 'boolean', default: false },
    context: { type: 'boolean', default: false },
    quiet: { type: 'boolean', default: false },
  },
});
const [folder] = positionals;
if (folder === undefined) throw new Error('usage: node scripts/corpus.mjs FOLDER');

const { mode, level, caches, context, only, with: added, sample, seed, diffs, quiet } = values;
const all = dockerfilesIn(folder);
const files = sample === undefined ? all : shuffled(all, Number(seed)).slice(0, Number(sample));
const options = {
  mode,
  level,
  ...(caches === undefined ? {} : { caches }),
  ...(context ? { context: assumedContext } : {}),
  ...(only === undefined ? {} : { only: only.split(',') }),
  ...(added === undefined ? {} : { with: added.split(',') }),
};
const { counts, tallies, broken } = holdLaws(files, options, (path, { diff }) => {
  if (diffs) process.stdout.write(`#### ${relative(folder, path)}\n${diff}\n`);
});
for (const what of broken) process.stdout.write(`BROKEN ${what}\n`);
process.stdout.write(`${JSON.stringify(counts)}\n`);
if (!quiet) {
  for (const [name, map] of Object.entries(tallies)) {
    for (const [key, count] of [...map].sort((a, b) => b[1] - a[1]))
      process.stdout.write(`${name} ${count} ${key}\n`);
  }
}
process.exitCode = broken.length > 0 ? 1 : 0;
