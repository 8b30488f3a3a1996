/** Which directories surely exist before an instruction. */
import type { Dockerfile, Instruction, ShellNode, ShellScript, Stage, Value } from '../model.js';
import { wordValue } from './commands.js';
import { andList, optionsTurnedOn, setOperands } from './errexit.js';
import { factsOf } from './images.js';
import { resolvePath } from './paths.js';
import { mayRemove } from './removals.js';
import { stateLeftBy } from './shell-state.js';
import { readShell } from './shell.js';

/** A directory known from behind the instruction `from` until before `to`, both indexes of instructions. */
interface Fact {
  readonly from: number;
  to: number;
}

type Facts = ReadonlyMap<string, readonly Fact[]>;

const factsOfStage = new WeakMap<Stage, Facts>();

/**
 * Whether a normal absolute path is surely a directory before the instruction at `index`: the image is
 * known to have it, or a WORKDIR, COPY or command of the same stage, or of one that it is FROM, has made it, and
 * nothing since can have removed it.
 */
export function existsBefore(file: Dockerfile, index: number, path: string): boolean {
  if (path === '/') return true;
  const stage = file.stages[file.instructions[index]?.stage ?? -1];
  if (stage === undefined) return false;
  const facts = factsIn(file, stage).get(path);
  return facts?.some(({ from, to }) => from < index && index <= to) ?? false;
}

function factsIn(file: Dockerfile, stage: Stage): Facts {
  const known = factsOfStage.get(stage);
  if (known) return known;
  const facts = new Map<string, Fact[]>();
  const base = stage.base === null ? undefined : file.stages[stage.base];
  if (base) {
    const behind = Math.max(...base.instructions.map(({ index }) => index)) + 1;
    for (const [path, list] of factsIn(file, base)) {
      if (list.some(({ to }) => to >= behind)) facts.set(path, [{ from: -1, to: Infinity }]);
    }
  }
  for (const made of stage.base === null ? factsOf(stage.image).directories : []) add(facts, made, -1);
  for (const instruction of stage.instructions) learn(instruction, facts);
  factsOfStage.set(stage, facts);
  return facts;
}

function learn(instruction: Instruction, facts: Map<string, Fact[]>): void {
  const { index, keyword } = instruction;
  if (keyword === 'RUN') {
    for (const [path, list] of facts) {
      const last = list.at(-1);
      if (last?.to === Infinity && mayRemove(instruction, path)) last.to = index;
    }
  }
  for (const made of directoriesMadeBy(instruction)) {
    add(facts, made, index, (path) => keyword === 'RUN' && mayRemove(instruction, path));
  }
}

/** Notes that a directory and those above it exist from behind the instruction `from` on. */
function add(
  facts: Map<string, Fact[]>,
  made: string,
  from: number,
  stops: (path: string) => boolean = () => false,
): void {
  for (let path = made; path !== '/' && path !== ''; path = path.slice(0, path.lastIndexOf('/'))) {
    if (stops(path)) break;
    const list = facts.get(path) ?? [];
    if (list.at(-1)?.to !== Infinity) facts.set(path, [...list, { from, to: Infinity }]);
  }
}

function directoriesMadeBy(instruction: Instruction): readonly string[] {
  const { keyword, state, words } = instruction;
  if (keyword === 'WORKDIR') {
    const path = words[0]?.value ?? null;
    return present([path === null || /[\\:]/.test(path) ? null : resolvePath(state.workdir, path)]);
  }
  if (keyword === 'COPY' || keyword === 'ADD') {
    const target = words.at(-1)?.value ?? null;
    if (target === null || /[\\:]/.test(target)) return [];
    const path = resolvePath(state.workdir, target);
    return present([
      target.endsWith('/') || path === null ? path : path.slice(0, path.lastIndexOf('/')) || '/',
    ]);
  }
  // What is made in a mount is not in the image.
  const hasMount = instruction.flags.some(({ name }) => name === 'mount');
  return keyword === 'RUN' && !hasMount ? madeByRun(instruction) : [];
}

const present = (paths: readonly Value[]): readonly string[] => paths.filter((path) => path !== null);

/** By the steps that surely ran with success when the RUN had any: those of an and-list, or of a list under errexit. */
function madeByRun(run: Instruction): readonly string[] {
  const reading = readShell(run);
  const steps = reading?.ok === true ? (andList(reading.script) ?? errexitList(reading.script, run)) : null;
  let cwd = run.state.workdir;
  const made: string[] = [];
  const assigned: ReadonlySet<string> =
    reading?.ok === true ? stateLeftBy(reading.script.list).variables : new Set();
  const lookup = (name: string): Value => {
    const binding = run.state.lookup(name);
    return binding.kind === 'set' && !assigned.has(name) ? binding.value : null;
  };
  for (const step of steps ?? []) {
    const operands = operandsOf(step, lookup);
    if (operands === null) {
      cwd = null;
      continue;
    }
    const [name, ...rest] = operands;
    const paths = pathsMade(name ?? null, rest).map((path) =>
      path === null ? null : resolvePath(cwd, path),
    );
    made.push(...present(paths));
    if (name === 'cd') cwd = paths[0] ?? null;
  }
  return made;
}

function errexitList({ list: { items } }: ShellScript, run: Instruction): readonly ShellNode[] | null {
  const turnedOn = optionsTurnedOn(setOperands(items[0]?.node) ?? []) ?? [];
  if (![...run.state.shell.options, ...turnedOn].includes('errexit')) return null;
  const nodes = items.map(({ node }) => node);
  const stays = items.every(({ separator }) => separator?.text !== '&');
  return stays && nodes.slice(1).every((node) => setOperands(node) === null) ? nodes : null;
}

/** Name and operands of a simple command; `null` for anything that may change the directory in another way. */
function operandsOf(step: ShellNode, lookup: (name: string) => Value): readonly Value[] | null {
  if (step.kind === 'pipeline' ? step.items.length > 1 : step.kind === 'group' && step.subshell) return [''];
  if (step.kind !== 'simple') return null;
  const values = step.words.map((word) => wordValue(word, lookup));
  return values[0] === 'pushd' || values[0] === 'eval' || values[0] === '.' || values[0] === 'source'
    ? null
    : values;
}

function pathsMade(name: Value, operands: readonly Value[]): readonly Value[] {
  if (name === 'cd') return operands.length === 1 && operands[0] !== '-' ? operands : [null];
  if (name === 'mkdir') {
    const plain = operands.every(
      (operand) => operand === null || !operand.startsWith('-') || /^-[pv]+$|^--parents$/.test(operand),
    );
    return plain ? operands.filter((operand) => operand?.startsWith('-') !== true) : [];
  }
  // It fails when the directory is not there.
  const into = name === 'tar' ? operands.lastIndexOf('-C') : -1;
  if (into >= 0) return [operands[into + 1] ?? null];
  if (name !== 'git' || operands[0] !== 'clone') return [];
  const [url, path, ...more] = operands
    .slice(1)
    .filter((operand, at, all) => !isOption(operand) && !takesValue(all[at - 1] ?? ''));
  return url != null && path != null && more.length === 0 ? [path] : [];
}

const isOption = (operand: Value): boolean => operand?.startsWith('-') === true;
/** https://git-scm.com/docs/git-clone */
const takesValue = (option: string): boolean =>
  /^(?:-[bcjou]|--(?:branch|depth|config|jobs|origin|reference|template|upload-pack|filter))$/.test(option);
