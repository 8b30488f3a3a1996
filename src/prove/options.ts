/** Which options of the shell mean something to a piece of it (POSIX, "set"; Bash manual, "The Set Builtin"). */
import type { ShellNode, ShellWord } from '../model.js';
import { nameOf, visit } from './mentions.js';

/**
 * The options in force that change what the node does, its own failure aside.
 * @param errexit whether it is on, and not ignored where the node stands
 * @param isSet whether a variable surely has a value
 */
export function optionsThatMatter(
  node: ShellNode,
  options: ReadonlySet<string>,
  errexit: boolean,
  isSet: (name: string) => boolean,
): readonly string[] {
  const matters = new Set<string>();
  const others = [...options].filter((name) => !PLAIN.has(name));
  if (errexit && stopsInside(node)) matters.add('errexit');
  visit(node, {
    node: (part) => {
      if (part.kind === 'pipeline' && part.items.length > 1) matters.add('pipefail');
      if (part.kind === 'other') matters.add('nounset');
      if (part.kind === 'simple' && runsText(part.words)) for (const name of options) matters.add(name);
    },
    word: ({ glob, expansions }) => {
      if (glob || expansions.length > 0) matters.add('noglob');
    },
    expansion: (expansion) => {
      if (expansion.kind === 'arithmetic') matters.add('nounset');
      if (expansion.kind === 'variable' && !expansion.guarded && !isSet(expansion.name))
        matters.add('nounset');
    },
    redirect: ({ operator, fileDescriptor }, owner) => {
      const takesErrors = fileDescriptor === 2 || operator.startsWith('&>');
      // The trace of a compound command goes where its standard error goes.
      if (takesErrors && owner.kind !== 'simple') for (const name of ['xtrace', 'verbose']) matters.add(name);
    },
  });
  const on = [...matters].filter((name) => (name === 'errexit' ? errexit : options.has(name)));
  return [...new Set([...on, ...others])].sort();
}

/** Options whose meaning is judged above, or that only print. */
const PLAIN: ReadonlySet<string> = new Set(['errexit', 'nounset', 'pipefail', 'noglob', 'xtrace', 'verbose']);

const runsText = (words: readonly ShellWord[]): boolean => {
  const name = nameOf(words);
  return name === null || /^(?:eval|\.|source|command|builtin|trap)$/.test(name);
};

/** Whether errexit could stop it in the middle: something follows, or runs again, behind a command that failed. */
export function stopsInside(node: ShellNode): boolean {
  let stops = false;
  visit(node, {
    list: ({ items }) => {
      if (items.length > 1) stops = true;
    },
    node: (part) => {
      if (part.kind === 'loop' || part.kind === 'function') stops = true;
      if (part.kind === 'simple' && runsText(part.words)) stops = true;
    },
  });
  return stops;
}

/** Whether a failure of the node, as a statement under errexit, always ends the shell. */
export function endsShell(node: ShellNode): boolean {
  const last = (list: { readonly items: readonly { readonly node: ShellNode }[] } | null): boolean => {
    const node = list?.items.at(-1)?.node;
    return node === undefined || endsShell(node);
  };
  switch (node.kind) {
    case 'simple':
    case 'function':
    case 'other':
      return true;
    case 'pipeline':
      return !node.negated;
    case 'and-or':
      return node.operators.every(({ text }) => text === '||') && node.items.slice(-1).every(endsShell);
    case 'group':
      return node.redirects.length === 0 && (node.subshell || last(node.body));
    case 'if':
      return (
        node.redirects.length === 0 && node.clauses.every(({ body }) => last(body)) && last(node.otherwise)
      );
    case 'loop':
      return node.redirects.length === 0 && last(node.body);
    case 'case':
      return node.redirects.length === 0 && node.branches.every(({ body }) => last(body));
  }
}
