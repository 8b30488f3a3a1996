/** How many layers a list of instructions makes, once what can be merged is merged. */
import {
  existsBefore,
  isRoot,
  type Builder,
  type Dockerfile,
  type Instruction,
} from '../../src/transform.js';
import { addRun, isPassable, openWith, type Open } from '../joining/open.js';

export interface Count {
  readonly layers: number;
  /** What has to be said in the shell as well: variables by `export`, directories by `cd`. */
  readonly repeats: number;
}

export const isFewer = (a: Count, b: Count): boolean =>
  a.layers < b.layers || (a.layers === b.layers && a.repeats < b.repeats);

/** A count on its way through the instructions. */
interface Tally {
  layers: number;
  repeats: number;
  /** RUNs to which the next one may be joined. */
  open: Open | null;
  /** Where the last instruction copied to; empty when it was none. */
  copied: string;
  /** WORKDIRs since the last RUN that may become a `cd`. */
  pending: number;
  /** Whether one has, in the RUNs before. */
  folded: boolean;
}

/** @param isFixed whether a pragma holds an instruction apart */
export function countLayers(
  file: Dockerfile,
  instructions: readonly Instruction[],
  builder: Builder,
  isFixed: (instruction: Instruction) => boolean,
): Count {
  const tally: Tally = { layers: 0, repeats: 0, open: null, copied: '', pending: 0, folded: false };
  for (const instruction of instructions) {
    const { keyword } = instruction;
    const fixed = isFixed(instruction);
    const passes = isPassable(instruction) && !fixed;
    const target = keyword === 'COPY' || keyword === 'ADD' ? targetOf(instruction) : '';
    if (passes) tally.open?.behind.push(instruction);
    else if (keyword === 'RUN' && !fixed) countRun(tally, file, instruction, builder);
    else if (keyword === 'WORKDIR') countWorkdir(tally, file, instruction);
    else {
      const makesLayer = keyword === 'RUN' || (target !== '' && target !== tally.copied);
      tally.layers += makesLayer ? 1 : 0;
      tally.open = null;
    }
    if (!passes) tally.copied = target;
  }
  return tally;
}

function countRun(tally: Tally, file: Dockerfile, run: Instruction, builder: Builder): void {
  const { open, pending, folded } = tally;
  if (open !== null && addRun(file, open, run, builder) === null) {
    // Of those that become a `cd`, one is left in the end.
    if (pending > 0) tally.layers -= folded ? pending : pending - 1;
    tally.repeats += pending + lastExports(open);
    tally.folded = folded || pending > 0;
  } else {
    tally.layers += 1;
    tally.open = openWith(run);
    tally.folded = false;
  }
  tally.pending = 0;
}

function lastExports({ group }: Open): number {
  return 'reason' in group ? 0 : (group.members.at(-1)?.exports.length ?? 0);
}

function countWorkdir(tally: Tally, file: Dockerfile, workdir: Instruction): void {
  tally.layers += 1;
  if (tally.open !== null && isFoldable(file, workdir)) tally.pending += 1;
  else {
    tally.open = null;
    tally.pending = 0;
  }
}

/** COPYs with the same of this are merged; one that names no directory has a target of its own. */
function targetOf({ keyword, flags, words }: Instruction): string {
  const last = words.at(-1);
  const target = last?.value ?? null;
  const place = target?.endsWith('/') === true || target === '.' ? target : String(last?.span.start);
  return [keyword, ...flags.map(({ raw }) => raw).sort(), place].join(' ');
}

/** Roughly: whether a WORKDIR between RUNs can be a `cd`. */
function isFoldable(file: Dockerfile, { state, words, index }: Instruction): boolean {
  const path = words[0]?.value ?? null;
  if (path === null || state.workdir === null || !/^[\w./+@:,-]+$/.test(path)) return false;
  return isRoot(state.user) || existsBefore(file, index, path);
}
