/** The text of the merged instruction, in the file's own style. */
import type { Comment, Dockerfile, Instruction, Span } from '../../src/transform.js';
import type { CopyTarget } from './target.js';

const WIDTH = 100;

/** A source or the target, and the comment lines that stand in front of it. */
interface Part {
  readonly comments: readonly string[];
  readonly text: string;
}

/**
 * `COPY a b target/`, on one line if it fits and there is no comment to keep. BuildKit removes whole-line
 * comments between continuation lines, so each comment stays in front of the source it was written for.
 */
export function mergedText(file: Dockerfile, members: readonly Instruction[], target: CopyTarget): string {
  const parts = partsOf(file, members, target);
  const [first] = members;
  const head =
    first === undefined
      ? []
      : [file.text.slice(first.keywordSpan.start, first.keywordSpan.end), ...flagsOf(first)];
  const json = first?.json != null;
  if (parts.every(({ comments }) => comments.length === 0)) {
    const words = parts.map(({ text }) => text);
    const line = json ? `${head.join(' ')} [${words.join(', ')}]` : [...head, ...words].join(' ');
    if (line.length < WIDTH) return line;
  }
  return inLines(file, members, head, json, parts);
}

const flagsOf = (instruction: Instruction): readonly string[] => instruction.flags.map(({ raw }) => raw);

function inLines(
  file: Dockerfile,
  members: readonly Instruction[],
  head: readonly string[],
  json: boolean,
  parts: readonly Part[],
): string {
  const { eol, escape } = file;
  const indent = indentOf(file, members);
  const [opening, comma, closing] = json ? [' [', ',', ']'] : ['', '', ''];
  const lines = parts.flatMap(({ comments, text }, at) => [
    ...comments.map((comment) => `${indent}${comment}`),
    at < parts.length - 1 ? `${indent}${text}${comma} ${escape}` : `${indent}${text}${closing}`,
  ]);
  return [`${head.join(' ')}${opening} ${escape}`, ...lines].join(eol);
}

/** The indentation of the first continuation line of a member, else that of any instruction of the file. */
function indentOf(file: Dockerfile, members: readonly Instruction[]): string {
  for (const { span, heredocs } of [...members, ...file.instructions]) {
    if (heredocs.length > 0) continue;
    const line = file.text
      .slice(span.start, span.end)
      .split(/\r?\n/)
      .slice(1)
      .find((text) => /^[ \t]+[^#\s]/.test(text));
    if (line !== undefined) return /^[ \t]+/.exec(line)?.[0] ?? '';
  }
  return '    ';
}

function partsOf(file: Dockerfile, members: readonly Instruction[], target: CopyTarget): readonly Part[] {
  const parts: Part[] = [];
  const forTarget: string[] = [];
  members.forEach((member, at) => {
    let waiting: Comment[] = [...(at === 0 ? [] : member.comments), ...member.innerComments];
    const take = (end: number): readonly string[] => {
      const taken = waiting.filter(({ span }) => span.start < end);
      waiting = waiting.filter(({ span }) => span.start >= end);
      return taken.map(({ text }) => text);
    };
    for (const word of member.words.slice(0, -1))
      parts.push({ comments: take(word.span.start), text: textOf(file, word.span) });
    forTarget.push(...take(member.span.end));
  });
  return [...parts, { comments: forTarget, text: targetText(members, target) }];
}

const textOf = (file: Dockerfile, span: Span): string => file.text.slice(span.start, span.end);

/** Several sources need a target that ends in `/`: https://docs.docker.com/reference/dockerfile/#copy */
function targetText(members: readonly Instruction[], { written }: CopyTarget): string {
  const json = members[0]?.json != null;
  const [open, bare, close] = json
    ? ['"', JSON.parse(written.startsWith('"') ? written : `"${written}"`) as string, '"']
    : ['', written, ''];
  if (bare.endsWith('/')) return written.startsWith('"') || !json ? written : `"${written}"`;
  const quote = /["']$/.exec(bare)?.[0] ?? '';
  return `${open}${bare.slice(0, bare.length - quote.length)}/${quote}${close}`;
}
