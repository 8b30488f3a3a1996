import {
  boundaryBefore,
  defineTransform,
  type Dockerfile,
  type Finding,
  type Instruction,
  type TransformOptions,
} from '../src/transform.js';
import type { Group } from './joining/join.js';
import { addRun, isPassable, openWith, type Open } from './joining/open.js';
import { joinEdits } from './merge-runs/layout.js';

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
    startup:
      'the shell reads startup files (login, interactive, BASH_ENV) before each RUN, and a joined one would do so once',
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
    boundary: 'a pragma keeps the layer boundary in front of the second RUN, or of what stands between them',
    'state-between': 'an instruction between the RUNs changes what the second one means',
  },
  *find(file, options) {
    if (options.mode !== 'release') return;
    for (const stage of file.stages) if (stage.shipped) yield* findInStage(file, stage.instructions, options);
  },
});

function* findInStage(
  file: Dockerfile,
  instructions: readonly Instruction[],
  options: TransformOptions,
): Generator<Finding> {
  let open: Open | null = null;
  for (const [index, instruction] of instructions.entries()) {
    if (open && boundaryBefore(instruction)) {
      yield* close(file, open);
      const run = instructions.slice(index).find((one) => !isPassable(one));
      const at = { start: open.last.span.start, end: run?.span.end ?? instruction.span.end };
      if (run?.keyword === 'RUN') yield { kind: 'refusal', at, reason: 'boundary' };
      open = null;
    }
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
  if (open) {
    const unfit = addRun(file, open, run, builder);
    if (unfit === null) return open;
    yield* close(file, open);
    yield { kind: 'refusal', at: { start: open.last.span.start, end: run.span.end }, ...unfit };
  }
  return openWith(run);
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
  if (group.members.some(({ exports }) => exports.length > 0))
    rules.push('export gives the commands behind it the variables that ENV gave them');
  if (movesMetadata) rules.push('no RUN reads the instructions in between, and they read no files');
  return rules;
}
