/**
 * Whether a RUN may remove or rename a directory. Of the programs that are not shell tools it is assumed that
 * they do not remove the directory they are run in.
 */
import type { Instruction, ShellScript, ShellWord, SimpleCommand, Value } from '../model.js';
import { simpleCommands, wordValue } from './commands.js';
import { andList } from './errexit.js';
import { isWithin, resolvePath } from './paths.js';
import { parseShell, readShell } from './shell.js';
import { stateLeftBy } from './shell-state.js';

/** A path that a body may take away. */
interface Removal {
  /** The operand, variables evaluated, `*` for a part that is not known; `null` for what may be anything. */
  readonly operand: Value;
  /** Where the body stands when it removes it; `null` when that is not known. */
  readonly place: Value;
}

/** Stands for a working directory that only the base image knows. */
const SOMEWHERE = '/?';
const TAKING = /(?:^|[^\w.-])(?:rm|mv|rmdir|rename|unlink)(?![\w.-])|\s-delete\b|--remove-files/;
/** Run the command line that one of their operands holds. */
const NESTING = new Set(['sh', 'bash', 'dash', 'ash', 'zsh', 'su', 'eval', 'runuser', 'gosu', 'sudo']);
/** Where no image has its working directory. */
const SYSTEM =
  /^\/(?:tmp|var\/(?:tmp|cache|log|lib\/(?:apt|dpkg))|usr\/(?:local\/)?(?:share|s?bin|include|etc|lib\w*)|root\/\.\w+|etc|run|dev|s?bin|lib\w*)\/[\w.*-]|^\/(?:var\/(?:cache|log|tmp)|tmp)\/?$|^\/var\/lib\/apt\/lists/;

const known = new WeakMap<Instruction, readonly Removal[] | null>();

/** Whether the RUN may remove or rename the directory or one above it; a directory of `null` is any that a base image sets. */
export function mayRemove(run: Instruction, directory: Value): boolean {
  if (directory === '/') return false;
  let removals = known.get(run);
  if (removals === undefined) known.set(run, (removals = removalsOf(run)));
  const former = directory === null ? run.state.knownWorkdir : null;
  return (
    removals === null ||
    removals.some((removal) => takesAway(removal, directory)) ||
    (former !== null && former !== '/' && removals.some((removal) => takesAway(removal, former)))
  );
}

