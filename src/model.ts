/**
 * What a transform sees of a Dockerfile: plain data, filled in by `src/read/`.
 *
 * All offsets are UTF-16 code units. A `Span` is half-open. Spans named `source` spans index the text
 * of the file; spans inside a `ShellScript` index its own `text`, and `Segment`s map them back.
 */

/** A half-open range of UTF-16 offsets. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A run of joined text that stands contiguously in the file. `at` indexes the joined text. */
export interface Segment {
  readonly at: number;
  readonly source: number;
  readonly length: number;
}

/** Text as BuildKit joins it (continuations and comment lines removed), with its way back to the file. */
export interface JoinedText {
  readonly text: string;
  readonly segments: readonly Segment[];
}

/** `null` is a value that cannot be known from the Dockerfile alone. */
export type Value = string | null;

/** A whole-line comment: from its `#` to the end of the line (without line end). */
export interface Comment {
  readonly span: Span;
  /** 1-based. */
  readonly line: number;
  readonly text: string;
}

export interface Directive {
  readonly name: 'syntax' | 'escape' | 'check';
  readonly value: string;
  readonly span: Span;
  readonly line: number;
}

export interface Heredoc {
  readonly name: string;
  /** False when the delimiter is quoted: the body is taken literally. */
  readonly expand: boolean;
  /** `<<-`: leading tabs are removed. */
  readonly chomp: boolean;
  readonly fileDescriptor: number;
  /** The body in the file: whole lines, final line end included. */
  readonly content: Span;
  /** The closing delimiter in the file. */
  readonly terminator: Span;
}

export interface Flag {
  /** Lower case, without dashes: `mount`, `from`. */
  readonly name: string;
  /** `null` for a flag without `=`. */
  readonly value: string | null;
  /** As BuildKit reads it: `--mount=type=cache,target=/x`. */
  readonly raw: string;
  /** Where it stands in the file. */
  readonly span: Span;
}

export type Keyword =
  | 'ADD'
  | 'ARG'
  | 'CMD'
  | 'COPY'
  | 'ENTRYPOINT'
  | 'ENV'
  | 'EXPOSE'
  | 'FROM'
  | 'HEALTHCHECK'
  | 'LABEL'
  | 'MAINTAINER'
  | 'ONBUILD'
  | 'RUN'
  | 'SHELL'
  | 'STOPSIGNAL'
  | 'USER'
  | 'VOLUME'
  | 'WORKDIR';

/** One `NAME=value` of ENV, ARG or LABEL. */
export interface Pair {
  readonly name: string;
  /** As written, quotes included; `null` for an ARG without default. */
  readonly raw: string | null;
  /** Quotes and escapes removed, `$VAR` evaluated with the state before the instruction; `null` when unknown. */
  readonly value: Value;
}

/** What a name stands for before an instruction. */
export type Binding =
  /** Set by ENV (a part of the image) or by ARG (only during the build). */
  | { readonly kind: 'set'; readonly by: 'ENV' | 'ARG'; readonly value: Value }
  /** Declared nowhere, and the base image is known not to set it. */
  | { readonly kind: 'unset' }
  /** The base image or the builder may set it. */
  | { readonly kind: 'unknown' };

export interface Shell {
  /** The argument vector in front of the body: `["/bin/sh", "-c"]`. */
  readonly argv: readonly string[];
  /** `sh` for /bin/sh and its kin (dash, ash, busybox); `other` for PowerShell, cmd and the unknown. */
  readonly dialect: 'sh' | 'bash' | 'other';
  /** Options that the argument vector turns on, in long form: `errexit`, `pipefail`, `xtrace`, `nounset`. */
  readonly options: readonly string[];
}

/** The build's state before an instruction. */
export interface BuildState {
  /** User in force, as written in the last USER; `root` where the base is known to; `null` when unknown. */
  readonly user: Value;
  /** Absolute working directory; `null` when unknown. */
  readonly workdir: Value;
  /** The last `workdir` that was known: it is still in force when the unknown one turns out to be empty. */
  readonly knownWorkdir: Value;
  readonly shell: Shell;
  /** What a variable name stands for, for the Dockerfile's own `$NAME` and in the environment of a RUN. */
  readonly lookup: (name: string) => Binding;
  /** The names that ENV or ARG have set so far, ARGs without default included. */
  readonly names: () => readonly string[];
}

export interface Instruction {
  /** Position among all instructions of the file. */
  readonly index: number;
  readonly keyword: Keyword;
  /** From the keyword to the end of the last line (here-documents included), without line end. */
  readonly span: Span;
  readonly keywordSpan: Span;
  /** 1-based, inclusive. */
  readonly lines: { readonly first: number; readonly last: number };
  /** The whole instruction as BuildKit joins it, keyword included. */
  readonly joined: JoinedText;
  readonly flags: readonly Flag[];
  /** Offset in `joined.text` where the arguments begin, behind keyword and flags. */
  readonly argumentsAt: number;
  /** The words of a JSON (exec) form; `null` for the shell form. */
  readonly json: readonly string[] | null;
  readonly heredocs: readonly Heredoc[];
  /** Comment lines between the previous instruction and this one. */
  readonly comments: readonly Comment[];
  /** Comment lines inside its continuations. */
  readonly innerComments: readonly Comment[];
  /** True when its continuations contain empty lines. */
  readonly emptyContinuations: boolean;
  /** Index of its stage; `null` for instructions before the first FROM. */
  readonly stage: number | null;
  /** State before it. */
  readonly state: BuildState;
  /** For ENV, ARG and LABEL; otherwise empty. */
  readonly pairs: readonly Pair[];
  /** Words of COPY, ADD, WORKDIR, USER, EXPOSE, VOLUME, FROM …, as written (here-document bodies excluded); `json` for JSON forms. */
  readonly words: readonly Word[];
  /** The instruction that ONBUILD wraps, positions in the same file. */
  readonly trigger: Instruction | null;
}

/** A word of a Dockerfile instruction's arguments. */
export interface Word {
  readonly raw: string;
  /** Quotes removed, variables evaluated; `null` when unknown. */
  readonly value: Value;
  /** Where it stands in the file. */
  readonly span: Span;
}

export interface Stage {
  readonly index: number;
  /** Lower case; `null` without AS. */
  readonly name: string | null;
  /** Image or stage as written. */
  readonly from: string;
  /** `from` evaluated; `null` when unknown. */
  readonly image: Value;
  /** Index of the stage it is FROM; `null` for an image. */
  readonly base: number | null;
  /** Its instructions, FROM included. */
  readonly instructions: readonly Instruction[];
  /** True when its layers are layers of the target: the target stage and the stages that it is FROM. */
  readonly shipped: boolean;
}

export interface Dockerfile {
  readonly text: string;
  readonly eol: '\n' | '\r\n';
  /** The line continuation character: `\` or `` ` ``. */
  readonly escape: string;
  readonly directives: readonly Directive[];
  readonly instructions: readonly Instruction[];
  readonly stages: readonly Stage[];
  /** The stage that is built; index into `stages`. */
  readonly target: number;
  /** Comments behind the last instruction. */
  readonly trailingComments: readonly Comment[];
}

// ---------------------------------------------------------------------------------------------------
// Shell

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
