/** What keeps a RUN from being without the caches that it fills. */
import {
  cleaningOf,
  clears,
  fills,
  matches,
  mentions,
  OFFLINE,
  useOfIndex,
  type CacheFacts,
  type Call,
  type Dockerfile,
  type Instruction,
} from '../../src/transform.js';
import { quoted, quotedCall } from '../cleaning/quotes.js';
import { definesFunctions, sitesIn, type Site, type Sites } from '../cleaning/sites.js';
import { earlierInstructions, laterInstructions } from '../cleaning/stages.js';
import { hasUsualHome, isRecent } from '../cleaning/versions.js';
import { borrowerOf, isOpaque, starterOf } from '../cleaning/ways.js';
import type { Unfit } from '../joining/body.js';

/**
 * Why the cache has to stay: somebody needs it, or where it is, is not known.
 * @param first the first call of the RUN that fills it
 */
export function hindranceTo(file: Dockerfile, sites: Sites, cache: CacheFacts, first: Site): Unfit | null {
  const unfit = hindrance(file, sites.run, cache);
  if (unfit !== null || cache.index === undefined) return unfit;
  const reader = readerBehind(file, sites, first, cache);
  if (reader !== null) return { reason: 'read', detail: reader };
  return hasSoftUpdate(file, sites, cache) ? { reason: 'soft-update' } : null;
}

function hindrance(file: Dockerfile, run: Instruction, cache: CacheFacts): Unfit | null {
  const { configured, wantedBy } = cache;
  if (configured !== undefined) {
    const found = file.instructions.find(
      ({ index, keyword, joined }) =>
        index <= run.index && keyword !== 'LABEL' && configured.test(joined.text),
    );
    if (found) return { reason: 'configured', detail: configured.exec(found.joined.text)?.[0] ?? cache.name };
  }
  const later = laterInstructions(file, run);
  if (wantedBy !== undefined) {
    const found = later.find(({ keyword, joined }) => WANTING.test(keyword) && wantedBy.test(joined.text));
    if (found) return { reason: 'wanted', detail: quoted(found) };
  }
  const own = file.stages[run.stage ?? 0]?.instructions ?? [];
  const named = [...own, ...later].find(
    ({ trigger, joined }) => trigger !== null && mentions(joined.text, cache),
  );
  if (named) return { reason: 'wanted', detail: quoted(named) };
  const offline = [run, ...later].find(({ joined }) => OFFLINE.test(joined.text));
  if (offline) return { reason: 'offline', detail: OFFLINE.exec(offline.joined.text)?.[0].trim() ?? '' };
  const reader = cache.index === undefined ? readerOf(file, [run, ...later], cache) : undefined;
  if (reader) return { reason: 'wanted', detail: quotedCall(reader) };
  const borrower = borrowerOf(file, run.stage ?? 0, cache);
  if (borrower) return { reason: 'wanted', detail: quoted(borrower) };
  if (cache.paths[0]?.startsWith('~') === true && !hasUsualHome(file, run)) return { reason: 'home' };
  if (cache.needs !== undefined && !isRecent(cache.needs, file, run))
    return { reason: 'old-version', detail: cache.needs };
  const mixed = [run, ...later]
    .filter(({ keyword }) => keyword === 'RUN')
    .find((one) =>
      sitesIn(file, one).all.some(
        ({ call: { words } }) =>
          clears(words, cache) &&
          cleaningOf(words) === null &&
          (one !== run || cache.index !== undefined || !words.some((word) => /^-[a-zA-Z]*f/.test(word))),
      ),
    );
  return mixed ? { reason: 'cleaned-later', detail: quoted(mixed) } : null;
}

/** The first command behind those that fill the cache which names it, and does not only remove it. */
function readerOf(file: Dockerfile, runs: readonly Instruction[], cache: CacheFacts): Call | undefined {
  const calls = runs
    .filter(({ keyword }) => keyword === 'RUN')
    .flatMap((one) => sitesIn(file, one).all.map(({ call }) => call));
  return calls
    .slice(calls.findIndex((call) => fills(call, cache)) + 1)
    .find((call) => !clears(call.words, cache) && mentions(call.words.join(' '), cache));
}

const WANTING = /^(?:RUN|CMD|ENTRYPOINT|HEALTHCHECK|ONBUILD)$/;

/** The first command behind a call that would not find the index any more and fetches none of its own, or may. */
function readerBehind(file: Dockerfile, sites: Sites, first: Site, cache: CacheFacts): string | null {
  const { run } = sites;
  const own = file.stages[run.stage ?? 0]?.instructions ?? [];
  if (own.some(({ trigger }) => trigger?.keyword === 'RUN')) return 'ONBUILD';
  const starting = starterOf([...own, ...laterInstructions(file, run)], cache);
  if (starting) return quoted(starting);
  let isFilled = true;
  for (const one of [run, ...laterInstructions(file, run)]) {
    if (one.trigger?.keyword === 'RUN' && isFilled) return 'ONBUILD';
    if (one.keyword !== 'RUN') continue;
    if (one !== run && !isFilled) return null;
    const { all, script } = sitesIn(file, one);
    if (isOpaque(file, one) || definesFunctions(script)) return quoted(one);
    const isShipped = file.stages[one.stage ?? 0]?.shipped === true && script !== null;
    for (const site of all) {
      if (one === run && site.command.span.start <= first.command.span.start) continue;
      const { call, isSure } = site;
      const text = call.words.join(' ');
      const isClearing = clears(call.words, cache);
      if (isFilled && !isClearing && mentions(text, cache)) return quotedCall(call);
      const getsFlag = isShipped && cache.flag !== undefined && matches(cache.flag.calls, call);
      if (isFilled && !getsFlag && useOfIndex(call, cache) === 'reads') return quotedCall(call);
      if (isSure && isClearing) isFilled = false;
      else if (fills(call, cache)) isFilled = true;
    }
  }
  return null;
}

/** Whether the build goes on when an update has failed, or there is none, that a call of the RUN installs from. */
function hasSoftUpdate(file: Dockerfile, { run, all, body }: Sites, cache: CacheFacts): boolean {
  const updates = [run, ...earlierInstructions(file, run)]
    .filter(({ keyword }) => keyword === 'RUN')
    .flatMap((one) => {
      const { all: sites, body: form } = sitesIn(file, one);
      const found = sites.filter(({ call }) => useOfIndex(call, cache) === 'renews');
      return found
        .reverse()
        .map(({ isSure, command }) => ({ one, command, isHard: isSure && form?.form !== 'list' }));
    });
  return all.some(({ call, step, command: { span } }) => {
    if (cache.index?.programs.test(call.program) !== true || useOfIndex(call, cache) !== 'reads')
      return false;
    const last = updates.find(({ one, command }) => one !== run || command.span.start < span.start);
    // Without one, the installation may fail where an index of its own would let it succeed.
    const isSoft = body?.form === 'list' && step !== body.steps.length - 1;
    return last === undefined ? isSoft : !last.isHard;
  });
}
