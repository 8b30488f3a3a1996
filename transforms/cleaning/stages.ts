/** What is done in a build before and behind an instruction, and the image that it begins with. */
import {
  ALWAYS_THERE,
  existsBefore,
  isRoot,
  mayRemove,
  shippedInstructions,
  type Dockerfile,
  type Instruction,
  type Stage,
  type TransformOptions,
  type Value,
} from '../../src/transform.js';

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

/** The instructions in front of it, in its stage and those that it is FROM, the nearest first. */
export function earlierInstructions(file: Dockerfile, { index, stage }: Instruction): readonly Instruction[] {
  const found: Instruction[] = [];
  for (let at: number | null = stage; at !== null; at = file.stages[at]?.base ?? null)
    found.push(...(file.stages[at]?.instructions ?? []).filter((one) => one.index < index).reverse());
  return found;
}

/** The image that the stage of the instruction, or the one that it is FROM, is built on; `null` when it is not known. */
export function imageUnder(file: Dockerfile, { stage }: Instruction): Value {
  let at = stage === null ? undefined : file.stages[stage];
  while (at?.base != null) at = file.stages[at.base];
  return at?.image ?? null;
}

/** Whether a RUN may be needed for nothing but its start, which makes a working directory that has been removed. */
export const makesDirectory = (file: Dockerfile, run: Instruction): boolean =>
  earlierInstructions(file, run).some((one) => one.keyword === 'RUN' && mayRemove(one, run.state.workdir));

/** Whether a folder is there before an instruction, so that a COPY to a file in it makes none. */
export function hasFolder(file: Dockerfile, instruction: Instruction, path: string): boolean {
  const folder = path.slice(0, path.lastIndexOf('/')) || '/';
  if (existsBefore(file, instruction.index, folder)) return true;
  return ALWAYS_THERE.has(folder) && imageUnder(file, instruction)?.toLowerCase() !== 'scratch';
}

/** Whether the stage that a stage is FROM has ONBUILD triggers: what they do to it, nothing follows. */
export const hasTriggers = ({ stages }: Dockerfile, { base }: Stage): boolean =>
  base !== null && stages[base]?.instructions.some(({ keyword }) => keyword === 'ONBUILD') === true;

/** Whether a RUN may be taken to be root's: an image whose user the file does not tell is root's as long as no USER says more. */
export const isOfRoot = (file: Dockerfile, run: Instruction): boolean =>
  run.state.user === null
    ? !earlierInstructions(file, run).some(({ keyword }) => keyword === 'USER')
    : isRoot(run.state.user);

/** The RUNs of the layers that ship, but for those that nothing may change. */
export const shippedRuns = (
  file: Dockerfile,
  { ignores }: Pick<TransformOptions, 'ignores'>,
): readonly Instruction[] =>
  shippedInstructions(file).flatMap((instructions) =>
    instructions.filter((one) => one.keyword === 'RUN' && !ignores(one)),
  );
