import {
  defineTransform,
  effectsOf,
  partsOf,
  type Dependency,
  type Dockerfile,
  type Finding,
  type Instruction,
  type Reason,
  type Refusal,
  type TransformOptions,
} from '../src/transform.js';
import { planOf, type Plan } from './hoist-layers/order.js';
import { exportsOf } from './joining/variables.js';
import { moveEdits } from './moving/text.js';

export const hoistLayers = defineTransform({
  name: 'hoist-layers',
  summary: 'Move what stands between RUNs, so that the RUNs can become one layer.',
  why:
    'A COPY, WORKDIR or ENV between two RUNs keeps them two layers. Where neither the RUNs before it nor those behind ' +
    'it have to do with what it writes or sets, it can as well stand in front of them, and the RUNs meet. Of all ' +
    'orders that keep every dependency, the one with the fewest layers is taken that moves the least.',
  level: 'exact',
  refusals: {
    files: 'a RUN before it reads or changes what it writes, or may',
    programs: 'a RUN before it runs a program or loads a library that it may replace',
    unknown: 'a RUN before it runs a command that is not known, and may read or change anything',
    variable: 'a RUN before it would see the variable that it sets',
    user: 'a RUN before it runs as another user',
    directory: 'a RUN before it depends on the working directory that it changes',
    fixed: 'a comment asks to leave an instruction alone, so nothing is moved past it',
  },
  options: {
    'move-variables': {
      summary: 'Move ENV and ARG past RUNs that do not read them, although their programs could print them.',
      default: false,
    },
  },
  *find(file, options) {
    if (options.mode !== 'release') return;
    for (const stage of file.stages) {
      if (!stage.shipped) continue;
      for (const part of partsOf(stage.instructions).filter(separates)) {
        const plan = planOf(file, part, options);
        const { edits, moved } = moveEdits(file, plan.order);
        if (moved.length > 0) yield rewriteOf(file, plan, edits, moved);
        yield* refusalsOf(plan, options);
      }
    }
  },
});

/** Whether something that is no RUN stands between two of them. */
function separates(instructions: readonly Instruction[]): boolean {
  const keywords = instructions.map(({ keyword }) => keyword);
  const first = keywords.indexOf('RUN');
  return (
    first >= 0 && keywords.slice(first, keywords.lastIndexOf('RUN')).some((keyword) => keyword !== 'RUN')
  );
}

function rewriteOf(
  file: Dockerfile,
  { before, after, order }: Plan,
  edits: ReturnType<typeof moveEdits>['edits'],
  moved: readonly Instruction[],
): Finding {
  const places = [
    ...moved,
    ...order.filter((one) => edits.some(({ start }) => one.span.start <= start && start <= one.span.end)),
  ];
  const start = Math.min(...places.map(({ span }) => span.start));
  const end = Math.max(...places.map(({ span }) => span.end));
  const saved = before - after;
  const names = [...new Set(moved.map(({ keyword }) => keyword))].join(', ');
  const gain =
    saved === 0 ? 'the RUNs need no export' : `${String(saved)} layer${saved === 1 ? '' : 's'} fewer`;
  return {
    kind: 'rewrite',
    at: { start, end },
    edits,
    relies: moved.map((instruction) => reliance(file, instruction, order)),
    because: `${names} ${moved.length === 1 ? 'moves' : 'move'}: ${gain}`,
    level: 'exact',
  };
}

/** What makes one instruction free to move, in words. */
function reliance(file: Dockerfile, instruction: Instruction, order: readonly Instruction[]): string {
  const place = order.indexOf(instruction);
  const passed = order.filter(
    (one, at) => one.keyword === 'RUN' && at > place !== one.index > instruction.index,
  );
  const managers = [
    ...new Set(passed.flatMap((run) => effectsOf(file, run).packages.map(({ manager }) => manager))),
  ];
  const said =
    `${instruction.keyword} ${instruction.words.at(-1)?.raw ?? instruction.pairs[0]?.name ?? ''}`.trim();
  const others =
    managers.length === 0 ? '' : `; ${managers.join(', ')}: packages keep to the directories of the system`;
  const count = `${String(passed.length)} RUN${passed.length === 1 ? '' : 's'}`;
  return passed.length === 0
    ? `${said} does not depend on what it passes`
    : `${said} has nothing to do with the ${count} that it passes${others}`;
}

/** For each thing that still keeps two RUNs apart: what it cannot pass. */
function* refusalsOf({ order, dependencies }: Plan, { ignores }: TransformOptions): Generator<Refusal> {
  const seen: Instruction[] = [];
  for (const [at, instruction] of order.entries()) {
    if (instruction.keyword === 'RUN') seen.push(instruction);
    else if (
      MOVABLE.test(instruction.keyword) &&
      seen.length > 0 &&
      order.slice(at).some(({ keyword }) => keyword === 'RUN')
    ) {
      // An ENV between RUNs can be said within them.
      if (ignores(instruction) || (instruction.keyword === 'ENV' && exportsOf(instruction) !== null))
        continue;
      const reason = blockOf(dependencies, seen, instruction);
      if (reason) yield { kind: 'refusal', at: instruction.span, reason: reason.kind, detail: reason.what };
    }
  }
}

const MOVABLE = /^(?:COPY|ADD|WORKDIR|ENV|ARG|USER|VOLUME)$/;

function blockOf(
  dependencies: readonly Dependency[],
  runs: readonly Instruction[],
  { index }: Instruction,
): Reason | null {
  const indexes = new Set(runs.map((run) => run.index));
  return dependencies.findLast(({ from, to }) => to === index && indexes.has(from))?.reason ?? null;
}
