/** COPYs that one side has more, of what a RUN is shown by bind mounts on the other side: it only reads it, and removes it. */
import type { Dockerfile, Instruction, Stage, Value } from '../model.js';
import { isOwnName } from '../read/attributes.js';
import {
  areApart,
  bindText,
  isForTheWhile,
  isHarmless,
  isOldFrontend,
  keepsToItself,
  mayHide,
  mentionsIt,
  readsOnly,
  removesAlone,
} from '../read/binds.js';
import { conflict, isRoot, nothing } from '../read/effects.js';
import { loopWords, placeAt, plainWord, settingsIn, type Place, type Settings } from '../read/leftovers.js';
import { isWithin } from './paths.js';
import { hasTriggers, onlyIn } from './stage.js';
import type { Plain, StageBuild, Step } from './steps.js';

/** Places in both files that count as not there. */
export interface Shown {
  readonly before: ReadonlySet<number>;
  readonly after: ReadonlySet<number>;
}

/**
 * `null` where no COPY has given way to mounts, or the image may not be the same.
 * @param builds of `before`, with what the steps do
 */
export function bindsBetween(
  before: Dockerfile,
  after: Dockerfile,
  builds: readonly StageBuild[],
): Shown | null {
  const omitted = { before: new Set<number>(), after: new Set<number>() };
  if (before.directives.some(({ name, value }) => name === 'syntax' && isOldFrontend(value))) return null;
  for (const [index, stage] of before.stages.entries()) {
    const other = after.stages[index];
    const build = builds[index];
    if (other === undefined || build === undefined) return null;
    const copies = onlyIn(stage, other, ['COPY']);
    if (copies.length === 0) continue;
    const rest = new Set(copies.map(({ span }) => span.start));
    for (const [run, now] of runsOf(stage).map((one, at) => [one, runsOf(other)[at]] as const)) {
      const added = now === undefined ? [] : addedFlags(run, now);
      if (added.length === 0) continue;
      const shown = shownTo({ file: before, builds, stage: build, index }, run, added, rest);
      if (shown === null) return null;
      for (const start of shown) omitted.before.add(start);
      for (const { span } of added) omitted.after.add(span.start);
    }
    if (rest.size > 0) return null;
  }
  return omitted.after.size === 0 ? null : omitted;
}

const runsOf = ({ instructions }: Stage): readonly Instruction[] =>
  instructions.filter(({ keyword }) => keyword === 'RUN');

function addedFlags(run: Instruction, now: Instruction): Instruction['flags'] {
  const known = run.flags.map(({ raw }) => raw);
  return now.flags.filter(({ name, raw }) => {
    const at = known.indexOf(raw);
    if (at >= 0) known.splice(at, 1);
    return at < 0 && name === 'mount';
  });
}

interface Scene {
  readonly file: Dockerfile;
  readonly builds: readonly StageBuild[];
  readonly stage: StageBuild;
  readonly index: number;
}

/**
 * Places of the COPYs and of the removals that the mounts stand for; `null` where they do not.
 * @param rest COPYs that have gone; those that are accounted for are taken from it
 */
function shownTo(
  scene: Scene,
  run: Instruction,
  added: Instruction['flags'],
  rest: Set<number>,
): readonly number[] | null {
  const { steps } = scene.stage;
  const wanted = added.map(({ value }) => value ?? '');
  const own = steps.filter(
    ({ at, binds }) => rest.has(at.start) && binds?.some((one) => wanted.includes(bindText(one))),
  );
  const starts = new Set(own.map(({ at }) => at.start));
  const binds = [...starts].flatMap((start) => own.find(({ at }) => at.start === start)?.binds ?? []);
  if (!areApart(binds)) return null;
  if (binds.map(bindText).sort().join('\n') !== [...wanted].sort().join('\n')) return null;
  const removals = steps.filter((step) => isWithinRun(step, run)).flatMap(removalsIn);
  const taken = removals.filter(({ place }) => binds.some(({ target }) => isWithin(target, place.path)));
  if (!binds.every(({ target }) => taken.filter(({ place }) => isWithin(target, place.path)).length === 1))
    return null;
  for (const removal of taken) {
    const copies = own.filter((step) =>
      step.binds?.some(({ target }) => isWithin(target, removal.place.path)),
    );
    const isWhole = copies.every((step) =>
      step.binds?.every(({ target }) => isWithin(target, removal.place.path)),
    );
    if (!isWhole || !isAlone(scene, run, removal, copies)) return null;
  }
  for (const start of starts) rest.delete(start);
  return [...starts, ...taken.map(({ start }) => start), ...emptied(removals, taken)];
}

