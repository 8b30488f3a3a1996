/** What a piece of shell mentions: names, nested commands, and constructs that options mean something to. */
import type { Expansion, Redirect, ShellList, ShellNode, ShellWord, SimpleCommand } from '../model.js';

export interface Visitor {
  readonly simple?: (command: SimpleCommand, nested: boolean) => void;
  readonly word?: (word: ShellWord) => void;
  readonly expansion?: (expansion: Expansion) => void;
  readonly node?: (node: ShellNode, nested: boolean) => void;
  readonly list?: (list: ShellList) => void;
  readonly redirect?: (redirect: Redirect, owner: ShellNode) => void;
}

/** Visits a node and everything in it; `nested` is true for what runs in a shell process of its own. */
export function visit(node: ShellNode, visitor: Visitor, nested = false): void {
  visitor.node?.(node, nested);
  switch (node.kind) {
    case 'pipeline':
      for (const item of node.items) visit(item, visitor, nested || node.items.length > 1);
      return;
    case 'and-or':
      for (const item of node.items) visit(item, visitor, nested);
      return;
    case 'function':
      visit(node.body, visitor, nested);
      return;
    case 'simple':
      visitor.simple?.(node, nested);
      for (const { value } of node.assignments) if (value) visitWord(value, visitor);
      for (const word of node.words) visitWord(word, visitor);
      break;
    case 'group':
      visitList(node.body, visitor, nested || node.subshell);
      break;
    case 'if':
    case 'loop':
    case 'case':
      visitCompound(node, visitor, nested);
      break;
    case 'other':
      for (const expansion of node.expansions) visitExpansion(expansion, visitor);
  }
  for (const redirect of node.redirects) {
    visitor.redirect?.(redirect, node);
    if (redirect.target) visitWord(redirect.target, visitor);
  }
}

function visitCompound(
  node: Extract<ShellNode, { kind: 'if' | 'loop' | 'case' }>,
  visitor: Visitor,
  nested: boolean,
): void {
  switch (node.kind) {
    case 'if':
      for (const { condition, body } of node.clauses) {
        visitList(condition, visitor, nested);
        visitList(body, visitor, nested);
      }
      visitList(node.otherwise, visitor, nested);
      return;
    case 'loop':
      for (const word of node.words) visitWord(word, visitor);
      visitList(node.condition, visitor, nested);
      visitList(node.body, visitor, nested);
      return;
    case 'case':
      visitWord(node.subject, visitor);
      for (const { patterns, body } of node.branches) {
        for (const pattern of patterns) visitWord(pattern, visitor);
        visitList(body, visitor, nested);
      }
  }
}

export function visitList(list: ShellList | null, visitor: Visitor, nested: boolean): void {
  if (list === null) return;
  visitor.list?.(list);
  for (const { node } of list.items) visit(node, visitor, nested);
}

function visitWord(word: ShellWord, visitor: Visitor): void {
  visitor.word?.(word);
  for (const expansion of word.expansions) visitExpansion(expansion, visitor);
}

function visitExpansion(expansion: Expansion, visitor: Visitor): void {
  visitor.expansion?.(expansion);
  if (expansion.kind === 'command' || expansion.kind === 'process') visitList(expansion.list, visitor, true);
}

/** The names of all variables that a node asks for. */
export function namesIn(node: ShellNode, text: string): readonly string[] {
  const names = new Set<string>();
  visit(node, {
    expansion: (expansion) => {
      if (expansion.kind === 'variable') names.add(expansion.name);
      if (expansion.kind === 'arithmetic') for (const name of expansion.names) names.add(name);
    },
  });
  // Bash's own tests and arithmetic, and operators inside of braces, name variables without a dollar.
  for (const [, name = ''] of text.matchAll(/\$\{?[#!]?([A-Za-z_]\w*)/g)) names.add(name);
  if (/\(\(|\[\[|\blet\b/.test(text)) for (const [name] of text.matchAll(/[A-Za-z_]\w*/g)) names.add(name);
  return [...names].sort();
}

/** The names of variables that a node may set in the shell that it runs in. */
export function assignedIn(node: ShellNode): readonly string[] {
  const names = new Set<string>();
  visit(node, {
    simple: ({ words, assignments }, nested) => {
      if (!nested && words.length === 0) for (const { name } of assignments) names.add(name);
    },
    node: (part, nested) => {
      if (!nested && part.kind === 'loop' && part.variable !== null) names.add(part.variable);
    },
    expansion: (expansion) => {
      if (expansion.kind === 'variable' && expansion.assigns) names.add(expansion.name);
      if (expansion.kind === 'arithmetic' && expansion.assigns)
        for (const name of expansion.names) names.add(name);
    },
  });
  return [...names].sort();
}

/**
 * The name of a command; `null` when it may be any builtin or function. A path is neither, whatever the variables in
 * it are; nor are bare assignments and redirections.
 */
export function nameOf([first]: readonly ShellWord[]): string | null {
  if (first === undefined) return '';
  return /\/[\w.-]+["']?$/.test(first.text) ? '/' : first.value;
}
