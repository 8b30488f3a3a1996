/**
 * The language of the cache tables: what package managers leave behind that an image does not need, what keeps them from
 * leaving it, and what takes it away. Tables are data, one file per kind of manager; `src/read/caches.ts` reads them.
 */
import type { Level } from '../../model.js';

/** Calls, by the name of the program without its folder, and by its first operands. */
export interface CallPattern {
  readonly programs: RegExp;
  /** Matched against the operands, joined by blanks, from the first on. */
  readonly verbs: RegExp;
  /** Words with which the call leaves nothing behind: the author has seen to it. */
  readonly unless?: RegExp;
}

/** Something that package managers leave behind. */
export interface CacheFacts {
  /** One word, for refusals and tests. */
  readonly id: string;
  readonly name: string;
  readonly source: string;
  /** The calls that fill it. */
  readonly fills: CallPattern;
  /** Absolute paths, or below the home directory: `~/.npm`. */
  readonly paths: readonly string[];
  /** Texts that name it, besides its paths: flags that forbid to fetch it again, commands that read it. */
  readonly named?: RegExp;
  /** Variables that turn it off, or move it to where somebody wants it. */
  readonly settings?: RegExp;
  /** Text with which an author keeps or removes it by a setting of the manager. */
  readonly configured?: RegExp;
  readonly flag?: SparingFlag;
  /** What we write behind the call where there is no flag, commands one after the other. */
  readonly cleanup?: readonly string[];
  /** The version from which on the program knows its cleanup. */
  readonly needs?: 'go 1.11';
  /** Commands that only clean it, besides `rm` of its paths. They are run by the program that fills it. */
  readonly cleanings?: RegExp;
  /** Set where its manager fails without it until it has been fetched again; others fetch what they miss. */
  readonly index?: IndexFacts;
  /** Where later calls of the same program, or the image's own command, would have to fetch it again at a price. */
  readonly wantedBy?: RegExp;
  /** It may hold more than what can be fetched again, or what is worked with: removed only where the user asks for it. */
  readonly isKept?: boolean;
  /** The level that allows to be without it; `prune` where it is left out. */
  readonly level?: Level;
  readonly mount?: MountFacts;
}

/** A flag that keeps a call from writing what would be cleaned. It stands behind the verb. */
export interface SparingFlag {
  readonly word: string;
  /** The calls that understand it. */
  readonly calls: CallPattern;
  /** Words that mean nothing beside it, and give way to it. */
  readonly replaces?: readonly string[];
  /** The programs that understand it only from some version on; the others are cleaned by `cleanup`. */
  readonly since?: 'pip 6' | 'rubygems 2';
}

/** An index that installations need. */
export interface IndexFacts {
  readonly programs: RegExp;
  readonly renews: RegExp;
  /** Verbs that work without it. */
  readonly free: RegExp;
  /** Words with which any call fetches a new one for itself. */
  readonly refreshes?: RegExp;
  /** Texts by which a step changes where packages come from. */
  readonly sources: RegExp;
}

/** How the cache is kept in a cache mount. https://docs.docker.com/reference/dockerfile/#run---mounttypecache */
export interface MountFacts {
  readonly targets: readonly MountTarget[];
  /** Two builds at a time may share it, or one has to wait. */
  readonly sharing: 'shared' | 'locked';
  /** Whether nothing is left beside the mounts. */
  readonly holdsAll: boolean;
  /** The flag with which a call takes no index from the mount that is out of date. */
  readonly refresh?: string;
  /** Only where the user asks for it: a local repository that may hold more than what can be fetched again. */
  readonly isKept?: boolean;
}

/** A directory that the manager keeps its cache in. */
export interface MountTarget {
  /** `~` is the home directory of the user. */
  readonly path: string;
  /** Base images that have it there, by their names; all when left out. */
  readonly images?: RegExp;
  /** It holds what was compiled against the libraries of the image: images must not share it. */
  readonly isBuilt?: boolean;
  /** What a RUN has to say, so that anything stays in the cache from one call to the next. */
  readonly keptBy?: RegExp;
  /** The variable that has to be set: with cgo, the build cache does not see that a library has changed. */
  readonly needs?: 'CGO_ENABLED=0';
}
