/** What is done in a build behind an instruction. */
import type { Dockerfile, Instruction } from '../../src/transform.js';

/** The instructions behind it in its stage and in the stages that are FROM it. */
export function laterInstructions(file: Dockerfile, { index, stage }: Instruction): readonly Instruction[] {
  if (stage === null) return [];
  const after = (file.stages[stage]?.instructions ?? []).filter((one) => one.index > index);
  return [...after, ...builtOn(file, stage)];
}

const builtOn = (file: Dockerfile, stage: number): readonly Instruction[] =>
  file.stages
    .filter(({ base }) => base === stage)
    .flatMap((one) => [...one.instructions, ...builtOn(file, one.index)]);
