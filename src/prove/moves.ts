/** Files that one side copies to where the other side moves them. */
import type { Dockerfile, Instruction, Stage } from '../model.js';
import { hasNoLinkAt, hasNothingAt, makesNothingAt, mayImport } from '../read/attributes.js';
import type { Bind } from '../read/binds.js';
import { isRoot, nothing } from '../read/effects.js';
import { isApart } from './attributes.js';
import type { Shown } from './binds.js';
import type { StageBuild, Step } from './steps.js';

interface Builds {
  readonly before: readonly StageBuild[];
  readonly after: readonly StageBuild[];
}

/**
 * Places that count as not there: COPYs and calls of `mv` of the one side, and the COPYs of the other that do the same. `null`
 * where there are none, or the image may not be the same.
 * @param builds with what the steps do
 */
export function movesBetween(before: Dockerfile, after: Dockerfile, builds: Builds): Shown | null {
  const omitted = { before: new Set<number>(), after: new Set<number>() };
  for (const [index, stage] of before.stages.entries()) {
    const other = after.stages[index];
    const [build, now] = [builds.before[index], builds.after[index]];
    if (other === undefined || build === undefined || now === undefined) return null;
    const pairs = pairsOf(stage, other);
    if (pairs.length > 0 && stage.base !== null) return null;
    const removed = new Set<Step>();
    for (const [copy, twin] of pairs) {
      const move = moveOf({ build, now, stage, removed }, copy, twin);
      const start = move?.plain?.().starts[0];
      if (move === null || start === undefined) return null;
      removed.add(move);
      omitted.before.add(copy.span.start).add(start);
      omitted.after.add(twin.span.start);
    }
  }
  return omitted.after.size === 0 ? null : omitted;
}

/** The COPYs that have become others, each with the one that stands for it. */
function pairsOf(stage: Stage, other: Stage): readonly (readonly [Instruction, Instruction])[] {
  const copiesIn = ({ instructions }: Stage): readonly Instruction[] =>
    instructions.filter(({ keyword }) => keyword === 'COPY');
  const [copies, twins] = [copiesIn(stage), copiesIn(other)];
  if (copies.length !== twins.length) return [];
  return copies.flatMap((copy, at) => {
    const twin = twins[at];
    return twin === undefined || twin.joined.text === copy.joined.text ? [] : [[copy, twin] as const];
  });
}

interface Scene {
  /** Calls of `mv` that are gone, of the COPYs in front. */
  readonly removed: ReadonlySet<Step>;
  readonly build: StageBuild;
  readonly now: StageBuild;
  readonly stage: Stage;
}

/** The call that moves what the COPY has written to where its twin puts it. */
function moveOf({ build, now, stage, removed }: Scene, copy: Instruction, twin: Instruction): Step | null {
  const own = fileOf(build, copy);
  const other = fileOf(now, twin);
  if (
    own === null ||
    other === null ||
    own.bind.source !== other.bind.source ||
    own.bind.from !== other.bind.from
  )
    return null;
  const [source, target] = [own.bind.target, other.bind.target];
  const from = build.steps.indexOf(own.step);
  const at = build.steps.findIndex((step, index) => index > from && isMove(step, source, target));
  const moving = build.steps[at];
  if (moving === undefined || !hasFolder(own) || !hasFolder(other)) return null;
  const before = build.steps.slice(0, from);
  // Both stand at the same place among what stays. The shell remembers where it has found `mv`.
  const place = before.filter((step) => !removed.has(step)).length;
  if (place !== now.steps.indexOf(other.step) || target.endsWith('/mv')) return null;
  const isFree =
    hasNothingAt(stage.image, source) &&
    hasNoLinkAt(stage.image, target) &&
    before.every(
      ({ effects, parts }) =>
        parts.command?.startsWith('set -o ') === true ||
        (effects !== undefined && makesNothingAt(effects, source) && makesNothingAt(effects, target)),
    );
  const run = stage.instructions.find(
    ({ span }) => span.start <= moving.at.start && moving.at.end <= span.end,
  );
  const mayEnd = ({ at: span, parts }: Step): boolean =>
    parts.command === 'end of the shell' &&
    run !== undefined &&
    run.span.start <= span.start &&
    span.end <= run.span.end;
  const between = build.steps.slice(from + 1, at);
  // What is behind it may ask for its last word.
  const asks = run === undefined || /\$\{?_(?!\w)/.test(run.joined.text);
  const isFit = isFree && !asks && !build.steps.some(mayEnd);
  return isFit && between.every((step) => leavesAlone(step, source, target)) ? moving : null;
}

function leavesAlone(step: Step, ...paths: readonly string[]): boolean {
  const { effects = nothing } = step;
  return isApart(step, { ...nothing, writes: paths }) && !paths.some((path) => mayImport(effects, path));
}

/** The one file that a COPY writes. */
function fileOf(
  { steps }: StageBuild,
  { span, json }: Instruction,
): { readonly step: Step; readonly bind: Bind } | null {
  const [step, ...others] = steps.filter(({ at }) => at.start === span.start);
  const [bind, ...more] = step?.binds ?? [];
  const isOne =
    step !== undefined && bind?.kind === 'file' && others.length + more.length === 0 && json === null;
  return isOne ? { step, bind } : null;
}

/** Whether the COPY makes no folder. */
function hasFolder({
  step: { effects },
  bind: { target },
}: {
  readonly step: Step;
  readonly bind: Bind;
}): boolean {
  const folder = target.slice(0, target.lastIndexOf('/')) || '/';
  return effects !== undefined && !effects.creates.includes(folder) && !effects.makes.includes(folder);
}

/** Names of folders only. */
const FOLDER = /(?:^|\/)\.{0,2}$/;

/** `mv SOURCE TARGET`, surely run by root. */
function isMove({ plain, effects, parts }: Step, source: string, target: string): boolean {
  const asked = plain?.();
  const options = asked?.words.slice(1).filter((word) => word.startsWith('-')) ?? [];
  if (asked?.words[0] !== 'mv' || !asked.literal || !options.every((one) => /^-[fv]+$/.test(one)))
    return false;
  const isSure = parts.failure === 'abort' && parts.functions === undefined && parts.shell === undefined;
  const { user = '', flags = '' } = parts;
  if (!isSure || flags !== '' || !(isRoot(user) || user.startsWith('?base'))) return false;
  if (effects === undefined || effects.removes === 'anything' || effects.writes === 'anything') return false;
  const [file = '', place = ''] = asked.words.slice(1).filter((word) => !word.startsWith('-'));
  // A file has no name that ends so, and there is no file in it: the command fails.
  const isInto = target.endsWith(`/${source.slice(source.lastIndexOf('/') + 1)}`);
  if (FOLDER.test(file) || (FOLDER.test(place) && !isInto)) return false;
  return (
    effects.removes.join() === source && effects.writes.filter((path) => path !== source).join() === target
  );
}
