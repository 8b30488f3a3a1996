import {
  boundaryBefore,
  defineTransform,
  existsBefore,
  isRoot,
  isWithin,
  mayRemove,
  parseShell,
  resolvePath,
  type Dockerfile,
  type Edit,
  type Finding,
  type Instruction,
  type TransformOptions,
} from '../src/transform.js';
import { enterDirectory, type Entry } from './fold-workdirs/entry.js';
import { bodyOf, readBody, type Body, type Unfit } from './joining/body.js';
import { addToGroup, startGroup, type Group } from './joining/join.js';
import { discardsVolumes, unlike } from './joining/runs.js';
import { lineRemoval } from './moving/text.js';

/** Neither the working directory nor a RUN means anything to these. https://docs.docker.com/reference/dockerfile/ */
const METADATA = new Set(['LABEL', 'EXPOSE', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'STOPSIGNAL', 'MAINTAINER']);

export const foldWorkdirs = defineTransform({
  name: 'fold-workdirs',
  summary: 'Write WORKDIRs between RUNs as cd, and consecutive WORKDIRs as one.',
  why:
    'WORKDIR makes a layer of its own, even an empty one, and keeps the RUNs around it apart. Where the RUNs can be ' +
    'joined, the second begins with cd instead, and the WORKDIR that is in force at the end stands behind it.',
  level: 'exact',
  refusals: {
    'unknown-directory': 'the directory depends on a value that the Dockerfile does not tell',
    'odd-directory': 'the name of the directory has characters that mean something to the shell',
    user: 'WORKDIR may have to make the directory, and it would belong to a user that the Dockerfile does not tell',
    'removes-workdir':
      'the RUN may remove its working directory, and the WORKDIR moved behind it would bring it back',
    'previous-directory': 'the RUN asks for the directory before the last cd',
    mount: 'the target of a mount is relative to the WORKDIR',
    comment: 'a comment inside of the WORKDIR would be lost',
    boundary: 'a pragma keeps a layer boundary between the RUNs around it',
    apart: 'the RUNs around it cannot be joined',
    'keeps-directory': 'the first of two WORKDIRs may make a directory that the second does not',
  },
  *find(file, options) {
    if (options.mode !== 'release') return;
    for (const { shipped, instructions } of file.stages) {
      if (!shipped) continue;
      yield* foldBetweenRuns(file, instructions, options);
      yield* foldConsecutive(file, instructions, options);
    }
  },
});

/** RUNs that can be joined once the WORKDIRs between them are folded. */
interface Chain {
  readonly group: Group;
  readonly first: Instruction;
  last: Instruction;
  /** WORKDIRs that go away. */
  readonly folded: Instruction[];
  /** WORKDIRs since the last RUN. */
  pending: Instruction[];
  readonly edits: Edit[];
  readonly relies: Set<string>;
}

function* foldBetweenRuns(
  file: Dockerfile,
  instructions: readonly Instruction[],
  { ignores, builder }: TransformOptions,
): Generator<Finding> {
  let chain: Chain | null = null;
  for (const instruction of instructions) {
    const { keyword } = instruction;
    if (chain && boundaryBefore(instruction)) {
      const at = { start: chain.pending[0]?.span.start ?? instruction.span.start, end: instruction.span.end };
      const isNear = keyword === 'WORKDIR' || chain.pending.length > 0;
      if (isNear) yield { kind: 'refusal', at, reason: 'boundary' };
      yield* close(file, chain);
      chain = null;
    }
    if (METADATA.has(keyword) && !ignores(instruction)) continue;
    if (keyword === 'WORKDIR' && chain && !ignores(instruction)) {
      chain.pending.push(instruction);
      continue;
    }
    const run = keyword === 'RUN' && !ignores(instruction) ? instruction : null;
    if (run && chain && chain.pending.length > 0) {
      const refusal = discardsVolumes(file, run, builder)
        ? { reason: 'apart', detail: 'volume' }
        : extend(file, chain, run);
      if (refusal === null) continue;
      const at = { start: chain.pending[0]?.span.start ?? run.span.start, end: run.span.end };
      yield { kind: 'refusal', at, ...refusal };
    }
    if (chain) yield* close(file, chain);
    chain = run ? startChain(run) : null;
  }
  if (chain) yield* close(file, chain);
}

function startChain(run: Instruction): Chain | null {
  const body = readBody(run);
  if ('reason' in body) return null;
  return {
    group: startGroup(body),
    first: run,
    last: run,
    folded: [],
    pending: [],
    edits: [],
    relies: new Set(),
  };
}

/** Adds the RUN behind the pending WORKDIRs to the chain, or says why not. */
function extend(file: Dockerfile, chain: Chain, run: Instruction): Unfit | null {
  const body = readBody(run);
  if ('reason' in body) return { reason: 'apart', detail: body.reason };
  if (body.script.list.items.at(-1)?.separator?.text === '&')
    return { reason: 'apart', detail: 'background' };
  const entry = entryOf(file, chain, run, body);
  if ('reason' in entry) return entry;
  const unfit = unlike(chain.last, run);
  if (unfit) return { reason: 'apart', detail: unfit.reason };
  const reading = parseShell(entry.body);
  const moved = reading.ok ? bodyOf(run, reading.script) : { reason: 'unparsed' };
  const apart = 'reason' in moved ? moved : addToGroup(chain.group, moved);
  if (apart) return { reason: 'apart', detail: apart.reason };
  chain.edits.push(...entry.edits, ...chain.pending.map((workdir) => lineRemoval(file, workdir)));
  for (const fact of entry.relies) chain.relies.add(fact);
  chain.folded.push(...chain.pending);
  chain.pending = [];
  chain.last = run;
  return null;
}

