/** Puts commands into a RUN, or takes them out, in the hand of the file's author. */
import {
  failsHard,
  isUnmovedBy,
  setOperands,
  type Dockerfile,
  type Edit,
  type ShellNode,
  type Span,
} from '../../src/transform.js';
import { endsHard, inSource, type Body, type Unfit } from '../joining/body.js';
import { ignoresErrexit, mayRunErrexit } from '../joining/join.js';
import { styleOf } from '../joining/style.js';
import { lineRemoval } from '../moving/text.js';
import { makesDirectory } from './stages.js';

/** Places that the instruction's own comments must not be in. */
const hasComment = ({ instruction }: Body, { start, end }: Span): boolean =>
  instruction.innerComments.some(({ span }) => start <= span.start && span.end <= end);

/** What keeps commands from being run behind a step only when it has succeeded. */
export function unfitBehind(body: Body, step: number): Unfit | null {
  const node = body.steps[step];
  if (node === undefined) return { reason: 'list' };
  const isLast = step === body.steps.length - 1;
  if (body.script.list.items.at(-1)?.separator?.text === '&') return { reason: 'background' };
  if (body.state.leaves || body.state.others.includes('trap')) return { reason: 'exits' };
  if (body.state.sets.length > 0) return { reason: 'errexit-lost' };
  if (body.form === 'list' && !isLast) return { reason: 'list' };
  if (body.form === 'errexit') {
    return !isLast || endsHard(body) ? null : { reason: 'soft-failure' };
  }
  return isLast && mayRunErrexit(body) && !ignoresErrexit(body) ? { reason: 'errexit-lost' } : null;
}

/**
 * The edit that runs commands behind a step; `unfitBehind` has found nothing.
 * @param isInline whether a RUN of one line stays one line
 */
export function addBehind(
  file: Dockerfile,
  body: Body,
  step: number,
  commands: readonly string[],
  isInline = false,
): readonly Edit[] {
  const node = body.steps[step];
  if (node === undefined) return [];
  const { end } = inSource(body, node.span);
  const { leads, indent } = styleOf(file, [body.instruction]);
  const { first, last: lastLine } = body.instruction.lines;
  const lineBreak = isInline && first === lastLine ? ' ' : ` ${file.escape}${file.eol}${indent}`;
  const written = commands.map((command) =>
    body.form === 'errexit'
      ? `;${lineBreak}${command}`
      : leads
        ? `${lineBreak}&& ${command}`
        : ` &&${lineBreak}${command}`,
  );
  // A list may end in a semicolon, which would come to stand in front of `&&`.
  const trailing = step === body.steps.length - 1 ? body.script.list.items.at(-1)?.separator : null;
  const edits: Edit[] = [{ start: end, end, text: written.join('') }];
  if (trailing && trailing.text === ';') {
    const { start, end: last } = inSource(body, trailing.span);
    if (start === end) return [{ start, end: last, text: written.join('') }];
    edits.push({ start, end: last, text: '' });
  }
  return edits;
}

/** The edit that runs a command in front of a step. */
export function addBefore(file: Dockerfile, body: Body, step: number, command: string): readonly Edit[] {
  const node = body.steps[step];
  if (node === undefined) return [];
  const { start } = inSource(body, node.span);
  const { leads, indent } = styleOf(file, [body.instruction]);
  const lineBreak = ` ${file.escape}${file.eol}${indent}`;
  const behind = body.form === 'errexit' ? `;${lineBreak}` : leads ? `${lineBreak}&& ` : ` &&${lineBreak}`;
  return [{ start, end: start, text: command + behind }];
}

/** The edits that take steps out of a body, of which some stay; `null` where a comment would be lost with them. */
function withoutSteps(file: Dockerfile, body: Body, dropped: ReadonlySet<number>): readonly Edit[] | null {
  const kept = body.steps.flatMap((node, at) => (dropped.has(at) ? [] : [{ node, at }]));
  const first = kept[0];
  if (first === undefined) return null;
  const cuts: Span[] = [];
  const from = (node: ShellNode): Span => inSource(body, node.span);
  const head = body.steps[0];
  if (first.at > 0 && head) cuts.push({ start: from(head).start, end: from(first.node).start });
  for (const [index, { node, at }] of kept.entries()) {
    const next = kept[index + 1];
    const [begin, last] = [body.steps[at + 1], body.steps[(next?.at ?? body.steps.length) - 1]];
    if (begin === undefined || last === undefined || begin === next?.node) continue;
    const isBroken = (start: number, end: number): boolean => file.text.slice(start, end).includes('\n');
    const leads =
      next !== undefined &&
      isBroken(from(node).end, from(begin).start) &&
      !isBroken(from(last).end, from(next.node).start);
    // The next step takes the place of the first that is dropped, where a line begins with it.
    if (leads) cuts.push({ start: from(begin).start, end: from(next.node).start });
    else cuts.push({ start: from(node).end, end: from(last).end });
  }
  if (cuts.some((cut) => hasComment(body, cut))) return null;
  return cuts.map(({ start, end }) => ({ start, end, text: '' }));
}

/**
 * The edits that take steps out of a RUN, and the RUN when none is left; `null` where a comment would be lost with them, or a
 * working directory may be missing then. Comments above the RUN stay.
 */
export function dropSteps(
  file: Dockerfile,
  body: Body,
  dropped: ReadonlySet<number>,
): readonly Edit[] | null {
  if (dropped.size < body.steps.length) return withoutSteps(file, body, dropped);
  const { instruction } = body;
  const isNeeded = instruction.innerComments.length > 0 || makesDirectory(file, instruction);
  return isNeeded ? null : [lineRemoval(file, instruction)];
}

/** What keeps steps from being taken out at the end of a body; `null` for nothing. */
export function unfitWithout(body: Body, dropped: ReadonlySet<number>): Unfit | null {
  const kept = body.steps.filter((_, at) => !dropped.has(at));
  const last = kept.at(-1);
  if (last === undefined || last === body.steps.at(-1)) return null;
  if (kept.every((node) => setOperands(node) !== null)) return { reason: 'place', detail: 'set' };
  if (body.form === 'errexit') return failsHard(last) ? null : { reason: 'place', detail: 'soft-failure' };
  const isSteady = !mayRunErrexit(body) || isUnmovedBy(last, 'errexit', body.isSet);
  return isSteady ? null : { reason: 'place', detail: 'errexit-lost' };
}

/** Blanks in front of a place, with the line break when it stands at the beginning of its line. */
export const blanksBefore = (text: string, at: number): number =>
  /(?:[ \t]*[\\`]\r?\n)?[ \t]*$/.exec(text.slice(0, at))?.[0].length ?? 0;
