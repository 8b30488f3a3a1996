/**
 * The plugin author's door: the only file of `src/` that a transform imports.
 *
 * A transform looks at one Dockerfile and yields findings: rewrites and refusals. It never changes
 * anything itself; `src/rewrite/` chooses among the findings and applies the edits.
 */
import type { Dockerfile, Instruction, Level, Span } from './model.js';

export type * from './model.js';
export { andList, failsHard, isUnmovedBy, optionsTurnedOn, setOperands } from './read/errexit.js';
export {
  APT_LISTS,
  CACHES,
  callOf,
  changesSources,
  cleaningOf,
  clears,
  fills,
  isUnder,
  matches,
  mentions,
  OFFLINE,
  placesOf,
  saidIn,
  sparedAt,
  touches,
  useOfIndex,
  verbLength,
  type CacheFacts,
  type Call,
  type MountPlace,
} from './read/caches.js';
export {
  checksList,
  copiesOut,
  covers,
  ELSEWHERE,
  fetchedBy,
  isGiven,
  isLinked,
  isMktemp,
  isReset,
  isTemporary,
  isWrittenDown,
  looksOnly,
  loopWords,
  madeBy,
  placeAt,
  plainWord,
  settingsIn,
  speaksOf,
  takes,
  takesOut,
  usesUp,
  type Place,
  type Settings,
  type Stand,
} from './read/leftovers.js';
export {
  attributeCall,
  hasNoLinkAt,
  hasNothingAt,
  isFileName,
  isNumeric,
  isOwnName,
  makesNoLinkAt,
  makesNothingAt,
  mayImport,
  modeAfter,
  ownerOf,
  resolvesNoLinks,
  type AttributeCall,
  type Copied,
} from './read/attributes.js';
export { isQuiet, readsLast, simpleCommands, wordValue } from './read/commands.js';
export { factsOf } from './read/images.js';
export {
  areMadeAlike,
  boundAnyway,
  fillsFolder,
  influenceOf,
  installsIn,
  isProjectPlace,
  isRealFolder,
  mayMislead,
  maySetUp,
  mayTell,
  movesHome,
  namesFiles,
  namesRead,
  projectIn,
  readFrom,
  type Bound,
  type Installs,
  type Project,
  type Tree,
} from './read/manifests.js';
export { conflict, isRoot, mayRead, nothing, type CommandCall, type Effects } from './read/effects.js';
export {
  dependenciesOf,
  reasonBetween,
  variableRead,
  variableSeen,
  type Dependency,
  type GraphOptions,
  type Reason,
} from './graph/graph.js';
export { bindsFor, callsOf, copiedOf, effectsOf } from './graph/instruction.js';
export {
  areApart,
  bindText,
  isForTheWhile,
  isHarmless,
  isOldFrontend,
  keepsToItself,
  mayHide,
  mentionsIt,
  readsOnly,
  removesAlone,
  type Bind,
} from './read/binds.js';
export { downloadOf } from './read/downloads.js';
export { levelsOf, orderOf, type Item, type Side } from './graph/schedule.js';
export { boundaryBefore, partsOf } from './read/boundaries.js';
export { existsBefore } from './read/directories.js';
export { isProgram, programsIn } from './read/programs.js';
export { isWithin, resolvePath } from './read/paths.js';
export { ALWAYS_THERE, canonical, meeting } from './read/regions.js';
export { addsMore, ownFlag } from './read/unpacking.js';
export { readsStartupFiles } from './read/startup.js';
export { mayRemove } from './read/removals.js';
export { endsWithItsRun, makesHardLinks } from './read/run-scope.js';
export { parseShell, readShell } from './read/shell.js';
export { stateLeftBy, type ShellState } from './read/shell-state.js';
export { sourceOffset, sourceSpan } from './read/joined.js';

/** `release`: fewest layers and bytes. `dev`: least work after an edit. */
export type Mode = 'release' | 'dev';

/**
 * What becomes of the caches of package managers. `clean`: they are removed from the layers that ship. `mount`: they go to
 * cache mounts, and those that can't are removed. `keep`: nothing.
 */
export type Caches = 'clean' | 'mount' | 'keep';

/** The program that builds the output. What it cannot do is not emitted. */
export type Builder = 'buildkit' | 'classic' | 'buildah';

/** Replace a range of the file by `text`. An empty range inserts; an empty `text` deletes. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What rewrites say of their result, and the proof has to find true. */
export interface Claim {
  readonly level: Level;
  /** Places in the text before that the result is without, at `reshape`: everything else must still be done. */
  readonly drops: readonly Span[];
}

export interface Rewrite {
  readonly kind: 'rewrite';
  /** The instructions concerned: the span that the explanation quotes. */
  readonly at: Span;
  readonly edits: readonly Edit[];
  /** Facts relied on, each a sentence a reader can check. */
  readonly relies: readonly string[];
  /** One line: why the result is the same and better. */
  readonly because: string;
  /** Level of this rewrite; at most the transform's own. */
  readonly level: Level;
  /**
   * At `reshape`: the places in the text whose meaning the result is without. The result has to be the same build as
   * the text that is left when they are cut out.
   */
  readonly drops?: readonly Span[];
}

export interface Refusal {
  readonly kind: 'refusal';
  readonly at: Span;
  /** A key of the transform's `refusals`. */
  readonly reason: string;
  /** What in particular: the command, the variable, the flag. */
  readonly detail?: string;
}

export type Finding = Rewrite | Refusal;

export interface TransformOptions {
  readonly builder: Builder;
  readonly mode: Mode;
  readonly caches: Caches;
  /** Whether a pragma asks that this instruction be left alone. */
  readonly ignores: (instruction: Instruction) => boolean;
  /** The transform's own options, defaults filled in. */
  readonly values: Readonly<Record<string, OptionValue>>;
}

export type OptionValue = string | number | boolean;

export interface OptionSpec {
  readonly summary: string;
  readonly default: OptionValue;
  /** The allowed values, where they are few. */
  readonly choices?: readonly OptionValue[];
}

export interface Transform {
  /** kebab-case, verb and object: `merge-runs`. */
  readonly name: string;
  readonly summary: string;
  /** Why the rewrite is worth having, one paragraph. */
  readonly why: string;
  /** The most that its rewrites may change in the image. */
  readonly level: Level;
  /** Each reason for which it refuses, and what it means. */
  readonly refusals: Readonly<Record<string, string>>;
  readonly options?: Readonly<Record<string, OptionSpec>>;
  /** hadolint rules and BuildKit checks whose ignore pragmas also silence this transform. */
  readonly silencedBy?: readonly string[];
  readonly find: (file: Dockerfile, options: TransformOptions) => Iterable<Finding>;
}

/** Declares a transform; the identity, for its type. */
export function defineTransform(transform: Transform): Transform {
  return transform;
}

/** The stages whose instructions may be collapsed in release mode. */
export function shippedInstructions(file: Dockerfile): readonly (readonly Instruction[])[] {
  return file.stages.filter((stage) => stage.shipped).map((stage) => stage.instructions);
}
