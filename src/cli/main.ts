/** The command: arguments in, text out, an exit code. */
import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { presets } from '../../transforms/presets.js';
import { DockerfileError, OptionError } from '../errors.js';
import { stageGraphs } from '../graph/stages.js';
import type { BuildContext } from '../model.js';
import { readDockerfile } from '../read/read.js';
import { explanationOf } from '../report/explain.js';
import { graphReport } from '../report/graph.js';
import { jsonReport, type ReportedError } from '../report/json.js';
import { paintDiff, type Paint } from '../report/paint.js';
import { summaryOf, totalOf } from '../report/summary.js';
import { transformList, transformText } from '../report/transforms.js';
import type { SquashResult } from '../result.js';
import { builtInTransforms, squash } from '../squash.js';
import { readArguments, type GraphArguments, type Request, type RewriteArguments } from './arguments.js';
import { contextIn } from './context.js';
import { findFiles } from './files.js';
import { optionsOf } from './shared-arguments.js';
import { paintFor, type ExitCode, type Sink, type Surroundings } from './surroundings.js';
import { codeOf } from './system-error.js';
import { decode } from './text.js';
import { writeAtomically } from './write.js';

/** Runs the command; everything that the user did wrong is told on standard error. */
export async function main(argv: readonly string[], around: Surroundings): Promise<ExitCode> {
  try {
    const request = await readArguments(
      argv,
      around.version,
      builtInTransforms().map(({ name }) => name),
    );
    if (request.command === 'rewrite') return await rewrite(request.options, around);
    if (request.command === 'graph') return showGraph(request.options, around);
    if (request.command === 'verify' || request.command === 'compare')
      return await useImages(request, around);
    const paint = paintFor(around.stdout, around);
    if (request.command === 'text') around.stdout.write(request.text);
    else around.stdout.write(transformsText(request.name, paint));
    return 0;
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    around.stderr.write(`dockerfile-squash: ${error.message}\n`);
    return 2;
  }
}

/** Read only when asked for: it brings engines and archives along. */
async function useImages(
  request: Extract<Request, { readonly command: 'verify' | 'compare' }>,
  around: Surroundings,
): Promise<ExitCode> {
  const { runCompare, runVerify } = await import('./verify.js');
  return request.command === 'verify'
    ? runVerify(request.options, around)
    : runCompare(request.options, around);
}

function transformsText(name: string | null, paint: Paint): string {
  const all = builtInTransforms();
  const one = all.find((transform) => transform.name === name);
  return one === undefined ? transformList(all, presets, paint) : transformText(one, presets, paint);
}

/** What came of the files so far. */
interface Outcome {
  readonly results: SquashResult[];
  readonly errors: ReportedError[];
}

async function rewrite(options: RewriteArguments, around: Surroundings): Promise<ExitCode> {
  const outcome: Outcome = { results: [], errors: [] };
  const piped = options.files.includes('-');
  const files = piped ? ['-'] : await namedFiles(options, around);
  if (options.output !== null && files.length > 1) {
    throw new OptionError(`--output takes one file, and there are ${String(files.length)}`);
  }
  const progress = progressOn(around.stderr, files.length);
  for (const [index, file] of files.entries()) {
    progress(index, file);
    rewriteOne(file, options, around, outcome);
  }
  progress(files.length, '');
  if (options.format === 'json') around.stdout.write(jsonReport(outcome.results, outcome.errors));
  else if (files.length > 1 && !options.quiet)
    around.stderr.write(`${totalOf(outcome.results, outcome.errors.length)}\n`);
  if (outcome.errors.length > 0) return 2;
  return options.check && outcome.results.some(({ changed }) => changed) ? 1 : 0;
}

async function namedFiles({ files }: RewriteArguments, { cwd }: Surroundings): Promise<readonly string[]> {
  if (files.length > 0) return findFiles(files, cwd);
  try {
    return await findFiles(['Dockerfile'], cwd);
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    throw new OptionError('no Dockerfile here: name a file, a directory or a glob, or - for standard input');
  }
}

