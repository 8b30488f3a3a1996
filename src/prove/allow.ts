/**
 * What a level above `exact` lets the after side do besides: commands that only clean, and flags that keep a command
 * from writing what would be cleaned. Each is allowed only where nothing behind it reads what it takes.
 */
import type { Difference } from './difference.js';
import type { Plain, StageBuild, Step } from './steps.js';
import { cleaningOf, sparingOf, type Use, type Waste } from './waste.js';
import type { Level } from '../transform.js';

/** A command, or a word of one, that the before side does not have. */
interface Addition {
  readonly stage: number;
  readonly step: number;
  /** Its place in the file. */
  readonly start: number;
  readonly takes: readonly Waste[];
  /** For a command: the manager that has to have run before it. */
  readonly after: RegExp | null;
}

/** The additions, or why one of them is not allowed. */
export type Allowance =
  | { readonly omitted: ReadonlySet<number>; readonly difference: null }
  | { readonly omitted: null; readonly difference: Difference };

/** Places in the after file of commands and words that count as not there at these levels. */
export function allowedIn(
  before: readonly StageBuild[],
  after: readonly StageBuild[],
  levels: ReadonlySet<Level>,
): Allowance {
  const additions = after.flatMap((stage, index) =>
    additionsIn(before[index]?.steps ?? [], stage.steps, index, levels),
  );
  for (const addition of additions) {
    const message = faultOf(addition, after);
    const at = after[addition.stage]?.steps[addition.step]?.at ?? null;
    if (message !== null) return { omitted: null, difference: { message, before: null, after: at } };
  }
  return { omitted: new Set(additions.map(({ start }) => start)), difference: null };
}

/** Goes along both sides; where they part for another reason, the comparison will tell. */
function additionsIn(
  before: readonly Step[],
  after: readonly Step[],
  stage: number,
  levels: ReadonlySet<Level>,
): readonly Addition[] {
  const additions: Addition[] = [];
  let at = 0;
  for (const [step, added] of after.entries()) {
    const old = before[at];
    if (old?.parts.command === added.parts.command) {
      at += 1;
      continue;
    }
    const plain = added.plain?.();
    if (plain === undefined) break;
    const flags = old?.plain ? addedFlags(old.plain(), plain, levels) : null;
    if (flags !== null) {
      additions.push(...flags.map(({ start, takes }) => ({ stage, step, start, takes, after: null })));
      at += 1;
      continue;
    }
    const cleaning = plain.literal ? cleaningOf(plain.words) : null;
    if (cleaning === null || !levels.has('prune')) break;
    additions.push({
      stage,
      step,
      start: plain.starts[0] ?? 0,
      takes: cleaning.takes,
      after: cleaning.after,
    });
  }
  return additions;
}

/** The words that `after` has more, when all of them are flags that spare; otherwise `null`. */
function addedFlags(
  before: Plain,
  after: Plain,
  levels: ReadonlySet<Level>,
): readonly Pick<Addition, 'start' | 'takes'>[] | null {
  const flags: Pick<Addition, 'start' | 'takes'>[] = [];
  let at = 0;
  for (const [index, word] of after.words.entries()) {
    if (word === before.words[at]) {
      at += 1;
      continue;
    }
    const waste = sparingOf(after.words, index, levels);
    if (waste === null) return null;
    flags.push({ start: after.starts[index] ?? 0, takes: [waste] });
  }
  return at === before.words.length ? flags : null;
}

/** Why the addition is not allowed where it stands. */
function faultOf(addition: Addition, stages: readonly StageBuild[]): string | null {
  const stage = stages[addition.stage];
  const step = stage?.steps[addition.step];
  if (stage === undefined || step === undefined) return 'an addition without a place';
  const name = `stage ${stage.name}: "${step.text.replace(/\s+/g, ' ')}"`;
  if (addition.after !== null) {
    if (step.parts.failure !== 'abort') return `${name}: a failure in front of it is no longer seen`;
    if (/\btype=(?:cache|tmpfs)\b/.test(step.parts.flags ?? '')) return `${name} empties what is mounted`;
    if (!ranBefore(addition, addition.after, stages, step)) return `${name}: its program has not run before`;
  }
  for (const waste of addition.takes) {
    const reader = readerOf(waste, addition, stages);
    if (reader !== null)
      return `${name} takes ${waste.name}, which "${reader.replace(/\s+/g, ' ')}" may read`;
  }
  return null;
}

