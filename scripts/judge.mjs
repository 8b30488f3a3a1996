/**
 * Lets a simulator of builds compare our rewrites in both modes: of N random Dockerfiles that change, and of all
 * fixtures and examples, or as many random ones as `--fixtures` says.
 *
 *   npm run judge -- N [--fixtures N] [--simulator PROGRAM] [--folder FOLDER] [--seed N] [--faults N]
 *
 * The simulator (scripts/simulate.mjs says what it has to understand) and the folder of Dockerfiles may also be given
 * as SIMULATOR and DOCKERFILES in the environment. Exit code 1 when a pair is different.
 */
import { parseArgs } from 'node:util';
import { dockerfilesIn, shuffled } from './dockerfiles.mjs';
import { inScratch, isMoveAlone, pairsOf, simulate } from './simulate.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    simulator: { type: 'string', default: process.env.SIMULATOR },
    folder: { type: 'string', default: process.env.DOCKERFILES },
    seed: { type: 'string', default: String(Date.now() % 100_000) },
    faults: { type: 'string', default: '4' },
    fixtures: { type: 'string', default: 'Infinity' },
  },
});
/** Share of pairs. */
const MOST_UNDECIDED = 0.05;
const { simulator, folder, seed, faults } = values;
const wanted = Number(positionals[0]);
if (simulator === undefined || folder === undefined || !Number.isInteger(wanted))
  throw new Error('usage: npm run judge -- N --simulator PROGRAM --folder FOLDER');
process.stdout.write(`seed ${seed}\n`);
for (const mode of ['release', 'dev']) inScratch((scratch) => judge(mode, scratch));

function judge(mode, scratch) {
  const own = ['__tests__/fixtures', 'examples']
    .flatMap(dockerfilesIn)
    .filter((path) => !path.endsWith('after.Dockerfile'));
  const pairs = shuffled(own, Number(seed))
    .slice(0, Number(values.fixtures))
    .flatMap((path) => pairsOf(path, mode, scratch));
  const enough = pairs.length + wanted;
  for (const path of shuffled(dockerfilesIn(folder), Number(seed))) {
    if (pairs.length >= enough) break;
    pairs.push(...pairsOf(path, mode, scratch));
  }
  const verdicts = simulate(simulator, pairs, faults, scratch);
  if (verdicts.length < pairs.length) throw new Error(`${verdicts.length} verdicts on ${pairs.length} pairs`);
  report(mode, verdicts);
}

function report(mode, verdicts) {
  const counts = {};
  for (const one of verdicts) {
    const { id, fatal, details } = one;
    const verdict = one.verdict === 'different' && isMoveAlone(one) ? 'moved' : one.verdict;
    counts[verdict] = (counts[verdict] ?? 0) + 1;
    if (verdict !== 'different') continue;
    process.exitCode = 1;
    process.stdout.write(
      `DIFFERENT ${mode} ${id}: ${fatal.join(', ')}\n  ${details.slice(0, 5).join('\n  ')}\n`,
    );
  }
  process.stdout.write(`${mode} ${JSON.stringify(counts)}\n`);
  const { undecided = 0, invalid = 0 } = counts;
  if (undecided + invalid <= verdicts.length * MOST_UNDECIDED) return;
  process.exitCode = 1;
  process.stdout.write(`${mode}: the simulator decides too little to be a judge\n`);
}
