/** Where cache mounts have to lie, and what they say of themselves. */
import type { Value } from '../../model.js';
import { isWithin, resolvePath } from '../paths.js';
import type { CacheFacts, MountTarget } from './facts.js';
import { bracesIn, covers } from './places.js';

/** What decides where a manager keeps its cache. */
export interface Surroundings {
  /** The base image as named in FROM. */
  readonly image: Value;
  /** Home directory of the user; `null` when it is not known. */
  readonly home: string | null;
}

/** A directory that a cache mount may lie over. */
export interface MountPlace {
  /** Absolute path. */
  readonly path: string;
  readonly cache: CacheFacts;
  readonly target: MountTarget;
}

/** The places of a cache; none where its manager keeps nothing that a mount can hold. */
export function placesOf(cache: CacheFacts, { image, home }: Surroundings): readonly MountPlace[] {
  const name = (image ?? '').replace(/^(?:docker\.io\/)?(?:library\/)?/, '');
  return (cache.mount?.targets ?? []).flatMap((target): readonly MountPlace[] => {
    if (target.images?.test(name) === false) return [];
    if (!target.path.startsWith('~')) return [{ path: target.path, cache, target }];
    return home === null ? [] : [{ path: home + target.path.slice(1), cache, target }];
  });
}

/** What a `--mount=type=cache,…` says; `null` for other mounts, and for one that says more. */
export interface CacheMount {
  /** Absolute path. */
  readonly target: string;
  readonly id: string | null;
  readonly sharing: string;
  readonly uid: string;
  readonly gid: string;
}

/** https://docs.docker.com/reference/dockerfile/#run---mounttypecache */
export function cacheMountOf(value: string): CacheMount | null {
  const fields = new Map(
    value.split(',').map((field): readonly [string, string] => {
      const [name = '', ...rest] = field.split('=');
      return [name, rest.join('=')];
    }),
  );
  const target = fields.get('target');
  if (fields.get('type') !== 'cache' || target?.startsWith('/') !== true || /[$"'\\]/.test(value))
    return null;
  if ([...fields.keys()].some((name) => !/^(?:type|target|id|sharing|uid|gid)$/.test(name))) return null;
  const { id, sharing = 'shared', uid = '0', gid = '0' } = Object.fromEntries(fields);
  return { target, id: id ?? null, sharing, uid, gid };
}

/** Whether a word that a command is given, as its author wrote it, names the path, something below or above it. */
export function touches(
  word: string,
  path: string,
  { directory, home }: { readonly directory: Value; readonly home: string | null },
): boolean {
  const plain = word
    .replace(/["']/g, '')
    .replace(/^-[^=/]*=/, '')
    .replace(/^(?:\$\{?HOME\}?|~)(?=\/|$)/, home ?? '~');
  return bracesIn(plain).some((one) => {
    const place = resolvePath(directory, one.replace(/\/+$/, '') || one);
    if (place === null) return path.split('/').some((name) => name.startsWith('.') && one.includes(name));
    const certain = place.replace(/\/?[^/]*[$`*?[].*$/, '');
    if (isWithin(certain, path)) return true;
    // What a variable stands for is not known; it may be what leads to the path.
    if (/[$`]/.test(place)) return certain !== '' && isWithin(path, certain);
    return place !== '/' && covers(place, path);
  });
}
