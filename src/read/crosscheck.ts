/** The second reader: dockerfile-ast must find the same instructions at the same lines. */
import { DockerfileParser } from 'dockerfile-ast';
import type { Instruction } from '../model.js';

/** Where the two readers disagree, as a reason to leave the file alone; `null` when they agree. */
export function crosscheck(text: string, instructions: readonly Instruction[]): string | null {
  const other = secondReading(text);
  if (other === null) return 'dockerfile-ast cannot read this file, so nobody confirms our own reading';
  const length = Math.max(other.length, instructions.length);
  for (let at = 0; at < length; at += 1) {
    const ours = instructions[at];
    const theirs = other[at];
    if (ours && theirs && ours.keyword === theirs.keyword && ours.lines.first === theirs.line) continue;
    const line = Math.min(ours?.lines.first ?? Infinity, theirs?.line ?? Infinity);
    return `dockerfile-ast reads line ${line} in another way than BuildKit does`;
  }
  return null;
}

function secondReading(text: string): readonly { readonly keyword: string; readonly line: number }[] | null {
  try {
    return DockerfileParser.parse(text)
      .getInstructions()
      .map((instruction) => ({
        keyword: instruction.getKeyword(),
        line: instruction.getRange().start.line + 1,
      }));
  } catch {
    return null;
  }
}