function takesAway({ operand, place }: Removal, directory: Value): boolean {
  if (operand === null) return true;
  const plain = operand.replace(/\/?[^/]*[*?[{][^]*$/, '');
  const below = plain !== operand;
  if (!operand.startsWith('/') && place === null) {
    const name = operand.replace(/\/+$/, '').split('/').at(-1) ?? '';
    return below || name.startsWith('.') || directory === null || directory.split('/').includes(name);
  }
  const path = resolvePath(place, operand.startsWith('/') && plain === '' ? '/' : plain);
  if (path === null) return true;
  const target = directory ?? SOMEWHERE;
  if (directory === null && !SYSTEM.test(operand) && !isWithin(path, SOMEWHERE)) return true;
  return isWithin(target, path) && !(below && target === path);
}

/** `null` when the body cannot be judged. */
function removalsOf(run: Instruction): readonly Removal[] | null {
  const text = run.joined.text.slice(run.argumentsAt);
  if (run.heredocs.length === 0 && !TAKING.test(text)) return [];
  const reading = readShell(run);
  if (reading?.ok !== true) return null;
  const { script } = reading;
  const assigned = stateLeftBy(script.list).variables;
  const fresh = new Set([...text.matchAll(/(\w+)="?(?:\$\(|`)\s*mktemp\b/g)].map(([, name = '']) => name));
  const lookup = (name: string): Value => {
    if (fresh.has(name)) return '/tmp/mktemp';
    const binding = run.state.lookup(name);
    return binding.kind === 'set' && !assigned.has(name) ? binding.value : null;
  };
  return collect(script, run.state.workdir ?? SOMEWHERE, lookup);
}

const isMove = (command: SimpleCommand): boolean =>
  /^(?:cd|pushd|popd)$/.test(withoutPrefix(command)[0]?.value ?? '');

/** Whether each `cd` of the body happens, one after the other, or the rest does not. */
function movesInOrder(script: ShellScript, commands: readonly SimpleCommand[]): boolean {
  const steps = andList(script) ?? [];
  return (
    steps.filter((step) => step.kind === 'simple' && isMove(step)).length === commands.filter(isMove).length
  );
}

function collect(
  script: ShellScript,
  start: Value,
  lookup: (name: string) => Value,
): readonly Removal[] | null {
  const found: Removal[] = [];
  const commands = simpleCommands(script.list);
  const inOrder = movesInOrder(script, commands);
  let place = inOrder ? start : null;
  for (const command of commands) {
    const [name, ...rest] = withoutPrefix(command);
    if (name === undefined) continue;
    const values = rest.map((word) => word.value ?? patternOf(word, lookup));
    if (inOrder && isMove(command)) place = placeBehind(place, name.value, values);
    const taken = takenBy(name.value, rest, values);
    if (taken === null) return null;
    for (const operand of taken) found.push({ operand, place });
    if (name.value !== null && !NESTING.has(name.value)) continue;
    for (const word of rest.filter(({ text }) => TAKING.test(` ${text}`))) {
      const reading = word.value === null ? null : parseShell(word.value);
      const inner = reading?.ok === true ? collect(reading.script, place, lookup) : null;
      if (inner === null) return null;
      found.push(...inner);
    }
  }
  return found;
}

function placeBehind(place: Value, name: Value, values: readonly Value[]): Value {
  const [target, ...more] = values;
  if (name !== 'cd' || target == null || more.length > 0 || /[*?[{]|^-$/.test(target)) return null;
  const next = resolvePath(place, target);
  // Above a directory that is not known, nothing is.
  return place !== null &&
    isWithin(place, SOMEWHERE) &&
    next !== null &&
    !target.startsWith('/') &&
    !isWithin(next, SOMEWHERE)
    ? null
    : next;
}

/** What the command takes away; `null` when it may be anything. */
function takenBy(
  name: Value,
  words: readonly ShellWord[],
  values: readonly Value[],
): readonly Value[] | null {
  const options = words.filter(({ text }) => text.startsWith('-')).map(({ text }) => text);
  const operands = values.filter((_, index) => words[index]?.text.startsWith('-') !== true);
  if (name === 'rm')
    return options.some((option) => /^-[a-zA-Z]*[rRd]|^--(?:recursive|dir)$/.test(option)) ? operands : [];
  if (name === 'rmdir') return operands;
  if (name === 'mv') return operands.slice(0, -1);
  if (name === 'rename') return null;
  if (name === 'find') {
    const takes = words.some(({ text }) => text === '-delete' || TAKING.test(` ${text}`));
    const onlyFiles = words.some(
      ({ text }, at) => text === '-type' && /^[fl]$/.test(words[at + 1]?.text ?? ''),
    );
    if (!takes || (onlyFiles && !words.some(({ text }) => text === '-o' || text === '-or'))) return [];
    const paths = operands.slice(
      0,
      words.findIndex(({ text }) => /^[-(!\\]/.test(text)),
    );
    return paths.length === 0 ? ['.'] : paths;
  }
  if (name === 'xargs') return words.some(({ text }) => TAKING.test(` ${text}`)) ? null : [];
  if (name === 'tar') return words.some(({ text }) => text === '--remove-files') ? null : [];
  return [];
}

/** The word's literal beginning, `*` for what is not known behind it; `null` without a beginning. */
function patternOf(word: ShellWord, lookup: (name: string) => Value): Value {
  const whole = wordValue(word, lookup);
  if (whole !== null) return whole;
  const [, , head = ''] = /^(["']?)([\w./@%+:,-]*)/.exec(word.text) ?? [];
  if (head !== '') return `${head}*`;
  const [variable = ''] = /^"?\$(?:\w+|\{\w+\})[\w./-]*/.exec(word.text) ?? [];
  const quote = variable.startsWith('"') ? '"' : '';
  const start = variable === '' ? null : wordValue({ ...word, value: null, text: variable + quote }, lookup);
  return start === null ? (word.glob ? globAt(word) : null) : `${start}*`;
}

const globAt = ({ text }: ShellWord): Value => (/^[\w*?.[\]/-]+$/.test(text) ? text : null);

/** `sudo rm`, `command rm` and the like are looked through. */
function withoutPrefix(command: SimpleCommand): readonly ShellWord[] {
  let at = 0;
  const value = (index: number): string => command.words[index]?.value ?? '';
  while (
    /^(?:sudo|command|exec|nice|time|env|busybox)$/.test(value(at)) &&
    !value(at + 1).startsWith('-') &&
    !value(at + 1).includes('=')
  )
    at += 1;
  return command.words.slice(at);
}
