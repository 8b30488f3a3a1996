/** RUNs on their way into one group, with what lies between them. */
import {
  variableRead,
  variableSeen,
  type Builder,
  type Dockerfile,
  type Instruction,
  type Keyword,
} from '../../src/transform.js';
import { readBody, type Body, type Unfit } from './body.js';
import { addToGroup, startGroup, type Group } from './join.js';
import { discardsVolumes, unlike } from './runs.js';
import { exportsOf, type Export } from './variables.js';

/** A RUN reads none of these, and none of them reads the file system. https://docs.docker.com/reference/dockerfile/ */
const METADATA: ReadonlySet<Keyword> = new Set<Keyword>([
  'LABEL',
  'EXPOSE',
  'CMD',
  'ENTRYPOINT',
  'HEALTHCHECK',
  'STOPSIGNAL',
  'MAINTAINER',
  'ONBUILD',
]);

/** A RUN reads these only through its environment. */
const VARIABLES: ReadonlySet<Keyword> = new Set<Keyword>(['ARG', 'ENV']);

/** A group in the making, with what lies between its members. */
export interface Open {
  /** The group, or why the RUN can't be the first of any. */
  readonly group: Group | Unfit;
  readonly first: Instruction;
  last: Instruction;
  /** Metadata seen since the first member, up to the last one. */
  readonly between: Instruction[];
  /** Metadata seen since the last member. */
  readonly behind: Instruction[];
  /** Those of them that the shell of the group knows by an export. */
  readonly exported: Set<Instruction>;
}

/** What moves behind the RUNs around it. */
export const isPassable = ({ keyword }: Instruction): boolean =>
  METADATA.has(keyword) || VARIABLES.has(keyword);

/** Variables to be exported in front of a RUN, or why it cannot do without the instructions that moved behind it. */
type Passage = { readonly exports: readonly string[] } | Unfit;

/** What the RUN may see of the instructions before it, which would move behind it. */
function passageOf(file: Dockerfile, open: Open, run: Instruction, builder: Builder): Passage {
  const { between, behind, group, exported } = open;
  const passed = [...between, ...behind].filter((one) => VARIABLES.has(one.keyword) && !exported.has(one));
  const unfit = (detail: string): Unfit => ({ reason: 'state-between', detail });
  const seen = passed.filter((one) => isSeen(file, one, run));
  if (seen.length === 0) return { exports: [] };
  const flags = run.flags.map(({ raw }) => raw).join(' ');
  if (seen.some(({ pairs }) => pairs.some(({ name }) => flags.includes(name))))
    return unfit('a flag of the RUN');
  const groups: Export[][] = [];
  const known = new Set(exported);
  for (const instruction of seen) {
    const own = instruction.keyword === 'ENV' ? exportsOf(instruction) : null;
    if (own === null) return unfit(instruction.keyword);
    const stranger = own
      .flatMap(({ asks }) => asks)
      .find((name) => !isSame(open, known, instruction, name, builder));
    if (stranger !== undefined) return unfit(stranger);
    const last = groups.at(-1);
    // One export reads all variables before it sets any.
    const asksLast = own.some(({ asks }) => last?.some(({ name }) => asks.includes(name)) === true);
    if (last === undefined || asksLast) groups.push([...own]);
    else last.push(...own);
    known.add(instruction);
  }
  const members = 'reason' in group ? [] : group.members;
  const lost = groups
    .flat()
    .find(({ asks }) => asks.some((name) => members.some(({ body }) => mayHaveSet(body, name))));
  if (lost !== undefined) return unfit(lost.name);
  for (const instruction of seen) exported.add(instruction);
  return { exports: groups.map((exports) => exports.map(({ text }) => text).join(' ')) };
}

/** Whether the RUN reads a variable of the instruction, or runs programs that would miss it in their environment. */
function isSeen(file: Dockerfile, setter: Instruction, run: Instruction): boolean {
  const names = setter.pairs.map(({ name }) => name);
  return variableRead(file, run, names) !== null || variableSeen(file, setter, run) !== null;
}

/**
 * Whether a name stands for the same in the shell of the group as for Docker at the instruction. Docker knows nothing of
 * what the container sets (HOME, HOSTNAME), and builders other than BuildKit leave PATH to it as well.
 */
function isSame(
  { first, between, behind }: Open,
  exported: ReadonlySet<Instruction>,
  instruction: Instruction,
  name: string,
  builder: Builder,
): boolean {
  const setters = [...between, ...behind].filter(
    (one) =>
      one.index < instruction.index &&
      one.pairs.some((pair) => pair.name === name) &&
      VARIABLES.has(one.keyword),
  );
  if (setters.length > 0) return setters.every((setter) => exported.has(setter));
  const binding = first.state.lookup(name);
  // An ARG may have no value, which is an error of the shell under `set -u`.
  return (binding.kind === 'set' && binding.by === 'ENV') || (name === 'PATH' && builder === 'buildkit');
}

/** Whether a variable may have another value behind the body than Docker gave it. */
const mayHaveSet = ({ state }: Body, name: string): boolean =>
  state.variables.has(name) || state.dynamic || state.others.length > 0 || state.functions.size > 0;

/** Adds the RUN to the group, or says why not. */
function reasonApart(
  file: Dockerfile,
  open: Open,
  run: Instruction,
  body: Body | Unfit,
  builder: Builder,
): Unfit | null {
  const { group, last } = open;
  if ('reason' in body) return body;
  if ('reason' in group) return group;
  const unfit = unlike(last, run);
  if (unfit) return unfit;
  const passage = passageOf(file, open, run, builder);
  if ('reason' in passage) return passage;
  return addToGroup(group, body, passage.exports);
}

/** A group that begins with the RUN. */
export function openWith(run: Instruction): Open {
  const body = readBody(run);
  const group = 'reason' in body ? body : startGroup(body);
  return { group, first: run, last: run, between: [], behind: [], exported: new Set() };
}

/** Adds a RUN to the group with what stands before it, or says why not; then the group is as it was. */
export function addRun(file: Dockerfile, open: Open, run: Instruction, builder: Builder): Unfit | null {
  const unfit = discardsVolumes(file, run, builder)
    ? { reason: 'volume' }
    : reasonApart(file, open, run, readBody(run), builder);
  if (unfit !== null) return unfit;
  open.between.push(...open.behind.splice(0));
  open.last = run;
  return null;
}
