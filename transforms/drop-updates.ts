import {
  APT_LISTS,
  CACHES,
  cleaningOf,
  clears,
  defineTransform,
  isQuiet,
  mentions,
  saidIn,
  useOfIndex,
  type CacheFacts,
  type Dockerfile,
  type Finding,
  type Instruction,
} from '../src/transform.js';
import { dropSteps } from './cleaning/edits.js';
import { quoted, quotedCall } from './cleaning/quotes.js';
import { repeatedSteps } from './cleaning/repeated.js';
import { definesFunctions, isMounted, setsTrap, sitesIn, type Site } from './cleaning/sites.js';
import { laterInstructions } from './cleaning/stages.js';
import { followStage, type Reader } from './cleaning/ways.js';

export const dropUpdates = defineTransform({
  name: 'drop-updates',
  summary: 'Drop updates of package indexes that no installation needs.',
  why:
    'An index that is fetched and not used takes time and is in the layer. Calls that fetch an index of their own and ' +
    'keep none (apk add --no-cache) need no update in front of them, and several installations in one RUN need one.',
  level: 'prune',
  refusals: {
    read: 'a later command reads the index, or may, or removes it with other things',
    list: 'what stands behind the update is run even when it has failed',
    conditional: 'the update is made only under a condition',
    sudo: 'the update is made by sudo',
    comment: 'a comment inside of the RUN would be lost, or its working directory may be missing',
  },
  *find(file, options) {
    if (options.mode !== 'release' || options.caches === 'keep') return;
    for (const { shipped, instructions } of file.stages) {
      if (!shipped) continue;
      for (const run of instructions) {
        if (run.keyword !== 'RUN' || run.flags.length > 0 || options.ignores(run)) continue;
        const findings = [...INDEXES.map((cache) => dropFrom(file, run, cache)), dropRepeated(file, run)];
        yield* findings.filter((finding) => finding !== null);
      }
    }
  },
});

/** apt is seen to by drop-apt-lists. */
const INDEXES = CACHES.filter(({ id }) => id === 'apk');

function dropFrom(file: Dockerfile, run: Instruction, cache: CacheFacts): Finding | null {
  const sites = sitesIn(file, run);
  const { body, all } = sites;
  const updates = all.filter((site) => isUpdate(site, cache));
  if (updates.length === 0 || body === null || isMounted(run, cache)) return null;
  const refusal = (reason: string, detail?: string): Finding => ({
    kind: 'refusal',
    at: run.span,
    reason,
    ...(detail === undefined ? {} : { detail }),
  });
  const dropped = new Set<number>();
  if (updates.some(({ call }) => call.prefix.length > 0)) return refusal('sudo');
  let reader: string | null = null;
  for (const update of updates) {
    const found = readerOf(file, run, update, cache);
    if (found !== null) reader ??= found;
    else if (body.form === 'list') return refusal('list');
    else if (!update.isSure || update.step === null) return refusal('conditional');
    else dropped.add(update.step);
  }
  // That an installation reads it is what an update is for; only where none should, it is worth a word.
  if (dropped.size === 0) return cache.flag === undefined ? null : refusal('read', reader ?? '');
  const edits = dropSteps(file, body, dropped);
  if (edits === null) return refusal('comment');
  return {
    kind: 'rewrite',
    at: run.span,
    edits,
    relies: ['nothing behind it reads the index before it is fetched again'],
    because: `nothing reads ${cache.name}`,
    level: 'prune',
  };
}

function dropRepeated(file: Dockerfile, run: Instruction): Finding | null {
  const sites = sitesIn(file, run);
  if (sites.body === null || definesFunctions(sites.script)) return null;
  // Traces of both builds are told apart by the order of their updates: none may come later.
  const later = laterInstructions(file, run).filter(({ keyword }) => keyword === 'RUN');
  if (later.some((one) => sitesIn(file, one).all.some((site) => isUpdate(site, APT_LISTS)))) return null;
  const dropped = repeatedSteps(sites, APT_LISTS, (site) => isUpdate(site, APT_LISTS));
  if (dropped.size === 0) return null;
  const edits = dropSteps(file, sites.body, dropped);
  if (edits === null) return { kind: 'refusal', at: run.span, reason: 'comment' };
  return {
    kind: 'rewrite',
    at: run.span,
    edits,
    relies: ['nothing between the updates changes the sources of packages'],
    because: 'the RUN has fetched the package lists already',
    level: 'prune',
  };
}

/** Nothing but the update of the index. */
function isUpdate({ call, command }: Site, { index }: CacheFacts): boolean {
  if (index?.programs.test(call.program) !== true || saidIn(call) !== 'update') return false;
  return command.assignments.length === 0 && command.redirects.every(isQuiet);
}

/** The first command that finds this index, or may; `null` for none. */
function readerOf(file: Dockerfile, run: Instruction, update: Site, cache: CacheFacts): string | null {
  const { all, script } = sitesIn(file, run);
  if (definesFunctions(script) || setsTrap(script)) return quoted(run);
  const behind = all.filter(({ command }) => command.span.start > update.command.span.start);
  for (const { call, isSure } of behind) {
    const use = useOfIndex(call, cache);
    if (use === 'reads' || (mentions(call.words.join(' '), cache) && !clears(call.words, cache)))
      return quotedCall(call);
    if (use === 'renews' && isSure) return null;
  }
  const readers: Reader[] = [];
  const unfit = followStage(file, { lists: cache, stage: run.stage ?? 0, at: run.index, readers });
  if (unfit) return unfit.detail ?? unfit.reason;
  const [reader] = readers;
  if (reader) return quotedCall(reader.site.call);
  // A pattern among other paths would stand for something else: `rm -rf /var/cache/apk/* /tmp/*`.
  const later = laterInstructions(file, run).filter(({ keyword }) => keyword === 'RUN');
  const mixed = [...behind, ...later.flatMap((one) => sitesIn(file, one).all)].find(
    ({ call }) => clears(call.words, cache) && cleaningOf(call.words) === null,
  );
  return mixed ? quotedCall(mixed.call) : null;
}
