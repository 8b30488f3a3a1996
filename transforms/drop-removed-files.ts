import {
  defineTransform,
  type Dockerfile,
  type Edit,
  type Finding,
  type Instruction,
  type Rewrite,
  type TransformOptions,
} from '../src/transform.js';
import { addBehind, dropSteps, unfitWithout } from './cleaning/edits.js';
import { quoted } from './cleaning/quotes.js';
import { shippedRuns } from './cleaning/stages.js';
import { hindranceTo, withEntries, type Scene } from './drop-removed-files/hindrances.js';
import { removalsIn, type Removal } from './drop-removed-files/removals.js';
import { writerOf } from './drop-removed-files/writers.js';
import { readBody, refusalAt, type Body, type Unfit } from './joining/body.js';

export const dropRemovedFiles = defineTransform({
  name: 'drop-removed-files',
  summary: 'Remove files in the RUN that wrote them, where a later RUN does.',
  why:
    'What one layer writes and a later one removes is stored, sent and unpacked with the image although nobody sees it. A ' +
    'removal that nothing in between has to do with moves to the end of the RUN that wrote the files, so that they never ' +
    'become a part of a layer.',
  level: 'exact',
  refusals: {
    copied: 'a COPY or ADD wrote it, so it stays in the image: fetch or mount it in the RUN that needs it',
    mixed: 'the paths of one command were written by different RUNs, or not by this stage',
    earlier: 'an earlier RUN wrote it too, and would keep it in its layer',
    conditional: 'the removal may not be run, or is a part of something larger',
    list: 'a failure in the middle of the RUN does not stop it, so the removal does not depend on what is before it',
    word: 'a path or an option could mean another thing in the other RUN',
    glob: 'a pattern could fit other files in the other RUN',
    user: 'the RUNs have different users',
    flags: 'one of the RUNs has flags',
    shell: 'the RUNs have different shells, or one that reads startup files',
    state: 'one of the RUNs changes its shell before the removal',
    volume: 'this builder discards at the end of each RUN what it wrote below a VOLUME',
    place:
      'nothing can be put behind the RUN that wrote it, or taken from the end of the one that removes it',
    between: 'something between the two reads it or writes it, or may do anything',
    comment:
      'a comment inside of the RUN would be lost or parted from it, or its working directory may be missing',
  },
  *find(file, options) {
    if (options.mode !== 'release') return;
    const touched = new Set<Instruction>();
    for (const run of shippedRuns(file, options)) yield* findIn(file, run, options, touched);
  },
});

/** A removal that moves, and the RUN that it moves to. */
interface Move {
  readonly removal: Removal;
  readonly text: string;
  readonly step: number;
  readonly writer: Body;
}

/** @param touched RUNs that have been changed, and are looked at again in the text that comes of it */
function* findIn(
  file: Dockerfile,
  run: Instruction,
  { ignores, builder }: TransformOptions,
  touched: Set<Instruction>,
): Generator<Finding> {
  const body = readBody(run);
  if ('reason' in body) return;
  const moves: Move[] = [];
  for (const removal of removalsIn(file, body)) {
    const writer = writerOf(file, run, removal);
    if (writer === null) continue;
    const move = 'reason' in writer ? writer : moveTo({ file, body, builder }, removal, writer);
    if ('reason' in move) yield refusalAt(run, move);
    else if (!ignores(move.writer.instruction) && !touched.has(move.writer.instruction)) moves.push(move);
  }
  if (moves.length === 0 || touched.has(run)) return;
  const dropped = withEntries(file, body, new Set(moves.map(({ step }) => step)));
  const unfit = unfitWithout(body, dropped);
  const edits = isNoted(body, dropped) ? null : dropSteps(file, body, dropped);
  if (unfit !== null || edits === null) {
    yield refusalAt(run, unfit ?? { reason: 'comment' });
    return;
  }
  for (const { instruction } of [body, ...moves.map(({ writer }) => writer)]) touched.add(instruction);
  yield rewriteOf(file, body, moves, edits);
}

function moveTo(scene: Scene, removal: Removal, writer: Instruction): Move | Unfit {
  const { step, written, targets } = removal;
  if (scene.body.form === 'list' && scene.body.script.list.items.length > 1) return { reason: 'list' };
  if (step === null) return { reason: 'conditional', detail: targets[0]?.name ?? '' };
  if (typeof written !== 'string') return written;
  const body = readBody(writer);
  if ('reason' in body) return { reason: 'place', detail: body.reason };
  return hindranceTo(scene, removal, body) ?? { removal, text: written, step, writer: body };
}

/** Whether a linter's pragma would come to stand above another instruction. */
const isNoted = ({ instruction, steps }: Body, { size }: ReadonlySet<number>): boolean =>
  size === steps.length && instruction.comments.some(({ text }) => /^#\s*hadolint\s/i.test(text));

function rewriteOf(file: Dockerfile, body: Body, moves: readonly Move[], edits: readonly Edit[]): Rewrite {
  const writers = [...new Map(moves.map(({ writer }) => [writer.instruction, writer])).values()];
  const added = writers.flatMap((writer) => {
    const own = moves.filter((move) => move.writer.instruction === writer.instruction);
    return addBehind(
      file,
      writer,
      writer.steps.length - 1,
      own.map(({ text }) => text),
      true,
    );
  });
  const names = moves.flatMap(({ removal }) => removal.targets.map(({ name }) => name)).join(', ');
  const start = Math.min(...writers.map(({ instruction }) => instruction.span.start));
  return {
    kind: 'rewrite',
    at: { start, end: body.instruction.span.end },
    edits: [...added, ...edits],
    relies: writers.map(
      ({ instruction }) => `nothing behind "${quoted(instruction)}" has to do with what is removed`,
    ),
    because: `${names}: removed in the layer that it was written in`,
    level: 'exact',
  };
}
