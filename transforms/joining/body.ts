/** A RUN's body as the joining rules see it. */
import {
  andList,
  endsWithItsRun,
  failsHard,
  makesHardLinks,
  optionsTurnedOn,
  readShell,
  readsLast,
  setOperands,
  sourceSpan,
  stateLeftBy,
  type Instruction,
  type Refusal,
  type ShellNode,
  type ShellScript,
  type ShellState,
  type Span,
} from '../../src/transform.js';

export interface Body {
  readonly instruction: Instruction;
  readonly script: ShellScript;
  /** `and`: a && b && c. `errexit`: set -e…; a; b. `list`: anything else that can stand in braces. */
  readonly form: 'and' | 'errexit' | 'list';
  /** The statements or and-list members, the leading `set` of an errexit body left out. */
  readonly steps: readonly ShellNode[];
  /** Options in force while the body runs: the shell's own and those of its leading `set`. */
  readonly options: ReadonlySet<string>;
  /** The text of the leading `set …`, or null. */
  readonly set: string | null;
  /** What it leaves in its shell, the options of its leading `set` left out. */
  readonly state: ShellState;
  /** Whether a variable surely has a value when the body runs. */
  readonly isSet: (name: string) => boolean;
}

export interface Unfit {
  readonly reason: string;
  readonly detail?: string;
}

/** A refusal at an instruction, with its reason. */
export const refusalAt = ({ span }: Instruction, { reason, detail }: Unfit): Refusal => ({
  kind: 'refusal',
  at: span,
  reason,
  ...(detail === undefined ? {} : { detail }),
});

/** A span of the body's text in the file. */
export function inSource({ instruction: { argumentsAt, joined } }: Body, span: Span): Span {
  return sourceSpan(joined, { start: span.start + argumentsAt, end: span.end + argumentsAt });
}

/** Reads a RUN for joining, or says why it can't be joined to anything. */
export function readBody(instruction: Instruction): Body | Unfit {
  if (instruction.json !== null) return { reason: 'exec-form' };
  if (instruction.heredocs.length > 0) return { reason: 'heredoc' };
  if (instruction.state.shell.dialect === 'other')
    return { reason: 'shell', detail: instruction.state.shell.argv[0] ?? '' };
  const reading = readShell(instruction);
  if (reading === null) return { reason: 'heredoc' };
  if (!reading.ok) return { reason: 'unparsed', detail: reading.message };
  return bodyOf(instruction, reading.script);
}

/** The body that the instruction would have with this text in its place. */
export function bodyOf(instruction: Instruction, script: ShellScript): Body | Unfit {
  if (script.comments.length > 0) return { reason: 'inline-comment' };
  if (script.text.includes('<<')) return { reason: 'heredoc' };
  if (/\n/.test(script.text)) return { reason: 'unparsed', detail: 'a line break in the joined text' };
  const [first] = script.list.items;
  if (first === undefined) return { reason: 'unparsed', detail: 'no command' };
  // Behind another command it would be that one's.
  if (readsLast(first.node, script.text)) return { reason: 'unparsed', detail: '$_' };
  return classify(instruction, script);
}

function classify(instruction: Instruction, script: ShellScript): Body {
  const shellOptions = instruction.state.shell.options;
  const items = script.list.items;
  const members = andList(script);
  const statements = members ?? items.map(({ node }) => node);
  const turnedOn = optionsTurnedOn(setOperands(statements[0]) ?? []);
  const options = new Set([...shellOptions, ...(turnedOn ?? [])]);
  const sequence =
    members === null && items.every(({ separator }) => separator === null || separator.text === ';');
  const errexit = sequence && options.has('errexit') && statements.length > 1;
  const leading = turnedOn !== null && (errexit || members !== null) && statements.length > 1;
  const [first] = statements;
  const set = leading && first ? script.text.slice(first.span.start, first.span.end) : null;
  const state = stateLeftBy(script.list);
  return {
    instruction,
    script,
    form: members !== null ? 'and' : errexit ? 'errexit' : 'list',
    steps: errexit && leading ? statements.slice(1) : statements,
    options,
    set,
    state: leading ? { ...state, sets: state.sets.slice(1) } : state,
    isSet: (name) => isDeclared(instruction, name),
  };
}

/** What keeps anything from being joined behind the body in one RUN. */
export function unfitBefore(body: Body): Unfit | null {
  const scoped = endsWithItsRun(body.script);
  if (scoped !== null) return { reason: 'run-scoped', detail: scoped };
  if (makesHardLinks(body.script)) return { reason: 'hard-links' };
  const leaves = /(?:^|[\s;&|(])return(?=$|[\s;&|)])/.test(body.script.text);
  return leaves ? { reason: 'return' } : null;
}

/** Whether the failure of its last step, under errexit and with more behind it, would end the shell. */
export function endsHard(body: Body): boolean {
  const last = body.steps.at(-1);
  return last !== undefined && failsHard(last);
}

/** ENV gives a value; an ARG may be declared without one. */
function isDeclared(instruction: Instruction, name: string): boolean {
  const binding = instruction.state.lookup(name);
  return binding.kind === 'set' && binding.by === 'ENV';
}