const isWithinRun = ({ at }: Step, { span }: Instruction): boolean =>
  span.start <= at.start && at.end <= span.end;

interface Removal {
  readonly step: Step;
  readonly plain: Plain;
  readonly place: Place;
  /** Which of the words it is, and its place in the file. */
  readonly at: number;
  readonly start: number;
}

function removalsIn(step: Step): readonly Removal[] {
  const plain = step.plain?.();
  if (plain?.words[0] !== 'rm' || step.parts.failure !== 'abort' || !plain.literal) return [];
  const { functions, shell, user = '' } = step.parts;
  if (functions !== undefined || shell !== undefined || !(isRoot(user) || user.startsWith('?base')))
    return [];
  return plain.words.flatMap((word, at) => {
    const name = at === 0 || word.startsWith('-') ? null : plainWord(word);
    const place = name === null ? null : placeAt(plain.directory, name);
    return place === null ? [] : [{ step, plain, place, at, start: plain.starts[at] ?? -1 }];
  });
}

/** Commands whose operands have all gone. */
const emptied = (removals: readonly Removal[], taken: readonly Removal[]): readonly number[] =>
  taken.flatMap(({ step, plain }) => {
    const operands = plain.words.slice(1).filter((word) => !word.startsWith('-'));
    const gone = taken.filter((one) => one.step === step);
    const isAll =
      gone.length === operands.length &&
      removals.filter((one) => one.step === step).length === operands.length;
    return isAll ? [plain.starts[0] ?? -1] : [];
  });

/** Whether nothing but COPYs has written to the place, and nothing has to do with it but to read it in the RUN. */
function isAlone(
  { file, builds, stage, index }: Scene,
  run: Instruction,
  removal: Removal,
  copies: readonly Step[],
): boolean {
  const { place, plain, at } = removal;
  const { path } = place;
  const image = imageUnder(file, index);
  const above = path.slice(0, path.lastIndexOf('/')) || '/';
  const isFile = copies.some(({ binds }) =>
    binds?.some(({ kind, target }) => kind === 'file' && target === path),
  );
  const isForNow = isForTheWhile(path, isFile);
  const isFree = isForNow || isOwnName(image, path);
  if (
    !path.startsWith('/') ||
    !isFree ||
    image?.toLowerCase() === 'scratch' ||
    hasTriggers(builds[stage.base ?? -1])
  )
    return false;
  if (copies[0]?.effects?.creates.includes(above) !== false) return false;
  if (!removesAlone(plain.words, at, { ...plain, place, isFile })) return false;
  if (!isFile && !plain.words.some((word) => /^-\w*[rR]|^--recursive$/.test(word))) return false;
  if (run.flags.some(({ name, value }) => name === 'mount' && mayHide(value ?? '', path))) return false;
  return (
    isOnlyCopied({ file, builds, stage, index }, run, place, copies, isForNow) &&
    isOnlyRead({ file, builds, stage, index }, run, removal, { isFile, holds: copies.some(mountsFolder) })
  );
}

/** Whether no step in front of the RUN has to do with the place but the COPYs. */
function isOnlyCopied(
  { file, builds, stage }: Scene,
  run: Instruction,
  place: Place,
  copies: readonly Step[],
  isForNow: boolean,
): boolean {
  const settings = settingsIn(file);
  const own = new Set(copies.map(({ at }) => at.start));
  const first = Math.min(...own);
  const isSilent = ({ at: { start, end }, parts }: Step): boolean =>
    isForNow &&
    start < first &&
    !/^(?:COPY|ADD|VOLUME) |^make the directory$/.test(parts.command ?? '') &&
    !mentionsIt(file.text.slice(start, end), place, settings);
  const before = [...below(builds, stage), ...stage.steps.filter((one) => one.at.start < run.span.start)];
  return before.every((one) => own.has(one.at.start) || isSilent(one) || isApart(one, place, settings));
}

