/**
 * The language of the tables of installs: which files of a project a call that installs its dependencies reads, what it
 * writes there, and where nobody can tell. One file per family; each row has its source.
 */

/** The folder of the build context that is copied. Paths are relative to it. */
export interface Project {
  /** Where it goes: an absolute path. */
  readonly place: string;
  /** What there is; `null` for nothing. */
  readonly kindOf: (path: string) => 'file' | 'directory' | 'link' | 'other' | null;
  /** Whether tools are taken to do what they do as a rule, in place of all that they may do. */
  readonly asRule: boolean;
  /** The text of a file; `null` where it cannot be read. */
  readonly textOf: (path: string) => string | null;
  /** Names of what is in a folder; `null` where that is not known. */
  readonly namesIn: (path: string) => readonly string[] | null;
}

/** Why an install cannot be parted from the sources. */
export interface Bound {
  /** Whether that is not so as a rule. */
  readonly isUnusual?: true;
  readonly reason:
    /** It may write a file that is copied. */
    | 'lock'
    /** A file that it needs is not there. */
    | 'missing'
    /** What a file says is not followed, or cannot be read. */
    | 'content'
    /** Scripts are run that may read the sources. */
    | 'scripts'
    /** It reads the sources itself. */
    | 'sources'
    /** The project has something where it writes. */
    | 'written'
    /** An option that is not known. */
    | 'options';
  readonly detail: string;
}

/** What a variable that the file sets may do to an install. */
export type Influence =
  /** Nothing to where it reads and writes, with a value like this. */
  | { readonly kind: 'free'; readonly values: RegExp }
  /** It names a place, or a list of places, that has to be apart from the project. */
  | { readonly kind: 'places' };

export interface Variables {
  readonly names: RegExp;
  readonly influence: Influence;
}

/** A call that installs what a project depends on, or does no more than to prepare that. */
export interface Install {
  /** What it reads of the project: files, and folders with all that is in them, by their paths in it. */
  readonly reads: (project: Project) => readonly string[] | Bound;
  /** Why it cannot be parted from the sources, whatever they are. */
  readonly bound: Bound | null;
}

/** The words of a call. */
export type Words = readonly string[];

/** Tools of one kind. */
export interface Family {
  readonly source: string;
  /** What a call is; `null` for a call of something else. `before` are the calls of the same RUN in front of it. */
  readonly installOf: (words: Words, before: readonly Words[], variable: Lookup) => Install | null;
  /** Calls that have to do neither with the project nor with its folder: caches are cleaned. */
  readonly isBeside: (words: Words) => boolean;
  /** Variables that it reads; those that are not here, and are its own, may do anything. */
  readonly variables: readonly Variables[];
  /** All names of variables that are its own. */
  readonly own: RegExp;
  /** Texts by which an earlier instruction may have told it to look elsewhere, or to run something else. */
  readonly settings: RegExp;
}

/** The value that ENV gives a variable; `null` where there is none or it is not known. */
export type Lookup = (name: string) => string | null;

export const isBound = (found: readonly string[] | Bound): found is Bound => 'reason' in found;

export const bound = (reason: Bound['reason'], detail: string): Bound => ({
  reason,
  detail: detail.replace(/\s+/g, ' ').trim().slice(0, 80),
});

/** An install of which nothing is read. */
export const never = (reason: Bound['reason'], detail: string): Install => ({
  reads: () => [],
  bound: bound(reason, detail),
});

/** Options of a call: `name` or `name=value` and, where they take a value, the word behind. */
export interface Options {
  readonly flags: RegExp;
  /** Those whose value stands behind them, or behind `=`, and what it may be. */
  readonly values: readonly (readonly [RegExp, RegExp])[];
}

/** Values of the options by name, and the operands; the word that is not known otherwise. */
export function readOptions(
  words: Words,
  { flags, values }: Options,
): { readonly given: readonly (readonly [string, string])[]; readonly operands: Words } | string {
  const given: (readonly [string, string])[] = [];
  const operands: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const [, name = word, inline] = /^(--?[\w-]+)=([^]*)$/.exec(word) ?? [];
    const takes = values.find(([names]) => names.test(name));
    if (!word.startsWith('-')) operands.push(word);
    else if (flags.test(word)) given.push([word, '']);
    else if (takes === undefined) return word;
    else {
      if (inline === undefined) at += 1;
      const value = inline ?? words[at] ?? '';
      if (!takes[1].test(value)) return `${name} ${value}`;
      given.push([name, value]);
    }
  }
  return { given, operands };
}

/** Files of the managers of versions whose programs may stand behind any name. https://mise.jdx.dev/configuration.html */
const MANAGERS = ['.tool-versions', '.prototools', 'mise.toml', '.mise.toml'];
const LOCAL_MANAGERS = ['mise.local.toml', '.mise.local.toml', 'mise', '.mise'];
/** Sections that tell versions alone: others name files, programs and variables. */
const isPlainManager = (text: string): boolean =>
  !/^\s*\[(?!(?:tools|settings|tasks|plugins)[\].])|^\s*env\b|_\./m.test(text);

/** Of these files those that are there; a name that is no file, and each that may not be there, is told. */
export function filesOf(
  project: Project,
  needed: readonly string[],
  optional: readonly string[],
  absent: Readonly<Record<string, Bound['reason']>>,
): readonly string[] | Bound {
  for (const [name, reason] of Object.entries(absent))
    if (project.kindOf(name) !== null) return bound(reason, name);
  const missing = needed.find((name) => project.kindOf(name) === null);
  if (missing !== undefined) return bound('missing', missing);
  const manager =
    LOCAL_MANAGERS.find((name) => project.kindOf(name) !== null) ??
    MANAGERS.find((name) => project.kindOf(name) === 'file' && !isPlainManager(project.textOf(name) ?? '['));
  if (manager !== undefined) return bound('content', manager);
  const found = [...needed, ...optional, ...MANAGERS].filter((name) => project.kindOf(name) !== null);
  const linked = needed.find((name) => !liesInFolders(project, name));
  if (linked !== undefined) return bound('content', `${linked} lies behind a link`);
  const odd = found.find((name) => project.kindOf(name) !== 'file');
  return odd === undefined ? found : bound('content', `${odd} is no file`);
}

/** Whether all folders that a path leads through are folders, and no links to others. */
export const liesInFolders = ({ kindOf }: Project, path: string): boolean =>
  path
    .split('/')
    .slice(0, -1)
    .every((_, at, parts) => kindOf(parts.slice(0, at + 1).join('/')) === 'directory');

/** A file of the project that is there and says what is not followed, or cannot be read. */
export function unfitText(
  project: Project,
  names: readonly string[],
  odd: RegExp,
  reason: Bound['reason'] = 'content',
): Bound | null {
  for (const name of names) {
    const text = project.kindOf(name) === 'file' ? project.textOf(name) : '';
    if (text === null) return bound('content', `${name} cannot be read`);
    const found = odd.exec(text)?.[0];
    if (found !== undefined) return bound(reason, `${name}: ${found}`);
  }
  return null;
}

/** An object of a file in JSON; `null` where it cannot be read. */
export function jsonOf(project: Project, name: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse((project.textOf(name) ?? '').replace(/^\uFEFF/, ''));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Lines of a file without comments that begin with `#`, blank ones left out; `null` where it cannot be read. */
export const linesOf = (project: Project, name: string): readonly string[] | null =>
  project
    .textOf(name)
    ?.replace(/^\uFEFF/, '')
    .split(/\r?\n|\r/)
    .map((line) => line.replace(/(?:^|\s)#.*$/, '').trim())
    .filter((line) => line !== '') ?? null;
