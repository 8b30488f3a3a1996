/** Instructions change places, with the comments above them; everything else stays where it is, byte by byte. */
import {
  boundaryBefore,
  type Dockerfile,
  type Edit,
  type Instruction,
  type Span,
} from '../../src/transform.js';

/** Whether the text of an instruction is the same in another place: not where it ends in a continuation at the end of the file. */
export function canMove(file: Dockerfile, { span }: Instruction): boolean {
  return !file.text.slice(span.start, span.end).trimEnd().endsWith(file.escape);
}

/** How many instructions move when they are put into this order. */
export const countMoves = (order: readonly Instruction[]): number => order.length - longestRise(order).length;

/**
 * The edits that put instructions that follow one another into another order, and those that move.
 * @param order the instructions as they shall stand, none before FROM
 */
export function moveEdits(
  file: Dockerfile,
  order: readonly Instruction[],
): { readonly edits: readonly Edit[]; readonly moved: readonly Instruction[] } {
  const stays = new Set(longestRise(order));
  const moved = order.filter(({ index }) => !stays.has(index));
  const edits: Edit[] = neighbours(file, moved).map((units) => ({ ...removal(file, units), text: '' }));
  let waiting: Instruction[] = [];
  let last: Instruction | null = null;
  const textOf = (instruction: Instruction): string => {
    const { start, end } = unitOf(file, instruction);
    const text = file.text.slice(start, end);
    return text.endsWith('\n') ? text : text + file.eol;
  };
  for (const instruction of order) {
    if (!stays.has(instruction.index)) {
      waiting.push(instruction);
      continue;
    }
    if (waiting.length > 0) {
      const { start } = unitOf(file, instruction);
      edits.push({ start, end: start, text: waiting.map(textOf).join('') });
    }
    waiting = [];
    last = instruction;
  }
  if (waiting.length > 0 && last !== null) edits.push(appended(file, last, waiting.map(textOf).join('')));
  return { edits: joined(file, edits), moved };
}

/** What is put where the last lines are taken away, with the line end before them, becomes one edit. */
function joined(file: Dockerfile, edits: readonly Edit[]): readonly Edit[] {
  const gone = edits.find(({ end, text }) => text === '' && end === file.text.length);
  const put = edits.find(
    ({ start, end }) => gone !== undefined && start === end && gone.start < start && start < gone.end,
  );
  if (gone === undefined || put === undefined) return edits;
  const [eol, text] = [file.text.slice(gone.start, put.start), put.text.replace(/\r?\n$/, '')];
  return [...edits.filter((one) => one !== gone && one !== put), { ...gone, text: eol + text }];
}

/** The edit that puts whole lines behind those of an instruction. */
export function appended(file: Dockerfile, last: Instruction, text: string): Edit {
  const { end } = unitOf(file, last);
  const open = file.text.slice(0, end).endsWith('\n') ? '' : file.eol;
  return { start: end, end, text: open + (open === '' ? text : text.slice(0, -file.eol.length)) };
}

/** The whole lines of an instruction, with the comment lines right above it, or the only ones that an empty line parts from it. */
export function unitOf(file: Dockerfile, instruction: Instruction): Span {
  const { span, comments, lines } = instruction;
  const boundary = boundaryBefore(instruction);
  let first = lines.first;
  let start = lineStart(file, span.start);
  const isOneBlock = comments.every(({ line }, at) => line === (comments[0]?.line ?? 0) + at);
  for (const comment of [...comments].reverse()) {
    // It stays where the layers meet.
    if (comment === boundary) break;
    const gap = first - comment.line;
    if (gap > 2 || (gap === 2 && !isOneBlock)) break;
    first = comment.line;
    start = lineStart(file, comment.span.start);
  }
  const feed = file.text.indexOf('\n', span.end);
  return { start, end: feed < 0 ? file.text.length : feed + 1 };
}

const lineStart = (file: Dockerfile, at: number): number => {
  const start = file.text.lastIndexOf('\n', at - 1) + 1;
  // A byte order mark stays at the start of the file.
  return start === 0 && file.text.startsWith('\uFEFF') ? 1 : start;
};

/** Places of instructions, those that stand one below the other as one. */
function neighbours(file: Dockerfile, moved: readonly Instruction[]): readonly Span[] {
  const spans: Span[] = [];
  for (const instruction of [...moved].sort((a, b) => a.index - b.index)) {
    const unit = unitOf(file, instruction);
    const last = spans.at(-1);
    if (last !== undefined && file.text.slice(last.end, unit.start).trim() === '')
      spans[spans.length - 1] = { start: last.start, end: unit.end };
    else spans.push(unit);
  }
  return spans;
}

/** With an empty line above it when one also follows, and the line end before it at the end of the file. */
function removal(file: Dockerfile, { start, end }: Span): Span {
  const before = file.text.slice(0, start);
  const after = file.text.slice(end);
  const blank = /\n([ \t]*\r?\n)$/.exec(before)?.[1];
  const isBetween = blank !== undefined && /^[ \t]*(?:\r?\n|$)/.test(after);
  const from = isBetween ? start - blank.length : start;
  const isOpen = after === '' && !file.text.endsWith('\n');
  return { start: isOpen ? from - (before.slice(0, from).endsWith('\r\n') ? 2 : 1) : from, end };
}

/** A longest part of the new order that is in the author's order too: what may stay. RUNs rather stay than others. */
function longestRise(order: readonly Instruction[]): readonly number[] {
  const best: { readonly weight: number; readonly indexes: readonly number[] }[] = [];
  const heaviest = (rises: typeof best): (typeof best)[number] =>
    rises.reduce((a, b) => (b.weight > a.weight ? b : a), { weight: 0, indexes: [] });
  for (const { index, keyword } of order) {
    const { weight, indexes } = heaviest(best.filter((rise) => (rise.indexes.at(-1) ?? -1) < index));
    best.push({ weight: weight + (keyword === 'RUN' ? 1.01 : 1), indexes: [...indexes, index] });
  }
  return heaviest(best).indexes;
}

/** The edit that takes the whole lines of an instruction away; comments above it stay. */
export function lineRemoval(file: Dockerfile, { span }: Instruction): Edit {
  const start = file.text.lastIndexOf('\n', span.start - 1) + 1;
  const feed = file.text.indexOf('\n', span.end);
  return { start, end: feed < 0 ? file.text.length : feed + 1, text: '' };
}
