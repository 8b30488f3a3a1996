/** Places in texts, and values. */

/** A half-open range of UTF-16 offsets. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A run of joined text that stands contiguously in the file. `at` indexes the joined text. */
export interface Segment {
  readonly at: number;
  readonly source: number;
  readonly length: number;
}

/** Text as BuildKit joins it (continuations and comment lines removed), with its way back to the file. */
export interface JoinedText {
  readonly text: string;
  readonly segments: readonly Segment[];
}

/** `null` is a value that cannot be known from the Dockerfile alone. */
export type Value = string | null;
