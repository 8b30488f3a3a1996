import type { Span } from '../model.js';

/** Where two builds differ. */
export interface Difference {
  readonly message: string;
  /** Places in the texts of both sides; `null` where one of them has nothing. */
  readonly before: Span | null;
  readonly after: Span | null;
}
