/** Shell text to our own tree. The only importer of unbash, which always reads as bash. */
import {
  forEachChild,
  parse,
  type CommandNode,
  type CompoundCommand,
  type ParsedScript,
  type PipelineNode as ParsedPipeline,
  type Redirection,
  type Script,
  type Statement,
  type SyntaxNode,
  type Word,
} from 'unbash';
import type {
  Expansion,
  Instruction,
  Redirect,
  ShellAssignment,
  ShellList,
  ShellNode,
  ShellOperator,
  ShellReading,
  ShellScript,
  ShellWord,
  Span,
} from '../model.js';
import { gapOperator, gapsOf } from './shell-gaps.js';

const readings = new WeakMap<Instruction, ShellReading>();

/** The body of a RUN in shell form without here-documents; `null` for anything else. Spans index the body. */
export function readShell(instruction: Instruction): ShellReading | null {
  if (instruction.keyword !== 'RUN' || instruction.json !== null || instruction.heredocs.length > 0) return null;
  const known = readings.get(instruction);
  if (known) return known;
  const reading = parseShell(instruction.joined.text.slice(instruction.argumentsAt));
  readings.set(instruction, reading);
  return reading;
}

/** Parses a piece of shell. What neither dash nor bash would read is not `ok`. */
export function parseShell(text: string): ShellReading {
  const parsed = parse(text);
  const findings = inspect(parsed, text);
  if (findings.error) return { ok: false, ...findings.error };
  const context: Context = { text, frozen: null, comments: [] };
  const list = listOf(parsed.commands, { start: parsed.pos, end: parsed.end }, context);
  const fault = context.fault ?? strayText(parsed, text);
  if (fault) return { ok: false, ...fault };
  const script: ShellScript = { text, list: trimmed(list), comments: context.comments, bashisms: findings.bashisms };
  return { ok: true, script };
}

/** The list's span from its first statement to its last separator. */
function trimmed(list: ShellList): ShellList {
  const first = list.items[0];
  const last = list.items.at(-1);
  if (!first || !last) return list;
  return { ...list, span: { start: first.node.span.start, end: last.separator?.span.end ?? last.node.span.end } };
}

interface Fault {
  readonly message: string;
  readonly at: number;
}

interface Context {
  readonly text: string;
  /** Inside of backticks with escapes positions mean nothing: everything stands at the backticks. */
  readonly frozen: Span | null;
  readonly comments: Span[];
  fault?: Fault;
}

/** Errors at any depth, and what is bash's own. */
function inspect(parsed: ParsedScript, text: string): { readonly error: Fault | null; readonly bashisms: readonly string[] } {
  let error: Fault | null = null;
  const bashisms = new Set<string>();
  const visit = (node: SyntaxNode, source: string): void => {
    const own = node.type === 'Script' && node.source !== undefined ? node.source : source;
    const fault = faultOf(node, own);
    if (fault) error ??= fault;
    const bashism = bashismOf(node, own);
    if (bashism) bashisms.add(bashism);
    forEachChild(node, (child) => {
      visit(child, own);
    });
  };
  visit(parsed, text);
  return { error, bashisms: [...bashisms] };
}

