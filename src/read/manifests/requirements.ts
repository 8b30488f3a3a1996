/** Lists of requirements. https://pip.pypa.io/en/stable/reference/requirements-file-format/ */
import { bound, linesOf, type Bound, type Project } from './facts.js';

const ADDRESS = /^https?:\/\/\S+$/;
/** A package by its name, with extras, versions and markers. https://packaging.python.org/en/latest/specifications/dependency-specifiers/ */
const PACKAGE = /^[A-Za-z0-9][\w.-]*\s*(?:\[[\w\s,.-]*\])?\s*(?:\(?[=<>!~][^/\\]*)?(?:;.*)?$/;
/** An archive, by its name. */
const ARCHIVE = /\.(?:whl|zip|tar|tgz|tbz2?|txz|tar\.\w+|egg)$/i;
/** From another place than the project; `git+` and its kin are taken into a temporary directory. */
const REMOTE =
  /^[A-Za-z0-9][\w.-]*\s*(?:\[[\w\s,.-]*\])?\s*@\s*(?:(?:git|hg|svn|bzr)\+)?https?:\/\/\S+(?:\s*;.*)?$|^(?:(?:git|hg|svn|bzr)\+)?https?:\/\/\S+$/;

/** Options of a list of requirements that say nothing of files. https://pip.pypa.io/en/stable/reference/requirements-file-format/ */
const LIST_OPTION =
  /^(?:(?:-i|--index-url|--extra-index-url|-f|--find-links)[\s=]+https?:\/\/\S+|--trusted-host[\s=]+\S+|--no-index|--pre|--prefer-binary|--require-hashes|--(?:no-binary|only-binary)[\s=]+[\w.:,-]+)$/;

/**
 * A folder, with extras and markers. It is looked for from the working directory on, wherever it is named.
 * https://pip.pypa.io/en/stable/cli/pip_install/#local-project-installs
 */
const FOLDER =
  /^(?:(?:[A-Za-z0-9][\w.-]*\s*(?:\[[\w\s,.-]*\])?\s*@\s*)?file:\/\/(?=\/))?((?:\.?\/)?[\w.-]+(?:\/[\w.-]+)*\/?)(?:\[[\w\s,.-]*\])?(?:\s*;.*)?$/;

/** Whether a requirement may name a folder. */
export function isFolderLine(line: string): boolean {
  const path = FOLDER.exec(line)?.[1] ?? '';
  return path.includes('/') && !ARCHIVE.test(path);
}

/** A path below the project, from a folder of it on; `null` for one that leads elsewhere. */
function pathIn({ place }: Project, from: string, path: string): string | null {
  const isOwn = path.startsWith(`${place}/`);
  if (path.startsWith('/') && !isOwn) return null;
  const found: string[] = isOwn || from === '' ? [] : from.split('/');
  for (const part of (isOwn ? path.slice(place.length + 1) : path).split('/')) {
    if (part === '..' && found.pop() === undefined) return null;
    if (!/^\.{0,2}$/.test(part)) found.push(part);
  }
  return found.length === 0 ? null : found.join('/');
}

const folderOf = (path: string): string => path.split('/').slice(0, -1).join('/');

export interface Requirements {
  readonly lists: readonly string[];
  readonly folders: readonly string[];
}

/**
 * All lists that are read, from the given ones on, and the folders that they name, or why that cannot be told.
 * @param named requirements of the call that name folders
 */
export function listsFrom(
  project: Project,
  names: readonly string[],
  named: readonly string[],
): Requirements | Bound {
  const found = new Set<string>();
  const folders = new Set<string>();
  const waiting = names.map((name) => ({ name, from: '' }));
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    if (ADDRESS.test(one.name)) continue;
    const plain = /^[\w.@+/-]+$/.test(one.name) ? pathIn(project, one.from, one.name) : null;
    if (plain === null) return bound('content', `${one.name} lies elsewhere`);
    if (found.has(plain)) continue;
    found.add(plain);
    const lines = linesIn(project, plain);
    if ('reason' in lines) return lines;
    for (const line of lines) {
      const other = /^(?:-r|--requirement|-c|--constraint)[\s=]*(\S+)$/.exec(line)?.[1];
      if (other !== undefined) waiting.push({ name: other, from: folderOf(plain) });
      else if (isPlainLine(line)) continue;
      else if (isFolderLine(line)) folders.add(line);
      else return bound('sources', `${plain}: ${line}`);
    }
  }
  const paths = [...named, ...folders].map((line) => pathIn(project, '', FOLDER.exec(line)?.[1] ?? '/'));
  const known = paths.filter((path) => path !== null);
  return known.length < paths.length
    ? bound('sources', [...named, ...folders][paths.indexOf(null)] ?? '')
    : { lists: [...found], folders: [...new Set(known)] };
}

function linesIn(project: Project, list: string): readonly string[] | Bound {
  if (project.kindOf(list) === null) return bound('missing', list);
  const lines = linesOf(project, list);
  if (lines === null) return bound('content', `${list} cannot be read`);
  // pip ends a requirement there, and these lines are told without blank ones and comments.
  return /\\\r?\n[ \t]*(?:#|\r?\n|$)/.test(project.textOf(list) ?? '')
    ? bound('content', `${list}: a line goes on in a blank one`)
    : joined(lines);
}

/** A line that ends in a backslash goes on. */
const joined = (lines: readonly string[]): readonly string[] =>
  lines
    .join('\n')
    .replace(/\\\n/g, ' ')
    .split('\n')
    .map((line) => line.trim());

export function isPlainLine(line: string): boolean {
  const bare = line.replace(/\s--hash[\s=]\S+/g, '').trim();
  if (LIST_OPTION.test(bare)) return true;
  // An archive may have extras and markers behind it.
  const name = bare.replace(/\s*;.*$/, '').replace(/\s*\[[^\]]*\]$/, '');
  const isArchive = ARCHIVE.test(name) || ARCHIVE.test(bare);
  // Options of a requirement are given to what builds it.
  return !/\s--?\w/.test(bare) && (REMOTE.test(bare) || (PACKAGE.test(bare) && !isArchive));
}
