/** What a piece of shell does, and what has to be known of the place where it is run. */
import type { Value } from '../../model.js';
import type { PackageCall } from '../commands/facts.js';
import { meeting, union, type Paths } from '../regions.js';

export interface Surroundings {
  /** Working directory; `null` when unknown. */
  readonly directory: Value;
  /** Where the home directory of the user may be; `null` when unknown. */
  readonly homes: readonly string[] | null;
  readonly isRoot: boolean;
  /** The value of a variable when the shell starts: `null` when unknown, `undefined` when nothing in the file sets it. */
  readonly variable: (name: string) => Value | undefined;
  /** Names of variables that the file gives a value. */
  readonly names: () => readonly string[];
  /** Directories in PATH besides those that every distribution has; `null` stands for one that is not known. */
  readonly programs: readonly Value[];
  /** Whether a path is surely a directory. */
  readonly isDirectory: (path: string) => boolean;
  /** Whether a path may lead elsewhere: a symbolic link has been made there. */
  readonly isLink: (path: string) => boolean;
  /** Whether the shell stops at the first failure from the start. */
  readonly errexit: boolean;
  /**
   * Whether tools do what they do as a rule, and not all that they may: scripts of a distribution's packages leave alone
   * what belongs to the user, managers of a language and compilers read tools and not accounts.
   */
  readonly asRule: boolean;
  /** Places that the file has told a package manager to look at. */
  readonly told: (manager: string) => Paths;
}

export interface Effects {
  readonly reads: Paths;
  /** Made, changed or taken away. */
  readonly writes: Paths;
  /** Of what `reads` says, trees that it has nothing to do with. */
  readonly spares: readonly string[];
  /** A part of `writes`: what may be taken away. */
  readonly removes: Paths;
  /** Directories that root makes where they are missing, with the owner and the mode that all give them. */
  readonly makes: readonly string[];
  /** A part of `writes`: what may not have been there before. */
  readonly creates: readonly string[];
  /** Directories that have to be there, whatever is in them. */
  readonly needs: readonly string[];
  /** Symbolic links that it makes. */
  readonly links: Paths;
  /** Whether it does another thing in another directory. */
  readonly directory: boolean;
  /**
   * Whether it consists of nothing but programs of which everybody knows that they go by their operands: file utilities,
   * managers of packages and accounts.
   */
  readonly placeless: boolean;
  /** Names of variables, or beginnings with `*`; `all` when it may read any. */
  readonly environment: readonly string[] | 'all';
  readonly network: boolean;
  /** Programs that are looked up in PATH; `*` for any that a table knows. */
  readonly programs: readonly string[];
  readonly packages: readonly (PackageCall & { readonly names: readonly string[] })[];
  /** The first command that no table knows, as written; `null` when all are known. */
  readonly unknown: string | null;
}

export const nothing: Effects = {
  reads: [],
  writes: [],
  spares: [],
  removes: [],
  makes: [],
  creates: [],
  needs: [],
  links: [],
  directory: false,
  placeless: true,
  environment: [],
  network: false,
  programs: [],
  packages: [],
  unknown: null,
};

export const unknownEffects = (command: string): Effects => ({
  ...nothing,
  reads: 'anything',
  writes: 'anything',
  removes: 'anything',
  links: 'anything',
  directory: true,
  placeless: false,
  environment: 'all',
  network: true,
  unknown: command,
});

/** Whether a name is one of those listed: names, or beginnings with `*`. */
export const isListed = (name: string, list: readonly string[]): boolean =>
  list.some((one) => (one.endsWith('*') ? name.startsWith(one.slice(0, -1)) : one === name));

/** What neither of the two has to do with. */
function sparedByBoth(a: Effects, b: Effects): readonly string[] {
  if (a.spares.length + b.spares.length === 0) return [];
  const isFree = (path: string, { reads, spares }: Effects): boolean =>
    reads === 'anything' ? spares.includes(path) : meeting([path], reads) === null || spares.includes(path);
  return [...a.spares.filter((path) => isFree(path, b)), ...b.spares.filter((path) => isFree(path, a))];
}

const merged = <T>(a: readonly T[], b: readonly T[]): readonly T[] =>
  b.length === 0 ? a : [...new Set([...a, ...b])];

export function both(a: Effects, b: Effects): Effects {
  return {
    reads: union(a.reads, b.reads),
    writes: union(a.writes, b.writes),
    spares: [...new Set(sparedByBoth(a, b))],
    removes: union(a.removes, b.removes),
    makes: merged(a.makes, b.makes),
    creates: merged(a.creates, b.creates),
    needs: merged(a.needs, b.needs),
    links: union(a.links, b.links),
    directory: a.directory || b.directory,
    placeless: a.placeless && b.placeless,
    environment:
      a.environment === 'all' || b.environment === 'all' ? 'all' : merged(a.environment, b.environment),
    network: a.network || b.network,
    programs: merged(a.programs, b.programs),
    packages: [...a.packages, ...b.packages],
    unknown: a.unknown ?? b.unknown,
  };
}
