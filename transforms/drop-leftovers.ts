import {
  defineTransform,
  settingsIn,
  type Dockerfile,
  type Finding,
  type Instruction,
  type Rewrite,
} from '../src/transform.js';
import { addBehind, unfitBehind } from './cleaning/edits.js';
import { NO_PLACE } from './cleaning/refusals.js';
import { shippedRuns } from './cleaning/stages.js';
import { readBody, refusalAt, type Body, type Unfit } from './joining/body.js';
import { deedsIn } from './leftovers/deeds.js';
import { removalOf, type Removal } from './leftovers/removal.js';

export const dropLeftovers = defineTransform({
  name: 'drop-leftovers',
  summary:
    'Remove what a RUN has fetched or made for itself alone: archives, signatures, installers, temporary folders.',
  why:
    'An archive that has been unpacked, a package that has been installed, a signature that has been checked and a folder in ' +
    '/tmp that something was built in are shipped with the image unless the same RUN removes them. A later RUN cannot.',
  level: 'reshape',
  refusals: {
    ...NO_PLACE,
    list: 'a failure in the middle of the RUN does not stop it, so what is there then is not known',
    named: 'it is named elsewhere in the file',
    used: 'something else is done with it than to unpack, install, check or copy out of it',
    around: 'a later command is given the whole folder that it is in',
    unreadable: 'a later command cannot be read',
    word: 'it cannot be named where it is used last',
  },
  *find(file, options) {
    if (options.mode !== 'release') return;
    for (const run of shippedRuns(file, options)) yield* leftoversOf(file, run);
  },
});

const MAY_LEAVE = /\b(?:wget|curl|mktemp)\b|\/tmp\b/;

/** Worth a word where the text cannot be read. */
const UNPACKS = /\b(?:wget|curl)\b[^]*\b(?:tar|unzip|dpkg|rpm)\b/;

function* leftoversOf(file: Dockerfile, run: Instruction): Iterable<Finding> {
  const text = file.text.slice(run.span.start, run.span.end);
  if (!MAY_LEAVE.test(text)) return;
  const body = readBody(run);
  if ('reason' in body) {
    if (UNPACKS.test(text) && !/\brm\b/.test(text)) yield refusalAt(run, body);
    return;
  }
  const deeds = deedsIn(body, run.state.workdir);
  const settings = settingsIn(file);
  const found: Removal[] = [];
  for (const made of deeds.flatMap(({ makes }) => makes)) {
    const removal = removalOf({ file, run, deeds, settings }, made);
    if (removal === null) continue;
    const unfit = 'reason' in removal ? removal : unfitFor(body, removal);
    if (unfit !== null) yield refusalAt(run, { detail: made.place.name, ...unfit });
    else if (!('reason' in removal)) found.push(removal);
  }
  const removals = found
    .filter(isFirst)
    .filter((one) => !found.some((other) => other !== one && holds(other, one)));
  if (removals.length === 0) return;
  yield rewriteOf(file, body, removals);
}

function rewriteOf(file: Dockerfile, body: Body, removals: readonly Removal[]): Rewrite {
  const names = removals.map(({ made }) => made.place.name).join(', ');
  const steps = [...new Set(removals.map(({ step }) => step))];
  return {
    kind: 'rewrite',
    at: body.instruction.span,
    edits: steps.flatMap((step) =>
      addBehind(file, body, step, commandsOf(removals.filter((one) => one.step === step)), true),
    ),
    relies: [
      `nothing else in the file names ${names}`,
      'programs that the file does not know by a name do not look for what is left of an archive or a temporary folder',
    ],
    because: `the RUN has no more use for ${names}`,
    level: 'reshape',
  };
}

function unfitFor(body: Body, { step }: Removal): Unfit | null {
  return unfitBehind(body, step) ?? (body.form === 'list' ? { reason: 'list' } : null);
}

/** Whether a file goes with the folder that it is in. */
const holds = ({ made: folder }: Removal, { made: { place } }: Removal): boolean =>
  folder.isFolder && place.path.startsWith(`${folder.place.path}/`);

/** What is made in a folder that is there already is not made anew. */
const isFirst = ({ made }: Removal, at: number, all: readonly Removal[]): boolean =>
  all.findIndex((other) => other.made.place.path === made.place.path) === at;

/** Files of one step in one command. */
function commandsOf(removals: readonly Removal[]): readonly string[] {
  const words = (isFolder: boolean): string =>
    removals.flatMap((one) => (one.made.isFolder === isFolder ? [` ${one.word}`] : [])).join('');
  return [`rm -f${words(false)}`, `rm -rf${words(true)}`].filter((command) => !/^rm -r?f$/.test(command));
}