function entryOf(file: Dockerfile, chain: Chain, run: Instruction, body: Body): Entry | Unfit {
  const { workdir: directory, user } = run.state;
  const places = chain.pending.map(placeOf);
  const unknown = places.indexOf(null);
  if (directory === null || unknown >= 0) {
    return { reason: 'unknown-directory', detail: chain.pending[unknown]?.words[0]?.raw ?? '' };
  }
  const odd = places.find((place) => place === null || !/^[\w./+@:,-]+$/.test(place));
  if (odd !== undefined) return { reason: 'odd-directory', detail: odd ?? '' };
  if (chain.pending.some(({ innerComments }) => innerComments.length > 0)) return { reason: 'comment' };
  if (run.flags.some(({ name, value }) => name === 'mount' && hasRelativeTarget(value ?? '')))
    return { reason: 'mount' };
  if (mayRemove(run, directory)) return { reason: 'removes-workdir', detail: directory };
  if (/OLDPWD|~-|\bcd\s+-(?:$|[\s;&|)])/.test(body.script.text)) return { reason: 'previous-directory' };
  const missing = missingBefore(file, chain.pending);
  if (missing.length > 0 && !isRoot(user)) return { reason: 'user', detail: missing.join(' ') };
  const written = chain.pending.at(-1)?.words[0]?.raw ?? '';
  return enterDirectory(file, body, { directory, written, missing, begins: chain.first.state.workdir });
}

const placeOf = ({ state, words }: Instruction): string | null => {
  const path = words[0]?.value ?? null;
  return path === null || path.includes('\\') ? null : resolvePath(state.workdir, path);
};

/** Directories that the WORKDIRs may have to make, without those above others of them. */
function missingBefore(file: Dockerfile, workdirs: readonly Instruction[]): readonly string[] {
  const before = workdirs[0]?.index ?? 0;
  const places = workdirs.flatMap((workdir) => placeOf(workdir) ?? []);
  const missing = [...new Set(places)].filter((place) => !existsBefore(file, before, place));
  return missing.filter((place) => !missing.some((other) => other !== place && isWithin(other, place)));
}

function hasRelativeTarget(mount: string): boolean {
  const target = /(?:^|,)\s*(?:target|dst|destination)=([^,]*)/.exec(mount)?.[1];
  return target === undefined ? !/type=(?:secret|ssh)/.test(mount) : !target.startsWith('/');
}

function* close(file: Dockerfile, chain: Chain): Generator<Finding> {
  const { first, last, folded } = chain;
  const end = folded.at(-1);
  if (end === undefined) return;
  const directory = placeOf(end) ?? '/';
  const back = directory === saidBefore(file, first) && existsBefore(file, first.index, directory);
  const text = back ? '' : `${file.eol}${workdirText(file, end, directory)}`;
  const count =
    folded.length === 1
      ? 'a WORKDIR moves into the RUN'
      : `${String(folded.length)} WORKDIRs move into the RUNs`;
  yield {
    kind: 'rewrite',
    at: { start: first.span.start, end: last.span.end },
    edits: [...chain.edits, { start: last.span.end, end: last.span.end, text }].filter(
      (edit) => edit.end > edit.start || edit.text !== '',
    ),
    relies: [...chain.relies, 'no program removes the directory that it is run in'],
    because: `${count} behind ${folded.length === 1 ? 'it' : 'them'}`,
    level: 'exact',
  };
}

/** The directory of the last WORKDIR before an instruction; `null` without one in the file. */
function saidBefore(file: Dockerfile, { index, stage }: Instruction): string | null {
  for (let at = stage, end = index; at !== null; at = file.stages[at]?.base ?? null, end = Infinity) {
    const workdirs = file.stages[at]?.instructions.filter(
      (one) => one.keyword === 'WORKDIR' && one.index < end,
    );
    const last = workdirs?.at(-1);
    if (last) return placeOf(last);
  }
  return null;
}

/** As written, unless it was relative to a WORKDIR that went away. */
function workdirText(file: Dockerfile, workdir: Instruction, directory: string): string {
  const keyword = file.text.slice(workdir.keywordSpan.start, workdir.keywordSpan.end);
  const [word] = workdir.words;
  return `${keyword} ${word?.value?.startsWith('/') === true ? word.raw : directory}`;
}

function* foldConsecutive(
  file: Dockerfile,
  instructions: readonly Instruction[],
  { ignores }: TransformOptions,
): Generator<Finding> {
  for (const [at, workdir] of instructions.entries()) {
    const next = instructions.slice(at + 1).find(({ keyword }) => !METADATA.has(keyword));
    if (workdir.keyword !== 'WORKDIR' || next?.keyword !== 'WORKDIR' || ignores(workdir) || ignores(next))
      continue;
    const span = { start: workdir.span.start, end: next.span.end };
    const [from, to] = [placeOf(workdir), placeOf(next)];
    if (from === null || to === null) {
      yield {
        kind: 'refusal',
        at: span,
        reason: 'unknown-directory',
        detail: (from === null ? workdir : next).words[0]?.raw ?? '',
      };
    } else if (workdir.innerComments.length > 0) yield { kind: 'refusal', at: span, reason: 'comment' };
    else if (!isWithin(to, from) && !existsBefore(file, workdir.index, from)) {
      yield { kind: 'refusal', at: span, reason: 'keeps-directory', detail: from };
    } else {
      const text = workdirText(file, next, to);
      yield {
        kind: 'rewrite',
        at: span,
        edits: [lineRemoval(file, workdir), { ...next.span, text }],
        relies: [
          `${from} exists anyway: ${isWithin(to, from) ? 'WORKDIR makes the directories above its own' : 'an earlier instruction made it'}`,
        ],
        because: 'only the last of consecutive WORKDIRs is in force',
        level: 'exact',
      };
    }
  }
}
