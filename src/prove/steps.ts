/** What a build does, step by step: the common language of both sides of a proof. */
import type { Span } from '../model.js';

/** What happens when a step fails. */
export type Failure =
  /** The build fails. */
  | 'abort'
  /** The next step is taken. */
  | 'ignore'
  /** Under errexit, only the failure of the last command of an and-or list ends the shell. */
  | 'last';

/**
 * One thing that a build does, with everything that gives it meaning. Two steps are the same when all of
 * their parts are. The names of the parts are those that a difference is told in.
 */
export interface Step {
  readonly parts: Readonly<Record<string, string>>;
  /** For people. */
  readonly text: string;
  readonly at: Span;
}

/** What a stage leaves: its steps, and the instructions that only write to the image's configuration. */
export interface StageBuild {
  readonly name: string;
  readonly steps: readonly Step[];
  readonly config: readonly Step[];
}

/** Gives equal texts equal numbers, so that long states compare fast. */
export class Interner {
  private readonly numbers = new Map<string, number>();

  id(text: string): string {
    const known = this.numbers.get(text);
    if (known !== undefined) return String(known);
    this.numbers.set(text, this.numbers.size);
    return String(this.numbers.size - 1);
  }
}
