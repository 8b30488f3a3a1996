/**
 * The language of the command tables: what a program reads, writes and needs, told by its name, its first operand and
 * its options. Tables are data, one file per family; `src/read/effects.ts` reads a command with them.
 */

/** A known set of paths, before the directory and the user are known. All of them stand for what lies below as well. */
export type Region =
  /** What the packages of a distribution consist of (`SYSTEM` in `src/read/regions.ts`); as a rule, less of it. */
  | 'system'
  /** The directory that the command is run in. */
  | 'cwd'
  /** Temporary files: /tmp, /var/tmp. */
  | 'tmp'
  /** The home directory of the user. */
  | 'home'
  /** An absolute path. */
  | `/${string}`
  /** A path in the working directory: `cwd:node_modules`, or files right in it: `cwd:*.gem`. */
  | `cwd:${string}`
  /** A path in the home directory: `home:.npm`. */
  | `home:${string}`
  /** A name in the working directory or in one above it: `above:package.json`. */
  | `above:${string}`
  /** Where a variable points to, if the file sets it: `$GOPATH`. */
  | `$${string}`
  | 'anything';

/** What an operand, or the value of an option, is to the command. */
export type Role =
  /** No path: a package, a mode, a user, an address. */
  | 'name'
  /** A file or directory that is read. */
  | 'reads'
  /** A file or directory that is made or replaced. */
  | 'writes'
  /** A file or directory that is changed in its place. */
  | 'changes'
  /** A file or directory that is taken away. */
  | 'removes'
  /** A directory that is made where it is missing, and those above it: `mkdir -p`. */
  | 'makes'
  /** The directory that the command works in from here on: `tar -C`. */
  | 'enters'
  /** Where one of the files goes: `cp`'s last operand. */
  | 'into'
  /** It, and all behind it, is a command line of its own. */
  | 'command'
  /** Shell text that is run. */
  | 'script'
  /** A package, or the path of one where it has a slash. */
  | 'package';

/** Roles of the words that are no options. */
export interface Operands {
  /** Of the first ones, in order. */
  readonly first?: readonly Role[];
  /** Of the last one, where there are two or more behind `first`. */
  readonly last?: Role;
  /** Of the others. */
  readonly rest: Role;
}

/** A word of a command as far as it is known. */
export interface Argument {
  /** As written. */
  readonly text: string;
  /** `null` when it depends on what is not known. */
  readonly value: string | null;
}

/** What one word of a command is to it. `at` counts from the word behind the name. */
export interface Use {
  readonly at: number;
  readonly role: Role;
  /** Read the word from this offset on: `-I/usr/include`, `of=/x`. */
  readonly from?: number;
}

/** What a call of a package manager does. */
export interface PackageCall {
  /** The family: `apt` for apt-get and aptitude too, `dnf` for yum and microdnf. */
  readonly manager: string;
  readonly does: 'install' | 'remove' | 'update' | 'upgrade' | 'clean' | 'download' | 'query' | 'configure';
  /** Where it keeps what it has downloaded, and its indexes. */
  readonly caches: readonly Region[];
  /** What makes it unsafe to change the image's files on the other side of it, for people. */
  readonly scripts?: string;
}

/** The words of a command line, without the name of the command. */
export type Words = readonly Argument[];

/** What the words are; `null` when that cannot be told. */
export type Uses = readonly Use[] | null;

/** What a command does, whatever its operands are. Everything that is left out is nothing. */
export interface Deeds {
  /** Besides its operands. */
  readonly reads?: readonly Region[];
  /** Besides its operands; it may also remove and read these. */
  readonly writes?: readonly Region[];
  /** Without roles, operands are names. `null`: nobody knows what they mean. */
  readonly operands?: Operands | null;
  /**
   * Options with a value, and what it is. `-o` is also read as `-oVALUE`, `--output` as `--output=VALUE`. Options that
   * are not here have no value.
   */
  readonly options?: Readonly<Record<string, Role>>;
  /** Where the line does not follow the usual syntax: the words that are paths; `null` when that cannot be told. */
  readonly uses?: (words: Words) => Uses;
  /**
   * Variables that it reads besides those that every program reads: names, or beginnings with `*` (`GIT_*`). `all` when it
   * runs what may read any; `system` for the scripts of a distribution's packages.
   */
  readonly environment?: readonly string[] | 'all' | 'system';
  /** Whether it asks other machines. */
  readonly network?: boolean;
  /** Whether it does another thing in another directory although no operand is a path. */
  readonly directory?: boolean;
  readonly packages?: PackageCall;
  /** What it writes besides its operands as a rule, where it may write more. */
  readonly writesAsRule?: readonly Region[];
  /** What it does with one of these options instead; the first that applies. */
  readonly variants?: readonly Variant[];
}

export interface Variant extends Deeds {
  /** Options that choose it; `-i` also stands in `-ie`, and `-i*` begins with it. */
  readonly when: readonly string[];
}

/** A row of a table. */
export interface CommandFacts extends Deeds {
  readonly names: readonly string[];
  /** The document that says so: a manual page, or an address. */
  readonly source: string;
  /** What it does by its first operand; one that is not here is not known. `''` for none. */
  readonly verbs?: Readonly<Record<string, Deeds>>;
}
