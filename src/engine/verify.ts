/** Builds two Dockerfiles, compares the images file by file, and judges by what was promised. */
import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyContext, removeFolder } from './edits.js';
import type { BuildRequest, Built, Engine } from './engine.js';
import { EngineError } from './error.js';
import { rebuild, stepLines, type Rebuilds, type SideRebuilds, type StepLines } from './rebuilds.js';
import { readArchive, type Contents } from '../image/archive.js';
import { compareImages } from '../image/compare.js';
import { imageIn, type Image } from '../image/image.js';
import { judge, type Verdict } from '../image/promise.js';
import { profileOf, type Profile } from '../image/waste.js';
import type { Level } from '../transform.js';

export interface Side {
  /** The Dockerfile's bytes. */
  readonly bytes: Uint8Array;
  /** Where it stands: a `.dockerignore` of its own is beside it. `null` for one from standard input. */
  readonly path: string | null;
}

export interface VerifyRequest extends Pick<
  BuildRequest,
  'context' | 'target' | 'platform' | 'builder' | 'flags' | 'onLine'
> {
  readonly before: Side;
  readonly after: Side;
  readonly level: Level;
  /** Folder for temporary files. */
  readonly temporary: string;
  readonly signal: AbortSignal;
  /** A shell command to run in both. */
  readonly smoke: string | null;
  /**
   * Whether both are built again without a cache where something differs: the first to see what no two builds have
   * alike, then, where that does not explain it, the second, as its steps may be of another day than those of the first.
   */
  readonly noise: boolean;
  /** Whether the images stay in the engine. */
  readonly keep: boolean;
  /** Files of the build context to edit, each for a rebuild of both: in a copy. */
  readonly edits: readonly string[];
  /** Called when another build begins. */
  readonly onStep: (step: Step) => void;
  /** Called when something is built again: after an edit of a file, or without one. */
  readonly onRebuild: (step: Step, edit: string | null) => void;
}

export type Step = 'before' | 'after' | 'before, again' | 'after, again';

export interface BuiltSide {
  readonly profile: Profile;
  /** Wall time of the build. */
  readonly seconds: number;
}

export interface Smoke {
  readonly same: boolean;
  readonly before: { readonly status: number; readonly output: string };
  readonly after: { readonly status: number; readonly output: string };
}

export interface Verification {
  readonly engine: string;
  readonly level: Level;
  readonly before: BuiltSide;
  readonly after: BuiltSide;
  readonly verdict: Verdict;
  readonly smoke: Smoke | null;
  /** `null` where no edits were asked for. */
  readonly rebuilds: Rebuilds | null;
  /** Names of the images that stay. */
  readonly kept: readonly string[];
}

/** The build that was promised to work did not. */
export class BuildFailure extends Error {
  override readonly name = 'BuildFailure';
  constructor(
    readonly step: Step,
    override readonly cause: EngineError,
    /** File that had been edited before. */
    readonly edit: string | null = null,
  ) {
    super(cause.message, { cause });
  }
}

/**
 * @throws BuildFailure when one of the builds fails
 * @throws EngineError when the engine fails otherwise, or the work is interrupted
 * @throws ImageError when an image cannot be read
 */
export async function verify(engine: Engine, request: VerifyRequest): Promise<Verification> {
  const folder = mkdtempSync(join(request.temporary, 'dockerfile-squash-'));
  const id = randomBytes(6).toString('hex');
  const work: Work = { engine, request, folder, id, images: [], passing: [], drawn: new Set() };
  let isDone = false;
  try {
    const result = await compare(work);
    isDone = true;
    return result;
  } finally {
    removeFolder(folder);
    const images = [...work.passing, ...(!request.keep || !isDone ? work.images : [])];
    for (const image of images) await engine.remove(image);
  }
}

interface Work {
  readonly engine: Engine;
  readonly request: VerifyRequest;
  readonly folder: string;
  /** Tells this run's images from those of others. */
  readonly id: string;
  /** Names of the images that the engine has got. */
  readonly images: string[];
  /** Names of those that were only built to see how long it takes. */
  readonly passing: string[];
  /** Numbers of lines that edits have added so far. */
  readonly drawn: Set<number>;
}

interface Measured extends BuiltSide {
  readonly image: Image;
  readonly name: string | null;
  readonly rebuilds: SideRebuilds | null;
}

