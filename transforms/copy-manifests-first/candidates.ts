/** A COPY of a folder, and the installation behind it. */
import {
  callsOf,
  installsIn,
  isRealFolder,
  resolvePath,
  type Dockerfile,
  type Installs,
  type Instruction,
  type Value,
} from '../../src/transform.js';
import { wordsOf } from '../leftovers/deeds.js';

export interface Candidate {
  readonly copy: Instruction;
  readonly run: Instruction;
  /** Instructions between the two. */
  readonly between: readonly Instruction[];
  readonly installs: Installs;
  /** In the build context; `''` for all of it. */
  readonly folder: string;
  readonly target: Value;
}

export function* candidatesIn(file: Dockerfile): Generator<Candidate> {
  for (const { instructions } of file.stages) {
    for (const [at, copy] of instructions.entries()) {
      const folder = folderOf(file, copy);
      if (folder === null) continue;
      const found = installBehind(file, instructions.slice(at + 1));
      const target = copy.words.at(-1)?.value;
      if (found !== null)
        yield {
          copy,
          ...found,
          folder,
          target: target == null ? null : resolvePath(copy.state.workdir, target),
        };
    }
  }
}

/** The folder of the build context that is copied, by its name where nothing is known of it. */
function folderOf({ context }: Dockerfile, { keyword, words, flags, heredocs }: Instruction): Value {
  if ((keyword !== 'COPY' && keyword !== 'ADD') || words.length !== 2 || heredocs.length > 0) return null;
  const source = words[0]?.value;
  if (source == null || !/^[\w./@+-]+$/.test(source) || flags.some(({ name }) => /^from$/.test(name)))
    return null;
  const folder = (resolvePath('/', source) ?? '/').slice(1);
  const isNamed = /(?:^|\/)\.?$/.test(source);
  const isFolder = context === null ? isNamed : isRealFolder(context, folder);
  return isFolder ? folder : null;
}

/** The first installation of a stage's rest, unless something is copied before it. */
function installBehind(
  file: Dockerfile,
  rest: readonly Instruction[],
): Pick<Candidate, 'run' | 'between' | 'installs'> | null {
  for (const [at, run] of rest.entries()) {
    if (run.keyword === 'COPY' || run.keyword === 'ADD') return null;
    if (run.keyword !== 'RUN') continue;
    const calls = run.json === null ? callsOf(file, run).map(({ command }) => wordsOf(command)) : [run.json];
    const installs = installsIn(calls, (name) => envOf(run, name));
    if (installs !== null) return { run, between: rest.slice(0, at), installs };
  }
  return null;
}

function envOf({ state }: Instruction, name: string): Value {
  const binding = state.lookup(name);
  return binding.kind === 'set' && binding.by === 'ENV' ? binding.value : null;
}
