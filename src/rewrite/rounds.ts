/** The steps of a run, each on the text the former left, until nothing changes. */
import type { Dockerfile, Span } from '../model.js';
import type { AppliedRewrite, RefusedRewrite, WithheldRewrite } from '../result.js';
import type { Builder, Caches, Claim, Edit, Level, Mode, Rewrite, Transform } from '../transform.js';
import { applyEdits, sortEdits } from './edits.js';
import type { Step } from './options.js';
import { editOrigins, lineFinder, originalSpan, originsOf, type Origins } from './origins.js';
import { ignoreRule } from './pragmas.js';
import { LEVELS, select, type Selection, type Withheld } from './select.js';

/** More rounds than any real file needs; each round removes or splits at least one instruction. */
const MAX_ROUNDS = 64;

export interface RoundSettings {
  readonly level: Level;
  readonly mode: Mode;
  readonly builder: Builder;
  readonly caches: Caches;
  /** Reads an intermediate text, and checks it against the one before. */
  readonly check: (before: Dockerfile, after: string, claim: Claim) => Checked;
}

/** The text, read; or what is wrong with it. */
export type Checked =
  | { readonly file: Dockerfile; readonly difference: null }
  | { readonly file: null; readonly difference: string };

export interface RoundsResult {
  readonly file: Dockerfile;
  readonly applied: readonly AppliedRewrite[];
  readonly withheld: readonly WithheldRewrite[];
  readonly refused: readonly RefusedRewrite[];
}

/** The state of a run: the text so far and the findings of each step's last look at it. */
interface Run {
  file: Dockerfile;
  origins: Origins;
  readonly applied: AppliedRewrite[];
  readonly rejected: Map<string, Withheld & { readonly transform: string; readonly place: Span }>;
  readonly last: Map<string, { readonly selection: Selection; readonly origins: Origins }>;
}

export function runRounds(input: Dockerfile, steps: readonly Step[], settings: RoundSettings): RoundsResult {
  const run: Run = {
    file: input,
    origins: originsOf(input.text),
    applied: [],
    rejected: new Map(),
    last: new Map(),
  };
  const linesOf = lineFinder(input.text);
  const seen = new Set([input.text]);
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const before = run.file.text;
    for (const step of steps) takeStep(run, step, settings, linesOf);
    if (run.file.text === before || seen.has(run.file.text)) break;
    seen.add(run.file.text);
  }
  return { file: run.file, applied: run.applied, ...reportOf(run, steps, linesOf) };
}

function takeStep(
  run: Run,
  { transform, values }: Step,
  settings: RoundSettings,
  linesOf: ReturnType<typeof lineFinder>,
): void {
  const { mode, builder, caches, level } = settings;
  const ignores = ignoreRule(run.file, transform);
  const isRejected = (rewrite: Rewrite): boolean => run.rejected.has(keyOf(transform, run.file, rewrite));
  const selection = select(run.file, transform.find(run.file, { mode, builder, caches, ignores, values }), {
    level,
    ceiling: transform.level,
    ignores,
    isRejected,
    lineOf: (place) => linesOf(originalSpan(run.origins, place)).first,
  });
  run.last.set(transform.name, { selection, origins: run.origins });
  const kept = keepChecked(run, transform, selection.chosen, settings);
  if (kept === null) return;
  for (const rewrite of kept.rewrites) {
    const lines = linesOf(originalSpan(run.origins, rewrite.at));
    const { level: own, because, relies } = rewrite;
    run.applied.push({ transform: transform.name, lines, level: own, because, relies });
  }
  run.origins = editOrigins(run.origins, editsOf(kept.rewrites));
  run.file = kept.file;
}

const editsOf = (rewrites: readonly Rewrite[]): readonly Edit[] =>
  sortEdits(rewrites.flatMap((rewrite) => rewrite.edits));

interface Kept {
  readonly rewrites: readonly Rewrite[];
  /** The text with them. */
  readonly file: Dockerfile;
}

/**
 * The rewrites of one level that pass the check; those that do not are remembered and not tried again. Rewrites of a
 * higher level wait for the next round, so that none is checked by another's promise.
 */
function keepChecked(
  run: Run,
  transform: Transform,
  chosen: readonly Rewrite[],
  settings: RoundSettings,
): Kept | null {
  for (const level of LEVELS) {
    const rewrites = chosen.filter((rewrite) => rewrite.level === level);
    const check = (some: readonly Rewrite[]): Checked => {
      const drops = some.flatMap((rewrite) => rewrite.drops ?? []);
      return settings.check(run.file, applyEdits(run.file.text, editsOf(some)), { level, drops });
    };
    const all = rewrites.length > 1 ? check(rewrites).file : null;
    if (all) return { rewrites, file: all };
    let kept: Kept | null = null;
    for (const rewrite of rewrites) {
      const some: readonly Rewrite[] = [...(kept?.rewrites ?? []), rewrite];
      const { file, difference } = check(some);
      if (file) kept = { rewrites: some, file };
      else reject(run, transform, rewrite, difference);
    }
    if (kept) return kept;
  }
  return null;
}

function reject(run: Run, transform: Transform, rewrite: Rewrite, difference: string): void {
  const place = originalSpan(run.origins, rewrite.at);
  const entry = { rewrite, why: 'unproven', difference, transform: transform.name, place } as const;
  run.rejected.set(keyOf(transform, run.file, rewrite), entry);
}

/** The same rewrite of the same lines, wherever the text around them has moved to. */
function keyOf(transform: Transform, file: Dockerfile, rewrite: Rewrite): string {
  const edits = rewrite.edits.map((edit) => [
    edit.start - rewrite.at.start,
    edit.end - edit.start,
    edit.text,
  ]);
  return JSON.stringify([transform.name, file.text.slice(rewrite.at.start, rewrite.at.end), edits]);
}

function reportOf(
  run: Run,
  steps: readonly Step[],
  linesOf: ReturnType<typeof lineFinder>,
): Pick<RoundsResult, 'withheld' | 'refused'> {
  const withheld: WithheldRewrite[] = [];
  const refused: RefusedRewrite[] = [];
  const hold = (name: string, place: Span, { rewrite, why, difference }: Withheld): void => {
    const { level, because } = rewrite;
    withheld.push({ transform: name, lines: linesOf(place), level, because, why, difference });
  };
  for (const { transform } of steps) {
    const last = run.last.get(transform.name);
    if (last === undefined) continue;
    for (const entry of last.selection.withheld)
      hold(transform.name, originalSpan(last.origins, entry.rewrite.at), entry);
    for (const { at, reason, detail } of last.selection.refused) {
      const message = transform.refusals[reason];
      if (message === undefined)
        throw new Error(`transform ${transform.name} gives an undeclared reason "${reason}"`);
      const lines = linesOf(originalSpan(last.origins, at));
      refused.push({ transform: transform.name, lines, reason, message, detail: detail ?? null });
    }
  }
  for (const entry of run.rejected.values()) hold(entry.transform, entry.place, entry);
  return { withheld, refused };
}
