/** `verify` and `compare`: real builds, real images. */
import { createReadStream, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { findEngine, type EngineName } from '../engine/engine.js';
import { EngineError } from '../engine/error.js';
import { BuildFailure, verify, type Step, type VerifyRequest } from '../engine/verify.js';
import { DockerfileError, OptionError } from '../errors.js';
import { readArchive, readFolder } from '../image/archive.js';
import { compareImages } from '../image/compare.js';
import { ImageError } from '../image/error.js';
import { imageIn, type Image } from '../image/image.js';
import { judge } from '../image/promise.js';
import { profileOf } from '../image/waste.js';
import {
  comparisonOf,
  isGood,
  verificationJson,
  verificationMarkdown,
  verificationText,
  type Comparison,
} from '../report/verification.js';
import { squash } from '../squash.js';
import { contextIn } from './context.js';
import { editsIn } from './edits.js';
import { optionsOf } from './shared-arguments.js';
import { paintFor, type ExitCode, type Surroundings } from './surroundings.js';
import { codeOf } from './system-error.js';
import { decode } from './text.js';
import type { CompareArguments, VerifyArguments } from './verify-arguments.js';
import { writeAtomically } from './write.js';

export async function runVerify(options: VerifyArguments, around: Surroundings): Promise<ExitCode> {
  return guarded(around, async (signal) => {
    const plan = planOf(options, around);
    if (plan === null) {
      around.stderr.write(`${options.file ?? ''}: nothing to change, so nothing to build\n`);
      return 0;
    }
    const progress = progressOn(around);
    const request = requestOf(options, plan, around, signal, progress);
    const engine = await findEngine(options.engine, { env: around.env, signal });
    const result = await verify(engine, request).finally(progress.end);
    const comparison = comparisonOf(plan.title, result);
    show(comparison, options.format, around);
    if (!isGood(comparison)) return 1;
    if (options.write && plan.path !== null) writeAtomically(plan.path, plan.after);
    return 0;
  });
}

interface Plan {
  readonly title: string;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  /** Where the sides stand. */
  readonly paths: readonly [string, string];
  /** What `--write` writes. */
  readonly path: string | null;
}

/** The two sides; `null` when there is nothing to compare. */
function planOf(options: VerifyArguments, around: Surroundings): Plan | null {
  const { file, sides, engine } = options;
  const at = (path: string): string => resolve(around.cwd, path);
  if (sides !== null) {
    const paths = [at(sides.before), at(sides.after)] as const;
    const [before, after] = [readFileSync(paths[0]), readFileSync(paths[1])];
    return { title: `${sides.before} and ${sides.after}`, before, after, paths, path: null };
  }
  const named = file ?? 'Dockerfile';
  const path = at(named);
  const before = readFileSync(path);
  const { text, encode } = decode(before);
  const builder = engine === null || engine === 'docker' ? 'buildkit' : 'buildah';
  const folder = options.context === null ? dirname(path) : at(options.context);
  const context = contextIn(folder, path);
  const result = squash(text, { ...optionsOf(options), file: named, builder, context });
  if (!result.changed) return null;
  return { title: named, before, after: encode(result.output), paths: [path, path], path };
}

function requestOf(
  options: VerifyArguments,
  { before, after, paths }: Plan,
  around: Surroundings,
  signal: AbortSignal,
  progress: Progress,
): VerifyRequest {
  const { level, target, platform, builder, flags, smoke, noise, keep } = options;
  const context = options.context === null ? dirname(paths[0]) : resolve(around.cwd, options.context);
  return {
    ...{ level, target, platform, builder, flags, smoke, noise, keep, signal },
    temporary: temporaryFolder(around),
    context,
    edits: editsIn(options.edits, context, paths),
    before: { bytes: before, path: paths[0] },
    after: { bytes: after, path: paths[1] },
    onStep: (step) => {
      progress.step(STEPS[step]);
    },
    onRebuild: (step, edit) => {
      progress.step(`${REBUILDS[step]} ${edit === null ? 'unchanged' : `after an edit of ${edit}`}`);
    },
    onLine: progress.line,
  };
}

export async function runCompare(options: CompareArguments, around: Surroundings): Promise<ExitCode> {
  return guarded(around, async (signal) => {
    const before = await imageNamed(options.before, options.engine, around, signal);
    const after = await imageNamed(options.after, options.engine, around, signal);
    const comparison: Comparison = {
      title: `${options.before} and ${options.after}`,
      level: options.level,
      before: { profile: profileOf(before.layers) },
      after: { profile: profileOf(after.layers) },
      verdict: judge(compareImages(before, after), options.level, []),
      smoke: null,
      rebuilds: null,
      kept: [],
    };
    show(comparison, options.format, around);
    return comparison.verdict.good ? 0 : 1;
  });
}

/** `archive.tar`, `archive.tar#name:tag`, a folder, `docker:name`, or an image of the engine at hand. */
async function imageNamed(
  name: string,
  engine: EngineName | null,
  { cwd, env }: Surroundings,
  signal: AbortSignal,
): Promise<Image> {
  const [, prefix, rest = name] = /^(docker|podman|buildah):(.+)$/.exec(name) ?? [];
  const [path = '', tag = null] = name.split('#');
  const stat = statSync(resolve(cwd, path), { throwIfNoEntry: false });
  try {
    if (prefix === undefined && stat?.isDirectory() === true)
      return imageIn(await readFolder(resolve(cwd, path)), tag);
    if (prefix === undefined && stat !== undefined)
      return imageIn(await readArchive(createReadStream(resolve(cwd, path), { signal })), tag);
    const found = await findEngine(prefix === undefined ? engine : (prefix as EngineName), { env, signal });
    return imageIn(await readArchive(found.save(rest)), null);
  } catch (error) {
    if (error instanceof ImageError) throw new ImageError(`${name}: ${error.message}`, { cause: error });
    if (error instanceof EngineError && stat === undefined && prefix === undefined && !signal.aborted)
      throw new EngineError(`${name} is no file or folder, and no image: ${error.message}`, error.log);
    throw error;
  }
}

function show(comparison: Comparison, format: VerifyArguments['format'], around: Surroundings): void {
  const { stdout } = around;
  const text = {
    text: () => verificationText(comparison, paintFor(stdout, around)),
    markdown: () => verificationMarkdown(comparison),
    json: () => verificationJson(comparison),
  };
  stdout.write(text[format]());
}

interface Progress {
  readonly step: (text: string) => void;
  readonly line: (line: string) => void;
  readonly end: () => void;
}

const STEPS: Readonly<Record<Step, string>> = {
  before: 'building the original',
  after: 'building the rewritten one',
  'before, again': 'something differs: building the original again, to see what no two builds have alike',
  'after, again': 'something else differs: building the rewritten one again, as some of its steps may be old',
};

const REBUILDS: Readonly<Record<Step, string>> = {
  before: 'building the original again,',
  after: 'building the rewritten one again,',
  'before, again': STEPS['before, again'],
  'after, again': STEPS['after, again'],
};

/** On a terminal the engine's last line behind the step; elsewhere the steps. */
function progressOn({ stderr }: Surroundings): Progress {
  let step = '';
  const clear = (): void => {
    if (stderr.isTerminal) stderr.write('\r\u001b[K');
  };
  return {
    step: (next) => {
      step = next;
      clear();
      stderr.write(stderr.isTerminal ? step : `${step}\n`);
    },
    line: (line) => {
      if (!stderr.isTerminal || line.trim() === '') return;
      clear();
      stderr.write(`${step}: ${line.trim()}`.slice(0, 100));
    },
    end: clear,
  };
}

/** Tells what went wrong; an interrupt ends the programs that run, and takes away what they made. */
async function guarded(
  around: Surroundings,
  work: (signal: AbortSignal) => Promise<ExitCode>,
): Promise<ExitCode> {
  const controller = new AbortController();
  const undo = around.onInterrupt(() => {
    controller.abort();
  });
  try {
    return await work(controller.signal);
  } catch (error) {
    if (controller.signal.aborted) {
      around.stderr.write('dockerfile-squash: interrupted\n');
      return 130;
    }
    const { message, code } = told(error, temporaryFolder(around));
    around.stderr.write(`dockerfile-squash: ${message}\n`);
    return code;
  } finally {
    undo();
  }
}

function told(error: unknown, folder: string): { readonly message: string; readonly code: ExitCode } {
  if (error instanceof BuildFailure) {
    const what =
      error.step === 'after' ? 'the rewritten Dockerfile does not build' : 'the original does not build';
    const when = error.edit === null ? '' : ` with empty lines at the end of ${error.edit}`;
    return {
      message: `${what}${when}: ${error.message}${logOf(error.cause, folder)}`,
      code: error.step === 'after' ? 1 : 2,
    };
  }
  if (error instanceof EngineError || error instanceof ImageError || error instanceof DockerfileError)
    return { message: error.message, code: 2 };
  if (error instanceof OptionError || codeOf(error) === null) throw error;
  return { message: String(error), code: 2 };
}

const temporaryFolder = ({ env }: Surroundings): string => env.TMPDIR ?? tmpdir();

/** The engine's log, kept in a file. */
function logOf({ log }: EngineError, folder: string): string {
  if (log === '') return '';
  try {
    const path = join(mkdtempSync(join(folder, 'dockerfile-squash-log-')), 'build.log');
    writeFileSync(path, log);
    return `\nlog: ${path}`;
  } catch {
    return `\n${log}`;
  }
}
