/** Files that are copied, and then moved or written to: they are stored twice. */
import {
  defineTransform,
  type Dockerfile,
  type Finding,
  type Instruction,
  type TransformOptions,
} from '../src/transform.js';
import { dropSteps, unfitWithout } from './cleaning/edits.js';
import { shippedRuns } from './cleaning/stages.js';
import { readBody, refusalAt } from './joining/body.js';
import { discardsVolumes } from './joining/runs.js';
import { movesIn, targetEdit, type Move } from './touching/moves.js';
import { touchesIn } from './touching/touches.js';

export const dropTouchedTwice = defineTransform({
  name: 'drop-touched-twice',
  summary: 'Copy a file to the place that a RUN moves it to, and tell which copied files are stored twice.',
  why:
    'A file that is moved or changed behind its COPY is stored again in the layer of the RUN, whole. One that is only moved ' +
    'can be copied to its place. One that is edited has to be edited in the build context, in another stage or with a ' +
    'mount: that is for its author to decide, and he is told what it costs.',
  level: 'exact',
  refusals: {
    content: 'the RUN changes what was copied, so it is stored a second time',
    folder: 'what is moved is a folder, or may be one',
    part: 'the COPY brings more than what is moved',
    flags: 'the COPY or the RUN has flags',
    user: 'the RUN is run by a user who is not root',
    source:
      'the image, or an instruction before, may have a file where the COPY puts it, or the COPY makes the folder',
    target: 'a link or a directory may be where it is moved to, or the folder is not known to be there',
    between: 'something between the COPY and the move has to do with one of the two places',
    list: 'a failure in the middle of the RUN does not stop it',
    exits: 'the RUN may end, or be run by another shell, before the file is moved',
    place: 'the step in front of the move would decide in another way whether the RUN fails',
    word: 'what is in the RUN with the move may ask for its last word: $_',
    comment: 'a comment inside of the RUN would be lost, or its working directory may be missing',
  },
  *find(file, options) {
    for (const run of shippedRuns(file, options)) yield* findIn(file, run, options);
  },
});

function* findIn(
  file: Dockerfile,
  run: Instruction,
  { ignores, builder }: TransformOptions,
): Generator<Finding> {
  for (const unfit of touchesIn(file, run)) yield refusalAt(run, unfit);
  const body = /\bmv\b/.test(run.joined.text) ? readBody(run) : null;
  if (body === null || 'reason' in body || discardsVolumes(file, run, builder)) return;
  const moves: Move[] = [];
  for (const one of movesIn(file, body)) {
    if ('reason' in one) yield refusalAt(run, one);
    else if (!ignores(one.copy) && !moves.some(({ copy }) => copy === one.copy)) moves.push(one);
  }
  if (moves.length === 0) return;
  const dropped = new Set(moves.map(({ step }) => step));
  const unfit = unfitWithout(body, dropped);
  const edits = dropSteps(file, body, dropped);
  if (unfit !== null || edits === null) {
    yield refusalAt(run, unfit ?? { reason: 'comment' });
    return;
  }
  const places = moves.map(({ target }) => target).join(', ');
  yield {
    kind: 'rewrite',
    at: { start: Math.min(...moves.map(({ copy }) => copy.span.start)), end: run.span.end },
    edits: [...moves.map(targetEdit), ...edits],
    relies: moves.map(
      ({ source, target }) =>
        `nothing in between has to do with ${source} or ${target}, and the image has neither`,
    ),
    because: `${places}: copied to where it belongs, and stored once`,
    level: 'exact',
  };
}
