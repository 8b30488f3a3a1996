/** Whether a RUN does the same with a mount over a cache, and what comes later without what is in it. */
import {
  OFFLINE,
  cleaningOf,
  isWithin,
  resolvePath,
  clears,
  mentions,
  useOfIndex,
  type CacheFacts,
  type Dockerfile,
  type Instruction,
} from '../../src/transform.js';
import { quoted, quotedCall } from '../cleaning/quotes.js';
import { definesFunctions, sitesIn, type Sites } from '../cleaning/sites.js';
import { laterInstructions } from '../cleaning/stages.js';
import { borrowerOf, isOpaque, starterOf } from '../cleaning/ways.js';
import type { Unfit } from '../joining/body.js';

/** What the file says against a mount. */
export function unfitFor(file: Dockerfile, run: Instruction, cache: CacheFacts): Unfit | null {
  const syntax = file.directives.find(({ name }) => name === 'syntax')?.value ?? '';
  if (/dockerfile:1\.[01](?:\.\d+)?$/.test(syntax)) return { reason: 'syntax', detail: syntax };
  if (run.flags.some(({ name, value }) => name === 'network' && value !== 'default'))
    return { reason: 'network' };
  const { settings, configured } = cache;
  const name = run.state.names().find((one) => settings?.test(one) === true || HOMES.test(one));
  if (name !== undefined) return { reason: 'configured', detail: name };
  const said = file.instructions.find(
    ({ index, keyword, joined }) =>
      index <= run.index &&
      keyword === 'RUN' &&
      configured?.test(joined.text) === true &&
      cache.mount?.targets.some(({ keptBy }) => keptBy?.test(joined.text)) !== true,
  );
  if (said) return { reason: 'configured', detail: quoted(said) };
  const offline = OFFLINE.exec(run.joined.text)?.[0].trim();
  if (offline !== undefined) return { reason: 'offline', detail: offline };
  const copied = file.instructions.find(({ index, keyword, joined, words, state }) => {
    if (index >= run.index || !/^(?:COPY|ADD)$/.test(keyword)) return false;
    const target = resolvePath(state.workdir, words.at(-1)?.value ?? '/') ?? '';
    return (
      mentions(joined.text, cache) ||
      cache.paths.some((folder) => isWithin(target, folder.replace(/^~/, '/root')))
    );
  });
  return copied ? { reason: 'filled', detail: quoted(copied) } : null;
}

/** Variables by which several managers find their caches. */
const HOMES = /^(?:XDG_CACHE_HOME|COMPOSER_HOME|PNPM_HOME|GOPATH|GEM_HOME)$/;

/** Whether the RUN may install from an index that it has not fetched itself. */
export function staleIndex({ all, body, script }: Sites, cache: CacheFacts): Unfit | null {
  if (definesFunctions(script)) return { reason: 'stale', detail: 'a function' };
  let isFresh = false;
  for (const { call, isSure } of all) {
    const use = useOfIndex(call, cache);
    if (use === 'renews' && isSure && body?.form !== 'list') isFresh = true;
    else if (use === 'reads' && !isFresh) return { reason: 'stale', detail: quotedCall(call) };
  }
  return all.some(
    ({ call }) => cache.index?.programs.test(call.program) && !cache.index.renews.test(call.rest[0] ?? ''),
  )
    ? null
    : { reason: 'wanted', detail: 'the index alone is fetched here' };
}

/** Who would find nothing where this RUN has left something. */
export function readerOf(file: Dockerfile, run: Instruction, cache: CacheFacts): Unfit | null {
  const wanted = (found: Instruction | undefined): Unfit | null =>
    found ? { reason: 'wanted', detail: quoted(found) } : null;
  const later = laterInstructions(file, run);
  const offline = later.find(({ joined }) => OFFLINE.test(joined.text));
  if (offline) return { reason: 'offline', detail: quoted(offline) };
  const own = file.stages[run.stage ?? 0]?.instructions ?? [];
  const trigger = [...own, ...later].find(
    ({ trigger: inner, joined }) =>
      inner !== null &&
      (mentions(joined.text, cache) || (cache.index !== undefined && inner.keyword === 'RUN')),
  );
  const borrower = borrowerOf(file, run.stage ?? 0, cache);
  const starting = starterOf([...own, ...later], cache);
  return (
    wanted(trigger) ??
    wanted(borrower) ??
    wanted(starting) ??
    laterReader(file, run.stage ?? 0, run.index, cache)
  );
}

/** Follows a stage, and those that are FROM it, until the index has been fetched anew. */
function laterReader(file: Dockerfile, stage: number, at: number, cache: CacheFacts): Unfit | null {
  for (const one of file.stages[stage]?.instructions ?? []) {
    if (one.keyword !== 'RUN' || one.index <= at) continue;
    const met = readerIn(file, one, cache);
    if (met !== null) return met === 'renewed' ? null : met;
  }
  const next = file.stages.filter(({ base }) => base === stage);
  return next.map(({ index }) => laterReader(file, index, -1, cache)).find((met) => met !== null) ?? null;
}

function readerIn(file: Dockerfile, run: Instruction, cache: CacheFacts): Unfit | 'renewed' | null {
  const { all, body, script } = sitesIn(file, run);
  const isHidden = isOpaque(file, run) || definesFunctions(script);
  if (isHidden && (cache.index !== undefined || mentions(run.joined.text, cache)))
    return { reason: 'wanted', detail: quoted(run) };
  for (const { call, isSure } of all) {
    const isClearing = clears(call.words, cache);
    if (isClearing && cleaningOf(call.words) === null)
      return { reason: 'cleaned-later', detail: quotedCall(call) };
    const isReader = !isClearing && mentions(call.words.join(' '), cache);
    const use = useOfIndex(call, cache);
    if (!isReader && use === 'renews' && isSure && body?.form !== 'list') return 'renewed';
    if (isReader || use !== 'none') return { reason: 'wanted', detail: quotedCall(call) };
  }
  return null;
}
