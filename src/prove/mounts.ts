/** Cache mounts that one side has more: whether the RUN does the same with them. */
import type { Dockerfile, Instruction } from '../model.js';
import {
  CACHES,
  OFFLINE,
  cacheMountOf,
  callOf,
  cleaningOf,
  fills,
  placesOf,
  sparedAt,
  touches,
  type CacheFacts,
  type CacheMount,
  type Call,
  type MountPlace,
} from '../read/caches.js';
import { isRoot } from '../read/effects.js';
import type { Difference } from './difference.js';
import type { Flag, MountedRun, Plain, StageBuild } from './steps.js';

/** Places of the cache mounts that RUNs of `after` have more than the same RUNs of `before`. */
export function mountsBetween(before: Dockerfile, after: Dockerfile): ReadonlySet<number> {
  const runsOf = ({ stages }: Dockerfile): readonly (readonly Instruction[])[] =>
    stages.map(({ instructions }) => instructions.filter(({ keyword }) => keyword === 'RUN'));
  const [old, now] = [runsOf(before), runsOf(after)];
  const added = now.flatMap((runs, stage) => {
    const others = old[stage] ?? [];
    if (others.length !== runs.length) return [];
    return runs.flatMap(({ flags }, at) => {
      const had = new Set(others[at]?.flags.map(({ raw }) => raw));
      return flags.filter(({ name, raw, value }) => name === 'mount' && !had.has(raw) && isCacheMount(value));
    });
  });
  return new Set(added.map(({ span }) => span.start));
}

const isCacheMount = (value: string | null): boolean => value !== null && cacheMountOf(value) !== null;

/** The caches that lie under the mounts of a RUN, and whether nothing of them lies beside. */
export function coveredBy(run: MountedRun): Covered {
  const found = known.get(run) ?? readCovered(run);
  known.set(run, found);
  return found;
}

type Covered = ReadonlyMap<CacheFacts, 'whole' | 'part'>;

/** Asked again for each cache and each step. */
const known = new WeakMap<MountedRun, Covered>();

function readCovered(run: MountedRun): Covered {
  const covered = new Set(placesUnder(run).map(({ cache }) => cache));
  const all = placesIn(run);
  const targets = new Set(targetsOf(run));
  return new Map(
    [...covered].map((cache) => {
      const isWhole = all.every((place) => place.cache !== cache || targets.has(place.path));
      return [cache, cache.mount?.holdsAll === true && isWhole ? 'whole' : 'part'];
    }),
  );
}

const targetsOf = ({ added, own }: MountedRun): readonly string[] =>
  [...added, ...own].flatMap((value) => cacheMountOf(value)?.target ?? []);

function placesUnder(run: MountedRun): readonly MountPlace[] {
  const targets = new Set(targetsOf(run));
  return placesIn(run).filter(({ path }) => targets.has(path));
}

const placesIn = (run: MountedRun): readonly MountPlace[] => {
  const home = homeOf(run).path;
  return CACHES.flatMap((cache) => placesOf(cache, { image: run.image, home }));
};

/** Of an image that is not known, root's is only most likely the usual one. */
function homeOf({ env, user, image, isKnownImage }: MountedRun): {
  readonly path: string | null;
  readonly isSure: boolean;
} {
  const said = env.get('HOME');
  if (said !== undefined) return { path: said.startsWith('=/') ? said.slice(1) : null, isSure: true };
  if (isRoot(user) || user === '?base') return { path: '/root', isSure: isKnownImage };
  const isNode = user === 'node' && /^(?:docker\.io\/)?(?:library\/)?node(?::|@|$)/.test(image ?? '');
  return { path: isNode ? '/home/node' : null, isSure: isNode };
}

/** The first reason why the mounts of a stage would change what its RUNs do. */
export function mountFault(stage: StageBuild): Difference | null {
  for (const run of stage.mounted.filter(({ added }) => added.length > 0)) {
    const fault = faultOf(run);
    if (fault === null) continue;
    const [mount = ''] = run.added;
    return {
      message: `stage ${stage.name}: --mount=${mount}: ${fault}`,
      before: null,
      after: run.steps[0]?.at ?? null,
    };
  }
  return null;
}

function faultOf(run: MountedRun): string | null {
  const calls = run.steps.map(({ calls: asked }) => (typeof asked === 'function' ? asked() : asked));
  if (calls.includes('unknown')) return 'what the RUN does is not known';
  const words = calls.flatMap((one) => (one === undefined || one === 'unknown' ? [] : one));
  const all = words.map((plain) => callOf(plain.words)).filter((call): call is Call => call !== null);
  if (run.steps.some(({ text }) => OFFLINE.test(text)))
    return 'the RUN must not fetch again what is not there';
  if (run.steps.some(({ parts }) => /--network/.test(parts.flags ?? ''))) return 'the RUN has no network';
  for (const value of run.added) {
    const mount = cacheMountOf(value);
    const places = placesUnder(run).filter(({ path }) => path === mount?.target);
    const fault = mount === null ? 'it is no cache mount' : mountFaultOf(run, mount, places, all);
    if (fault !== null) return fault;
  }
  return null;
}

