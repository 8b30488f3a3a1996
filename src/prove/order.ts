/** Steps that change places without a change in meaning. What is not known commutes with nothing. */
import { conflict } from '../read/effects.js';
import { setsAttributes } from './attributes.js';
import { isWithin } from './paths.js';
import { differingPart, type Step } from './steps.js';

/** The steps in the order of another list, as far as they commute; the rest stays where it is. */
export function inOrderOf(model: readonly Step[], steps: readonly Step[]): readonly Step[] {
  let same = 0;
  while (isSame(model[same], steps[same])) same += 1;
  const sorted = steps.slice(0, same);
  const rest = steps.slice(same);
  for (const wanted of model.slice(same)) {
    const at = placeOf(wanted, rest);
    if (at === null) break;
    sorted.push(...rest.splice(at, 1));
  }
  return [...sorted, ...rest];
}

const isSame = (a: Step | undefined, b: Step | undefined): boolean =>
  a !== undefined && b !== undefined && differingPart(a, b) === null;

/** Where the wanted step stands, when it commutes with all in front of it. */
function placeOf(wanted: Step, steps: readonly Step[]): number | null {
  for (const [at, step] of steps.entries()) {
    if (isSame(step, wanted)) return at;
    if (!commute(step, wanted)) return null;
  }
  return null;
}

function commute(a: Step, b: Step): boolean {
  if (isMark(a) || isMark(b)) return (isOfNoShell(a) || isOfNoShell(b)) && !hasTrap(a) && !hasTrap(b);
  return (
    commuteAsCopies(a, b) ||
    // What comes of a command has its name: of two that are alike the first one stays the first.
    (a.effects !== undefined &&
      b.effects !== undefined &&
      (isOfNoShell(a) || a.parts.command !== b.parts.command) &&
      conflict(a.effects, b.effects) === null)
  );
}

/** An option that the shell may not have ends the build, or does nothing to files; so does the end of a shell. */
const isMark = ({ parts }: Step): boolean =>
  (parts.command?.startsWith('set -o ') === true && parts.failure === 'abort') ||
  MARKS.has(parts.command ?? '');

/** What stands for the end of a RUN, where it makes a difference for the next one. */
const MARKS: ReadonlySet<string> = new Set([
  'end of the shell',
  'what has been started or laid over ends',
  'what was mounted is gone',
  'hard links belong to one layer',
]);

/** A trap may do anything. */
const hasTrap = ({ parts }: Step): boolean => (parts.trap ?? '') !== '';

/** What the builder does itself. */
const isOfNoShell = ({ parts }: Pick<Step, 'parts'>): boolean =>
  parts.command === 'make the directory' ||
  setsAttributes({ parts }) ||
  /^(?:COPY|ADD|VOLUME) /.test(parts.command ?? '');

/** Copies into places that have nothing to do with each other, by the same owner and with the same flags. */
function commuteAsCopies(a: Step, b: Step): boolean {
  const isCopy = ({ parts }: Step): boolean => /^(?:COPY|ADD) /.test(parts.command ?? '');
  const [one, other] = [a.parts.target ?? '', b.parts.target ?? ''];
  if (!isCopy(a) || !isCopy(b) || a.parts.flags !== b.parts.flags) return false;
  if (![one, other].every((target) => target.startsWith('/') && !ALIAS.test(target))) return false;
  return !isWithin(one, other) && !isWithin(other, one);
}

/** Distributions have links here: two names of one place. */
const ALIAS = /^\/(?:s?bin|lib\w*|usr\/(?:s?bin|lib\w*)|var\/(?:run|lock|mail)|run|tmp|var\/tmp)(?:\/|$)/;
