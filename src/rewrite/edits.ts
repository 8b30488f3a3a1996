import type { Span } from '../model.js';
import type { Edit } from '../transform.js';

/** Whether two ranges touch a common place; an empty range stands for the gap at its offset. */
export function collide(a: Span, b: Span): boolean {
  if (a.start === a.end || b.start === b.end) return a.start <= b.end && b.start <= a.end;
  return a.start < b.end && b.start < a.end;
}

/** Edits in the order of the text. Edits at one place keep their order. */
export function sortEdits(edits: readonly Edit[]): readonly Edit[] {
  return edits
    .map((edit, rank) => ({ edit, rank }))
    .sort((a, b) => a.edit.start - b.edit.start || a.edit.end - b.edit.end || a.rank - b.rank)
    .map(({ edit }) => edit);
}

/**
 * What makes a rewrite's own edits unusable: a range outside of the text or backwards, or two that
 * overlap. `null` when they are sound. Several insertions at one offset are sound.
 */
export function faultOf(edits: readonly Edit[], length: number): string | null {
  let end = 0;
  for (const edit of sortEdits(edits)) {
    if (edit.start > edit.end || edit.end > length) return `edit ${edit.start}–${edit.end} outside the text`;
    if (edit.start < end) return `edits overlap at offset ${edit.start}`;
    end = edit.end;
  }
  return null;
}

/** The text with the edits in place; they must be sound and sorted. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const edit of edits) {
    parts.push(text.slice(at, edit.start), edit.text);
    at = edit.end;
  }
  parts.push(text.slice(at));
  return parts.join('');
}
