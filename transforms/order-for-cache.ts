import {
  boundaryBefore,
  defineTransform,
  dependenciesOf,
  partsOf,
  type Dependency,
  type Dockerfile,
  type Finding,
  type GraphOptions,
  type Instruction,
  type Level,
  type Reason,
  type Stage,
  type TransformOptions,
} from '../src/transform.js';
import { canMove, moveEdits } from './moving/text.js';
import { stampsLate } from './order-for-cache/late.js';
import { LONG, meanTime, OFTEN, weightOf, type Weight } from './order-for-cache/model.js';
import { orderByTime, WORTHWHILE } from './order-for-cache/order.js';
import { isBuster, tellsTime } from './order-for-cache/stamps.js';

export const orderForCache = defineTransform({
  name: 'order-for-cache',
  summary: 'Move what changes often behind what takes long.',
  why:
    'A changed instruction is built again, and so are all behind it. What depends on nothing local, such as the ' +
    'installation of packages, stands first; then what says which packages a project needs, then its sources. A date or ' +
    'a commit that the command line of each build tells stands where it is first used, with the labels that are told by it: every RUN ' +
    'behind an ARG is built again when that changes. How often each kind of thing changes and how long each kind of step ' +
    'takes is a table; nothing moves unless it saves a twentieth of the mean time by it, or is a RUN that takes no time and ' +
    'would be run after every edit. At the level reshape, tools are taken to do what they do as a rule: scripts of packages ' +
    "leave what is the user's alone (/srv, /opt, programs in /usr/local/bin), and npm and Go look at no accounts.",
  level: 'reshape',
  refusals: {
    files: 'it reads or changes what the instruction before it writes, or may',
    programs: 'it runs a program or loads a library that the instruction before it may have put there',
    unknown: 'it runs a command that is not known, and may read what the instruction before it writes',
    variable: 'it would no longer see the variable that the instruction before it sets',
    boundary: 'a pragma keeps the layer boundary in front of it',
    fixed:
      'a comment asks to leave an instruction alone, a variable is there to have what follows built anew, or a RUN ' +
      'writes down the time, so nothing is moved past it',
  },
  options: {
    'move-variables': {
      summary: 'Move ENV and ARG past RUNs that do not read them, although their programs could print them.',
      default: false,
    },
  },
  *find(file, options) {
    if (options.mode !== 'dev') return;
    for (const stage of file.stages) yield* findIn(file, stage, options);
  },
});

/** More instructions than this are not looked at: files of this size are generated. */
const MOST = 120;

function* findIn(file: Dockerfile, stage: Stage, { ignores, values }: TransformOptions): Generator<Finding> {
  const { instructions } = stage;
  const weights = instructions.map((instruction) => weightOf(file, instruction));
  if (instructions.length > MOST || !mayGain(weights)) return;
  const options: GraphOptions = {
    isFixed: (one) =>
      ignores(one) ||
      !canMove(file, one) ||
      isBuster(one) ||
      (tellsTime(one) && weightOf(file, one).takes < LONG),
    movesVariables: values['move-variables'] === true,
  };
  const dependencies = dependenciesOf(file, instructions, options);
  const order = orderWith(instructions, weights, dependencies);
  const fewer = dependenciesOf(file, instructions, { ...options, asRule: true });
  const other = orderWith(instructions, weights, fewer);
  // Where both are allowed it is this one: the other might keep something from going all the way.
  if (other.some((one, at) => one !== order[at])) yield* rewritesOf(file, instructions, other, 'reshape');
  yield* rewritesOf(file, instructions, order, 'exact');
  yield* refusalsOf(order, file, dependencies);
}

function orderWith(
  instructions: readonly Instruction[],
  weights: readonly Weight[],
  dependencies: readonly Dependency[],
): readonly Instruction[] {
  const first = instructions[0]?.index ?? 0;
  const behind: number[][] = instructions.map(() => []);
  for (const { from, to } of dependencies) behind[to - first]?.push(from - first);
  // What stands behind a kept boundary stays behind all that stands before it.
  for (const part of partsOf(instructions))
    for (const { index } of part)
      for (let before = first; before < (part[0]?.index ?? 0); before += 1)
        behind[index - first]?.push(before - first);
  const places = orderByTime(weights, behind, stampsLate({ instructions, weights, behind }));
  return places.flatMap((at) => instructions[at] ?? []);
}

function* rewritesOf(
  file: Dockerfile,
  instructions: readonly Instruction[],
  order: readonly Instruction[],
  level: Level,
): Generator<Finding> {
  for (const part of partsOf(instructions)) yield* rewriteOf(file, { instructions, order, level }, part);
}

interface Ordered {
  readonly instructions: readonly Instruction[];
  readonly order: readonly Instruction[];
  readonly level: Level;
}

/** Puts a part of a stage into the order; the others are moved by rewrites of their own. */
function* rewriteOf(
  file: Dockerfile,
  { instructions, order, level }: Ordered,
  part: readonly Instruction[],
): Generator<Finding> {
  const own = order.filter((one) => part.includes(one));
  const { edits, moved } = moveEdits(file, own);
  if (moved.length === 0) return;
  const after = instructions.map((one) => own[part.indexOf(one)] ?? one);
  const [time = 1, less = 0] = [instructions, after].map((list) =>
    meanTime(list.map((one) => weightOf(file, one))),
  );
  const spans = part.filter((one, at) => own[at] !== one).map(({ span }) => span);
  yield {
    kind: 'rewrite',
    at: {
      start: Math.min(...spans.map(({ start }) => start)),
      end: Math.max(...spans.map(({ end }) => end)),
    },
    edits,
    relies: [...moved.map((one) => `${nameOf(one)} does not depend on what it passes`), ...RULES[level]],
    because: gainOf(1 - less / time),
    level,
  };
}

/** Whether something that changes often stands in front of something that takes long. */
function mayGain(weights: readonly Weight[]): boolean {
  const first = weights.findIndex(({ changes }) => changes >= OFTEN);
  return first >= 0 && weights.slice(first).some(({ takes }) => takes >= LONG);
}

const gainOf = (part: number): string =>
  part < WORTHWHILE
    ? 'an edit of what changes often runs fewer steps again'
    : `a rebuild takes about ${String(Math.round(100 * part))} % less time in the mean`;

/** What is only so as a rule. */
const RULES: Readonly<Record<Level, readonly string[]>> = {
  exact: [],
  prune: [],
  reshape: [
    "scripts of a distribution's packages call no program of the project, and leave /home, /media, /mnt, /opt and /srv alone",
    'managers of a language, and Go where it builds, read tools and the project, and no accounts, services or data of others',
  ],
};

const nameOf = ({ keyword, words, pairs }: Instruction): string =>
  [keyword, words.at(-1)?.raw ?? pairs[0]?.name ?? ''].join(' ').trim();

/** A long step that stands right behind what changes often, and what keeps it there. */
function* refusalsOf(
  order: readonly Instruction[],
  file: Dockerfile,
  dependencies: readonly Dependency[],
): Generator<Finding> {
  for (const [at, run] of order.entries()) {
    const before = order[at - 1];
    if (before === undefined || run.keyword !== 'RUN' || weightOf(file, run).takes < LONG) continue;
    if (weightOf(file, before).changes < OFTEN) continue;
    const reason: Reason | undefined = dependencies.find(
      ({ from, to }) => from === before.index && to === run.index,
    )?.reason;
    if (reason) yield { kind: 'refusal', at: run.span, reason: reason.kind, detail: reason.what };
    else if (boundaryBefore(run)) yield { kind: 'refusal', at: run.span, reason: 'boundary' };
  }
}
