/**
 * How much of what real Dockerfiles run is known: the share of simple commands whose effects are bounded, weighted by how
 * often they occur, and the most frequent ones that are not.
 *
 *   npm run coverage:commands -- FOLDER [--most N] [--least SHARE]
 *
 * A command is bounded when a table knows it and what it changes is less than anything. Those whose shell cannot be read
 * are counted apart. Exit code 1 below the share, default 0.
 */
import { parseArgs } from 'node:util';
import { DockerfileError } from '../dist/src/errors.js';
import { callsOf } from '../dist/src/graph/instruction.js';
import { commandTables } from '../dist/src/read/commands/index.js';
import { both, nothing } from '../dist/src/read/effects.js';
import { readDockerfile } from '../dist/src/read/read.js';
import { dockerfilesIn, readText } from './dockerfiles.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { most: { type: 'string', default: '40' }, least: { type: 'string', default: '0' } },
});
const [folder] = positionals;
if (folder === undefined) throw new Error('usage: npm run coverage:commands -- FOLDER');

const counts = { commands: 0, bounded: 0, readable: 0, unreadRuns: 0 };
const unbounded = new Map();
for (const path of dockerfilesIn(folder)) {
  const file = read(readText(path).text);
  for (const run of file?.instructions ?? []) if (run.keyword === 'RUN') count(file, run);
}
const share = counts.bounded / counts.commands;
const percent = (part, whole) => `${((100 * part) / whole).toFixed(1)} %`;
const rows = Object.values(commandTables).flat();
process.stdout.write(
  [
    `${rows.flatMap(({ names }) => names).length} commands in ${rows.length} rows`,
    `${counts.commands} simple commands, ${percent(counts.bounded, counts.commands)} with bounded effects`,
    `  reads bounded as well: ${percent(counts.readable, counts.commands)}`,
    `  RUNs that no POSIX shell is known to read: ${counts.unreadRuns}`,
    'the most frequent that are not bounded:',
    ...[...unbounded]
      .sort((a, b) => b[1] - a[1])
      .slice(0, Number(values.most))
      .map(([name, times]) => `  ${String(times).padStart(6)} ${name}`),
    '',
  ].join('\n'),
);
process.exitCode = share < Number(values.least) ? 1 : 0;

function read(text) {
  try {
    return readDockerfile(text);
  } catch (error) {
    if (error instanceof DockerfileError) return null;
    throw error;
  }
}

/** A command in a loop is one command, whatever its variable holds. */
function count(file, run) {
  const effects = new Map();
  for (const call of callsOf(file, run))
    effects.set(call.command, both(effects.get(call.command) ?? nothing, call.effects));
  if (effects.size === 0) counts.unreadRuns += 1;
  for (const [{ words }, { reads, writes, unknown }] of effects) {
    counts.commands += 1;
    const bounded = unknown === null && writes !== 'anything';
    if (bounded) counts.bounded += 1;
    if (bounded && reads !== 'anything') counts.readable += 1;
    const name = words[0]?.value ?? words[0]?.text ?? '(assignment)';
    const why = unknown === null ? 'writes anything' : 'unknown';
    if (!bounded) unbounded.set(`${name} (${why})`, (unbounded.get(`${name} (${why})`) ?? 0) + 1);
  }
}
