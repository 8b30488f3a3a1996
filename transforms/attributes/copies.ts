/** COPYs of a stage, and whether their files are still as they were copied. */
import {
  callsOf,
  canonical,
  conflict,
  copiedOf,
  effectsOf,
  existsBefore,
  isFileName,
  isNumeric,
  isOwnName,
  nothing,
  ownerOf,
  type Copied,
  type Dockerfile,
  type Effects,
  type Instruction,
  type Stage,
} from '../../src/transform.js';
import { hasTriggers } from '../cleaning/stages.js';
import type { Unfit } from '../joining/body.js';
import type { Request } from './requests.js';

export interface Copy {
  readonly instruction: Instruction;
  readonly copied: Copied;
}

export function copiesBefore(file: Dockerfile, run: Instruction): readonly Copy[] {
  const stage = file.stages[run.stage ?? 0];
  if (stage === undefined || hasTriggers(file, stage)) return [];
  return stage.instructions.flatMap((instruction) => {
    const copied = instruction.index < run.index ? copiedOf(file, instruction) : null;
    return copied === null || !isSurelyFile(file, stage, instruction, copied)
      ? []
      : [{ instruction, copied }];
  });
}

/** Whether what is copied to is no directory: by its name, or because nothing has written there. */
function isSurelyFile(file: Dockerfile, stage: Stage, copy: Instruction, { files, root }: Copied): boolean {
  if (files?.[0]?.path !== root || isFileName(root)) return true;
  const wanted: Effects = { ...nothing, writes: [root] };
  const before = stage.instructions.filter(({ index }) => index < copy.index);
  return stage.base === null && before.every((one) => conflict(effectsOf(file, one), wanted) === null);
}

/** Whether a path is the folder or lies below it; everything is not said to lie in `/`. */
export const isIn = (path: string, folder: string): boolean => `${path}/`.startsWith(`${folder}/`);

/** The COPY that has written the file last; `undefined` where none is known to, under this name of the place. */
export function copyOfFile(copies: readonly Copy[], path: string): Copy | undefined {
  const place = canonical(path);
  const last = copies.findLast(
    ({ copied }) => copied.files?.some((one) => canonical(one.path) === place) === true,
  );
  return last?.copied.files?.some((one) => one.path === path) === true ? last : undefined;
}

export interface Tree {
  readonly copies: readonly Copy[];
  /** Whether the directory is there before the first COPY into it, and so keeps its owner. */
  readonly isMadeBefore: boolean;
}

/** The COPYs that have written all there is in a directory, or what else may be there. */
export function treeOf(
  file: Dockerfile,
  run: Instruction,
  copies: readonly Copy[],
  path: string,
): Tree | Unfit | null {
  const own = copies.filter(({ copied: { files, root } }) =>
    (files ?? [{ path: root }]).every((one) => isIn(one.path, path)),
  );
  const [first] = own;
  if (first === undefined) return null;
  const stage = file.stages[run.stage ?? 0];
  if (stage === undefined || stage.base !== null || !isOwnName(stage.image, path))
    return { reason: 'tree', detail: path };
  const isMadeBefore = existsBefore(file, first.instruction.index, path);
  if (!isMadeBefore && first.copied.root !== path) return { reason: 'tree', detail: path };
  const whole: Effects = { ...nothing, writes: [path] };
  for (const one of stage.instructions) {
    if (one.index >= run.index || own.some(({ instruction }) => instruction === one)) continue;
    if (one.keyword === 'WORKDIR' && makesOnly(file, one, path)) continue;
    if (isElsewhere(copies, one, path)) continue;
    const met = conflict(effectsOf(file, one), whole);
    if (met !== null) return { reason: 'tree', detail: `${one.keyword}: ${met.what}`.slice(0, 60) };
  }
  return { copies: own, isMadeBefore };
}

/** Whether an instruction is a COPY whose files are known, and lie elsewhere. */
const isElsewhere = (copies: readonly Copy[], one: Instruction, path: string): boolean =>
  copies.some(
    ({ instruction, copied: { files } }) =>
      instruction === one &&
      files?.every((file) => !isIn(file.path, path) && !isIn(path, file.path)) === true,
  );

/** Whether a WORKDIR makes the directory, or those above it, and none in it. */
const makesOnly = (file: Dockerfile, workdir: Instruction, path: string): boolean => {
  const { writes, makes } = effectsOf(file, workdir);
  return writes.length === 0 && makes.every((made) => isIn(path, made));
};

interface Between {
  /** The COPYs that the request is about. */
  readonly own: readonly Copy[];
  /** All COPYs before the RUN. */
  readonly all: readonly Copy[];
  /** Requests of the RUN. */
  readonly taken: readonly Request[];
}

/** What has to do with the files between their COPY and the request: it would see another mode or owner. */
export function metBetween(
  file: Dockerfile,
  run: Instruction,
  request: Request,
  { own: copies, all, taken }: Between,
): string | null {
  const { call, path, command } = request;
  const owner = call.sets === 'owner' ? ownerOf(call.value) : null;
  const isNamed = owner !== null && !(isNumeric(owner.user) && isNumeric(owner.group));
  const wanted: Effects = { ...nothing, writes: [path], reads: isNamed ? ['/etc/passwd', '/etc/group'] : [] };
  const first = Math.min(...copies.map(({ instruction }) => instruction.index));
  const between = file.instructions.filter(
    (one) =>
      one.stage === run.stage &&
      one.index > first &&
      one.index < run.index &&
      !copies.some(({ instruction }) => instruction === one),
  );
  for (const one of between) {
    if (isElsewhere(all, one, path)) continue;
    const met = conflict(effectsOf(file, one), wanted);
    if (met !== null) return `${one.keyword}: ${met.what}`.slice(0, 60);
  }
  const calls = callsOf(file, run).filter(({ command: { span } }) => span.start < command.span.start);
  const met = calls
    .filter((one) => !taken.some((other) => other.command === one.command))
    .map(({ effects }) => conflict(effects, wanted))
    .find((found) => found !== null);
  return met?.what ?? null;
}