/** Whether the manager has run as the same user and with the same shell, in this stage or one that it is FROM. */
function ranBefore(
  { stage, step }: Addition,
  manager: RegExp,
  stages: readonly StageBuild[],
  { parts }: Step,
): boolean {
  const own = stages[stage]?.steps.slice(0, step) ?? [];
  const isManager = (one: Step): boolean =>
    SURROUNDINGS.every((name) => one.parts[name] === parts[name]) &&
    manager.test(one.plain?.().words[0] ?? '');
  if (own.some(isManager)) return true;
  const base = stages[stage]?.base ?? null;
  return base !== null && (stages[base]?.steps.some(isManager) ?? false);
}

const SURROUNDINGS = ['user', 'interpreter', 'flags'];

/** The first that may read the waste behind the addition, on any path that leads on from it. */
function readerOf(waste: Waste, { stage, step }: Addition, stages: readonly StageBuild[]): string | null {
  const visit = (index: number, from: number): string | null => {
    const build = stages[index];
    if (build === undefined) return null;
    for (const one of build.steps.slice(from)) {
      const use = useOf(waste, one);
      if (use === 'reads') return one.text;
      if (use === 'renews') return null;
    }
    const trigger = build.config.find(({ text }) => /^ONBUILD\s/i.test(text) && isNamedBy(waste, text));
    if (trigger) return trigger.text;
    for (const [next, { base, borrows }] of stages.entries()) {
      const names = `(?:${[build.name, String(index)].map((name) => name.replace(/\W/g, '\\$&')).join('|')})`;
      const borrow = borrows.find(
        (text) => new RegExp(`\\bfrom=["']?${names}(?![\\w.-])`, 'i').test(text) && isBorrowedBy(waste, text),
      );
      if (borrow !== undefined) return borrow;
      const reader = base === index ? visit(next, 0) : null;
      if (reader !== null) return reader;
    }
    return null;
  };
  return visit(stage, step + 1);
}

const isNamedBy = (waste: Waste, trigger: string): boolean =>
  waste.named.test(trigger) || (waste.index !== undefined && /^ONBUILD\s+RUN\s/i.test(trigger));

/** A mount shows all of a stage; a COPY names what it takes. */
function isBorrowedBy({ named, index }: Waste, text: string): boolean {
  if (named.test(text)) return true;
  if (index === undefined) return false;
  const above = (path: string): boolean => `${index.folder}/`.startsWith(`${path.replace(/\/$/, '')}/`);
  return text.startsWith('--mount') || text.split(/\s+/).some((word) => word.startsWith('/') && above(word));
}

function useOf(waste: Waste, step: Step): Use {
  const plain = step.plain?.();
  if (plain?.literal === true && cleaningOf(plain.words) !== null) return 'none';
  if (waste.named.test(step.text)) return 'reads';
  const { index } = waste;
  if (index === undefined || step.commands === undefined) return 'none';
  if (step.commands === 'unknown' || (step.parts.functions ?? '') !== '') return 'reads';
  const others = step.commands().filter((words) => cleaningOf(words) === null);
  if (others.some((words) => index.use(words) === 'reads')) return 'reads';
  if (plain === undefined) return 'none';
  const use = index.use(plain.words);
  // What may fail, or fetches into a mount, renews nothing for those behind it.
  return use === 'renews' &&
    (step.parts.failure !== 'abort' || step.parts.flags?.includes('--mount') === true)
    ? 'none'
    : use;
}
