/** Where a COPY puts its files, and whether that is a directory. */
import {
  existsBefore,
  resolvePath,
  type Dockerfile,
  type Instruction,
  type Value,
} from '../../src/transform.js';

export interface CopyTarget {
  /** As written. */
  readonly written: string;
  /** Absolute and without `/` at the end (but for the root); `null` when unknown. */
  readonly directory: Value;
  /** Written such that every builder takes it for a directory: it ends in `/`, or is `.`. */
  readonly asDirectory: boolean;
}

/** The target of a COPY or ADD; `null` when it has none. */
export function copyTarget(instruction: Instruction): CopyTarget | null {
  const word = instruction.words.at(-1);
  if (word === undefined || instruction.words.length + instruction.heredocs.length < 2) return null;
  const { raw, value } = word;
  // Quotes and escapes at the end of an unknown word may hide the slash.
  const asDirectory = value === null ? /[\w}]\/$/.test(raw) : value.endsWith('/') || value === '.';
  return {
    written: raw,
    directory:
      value === null || /^[A-Za-z]:|\\/.test(value) ? null : resolvePath(instruction.state.workdir, value),
    asDirectory,
  };
}

/** Whether both are the same place, given that nothing between them changes a variable or the directory. */
export function sameTarget(a: CopyTarget, b: CopyTarget): boolean {
  if (a.directory !== null || b.directory !== null) return a.directory === b.directory;
  const bare = (target: CopyTarget): string => target.written.replace(/(?:^|\/)\.?\/?$/, '');
  return bare(a) === bare(b);
}

/**
 * Whether the target is a directory before the first COPY, or becomes one by it. A COPY to a name that
 * ends in `/` makes the directory (https://docs.docker.com/reference/dockerfile/#destination-1).
 */
export function isCertainDirectory(file: Dockerfile, first: Instruction, target: CopyTarget): boolean {
  if (target.asDirectory) return true;
  return target.directory !== null && existsBefore(file, first.index, target.directory);
}
