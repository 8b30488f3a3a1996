/** The way from joined text back to the file. */
import type { JoinedText, Span } from '../model.js';

/** The offset in the file of the character at `offset` in the joined text. */
export function sourceOffset({ segments }: JoinedText, offset: number): number {
  let low = 0;
  let high = segments.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((segments[middle]?.at ?? 0) <= offset) low = middle;
    else high = middle;
  }
  const segment = segments[low];
  return segment === undefined ? 0 : segment.source + (offset - segment.at);
}

/** The range of the file that a span of the joined text covers; its end is the end of its last character. */
export function sourceSpan(joined: JoinedText, { start, end }: Span): Span {
  if (start === end) {
    const at = sourceOffset(joined, start);
    return { start: at, end: at };
  }
  return { start: sourceOffset(joined, start), end: sourceOffset(joined, end - 1) + 1 };
}
