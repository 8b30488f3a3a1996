/**
 * What a level above `exact` lets a build do otherwise: commands that only clean and updates of package indexes may come,
 * go and move, and flags may keep a command from writing what would be cleaned. It is the same build when everything else
 * is, when whoever may read a cache or an index finds there what he found, and when nothing is left that was not.
 */
import {
  CACHES,
  callOf,
  cleaningOf,
  isUnder,
  saidIn,
  sparedBy,
  type CacheFacts,
  type Call,
  type Cleaning,
} from '../read/caches.js';
import type { Level } from '../transform.js';
import { contentsOf, contentsDiffer } from './contents.js';
import type { Difference } from './difference.js';
import { coveredBy, mountFault, wordsUnder } from './mounts.js';
import type { Flag, Plain, StageBuild, Step } from './steps.js';

/** A step that has to do with caches alone. */
export interface Event {
  readonly step: Step;
  /** Place of its first word in the file. */
  readonly start: number;
  /** How many steps of other kinds come before it in its stage. */
  readonly ordinal: number;
  readonly call: Call;
  /** `null` for an update of an index. */
  readonly cleaning: Cleaning | null;
}

/** A stage, steps that have to do with caches alone told apart. */
export interface Sorted {
  readonly build: StageBuild;
  readonly items: readonly (Step | Event)[];
  readonly events: readonly Event[];
  readonly steps: readonly Step[];
}

/** Places in both files that count as not there, or why that is not allowed. */
export type Hygiene =
  | { readonly before: ReadonlySet<number>; readonly after: ReadonlySet<number>; readonly difference: null }
  | { readonly before: null; readonly after: null; readonly difference: Difference };

export function hygieneOf(
  before: readonly StageBuild[],
  after: readonly StageBuild[],
  levels: ReadonlySet<Level>,
): Hygiene {
  const prunes = levels.has('prune');
  const [old, now] = [before.map((one) => sorted(one, prunes)), after.map((one) => sorted(one, prunes))];
  const omitted = {
    before: new Set(old.flatMap(({ events }) => events.map(({ start }) => start))),
    after: new Set(now.flatMap(({ events }) => events.map(({ start }) => start))),
  };
  const mounted = now.flatMap(({ build }) =>
    build.mounted.filter(({ added }) => added.length > 0).flatMap((run) => [...coveredBy(run).keys()]),
  );
  const touched = new Set<CacheFacts>(prunes ? [...cachesOf([...old, ...now]), ...mounted] : []);
  for (const [index, stage] of now.entries()) {
    const other = old[index];
    if (other === undefined) continue;
    for (const flag of flagsBetween(other, stage, levels)) {
      omitted[flag.side].add(flag.start);
      if (flag.side === 'after' && prunes) touched.add(flag.cache);
    }
  }
  const difference =
    now.map(({ build }) => mountFault(build)).find((fault) => fault !== null) ??
    now.map((stage, index) => faultIn(stage, old[index], now, old)).find((fault) => fault !== null) ??
    [...touched]
      .map((cache) => contentsDiffer(cache, contentsOf(cache, old), contentsOf(cache, now)))
      .find((fault) => fault !== null);
  return difference
    ? { before: null, after: null, difference }
    : { before: omitted.before, after: omitted.after, difference: null };
}

const cachesOf = (stages: readonly Sorted[]): readonly CacheFacts[] =>
  stages.flatMap(({ events }) => events.flatMap(({ call, cleaning }) => cleaning?.takes ?? renewedBy(call)));

function sorted(build: StageBuild, prunes: boolean): Sorted {
  const items: (Step | Event)[] = [];
  let ordinal = 0;
  for (const step of build.steps) {
    // What the builder does itself has nothing to do with caches, and where it makes a directory depends on what is cleaned.
    if (step.calls === undefined && !/^(?:COPY|ADD) /.test(step.parts.command ?? '')) continue;
    const event = prunes ? eventOf(step, ordinal) : null;
    items.push(event ?? step);
    if (event === null) ordinal += 1;
  }
  return {
    build,
    items,
    events: items.filter((item): item is Event => 'ordinal' in item),
    steps: items.filter((item): item is Step => !('ordinal' in item)),
  };
}

/** What cannot fail softly, and is nothing but what it looks like. */
function eventOf(step: Step, ordinal: number): Event | null {
  const plain = step.plain?.();
  const { failure, flags = '', functions = '' } = step.parts;
  if (plain?.literal !== true || failure !== 'abort' || functions !== '') return null;
  const call = callOf(plain.words);
  const start = plain.starts[0];
  if (call === null || start === undefined) return null;
  const cleaning = cleaningOf(plain.words);
  const caches = cleaning?.takes ?? renewedBy(call);
  if (caches.length === 0 || caches.some((cache) => isCovered(cache, flags))) return null;
  return { step, start, ordinal, call, cleaning };
}

