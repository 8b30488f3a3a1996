import {
  defineTransform,
  isBlindTo,
  type Dockerfile,
  type Finding,
  type Instruction,
  type Keyword,
  type TransformOptions,
} from '../src/transform.js';
import { readBody, type Body, type Unfit } from './joining/body.js';
import { discardsVolumes, unlike } from './joining/runs.js';
import { addToGroup, startGroup, type Group } from './joining/join.js';
import { joinEdits } from './merge-runs/layout.js';

/** A RUN reads none of these, and none of them reads the file system. https://docs.docker.com/reference/dockerfile/ */
const METADATA: ReadonlySet<Keyword> = new Set<Keyword>([
  ...([
    'LABEL',
    'EXPOSE',
    'CMD',
    'ENTRYPOINT',
    'HEALTHCHECK',
    'STOPSIGNAL',
    'MAINTAINER',
    'ONBUILD',
  ] as const),
]);

/** A RUN reads these only through its environment. An ENV is left where it is: every program may print it. */
const VARIABLES: ReadonlySet<Keyword> = new Set<Keyword>(['ARG']);

export const mergeRuns = defineTransform({
  name: 'merge-runs',
  summary: 'Join consecutive RUNs of a shipped stage into one layer.',
  why:
    'Every RUN is a layer: what one writes and a later one removes or changes is stored twice, and each layer ' +
    'costs a request and an unpacking step wherever the image is pulled. The bodies are joined only by a rule ' +
    'of the shell under which each command runs, stops and fails as it did.',
  level: 'exact',
  silencedBy: ['DL3059'],
  refusals: {
    'exec-form': 'a RUN in exec form (JSON) has no shell to join it in',
    heredoc: 'here-documents in a RUN are left as they are',
    shell: 'the shell in force is not a POSIX shell',
    unparsed: 'the shell text cannot be read with certainty',
    'inline-comment': 'a # comment in the joined text would swallow what is put behind it',
    'run-scoped': 'the RUN starts or changes something that ends with it, and would live on in a joined one',
    'hard-links':
      'a later change to a hard-linked file breaks the link in another layer, but not in the same one',
    return: 'return leaves the shell in a way that differs between shells',
    'errexit-lost':
      '`set -e` is ignored in front of `&&`, so a failure inside of this RUN would no longer stop it',
    'soft-failure': 'the last command of the first RUN can fail it without ending a `set -e` shell',
    'options-differ': 'the RUNs run with different shell options',
    'options-matter': 'the options that one RUN sets would change what the other does',
    'list-under-errexit': 'commands after `;` would stop at the first failure under `set -e`',
    state: 'what the first RUN leaves in its shell would reach the second, and cannot be contained',
    'long-group': 'parentheses or braces around so many lines would be hard to read',
    'too-long': 'the joined body would come near the length that the kernel accepts for one argument',
    flags: 'the RUNs have different flags',
    'removes-workdir':
      'the first RUN may remove the directory that it runs in; the second would start in a new one',
    volume: 'this builder discards at the end of each RUN what it wrote below a VOLUME',
    mount: 'what the mount holds is discarded at the end of each RUN',
    pragma: 'a linter pragma in between belongs to the second RUN alone',
    'state-between': 'an instruction between the RUNs changes what the second one means',
  },
  *find(file, options) {
    if (options.mode !== 'release') return;
    for (const stage of file.stages) if (stage.shipped) yield* findInStage(file, stage.instructions, options);
  },
});

/** A group in the making, with what lies between its members. */
interface Open {
  /** The group, or why the RUN can't be the first of any. */
  readonly group: Group | Unfit;
  readonly first: Instruction;
  last: Instruction;
  /** Metadata seen since the first member, up to the last one. */
  readonly between: Instruction[];
  /** Metadata seen since the last member. */
  readonly behind: Instruction[];
}

