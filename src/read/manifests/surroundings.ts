/** What else may lie where an installation looks, or lead it into the project: earlier COPYs, values of variables, shells. */
import type { BuildContext, Instruction, Value } from '../../model.js';
import { isWithin, resolvePath } from '../paths.js';
import type { Project } from './facts.js';

/** A folder of the build context that is copied, and where it goes. */
export interface Tree {
  readonly context: BuildContext;
  readonly folder: string;
  readonly target: string;
  readonly project: Project;
}

/** Whether a path of the build context is a folder that no link leads to. `''` is all of it. */
export const isRealFolder = ({ stat }: BuildContext, folder: string): boolean =>
  folder === '' ||
  folder.split('/').every((_, at, parts) => stat(parts.slice(0, at + 1).join('/'))?.kind === 'directory');

/**
 * Whether folders below the project that COPYs of their own make do as well for a RUN of the user as those that come with the
 * project. They are made with the mode 0755, whatever that in the context is, until the COPY of the project sets it (MkdirAll and
 * overwriteTargetMetadata in github.com/tonistiigi/fsutil/copy): root may do anything in both, and what it makes in them is
 * the same, without a set-group-ID bit.
 * @param names files and folders of the project
 */
export function areMadeAlike(
  { context, folder, project }: Tree,
  names: readonly string[],
  user: Value,
): boolean {
  const folders = names.flatMap((name) => {
    const parts = name.split('/');
    const known = project.kindOf(name) === 'directory' ? parts : parts.slice(0, -1);
    return known.map((_, at) => parts.slice(0, at + 1).join('/'));
  });
  return folders.every((path) => {
    const entry = context.stat(folder === '' ? path : `${folder}/${path}`);
    return user === 'root' && entry?.kind === 'directory' && (entry.mode & 0o7000) === 0;
  });
}

/** What is at a path of a folder. */
type Kinds = Project['kindOf'];

/** Folders where programs keep their settings. */
const SETTINGS = /^\/(?:etc|root|home(?:\/[^/]+)?|usr(?:\/local)?(?:\/etc)?)$/;

/**
 * Whether an earlier COPY or ADD may have put something into the folder, or above it, that the installation reads and the
 * project does not bring itself: it may name files of the project.
 * @param read the names that it reads of a project; `null` where that cannot be told
 */
export function mayMislead(
  one: Instruction,
  copied: Tree,
  read: (project: Project) => readonly string[] | null,
): boolean {
  if (one.keyword !== 'COPY' && one.keyword !== 'ADD') return false;
  const { project, target } = copied;
  const place = resolvePath(one.state.workdir, one.words.at(-1)?.value ?? '?/..');
  const own = read(project);
  if (place === null || own === null || one.words.at(-1)?.value == null) return true;
  const changes = (kinds: Kinds): boolean => {
    const found = read({ ...project, kindOf: (path) => project.kindOf(path) ?? kinds(path) });
    // What else is put into a folder that is read as a whole, or that is searched, may lead elsewhere.
    const isInside = own.some((path) => {
      const folder = project.kindOf(path) === 'directory' ? path : path.split('/').slice(0, -1).join('/');
      return (
        folder !== '' &&
        folder.split('/').some((_, at, parts) => kinds(parts.slice(0, at + 1).join('/')) !== null)
      );
    });
    return isInside || found === null || found.length !== own.length;
  };
  if (place !== target && isWithin(place, target))
    return changes(only(place.slice(target.length + 1).split('/')[0] ?? ''));
  const isAbove = isWithin(target, place);
  if (!isAbove && !SETTINGS.test(place)) return false;
  if (!isAbove && one.flags.some(({ name }) => name === 'from')) return false;
  return sourcesOf(one).some((source) => {
    if (place === target && source !== null && isOwn(source, copied)) return false;
    const brought = source === null ? null : broughtBy(source, copied);
    if (place === target) return brought === null || changes(brought.kinds);
    if (brought?.file == null) return true;
    return isAbove && (own.includes(brought.file) || changes(only(brought.file)));
  });
}

const only =
  (name: string): Kinds =>
  (path) =>
    path === name || path.startsWith(`${name}/`) ? 'file' : null;

/** Paths in the build context; `null` for what is from elsewhere, unpacked or not known. */
function sourcesOf({ keyword, words, flags, heredocs }: Instruction): readonly Value[] {
  const isElsewhere = heredocs.length > 0 || flags.some(({ name }) => name === 'from');
  return words.slice(0, -1).map(({ value }) => {
    if (isElsewhere || value === null || /^[\w+-]+:|^[\w-]+@/.test(value)) return null;
    if (keyword === 'ADD' && /\.(?:t\w+|[gx]z|bz2|zst)$/i.test(value)) return null;
    return (resolvePath('/', value) ?? '/').slice(1);
  });
}

/** Whether a source is the folder itself, or files that lie right in it. */
function isOwn(source: string, { folder }: Tree): boolean {
  if (source === folder) return true;
  const name = folder === '' ? source : source.slice(folder.length + 1);
  const isThere = source === (folder === '' ? name : `${folder}/${name}`);
  return isThere && /^[\w.-]+\*?[\w.-]*$/.test(name) && /\*/.test(name);
}

/** What a source is in the folder that it is copied to; a single file by its name. */
function broughtBy(
  source: string,
  { context }: Tree,
): { readonly kinds: Kinds; readonly file: string | null } | null {
  const kind = context.stat(source)?.kind;
  if (kind === 'directory' || source === '') {
    const at = (path: string): string => (source === '' ? path : `${source}/${path}`);
    return { kinds: (path) => context.stat(at(path))?.kind ?? null, file: null };
  }
  const file = source.split('/').at(-1) ?? '';
  return kind === 'file' ? { kinds: only(file), file } : null;
}

/** Whether a value names something that the project brings. */
export function namesFiles(value: string, { target, project }: Tree): boolean {
  const parts = value.split(`${target}/`).slice(1);
  const names = parts.map((part) => /^[\w.@+-]*/.exec(part)?.[0] ?? '');
  return names.some((name) => name !== '' && project.kindOf(name) !== null);
}
