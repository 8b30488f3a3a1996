/** Layer boundaries that the author asks to keep: `# dockerfile-squash keep` in front of an instruction. */
import type { Comment, Dockerfile, Instruction } from '../model.js';

const KEEP = /^#\s*dockerfile-squash\s+keep\s*(?::.*)?$/i;

const isKeep = ({ text }: Comment): boolean => KEEP.test(text);

/** The comment that asks to keep the boundary in front of the instruction; `null` for none. */
export function boundaryBefore({ comments }: Instruction): Comment | null {
  return comments.findLast(isKeep) ?? null;
}

/** The instructions of a stage between the boundaries, in order; none of the parts is empty. */
export function partsOf(instructions: readonly Instruction[]): readonly (readonly Instruction[])[] {
  const parts: Instruction[][] = [];
  for (const [at, instruction] of instructions.entries()) {
    const last = parts.at(-1);
    // Nothing of the stage stands before its FROM, nor a layer before the instruction behind that.
    if (last === undefined || (at > 1 && boundaryBefore(instruction))) parts.push([instruction]);
    else last.push(instruction);
  }
  return parts;
}

/** All comments that keep a boundary. */
export function boundariesOf({ stages }: Dockerfile): readonly Comment[] {
  return stages.flatMap(({ instructions }) =>
    instructions.slice(2).flatMap(({ comments }) => comments.filter(isKeep)),
  );
}