function* findInStage(
  file: Dockerfile,
  instructions: readonly Instruction[],
  options: TransformOptions,
): Generator<Finding> {
  let open: Open | null = null;
  for (const [index, instruction] of instructions.entries()) {
    if (instruction.keyword === 'RUN' && !options.ignores(instruction)) {
      const next: Open = yield* step(file, open, instruction, options);
      open = next;
    } else if (isPassable(instruction) && !options.ignores(instruction)) open?.behind.push(instruction);
    else {
      if (open) {
        yield* close(file, open);
        const following = instructions[index + 1];
        if (following?.keyword === 'RUN' && instruction.keyword !== 'RUN' && !options.ignores(instruction)) {
          const at = { start: instruction.span.start, end: following.span.end };
          yield { kind: 'refusal', at, reason: 'state-between', detail: instruction.keyword };
        }
      }
      open = null;
    }
  }
  if (open) yield* close(file, open);
}

/** Adds a RUN to the open group, or closes that and opens another. */
function* step(
  file: Dockerfile,
  open: Open | null,
  run: Instruction,
  { builder }: TransformOptions,
): Generator<Finding, Open> {
  const body = readBody(run);
  if (open) {
    const unfit = discardsVolumes(file, run, builder) ? { reason: 'volume' } : reasonApart(open, run, body);
    if (unfit === null) {
      open.between.push(...open.behind.splice(0));
      open.last = run;
      return open;
    }
    yield* close(file, open);
    yield { kind: 'refusal', at: { start: open.last.span.start, end: run.span.end }, ...unfit };
  }
  const group = 'reason' in body ? body : startGroup(body);
  return { group, first: run, last: run, between: [], behind: [] };
}

const isPassable = ({ keyword }: Instruction): boolean => METADATA.has(keyword) || VARIABLES.has(keyword);

/** Why the RUN may see what the instructions before it have set, which would move behind it. */
function unfitPassage({ between, behind }: Open, run: Instruction, { script }: Body): Unfit | null {
  const passed = [...between, ...behind].filter(({ keyword }) => VARIABLES.has(keyword));
  const [first] = passed;
  if (first === undefined) return null;
  const names = passed.flatMap(({ pairs }) => pairs.map(({ name }) => name));
  const inFlags = run.flags.some(({ raw }) => raw.includes('$'));
  // A default is in the environment of every command of the RUN.
  const isBare = passed.every(({ pairs }) => pairs.every(({ raw }) => raw === null));
  return isBare && !inFlags && isBlindTo(script, names)
    ? null
    : { reason: 'state-between', detail: first.keyword };
}

/** Adds the RUN to the group, or says why not. */
function reasonApart(open: Open, run: Instruction, body: Body | Unfit): Unfit | null {
  const { group, last } = open;
  if ('reason' in body) return body;
  if ('reason' in group) return group;
  const passage = unfitPassage(open, run, body);
  if (passage) return passage;
  return unlike(last, run) ?? addToGroup(group, body);
}

function* close(file: Dockerfile, open: Open): Generator<Finding> {
  const { group } = open;
  if ('reason' in group || group.members.length < 2) return;
  const count = group.members.length;
  const moved = open.between.length;
  const behind =
    moved === 0 ? '' : `; ${String(moved)} instruction${moved === 1 ? ' moves' : 's move'} behind it`;
  yield {
    kind: 'rewrite',
    at: { start: open.first.span.start, end: open.last.span.end },
    edits: joinEdits(file, group, open.between),
    relies: reliedOn(group, moved > 0),
    because: `${String(count)} RUNs become one layer${behind}`,
    level: 'exact',
  };
}

function reliedOn(group: Group, movesMetadata: boolean): readonly string[] {
  const rules = [
    group.frame === 'and'
      ? 'a RUN begins only when the one before it succeeded, and so does what stands behind &&'
      : 'under set -e each statement ends the shell when it fails, as it failed its RUN',
  ];
  if (group.members.some(({ wrap }) => wrap === 'subshell')) {
    rules.push(
      'a subshell keeps directory, variables, options and traps to itself, as the end of a RUN does',
    );
  }
  if (group.members.some(({ wrap }) => wrap === 'braces'))
    rules.push('braces keep a list together behind or before &&');
  if (movesMetadata) rules.push('no RUN reads the instructions in between, and they read no files');
  return rules;
}
