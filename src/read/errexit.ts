/**
 * What `set -e` (errexit) and its kin do to a command, by the rules of POSIX.1-2024, "set", option -e:
 * it is ignored in conditions, before `&&` and `||`, and after `!`, also inside of compound commands there.
 */
import type { Expansion, Redirect, ShellList, ShellNode, ShellScript, ShellWord } from '../model.js';

/** Long names of the options that the letters of `set` stand for. */
const LETTERS: Readonly<Record<string, string>> = {
  e: 'errexit',
  u: 'nounset',
  x: 'xtrace',
  v: 'verbose',
  f: 'noglob',
};
const LONG = new Set(['errexit', 'nounset', 'xtrace', 'verbose', 'noglob', 'pipefail']);

/** The options that the operands of one `set` turn on; `null` when it does anything else. */
export function optionsTurnedOn(operands: readonly string[]): readonly string[] | null {
  const options: string[] = [];
  for (let at = 0; at < operands.length; at += 1) {
    const operand = operands[at] ?? '';
    if (!/^-[A-Za-z]+$/.test(operand)) return null;
    for (const letter of operand.slice(1)) {
      const option = letter === 'o' ? operands[(at += 1)] : LETTERS[letter];
      if (option === undefined || !LONG.has(option)) return null;
      options.push(option);
    }
  }
  return options.length > 0 ? options : null;
}

/** The operands of a statement that is nothing but `set …`, else `null`. */
export function setOperands(node: ShellNode | undefined): readonly string[] | null {
  if (node?.kind !== 'simple' || node.assignments.length > 0 || node.redirects.length > 0) return null;
  const [name, ...operands] = node.words.map((word) => word.value ?? '$');
  return name === 'set' ? operands : null;
}

/**
 * Whether its failure, as a statement under errexit, always ends the shell. A compound command whose
 * status comes from a place where errexit is ignored (`a && b` with a failing) does not.
 */
export function failsHard(node: ShellNode): boolean {
  switch (node.kind) {
    case 'simple':
    case 'function':
      return true;
    case 'pipeline':
      return !node.negated && (node.items.length > 1 || node.items.every(failsHard));
    case 'and-or': {
      const last = node.items.at(-1);
      return last !== undefined && node.operators.every(({ text }) => text === '||') && failsHard(last);
    }
    case 'group':
      return node.redirects.length === 0 && (node.subshell || listFailsHard(node.body));
    case 'if':
      return (
        node.redirects.length === 0 &&
        node.clauses.every(({ body }) => listFailsHard(body)) &&
        (node.otherwise === null || listFailsHard(node.otherwise))
      );
    case 'loop':
      return node.redirects.length === 0 && listFailsHard(node.body);
    case 'case':
      return node.redirects.length === 0 && node.branches.every(({ body }) => listFailsHard(body));
    case 'other':
      return false;
  }
}

function listFailsHard(list: ShellList): boolean {
  const last = list.items.at(-1);
  return last === undefined || (last.separator?.text !== '&' && failsHard(last.node));
}

/** A question about nodes that holds for a tree when it holds for all of its parts. */
interface Question {
  readonly node?: (node: ShellNode) => boolean;
  readonly list?: (list: ShellList) => boolean;
  readonly word?: (word: ShellWord) => boolean;
  readonly redirect?: (redirect: Redirect, owner: ShellNode) => boolean;
}

/**
 * Whether an option, turned on or off around the node, changes nothing of what it does.
 * @param isSet whether a variable surely has a value
 */
export function isUnmovedBy(node: ShellNode, option: string, isSet: (name: string) => boolean): boolean {
  const question = questionOf(option, isSet);
  return question !== null && holds(node, question);
}

function questionOf(option: string, isSet: (name: string) => boolean): Question | null {
  switch (option) {
    case 'errexit':
      return { node: stopsNowhere, list: (list) => list.items.length <= 1 };
    case 'nounset':
      return {
        word: (word) => word.expansions.every((expansion) => isDefined(expansion, isSet)),
        node: (part) => part.kind !== 'other' && runsNoOtherText(part),
      };
    case 'pipefail':
      return {
        node: (part) => (part.kind !== 'pipeline' || part.items.length === 1) && runsNoOtherText(part),
      };
    case 'noglob':
      return { word: (word) => !word.glob && word.expansions.length === 0, node: runsNoOtherText };
    case 'xtrace':
    case 'verbose':
      // The trace goes to standard error, which nobody reads unless a compound command redirects it.
      return {
        node: runsNoOtherText,
        redirect: (redirect, owner) => owner.kind === 'simple' || !takesErrors(redirect),
      };
    default:
      return null;
  }
}

