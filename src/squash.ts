/** The walk of a text through the modules, top to bottom. */
import { presets } from '../transforms/presets.js';
import { transforms } from '../transforms/index.js';
import { DockerfileError } from './errors.js';
import type { Dockerfile, Stage } from './model.js';
import { proverOf, type Prover } from './prove/prove.js';
import { crosscheck } from './read/crosscheck.js';
import { readDockerfile } from './read/read.js';
import { unifiedDiff } from './report/diff.js';
import type { SquashOptions, SquashResult, StageLayers } from './result.js';
import { chooseSteps } from './rewrite/options.js';
import { ignoresFile } from './rewrite/pragmas.js';
import { runRounds, type Checked, type RoundSettings } from './rewrite/rounds.js';
import type { Transform } from './transform.js';

/**
 * Rewrites a Dockerfile. Pure: no files, no console, no network.
 *
 * @param text the Dockerfile, as decoded text; every byte that no rewrite means to change is kept
 * @throws DockerfileError where BuildKit would refuse the file, with line and column
 * @throws OptionError for an option that does not exist
 */
export function squash(text: string, options: SquashOptions = {}): SquashResult {
  const { mode = 'release', level = 'prune', builder = 'buildkit', file = 'Dockerfile' } = options;
  const { caches = mode === 'dev' ? 'mount' : 'clean', target, context } = options;
  const steps = chooseSteps({ ...options, mode }, presets[mode], transforms);
  const read = (source: string): Dockerfile =>
    readDockerfile(source, {
      file,
      ...(target === undefined ? {} : { target }),
      ...(context === undefined ? {} : { context }),
    });
  const input = read(text);
  const leftAlone = reasonToLeaveAlone(input);
  const rounds = runRounds(input, leftAlone === null ? steps : [], {
    level,
    mode,
    builder,
    caches,
    check: checkerOf(read, options.prove === false ? null : proverOf(read)),
  });
  const { file: output, applied, withheld, refused } = rounds;
  const headings = applied.map(({ lines, transform, because }) => ({
    line: lines.first,
    text: `${transform}: ${because}`,
  }));
  const diff = output.text === text ? '' : unifiedDiff(file, text, output.text, headings);
  const common = { file, mode, level, input: text, output: output.text, changed: output.text !== text, diff };
  return { ...common, applied, withheld, refused, layers: layersOf(input, output), leftAlone };
}

/** Every transform built in, in the order of their names. */
export function builtInTransforms(): readonly Transform[] {
  return transforms;
}

function reasonToLeaveAlone(file: Dockerfile): string | null {
  return ignoresFile(file) ? 'the file says ignore-file' : crosscheck(file.text, file.instructions);
}

/** Reads a rewritten text, and proves it to be what is claimed. */
function checkerOf(read: (text: string) => Dockerfile, prove: Prover | null): RoundSettings['check'] {
  return (before, text, claim) => {
    const fault = (difference: string): Checked => ({ file: null, difference });
    try {
      const file = read(text);
      const difference = crosscheck(text, file.instructions) ?? prove?.(before, file, claim)?.message ?? null;
      return difference === null ? { file, difference } : fault(difference);
    } catch (error) {
      if (error instanceof DockerfileError) return fault(error.message);
      throw error;
    }
  };
}

/** https://docs.docker.com/build/building/best-practices/: what makes a layer; WORKDIR does too, even an empty one. */
const LAYERS = new Set(['RUN', 'COPY', 'ADD', 'WORKDIR']);

function layersOf(before: Dockerfile, after: Dockerfile): readonly StageLayers[] {
  const count = (stage: Stage | undefined): number =>
    stage?.instructions.filter(({ keyword }) => LAYERS.has(keyword)).length ?? 0;
  return before.stages.map((stage) => ({
    stage: stage.name ?? String(stage.index),
    shipped: stage.shipped,
    before: count(stage),
    after: count(after.stages[stage.index]),
  }));
}