function rewriteOne(
  file: string,
  options: RewriteArguments,
  around: Surroundings,
  { results, errors }: Outcome,
): void {
  try {
    const bytes = file === '-' ? around.stdin() : readFileSync(resolve(around.cwd, file));
    const { text, encode } = decode(bytes);
    const { builder, prove } = options;
    const name = file === '-' ? 'Dockerfile' : file;
    const context = contextOf(file, options.context, around);
    const result = squash(text, { ...optionsOf(options), ...context, file: name, builder, prove });
    const output = encode(result.output);
    if (options.output !== null) writeAtomically(resolve(around.cwd, options.output), output);
    else if (options.write && result.changed) writeAtomically(resolve(around.cwd, file), output);
    results.push(result);
    if (options.format === 'text') show(result, file === '-' ? output : null, options, around);
  } catch (error) {
    const told = reportError(file, error);
    errors.push(told);
    around.stderr.write(`${told.message}\n`);
  }
}

/** What the folder of the build tells; nothing of a text from standard input whose folder is not named. */
function contextOf(
  file: string,
  folder: string | null,
  { cwd }: Surroundings,
): { readonly context?: BuildContext } {
  if (file === '-' && folder === null) return {};
  const path = file === '-' ? null : resolve(cwd, file);
  const place = resolve(cwd, folder ?? dirname(file));
  if (folder !== null && statSync(place, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new OptionError(`--context ${folder}: no such directory`);
  return { context: contextIn(place, path) };
}

function showGraph({ file, context, format }: GraphArguments, around: Surroundings): ExitCode {
  try {
    const { text } = decode(file === '-' ? around.stdin() : readFileSync(resolve(around.cwd, file)));
    const name = file === '-' ? 'Dockerfile' : file;
    const graphs = stageGraphs(readDockerfile(text, { file: name, ...contextOf(file, context, around) }));
    around.stdout.write(graphReport(graphs, format));
    return 0;
  } catch (error) {
    around.stderr.write(`${reportError(file, error).message}\n`);
    return 2;
  }
}

/** Mistakes of the file and of the file system; anything else is a defect of ours and goes on. */
function reportError(file: string, error: unknown): ReportedError {
  if (error instanceof DockerfileError) {
    return { file: error.file, line: error.line, column: error.column, message: error.message };
  }
  if (error instanceof OptionError) throw error;
  const code = codeOf(error);
  if (code === null) throw error;
  const message = `${file}: ${fileProblem(code, String(error))}`;
  return { file, line: null, column: null, message };
}

function fileProblem(code: string, message: string): string {
  if (code === 'ENOENT') return 'no such file or directory';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  return code === 'EISDIR' ? 'is a directory' : message;
}

/**
 * Standard output is for what other programs read: a patch, or the rewritten text of a pipe. An explanation
 * stands in front of the patch, where `git apply` and `patch` skip it.
 */
function show(
  result: SquashResult,
  piped: Uint8Array | null,
  options: RewriteArguments,
  around: Surroundings,
): void {
  const { stdout, stderr } = around;
  const isText = piped !== null && options.output === null && !options.check;
  if (isText) stdout.write(piped);
  if (options.quiet) return;
  if (options.explain)
    (isText ? stderr : stdout).write(explanationOf(result, paintFor(isText ? stderr : stdout, around)));
  if (!isText && !options.write && options.output === null)
    stdout.write(paintDiff(result.diff, paintFor(stdout, around)));
  stderr.write(`${summaryOf(result, paintFor(stderr, around))}\n`);
}

/** Tells how far it is, on a terminal, when it takes over a second. */
function progressOn({ isTerminal, write }: Sink, total: number): (done: number, file: string) => void {
  const start = Date.now();
  let shown = false;
  return (done, file) => {
    if (shown) write('\r\u001b[K');
    shown = isTerminal && done < total && Date.now() - start > 1000;
    if (shown) write(`${String(done)}/${String(total)} ${file}`);
  };
}
