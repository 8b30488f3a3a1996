/** The tree of unbash as ours: with separators and comments, which it does not keep. */
import {
  forEachChild,
  type CommandNode,
  type CompoundCommand,
  type PipelineNode as ParsedPipeline,
  type Redirection,
  type Script,
  type Statement,
  type SyntaxNode,
  type Word,
} from 'unbash';
import type {
  Expansion,
  Redirect,
  ShellAssignment,
  ShellList,
  ShellNode,
  ShellOperator,
  ShellWord,
  Span,
} from '../model.js';
import type { Fault } from './shell-faults.js';
import { gapOperator, gapsOf } from './shell-gaps.js';

export interface Context {
  readonly text: string;
  /** Inside of backticks with escapes positions mean nothing: everything stands at the backticks. */
  readonly frozen: Span | null;
  readonly comments: Span[];
  fault?: Fault;
}

const spanOf = (node: { readonly pos: number; readonly end: number }, { frozen }: Context): Span =>
  frozen ?? { start: node.pos, end: node.end };

export function listOf(statements: readonly Statement[], span: Span, context: Context): ShellList {
  const items = statements.map((statement, index) => {
    const node = nodeOf(statement.command, context);
    const next = statements[index + 1];
    const until = next?.pos ?? span.end;
    const separator = context.frozen
      ? frozenSeparator(statement, next !== undefined, context.frozen)
      : separatorAt(statement, until, next !== undefined, context);
    return { node, separator };
  });
  return { span: context.frozen ?? span, items };
}

function frozenSeparator(statement: Statement, more: boolean, span: Span): ShellOperator | null {
  if (statement.background === true) return { text: '&', span };
  return more ? { text: ';', span } : null;
}

function separatorAt(
  statement: Statement,
  until: number,
  more: boolean,
  context: Context,
): ShellOperator | null {
  const from = statement.command.end;
  const to = Math.max(until, from);
  const { operators, comments, until: reached } = gapsOf(context.text, from, to);
  if (reached < to) context.fault ??= { message: `unexpected ${context.text.charAt(reached)}`, at: reached };
  context.comments.push(...comments);
  const [first, ...others] = operators;
  const second = others.find(({ text }) => text !== '\n');
  if (second) context.fault ??= { message: `unexpected ${second.text}`, at: second.span.start };
  if (statement.background === true && first?.text !== '&')
    context.fault ??= { message: 'unexpected end of a background command', at: from };
  if (more && !first) context.fault ??= { message: 'two commands without a separator', at: from };
  return first ?? null;
}

function nodeOf(node: ParsedPipeline | Statement['command'], context: Context): ShellNode {
  if (node.type === 'AndOr') {
    const items = node.commands.map((command) => nodeOf(command, context));
    return {
      kind: 'and-or',
      span: spanOf(node, context),
      items,
      operators: operatorsOf(node.commands, node.operators, context),
    };
  }
  if (node.type === 'Pipeline') {
    const items = node.commands.map((command) => nodeOf(command, context));
    return {
      kind: 'pipeline',
      span: spanOf(node, context),
      negated: node.prefixes.filter(({ type }) => type === 'Negation').length % 2 === 1,
      timed: node.prefixes.some(({ type }) => type === 'Time'),
      items,
      operators: operatorsOf(node.commands, node.operators, context),
    };
  }
  return commandOf(node, context);
}

function operatorsOf(
  nodes: readonly ParsedPipeline[],
  operators: readonly string[],
  context: Context,
): readonly ShellOperator[] {
  return operators.map((text, index) => {
    const left = nodes[index];
    const right = nodes[index + 1];
    if (context.frozen) return { text, span: context.frozen };
    const found = left && right ? gapOperator(context.text, left.end, right.pos, text) : null;
    if (found) {
      context.comments.push(...found.comments);
      return { text, span: found.span };
    }
    context.fault ??= { message: `no ${text} found`, at: left?.end ?? 0 };
    return { text, span: { start: 0, end: 0 } };
  });
}