async function compare(work: Work): Promise<Verification> {
  const { engine, request } = work;
  const { level, keep, edits, signal } = request;
  if (edits.length > 0) await copyContext(request.context, contextOf(work), signal);
  const before = await measure(work, 'before', request.before);
  const after = await measure(work, 'after', request.after);
  const differences = compareImages(before.image, after.image);
  let verdict = judge(differences, level, []);
  if (!verdict.good && request.noise) {
    const again = await measure(work, 'before, again', request.before);
    const twice = compareImages(before.image, again.image);
    verdict = judge(differences, level, twice);
    if (!verdict.good && edits.length === 0) {
      const fresh = await measure(work, 'after, again', request.after);
      const now = compareImages(again.image, fresh.image);
      // What differs between days is the same in both now, and hides nothing.
      const plain = judge(now, level, []);
      verdict = plain.good ? plain : judge(now, level, twice);
    }
  }
  const smoke = request.smoke === null ? null : await smokeTest(work, request.smoke, before, after);
  return {
    engine: engine.name,
    level,
    before: { profile: before.profile, seconds: before.seconds },
    after: { profile: after.profile, seconds: after.seconds },
    verdict,
    smoke,
    rebuilds: rebuildsOf(before, after, request),
    kept: keep ? work.images : [],
  };
}

/** Where files are edited: a copy, so that the user's own stay as they are. */
const contextOf = ({ folder, request }: Work): string =>
  request.edits.length > 0 ? join(folder, 'context') : request.context;

const textOf = ({ bytes }: Side): string => Buffer.from(bytes).toString('utf8');

function rebuildsOf(before: Measured, after: Measured, request: VerifyRequest): Rebuilds | null {
  if (before.rebuilds === null || after.rebuilds === null) return null;
  const mounts = [request.before, request.after].some((side) => /--mount=\S*type=cache/.test(textOf(side)));
  return { before: before.rebuilds, after: after.rebuilds, mounts };
}

async function measure(work: Work, step: Step, side: Side): Promise<Measured> {
  const { request, folder } = work;
  const { signal, edits, onStep } = request;
  onStep(step);
  const name = step.replace(/\W+/g, '-');
  const dockerfile = join(folder, `${name}.Dockerfile`);
  writeFileSync(dockerfile, side.bytes);
  const ignore = `${side.path ?? ''}.dockerignore`;
  if (side.path !== null && existsSync(ignore)) copyFileSync(ignore, `${dockerfile}.dockerignore`);
  const lines = stepLines();
  const start = performance.now();
  const isAgain = step === 'before, again' || step === 'after, again';
  const fresh = isAgain || edits.length > 0;
  const built = await building(step, signal, () => build(work, { name, dockerfile, fresh, lines }));
  const builtIn = performance.now() - start;
  // An image that is nowhere else is built while it is read.
  const read = (): Promise<Contents> => readArchive(built.archive());
  const contents = built.name === null ? await building(step, signal, read) : await read();
  const took = built.name === null ? performance.now() - start : builtIn;
  const image = imageIn(contents, null);
  const cold = { text: textOf(side), lines, seconds: took / 1000 };
  const place = { context: contextOf(work), drawn: work.drawn };
  const rebuilds =
    edits.length === 0 || isAgain
      ? null
      : await rebuild(cold, edits, place, async (edit, again) => {
          request.onRebuild(step, edit);
          const number = work.passing.length + 1;
          const asked = {
            name: `${name}-${String(number)}`,
            dockerfile,
            fresh: false,
            lines: again,
            measures: true,
          };
          return building(step, signal, () => build(work, asked), edit);
        });
  return { image, profile: profileOf(image.layers), seconds: cold.seconds, name: built.name, rebuilds };
}

interface Asked {
  /** Of the image, in this run. */
  readonly name: string;
  readonly dockerfile: string;
  readonly fresh: boolean;
  /** Listens to the builder. */
  readonly lines: Pick<StepLines, 'take'>;
  /** Whether only time and steps matter, and no image. */
  readonly measures?: boolean;
}

async function build(
  work: Work,
  { name, dockerfile, fresh, lines, measures = false }: Asked,
): Promise<Built> {
  const { engine, request, id, images, passing } = work;
  const { target, platform, builder, flags, edits } = request;
  const onLine = (line: string): void => {
    lines.take(line);
    request.onLine(line);
  };
  const built = await engine.build(
    {
      ...{ dockerfile, context: contextOf(work), target, platform, builder, flags, onLine, fresh, measures },
      ...{ runs: request.smoke !== null && !measures, caches: edits.length > 0 },
    },
    `dockerfile-squash-verify:${id}-${name}`,
  );
  if (built.name !== null) (measures ? passing : images).push(built.name);
  return built;
}

/** The engine's failure is one of this build. */
async function building<T>(
  step: Step,
  signal: AbortSignal,
  work: () => Promise<T>,
  edit: string | null = null,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof EngineError && !signal.aborted) throw new BuildFailure(step, error, edit);
    throw error;
  }
}

async function smokeTest(
  { engine }: Work,
  command: string,
  before: Measured,
  after: Measured,
): Promise<Smoke> {
  const [one, other] = [
    await engine.runIn(before.name ?? '', command),
    await engine.runIn(after.name ?? '', command),
  ];
  return { same: one.status === other.status && one.output === other.output, before: one, after: other };
}
