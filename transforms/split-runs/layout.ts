/** Writes the parts of a body as RUNs, in the hand of the file's author. */
import { sourceSpan, type Dockerfile, type Edit, type ShellNode, type Span } from '../../src/transform.js';
import type { Body } from '../joining/body.js';
import type { Carry } from './flow.js';

/** One edit for each cut: the gap between two steps becomes the end of a RUN and the head of the next. */
export function splitEdits(
  file: Dockerfile,
  body: Body,
  steps: readonly ShellNode[],
  cuts: readonly { readonly cut: number; readonly carry: Carry }[],
): readonly Edit[] {
  return cuts.flatMap(({ cut, carry }) => {
    const before = steps[cut - 1];
    const after = steps[cut];
    if (!before || !after) return [];
    const start = inSource(body, before.span).end;
    const end = inSource(body, after.span).start;
    const comments = body.instruction.innerComments
      .filter(({ span }) => span.start >= start && span.end <= end)
      .map(({ text }) => text + file.eol);
    return [{ start, end, text: file.eol + comments.join('') + headOf(file, body, carry) }];
  });
}

function inSource({ instruction }: Body, { start, end }: Span): Span {
  const { joined, argumentsAt } = instruction;
  return sourceSpan(joined, { start: start + argumentsAt, end: end + argumentsAt });
}

/** `RUN --flags set -ex && `, as the author wrote it. */
function headOf(file: Dockerfile, body: Body, { statements }: Carry): string {
  const { instruction, set, script, form } = body;
  const keyword = file.text.slice(instruction.keywordSpan.start, instruction.keywordSpan.end);
  const flags = instruction.flags.map(({ span }) => ` ${file.text.slice(span.start, span.end)}`).join('');
  const glue = form === 'errexit' ? '; ' : ' && ';
  const head = `${keyword}${flags} `;
  if (set === null) return head + statements.map((statement) => statement + glue).join('');
  const start = script.text.indexOf(set);
  const first = inSource(body, { start: start + set.length - 1, end: start + set.length });
  const next = nodeBehind(body, start + set.length);
  const gap = next === null ? glue : file.text.slice(first.end, inSource(body, next).start);
  const plain = /^[ \t]*(?:&&|;)?[ \t]*[\\`]?[ \t]*\r?\n?[ \t]*(?:&&)?[ \t]*$/.test(gap) ? gap : glue;
  return head + [set, ...statements, ''].join(plain);
}

function nodeBehind({ form, script }: Body, offset: number): Span | null {
  const [only] = script.list.items;
  const nodes =
    form === 'and' && only?.node.kind === 'and-or'
      ? only.node.items
      : script.list.items.map(({ node }) => node);
  return nodes.find(({ span }) => span.start >= offset)?.span ?? null;
}