function isDefined(expansion: Expansion, isSet: (name: string) => boolean): boolean {
  if (expansion.kind === 'arithmetic') return false;
  if (expansion.kind !== 'variable') return true;
  return expansion.guarded || /^[?#$0-]$/.test(expansion.name) || isSet(expansion.name);
}

/** Loops run their body again after a failure, unless errexit stops them; functions are judged by nobody. */
function stopsNowhere(node: ShellNode): boolean {
  return node.kind !== 'loop' && node.kind !== 'function' && runsNoOtherText(node);
}

/** Builtins that run text in the same shell which is not here to be judged; a trap's, when the shell ends. */
const RUNNING_TEXT = new Set(['.', 'source', 'eval', 'command', 'builtin', 'trap']);

function runsNoOtherText(node: ShellNode): boolean {
  if (node.kind !== 'simple') return true;
  const [first] = node.words;
  // A path is a program, whatever the variables in it are.
  if (first === undefined || /\/[\w.-]+["']?$/.test(first.text)) return true;
  return first.value !== null && !RUNNING_TEXT.has(first.value);
}

function takesErrors({ operator, fileDescriptor }: Redirect): boolean {
  return fileDescriptor === 2 || operator.startsWith('&>') || operator === '>&';
}

function holds(node: ShellNode, question: Question): boolean {
  if (question.node && !question.node(node)) return false;
  if (node.kind === 'and-or' || node.kind === 'pipeline')
    return node.items.every((item) => holds(item, question));
  if (node.kind === 'function') return holds(node.body, question);
  return (
    node.redirects.every(
      (redirect) =>
        (question.redirect?.(redirect, node) ?? true) &&
        (redirect.target === null || wordHolds(redirect.target, question)),
    ) && partsHold(node, question)
  );
}

function partsHold(
  node: Exclude<ShellNode, { kind: 'and-or' | 'pipeline' | 'function' }>,
  question: Question,
): boolean {
  const list = (part: ShellList | null): boolean => part === null || listHolds(part, question);
  const words = (parts: readonly ShellWord[]): boolean => parts.every((word) => wordHolds(word, question));
  switch (node.kind) {
    case 'simple':
      return words([...node.words, ...node.assignments.flatMap(({ value }) => value ?? [])]);
    case 'group':
      return list(node.body);
    case 'if':
      return (
        node.clauses.every(({ condition, body }) => list(condition) && list(body)) && list(node.otherwise)
      );
    case 'loop':
      return words(node.words) && list(node.condition) && list(node.body);
    case 'case':
      return (
        words([node.subject]) && node.branches.every(({ patterns, body }) => words(patterns) && list(body))
      );
    case 'other':
      return node.expansions.every((expansion) => expansionHolds(expansion, question));
  }
}

function listHolds(list: ShellList, question: Question): boolean {
  return (question.list?.(list) ?? true) && list.items.every((item) => holds(item.node, question));
}

function wordHolds(word: ShellWord, question: Question): boolean {
  if (question.word && !question.word(word)) return false;
  return word.expansions.every((expansion) => expansionHolds(expansion, question));
}

function expansionHolds(expansion: Expansion, question: Question): boolean {
  return expansion.kind === 'command' || expansion.kind === 'process'
    ? listHolds(expansion.list, question)
    : true;
}

/** The commands of an and-list (`a && b && c`), or `null` when the script is anything else. */
export function andList(script: ShellScript): readonly ShellNode[] | null {
  const [only, ...more] = script.list.items;
  if (only === undefined || more.length > 0 || only.separator?.text === '&') return null;
  if (only.node.kind !== 'and-or') return [only.node];
  return only.node.operators.every(({ text }) => text === '&&') ? only.node.items : null;
}
