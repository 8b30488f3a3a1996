/** Where a COPY puts its files, and whether that is a directory. */
import type { Dockerfile, Instruction, Value } from '../../src/transform.js';

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
    directory: value === null ? null : resolve(instruction.state.workdir, value),
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
  if (target.directory === null || target.directory !== first.state.workdir) return false;
  return target.directory === '/' || madeByWorkdir(file, first);
}

/** The WORKDIR in force was made by its instruction in this stage, and no RUN since can have removed it. */
function madeByWorkdir(file: Dockerfile, instruction: Instruction): boolean {
  const stage = file.stages[instruction.stage ?? -1];
  const before = stage?.instructions.filter(({ index }) => index < instruction.index) ?? [];
  const last = before.findLastIndex(({ keyword }) => keyword === 'WORKDIR');
  return last >= 0 && before.slice(last + 1).every(keepsDirectories);
}

function keepsDirectories(instruction: Instruction): boolean {
  if (instruction.keyword !== 'RUN') return true;
  if (instruction.json !== null || instruction.heredocs.length > 0) return false;
  return !/\b(?:rm|rmdir|mv|unlink|ln|rename)\b|-delete\b/.test(
    instruction.joined.text.slice(instruction.argumentsAt),
  );
}

/** A path of POSIX, made absolute and normal; `null` when that needs what is not known. */
function resolve(from: Value, path: string): Value {
  if (/^[A-Za-z]:|\\/.test(path)) return null;
  if (!path.startsWith('/') && from === null) return null;
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${from ?? ''}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
