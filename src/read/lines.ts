/**
 * The logical lines of a Dockerfile, as BuildKit's parser finds them
 * (https://github.com/moby/buildkit/blob/master/frontend/dockerfile/parser/parser.go).
 */
import { DockerfileError } from '../errors.js';
import type { Comment, Directive, Heredoc, JoinedText, Segment, Span } from '../model.js';
import { heredocWords } from './heredocs.js';

export interface LogicalLine {
  readonly span: Span;
  readonly lines: { readonly first: number; readonly last: number };
  /** 1-based column of its first character. */
  readonly column: number;
  readonly joined: JoinedText;
  readonly comments: readonly Comment[];
  readonly innerComments: readonly Comment[];
  readonly emptyContinuations: boolean;
  readonly heredocs: readonly Heredoc[];
}

export interface LogicalLines {
  readonly lines: readonly LogicalLine[];
  readonly directives: readonly Directive[];
  readonly escape: string;
  readonly trailingComments: readonly Comment[];
}

/** A line of the file: `end` is before its line end (CRs included), `next` behind it. */
interface PhysicalLine {
  readonly start: number;
  /** First character that is no white space; `end` for a blank line. */
  readonly ink: number;
  readonly end: number;
  readonly next: number;
}

/** Go's unicode.IsSpace. */
const SPACE = /[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
const DIRECTIVES = new Set(['syntax', 'escape', 'check']);

/** @throws DockerfileError for a wrong directive or a here-document without end */
export function readLines(text: string, file: string): LogicalLines {
  const physical = physicalLines(text);
  const { directives, count, escape } = readDirectives(text, physical, file);
  const cursor: Cursor = { text, physical, escape, file, at: count };
  const lines: LogicalLine[] = [];
  let comments: Comment[] = [];
  while (cursor.at < physical.length) {
    const line = physical[cursor.at];
    if (line === undefined) break;
    if (isComment(text, line)) comments.push(commentOf(text, line, cursor.at++));
    else if (line.ink === line.end) cursor.at += 1;
    else {
      lines.push(readLine(cursor, comments));
      comments = [];
    }
  }
  return { lines, directives, escape, trailingComments: comments };
}

function physicalLines(text: string): readonly PhysicalLine[] {
  const lines: PhysicalLine[] = [];
  for (let start = text.startsWith('\uFEFF') ? 1 : 0; start < text.length;) {
    const feed = text.indexOf('\n', start);
    const next = feed < 0 ? text.length : feed + 1;
    let end = feed < 0 ? text.length : feed;
    while (end > start && text[end - 1] === '\r') end -= 1;
    let ink = start;
    while (ink < end && SPACE.test(text.charAt(ink))) ink += 1;
    lines.push({ start, ink, end, next });
    start = next;
  }
  return lines;
}

const isComment = (text: string, line: PhysicalLine): boolean =>
  line.ink < line.end && text[line.ink] === '#';

const commentOf = (text: string, line: PhysicalLine, index: number): Comment => ({
  span: { start: line.ink, end: line.end },
  line: index + 1,
  text: text.slice(line.ink, line.end),
});

/** The directives at the top; anything else ends them. */
function readDirectives(
  text: string,
  physical: readonly PhysicalLine[],
  file: string,
): { readonly directives: readonly Directive[]; readonly count: number; readonly escape: string } {
  const directives: Directive[] = [];
  let escape = '\\';
  for (const [index, line] of physical.entries()) {
    const match = /^#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.+?)\s*$/.exec(text.slice(line.ink, line.end));
    const name = match?.[1]?.toLowerCase() ?? '';
    if (!isDirectiveName(name)) return { directives, count: index, escape };
    const fail = (problem: string): never => {
      throw new DockerfileError(problem, index + 1, line.ink - line.start + 1, file);
    };
    if (directives.some((directive) => directive.name === name))
      fail(`only one ${name} parser directive can be used`);
    const value = match?.[2] ?? '';
    if (name === 'escape') {
      if (value !== '\\' && value !== '`') fail(`invalid escape token '${value}': it must be \\ or \``);
      escape = value;
    }
    directives.push({ name, value, span: { start: line.ink, end: line.end }, line: index + 1 });
  }
  return { directives, count: physical.length, escape };
}

const isDirectiveName = (name: string): name is Directive['name'] => DIRECTIVES.has(name);

interface Cursor {
  readonly text: string;
  readonly physical: readonly PhysicalLine[];
  readonly escape: string;
  readonly file: string;
  at: number;
}

/** One logical line from the cursor on, continuations and here-documents included. */
function readLine(cursor: Cursor, comments: readonly Comment[]): LogicalLine {
  const { text, physical } = cursor;
  const first = cursor.at;
  const parts: Span[] = [];
  const innerComments: Comment[] = [];
  let emptyContinuations = false;
  let open = true;
  while (open && cursor.at < physical.length) {
    const line = physical[cursor.at];
    if (line === undefined) break;
    const isFirst = cursor.at === first;
    cursor.at += 1;
    if (!isFirst && isComment(text, line)) innerComments.push(commentOf(text, line, cursor.at - 1));
    else if (!isFirst && line.ink === line.end) emptyContinuations = true;
    else {
      const start = isFirst ? line.ink : line.start;
      const cut = continuation(text, start, line.end, cursor.escape);
      open = cut !== null;
      parts.push({ start, end: cut ?? line.end });
    }
  }
  const joined = joinParts(text, parts);
  const lastPart = parts.at(-1);
  const heredocs = readHeredocs(cursor, joined.text, first);
  const end = heredocs.at(-1)?.terminator.end ?? lastPart?.end ?? 0;
  return {
    span: { start: parts[0]?.start ?? 0, end },
    lines: { first: first + 1, last: cursor.at },
    column: (parts[0]?.start ?? 0) - (physical[first]?.start ?? 0) + 1,
    joined,
    comments,
    innerComments,
    emptyContinuations,
    heredocs,
  };
}

/** Where the line's text ends before its continuation character; `null` when it has none. */
function continuation(text: string, start: number, end: number, escape: string): number | null {
  let at = end;
  while (at > start && (text[at - 1] === ' ' || text[at - 1] === '\t')) at -= 1;
  if (at === start || text[at - 1] !== escape) return null;
  return at - 1 > start && text[at - 2] === escape ? null : at - 1;
}

function joinParts(text: string, parts: readonly Span[]): JoinedText {
  const segments: Segment[] = [];
  let at = 0;
  for (const { start, end } of parts) {
    segments.push({ at, source: start, length: end - start });
    at += end - start;
  }
  return { text: parts.map(({ start, end }) => text.slice(start, end)).join(''), segments };
}

function readHeredocs(cursor: Cursor, joined: string, first: number): readonly Heredoc[] {
  return heredocWords(joined).map((word) => {
    const start = cursor.physical[cursor.at]?.start ?? cursor.text.length;
    for (; cursor.at < cursor.physical.length; cursor.at += 1) {
      const line = cursor.physical[cursor.at];
      if (line === undefined) break;
      let from = line.start;
      while (word.chomp && from < line.end && cursor.text[from] === '\t') from += 1;
      if (cursor.text.slice(from, line.end) === word.name) {
        cursor.at += 1;
        return { ...word, content: { start, end: line.start }, terminator: { start: from, end: line.end } };
      }
    }
    const line = cursor.physical[first];
    const column = line === undefined ? 1 : line.ink - line.start + 1;
    const problem = `unterminated here-document: no line "${word.name}" ends it`;
    throw new DockerfileError(problem, first + 1, column, cursor.file);
  });
}
