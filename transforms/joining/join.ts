/**
 * The joining rules: which bodies may run one after the other in one shell, and in which clothes.
 *
 * A group has one of two frames. In an and-frame the bodies are joined by `&&`: each runs when the former
 * succeeded, and errexit is ignored in all but the last. In an errexit-frame they are statements of one
 * `set -e` list: each statement whose failure failed its RUN must end the shell by itself.
 */
import {
  failsHard,
  isProgram,
  isUnmovedBy,
  programsIn,
  simpleCommands,
  stateLeftBy,
  type ShellNode,
  type SimpleCommand,
} from '../../src/transform.js';
import { endsHard, unfitBefore, type Body, type Unfit } from './body.js';

export type Wrap = 'none' | 'braces' | 'subshell';

export interface Member {
  readonly body: Body;
  wrap: Wrap;
  /** Its own `set …` is in force already and is left out. */
  dropsSet: boolean;
  /** Variables to be exported in front of it, those of one `export` in one text: `A=1 B=2`. */
  readonly exports: readonly string[];
}

export interface Group {
  frame: 'and' | 'errexit';
  readonly members: Member[];
  /** The `set …` that must be put in front of the first member, when that has none. */
  leadingSet: string | null;
  /** Why nothing more can be added; null while it can. */
  sealed: Unfit | null;
  /** Members not in a subshell that leave something in the shell. */
  readonly leaky: Set<number>;
  /** Commands that a member not in a subshell has looked up, with the first such member. */
  readonly lookedUp: Map<string, number>;
  /** Names that members mention as operands, programs they may install, with the last such member. */
  readonly mentioned: Map<string, number>;
  /** Length of all bodies. */
  length: number;
}

/** The kernel refuses a single argument of 128 KiB (MAX_ARG_STRLEN, execve(2)); a shell body is one. */
const LONGEST_BODY = 100_000;
const MOST_BODIES = 200;
/** Parentheses or braces around more lines than this are hard to see, and nobody writes them by hand. */
const LONGEST_WRAPPED = 12;

export function startGroup(body: Body): Group {
  const group: Group = {
    frame: body.form === 'errexit' ? 'errexit' : 'and',
    members: [],
    leadingSet: null,
    sealed: null,
    leaky: new Set(),
    lookedUp: new Map(),
    mentioned: new Map(),
    length: 0,
  };
  push(group, body, body.form === 'list' ? 'braces' : 'none', false);
  return group;
}

function push(
  group: Group,
  body: Body,
  wrap: Wrap,
  dropsSet: boolean,
  exports: readonly string[] = [],
): void {
  group.members.push({ body, wrap, dropsSet, exports });
  group.length += body.script.text.length;
}

/**
 * Adds a body behind the others, or says why it must stay apart; then the group is as it was.
 * @param exports variables that have been set between it and the one before, those of one `export` in one text
 */
export function addToGroup(group: Group, body: Body, exports: readonly string[] = []): Unfit | null {
  const last = group.members.at(-1);
  if (last === undefined) return null;
  const unfit = group.sealed ?? unfitBefore(last.body) ?? tooLong(group, body);
  if (unfit) return unfit;
  const plan = group.frame === 'and' ? planAnd(group, last, body) : planErrexit(group, last, body);
  if ('reason' in plan) return plan;
  const frame = plan.convert ? 'errexit' : group.frame;
  const contained = membersToContain(group, frame, body);
  const unable = contained.some((index) => !isContainable(group, frame, index));
  if (unable) return { reason: 'state' };
  const wrapped = contained.flatMap((at) => group.members[at]?.body ?? []);
  if (plan.wrapBefore !== 'none') wrapped.push(last.body);
  if (plan.wrap !== 'none') wrapped.push(body);
  if (wrapped.some(isLong)) return { reason: 'long-group' };
  const index = group.members.length - 1;
  last.wrap = plan.wrapBefore;
  for (const at of contained) contain(group, at);
  if (last.wrap !== 'subshell') remember(group, last.body, index);
  for (const name of mentionsOf(last.body)) group.mentioned.set(name, index);
  if (plan.convert) {
    group.frame = 'errexit';
    const [head] = group.members;
    group.leadingSet = head?.body.set === null || head?.wrap === 'subshell' ? body.set : null;
  }
  const dropsSet = plan.dropsSet && (frame === 'errexit' || !contained.includes(index));
  push(group, body, plan.wrap, dropsSet, exports);
  group.sealed = plan.seals;
  return null;
}

const isLong = ({ instruction: { lines } }: Body): boolean => lines.last - lines.first >= LONGEST_WRAPPED;

function contain(group: Group, index: number): void {
  const member = group.members[index];
  if (member) member.wrap = 'subshell';
  group.leaky.delete(index);
}

/** What a member that stays in the shell itself leaves there for those that come. */
function remember(group: Group, body: Body, index: number): void {
  const { cwd, variables } = body.state;
  if (cwd || variables.size > 0 || body.set !== null) group.leaky.add(index);
  for (const name of body.state.commands) if (!group.lookedUp.has(name)) group.lookedUp.set(name, index);
}

