/** What is in a cache while a build goes on, and who may look. */
import {
  changesSources,
  cleaningOf,
  clears,
  callOf,
  fills,
  mentions,
  useOfIndex,
  type CacheFacts,
  type Call,
} from '../read/caches.js';
import type { Difference } from './difference.js';
import type { Event, Sorted } from './hygiene.js';
import { isWithin } from './paths.js';
import { coveredBy } from './mounts.js';
import type { MountedRun, Plain, Step } from './steps.js';

/**
 * `none` when it has been cleaned, `base` for what the base image holds, otherwise a name for what has been put there:
 * `from N` for an index that was fetched when the Nth step was the last to change where packages come from. What is in
 * a mount is not known, and what is left beside it is only a part.
 */
type Content = string;

interface Reader {
  readonly content: Content;
  readonly step: Step;
}

interface Contents {
  readonly stage: string;
  /** By the number of the step. */
  readonly readers: ReadonlyMap<number, Reader>;
  readonly end: Content;
  /** The first step under a mount that hides what a COPY has put there. */
  readonly hider: Step | null;
  /** The last step that may have changed where packages come from. */
  readonly sources: string;
  /** Whether an instruction of another stage, or of an image that is built on this one, may look. */
  readonly isShown: boolean;
}

export function contentsOf(cache: CacheFacts, stages: readonly Sorted[]): readonly Contents[] {
  const found: Contents[] = [];
  for (const [index, stage] of stages.entries()) {
    const { base, name } = stage.build;
    const start = base === null ? (stage.build.isKnownImage ? 'none' : 'base') : (found[base]?.end ?? 'base');
    const sources = (base === null ? undefined : found[base]?.sources) ?? '0';
    found.push({
      stage: name,
      ...follow(cache, stage, start, sources),
      isShown: isShown(cache, stages, index),
    });
  }
  return found;
}

function follow(
  cache: CacheFacts,
  stage: Sorted,
  start: Content,
  from: string,
): Pick<Contents, 'readers' | 'end' | 'sources' | 'hider'> {
  const readers = new Map<number, Reader>();
  let content = start;
  let sources = from;
  let number = 0;
  const mount = new Mount(cache, stage);
  for (const item of stage.items) {
    content = mount.enter('ordinal' in item ? item.step : item, content);
    if ('ordinal' in item) {
      content = contentAfter(cache, item, content, sources);
      continue;
    }
    number += 1;
    const use = useBy(cache, item);
    if (use.reads) readers.set(number, { content, step: item });
    if (use.clears) content = 'none';
    else if (use.fills) content = filled(cache, item, number, content, use.renews);
    if (use.fills) mount.isFilled = true;
    if (use.mayChangeSources) sources = `${stage.build.name} ${String(number)}`;
  }
  return { readers, end: mount.leave(content), sources, hider: mount.hider };
}

/** The mount that counts as not there while a stage is followed, and what lies below it. */
class Mount {
  isFilled = false;
  hider: Step | null = null;
  private run: MountedRun | undefined;
  private below: Content = 'none';

  constructor(
    private readonly cache: CacheFacts,
    private readonly stage: Sorted,
  ) {}

  /** What the step finds. */
  enter(step: Step, content: Content): Content {
    const run = this.stage.build.mounted.find(
      (one) => one.steps.includes(step) && coveredBy(one).has(this.cache),
    );
    if (run === this.run) return content;
    const left = this.leave(content);
    this.run = run;
    this.below = left;
    if (run !== undefined && left === BROUGHT) this.hider ??= step;
    return run === undefined ? left : 'unknown';
  }

  /** What the RUN leaves: what was there before, or something beside the mount. */
  leave(content: Content): Content {
    if (this.run === undefined) return content;
    const isPart = this.isFilled && coveredBy(this.run).get(this.cache) !== 'whole';
    this.isFilled = false;
    this.run = undefined;
    return isPart ? 'a part' : this.below;
  }
}

/** What may fail, or be left out, may leave what was there. */
function filled(cache: CacheFacts, step: Step, number: number, before: Content, isUpdate: boolean): Content {
  const { plain, parts } = step;
  if (cache.index === undefined) {
    if (before === 'unknown' || before === BROUGHT) return before;
    return isBrought(cache, step) ? BROUGHT : 'used';
  }
  const isSure = plain !== undefined && parts.failure === 'abort';
  if (isSure) return `step ${String(number)}`;
  return `step ${String(number)}${isUpdate ? OVER : ' perhaps'}${before}`;
}

/** A COPY has put it there: nothing says that it could be fetched. */
const BROUGHT = 'brought';

/** Whether a COPY or ADD names the cache, or something in it. */
const isBrought = (cache: CacheFacts, { calls, parts: { target = '' }, text }: Step): boolean =>
  calls === undefined &&
  (mentions(text, cache) || cache.paths.some((folder) => isWithin(target, folder.replace(/^~/, '/root'))));

/** What was there may have stayed. */
const OVER = ' over ';

function contentAfter(
  cache: CacheFacts,
  { call, cleaning }: Event,
  content: Content,
  sources: string,
): Content {
  if (cleaning !== null) return clears(call.words, cache) ? 'none' : content;
  return cache.index?.programs.test(call.program) === true ? `from ${sources}` : content;
}

interface StepUse {
  readonly reads: boolean;
  readonly fills: boolean;
  readonly clears: boolean;
  /** Fetches an index. */
  readonly renews: boolean;
  readonly mayChangeSources: boolean;
}

const IDLE: StepUse = {
  ...{ reads: false, fills: false, clears: false, renews: false, mayChangeSources: false },
};

