/** Steps that change places without a change in meaning. What is not known commutes with nothing. */
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
  return commuteAsCopies(a, b) || (isOption(a) && isDirectory(b)) || (isDirectory(a) && isOption(b));
}

/** An option that the shell may not have ends the build, or does nothing to files. */
const isOption = ({ parts }: Step): boolean =>
  parts.command?.startsWith('set -o ') === true && parts.failure === 'abort';
const isDirectory = ({ parts }: Step): boolean => parts.command === 'make the directory';

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

const isWithin = (path: string, above: string): boolean => closed(path).startsWith(closed(above));
const closed = (path: string): string => path.replace(/\/*$/, '/');