function commandOf(node: CommandNode, context: Context): ShellNode {
  const span = spanOf(node, context);
  switch (node.type) {
    case 'Redirected':
      return { ...compoundOf(node.command, context, redirectsOf(node.redirects, context)), span };
    case 'Command':
      return simpleCommand(node, context);
    case 'Function':
      return { kind: 'function', span, name: node.name.value, body: functionBody(node.body, context) };
    case 'Coproc':
      return { kind: 'other', type: 'coproc', span, expansions: [], redirects: [] };
    default:
      return compoundOf(node, context, []);
  }
}

function simpleCommand(node: Extract<CommandNode, { type: 'Command' }>, context: Context): ShellNode {
  const { name, prefix, suffix } = node;
  const isRedirection = (part: (typeof prefix)[number] | (typeof suffix)[number]): part is Redirection =>
    part.type !== 'Word' && part.type !== 'Assignment';
  const operands = suffix.flatMap((part) => {
    if (part.type === 'Word') return [wordOf(part, context)];
    return part.type === 'Assignment' ? [assignmentWord(part, context)] : [];
  });
  return {
    kind: 'simple',
    span: spanOf(node, context),
    assignments: prefix.flatMap((part) => (part.type === 'Assignment' ? [assignmentOf(part, context)] : [])),
    words: name ? [wordOf(name, context), ...operands] : operands,
    redirects: redirectsOf([...prefix, ...suffix].filter(isRedirection), context),
  };
}

function functionBody(body: Extract<CommandNode, { type: 'Function' }>['body'], context: Context): ShellNode {
  if (body.type !== 'CompoundList') return commandOf(body, context);
  return {
    kind: 'group',
    subshell: false,
    span: spanOf(body, context),
    body: listIn(body, context),
    redirects: [],
  };
}

type ListNode = { readonly commands: readonly Statement[]; readonly pos: number; readonly end: number };
type Compound = Exclude<ShellNode, { kind: 'simple' | 'pipeline' | 'and-or' | 'function' }>;

const listIn = (list: ListNode, context: Context): ShellList =>
  listOf(list.commands, { start: list.pos, end: list.end }, context);

function compoundOf(node: CompoundCommand, context: Context, redirects: readonly Redirect[]): Compound {
  const span = spanOf(node, context);
  switch (node.type) {
    case 'Subshell':
    case 'BraceGroup': {
      const subshell = node.type === 'Subshell';
      return { kind: 'group', span, subshell, body: listIn(node.body, context), redirects };
    }
    case 'If': {
      const clauses = [node, ...node.elif].map(({ clause, then }) => ({
        condition: listIn(clause, context),
        body: listIn(then, context),
      }));
      const otherwise = node.else ? listIn(node.else, context) : null;
      return { kind: 'if', span, clauses, otherwise, redirects };
    }
    case 'Case': {
      const branches = node.items.map(({ pattern, body }) => ({
        patterns: pattern.map((word) => wordOf(word, context)),
        body: listIn(body, context),
      }));
      return { kind: 'case', span, subject: wordOf(node.word, context), branches, redirects };
    }
    case 'TestCommand':
      return {
        kind: 'other',
        type: 'double-bracket',
        span,
        expansions: expansionsBelow(node, context),
        redirects,
      };
    case 'ArithmeticCommand':
      return { kind: 'other', type: 'arithmetic-command', span, expansions: [], redirects };
    default:
      return loopOf(node, context, redirects);
  }
}

type Loop = Extract<CompoundCommand, { type: 'For' | 'Select' | 'While' | 'ArithmeticFor' }>;

function loopOf(node: Loop, context: Context, redirects: readonly Redirect[]): Compound {
  const common = {
    kind: 'loop',
    span: spanOf(node, context),
    body: listIn(node.body, context),
    redirects,
  } as const;
  if (node.type === 'While') {
    const condition = listIn(node.clause, context);
    return { ...common, type: node.kind, variable: null, words: [], condition };
  }
  if (node.type === 'ArithmeticFor') {
    return { ...common, type: 'arithmetic-for', variable: '?', words: [], condition: null };
  }
  const words = (node.wordlist ?? []).map((word) => wordOf(word, context));
  const type = node.type === 'For' ? 'for' : 'select';
  return { ...common, type, variable: node.name.value, words, condition: null };
}

