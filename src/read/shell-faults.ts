/** What unbash read without being asked to: errors at any depth, and what only bash understands. */
import {
  forEachChild,
  type ParsedScript,
  type PipelineNode as ParsedPipeline,
  type SyntaxNode,
} from 'unbash';

export interface Fault {
  readonly message: string;
  readonly at: number;
}

/** Errors at any depth, and what is bash's own. */
export function inspect(
  parsed: ParsedScript,
  text: string,
): { readonly error: Fault | null; readonly bashisms: readonly string[] } {
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
      const [first] = node.errors ?? [];
      return first ? { message: first.message, at: first.pos } : null;
    }
    case 'Pipeline': {
      const negations = node.prefixes.filter(({ type }) => type === 'Negation');
      if (negations.length > 1) return { message: 'two ! in front of one pipeline', at: node.pos };
      const empty = node.commands.length === 0 || node.commands.some(isEmpty);
      return empty ? { message: 'a command is missing', at: node.pos } : null;
    }
    case 'Command': {
      const at = strayBetween(node, text);
      return at === null ? null : { message: `unexpected ${text.charAt(at)}`, at };
    }
    case 'Redirect': {
      // In `> 2>&1` the 2 is a descriptor, and the first redirection has no target.
      const { target } = node;
      const isNumber = target !== undefined && /^\d+[<>]/.test(text.slice(target.pos, target.end + 1));
      return isNumber ? { message: 'a redirection without target', at: node.pos } : null;
    }
    case 'AndOr':
      return node.commands.some(isEmpty) ? { message: 'a command is missing', at: node.pos } : null;
    case 'CompoundList':
      return node.commands.length === 0 ? { message: 'a list without commands', at: node.pos } : null;
    case 'HereDoc':
      return node.closing === undefined ? { message: 'an unterminated here-document', at: node.pos } : null;
    case 'CommandExpansion':
      return /^\$\{/.test(text.slice(node.pos, node.pos + 2))
        ? { message: '${ command; } is not read', at: node.pos }
        : null;
    case 'ParameterExpansion':
      return node.operation?.type === 'Unknown'
        ? { message: `bad substitution ${node.text}`, at: node.pos }
        : null;
    default:
      return null;
  }
}

/** Where something else than blanks stands between the words of a command: unbash passes over it. */
function strayBetween(node: Extract<SyntaxNode, { type: 'Command' }>, text: string): number | null {
  const parts = [...node.prefix, ...(node.name ? [node.name] : []), ...node.suffix];
  let at = node.pos;
  for (const { pos, end } of parts.sort((a, b) => a.pos - b.pos)) {
    const gap = text.slice(at, pos);
    const blank = /^(?:[ \t]|\\\n)*/.exec(gap)?.[0].length ?? 0;
    if (blank < gap.length) return at + blank;
    at = end;
  }
  return null;
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
export function strayText(parsed: ParsedScript, text: string): Fault | null {
  const first = parsed.commands[0];
  const head = text.slice(0, first?.pos ?? text.length);
  const stray = /^(?:\s|\\\n|#[^\n]*(?:\n|$))*/.exec(head)?.[0].length ?? 0;
  return stray < head.length ? { message: 'an operator without a command before it', at: stray } : null;
}
