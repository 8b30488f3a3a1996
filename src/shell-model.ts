/** What a transform sees of a piece of shell: plain data, filled in by `src/read/shell.ts`. Spans index the script's text. */
import type { Span, Value } from './text-model.js';

/** A RUN body (or another piece of shell), parsed. Spans index `text`. */
export interface ShellScript {
  readonly text: string;
  readonly list: ShellList;
  /** Spans of `# …` comments: everything behind a `#` word to the end of its line. */
  readonly comments: readonly Span[];
  /** What bash understands and a POSIX sh does not, by name (`double-bracket`, `process-substitution` …). */
  readonly bashisms: readonly string[];
}

export type ShellReading =
  | { readonly ok: true; readonly script: ShellScript }
  | { readonly ok: false; readonly message: string; readonly at: number };

/** Statements one after the other. */
export interface ShellList {
  readonly span: Span;
  readonly items: readonly ShellStatement[];
}

export interface ShellStatement {
  readonly node: ShellNode;
  /** What ends it: `;`, `&`, a newline, or nothing (the end of its list). */
  readonly separator: ShellOperator | null;
}

export interface ShellOperator {
  readonly text: string;
  readonly span: Span;
}

export type ShellNode =
  | SimpleCommand
  | PipelineNode
  | AndOrNode
  | GroupNode
  | IfNode
  | LoopNode
  | CaseNode
  | FunctionNode
  | OtherNode;

interface NodeBase {
  readonly span: Span;
}

/** `A=1 name args >file`; `name` is null for bare assignments or bare redirections. */
export interface SimpleCommand extends NodeBase {
  readonly kind: 'simple';
  readonly assignments: readonly ShellAssignment[];
  /** Name and arguments; `export A=b` has `A=b` as a word. */
  readonly words: readonly ShellWord[];
  readonly redirects: readonly Redirect[];
}

export interface ShellAssignment {
  readonly name: string;
  readonly value: ShellWord | null;
  /** `NAME=word`: no `+=`, no element, no array. */
  readonly plain: boolean;
  readonly span: Span;
}

export interface ShellWord {
  /** As written. */
  readonly text: string;
  /** Quotes removed, when it contains no expansion, glob or tilde; otherwise `null`. */
  readonly value: Value;
  readonly span: Span;
  readonly expansions: readonly Expansion[];
  /** Unquoted `*`, `?` or `[` (or a brace expansion). */
  readonly glob: boolean;
}

export type Expansion =
  /** `$NAME`, `${NAME}`, `${NAME:-…}`, `$1`, `$?`; `guarded` when an operator gives a value to the unset (`:-`, `-`, `:+`, `+`). */
  | { readonly kind: 'variable'; readonly name: string; readonly guarded: boolean; readonly assigns: boolean }
  /** `$(…)` or `` `…` ``. */
  | { readonly kind: 'command'; readonly list: ShellList }
  /** `$((…))`; `assigns` when it contains an assignment operator. */
  | { readonly kind: 'arithmetic'; readonly names: readonly string[]; readonly assigns: boolean }
  /** `<(…)`, `>(…)`. */
  | { readonly kind: 'process'; readonly list: ShellList };

export interface Redirect {
  /** `>`, `>>`, `<`, `<<`, `<<-`, `<<<`, `>&`, `<&`, `&>`, `>|`, `<>`. */
  readonly operator: string;
  readonly fileDescriptor: number | null;
  readonly target: ShellWord | null;
  readonly span: Span;
}

export interface PipelineNode extends NodeBase {
  readonly kind: 'pipeline';
  /** Begins with `!`. */
  readonly negated: boolean;
  /** Begins with `time`. */
  readonly timed: boolean;
  readonly items: readonly ShellNode[];
  readonly operators: readonly ShellOperator[];
}

/** `a && b || c`, flattened; left associative, both operators of equal rank. */
export interface AndOrNode extends NodeBase {
  readonly kind: 'and-or';
  readonly items: readonly ShellNode[];
  readonly operators: readonly ShellOperator[];
}

/** `{ …; }` or `( … )`. */
export interface GroupNode extends NodeBase {
  readonly kind: 'group';
  readonly subshell: boolean;
  readonly body: ShellList;
  readonly redirects: readonly Redirect[];
}

export interface IfNode extends NodeBase {
  readonly kind: 'if';
  readonly clauses: readonly { readonly condition: ShellList; readonly body: ShellList }[];
  readonly otherwise: ShellList | null;
  readonly redirects: readonly Redirect[];
}

export interface LoopNode extends NodeBase {
  readonly kind: 'loop';
  readonly type: 'for' | 'while' | 'until' | 'select' | 'arithmetic-for';
  /** The variable of `for`; null otherwise. */
  readonly variable: string | null;
  readonly words: readonly ShellWord[];
  /** Condition of while and until; null otherwise. */
  readonly condition: ShellList | null;
  readonly body: ShellList;
  readonly redirects: readonly Redirect[];
}

export interface CaseNode extends NodeBase {
  readonly kind: 'case';
  readonly subject: ShellWord;
  readonly branches: readonly { readonly patterns: readonly ShellWord[]; readonly body: ShellList }[];
  readonly redirects: readonly Redirect[];
}

export interface FunctionNode extends NodeBase {
  readonly kind: 'function';
  readonly name: string;
  readonly body: ShellNode;
}

/** `[[ … ]]`, `(( … ))`, coproc: parsed, but only by bash. */
export interface OtherNode extends NodeBase {
  readonly kind: 'other';
  readonly type: string;
  readonly expansions: readonly Expansion[];
  readonly redirects: readonly Redirect[];
}
