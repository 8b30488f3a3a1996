/** The text of the merged instruction, in the file's own style. */
import type { Comment, Dockerfile, Instruction, Span, Word } from '../../src/transform.js';
import type { CopyTarget } from './target.js';

export const WIDTH = 100;

/** A source or the target, and the comment lines that stand in front of it. */
export interface Part {
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
  return partsInLines(file, head.join(' '), parts, { indent: indentOf(file, members), json, beside: false });
}

export interface Layout {
  readonly indent: string;
  /** The words of a JSON list. */
  readonly json: boolean;
  /** Whether the first one stands on the line of the keyword. */
  readonly beside: boolean;
}

/** A line for each, behind a head; comments stand in front of what they were written for. */
export function partsInLines(
  { eol, escape }: Dockerfile,
  head: string,
  parts: readonly Part[],
  { indent, json, beside }: Layout,
): string {
  const [opening, comma, closing] = json ? [' [', ',', ']'] : ['', '', ''];
  const lines = parts.flatMap(({ comments, text }, at) => [
    ...comments.map((comment) => `${indent}${comment}`),
    at < parts.length - 1 ? `${indent}${text}${comma} ${escape}` : `${indent}${text}${closing}`,
  ]);
  const [first = '', ...others] = lines;
  return beside
    ? [`${head} ${first.trimStart()}`, ...others].join(eol)
    : [`${head}${opening} ${escape}`, ...lines].join(eol);
}

/** The indentation of the first continuation line of a member, else that of any instruction of the file. */
export function indentOf(file: Dockerfile, members: readonly Instruction[]): string {
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
  const forTarget: string[] = [];
  const parts = members.flatMap((member, at) => {
    const sources = wordsOf(file, member, member.words.slice(0, -1), at > 0);
    forTarget.push(...sources.behind);
    return sources.parts;
  });
  return [...parts, { comments: forTarget, text: targetText(members, target) }];
}

export interface Words {
  readonly parts: readonly Part[];
  /** Comments behind the last one. */
  readonly behind: readonly string[];
}

/**
 * Words of an instruction, each with the comment lines in front of it.
 * @param withAbove whether the comments above the instruction are the first one's
 */
export function wordsOf(
  file: Dockerfile,
  instruction: Instruction,
  words: readonly Word[],
  withAbove: boolean,
): Words {
  let waiting: readonly Comment[] = [
    ...(withAbove ? instruction.comments : []),
    ...instruction.innerComments,
  ];
  const parts = words.map(({ span }) => {
    const comments = waiting.filter((comment) => comment.span.start < span.start);
    // Those within a word that goes on over lines are in its text.
    waiting = waiting.filter((comment) => comment.span.start >= span.end);
    return { comments: comments.map(({ text }) => text), text: textOf(file, span) };
  });
  return { parts, behind: waiting.map(({ text }) => text) };
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
