/**
 * Makes Dockerfiles of the instructions of all fixtures, and looks for rewrites that are not proven, for results that
 * change again, and for exceptions: what no fixture has shown.
 *
 *   npm run combine -- [--seconds N] [--seed N]
 *
 * Prints one short Dockerfile for each kind of fault; exit code 1 when there is one.
 */
import { parseArgs } from 'node:util';
import { DockerfileError, squash } from '../dist/src/index.js';
import { readDockerfile } from '../dist/src/read/read.js';
import { dockerfilesIn, readText } from './dockerfiles.mjs';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 100_000) },
  },
});
const MOST_INSTRUCTIONS = 6;
const RUNS = [
  { mode: 'release' },
  { mode: 'dev' },
  { mode: 'release', caches: 'mount' },
  { mode: 'release', level: 'reshape' },
];

const { bases, instructions } = material();
let state = Number(values.seed);
const random = (below) => {
  state = (state * 1103515245 + 12345) % 2147483648;
  return Math.floor((state / 2147483648) * below);
};
const oneOf = (items) => items[random(items.length)];
const faults = new Map();
const end = Date.now() + Number(values.seconds) * 1000;
let made = 0;
for (; Date.now() < end; made += 1) {
  const lines = Array.from({ length: 1 + random(MOST_INSTRUCTIONS) }, () => oneOf(instructions));
  const text = `${[oneOf(bases), ...lines].join('\n')}\n`;
  for (const options of RUNS)
    for (const fault of faultsOf(text, options)) {
      const shortest = faults.get(fault);
      if (shortest === undefined || text.length < shortest.length) faults.set(fault, text);
    }
}
for (const [fault, text] of faults) process.stdout.write(`# ${fault}\n${text}\n`);
process.stdout.write(`seed ${values.seed}: ${made} Dockerfiles, ${faults.size} kinds of faults\n`);
process.exitCode = faults.size === 0 ? 0 : 1;

/** What stands in fixtures that need no other stage. */
function material() {
  const found = { bases: new Set(), instructions: new Set() };
  for (const path of dockerfilesIn('__tests__/fixtures')) {
    if (!path.endsWith('before.Dockerfile')) continue;
    const file = readDockerfile(readText(path).text, { file: path });
    if (file.escape !== '\\') continue;
    for (const { keyword, stage, span } of file.instructions) {
      const text = file.text.slice(span.start, span.end);
      if (keyword === 'FROM' && !/\sAS\s|\$/i.test(text)) found.bases.add(text);
      if (keyword !== 'FROM' && stage !== null && !/from=/.test(text)) found.instructions.add(text);
    }
  }
  return { bases: [...found.bases], instructions: [...found.instructions] };
}

function faultsOf(text, options) {
  const name = JSON.stringify(options);
  try {
    const { output, withheld } = squash(text, options);
    const found = withheld
      .filter(({ why }) => why === 'unproven')
      .map(({ transform, difference }) => `${name} ${transform}: ${difference.replace(/"[^"]*"/g, '…')}`);
    if (squash(output, options).output !== output) found.push(`${name}: a second run changes more`);
    return found;
  } catch (error) {
    return error instanceof DockerfileError ? [] : [`${name}: ${error.message}`];
  }
}
