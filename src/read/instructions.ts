/** Logical lines become instructions: keyword, flags, JSON form, words. */
import { DockerfileError } from '../errors.js';
import type { Flag, Keyword, Span } from '../model.js';
import { sourceSpan } from './joined.js';
import type { LogicalLine } from './lines.js';

/** An instruction before its meaning is known. */
export interface Draft {
  readonly line: LogicalLine;
  readonly keyword: Keyword;
  readonly keywordSpan: Span;
  readonly flags: readonly Flag[];
  /** Offset in the joined text. */
  readonly argumentsAt: number;
  readonly json: readonly string[] | null;
  /** Spans of the words in the joined text; for JSON forms, of the quoted strings. */
  readonly words: readonly Span[];
  readonly trigger: Draft | null;
}

const KEYWORDS: ReadonlySet<string> = new Set<Keyword>([
  ...(['ADD', 'ARG', 'CMD', 'COPY', 'ENTRYPOINT', 'ENV', 'EXPOSE', 'FROM', 'HEALTHCHECK', 'LABEL'] as const),
  ...(['MAINTAINER', 'ONBUILD', 'RUN', 'SHELL', 'STOPSIGNAL', 'USER', 'VOLUME', 'WORKDIR'] as const),
]);
const JSON_FORMS: ReadonlySet<Keyword> = new Set<Keyword>([
  'ADD',
  'CMD',
  'COPY',
  'ENTRYPOINT',
  'HEALTHCHECK',
  'RUN',
  'SHELL',
  'VOLUME',
]);
/** Their argument is one word, blanks included. */
const WHOLE: ReadonlySet<Keyword> = new Set<Keyword>(['WORKDIR', 'USER', 'STOPSIGNAL', 'MAINTAINER']);
const NO_ARGUMENTS: ReadonlySet<Keyword> = new Set<Keyword>(['CMD', 'ENTRYPOINT', 'RUN', 'ENV', 'LABEL']);
const SPACES = /[\t\v\f\r ]/;

export type Fail = (problem: string) => never;

/** @throws DockerfileError for an unknown instruction, and for arguments that BuildKit's parser refuses */
export function readInstruction(line: LogicalLine, file: string): Draft {
  const fail: Fail = (problem) => {
    throw new DockerfileError(problem, line.lines.first, line.column, file);
  };
  return draftFrom(line, 0, fail);
}

function draftFrom(line: LogicalLine, from: number, fail: Fail): Draft {
  const { text } = line.joined;
  const start = skipSpaces(text, from);
  let end = start;
  while (end < text.length && !SPACES.test(text.charAt(end))) end += 1;
  const name = text.slice(start, end);
  const keyword = name.toUpperCase();
  if (!isKeyword(keyword))
    return fail(
      `unknown instruction: ${name}; if it belongs to the line before, that line must end in a continuation character`,
    );
  const { flags, end: behindFlags } = readFlags(line, skipSpaces(text, end));
  const argumentsAt = skipSpaces(text, behindFlags);
  const rest = text.slice(argumentsAt).trimEnd();
  if (rest === '' && line.heredocs.length === 0 && !NO_ARGUMENTS.has(keyword)) {
    return fail(`${keyword} requires at least one argument`);
  }
  const keywordSpan = sourceSpan(line.joined, { start, end });
  const common = { line, keyword, keywordSpan, flags, argumentsAt };
  if (keyword === 'ONBUILD')
    return { ...common, json: null, words: [], trigger: readTrigger(line, argumentsAt, fail) };
  const json = readJson(keyword, rest, fail);
  if (json === null && keyword === 'SHELL') return fail('SHELL requires the arguments to be in JSON form');
  const end2 = argumentsAt + rest.length;
  const words =
    json === null ? wordSpans(keyword, text, argumentsAt, end2) : stringSpans(text, argumentsAt, end2);
  return { ...common, json, words, trigger: null };
}