interface Kind {
  readonly isFile: boolean;
  /** Whether a folder is mounted, in which nothing can be written. */
  readonly holds: boolean;
}

const mountsFolder = ({ binds }: Step): boolean => binds?.some(({ kind }) => kind !== 'file') === true;

/** Whether the RUN reads there, and no more, until it removes what is there. */
function isOnlyRead({ file, stage }: Scene, run: Instruction, { place, step }: Removal, kind: Kind): boolean {
  const settings = settingsIn(file);
  const at = stage.steps.indexOf(step);
  const inside = stage.steps.filter((one) => isWithinRun(one, run));
  if (inside.some(({ parts }) => parts.command === 'end of the shell')) return false;
  return inside.every((one) => {
    const isBefore = stage.steps.indexOf(one) < at;
    if (one === step) return true;
    if (mentionsIt(one.text, place, settings)) return isBefore && isReader(one, place, kind, settings);
    return isApart(one, place, settings);
  });
}

function imageUnder({ stages }: Dockerfile, index: number): Value {
  let at = stages[index];
  while (at?.base != null) at = stages[at.base];
  return at?.image ?? null;
}

/** Steps of the stages that it is FROM. */
const below = (builds: readonly StageBuild[], { base }: StageBuild): readonly Step[] => {
  const other = base === null ? undefined : builds[base];
  return other === undefined ? [] : [...below(builds, other), ...other.steps];
};

const callsOf = ({ calls }: Step): readonly Plain[] | null =>
  calls === 'unknown' ? null : (calls?.() ?? []);

/** Steps that stand for what a shell or a container is, and not for what it does. */
const MARKS = /^(?:set -o |what has been started|what was mounted is gone|hard links belong)/;

/** Whether a step that does not name the place has nothing to do with it, by what it does or by what it is. */
function isApart(step: Step, place: Place, settings: Settings): boolean {
  const { effects, parts, text } = step;
  if (MARKS.test(parts.command ?? '')) return true;
  if (effects === undefined) return false;
  if (conflict(effects, { ...nothing, writes: [place.path] }) === null) return true;
  const calls = callsOf(step);
  const isWide = [effects.reads, effects.writes].every(
    (paths) => paths !== 'anything' && paths.every((one) => !isWithin(one, place.path)),
  );
  return (
    effects.unknown === null &&
    isWide &&
    calls !== null &&
    calls.length > 0 &&
    calls.every(({ words, directory }) => keepsToItself(words, directory, place.path) || isHarmless(words)) &&
    !mentionsIt(text, place, settings)
  );
}

/** Whether the step, which names the place, only reads there. */
function isReader(step: Step, place: Place, { isFile, holds }: Kind, settings: Settings): boolean {
  const { effects, text } = step;
  const calls = callsOf(step);
  const names = (word: string): boolean => mentionsIt(word, place, settings);
  if (effects?.unknown !== null || calls === null || calls.length === 0 || loopWords(text).some(names))
    return false;
  const written = [...text.matchAll(/>+[|&]?\s*("[^"]*"|'[^']*'|[^\s;&|()<>]+)/g)].some(([, target = '']) =>
    names(target),
  );
  if (written || /(?:^|[\s;&|({])\w+=\S*/.test(text.replace(/\s--?[\w-]+=\S*/g, ''))) return false;
  return calls.every(({ words, directory }) => {
    if (isWithin(directory, place.path)) return false;
    if (!words.some(names))
      return isHarmless(words) || keepsToItself(words, directory, place.path) || calls.length === 1;
    const pathOf = (word: string): string => {
      const plain = plainWord(word);
      return (plain === null ? undefined : placeAt(directory, plain)?.path) ?? '';
    };
    const isThere = (word: string): boolean =>
      isWithin(pathOf(word), place.path) && (isFile || pathOf(word) !== place.path);
    const isInMount = (word: string): boolean => holds && pathOf(word) !== place.path;
    return readsOnly({ words, names, isFile: isThere, isInMount });
  });
}
