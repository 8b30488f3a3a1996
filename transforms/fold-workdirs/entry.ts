/** The edits that make a RUN begin in another directory than the WORKDIR in force. */
import {
  sourceSpan,
  wordValue,
  type Dockerfile,
  type Edit,
  type ShellNode,
  type ShellWord,
  type Span,
  type Value,
} from '../../src/transform.js';
import type { Body, Unfit } from '../joining/body.js';
import { absoluteOperands, needsNoDirectory, type Insertion } from './operands.js';

export interface Place {
  /** Where the body must run, absolute and normal. */
  readonly directory: string;
  /** As the WORKDIR names it. */
  readonly written: string;
  /** Directories to be made first. */
  readonly missing: readonly string[];
  /** Where the RUN begins; `null` when that is not known. */
  readonly begins: string | null;
}

export interface Entry {
  readonly edits: readonly Edit[];
  /** The body with the edits, joined. */
  readonly body: string;
  readonly relies: readonly string[];
}

/** Changes a body so that it does in its new place what it did in `directory`, or says why that cannot be done well. */
export function enterDirectory(file: Dockerfile, body: Body, place: Place): Entry | Unfit {
  const { directory, missing, begins } = place;
  if (missing.length === 0 && directory === begins) return { edits: [], body: body.script.text, relies: [] };
  if (missing.length === 0) {
    if (needsNoDirectory(body.script)) {
      return {
        edits: [],
        body: body.script.text,
        relies: ['the commands of the RUN do the same in any directory'],
      };
    }
    const operands = absoluteOperands(body.script, directory);
    if (operands !== null) {
      const relies = [`an operand of a file command means the same with ${directory}/ in front of it`];
      return finish(body, operands, relies);
    }
  }
  const first = ownCd(body);
  const target = first === null ? null : wordValue(first, valueIn(body));
  if (first !== null && target === null) return { reason: 'unknown-directory', detail: first.text };
  const relies = [`cd ${directory} is what WORKDIR did for the RUN`];
  if (target?.startsWith('/') !== true) return finish(body, insertCd(file, body, place, true), relies);
  return missing.length === 0
    ? { edits: [], body: body.script.text, relies: [`the RUN itself begins with cd ${target}`] }
    : finish(body, insertCd(file, body, place, false), relies);
}

/** The operand of the `cd` that the body begins with; `null` when it begins with something else. */
function ownCd(body: Body): ShellWord | null {
  const nodes = body.form === 'and' ? body.steps : body.script.list.items.map(({ node }) => node);
  const first = nodes[body.set === null ? 0 : 1];
  if (first?.kind !== 'simple') return null;
  const [name, operand, ...more] = first.words;
  return name?.value === 'cd' && operand && more.length === 0 ? operand : null;
}

/** The value that ENV gave to a variable. */
function valueIn({ instruction }: Body): (name: string) => Value {
  return (name) => {
    const binding = instruction.state.lookup(name);
    return binding.kind === 'set' && binding.by === 'ENV' ? binding.value : null;
  };
}

/** `mkdir -p` and `cd` in front of the body, behind its own `set …`. */
function insertCd(
  file: Dockerfile,
  body: Body,
  { directory, written, missing }: Place,
  enters: boolean,
): readonly Insertion[] {
  const sequence = body.form === 'errexit';
  const glue = sequence ? '; ' : ' && ';
  const commands = [
    ...(missing.length > 0 ? [`mkdir -p ${missing.join(' ')}`] : []),
    ...(enters ? [`cd ${nameOf(directory, written, body)}`] : []),
  ].join(glue);
  const nodes = body.form === 'and' ? body.steps : body.script.list.items.map(({ node }) => node);
  const first = nodes[body.set === null ? 0 : 1];
  const start = first?.span.start ?? 0;
  const gap = gapBetween(file, body, nodes) ?? glue;
  const braces = needsBraces(body, nodes);
  const head: Insertion = {
    start,
    end: start,
    text: commands + (braces ? glue : gap),
    plain: commands + glue,
  };
  if (!braces) return [head];
  const last = body.script.list.items.at(-1);
  const end = last?.node.span.end ?? start;
  const closing = { start: end, end: last?.separator?.span.end ?? end, text: '; }', plain: '; }' };
  return [{ ...head, text: `${head.text}{ `, plain: `${head.plain}{ ` }, closing];
}

/** The author's `$NAME` where it is in the RUN's environment with the same value. */
function nameOf(directory: string, written: string, { instruction, state }: Body): string {
  const match = /^\$\{?(\w+)\}?((?:\/[\w.-]+)*)$/.exec(written);
  const binding = match?.[1] === undefined ? null : instruction.state.lookup(match[1]);
  const same =
    binding?.kind === 'set' &&
    binding.by === 'ENV' &&
    `${binding.value ?? ''}${match?.[2] ?? ''}` === directory;
  return same && !state.variables.has(match?.[1] ?? '') ? written : directory;
}

/** A list of several statements, or one with `||`, is kept together. */
function needsBraces(body: Body, nodes: readonly ShellNode[]): boolean {
  return body.form === 'list' && (nodes.length > 1 || nodes[0]?.kind === 'and-or');
}

/** What the author writes between two steps, line break and indentation included; `null` on one line. */
function gapBetween(file: Dockerfile, body: Body, nodes: readonly ShellNode[]): string | null {
  const [first, second] = nodes;
  if (!first || !second) return null;
  const start = inSource(body, { start: first.span.end - 1, end: first.span.end }).end;
  const end = inSource(body, { start: second.span.start, end: second.span.start + 1 }).start;
  const gap = file.text.slice(start, end);
  // Empty continuation lines and the like in the middle are not repeated.
  const lines =
    /^([ \t]*(?:&&|;)?[ \t]*[\\`][ \t]*\r?\n)(?:[ \t]*[\\`]?[ \t]*\r?\n)*([ \t]*(?:&&)?[ \t]*)$/.exec(gap);
  return lines ? `${lines[1] ?? ''}${lines[2] ?? ''}` : null;
}

function inSource({ instruction }: Body, { start, end }: Span): Span {
  const { joined, argumentsAt } = instruction;
  return sourceSpan(joined, { start: start + argumentsAt, end: end + argumentsAt });
}

function finish(body: Body, insertions: readonly Insertion[], relies: readonly string[]): Entry {
  let text = body.script.text;
  for (const { start, end, plain } of [...insertions].reverse())
    text = text.slice(0, start) + plain + text.slice(end);
  const edits = insertions.map(({ start, end, text: replacement }) => ({
    ...inSource(body, { start, end }),
    text: replacement,
  }));
  return { edits, body: text, relies };
}
