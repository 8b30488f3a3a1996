/** What must be told again to a part of a body that begins in a shell of its own. */
import {
  failsHard,
  isUnmovedBy,
  programsIn,
  resolvePath,
  stateLeftBy,
  type ShellList,
  type ShellNode,
  type ShellState,
  type Value,
} from '../../src/transform.js';
import type { Body, Unfit } from '../joining/body.js';

/** Statements to put in front of a part, in order. */
export interface Carry {
  readonly statements: readonly string[];
}

const asList = (steps: readonly ShellNode[]): ShellList => ({
  span: { start: steps[0]?.span.start ?? 0, end: steps.at(-1)?.span.end ?? 0 },
  items: steps.map((node) => ({ node, separator: null })),
});

/**
 * What the steps from `cut` on need of those before it, or why they cannot be without them.
 * @param end where the next part begins, which is told for itself
 */
export function carriesTo(
  body: Body,
  steps: readonly ShellNode[],
  cut: number,
  end: number = steps.length,
): Carry | Unfit {
  const before = steps.slice(0, cut);
  const after = steps.slice(cut);
  const last = before.at(-1);
  if (last === undefined) return { reason: 'state' };
  if (body.form === 'errexit' && !failsHard(last)) return { reason: 'soft-failure' };
  if (body.form === 'and' && body.options.has('errexit') && !isUnmovedBy(last, 'errexit', body.isSet))
    return { reason: 'soft-failure' };
  const rest = body.script.text.slice(after[0]?.span.start ?? 0);
  const special = /\$(?:[?!_$]|\{[?!_$])/.exec(rest)?.[0];
  if (special !== undefined) return { reason: 'state', detail: special };
  const part = body.script.text.slice(after[0]?.span.start ?? 0, steps[end - 1]?.span.end);
  return told(body, before, after, { rest, part });
}

function told(
  body: Body,
  before: readonly ShellNode[],
  after: readonly ShellNode[],
  { rest, part }: { readonly rest: string; readonly part: string },
): Carry | Unfit {
  const statements: string[] = [];
  let place: Value = null;
  const plain: ShellNode[] = [];
  for (const step of before) {
    const target = directoryOf(step);
    if (target !== null) place = resolvePath(place ?? body.instruction.state.workdir, target);
    if (target !== null && place === null) return { reason: 'state', detail: 'cd' };
    const assigned = target === null ? assignmentOf(step) : null;
    if (assigned !== null && (isExport(step) || isSeen(body, assigned) || mentions(rest, assigned))) {
      // A variable of the shell alone means nothing to a part that does not name it.
      const isIdle = !isExport(step) && !isSeen(body, assigned) && !mentions(part, assigned);
      if (!isIdle) statements.push(body.script.text.slice(step.span.start, step.span.end));
    } else if (target === null) plain.push(step);
  }
  const unfit = unfitState(stateLeftBy(asList(plain)), stateLeftBy(asList(after)), body, rest);
  if (unfit) return unfit;
  if (/OLDPWD|\bcd\s+-(?:$|[\s;&|)])/.test(rest)) return { reason: 'state', detail: 'cd -' };
  if (place !== null && !startsElsewhere(after[0])) {
    if (!/^[\w./+@:,-]+$/.test(place)) return { reason: 'state', detail: 'cd' };
    statements.push(`cd ${place}`);
  }
  return { statements };
}

function unfitState(left: ShellState, later: ShellState, body: Body, rest: string): Unfit | null {
  if (left.cwd) return { reason: 'state', detail: 'cd' };
  const [other] = left.others;
  if (other !== undefined) return { reason: 'state', detail: other };
  if (left.sets.length > 0) return { reason: 'state', detail: 'set' };
  const [defined] = left.functions;
  if (defined !== undefined || left.leaves || left.dynamic)
    return { reason: 'state', detail: defined ?? (left.leaves ? 'exit' : 'a command from a variable') };
  const seen = [...left.variables].find((name) => left.exports || isSeen(body, name) || mentions(rest, name));
  if (seen !== undefined) return { reason: 'state', detail: seen };
  // The shell remembers where it found a command, also when a newer one has been installed since.
  const operands = new Set([...left.operands, ...later.operands].flatMap(programsIn));
  const renewed = [...left.commands].find((name) => operands.has(name) && later.programs.includes(name));
  return renewed === undefined ? null : { reason: 'state', detail: renewed };
}

/** The target of a `cd` that is a step of its own. */
function directoryOf(step: ShellNode): Value {
  if (step.kind !== 'simple' || step.assignments.length > 0 || step.redirects.length > 0) return null;
  const [name, target, ...more] = step.words.map(({ value }) => value);
  return name === 'cd' && target != null && more.length === 0 && !/^[-~]/.test(target) ? target : null;
}

/** Whether it is a `cd` to an absolute path, wherever the variables in that lead. */
function startsElsewhere(step: ShellNode | undefined): boolean {
  if (step?.kind !== 'simple' || step.assignments.length > 0 || step.redirects.length > 0) return false;
  const [name, target, ...more] = step.words;
  return (
    name?.value === 'cd' &&
    target !== undefined &&
    /^"?\/(?!.*(?:\.\.|`|\$\())/.test(target.text) &&
    more.length === 0
  );
}

/** The name in a step that only gives a literal value to one variable. */
function assignmentOf(step: ShellNode): string | null {
  if (step.kind !== 'simple' || step.redirects.length > 0) return null;
  const [only, ...more] = step.assignments;
  if (
    step.words.length === 0 &&
    only &&
    more.length === 0 &&
    (only.value === null || only.value.value !== null)
  )
    return only.name;
  const [name, operand, ...others] = step.words;
  if (step.assignments.length > 0 || name?.value !== 'export' || others.length > 0) return null;
  return /^([A-Za-z_]\w*)=/.exec(operand?.value ?? '')?.[1] ?? null;
}

const isExport = (step: ShellNode): boolean => step.kind === 'simple' && step.words.length > 0;

/** Whether programs may see the variable without an export: the image or the builder may have exported it. */
const isSeen = ({ instruction }: Body, name: string): boolean =>
  instruction.state.lookup(name).kind !== 'unset';

const mentions = (text: string, name: string): boolean =>
  !/^\w+$/.test(name) || new RegExp(`(?<!\\w)${name}(?!\\w)`).test(text);
