import {
  CACHES,
  defineTransform,
  fills,
  sparedAt,
  type CacheFacts,
  type Call,
  type Dockerfile,
  type Finding,
  type Instruction,
  type TransformOptions,
} from '../src/transform.js';
import { listed } from './cleaning/quotes.js';
import { isMounted, setsTrap, sitesIn, type Site, type Sites } from './cleaning/sites.js';
import type { Unfit } from './joining/body.js';
import { emptyingEdits } from './mounting/emptying.js';
import { placesFor, type Place } from './mounting/places.js';
import { readerOf, staleIndex, unfitFor } from './mounting/readers.js';
import { addMounts } from './mounting/text.js';
import { refusalAt } from './joining/body.js';

export const addCacheMounts = defineTransform({
  name: 'add-cache-mounts',
  summary: 'Keep the caches of package managers in cache mounts.',
  why:
    'A cache mount outlives the build: when a RUN has to be run again, the package manager fetches only what is new. What ' +
    'it holds is no part of the image, so nothing need be cleaned, and nothing is fetched in vain.',
  level: 'prune',
  silencedBy: ['DL3019', 'DL3042'],
  refusals: {
    builder: 'this builder has no cache mounts',
    syntax: 'the frontend that the file asks for has no cache mounts yet',
    'exec-form': 'a RUN in exec form (JSON) that starts a shell is not looked into',
    heredoc: 'here-documents in a RUN are left as they are',
    shell: 'the shell in force is not a POSIX shell',
    unparsed: 'the shell text cannot be read with certainty',
    'inline-comment': 'a # comment hides a part of the text',
    network: 'the RUN has no network to fetch with what is not in the mount',
    emptied:
      'most images remove packages once they are installed (docker-clean), and nothing would stay in the mount',
    configured: 'the file configures where the cache is, or that there is none',
    home: 'the home directory of the user, where the cache is, is not known',
    user: 'the number of the user, to whom the mount would have to belong, is not known',
    parent: 'the directory above the mount would belong to root',
    'build-tool': 'what a build tool keeps may be more than a cache',
    stale: 'packages would be looked for in an index that this RUN does not fetch',
    wanted: 'a later command needs what would be in the mount alone',
    'cleaned-later': 'a later command removes the cache, with other things',
    offline: 'the call must not fetch again what is not there',
    filled: 'the cache is copied into the image',
    touched: 'a command of the RUN has to do with the directory that would be mounted over',
    base: 'the cleanup also removes what the base image may hold',
    part: 'the cleanup also removes what would not be in the mount',
    conditional: 'a cleanup that would empty the mount is not surely run, and cannot be taken out',
    together: 'the cleanup also removes other things',
    sudo: 'a call by sudo would have to be changed',
    behind: 'a command behind the cleanup may look into what would no longer be empty',
    trap: 'what a trap of the RUN does is not known',
    comment: 'a comment inside of the RUN would be lost',
  },
  options: {
    thorough: {
      summary:
        'Also mount local repositories of build tools (cargo, maven, gradle, NuGet, pnpm), change calls by sudo, and take caches out of cleanups that remove other things too.',
      default: false,
    },
  },
  *find(file, options) {
    if (options.caches !== 'mount') return;
    for (const { instructions } of file.stages)
      for (const run of instructions)
        if (run.keyword === 'RUN' && !options.ignores(run)) yield* mountIn(file, run, options);
  },
});

const MOUNTABLE = CACHES.filter(({ mount }) => mount !== undefined);

function* mountIn(file: Dockerfile, run: Instruction, options: TransformOptions): Generator<Finding> {
  const sites = sitesIn(file, run);
  const refuse = (unfit: Unfit): Finding => refusalAt(run, unfit);
  const places: Place[] = [];
  for (const cache of MOUNTABLE) {
    const filling = sites.all.filter(({ call }) => fills(call, cache) || isSpared(call, cache));
    if (filling.length === 0) {
      if (sites.rough.some((call) => fills(call, cache)) && sites.unfit) yield refuse(sites.unfit);
      continue;
    }
    const plan = placesIn(file, sites, cache, filling, options);
    if ('reason' in plan) yield refuse({ detail: cache.name, ...plan });
    else places.push(...plan);
  }
  const distinct = places.filter(({ path }, at) => places.findIndex((one) => one.path === path) === at);
  const names = [...new Set(distinct.map(({ cache: { name } }) => name))];
  if (distinct.length === 0) return;
  const edits = emptyingEdits(file, sites, distinct, options.values.thorough === true);
  if ('reason' in edits) {
    yield refuse(edits);
    return;
  }
  yield {
    kind: 'rewrite',
    at: run.span,
    edits: [addMounts(file, run, distinct), ...edits],
    relies: distinct.map(({ cache: { name, source } }) => `what is not in ${name} is fetched: ${source}`),
    because: `in a mount that outlives the build, and not in the image: ${listed(names)}`,
    level: 'prune',
  };
}

/** It would fill the cache without the flag. */
const isSpared = (call: Call, cache: CacheFacts): boolean =>
  call.words.some((_, at) => sparedAt(call, at) === cache);

/** Where the mounts of a cache have to lie, or why there can be none. */
function placesIn(
  file: Dockerfile,
  sites: Sites,
  cache: CacheFacts,
  filling: readonly Site[],
  { builder, values }: TransformOptions,
): readonly Place[] | Unfit {
  const { run } = sites;
  if (cache.mount?.isKept === true && values.thorough !== true) return { reason: 'build-tool' };
  if (sites.script === null && /^(?:\S*\/)?(?:\w*sh|env)$/.test(run.json?.[0] ?? ''))
    return { reason: 'exec-form' };
  if (run.heredocs.length > 0) return { reason: 'heredoc' };
  const unfit = isMounted(run, cache) ? null : unfitFor(file, run, cache);
  if (unfit) return unfit;
  const places = placesFor(file, sites, cache, filling);
  if ('reason' in places || places.length === 0) return places;
  if (setsTrap(sites.script)) return { reason: 'trap' };
  const reader = (cache.index === undefined ? null : staleIndex(sites, cache)) ?? readerOf(file, run, cache);
  if (reader) return reader;
  if (builder === 'classic') return { reason: 'builder' };
  return places;
}
