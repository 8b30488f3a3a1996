/** Parts that tables share: what the words of a command are, where its document says more than the usual syntax. */
import { mayBeOption } from './arguments.js';
import type { Argument, Deeds, PackageCall, Region, Role, Use, Uses, Words } from './facts.js';

/** Tells what the words are. */
export type UseReader = (words: Words) => Uses;

export const packageCall = (
  manager: string,
  does: PackageCall['does'],
  caches: readonly Region[] = [],
): PackageCall => ({ manager, does, caches });

/** The calls of one manager. */
export const packageCalls =
  (manager: string, caches: readonly Region[]) =>
  (does: PackageCall['does']): PackageCall =>
    packageCall(manager, does, caches);

/** The same value under each of some names, written with blanks between them. */
export function each<T>(names: string, value: T): Readonly<Record<string, T>> {
  return Object.fromEntries(
    names
      .trim()
      .split(/\s+/)
      .map((name) => [name, value]),
  );
}

/** The words of a text. */
export const list = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Options by the role of their value: `{ reads: '-r --requirement' }`. */
export function options(groups: Readonly<Partial<Record<Role, string>>>): Readonly<Record<string, Role>> {
  return Object.assign({}, ...Object.entries(groups).map(([role, names]) => each(names, role))) as Record<
    string,
    Role
  >;
}

/** A call that consists of these words alone, which does nothing but print: `--version`. All else is not known. */
export function only(names: string): UseReader {
  const known = names.split(' ');
  return (words) =>
    words.length > 0 && words.every(({ value }) => value !== null && known.includes(value)) ? [] : null;
}

/** A program that is known for its version only. */
export const printing = (names: string): Deeds => ({ uses: only(names) });

/** Never known: for variants. */
export const unknown: UseReader = () => null;

export interface Syntax {
  /** Options with a value. */
  readonly values: Readonly<Record<string, Role>>;
  /** The options without one; with this list, those that are in neither are not known. */
  readonly flags?: readonly string[];
  /** What each operand is; or what one is by its text, `null` when that cannot be told, and its place, from 0. */
  readonly operand: Role | ((value: string, index: number) => readonly Role[] | null);
  /** How many of the first operands are verbs. */
  readonly verbs?: number;
  /** How many operands there must be behind the verbs at least. */
  readonly least?: number;
  /** The beginning of a long option may stand for it, but that of these is an option of its own. */
  readonly whole?: readonly string[];
  /** Names of options have one dash: `-ldflags VALUE`, `-o=VALUE`. */
  readonly oneDash?: boolean;
}

interface Step {
  readonly uses: readonly Use[];
  readonly next: number;
}

