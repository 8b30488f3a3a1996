/** Files that are copied to be read by one RUN, which removes them, are shown to it by a bind mount. */
import {
  bindText,
  defineTransform,
  settingsIn,
  type Dockerfile,
  type Finding,
  type Instruction,
  type Rewrite,
  type TransformOptions,
} from '../src/transform.js';
import { unfitFor } from './binding/builders.js';
import { editsFor } from './binding/edits.js';
import { loansIn, type Loan } from './binding/loans.js';
import { shippedRuns } from './cleaning/stages.js';
import { readBody, refusalAt } from './joining/body.js';

export const bindInsteadOfCopy = defineTransform({
  name: 'bind-instead-of-copy',
  summary: 'Show a RUN by a bind mount what is copied for it alone and removed by it.',
  why:
    'What a COPY brings is stored in its layer, whatever a later RUN removes. A RUN that only reads an archive, a package or a ' +
    'list of requirements can be shown it by `--mount=type=bind`, and it never becomes a part of the image.',
  level: 'reshape',
  refusals: {
    builder: 'this builder has no bind mounts, or they are not the same',
    syntax:
      'the frontend that the file asks for has no bind mounts yet, or leaves folders behind that it makes for them',
    source:
      'what is copied cannot be mounted: by its flags, a pattern, a variable, or as it may be a file or a folder',
    fetched:
      'ADD fetches it, by an address or to a place that has variables, may be a repository or is fetched twice; a RUN may ' +
      'fetch, use and remove it at once',
    numbers: 'a stage that fetches it would change what the number of a stage means',
    unpacked: 'ADD unpacks archives; a mount does not',
    twice: 'two COPYs write to the same place, or one is written twice',
    part: 'the COPY also brings what is not removed',
    base: 'the image, or an instruction in front of the COPY, may have something there',
    parents: 'folders that the COPY makes stay in the image',
    between: 'something between the COPY and the RUN has to do with it',
    used: 'something else is done with it than to read it',
    near: 'another command of the RUN may have to do with it',
    user: 'the RUN is run by a user who is not root',
    flags: 'another mount of the RUN may hide it',
    list: 'a failure in the middle of the RUN does not stop it',
    exits: 'the RUN may end, or be run by another shell, before it is removed',
    comment: 'a comment would be lost, or the working directory of the RUN may be missing',
    last: 'the step in front of the removal would decide whether the RUN fails',
  },
  *find(file, options) {
    for (const run of shippedRuns(file, options)) yield* findIn(file, run, options);
  },
});

function* findIn(
  file: Dockerfile,
  run: Instruction,
  { builder, ignores }: TransformOptions,
): Generator<Finding> {
  if (!/\brm\b/.test(run.joined.text)) return;
  const body = readBody(run);
  if ('reason' in body) return;
  const found = loansIn({ file, run, body, settings: settingsIn(file) });
  const loans: Loan[] = [];
  for (const one of found) {
    if ('reason' in one) yield refusalAt(run, one);
    else if (!one.copies.some(({ instruction }) => ignores(instruction))) loans.push(one);
  }
  if (loans.length === 0) return;
  const unfit = unfitFor(file, builder);
  const edits = unfit ?? editsFor(file, body, loans);
  if ('reason' in edits) {
    yield refusalAt(run, edits);
    return;
  }
  yield rewriteOf(run, loans, edits);
}

function rewriteOf(run: Instruction, loans: readonly Loan[], edits: Rewrite['edits']): Rewrite {
  const places = loans.map(({ place }) => place.path).join(', ');
  const binds = loans.flatMap(({ copies }) => copies.flatMap((one) => one.binds));
  const first = Math.min(
    ...loans.flatMap(({ copies }) => copies.map(({ instruction }) => instruction.span.start)),
  );
  return {
    kind: 'rewrite',
    at: { start: first, end: run.span.end },
    edits,
    relies: [
      `nothing but this RUN has to do with ${places}, and it only reads there`,
      `there was nothing at ${places} before`,
      ...binds.map((bind) => `--mount=${bindText(bind)} shows what was written there, with the same modes`),
    ],
    because: `${places}: read by one RUN, and never a layer`,
    level: 'reshape',
  };
}
