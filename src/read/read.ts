/** From text to model. */
import { DockerfileError } from '../errors.js';
import type { BuildContext, Dockerfile, Stage } from '../model.js';
import { readInstruction, type Draft } from './instructions.js';
import { readLines } from './lines.js';
import { stageDrafts } from './state.js';

export interface ReadOptions {
  /** Stage to build, by name or index; default the last. */
  readonly target?: string;
  /** Name of the file in messages. */
  readonly file?: string;
  /** What is known of the build context. */
  readonly context?: BuildContext;
}

/** Flags that BuildKit accepts. https://docs.docker.com/reference/dockerfile/ */
const FLAGS: Readonly<Partial<Record<string, readonly string[]>>> = {
  ADD: ['chown', 'chmod', 'link', 'keep-git-dir', 'checksum', 'exclude', 'unpack'],
  COPY: ['from', 'chown', 'chmod', 'link', 'parents', 'exclude'],
  FROM: ['platform'],
  HEALTHCHECK: ['interval', 'timeout', 'start-period', 'start-interval', 'retries'],
  RUN: ['mount', 'network', 'security', 'device'],
};
const REPEATABLE = new Set(['mount', 'exclude', 'device']);

/** @throws DockerfileError where BuildKit would refuse the file */
export function readDockerfile(
  text: string,
  { target, file = 'Dockerfile', context }: ReadOptions = {},
): Dockerfile {
  const { lines, directives, escape, trailingComments } = readLines(text, file);
  const drafts = lines.map((line) => readInstruction(line, file));
  checkOrder(drafts, file);
  for (const draft of drafts) checkFlags(draft, file);
  const hasShell = drafts.some(({ keyword }) => keyword === 'SHELL');
  const { instructions, stages } = stageDrafts(drafts, escape, hasShell);
  const built = findTarget(stages, target, file);
  const shipped = new Set<number>();
  for (let at: number | null = built; at !== null; at = stages[at]?.base ?? null) shipped.add(at);
  return {
    text,
    context: context ?? null,
    eol: /\r\n/.test(text.slice(0, text.indexOf('\n') + 1)) ? '\r\n' : '\n',
    escape,
    directives,
    instructions,
    stages: stages.map((stage) => ({ ...stage, shipped: shipped.has(stage.index) })),
    target: built,
    isNumbered: target !== undefined && stages[built]?.name !== target.toLowerCase(),
    trailingComments,
  };
}

function checkOrder(drafts: readonly Draft[], file: string): void {
  const first = drafts.find(({ keyword }) => keyword !== 'ARG');
  if (first === undefined)
    throw new DockerfileError('no FROM: a Dockerfile needs at least one build stage', 1, 1, file);
  if (first.keyword === 'FROM') return;
  throw new DockerfileError(
    `${first.keyword} before FROM: only ARG may stand there`,
    first.line.lines.first,
    first.line.column,
    file,
  );
}

function checkFlags({ keyword, flags, line, trigger }: Draft, file: string): void {
  const seen = new Set<string>();
  for (const { name, raw } of flags) {
    const fail = (problem: string): never => {
      throw new DockerfileError(problem, line.lines.first, line.column, file);
    };
    if (!FLAGS[keyword]?.includes(name)) fail(`unknown flag: ${raw.split('=')[0] ?? raw} for ${keyword}`);
    if (seen.has(name) && !REPEATABLE.has(name)) fail(`duplicate flag: --${name} for ${keyword}`);
    seen.add(name);
  }
  if (trigger) checkFlags(trigger, file);
}

function findTarget(
  stages: readonly Omit<Stage, 'shipped'>[],
  target: string | undefined,
  file: string,
): number {
  if (target === undefined) return stages.length - 1;
  const named = stages.findLastIndex(({ name }) => name === target.toLowerCase());
  const found = named >= 0 ? named : /^\d+$/.test(target) ? Number(target) : -1;
  if (stages[found] !== undefined) return found;
  const names = stages.map(({ name, index }) => name ?? String(index)).join(', ');
  throw new DockerfileError(`no stage "${target}" to build; there are: ${names}`, 1, 1, file);
}
