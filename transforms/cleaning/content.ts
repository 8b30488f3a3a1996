/** What a cache holds while the instructions of a build are followed. */
import {
  APT_LISTS,
  CACHES,
  clears,
  factsOf,
  fills,
  isRoot,
  isWithin,
  mentions,
  resolvePath,
  useOfIndex,
  type CacheFacts,
  type Call,
  type Dockerfile,
  type Instruction,
} from '../../src/transform.js';
import { isMounted, setsTrap, sitesIn, targetOf, type Site, type Sites } from './sites.js';
import { earlierInstructions, imageUnder } from './stages.js';

export type Content = 'none' | 'filled' | 'base';

/** What is in the cache before a step, as far as the file tells. */
export function contentBefore(
  file: Dockerfile,
  run: Instruction,
  own: Sites,
  step: number,
  cache: CacheFacts,
): Content {
  const isFull = (site: Site): boolean => site.isSure && clears(site.call.words, cache);
  if (own.all.some((site) => (site.step ?? step) < step && isFull(site))) return 'none';
  if (own.all.some((site) => (site.step ?? step) < step && mayFill(site, cache))) return 'filled';
  const before = earlierInstructions(file, run);
  // Each user has a home directory of his own.
  const isOther = ({ keyword, state }: Instruction): boolean =>
    keyword === 'RUN' && state.user !== run.state.user;
  if (cache.paths.some((path) => path.startsWith('~')) && before.some(isOther)) return 'filled';
  for (const instruction of before) {
    if (mayBring(instruction, cache)) return 'filled';
    if (instruction.keyword !== 'RUN') continue;
    if (instruction.heredocs.length > 0) return 'filled';
    const sites = sitesIn(file, instruction);
    if ((sites.script === null && sites.all.length === 0) || setsTrap(sites.script)) return 'filled';
    const fill = sites.all.findLast((site) => mayFill(site, cache));
    const isOver = isMounted(instruction, cache) && isAtHome(instruction, cache);
    const isCleared = sites.all.some(
      (site) =>
        !isOver && isFull(site) && (fill === undefined || site.command.span.start > fill.command.span.start),
    );
    if (isCleared) return 'none';
    if (fill && !isOver) return 'filled';
  }
  const { user, environment } = factsOf(imageUnder(file, run));
  return user === null || environment?.length === 0 ? 'base' : 'none';
}

/** Whether a call fills the cache, or is of a program that may do anything. */
const mayFill = ({ call }: Site, cache: CacheFacts): boolean =>
  fills(call, cache) ||
  useOfIndex(call, cache) === 'renews' ||
  /^(?:xargs|env|make|tox|parallel|find)$/.test(call.program) ||
  (!isManager(call) && useOfIndex(call, APT_LISTS) === 'reads');

const isManager = ({ program }: Call): boolean => CACHES.some(({ fills }) => fills.programs.test(program));

/** Whether a COPY or ADD may write into the cache: what an archive holds, nobody knows. */
function mayBring({ keyword, words, joined, flags, state }: Instruction, cache: CacheFacts): boolean {
  if (keyword !== 'COPY' && keyword !== 'ADD') return false;
  const written = words.at(-1)?.value ?? null;
  const place = written === null ? null : resolvePath(state.workdir, written);
  if (place === null || mentions(joined.text, cache)) return true;
  // A build context that is copied to the root holds no caches of a system; an archive or another image may.
  if (place === '/') return keyword === 'ADD' || flags.some(({ name }) => /^from$/.test(name));
  const target = place.replace(/^\/(?:root|home\/[^/]+)(?=\/|$)/, '~');
  return cache.paths.some(
    (folder) => isWithin(folder, target) || isWithin(folder.replace(/^~/, '/root'), place),
  );
}

/** Whether the mounts of a RUN that lie in home directories lie in that of its user. */
function isAtHome({ state, flags }: Instruction, { paths }: CacheFacts): boolean {
  if (!paths.every((path) => path.startsWith('~'))) return true;
  const said = state.lookup('HOME');
  const usual = state.user === null || isRoot(state.user) ? '/root' : `/home/${state.user}`;
  const home = said.kind === 'set' ? said.value : usual;
  return flags.every(({ value }) => {
    const target = targetOf(value ?? '');
    return !/^\/(?:root|home)\//.test(target) || (home !== null && isWithin(target, home));
  });
}