function readTrigger(line: LogicalLine, from: number, fail: Fail): Draft {
  const trigger = draftFrom(line, from, fail);
  if (['ONBUILD', 'FROM', 'MAINTAINER'].includes(trigger.keyword)) {
    return fail(`${trigger.keyword} isn't allowed as an ONBUILD trigger`);
  }
  return trigger;
}

const isKeyword = (name: string): name is Keyword => KEYWORDS.has(name);

function skipSpaces(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/.test(text.charAt(at))) at += 1;
  return at;
}

/** `--name=value` words; quotes may stand inside, `--` ends them. */
function readFlags(
  line: LogicalLine,
  from: number,
): { readonly flags: readonly Flag[]; readonly end: number } {
  const { text } = line.joined;
  const flags: Flag[] = [];
  let at = from;
  while (text.startsWith('--', at)) {
    const { raw, end } = readFlag(text, at);
    if (raw === '--') return { flags, end };
    const sign = raw.indexOf('=');
    const name = (sign < 0 ? raw : raw.slice(0, sign)).slice(2).toLowerCase();
    const span = sourceSpan(line.joined, { start: at, end });
    flags.push({ name, value: sign < 0 ? null : raw.slice(sign + 1), raw, span });
    at = skipSpaces(text, end);
  }
  return { flags, end: at };
}

function readFlag(text: string, start: number): { readonly raw: string; readonly end: number } {
  let raw = '';
  let quote = '';
  let at = start;
  for (; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (quote === '' && /\s/.test(character)) break;
    if (character === quote) quote = '';
    else if (quote === '' && (character === '"' || character === "'")) quote = character;
    else if (character === '\\') raw += text.charAt((at += 1));
    else raw += character;
  }
  return { raw, end: Math.min(at, text.length) };
}

function readJson(keyword: Keyword, rest: string, fail: Fail): readonly string[] | null {
  const list = keyword === 'HEALTHCHECK' ? rest.replace(/^CMD\s+/i, '') : rest;
  if (!JSON_FORMS.has(keyword) || !list.startsWith('[')) return null;
  let value: unknown;
  try {
    value = JSON.parse(list);
  } catch {
    return null;
  }
  if (!Array.isArray(value)) return null;
  const strings: readonly unknown[] = value;
  if (!strings.every((item) => typeof item === 'string')) {
    return fail('when using JSON array syntax, arrays must be comprised of strings only');
  }
  return strings;
}

function wordSpans(keyword: Keyword, text: string, start: number, end: number): readonly Span[] {
  if (start >= end) return [];
  if (WHOLE.has(keyword)) return [{ start, end }];
  if (['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'].includes(keyword)) return [];
  if (keyword === 'ENV' || keyword === 'ARG' || keyword === 'LABEL') return quotedWordSpans(text, start, end);
  return [...text.slice(start, end).matchAll(/\S+/g)].map((match) => ({
    start: start + match.index,
    end: start + match.index + match[0].length,
  }));
}

/** Blanks in quotes and behind a backslash do not end these words. */
function quotedWordSpans(text: string, from: number, to: number): readonly Span[] {
  const spans: Span[] = [];
  let at = from;
  while ((at = skipSpaces(text, at)) < to) {
    const start = at;
    let quote = '';
    for (; at < to && (quote !== '' || !/\s/.test(text.charAt(at))); at += 1) {
      const character = text.charAt(at);
      if (character === '\\' && quote !== "'") at += 1;
      else if (character === quote) quote = '';
      else if (quote === '' && (character === '"' || character === "'")) quote = character;
    }
    spans.push({ start, end: Math.min(at, to) });
  }
  return spans;
}

function stringSpans(text: string, start: number, end: number): readonly Span[] {
  return [...text.slice(start, end).matchAll(/"(?:[^"\\]|\\[^])*"/g)].map((match) => ({
    start: start + match.index,
    end: start + match.index + match[0].length,
  }));
}
