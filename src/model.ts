/**
 * What a transform sees of a Dockerfile: plain data, filled in by `src/read/`.
 *
 * All offsets are UTF-16 code units. A `Span` is half-open. Spans named `source` spans index the text
 * of the file; spans inside a `ShellScript` index its own `text`, and `Segment`s map them back.
 */
import type { JoinedText, Span, Value } from './text-model.js';

export type * from './shell-model.js';
export type * from './text-model.js';

/** What may differ in the image: nothing; caches, indexes, logs and documentation; packages and stages. */
export type Level = 'exact' | 'prune' | 'reshape';

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

/** A file of the build context. */
export interface ContextEntry {
  readonly kind: 'file' | 'directory' | 'link' | 'other';
  /** Permission bits, as in `0o644`. */
  readonly mode: number;
  /** In bytes. */
  readonly size: number;
}

/** What is known of the folder that is built from; .dockerignore is applied. */
export interface BuildContext {
  /** What a path is, relative to the context and without `.`, `..` and a slash in front; `null` for what is not there. */
  readonly stat: (path: string) => ContextEntry | null;
  /**
   * The text of a file, by a path like that of `stat`; `null` for what is no file, too large or no text. Left out where
   * files cannot be opened: then what is in them is unknown.
   */
  readonly read?: (path: string) => string | null;
  /** Names of what is in a folder; `null` for what is no folder, or cannot be looked into. Left out where none can be. */
  readonly list?: (path: string) => readonly string[] | null;
}

export interface Dockerfile {
  readonly text: string;
  /** `null` when nothing is known of it. */
  readonly context: BuildContext | null;
  readonly eol: '\n' | '\r\n';
  /** The line continuation character: `\` or `` ` ``. */
  readonly escape: string;
  readonly directives: readonly Directive[];
  readonly instructions: readonly Instruction[];
  readonly stages: readonly Stage[];
  /** The stage that is built; index into `stages`. */
  readonly target: number;
  /** Whether the target is asked for by its number, which a stage more in front of it would change. */
  readonly isNumbered: boolean;
  /** Comments behind the last instruction. */
  readonly trailingComments: readonly Comment[];
}
