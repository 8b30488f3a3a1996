/** Where the cache mounts of a RUN have to lie, and to whom they belong. */
import {
  cleaningOf,
  clears,
  factsOf,
  isRoot,
  mentions,
  placesOf,
  touches,
  type CacheFacts,
  type Dockerfile,
  type Instruction,
  type MountPlace,
  type Value,
} from '../../src/transform.js';
import { quotedCall } from '../cleaning/quotes.js';
import { isMounted, targetOf, type Site, type Sites } from '../cleaning/sites.js';
import { earlierInstructions, imageUnder } from '../cleaning/stages.js';
import type { Unfit } from '../joining/body.js';

/** A cache mount to be. */
export interface Place {
  readonly path: string;
  readonly cache: CacheFacts;
  /** `null` where all images may share it. */
  readonly id: string | null;
  /** Number of the user and of the group; `null` for root. */
  readonly owner: string | null;
  /** Whether the cache is surely there, and not in another directory. */
  readonly isSure: boolean;
}

interface Home {
  readonly path: string;
  readonly isSure: boolean;
  readonly owner: string | null;
}

/** The mounts that hold all of a cache that a mount can hold, or why there can be none. */
export function placesFor(
  file: Dockerfile,
  sites: Sites,
  cache: CacheFacts,
  filling: readonly Site[],
): readonly Place[] | Unfit {
  const { run } = sites;
  if (isMounted(run, cache)) return [];
  const image = imageUnder(file, run);
  const user = run.state.user;
  const isHome = cache.mount?.targets.some(({ path }) => path.startsWith('~')) === true;
  const asRoot = filling.every(({ call: { prefix } }) => prefix.length > 0);
  const home = homeOf(file, run, image);
  if (isHome && asRoot) return { reason: 'home' };
  if ('reason' in home && (isHome || !asRoot)) return home;
  const { path = null, isSure = true, owner = null } = 'reason' in home ? {} : home;
  if (!isHome && owner !== null) return { reason: 'user', detail: user ?? '' };
  const places = placesOf(cache, { image, home: path }).filter(
    ({ target: { needs } }) => needs === undefined || isWithoutCgo(run, filling),
  );
  const emptied = places.find(({ target: { keptBy } }) => keptBy !== undefined && !isSaid(file, run, keptBy));
  if (emptied) return factsOf(image).user === null ? { reason: 'emptied' } : [];
  const deep = places.find(({ target }) => owner !== null && target.path.split('/').length > 2);
  if (deep) return { reason: 'parent', detail: deep.path };
  if (places.some((place) => hasMount(run, place.path))) return [];
  for (const place of places) {
    const unfit = toucherOf(sites, place, path);
    if (unfit) return unfit;
  }
  return places.map((place) => ({
    ...place,
    ...{ owner, isSure: isSure || !place.target.path.startsWith('~') },
    id: place.target.isBuilt === true ? `${nameOf(place.target.path)}-${slugOf(image ?? 'image')}` : null,
  }));
}

/**
 * Homes elsewhere are as good, but what an image misses there looks like a loss.
 * https://github.com/nodejs/docker-node (USER node is 1000:1000)
 */
function homeOf(file: Dockerfile, run: Instruction, image: Value): Home | Unfit {
  const { state } = run;
  const { user } = state;
  if (user === null && earlierInstructions(file, run).some(({ keyword }) => keyword === 'USER'))
    return { reason: 'user' };
  const said = state.lookup('HOME');
  const isNode = user === 'node' && /^(?:docker\.io\/)?(?:library\/)?node(?::|@|$)/.test(image ?? '');
  if (user !== null && !isRoot(user) && !isNode) return { reason: 'user', detail: user };
  const owner = isNode ? '1000' : null;
  if (said.kind === 'set' && said.by === 'ENV')
    return /^\/(?:root|home\/[^/]+)\/?$/.test(said.value ?? '')
      ? { path: (said.value ?? '').replace(/\/+$/, ''), isSure: true, owner }
      : { reason: 'home' };
  if (isNode) return { path: '/home/node', isSure: true, owner };
  return { path: '/root', isSure: factsOf(image).user !== null, owner };
}

const isWithoutCgo = ({ state }: Instruction, filling: readonly Site[]): boolean => {
  const said = state.lookup('CGO_ENABLED');
  return (
    (said.kind === 'set' && said.by === 'ENV' && said.value === '0') ||
    filling.every(({ command }) =>
      command.assignments.some(({ name, value }) => name === 'CGO_ENABLED' && value?.value === '0'),
    )
  );
};

/** `pip` of `~/.cache/pip`, `pnpm-store` of `~/.local/share/pnpm/store`: two directories must not be one. */
const nameOf = (path: string): string =>
  path.replace(/^.*\/\.(?:cache|local\/share)\//, '').replace(/\W+/g, '-');

/** The image in a name that may stand in a mount: no blanks, commas, colons. */
const slugOf = (image: string): string =>
  image.replace(/@sha256:([0-9a-f]{12}).*$/, '-$1').replace(/[^\w.-]+/g, '-');

/** Whether this RUN or one before it says so. */
const isSaid = (file: Dockerfile, run: Instruction, pattern: RegExp): boolean =>
  [run, ...earlierInstructions(file, run)].some(
    ({ keyword, joined }) => keyword === 'RUN' && pattern.test(joined.text),
  );

/** Whether a mount of the author's lies there already. */
const hasMount = ({ flags }: Instruction, path: string): boolean =>
  flags.some(({ value }) => targetOf(value ?? '').replace(/\/+$/, '') === path);

/** A command that names the directory of the mount, or one above it, and does not only empty it. */
function toucherOf({ all, run }: Sites, { path, cache }: MountPlace, home: string | null): Unfit | null {
  const directory = run.state.workdir;
  const found = all.find(({ call: { words, rest, program } }) => {
    if (cleaningOf(words) !== null) return false;
    const others = program === 'rm' ? rest.filter((word) => !isEmptying(rest, word, [cache])) : rest;
    const shown = [program, ...others];
    if (clears(shown, cache) || mentions(shown.join(' '), cache)) return true;
    return others.some((word) => touches(word, path, { directory, home }));
  });
  return found ? { reason: 'touched', detail: quotedCall(found.call) } : null;
}

/** `rm -rf` of this operand alone would clean one of the caches, and nothing else. */
export function isEmptying(
  words: readonly string[],
  operand: string,
  caches: readonly CacheFacts[],
): boolean {
  const options = words.filter((word) => word.startsWith('-'));
  const takes = operand.startsWith('-') ? [] : (cleaningOf(['rm', ...options, operand])?.takes ?? []);
  return takes.some((cache) => caches.includes(cache));
}
