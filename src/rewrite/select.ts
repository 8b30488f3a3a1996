/** Of a transform's findings: which to apply now, which to withhold, and which were refused. */
import type { Dockerfile, Instruction, Span } from '../model.js';
import { boundariesOf } from '../read/boundaries.js';
import type { Finding, Level, Refusal, Rewrite } from '../transform.js';
import { collide, faultOf } from './edits.js';

/** In order: each allows what those before it do. */
export const LEVELS: readonly Level[] = ['exact', 'prune', 'reshape'];

const isAbove = (level: Level, limit: Level): boolean => LEVELS.indexOf(level) > LEVELS.indexOf(limit);

/** A rewrite that is not applied, and why. */
export interface Withheld {
  readonly rewrite: Rewrite;
  readonly why: 'level' | 'pragma' | 'unproven';
  /** What the check found, or which boundary a pragma keeps. */
  readonly difference: string | null;
}

export interface Selection {
  readonly chosen: readonly Rewrite[];
  readonly withheld: readonly Withheld[];
  readonly refused: readonly Refusal[];
}

export interface Rules {
  /** The most that may change. */
  readonly level: Level;
  /** The transform's own ceiling. */
  readonly ceiling: Level;
  readonly ignores: (instruction: Instruction) => boolean;
  readonly isRejected: (rewrite: Rewrite) => boolean;
  /** Where a place stands in the user's file. */
  readonly lineOf: (place: Span) => number;
}

/**
 * Chooses rewrites in the order they were found. One whose place touches that of an earlier one waits
 * for the next round, where it is found again if it still holds.
 */
export function select(file: Dockerfile, findings: Iterable<Finding>, rules: Rules): Selection {
  const chosen: Rewrite[] = [];
  let reach = -1;
  const withheld: Withheld[] = [];
  const refused: Refusal[] = [];
  const ignored = file.instructions.filter(rules.ignores).map((instruction) => instruction.span);
  const boundaries = boundariesOf(file).map(({ span }) => span);
  const touches = (place: Span, others: readonly Span[]): boolean =>
    others.some((other) => collide(place, other));
  for (const finding of findings) {
    if (finding.kind === 'refusal') {
      refused.push(finding);
      continue;
    }
    const why =
      reasonToWithhold(finding, rules, file.text.length, touches(finding.at, ignored)) ??
      reasonOfBoundary(finding, rules, boundaries);
    if (why !== null) {
      if (why.difference !== 'known') withheld.push({ rewrite: finding, ...why });
    } else {
      const places = placesOf(finding);
      // Findings come in the order of the text mostly; then this alone tells that they are apart.
      const isBehind = places.every(({ start }) => start > reach);
      if (!isBehind && touchesChosen(places, chosen)) continue;
      chosen.push(finding);
      reach = Math.max(reach, ...places.map(({ end }) => end));
    }
  }
  return { chosen, withheld, refused };
}

/**
 * A rewrite of what stands on both sides of a boundary may bring something from one to the other. One that changes one
 * side alone can't, so no transform has to know.
 */
function reasonOfBoundary(
  { edits }: Rewrite,
  { lineOf }: Rules,
  boundaries: readonly Span[],
): Pick<Withheld, 'why' | 'difference'> | null {
  const crossed = boundaries.find(
    ({ start, end }) => !edits.every((edit) => edit.end <= start) && !edits.every((edit) => edit.start > end),
  );
  if (crossed === undefined) return null;
  const difference = `a pragma keeps the layer boundary at line ${String(lineOf(crossed))}`;
  return { why: 'pragma', difference };
}

function touchesChosen(places: readonly Span[], chosen: readonly Rewrite[]): boolean {
  return chosen.some((other) => placesOf(other).some((a) => places.some((b) => collide(a, b))));
}

/** A rewrite's place: what it argues about and what it edits. */
function placesOf(rewrite: Rewrite): readonly Span[] {
  return [rewrite.at, ...rewrite.edits];
}

function reasonToWithhold(
  rewrite: Rewrite,
  rules: Rules,
  length: number,
  silenced: boolean,
): Pick<Withheld, 'why' | 'difference'> | null {
  if (silenced) return { why: 'pragma', difference: null };
  if (rules.isRejected(rewrite)) return { why: 'unproven', difference: 'known' };
  const drops = (rewrite.drops ?? []).map((span) => ({ ...span, text: '' }));
  const fault = faultOf(rewrite.edits, length) ?? faultOf(drops, length);
  if (fault !== null) return { why: 'unproven', difference: fault };
  if (isAbove(rewrite.level, rules.ceiling)) {
    return {
      why: 'unproven',
      difference: `its level ${rewrite.level} is above the transform's ${rules.ceiling}`,
    };
  }
  return isAbove(rewrite.level, rules.level) ? { why: 'level', difference: null } : null;
}