function redirectsOf(redirects: readonly Redirection[], context: Context): readonly Redirect[] {
  return redirects.map((redirect) => ({
    operator: redirect.operator,
    fileDescriptor: redirect.descriptor?.type === 'FileDescriptor' ? redirect.descriptor.value : null,
    target: redirect.type !== 'HereDoc' && redirect.target ? wordOf(redirect.target, context) : null,
    span: spanOf(redirect, context),
  }));
}

function assignmentOf(node: Extract<SyntaxNode, { type: 'Assignment' }>, context: Context): ShellAssignment {
  const { value } = node;
  return {
    name: node.name,
    value: value.type === 'Word' ? wordOf(value, context) : arrayWord(node, context),
    plain: value.type === 'Word' && node.index === undefined && node.append !== true,
    span: spanOf(node, context),
  };
}

function arrayWord(node: Extract<SyntaxNode, { type: 'Assignment' }>, context: Context): ShellWord {
  return {
    text: node.text,
    value: null,
    span: spanOf(node, context),
    expansions: expansionsBelow(node, context),
    glob: false,
  };
}

/** `A=b` as an operand of export and its kin. */
function assignmentWord(node: Extract<SyntaxNode, { type: 'Assignment' }>, context: Context): ShellWord {
  const value =
    node.value.type === 'Word' && node.index === undefined && node.append !== true
      ? wordOf(node.value, context)
      : null;
  return {
    text: node.text,
    value: value?.value == null ? null : `${node.name}=${value.value}`,
    span: spanOf(node, context),
    expansions: value?.expansions ?? expansionsBelow(node, context),
    glob: value?.glob ?? false,
  };
}

function wordOf(word: Word, context: Context): ShellWord {
  const parts = word.parts ?? [];
  const glob = parts.some(
    ({ type }) => type === 'Glob' || type === 'ExtendedGlob' || type === 'BraceExpansion',
  );
  const expansions = parts.length === 0 ? [] : expansionsBelow(word, context);
  const literal = parts.every(
    ({ type }) => type === 'Literal' || type === 'SingleQuoted' || type === 'DoubleQuoted',
  );
  const fixed = literal && expansions.length === 0 && !word.text.startsWith('~');
  return { text: word.text, value: fixed ? word.value : null, span: spanOf(word, context), expansions, glob };
}

/** The expansions inside of a node, those of nested operands included. */
function expansionsBelow(node: SyntaxNode, context: Context): readonly Expansion[] {
  const found: Expansion[] = [];
  const visit = (child: SyntaxNode): void => {
    switch (child.type) {
      case 'SimpleExpansion':
        found.push({ kind: 'variable', name: child.text.slice(1), guarded: false, assigns: false });
        return;
      case 'ParameterExpansion': {
        const operator = child.operation?.type === 'Default' ? child.operation.operator : '';
        const indirect = child.prefix === '!';
        found.push({
          kind: 'variable',
          name: indirect ? '?' : child.parameter,
          guarded: !indirect && /^:?[-+=]$/.test(operator),
          assigns: operator.endsWith('='),
        });
        break;
      }
      case 'CommandExpansion':
      case 'ArithmeticCommandExpansion':
        found.push({ kind: 'command', list: nestedList(child.script, child, context) });
        return;
      case 'ProcessSubstitution':
        found.push({ kind: 'process', list: nestedList(child.script, child, context) });
        return;
      case 'ArithmeticExpansion': {
        const names = child.text.match(/[A-Za-z_]\w*/g) ?? [];
        found.push({ kind: 'arithmetic', names, assigns: /\+\+|--|[^=!<>]=[^=]/.test(child.text) });
        break;
      }
    }
    forEachChild(child, visit);
  };
  forEachChild(node, visit);
  return found;
}

function nestedList(
  script: Script | undefined,
  node: { readonly pos: number; readonly end: number },
  context: Context,
): ShellList {
  if (script === undefined) return { span: spanOf(node, context), items: [] };
  const frozen = context.frozen ?? (script.source === undefined ? null : { start: node.pos, end: node.end });
  const inner: Context = { text: context.text, frozen, comments: context.comments };
  const list = listOf(script.commands, { start: script.pos, end: script.end }, inner);
  if (inner.fault) context.fault ??= inner.fault;
  return list;
}