function useBy(cache: CacheFacts, step: Step): StepUse {
  const { index } = cache;
  if (step.calls === undefined) return { ...IDLE, fills: isCopiedTo(cache, step) };
  const mentioned = mentions(step.text, cache);
  if (step.calls === 'unknown') {
    const isConcerned = index !== undefined || mentioned;
    return { ...IDLE, reads: isConcerned, fills: isConcerned, mayChangeSources: isConcerned };
  }
  const plains = step.calls();
  const all = plains.map(({ words }) => callOf(words)).filter((call): call is Call => call !== null);
  const clearing = plains.filter(({ words }) => clears(words, cache));
  const uses = all.map((call) => useOfIndex(call, cache));
  const hasFunctions = (step.parts.functions ?? '') !== '' && index !== undefined;
  const isCleared = clearing.length > 0 && clearing.length === plains.length;
  const namesIt =
    mentioned && plains.some((plain) => !clearing.includes(plain) && mentions(plain.words.join(' '), cache));
  return {
    reads: uses.includes('reads') || hasFunctions || namesIt || clearing.some(isStrict),
    fills: uses.includes('renews') || all.some((call) => fills(call, cache)),
    clears: isCleared && step.plain !== undefined,
    renews: uses.includes('renews'),
    mayChangeSources:
      index !== undefined &&
      (changesSources(step.text, index) ||
        hasFunctions ||
        all.some(({ program }, at) => !index.programs.test(program) && uses[at] === 'reads')),
  };
}

/** It fails where there is nothing to remove. */
const isStrict = ({ words }: Plain): boolean =>
  cleaningOf(words) === null &&
  /^(?:rm|rmdir|unlink)$/.test(callOf(words)?.program ?? '') &&
  !words.some((word) => /^-[a-zA-Z]*f|^--force$/.test(word));

/** Whether a COPY or ADD may write into the cache. */
function isCopiedTo(cache: CacheFacts, { parts: { target = '/' }, text }: Step): boolean {
  const { paths } = cache;
  // A build context that is copied to the root holds no caches of a system; an archive or another image may.
  if (/^[/.]*$/.test(target) || !target.startsWith('/'))
    return /^ADD\s|--from=/.test(text) || mentions(text, cache);
  const place = target.replace(/^\/(?:root|home\/[^/]+)(?=\/)/, '~').replace(/\/+$/, '');
  return paths
    .flatMap((folder) => [folder, folder.replace(/^~/, '/root')])
    .some((path) => isWithin(path, place) || isWithin(place, path));
}

/** Triggers of an image that is built on it, and stages that copy from it or mount it. */
function isShown(cache: CacheFacts, stages: readonly Sorted[], at: number): boolean {
  const build = stages[at]?.build;
  if (build === undefined) return false;
  const isTrigger = (text: string): boolean =>
    /^ONBUILD\s/i.test(text) &&
    (mentions(text, cache) || (cache.index !== undefined && /^ONBUILD\s+RUN\s/i.test(text)));
  if (build.config.some(({ text }) => isTrigger(text) || isStartedBy(cache, text))) return true;
  const names = [build.name, String(at)].map((name) => name.replace(/\W/g, '\\$&')).join('|');
  const from = new RegExp(`\\bfrom=["']?(?:${names})(?![\\w.-])`, 'i');
  return stages.some(({ build: { borrows } }) =>
    borrows.some((text) => from.test(text) && isBorrowedBy(cache, text)),
  );
}

/** What the image runs may install from the index. */
const isStartedBy = ({ index }: CacheFacts, text: string): boolean =>
  index !== undefined &&
  /^(?:CMD|ENTRYPOINT|HEALTHCHECK)\b/.test(text) &&
  text.split(/[\s"',[\];&|()]+/).some((word) => index.programs.test(word));

/** A mount shows all of a stage; a COPY names what it takes. */
function isBorrowedBy(cache: CacheFacts, text: string): boolean {
  if (mentions(text, cache)) return true;
  const folders = cache.paths.map((path) => path.replace(/^~/, '/root'));
  const isAbove = (path: string): boolean =>
    folders.some((folder) => `${folder}/`.startsWith(`${path.replace(/\/$/, '')}/`));
  if (text.startsWith('--mount')) return cache.index !== undefined;
  // A whole file system is not asked for its caches.
  return text.split(/\s+/).some((word) => /^\/./.test(word) && isAbove(word));
}

/** The first reader that would find something else, or what is left although it had been taken away. */
export function contentsDiffer(
  { name }: CacheFacts,
  before: readonly Contents[],
  after: readonly Contents[],
): Difference | null {
  for (const [index, now] of after.entries()) {
    const old = before[index];
    if (old === undefined) continue;
    if (now.hider !== null && old.hider === null)
      return told(now.stage, `what a COPY has brought of ${name} would be hidden`, now.hider);
    for (const [number, { content, step }] of now.readers) {
      if (old.readers.get(number)?.content === content) continue;
      return told(now.stage, `"${briefly(step)}" may read ${name}, and would find other content`, step);
    }
    for (const [number, { content, step }] of old.readers)
      if (!now.readers.has(number) && content.includes(OVER))
        return told(now.stage, `"${briefly(step)}" may have failed for want of ${name}`, null);
    if (now.end === old.end) continue;
    if (now.isShown) return told(now.stage, `what is built on it may read ${name}`, null);
    if (now.end !== 'none' && (old.end === 'none' || old.end === 'base'))
      return told(now.stage, `${name} would be left behind`, null);
  }
  return null;
}

const briefly = ({ text }: Step): string => text.replace(/\s+/g, ' ');

const told = (stage: string, message: string, step: Step | null): Difference => ({
  message: `stage ${stage}: ${message}`,
  before: null,
  after: step?.at ?? null,
});
