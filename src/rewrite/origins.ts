/** Where the pieces of a rewritten text come from in the input, so that reports speak of the user's lines. */
import type { Span } from '../model.js';
import type { LineRange } from '../result.js';
import type { Edit } from '../transform.js';

/** A stretch of the current text; `origin` is its offset in the input, `null` for new text. */
interface Piece {
  readonly length: number;
  readonly origin: number | null;
}

export type Origins = readonly Piece[];

export function originsOf(text: string): Origins {
  return [{ length: text.length, origin: 0 }];
}

/** The origins after sorted, sound edits. */
export function editOrigins(origins: Origins, edits: readonly Edit[]): Origins {
  const result: Piece[] = [];
  const rest = [...origins].reverse();
  let at = 0;
  const take = (until: number, keep: boolean): void => {
    while (at < until) {
      const piece = rest.pop();
      if (piece === undefined) return;
      const length = Math.min(piece.length, until - at);
      if (length < piece.length) {
        const origin = piece.origin === null ? null : piece.origin + length;
        rest.push({ length: piece.length - length, origin });
      }
      if (keep && length > 0) result.push({ length, origin: piece.origin });
      at += length;
    }
  };
  for (const edit of edits) {
    take(edit.start, true);
    take(edit.end, false);
    if (edit.text.length > 0) result.push({ length: edit.text.length, origin: null });
  }
  take(Number.POSITIVE_INFINITY, true);
  return result;
}

/** The range of the input that a span of the current text comes from, or the nearest place before it. */
export function originalSpan(origins: Origins, span: Span): Span {
  let at = 0;
  let before = 0;
  let start: number | null = null;
  let end = 0;
  for (const piece of origins) {
    if (at >= span.end && start !== null) break;
    if (piece.origin !== null) {
      const from = Math.max(span.start - at, 0);
      const to = Math.min(span.end - at, piece.length);
      if (from < to) {
        start = Math.min(start ?? Infinity, piece.origin + from);
        end = Math.max(end, piece.origin + to);
      } else if (at < span.start) before = piece.origin + piece.length;
    }
    at += piece.length;
    if (at > span.end && start === null) break;
  }
  return start === null ? { start: before, end: before } : { start, end };
}

/** 1-based line numbers of a span, by binary search over the starts of the lines. */
export function lineFinder(text: string): (span: Span) => LineRange {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const lineAt = (offset: number): number => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
  return (span) => ({ first: lineAt(span.start), last: lineAt(Math.max(span.start, span.end - 1)) });
}
