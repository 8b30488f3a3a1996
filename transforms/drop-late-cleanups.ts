import {
  APT_LISTS,
  CACHES,
  cleaningOf,
  clears,
  defineTransform,
  fills,
  isQuiet,
  isWithin,
  mentions,
  resolvePath,
  useOfIndex,
  factsOf,
  type CacheFacts,
  type Call,
  type Dockerfile,
  type Finding,
  type Instruction,
} from '../src/transform.js';
import { dropSteps } from './cleaning/edits.js';
import { isMounted, sitesIn, type Site, type Sites } from './cleaning/sites.js';
import { earlierInstructions, imageUnder } from './cleaning/stages.js';

export const dropLateCleanups = defineTransform({
  name: 'drop-late-cleanups',
  summary: 'Drop what removes a cache that is not there any more.',
  why:
    'A cache that is removed in a later RUN than the one that filled it is in the image all the same. Once the RUN that ' +
    'fills it removes it, the later cleanup finds nothing, and is a layer of its own for nothing.',
  level: 'prune',
  refusals: {
    filled: 'an earlier RUN fills the cache and does not remove it',
    base: 'the base image may hold the cache',
    comment: 'a comment inside of the RUN would be lost',
  },
  *find(file, options) {
    if (options.mode !== 'release') return;
    for (const { shipped, instructions } of file.stages) {
      if (!shipped) continue;
      for (const run of instructions) {
        if (run.keyword !== 'RUN' || run.flags.length > 0 || options.ignores(run)) continue;
        const finding = dropFrom(file, run);
        if (finding) yield finding;
      }
    }
  },
});

function dropFrom(file: Dockerfile, run: Instruction): Finding | null {
  const sites = sitesIn(file, run);
  const { body, all } = sites;
  if (body === null || body.form === 'list') return null;
  const dropped = new Set<number>();
  let reason: string | null = null;
  for (const { call, command, isSure, step } of all) {
    const isLiteral = command.assignments.length === 0 && command.redirects.every(isQuiet);
    const cleaning = isSure && isLiteral ? cleaningOf(call.words) : null;
    if (cleaning === null || step === null || cleaning.takes.some(({ isKept }) => isKept === true)) continue;
    const filledHere = all.some(
      (site) =>
        site.command.span.start < command.span.start &&
        cleaning.takes.some((cache) => fills(site.call, cache)),
    );
    if (filledHere) continue;
    const states = cleaning.takes.map((cache) => contentBefore(file, run, sites, step, cache));
    if (states.every((state) => state === 'none')) dropped.add(step);
    else reason ??= states.includes('filled') ? 'filled' : 'base';
  }
  const refusal = (why: string): Finding => ({ kind: 'refusal', at: run.span, reason: why });
  if (dropped.size === 0) return reason === null ? null : refusal(reason);
  const edits = dropSteps(file, body, dropped);
  if (edits === null) return refusal('comment');
  return {
    kind: 'rewrite',
    at: run.span,
    edits,
    relies: ['each RUN that fills the cache removes it'],
    because: 'what it removes is not there any more',
    level: 'prune',
  };
}

type Content = 'none' | 'filled' | 'base';

/** What is in the cache before a step, as far as the file tells. */
function contentBefore(
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
    if (sites.script === null && sites.all.length === 0) return 'filled';
    const fill = sites.all.findLast((site) => mayFill(site, cache));
    const isOver = isMounted(instruction, cache);
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
  /^(?:xargs|env|make|tox|parallel|find)$/.test(call.program) ||
  (!isManager(call) && useOfIndex(call, APT_LISTS) === 'reads');

const isManager = ({ program }: Call): boolean => CACHES.some(({ fills }) => fills.programs.test(program));

/** Whether a COPY or ADD may write into the cache: what an archive holds, nobody knows. */
function mayBring({ keyword, words, joined, state }: Instruction, cache: CacheFacts): boolean {
  if (keyword !== 'COPY' && keyword !== 'ADD') return false;
  const written = words.at(-1)?.value ?? null;
  const place = written === null ? null : resolvePath(state.workdir, written);
  if (place === null || place === '/' || mentions(joined.text, cache)) return true;
  const target = place.replace(/^\/(?:root|home\/[^/]+)(?=\/|$)/, '~');
  return cache.paths.some(
    (folder) => isWithin(folder, target) || isWithin(folder.replace(/^~/, '/root'), place),
  );
}
