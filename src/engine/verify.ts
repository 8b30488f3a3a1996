/** Builds two Dockerfiles, compares the images file by file, and judges by what was promised. */
import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildRequest, Engine } from './engine.js';
import { EngineError } from './error.js';
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
  /** Whether the first is built again where something differs, to see what no two builds have alike. */
  readonly noise: boolean;
  /** Whether the images stay in the engine. */
  readonly keep: boolean;
  /** Called when another build begins. */
  readonly onStep: (step: Step) => void;
}

export type Step = 'before' | 'after' | 'before, again';

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
  /** Names of the images that stay. */
  readonly kept: readonly string[];
}

/** The build that was promised to work did not. */
export class BuildFailure extends Error {
  override readonly name = 'BuildFailure';
  constructor(
    readonly step: Step,
    override readonly cause: EngineError,
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
  const work: Work = { engine, request, folder, id: randomBytes(6).toString('hex'), images: [] };
  let isDone = false;
  try {
    const result = await compare(work);
    isDone = true;
    return result;
  } finally {
    rmSync(folder, { recursive: true, force: true });
    if (!request.keep || !isDone) for (const image of work.images) await engine.remove(image);
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
}

interface Measured extends BuiltSide {
  readonly image: Image;
  readonly name: string | null;
}

async function compare(work: Work): Promise<Verification> {
  const { engine, request } = work;
  const { level, keep } = request;
  const before = await measure(work, 'before', request.before);
  const after = await measure(work, 'after', request.after);
  const differences = compareImages(before.image, after.image);
  let verdict = judge(differences, level, []);
  if (!verdict.good && request.noise) {
    const again = await measure(work, 'before, again', request.before);
    verdict = judge(differences, level, compareImages(before.image, again.image));
  }
  const smoke = request.smoke === null ? null : await smokeTest(work, request.smoke, before, after);
  return {
    engine: engine.name,
    level,
    before: { profile: before.profile, seconds: before.seconds },
    after: { profile: after.profile, seconds: after.seconds },
    verdict,
    smoke,
    kept: keep ? work.images : [],
  };
}

async function measure(work: Work, step: Step, side: Side): Promise<Measured> {
  const { engine, request, folder, id, images } = work;
  const { context, target, platform, builder, flags, signal, onLine, onStep } = request;
  onStep(step);
  const name = step.replace(/\W+/g, '-');
  const dockerfile = join(folder, `${name}.Dockerfile`);
  writeFileSync(dockerfile, side.bytes);
  const ignore = `${side.path ?? ''}.dockerignore`;
  if (side.path !== null && existsSync(ignore)) copyFileSync(ignore, `${dockerfile}.dockerignore`);
  const tag = `dockerfile-squash-verify:${id}-${name}`;
  const start = performance.now();
  const built = await building(step, signal, () =>
    engine.build(
      {
        ...{ dockerfile, context, target, platform, builder, flags, onLine },
        ...{ fresh: step === 'before, again', runs: request.smoke !== null },
      },
      tag,
    ),
  );
  if (built.name !== null) images.push(built.name);
  const builtIn = performance.now() - start;
  // An image that is nowhere else is built while it is read.
  const read = (): Promise<Contents> => readArchive(built.archive());
  const contents = built.name === null ? await building(step, signal, read) : await read();
  const took = built.name === null ? performance.now() - start : builtIn;
  const image = imageIn(contents, null);
  return { image, profile: profileOf(image.layers), seconds: took / 1000, name: built.name };
}

/** The engine's failure is one of this build. */
async function building<T>(step: Step, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof EngineError && !signal.aborted) throw new BuildFailure(step, error);
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
