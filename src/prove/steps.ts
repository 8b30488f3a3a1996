/** What a build does, step by step: the common language of both sides of a proof. */
import type { Span, Value } from '../model.js';
import type { CopiedFile } from '../read/attributes.js';
import type { Bind } from '../read/binds.js';
import type { CacheFacts } from '../read/caches.js';
import { mayRead, type Effects } from '../read/effects.js';

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
  /** For a simple command: what a level's allowances are judged by; not a part of its meaning. */
  readonly plain?: () => Plain;
  /** All simple commands that it consists of; `unknown` when it may run anything. */
  readonly calls?: (() => readonly Plain[]) | 'unknown';
  /** What it does to files and needs of its surroundings, where that has been asked for and is known. */
  readonly effects?: Effects;
  /** The variables that it could see, by name. */
  readonly sees?: Sight;
  /** For a LABEL: the names that it sets. */
  readonly labels?: readonly string[];
  /** For a COPY: mounts that would show what it writes; `null` where there are none. */
  readonly binds?: readonly Bind[] | null;
}

export interface Sight {
  /** Set by ENV, and exported by the shell. */
  readonly environment: ReadonlyMap<string, string>;
  /** Set by ARG. */
  readonly arguments: ReadonlyMap<string, string>;
}

/** The name of a part in which two steps differ; `null` when they are the same. */
export function differingPart(a: Step, b: Step): string | null {
  if (a.parts.command !== b.parts.command) return 'command';
  const names = new Set([...Object.keys(a.parts), ...Object.keys(b.parts)]);
  for (const name of names) if (a.parts[name] !== b.parts[name] && !isIndifferent(name, a, b)) return name;
  return null;
}

/** Whether the part is something that the steps do not look at. */
function isIndifferent(part: string, a: Step, b: Step): boolean {
  if (!a.effects || !b.effects || !a.sees || !b.sees) return false;
  if (part === 'directory') return !a.effects.directory && !b.effects.directory;
  if (part !== 'environment' && part !== 'arguments') return false;
  const [one, other] = [a.sees[part], b.sees[part]];
  const names = [...new Set([...one.keys(), ...other.keys()])].filter(
    (name) => one.get(name) !== other.get(name),
  );
  return mayRead(a.effects, names) === null && mayRead(b.effects, names) === null;
}

/** A simple command's words: their values, or how they are written where they have none. */
export interface Plain {
  readonly words: readonly string[];
  /** Where each begins in the file. */
  readonly starts: readonly number[];
  /** No assignments, no redirections to files, no expansions: the words are all that there is. */
  readonly literal: boolean;
  /** Where it is run: an absolute path, or an opaque name. */
  readonly directory: string;
}

/** One source of a COPY of this stage. */
export interface CopyRecord {
  readonly step: Step;
  /** `null` for what is not known file by file. */
  readonly file: CopiedFile | null;
  readonly root: string;
  /** Whether the COPY has made `root`, with the directories above it there. */
  readonly makesRoot: boolean;
}

/** What is known of a stage when modes and owners are set. */
export interface Copies {
  readonly records: CopyRecord[];
  readonly image: Value;
  /** Whether the stage is FROM another one. */
  readonly isFromStage: boolean;
}

/** A word that counts as not there. */
export interface Flag {
  readonly side: 'before' | 'after';
  /** Place in the file. */
  readonly start: number;
  readonly cache: CacheFacts;
}

/** What a stage leaves: its steps, and the instructions that only write to the image's configuration. */
export interface StageBuild {
  readonly name: string;
  /** Index of the stage that it is FROM. */
  readonly base: number | null;
  /** Whether the image that it is FROM is one whose contents are known: it ships no caches. */
  readonly isKnownImage: boolean;
  /** RUN flags and sources of COPY that read from other stages, as written. */
  readonly borrows: readonly string[];
  readonly steps: readonly Step[];
  readonly config: readonly Step[];
  /** RUNs with mounts. */
  readonly mounted: readonly MountedRun[];
}

/** A RUN with mounts, and what decides whether they are right. */
export interface MountedRun {
  /** Values of those that count as not there. */
  readonly added: readonly string[];
  /** Values of the others. */
  readonly own: readonly string[];
  readonly steps: readonly Step[];
  readonly user: string;
  readonly directory: string;
  readonly image: Value;
  readonly isKnownImage: boolean;
  /** The variables that ENV has set. */
  readonly env: ReadonlyMap<string, string>;
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