function mountFaultOf(
  run: MountedRun,
  { target, id, sharing, uid, gid }: CacheMount,
  places: readonly MountPlace[],
  calls: readonly Call[],
): string | null {
  const filled = places.filter(({ cache }) => calls.some((call) => fills(call, cache)));
  if (filled.length === 0) return 'nothing in the RUN fills this cache';
  const owner = ownerOf(run, filled, calls);
  if (owner === null || uid !== owner || gid !== owner) return 'the cache belongs to another user';
  const { path: home } = homeOf(run);
  if (owner !== '0' && target.split('/').length - 1 !== (home ?? '').split('/').length)
    return 'the directory above the mount would belong to root';
  const isShared = [...run.added, ...run.own]
    .map(cacheMountOf)
    .some(
      (other) => other !== null && other.target !== target && (other.id ?? other.target) === (id ?? target),
    );
  if (isShared) return 'two directories would be one';
  if (filled.some(({ cache }) => cache.mount?.sharing === 'locked') && sharing !== 'locked')
    return 'two builds at a time cannot share it';
  if (filled.some((place) => place.target.isBuilt === true) && id === null)
    return 'images with other libraries must not share it';
  if (filled.some((place) => place.target.needs !== undefined && !isWithoutCgo(run)))
    return 'the cache does not see that a library has changed';
  const directory = run.directory.startsWith('/') ? run.directory : null;
  const toucher = calls.find(({ words }) =>
    words.slice(1).some((word) => touches(word, target, { directory, home })),
  );
  return toucher === undefined ? null : `"${toucher.words.join(' ')}" has to do with what is mounted over`;
}

/** The number of the user who fills the caches; `null` where it is not known. */
function ownerOf({ user }: MountedRun, places: readonly MountPlace[], calls: readonly Call[]): string | null {
  if (isRoot(user) || user === '?base') return '0';
  const filling = calls.filter((call) => places.some(({ cache }) => fills(call, cache)));
  const isHome = places.every(({ target }) => target.path.startsWith('~'));
  if (filling.every(({ prefix }) => prefix.length > 0)) return isHome ? null : '0';
  return isHome && user === 'node' ? '1000' : null;
}

const isWithoutCgo = ({ env, steps }: MountedRun): boolean =>
  env.get('CGO_ENABLED') === '=0' || steps.some(({ text }) => /\bCGO_ENABLED=["']?0\b/.test(text));

/**
 * The words that one side has more under the mounts of a RUN: flags that keep a call from writing to its cache, and
 * operands of `rm -rf` that would empty it, give way; a flag that refreshes an index may come in their place.
 */
export function wordsUnder(run: MountedRun, before: Plain, after: Plain): readonly Flag[] {
  const flags: Flag[] = [];
  let at = 0;
  for (const [index, word] of before.words.entries()) {
    const given = after.words[at];
    if (word === given) {
      at += 1;
      continue;
    }
    const cache = cacheWithout(run, before, index);
    if (cache === undefined) return [];
    flags.push({ side: 'before', start: before.starts[index] ?? 0, cache });
    if (given !== cache.mount?.refresh || given === before.words[index + 1]) continue;
    flags.push({ side: 'after', start: after.starts[at] ?? 0, cache });
    at += 1;
  }
  const keepsOperands = callOf(after.words)?.operands.length !== 0;
  return at === after.words.length && keepsOperands ? flags : [];
}

/** The cache under a mount that a word would keep empty, or take away. */
function cacheWithout(run: MountedRun, { words }: Plain, at: number): CacheFacts | undefined {
  const call = callOf(words);
  const word = words[at] ?? '';
  if (call === null) return undefined;
  const covered = [...coveredBy(run).keys()];
  if (call.program === 'rm') {
    const takes = cleaningOf(['rm', ...call.rest.filter((one) => one.startsWith('-')), word])?.takes ?? [];
    return covered.find((cache) => takes.includes(cache));
  }
  const spared = sparedAt(call, at);
  const cache = spared !== null && covered.includes(spared) ? spared : undefined;
  const isAtHome = cache?.mount?.targets.some(({ path }) => path.startsWith('~')) === true;
  return isAtHome && !homeOf(run).isSure ? undefined : cache;
}