function faultOf(node: SyntaxNode, text: string): Fault | null {
  switch (node.type) {
    case 'Script': {
      const [first] = (node as ParsedScript).errors ?? [];
      return first ? { message: first.message, at: first.pos } : null;
    }
    case 'Pipeline': {
      const empty = node.commands.length === 0 || node.commands.some(isEmpty);
      return empty ? { message: 'a command is missing', at: node.pos } : null;
    }
    case 'AndOr':
      return node.commands.some(isEmpty) ? { message: 'a command is missing', at: node.pos } : null;
    case 'CompoundList':
      return node.commands.length === 0 ? { message: 'a list without commands', at: node.pos } : null;
    case 'HereDoc':
      return node.closing === undefined ? { message: 'an unterminated here-document', at: node.pos } : null;
    case 'CommandExpansion':
      return /^\$\{/.test(text.slice(node.pos, node.pos + 2)) ? { message: '${ command; } is not read', at: node.pos } : null;
    case 'ParameterExpansion':
      return node.operation?.type === 'Unknown' ? { message: `bad substitution ${node.text}`, at: node.pos } : null;
    default:
      return null;
  }
}

const isEmpty = (node: ParsedPipeline): boolean =>
  node.type === 'Command' && node.name === undefined && node.prefix.length === 0 && node.suffix.length === 0;

function bashismOf(node: SyntaxNode, text: string): string | null {
  switch (node.type) {
    case 'Redirect':
      return node.operator.startsWith('&>') ? 'redirect-both' : null;
    case 'Pipeline':
      return node.operators.includes('|&') ? 'pipe-both' : null;
    case 'TestCommand':
      return 'double-bracket';
    case 'BraceExpansion':
      return 'brace-expansion';
    case 'ProcessSubstitution':
      return 'process-substitution';
    case 'AnsiCQuoted':
      return 'ansi-c-quoting';
    case 'LocaleString':
      return 'locale-string';
    case 'ArithmeticCommand':
    case 'ArithmeticFor':
      return 'arithmetic-command';
    case 'ArrayValue':
      return 'array';
    case 'HereString':
      return 'here-string';
    case 'Select':
    case 'Coproc':
      return node.type.toLowerCase();
    case 'Function':
      return /^function\b/.test(text.slice(node.pos)) ? 'function-keyword' : null;
    case 'ExtendedGlob':
      return 'extended-glob';
    case 'Replace':
    case 'Slice':
    case 'CaseModification':
    case 'Transform':
    case 'Names':
      return 'parameter-operation';
    default:
      return null;
  }
}

/** Text behind or before the commands that is no blank, comment, separator or here-document. */
function strayText(parsed: ParsedScript, text: string): Fault | null {
  const first = parsed.commands[0];
  const head = text.slice(0, first?.pos ?? text.length);
  const stray = /^(?:\s|\\\n|#[^\n]*(?:\n|$))*/.exec(head)?.[0].length ?? 0;
  return stray < head.length ? { message: 'an operator without a command before it', at: stray } : null;
}

const spanOf = (node: { readonly pos: number; readonly end: number }, { frozen }: Context): Span =>
  frozen ?? { start: node.pos, end: node.end };

function listOf(statements: readonly Statement[], span: Span, context: Context): ShellList {
  const items = statements.map((statement, index) => {
    const node = nodeOf(statement.command, context);
    const next = statements[index + 1];
    const until = next?.pos ?? span.end;
    const separator = context.frozen ? frozenSeparator(statement, next !== undefined, context.frozen) : separatorAt(statement, until, next !== undefined, context);
    return { node, separator };
  });
  return { span: context.frozen ?? span, items };
}

function frozenSeparator(statement: Statement, more: boolean, span: Span): ShellOperator | null {
  if (statement.background === true) return { text: '&', span };
  return more ? { text: ';', span } : null;
}

function separatorAt(statement: Statement, until: number, more: boolean, context: Context): ShellOperator | null {
  const from = statement.command.end;
  const { operators, comments } = gapsOf(context.text, from, Math.max(until, from));
  context.comments.push(...comments);
  const [first, ...others] = operators;
  const second = others.find(({ text }) => text !== '\n');
  if (second) context.fault ??= { message: `unexpected ${second.text}`, at: second.span.start };
  if (statement.background === true && first?.text !== '&') context.fault ??= { message: 'unexpected end of a background command', at: from };
  if (more && !first) context.fault ??= { message: 'two commands without a separator', at: from };
  return first ?? null;
}

function nodeOf(node: ParsedPipeline | Statement['command'], context: Context): ShellNode {
  if (node.type === 'AndOr') {
    const items = node.commands.map((command) => nodeOf(command, context));
    return { kind: 'and-or', span: spanOf(node, context), items, operators: operatorsOf(node.commands, node.operators, context) };
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
  if (node.type === 'Redirected') {
    const command = compoundOf(node.command, context, redirectsOf(node.redirects, context));
    return { ...command, span: spanOf(node, context) };
  }
  if (node.type === 'Command') {
    const parts = [...node.prefix, ...node.suffix];
    return {
      kind: 'simple',
      span: spanOf(node, context),
      assignments: node.prefix.flatMap((part) => (part.type === 'Assignment' ? [assignmentOf(part, context)] : [])),
      words: [
        ...(node.name ? [wordOf(node.name, context)] : []),
        ...node.suffix.flatMap((part) =>
          part.type === 'Word' ? [wordOf(part, context)] : part.type === 'Assignment' ? [assignmentWord(part, context)] : [],
        ),
      ],
      redirects: redirectsOf(parts.filter((part): part is Redirection => part.type !== 'Word' && part.type !== 'Assignment'), context),
    };
  }
  if (node.type === 'Function') {
    const { body } = node;
    const inner: ShellNode =
      body.type === 'CompoundList'
        ? { kind: 'group', subshell: false, span: spanOf(body, context), body: listIn(body, context), redirects: [] }
        : commandOf(body, context);
    return { kind: 'function', span: spanOf(node, context), name: node.name.value, body: inner };
  }
  if (node.type === 'Coproc') return { kind: 'other', type: 'coproc', span: spanOf(node, context), expansions: [], redirects: [] };
  return compoundOf(node, context, []);
}

type ListNode = { readonly commands: readonly Statement[]; readonly pos: number; readonly end: number };

const listIn = (list: ListNode, context: Context): ShellList => listOf(list.commands, { start: list.pos, end: list.end }, context);

function compoundOf(node: CompoundCommand, context: Context, redirects: readonly Redirect[]): Exclude<ShellNode, { kind: 'simple' | 'pipeline' | 'and-or' | 'function' }> {
  const span = spanOf(node, context);
  switch (node.type) {
    case 'Subshell':
    case 'BraceGroup':
      return { kind: 'group', span, subshell: node.type === 'Subshell', body: listIn(node.body, context), redirects };
    case 'If': {
      const clauses = [node, ...node.elif].map(({ clause, then }) => ({ condition: listIn(clause, context), body: listIn(then, context) }));
      return { kind: 'if', span, clauses, otherwise: node.else ? listIn(node.else, context) : null, redirects };
    }
    case 'For':
    case 'Select': {
      const words = (node.wordlist ?? []).map((word) => wordOf(word, context));
      const type = node.type === 'For' ? 'for' : 'select';
      return { kind: 'loop', type, span, variable: node.name.value, words, condition: null, body: listIn(node.body, context), redirects };
    }
    case 'While':
      return { kind: 'loop', type: node.kind, span, variable: null, words: [], condition: listIn(node.clause, context), body: listIn(node.body, context), redirects };
    case 'ArithmeticFor':
      return { kind: 'loop', type: 'arithmetic-for', span, variable: '?', words: [], condition: null, body: listIn(node.body, context), redirects };
    case 'Case': {
      const branches = node.items.map(({ pattern, body }) => ({ patterns: pattern.map((word) => wordOf(word, context)), body: listIn(body, context) }));
      return { kind: 'case', span, subject: wordOf(node.word, context), branches, redirects };
    }
    case 'TestCommand':
      return { kind: 'other', type: 'double-bracket', span, expansions: expansionsBelow(node, context), redirects };
    case 'ArithmeticCommand':
      return { kind: 'other', type: 'arithmetic-command', span, expansions: [], redirects };
  }
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
  return { name: node.name, value: value.type === 'Word' ? wordOf(value, context) : arrayWord(node, context), span: spanOf(node, context) };
}

function arrayWord(node: Extract<SyntaxNode, { type: 'Assignment' }>, context: Context): ShellWord {
  return { text: node.text, value: null, span: spanOf(node, context), expansions: expansionsBelow(node, context), glob: false };
}

/** `A=b` as an operand of export and its kin. */
function assignmentWord(node: Extract<SyntaxNode, { type: 'Assignment' }>, context: Context): ShellWord {
  const value = node.value.type === 'Word' && node.index === undefined && node.append !== true ? wordOf(node.value, context) : null;
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
  const glob = parts.some(({ type }) => type === 'Glob' || type === 'ExtendedGlob' || type === 'BraceExpansion');
  const expansions = parts.length === 0 ? [] : expansionsBelow(word, context);
  const literal = parts.every(({ type }) => type === 'Literal' || type === 'SingleQuoted' || type === 'DoubleQuoted');
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

function nestedList(script: Script | undefined, node: { readonly pos: number; readonly end: number }, context: Context): ShellList {
  if (script === undefined) return { span: spanOf(node, context), items: [] };
  const frozen = context.frozen ?? (script.source === undefined ? null : { start: node.pos, end: node.end });
  const inner: Context = { text: context.text, frozen, comments: context.comments };
  const list = listOf(script.commands, { start: script.pos, end: script.end }, inner);
  if (inner.fault) context.fault ??= inner.fault;
  return list;
}
