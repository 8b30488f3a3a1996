import { paintIn, type Paint } from '../report/paint.js';

/** What the command uses of its process. */
export interface Surroundings {
  readonly cwd: string;
  readonly version: string;
  readonly stdin: () => Uint8Array;
  readonly stdout: Sink;
  readonly stderr: Sink;
  /** The value of NO_COLOR. */
  readonly noColour: string | undefined;
  /** The environment of the programs that are started. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Has `stop` called when the user interrupts; gives a function that takes this back. */
  readonly onInterrupt: (stop: () => void) => () => void;
}

export interface Sink {
  readonly isTerminal: boolean;
  readonly write: (text: string | Uint8Array) => void;
}

/** 0: fine; 1: `--check` found changes, or two images differ; 2: a mistake; 130: interrupted. */
export type ExitCode = 0 | 1 | 2 | 130;

/** Colours for a terminal, unless the user wants none. */
export const paintFor = (sink: Sink, { noColour }: Surroundings): Paint =>
  paintIn(sink.isTerminal && (noColour ?? '') === '');
