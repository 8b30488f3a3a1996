/** What `squash()` takes and gives. Lines are 1-based lines of the input. */
import type { BuildContext, Builder, Caches, Level, Mode, OptionValue, Transform } from './transform.js';

export interface SquashOptions {
  /** Default `release`. */
  readonly mode?: Mode;
  /** Default `prune`. */
  readonly level?: Level;
  /** Only these transforms, by name. */
  readonly only?: readonly string[];
  /** All but these transforms, by name. */
  readonly skip?: readonly string[];
  /** These transforms besides those of the mode, by name; they run behind them. */
  readonly with?: readonly string[];
  /** Stage to build, by name or index; default the last. */
  readonly target?: string;
  /** Default `buildkit`. */
  readonly builder?: Builder;
  /** Default `clean` in release mode and `mount` in dev mode, which cleans nothing. */
  readonly caches?: Caches;
  /** Name of the file in the diff and in messages; default `Dockerfile`. */
  readonly file?: string;
  /** What is known of the build context; without it, what depends on its files is unknown. */
  readonly context?: BuildContext;
  /** More transforms; they run behind the preset's own. */
  readonly transforms?: readonly Transform[];
  /**
   * Whether each rewrite is proven before it is applied; default true. One that is not is withheld as `unproven`. Turn
   * it off to debug a transform, never to write a Dockerfile.
   */
  readonly prove?: boolean;
  /** Options of transforms, by transform and option name. */
  readonly options?: Readonly<Record<string, Readonly<Record<string, OptionValue>>>>;
}

export interface LineRange {
  readonly first: number;
  readonly last: number;
}

interface Reported {
  readonly transform: string;
  /** Lines of the input concerned. */
  readonly lines: LineRange;
}

/** A rewrite that is in the output. */
export interface AppliedRewrite extends Reported {
  readonly level: Level;
  readonly because: string;
  readonly relies: readonly string[];
}

/** A rewrite that was possible and is not in the output. */
export interface WithheldRewrite extends Reported {
  readonly level: Level;
  readonly because: string;
  /** `level`: above the level asked for; `pragma`: the file says so; `unproven`: its result failed our own check, a defect of ours. */
  readonly why: 'level' | 'pragma' | 'unproven';
  /** For `unproven`: what the check found; for `pragma`: the boundary that it keeps, if it keeps one. */
  readonly difference: string | null;
}

/** A near miss: what was left alone, and why. */
export interface RefusedRewrite extends Reported {
  /** Key among the transform's refusals. */
  readonly reason: string;
  /** The reason as a sentence. */
  readonly message: string;
  readonly detail: string | null;
}

export interface StageLayers {
  /** Name, or index where it has none. */
  readonly stage: string;
  /** True when its layers are part of the target image. */
  readonly shipped: boolean;
  /** Instructions that make a layer (RUN, COPY, ADD, WORKDIR). */
  readonly before: number;
  readonly after: number;
}

export interface SquashResult {
  /** As given in the options. */
  readonly file: string;
  readonly mode: Mode;
  readonly level: Level;
  readonly input: string;
  readonly output: string;
  readonly changed: boolean;
  /** Unified diff with the reason of each rewrite in its hunk heading; empty when nothing changed. */
  readonly diff: string;
  readonly applied: readonly AppliedRewrite[];
  readonly withheld: readonly WithheldRewrite[];
  readonly refused: readonly RefusedRewrite[];
  readonly layers: readonly StageLayers[];
  /** Set when the whole file was left alone: an ignore-file pragma, or readers that disagree. */
  readonly leftAlone: string | null;
}