/** Whether a mount of the RUN lies over the cache, so that what is done there is not done to the image. */
const isCovered = (cache: CacheFacts, flags: string): boolean =>
  [...flags.matchAll(/\b(?:target|dst|destination)=([^,"\\]+)/g)].some(([, target = '']) =>
    isUnder(target, cache),
  );

/** The index that a call renews, and nothing else: `apt-get update`. */
function renewedBy(call: Call): readonly CacheFacts[] {
  const isPlain = call.words
    .slice(call.prefix.length)
    .every((word) => !word.startsWith('-') || QUIET.test(word));
  return isPlain && saidIn(call) === 'update'
    ? INDEXES.filter(({ index }) => index?.programs.test(call.program))
    : [];
}

const INDEXES = CACHES.filter(({ index }) => index !== undefined);
const QUIET =
  /^-(?:[yquUv]+|qq=?\d*)$|^--(?:yes|assume-yes|quiet|fix-missing|no-cache|no-progress|update-cache|verbose)$/;

/** Flags that one side has more, in steps that stand at the same place. */
function flagsBetween(before: Sorted, after: Sorted, levels: ReadonlySet<Level>): readonly Flag[] {
  return after.steps.flatMap((step, at): readonly Flag[] => {
    const old = before.steps[at];
    if (!old?.calls || !step.calls || old.calls === 'unknown' || step.calls === 'unknown') return [];
    if (old.parts.command === step.parts.command) return [];
    const [was, is] = [old.calls(), step.calls()];
    if (was.length !== is.length) return [];
    const run = after.build.mounted.find(({ added, steps }) => added.length > 0 && steps.includes(step));
    return is.flatMap((plain, index) => {
      const other = was[index];
      if (other === undefined) return [];
      return run === undefined ? flagsOf(other, plain, levels) : wordsUnder(run, other, plain);
    });
  });
}

/** The words that `after` has more, when all of them spare, and those of `before` that mean nothing beside them. */
function flagsOf(before: Plain, after: Plain, levels: ReadonlySet<Level>): readonly Flag[] {
  const added: Flag[] = [];
  const kept: string[] = [];
  for (const [index, word] of after.words.entries()) {
    const cache = sparedBy(after.words, index);
    const start = after.starts[index] ?? 0;
    if (cache !== null && levels.has(cache.level ?? 'prune') && !before.words.includes(word))
      added.push({ side: 'after', start, cache });
    else kept.push(word);
  }
  const dropped: Flag[] = [];
  let at = 0;
  for (const [index, word] of before.words.entries()) {
    if (word === kept[at]) at += 1;
    else {
      const cache = added.find(({ cache: { flag } }) => flag?.replaces?.includes(word) === true)?.cache;
      if (cache === undefined) return [];
      dropped.push({ side: 'before', start: before.starts[index] ?? 0, cache });
    }
  }
  return at === kept.length ? [...added, ...dropped] : [];
}

/** Why an event of the after side could fail, or take away what it should not. */
function faultIn(
  stage: Sorted,
  before: Sorted | undefined,
  stages: readonly Sorted[],
  olds: readonly Sorted[],
): Difference | null {
  for (const event of stage.events) {
    if (before?.events.some((one) => isSameEvent(one, event))) continue;
    const { step, call, cleaning } = event;
    const fault =
      cleaning === null
        ? hasUpdated(event, before, olds)
          ? null
          : 'no update has succeeded there before'
        : ranBefore(event, stage, stages)
          ? null
          : `${cleaning.program ?? call.program} has not run there before`;
    if (fault !== null)
      return {
        message: `stage ${stage.build.name}: "${step.text.replace(/\s+/g, ' ')}": ${fault}`,
        before: null,
        after: step.at,
      };
  }
  return null;
}

const SURROUNDINGS = ['user', 'interpreter', 'flags'];

const isInSamePlace = (a: Step, b: Step): boolean =>
  SURROUNDINGS.every((name) => a.parts[name] === b.parts[name]);

const isSameEvent = (one: Event, other: Event): boolean =>
  one.call.words.join(' ') === other.call.words.join(' ') &&
  one.ordinal <= other.ordinal &&
  isInSamePlace(one.step, other.step);

/** Whether such an update has succeeded earlier in the build without the rewrite, in this stage or one below. */
function hasUpdated(event: Event, stage: Sorted | undefined, stages: readonly Sorted[]): boolean {
  if (stage === undefined) return false;
  if (stage.events.some((one) => one.ordinal <= event.ordinal && isUpdateLike(one, event))) return true;
  const below = stage.build.base === null ? undefined : stages[stage.build.base];
  return below !== undefined && hasUpdated({ ...event, ordinal: Infinity }, below, stages);
}

/** An update of the same index by the same user. */
const isUpdateLike = (one: Event, other: Event): boolean =>
  one.cleaning === null &&
  one.call.program === other.call.program &&
  one.call.prefix.join(' ') === other.call.prefix.join(' ') &&
  one.step.parts.user === other.step.parts.user &&
  other.step.parts.flags === '';

/** Whether what is cleaned was filled, or the program that cleans has run, as the same user, here or in a stage below. */
function ranBefore(
  { cleaning, call, step, start }: Event,
  stage: Sorted,
  stages: readonly Sorted[],
): boolean {
  const prefix = call.prefix.join(' ');
  const isMaker = (item: Step | Event, plain: Plain, isSure: boolean): boolean => {
    const other = callOf(plain.words);
    if (other === null || other.prefix.join(' ') !== prefix) return false;
    const place = 'ordinal' in item ? item.step : item;
    if (place.parts.user !== step.parts.user) return false;
    if (cleaning?.program != null)
      return isSure && other.program === cleaning.program && isInSamePlace(place, step);
    return cleaning?.takes.some(({ fills: { programs } }) => programs.test(other.program)) === true;
  };
  const makes = (item: Step | Event): boolean => {
    const one = 'ordinal' in item ? item.step : item;
    const calls = one.calls === 'unknown' ? [] : (one.calls?.() ?? []);
    return calls.some((plain) =>
      isMaker(item, plain, one.plain !== undefined && one.parts.failure === 'abort'),
    );
  };
  for (const item of stage.items) {
    if ('ordinal' in item && item.start === start) break;
    if (makes(item)) return true;
  }
  const { base } = stage.build;
  return base !== null && (stages[base]?.items.some(makes) ?? false);
}
