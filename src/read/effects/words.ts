/** Words of a command as far as their text can be known, and the paths that they stand for. */
import type { ShellWord, Value } from '../../model.js';
import type { Argument } from '../commands/facts.js';
import { isWithin, resolvePath } from '../paths.js';
import type { Paths } from '../regions.js';

/** A word with what is known of its beginning. */
export interface Word extends Argument {
  /** What is surely in front, variables replaced; the whole word when `value` is known. */
  readonly beginning: string;
  /** What a variable in it asks for. */
  readonly names: readonly string[];
}

/** Stands for the rest of a path that `mktemp` has made. */
export const MADE_BY_MKTEMP = '/tmp/\0';

/** What a variable holds where the word stands: `undefined` when nothing has set it. */
export type Variables = (name: string) => Value | undefined;

/** @param home what `~` stands for; `null` when that is not one known directory */
export function readWord(word: ShellWord, variables: Variables, home: Value): Word {
  const names = word.expansions.flatMap((expansion) =>
    expansion.kind === 'variable' ? [expansion.name] : expansion.kind === 'arithmetic' ? expansion.names : [],
  );
  const { text } = word;
  if (word.value !== null) return { text, value: word.value, beginning: word.value, names };
  const { beginning, whole } = expand(text, variables, home);
  const known = whole && !beginning.includes('\0');
  return { text, value: known ? beginning : null, beginning: beginning.replace(/\0[^]*$/, ''), names };
}

/** A word that stands for itself. */
export const literalWord = (text: string): Word => ({ text, value: text, beginning: text, names: [] });

/** A word without its first characters. */
export function cutWord(word: Word, from: number): Word {
  return {
    ...word,
    text: word.text.slice(from),
    value: word.value === null ? null : word.value.slice(from),
    beginning: word.beginning.slice(from),
  };
}

interface Expanded {
  readonly beginning: string;
  /** False where what follows is not known, or a pattern. */
  readonly whole: boolean;
}

function expand(text: string, variables: Variables, home: Value): Expanded {
  let rest = text;
  let beginning = '';
  let quoted = false;
  const tilde = /^~(?=\/|$)/.exec(rest);
  if (tilde) {
    if (home === null) return { beginning: '', whole: false };
    beginning = home;
    rest = rest.slice(1);
  } else if (rest.startsWith('~')) return { beginning: '', whole: false };
  while (rest !== '') {
    const part =
      /^(?:'([^']*)'|(")|\\(.)|\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})|([^'"\\$`*?[{]+)|(.))/s.exec(rest);
    if (part === null) break;
    const [all, single, double, escaped, plain, braced, letters, other] = part;
    rest = rest.slice(all.length);
    const name = plain ?? braced;
    if (single !== undefined && !quoted) beginning += single;
    else if (double !== undefined) quoted = !quoted;
    else if (escaped !== undefined) beginning += escaped;
    else if (letters !== undefined) beginning += letters;
    else if (name !== undefined) {
      const value = variables(name);
      // What is not quoted is split at blanks, and its patterns look for files.
      const splits =
        !quoted && (value === '' || /[\s*?[]/.test(value ?? '') || variables('IFS') !== undefined);
      if (value == null || splits) return { beginning, whole: false };
      beginning += value;
    } else if (quoted && other !== undefined && !/[$`]/.test(other)) beginning += other;
    else return { beginning, whole: false };
  }
  return { beginning, whole: true };
}

/** Where a command stands: candidates for its working directory; `null` when it may be any. */
export type Directories = readonly string[] | null;

export interface Found {
  readonly paths: Paths;
  /** Whether the working directory made a difference. */
  readonly relative: boolean;
}

const NO_FILES = /^\/dev\/(?:null|zero|full|std(?:in|out|err)|tty|u?random|fd\/\d+)$/;

/**
 * The paths that a word may stand for: one, or the directory in which what is not known of it begins. What stands
 * behind an unknown value is taken to lie below it: nobody writes `..` there.
 */
export function pathsOf(word: Word, directories: Directories, isLink: (path: string) => boolean): Found {
  const { value, beginning } = word;
  if (value !== null && (value === '-' || value === '' || NO_FILES.test(value)))
    return { paths: [], relative: false };
  const path = value ?? beginning.slice(0, beginning.lastIndexOf('/') + 1);
  const relative = !beginning.startsWith('/');
  // Its first letter may be a slash.
  if (relative && value === null && !/^[\w.]/.test(startOf(word))) return { paths: 'anything', relative };
  if (relative && directories === null) return { paths: 'anything', relative };
  const found = new Set<string>();
  for (const directory of relative ? (directories ?? []) : ['/']) {
    const resolved = resolvePath(directory, path === '' ? '.' : path);
    if (resolved === null || resolved === '/' || isLink(resolved)) return { paths: 'anything', relative };
    found.add(resolved);
  }
  return { paths: [...found], relative };
}

/** What a word that is not known begins with: `*` and `?` match no slash. */
const startOf = ({ beginning, text }: Word): string =>
  beginning !== '' ? beginning : /^[*?[]/.test(text) ? 'x' : text.startsWith('{') ? '{' : '$';

/** Whether one of the links lies on the way to a path. */
export const leadsThrough = (links: Paths, path: string): boolean =>
  links !== 'anything' && links.some((link) => isWithin(path, link));