/** Reads a line with options and operands in any order, `--` before operands only. */
export function reader(syntax: Syntax): UseReader {
  return (words) => {
    const uses: Use[] = [];
    let ended = false;
    let count = 0;
    for (let at = 0; at < words.length;) {
      const word = words[at];
      if (!ended && word?.value === '--') {
        ended = true;
        at += 1;
        continue;
      }
      const isOption = !ended && word !== undefined && /^["']?-./.test(word.text);
      const step = isOption ? optionAt(words, at, syntax) : operandAt(words, at, count, syntax);
      if (step === null) return null;
      if (!isOption) count += 1;
      uses.push(...step.uses);
      at = step.next;
    }
    return count < (syntax.verbs ?? 0) + (syntax.least ?? 0) ? null : uses;
  };
}

function operandAt(words: readonly Argument[], at: number, index: number, syntax: Syntax): Step | null {
  const verbs = syntax.verbs ?? 0;
  const word = words[at];
  if (word === undefined) return null;
  if (index < verbs) return word.value === null ? null : { uses: [], next: at + 1 };
  if (mayBeOption(word)) return null;
  if (typeof syntax.operand === 'string') return { uses: [{ at, role: syntax.operand }], next: at + 1 };
  const value = word.value ?? nameIn(word.text);
  const roles = value === null ? null : syntax.operand(value, index - verbs);
  if (roles === null) return null;
  // Of a word that is not known to its end, the start says whether it is a path.
  const isName = word.value === null && !/^[./]/.test(value ?? '');
  const taken = isName ? roles.filter((role) => role === 'package') : roles;
  return { uses: taken.map((role) => ({ at, role })), next: at + 1 };
}

/**
 * Of a word that is not known: `pkg==` of `pkg==$VERSION`, where what follows is a version, and `pkg[extra]`, which is a
 * pattern that no file has the name of. Of a path, what is in front.
 */
function nameIn(text: string): string | null {
  return (
    /^["']?((?:[a-z]+\+)?(?:https?|git|ssh):\/\/)/.exec(text)?.[1] ??
    /^["']?(\.{0,2}\/[\w./-]*|@[\w-]+\/[\w.-]+@)["']?\$/.exec(text)?.[1] ??
    /^["']?([A-Za-z][\w.+-]*(?:\[[\w.,-]*\])?(?:[=<>~!]=|@|=|:|\[)?)["']?\$(?!.*\/)/.exec(text)?.[1] ??
    /^\.{1,2}[\w./-]*\[[\w,.-]*\]$/.exec(text)?.[0] ??
    /^(?:[a-z][\w-]*::)?[A-Za-z][\w.-]*(?:\[[\w.,-]*\])?(?:[=<>~!]+[\w.*]*)?$/.exec(text)?.[0] ??
    null
  );
}

function optionAt(words: readonly Argument[], at: number, syntax: Syntax): Step | null {
  const word = words[at];
  if (word === undefined) return null;
  const text = word.value ?? word.text;
  const equals = text.indexOf('=');
  const name = equals === -1 ? text : text.slice(0, equals);
  const key = syntax.oneDash ? name.replace(/^--/, '-') : name;
  const role = own(syntax.values, key);
  if (role !== undefined && equals === -1) return valueBehind(words, at, role, word.value !== null);
  if (role !== undefined) return attached(word, at, role, equals + 1);
  if (syntax.oneDash || key.startsWith('--')) return isFlag(key, syntax) ? { uses: [], next: at + 1 } : null;
  return clusterAt(words, at, syntax);
}

function isFlag(key: string, { values, flags, whole }: Syntax): boolean {
  if (flags) return flags.includes(key);
  if (whole === undefined || whole.includes(key)) return true;
  return !Object.keys(values).some((name) => name.startsWith(key));
}

const own = (values: Readonly<Record<string, Role>>, key: string): Role | undefined =>
  Object.hasOwn(values, key) ? values[key] : undefined;

function valueBehind(words: readonly Argument[], at: number, role: Role, isKnown: boolean): Step | null {
  const value = words[at + 1];
  if (value === undefined || !isKnown) return null;
  return { uses: [{ at: at + 1, role }], next: at + 2 };
}

function attached(word: Argument, at: number, role: Role, from: number): Step | null {
  // Where the value begins is known of a word without expansions only.
  if (word.value === null) return role === 'name' ? { uses: [], next: at + 1 } : null;
  return { uses: [{ at, role, from }], next: at + 1 };
}

/** `-xvf VALUE`, `-j4`. */
function clusterAt(words: readonly Argument[], at: number, syntax: Syntax): Step | null {
  const word = words[at];
  if (word === undefined) return null;
  const text = word.value ?? word.text;
  for (let index = 1; index < text.length; index += 1) {
    const key = `-${text[index] ?? ''}`;
    const role = own(syntax.values, key);
    if (role === undefined) {
      if (!/^-\w$/.test(key) || (syntax.flags && !syntax.flags.includes(key))) return null;
    } else if (index + 1 < text.length) return attached(word, at, role, index + 1);
    else return valueBehind(words, at, role, word.value !== null);
  }
  return { uses: [], next: at + 1 };
}

const ADDRESS = /^(?:[a-z]+\+)?(?:https?|ssh|git|ftp):\/\//i;

export const isAddress = (value: string): boolean => ADDRESS.test(value);

/**
 * What the name of a package is to an installer that takes paths too; `path` is the role of such a path. A path in the
 * middle of other text cannot be told.
 */
export function packageRole(path: Role): (value: string) => readonly Role[] | null {
  return (value) => {
    if (/file:|[@\s]\s*[./~]+\//i.test(value)) return null;
    if (ADDRESS.test(value) || /^[\w.-]+(?:\[[\w.,-]*\])?\s*@\s*(?:\w+\+)?\w+:\/\//.test(value))
      return ['package'];
    const isPath =
      /^[.~]/.test(value) || value.includes('/') || /\.(?:zip|whl|egg|t[a-z]+z2?|tar(?:\.\w+)?)$/.test(value);
    if (!isPath || /^@[\w.-]+\/[\w.-]+(?:@[\w.^~><=*+-]*)?$/.test(value)) return ['package'];
    if (/^\.{0,2}(?:\/[\w./-]*)?\[[\w,.-]*\]$/.test(value)) return ['package'];
    return /[[\];\s*?{]/.test(value) ? null : ['package', path];
  };
}

/** The name of a package that is also looked for as a file in the working directory. */
export const nameOrFile = (value: string): readonly Role[] | null =>
  isAddress(value) ? ['package'] : /^~|[[\];\s*?{]|file:/.test(value) ? null : ['package', 'reads'];

/** Names of packages only: what looks like a path cannot be told. */
export const plainName = (value: string): readonly Role[] | null =>
  isAddress(value) ? ['package'] : /^[.~]|\/|file:/.test(value) ? null : ['package'];

/** Options that say where files will be installed, later (GNU Coding Standards, 7.2.5). */
const LATER =
  /^--(?:exec-)?prefix=|^--(?:s?bin|libexec|sysconf|sharedstate|localstate|runstate|lib|(?:old)?include|dataroot|data|info|locale|man|doc|html|dvi|pdf|ps)dir=/;

/** The arguments of a `configure` script: `--with-gmp=/opt/gmp`. Paths inside of other text cannot be told. */
export function configureArguments(words: readonly Argument[]): readonly Use[] | null {
  const uses: Use[] = [];
  for (const [at, { text, value }] of words.entries()) {
    if (LATER.test(value ?? text)) continue;
    if (value === null) {
      // What is not known is a name as long as it is no whole argument.
      if (!/^--(?:build|host|target|enable-[\w-]+|with-libdir)="?[\w/]*\$/.test(text)) return null;
    } else if (value.includes('/') && !isAddress(value)) {
      const path =
        /^(?:[\w.+-]+=)(?:[\w.+-]+,)?([\w./+-]+)$/.exec(value)?.[1] ??
        (/^[\w./+-]+$/.test(value) ? value : null);
      if (path === null) return null;
      uses.push({ at, role: 'changes', from: value.length - path.length });
    }
  }
  return uses;
}

/** What settings of a project are in: it is built where this file is, so more is written than the file. */
const PROJECT_FILE =
  /\.(?:xml|toml|ya?ml|json|gradle|kts|\w*proj|slnx?|cabal|rockspec|sbt|mk|txt|project)$|(?:^|\/)\w*[Mm]akefile\w*$/;
const isElsewhere = (path: string): boolean => /^\/|(?:^|\/)\.\.(?:\/|$)|^~/.test(path);

/** A number of jobs. */
const JOBS =
  /^["']?(?:-[jlT]|--(?:jobs|parallel|threads)=)\d*["']?[$`]|^["']?[$`][({]?(?:nproc|getconf|\w*(?:JOBS|CPUS?|CORES|THREADS)\b)/i;

/**
 * Reads the line of a build, which may read anything and write in the working directory: every word that may be a
 * path elsewhere is changed. `knows` says of each word that is no path elsewhere whether its meaning is known.
 * @param read options whose value, the next word, is a file that is only read
 */
export function build(
  knows: (value: string, index: number) => boolean,
  read: readonly string[] = [],
): UseReader {
  return (words) => {
    const uses: Use[] = [];
    for (const [at, { text, value }] of words.entries()) {
      if (read.includes(words[at - 1]?.value ?? '')) continue;
      if (value === null) {
        if (JOBS.test(text)) continue;
        return null;
      }
      const from = pathIn(value);
      const path = value.slice(from);
      if (!knows(value, at)) return null;
      if (isAddress(path) || !isElsewhere(path)) {
        if (/ [-./]|[:;,]\//.test(path.replace(ADDRESS, ''))) return null;
      } else if (PROJECT_FILE.test(path) || /[\s:;,*?[]/.test(path)) return null;
      else uses.push({ at, role: 'changes', from });
    }
    return uses;
  };
}

/** Where the path in a word begins: behind `=`, or behind the letter of an option. */
function pathIn(value: string): number {
  const equals = /^-*[\w.:+-]+\+?=/.exec(value)?.[0].length;
  if (equals !== undefined) return equals;
  return /^-[A-Za-z][./~]/.test(value) ? 2 : 0;
}
