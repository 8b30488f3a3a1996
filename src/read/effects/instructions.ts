/** What instructions other than RUN do to the files of the image. https://docs.docker.com/reference/dockerfile/ */
import type { BuildContext, Flag, Value } from '../../model.js';
import { nameAt } from '../downloads.js';
import { resolvePath } from '../paths.js';
import { missingAbove, presentAbove } from './places.js';
import { nothing, unknownEffects, type Effects } from './model.js';

/** A COPY or ADD with its words evaluated. */
export interface CopyFacts {
  readonly keyword: 'COPY' | 'ADD';
  /** `null` where a value is not known. */
  readonly sources: readonly Value[];
  /** As written, variables replaced. */
  readonly target: Value;
  readonly flags: readonly Flag[];
  readonly directory: Value;
  readonly isDirectory: (path: string) => boolean;
  readonly isLink: (path: string) => boolean;
  readonly context: BuildContext | null;
}

export const REMOTE = /^(?:[a-z][a-z0-9+.-]*:\/\/|git@|[\w.-]+@[\w.-]+:)|^github\.com\/|\.git(?:#|$)/i;
const NUMBERS = /^\d+(?::\d+)?$/;

/** A COPY writes below its target; which files, the build context may tell. */
export function copyEffects(copy: CopyFacts): Effects {
  const { target, directory, flags } = copy;
  const path = target === null || /[\\]/.test(target) ? null : resolvePath(directory, target);
  if (target === null || path === null || copy.isLink(path))
    return unknownEffects(`${copy.keyword} to ${target ?? '?'}`);
  const written = placesOf(copy, path);
  const value = (name: string): Value | undefined => flags.find((flag) => flag.name === name)?.value;
  const owner = value('chown');
  const parent = path.slice(0, path.lastIndexOf('/')) || '/';
  const missing = missingAbove(parent, copy.isDirectory);
  const isPlain = owner === undefined && value('chmod') === undefined;
  const [top] = missing;
  return {
    ...nothing,
    writes: written === 'anything' || isPlain || top === undefined ? written : [...written, top],
    makes: isPlain ? missing : [],
    creates: copy.isDirectory(path) ? [] : [path, ...missing],
    needs: presentAbove(path, copy.isDirectory),
    reads: owner === undefined || NUMBERS.test(owner ?? '') ? [] : ['/etc/passwd', '/etc/group'],
    directory: !target.startsWith('/'),
    network: copy.keyword === 'ADD' && copy.sources.some((source) => source === null || REMOTE.test(source)),
  };
}

/** Into a directory goes a file under its own name, and a directory with all that is in it. */
function placesOf(
  { keyword, sources, target, flags, isDirectory, context }: CopyFacts,
  path: string,
): readonly string[] | 'anything' {
  const tree = path === '/' ? 'anything' : [path];
  const isInto = /(?:^|\/)\.?$/.test(target ?? '') || isDirectory(path);
  const odd = flags.some(
    ({ name }) => name === 'from' || name === 'parents' || name === 'link' || name === 'unpack',
  );
  if (!isInto || odd) return tree;
  const names = sources.map((source) => nameOfFile(keyword, source, context));
  return names.every((name) => name !== null) && names.length > 0
    ? names.map((name) => `${path === '/' ? '' : path}/${name}`)
    : tree;
}

/** An archive that ADD would unpack. */
const ARCHIVE = /\.(?:tar|tgz|tbz2?|txz|tar\.\w+|gz|bz2|xz|zst)$/i;

function nameOfFile(keyword: string, source: Value, context: BuildContext | null): Value {
  const fetched = keyword === 'ADD' && source !== null ? nameAt(source) : null;
  if (fetched !== null) return fetched;
  if (context === null || source === null || REMOTE.test(source) || /[*?[\\]/.test(source)) return null;
  if (keyword === 'ADD' && ARCHIVE.test(source)) return null;
  const path = resolvePath('/', source);
  if (path === null || context.stat(path.slice(1))?.kind !== 'file') return null;
  const name = path.slice(path.lastIndexOf('/') + 1);
  // ADD unpacks what is an archive by its content.
  return keyword === 'ADD' &&
    !/\.(?:sh|json|txt|conf|cfg|ini|ya?ml|toml|lock|md|py|rb|js|ts|xml|sql|list|repo|key|pem)$/.test(name)
    ? null
    : name;
}

/** WORKDIR makes its directory, and those above it, where they are missing: for root as all make them. */
export function workdirEffects(
  path: Value,
  isRoot: boolean,
  isDirectory: (path: string) => boolean,
): Effects {
  if (path === null) return unknownEffects('WORKDIR');
  const missing = missingAbove(path, isDirectory);
  const needs = presentAbove(path, isDirectory);
  if (missing.length === 0) return { ...nothing, needs };
  return isRoot
    ? { ...nothing, makes: missing, needs }
    : {
        ...nothing,
        writes: missing.slice(0, 1),
        creates: missing,
        needs,
        reads: [path, '/etc/passwd', '/etc/group'],
      };
}

/** What builders do to the paths of a VOLUME differs; nothing passes it that has to do with them. */
export function volumeEffects(paths: readonly Value[]): Effects {
  const known = paths
    .filter((path) => path?.startsWith('/') === true)
    .flatMap((path) => resolvePath(null, path ?? '') ?? []);
  if (known.length < paths.length || known.includes('/')) return unknownEffects('VOLUME');
  return { ...nothing, reads: known, writes: known };
}

/**
 * What a RUN needs before its first command: the shell of a shell form, and the entry of its user.
 * @param startup whether the shell reads files of its own first, which may do anything
 */
export function shellEffects(shell: string | null, isRoot: boolean, startup: boolean): Effects {
  if (startup && shell !== null) return unknownEffects(`startup files of ${shell}`);
  const accounts = isRoot ? [] : ['/etc/passwd', '/etc/group'];
  return { ...nothing, programs: shell === null ? [] : [shell], reads: accounts };
}

/** A RUN's mounts: their targets are made where they are missing, and hide what is there. */
export function mountEffects(flags: readonly Flag[], directory: Value): Effects {
  const targets = flags.flatMap(({ name, value }) => {
    if (name !== 'mount') return [];
    const options = (value ?? '').split(',').map((option) => option.trim());
    const target = options.flatMap(
      (option) => /^(?:target|dst|destination)=(.*)$/.exec(option)?.[1] ?? [],
    )[0];
    if (target !== undefined) return [/[$"']/.test(target) ? null : resolvePath(directory, target)];
    const kind = options.flatMap((option) => /^type=(.*)$/.exec(option)?.[1] ?? [])[0];
    return kind === 'secret' || kind === 'ssh' ? ['/run'] : [null];
  });
  if (targets.length === 0) return nothing;
  const known = targets.filter((target) => target !== null);
  if (known.length < targets.length) return unknownEffects('a mount');
  return { ...nothing, reads: known, writes: known };
}