function tooLong(group: Group, body: Body): Unfit | null {
  const long = group.length + body.script.text.length > LONGEST_BODY || group.members.length >= MOST_BODIES;
  return long ? { reason: 'too-long' } : null;
}

interface Plan {
  /** What the body before needs anyway, as it no longer stands last. */
  readonly wrapBefore: Wrap;
  readonly wrap: Wrap;
  readonly dropsSet: boolean;
  readonly seals: Unfit | null;
  readonly convert: boolean;
}

function planAnd(group: Group, last: Member, body: Body): Plan | Unfit {
  const before = last.body;
  if (body.form === 'errexit') {
    if (group.members.every((member) => fitsErrexit(member, body.options))) {
      return { wrapBefore: 'none', wrap: 'none', dropsSet: body.set !== null, seals: null, convert: true };
    }
  }
  if (mayRunErrexit(before) && !ignoresErrexit(before)) return { reason: 'errexit-lost' };
  const wrapBefore: Wrap = before.form === 'and' ? 'none' : 'braces';
  const dropsSet =
    body.form === 'and' && body.set !== null && sameOptions(before, body) && before.set === body.set;
  const wrap: Wrap = body.form === 'and' ? 'none' : 'braces';
  const seals: Unfit | null = body.form === 'errexit' ? { reason: 'errexit-lost' } : null;
  return { wrapBefore, wrap, dropsSet, seals, convert: false };
}

function planErrexit(group: Group, last: Member, body: Body): Plan | Unfit {
  const options = optionsOf(group);
  if (!fitsBeforeMore(last)) return { reason: 'soft-failure' };
  const sameSet = body.set !== null && sameAs(options, body.options);
  if (body.set !== null && !sameSet) return { reason: 'options-differ' };
  if (body.form === 'list' && body.script.list.items.length > 1) return { reason: 'list-under-errexit' };
  if (body.form !== 'errexit') {
    const moved = [...options].filter((option) => !body.options.has(option));
    if (!isSteady(body, moved)) return { reason: 'options-matter', detail: moved.join(', ') };
  }
  return { wrapBefore: 'none', wrap: 'none', dropsSet: sameSet, seals: null, convert: false };
}

/** In an errexit-frame: whether its failure ends the shell although more follows. */
function fitsBeforeMore({ body }: Member): boolean {
  if (body.state.sets.length > 0) return false;
  return body.form === 'and' ? body.steps.every(failsHard) : endsHard(body);
}

/** Whether a member of an and-frame may stand in an errexit-frame with these options. */
function fitsErrexit(member: Member, options: ReadonlySet<string>): boolean {
  const { body } = member;
  if (body.form === 'errexit' || (body.form === 'list' && body.script.list.items.length > 1)) return false;
  if (body.set !== null && !sameAs(options, body.options)) return false;
  const moved = [...options].filter((option) => !body.options.has(option));
  return fitsBeforeMore(member) && isSteady(body, ['errexit', ...moved]);
}

/** Whether it does the same with options turned on or off around it. */
function isSteady(body: Body, options: readonly string[]): boolean {
  if (body.state.functions.size > 0 && options.length > 0) return false;
  const goesOn = body.form === 'list' && body.script.list.items.length > 1;
  if (goesOn && options.includes('errexit')) return false;
  return options.every((option) => body.steps.every((step) => isUnmovedBy(step, option, body.isSet)));
}

/** Whether it does the same where errexit is ignored: all but its last step are in such a place already. */
export function ignoresErrexit(body: Body): boolean {
  if (body.form === 'errexit' || body.state.functions.size > 0) return false;
  const steps: readonly ShellNode[] = body.form === 'and' ? body.steps.slice(-1) : body.steps;
  if (readsMore(body) && !steps.every(runsProgram)) return false;
  return (
    body.script.list.items.length === 1 && steps.every((step) => isUnmovedBy(step, 'errexit', body.isSet))
  );
}

/** Text that it reads and runs may turn errexit on, and define functions. */
const readsMore = ({ state }: Body): boolean =>
  state.dynamic || state.others.some((name) => READING.test(name));

const READING = /^(?:\.|source|eval)$/;

const runsProgram = (step: ShellNode): boolean =>
  step.kind === 'simple' && step.words.length > 0 && isProgram(step.words[0]?.value ?? '');

/** Whether errexit may be on while it runs: by the shell, its own `set`, or text that it reads and runs. */
export function mayRunErrexit(body: Body): boolean {
  if (body.options.has('errexit') || body.state.sets.length > 0 || readsMore(body)) return true;
  return simpleCommands(body.script.list).some(mayTurnErrexitOn);
}

/** Also in a subshell: where it stands left of `&&`, its errexit means nothing. */
function mayTurnErrexitOn({ words }: SimpleCommand): boolean {
  const [name, ...operands] = words.map(({ value }) => value);
  if (name === 'set')
    return operands.some((operand) => operand === null || /^-[a-zA-Z]*e|^errexit$/.test(operand));
  return READING.test(name ?? '');
}

