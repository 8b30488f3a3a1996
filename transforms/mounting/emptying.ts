/** What would keep a mount empty, and how it is taken out. */
import {
  cleaningOf,
  clears,
  isQuiet,
  mentions,
  sparedAt,
  useOfIndex,
  type CacheFacts,
  type Dockerfile,
  type Edit,
  type ShellWord,
  type SimpleCommand,
} from '../../src/transform.js';
import { contentBefore } from '../cleaning/content.js';
import { blanksBefore, dropSteps } from '../cleaning/edits.js';
import { quotedCall } from '../cleaning/quotes.js';
import type { Site, Sites } from '../cleaning/sites.js';
import { inSource, type Unfit } from '../joining/body.js';
import { isEmptying, type Place } from './places.js';

/** The edits that take out what would keep the mounts empty, or why they cannot be made. */
export function emptyingEdits(
  file: Dockerfile,
  sites: Sites,
  places: readonly Place[],
  isThorough: boolean,
): readonly Edit[] | Unfit {
  const { body, all } = sites;
  const caches = [...new Set(places.map(({ cache }) => cache))];
  const dropped = new Set<number>();
  const edits: Edit[] = [];
  for (const site of all) {
    const words = wordsOf(site, caches);
    const isCleaning = cleaningOf(site.call.words)?.takes.some((cache) => caches.includes(cache)) === true;
    if (!isCleaning && words.length === 0) continue;
    if (body === null) return sites.unfit ?? { reason: 'unparsed' };
    if (places.some(({ isSure }) => !isSure)) return { reason: 'home' };
    if (!isThorough && site.call.prefix.length > 0) return { reason: 'sudo' };
    if (!isThorough && !isCleaning && site.call.program === 'rm')
      return { reason: 'together', detail: quotedCall(site.call) };
    const isRemoval = isCleaning || site.call.program === 'rm';
    const unfit = isRemoval ? unfitToDrop(file, sites, site, caches) : null;
    if (unfit) return unfit;
    const reader = readerBehind(sites, site.command, caches);
    if (reader) return { reason: 'behind', detail: quotedCall(reader.call) };
    if (isCleaning && site.step !== null) dropped.add(site.step);
    else
      edits.push(
        ...words.map(({ word, text }): Edit => {
          const { start, end } = inSource(body, word.span);
          return { start: text === '' ? start - blanksBefore(file.text, start) : start, end, text };
        }),
      );
  }
  const steps = body === null || dropped.size === 0 ? [] : dropSteps(file, body, dropped);
  return steps === null || dropped.size === body?.steps.length ? { reason: 'comment' } : [...edits, ...steps];
}

interface Change {
  readonly word: ShellWord;
  readonly text: string;
}

/** Flags with which a call writes no cache, and operands of `rm` that lie in one, with what comes in their place. */
function wordsOf({ call, command }: Site, caches: readonly CacheFacts[]): readonly Change[] {
  return command.words.flatMap((word, at): readonly Change[] => {
    const value = word.value ?? word.text;
    if (call.program === 'rm') return isEmptying(call.rest, value, caches) ? [{ word, text: '' }] : [];
    const cache = sparedAt(call, at);
    if (cache === null || !caches.includes(cache)) return [];
    const { refresh = '' } = cache.mount ?? {};
    const isFresh = call.words.some((one) => cache.index?.refreshes?.test(one));
    return [{ word, text: isFresh ? '' : refresh }];
  });
}

/** Why a cleanup has to stay: then nothing is mounted. */
function unfitToDrop(
  file: Dockerfile,
  sites: Sites,
  { call, command, isSure }: Site,
  caches: readonly CacheFacts[],
): Unfit | null {
  const { body, run } = sites;
  const detail = quotedCall(call);
  const isLiteral = command.assignments.length === 0 && command.redirects.every(isQuiet);
  if (!isSure || !isLiteral || body?.form === 'list') return { reason: 'conditional', detail };
  const takes = cleaningOf(call.words)?.takes ?? caches;
  const mounted = new Set(caches.flatMap(({ mount }) => mount?.targets.map(({ path }) => path) ?? []));
  const isLeft = takes.some((cache) =>
    caches.includes(cache)
      ? cache.mount?.holdsAll !== true
      : cache.mount?.targets.some(({ path }) => mounted.has(path)) !== true,
  );
  if (isLeft) return { reason: 'part', detail };
  const isBase = takes.some((cache) => contentBefore(file, run, { ...sites, all: [] }, 0, cache) !== 'none');
  return isBase ? { reason: 'base', detail } : null;
}

/** The first command behind a cleanup that may look into what would no longer be empty. */
const readerBehind = (
  { all }: Sites,
  { span }: SimpleCommand,
  caches: readonly CacheFacts[],
): Site | undefined =>
  all.find(
    ({ call, command }) =>
      command.span.start > span.start &&
      caches.some(
        (cache) =>
          !clears(call.words, cache) &&
          (useOfIndex(call, cache) === 'reads' || mentions(call.words.join(' '), cache)),
      ),
  );
