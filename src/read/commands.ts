/** All simple commands of a piece of shell, those in compound commands and substitutions included. */
import type { Expansion, Redirect, ShellList, ShellNode, ShellWord, SimpleCommand, Value } from '../model.js';

/** In the order of the text. */
export function simpleCommands(list: ShellList): readonly SimpleCommand[] {
  const found: SimpleCommand[] = [];
  visitList(list, found);
  return found;
}

/** `$_`, in a text. */
const LAST = /\$_(?!\w)|\$\{_(?!\w)/;

/**
 * Whether a node goes by `$_`, the last word of the command in front of it, which bash and busybox keep and dash does not: it
 * is read before the first command of the node, or by one of a pipeline.
 * https://www.gnu.org/software/bash/manual/html_node/Special-Parameters.html
 * @param text that the spans of the node belong to
 */
export function readsLast(node: ShellNode, text: string): boolean {
  const written = text.slice(node.span.start, node.span.end);
  if (!LAST.test(written)) return false;
  const [first] = simpleCommands({ span: node.span, items: [{ node, separator: null }] });
  const isPiped = /(?:^|[^|])\|(?!\|)/.test(written);
  return isPiped || first === undefined || LAST.test(text.slice(node.span.start, first.span.end));
}

function visitList(list: ShellList | null, found: SimpleCommand[]): void {
  for (const { node } of list?.items ?? []) visitNode(node, found);
}

function visitNode(node: ShellNode, found: SimpleCommand[]): void {
  if (node.kind === 'pipeline' || node.kind === 'and-or') {
    for (const item of node.items) visitNode(item, found);
  } else if (node.kind === 'function') visitNode(node.body, found);
  else {
    visitParts(node, found);
    visitWords(
      node.redirects.flatMap(({ target }) => target ?? []),
      found,
    );
  }
}

function visitParts(
  node: Exclude<ShellNode, { kind: 'pipeline' | 'and-or' | 'function' }>,
  found: SimpleCommand[],
): void {
  switch (node.kind) {
    case 'simple':
      found.push(node);
      visitWords([...node.words, ...node.assignments.flatMap(({ value }) => value ?? [])], found);
      return;
    case 'group':
      visitList(node.body, found);
      return;
    case 'if':
      for (const { condition, body } of node.clauses) {
        visitList(condition, found);
        visitList(body, found);
      }
      visitList(node.otherwise, found);
      return;
    case 'loop':
      visitWords(node.words, found);
      visitList(node.condition, found);
      visitList(node.body, found);
      return;
    case 'case':
      visitWords([node.subject], found);
      for (const { body } of node.branches) visitList(body, found);
      return;
    case 'other':
      visitExpansions(node.expansions, found);
  }
}

function visitWords(words: readonly ShellWord[], found: SimpleCommand[]): void {
  for (const { expansions } of words) visitExpansions(expansions, found);
}

function visitExpansions(expansions: readonly Expansion[], found: SimpleCommand[]): void {
  for (const expansion of expansions) {
    if (expansion.kind === 'command' || expansion.kind === 'process') visitList(expansion.list, found);
  }
}

/** A word's value, a variable in it replaced where `lookup` knows it: `$A`, `"${A}/b"`. */
export function wordValue(word: ShellWord, lookup: (name: string) => Value): Value {
  if (word.value !== null) return word.value;
  const match = /^("?)\$(?:(\w+)|\{(\w+)\})([\w./-]*)\1$/.exec(word.text);
  const value = match ? lookup(match[2] ?? match[3] ?? '') : null;
  return value === null || !/^[\w./-]*$/.test(value) ? null : value + (match?.[4] ?? '');
}

/** What is said goes nowhere, or where errors go: `>/dev/null`, `2>&1`. */
export const isQuiet = ({ target }: Redirect): boolean => /^(?:\/dev\/null|[12])$/.test(target?.text ?? '');