const sameAs = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a.size === b.size && [...a].every((option) => b.has(option));

const sameOptions = (a: Body, b: Body): boolean => sameAs(a.options, b.options);

function optionsOf(group: Group): ReadonlySet<string> {
  const own = group.members.find((member) => member.body.form === 'errexit');
  return own?.body.options ?? new Set();
}

/** Members that must go into a subshell so that nothing they leave behind can matter to the body. */
function membersToContain(group: Group, frame: Group['frame'], body: Body): readonly number[] {
  const last = group.members.length - 1;
  const candidates = new Set([...group.leaky, last]);
  const found = new Set<number>();
  for (const index of candidates) {
    const member = group.members[index];
    if (member && leaksInto(frame, member, body)) found.add(index);
  }
  const lastNames = mentionsOf(group.members[last]?.body ?? body);
  const renewed = namesUsedLate(body);
  // A subshell knows what its shell has looked up.
  for (const name of new Set(body.state.programs)) {
    const owner =
      group.lookedUp.get(name) ?? (group.members[last]?.body.state.commands.has(name) ? last : undefined);
    const mentioned = lastNames.has(name) ? last : (group.mentioned.get(name) ?? -1);
    const installer = renewed.has(name) ? last + 1 : mentioned;
    if (owner !== undefined && installer >= owner) {
      group.members.forEach((member, index) => {
        if (index <= installer && member.wrap !== 'subshell' && member.body.state.commands.has(name))
          found.add(index);
      });
    }
  }
  return [...found];
}

/** Commands that the body uses behind a step that mentions them, and so may have installed them, and not before. */
function namesUsedLate({ steps, script }: Body): ReadonlySet<string> {
  const seen = new Set<string>();
  const mentioned = new Set<string>();
  const late = new Set<string>();
  for (const step of steps) {
    const { commands, programs, operands } = stateLeftBy({
      span: script.list.span,
      items: [{ node: step, separator: null }],
    });
    const names = operands.flatMap(programsIn);
    if (step.kind !== 'simple') for (const name of names) mentioned.add(name);
    for (const name of programs) if (!seen.has(name) && mentioned.has(name)) late.add(name);
    for (const name of commands) seen.add(name);
    for (const name of names) mentioned.add(name);
  }
  return late;
}

/** Whether a subshell around a member does the same. In an and-frame errexit is ignored inside. */
function isContainable(group: Group, frame: Group['frame'], index: number): boolean {
  const member = group.members[index];
  if (member === undefined) return false;
  const { body } = member;
  if (frame === 'errexit') return body.form === 'errexit' || body.set === null || member.dropsSet;
  const nextNeedsItsSet =
    body.set !== null && !member.dropsSet && group.members[index + 1]?.dropsSet === true;
  return !nextNeedsItsSet && (!mayRunErrexit(body) || ignoresErrexit(body));
}

/** Whether something that the member leaves in the shell could matter to the body. */
function leaksInto(frame: Group['frame'], { body: before, dropsSet }: Member, body: Body): boolean {
  const { state } = before;
  if (state.leaves || state.dynamic || state.exports || state.functions.size > 0) return true;
  if (state.others.length > 0 || state.sets.length > 0) return true;
  if (state.cwd && !startsElsewhere(body)) return true;
  const free = (name: string): boolean =>
    before.instruction.state.lookup(name).kind === 'unset' && !mentions(body, name);
  if (![...state.variables].every(free)) return true;
  if (frame === 'and' && before.set !== null && !dropsSet && before.set !== body.set) {
    const moved = [...before.options].filter((option) => !body.options.has(option));
    if (!isSteady(body, moved)) return true;
  }
  const names = mentionsOf(before);
  return [...state.commands].some((name) => names.has(name) && body.state.programs.includes(name));
}

/** `cd /absolute` first: where it was before does not matter. */
function startsElsewhere(body: Body): boolean {
  const first = body.form === 'and' && body.set !== null ? body.steps[1] : body.steps[0];
  if (
    first?.kind !== 'simple' ||
    body.script.text.includes('OLDPWD') ||
    /\bcd\s+-(?:$|[\s;&|)])/.test(body.script.text)
  )
    return false;
  const [name, target, ...more] = first.words.map((word) => word.value);
  return name === 'cd' && more.length === 0 && target?.startsWith('/') === true;
}

function mentions(body: Body, name: string): boolean {
  if (!/^\w+$/.test(name)) return true;
  return new RegExp(`(?<!\\w)${name}(?!\\w)`).test(body.script.text);
}

/**
 * Names of programs that a body may install: its operands, versions removed. A shell remembers where it
 * found a command; a fresh one would find the new program (POSIX, "hash").
 */
function mentionsOf(body: Body): ReadonlySet<string> {
  return new Set(body.state.operands.flatMap(programsIn));
}
