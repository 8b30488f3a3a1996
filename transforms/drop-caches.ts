import {
  APT_LISTS,
  CACHES,
  defineTransform,
  fills,
  matches,
  verbLength,
  type CacheFacts,
  type Dockerfile,
  type Edit,
  type Finding,
  type Instruction,
} from '../src/transform.js';
import { addBehind, blanksBefore, unfitBehind } from './cleaning/edits.js';
import { listed } from './cleaning/quotes.js';
import { NO_PLACE } from './cleaning/refusals.js';
import { isClearedBehind, isMounted, sitesIn, type Site, type Sites } from './cleaning/sites.js';
import { shippedRuns } from './cleaning/stages.js';
import { isRecent, leavesNone } from './cleaning/versions.js';
import { hindranceTo } from './drop-caches/hindrances.js';
import { inSource, type Unfit } from './joining/body.js';

export const dropCaches = defineTransform({
  name: 'drop-caches',
  summary: 'Keep package managers from leaving their caches in the image, or remove them in the same RUN.',
  why:
    'What a package manager has downloaded is in the layer for good unless the same RUN takes it away. Where the manager ' +
    'has a flag to write no cache, the call gets it; where it has none, a command that cleans stands behind the call.',
  level: 'prune',
  silencedBy: ['DL3019', 'DL3032', 'DL3036', 'DL3040', 'DL3042', 'DL3060'],
  refusals: {
    ...NO_PLACE,
    conditional: 'the call is made only under a condition, and the program that cleans may not be there',
    configured: 'the file configures what happens to the cache',
    wanted: 'what comes later would have to fetch it again',
    'old-version': 'the program may be too old to know the flag',
    'replaces-itself': 'the call replaces the program itself, and the new one may not run here',
    home: 'the home directory of the user, where the cache is, is not known',
    sudo: 'the call is made by sudo',
    'build-tool': 'what a build tool keeps may be more than a cache',
    'cleaned-later': 'a later command removes the cache, with other things',
    read: 'a later command may install from the index that is left, and fetches none of its own',
    'soft-update': 'the call would no longer fail where the update before it does',
    offline: 'a later call must not fetch again what is gone',
  },
  options: {
    thorough: {
      summary:
        'Also remove local repositories of build tools (cargo, maven, gradle, NuGet), work files of cpan and pecl, sources of PHP, and clean by sudo.',
      default: false,
    },
  },
  *find(file, options) {
    if (options.mode !== 'release' || options.caches === 'keep') return;
    for (const run of shippedRuns(file, options))
      yield* cleanRun(file, run, options.values.thorough === true);
  },
});

/** Rows that other transforms see to: what is installed in vain, and what later installations need. */
const OWN = CACHES.filter(({ level, id }) => level !== 'reshape' && id !== APT_LISTS.id);

function* cleanRun(file: Dockerfile, run: Instruction, isThorough: boolean): Generator<Finding> {
  const sites = sitesIn(file, run);
  const plan: Plan = { flags: [], behind: new Map(), caches: [], isThorough };
  for (const cache of OWN) {
    const filling = sites.all.filter(({ call }) => fills(call, cache));
    const isRough = sites.rough.some((call) => fills(call, cache));
    const unfit = isRough
      ? sites.unfit
      : filling.length === 0
        ? null
        : planFor(file, sites, cache, filling, plan);
    if (unfit)
      yield { kind: 'refusal', at: run.span, reason: unfit.reason, detail: unfit.detail ?? cache.name };
  }
  const edits = [...plan.flags, ...cleanups(file, sites, plan)];
  if (edits.length === 0) return;
  const names = [...new Set(plan.caches.map(({ name }) => name))];
  yield {
    kind: 'rewrite',
    at: run.span,
    edits,
    relies: plan.caches.map(({ name, source }) => `nothing behind it needs ${name}: ${source}`),
    because: `the layer is without ${listed(names)}`,
    level: 'prune',
  };
}

interface Plan {
  readonly isThorough: boolean;
  readonly flags: Edit[];
  /** Commands by the step that they stand behind. */
  readonly behind: Map<number, string[]>;
  readonly caches: CacheFacts[];
}

/** Adds what a cache needs to the plan, or says why it stays. */
function planFor(
  file: Dockerfile,
  sites: Sites,
  cache: CacheFacts,
  filling: readonly Site[],
  plan: Plan,
): Unfit | null {
  const { run } = sites;
  if (isKept(run, cache) || isMounted(run, cache)) return null;
  if (leavesNone(file, run, cache)) return null;
  const last = filling.at(-1);
  // An index that is not kept need neither be fetched nor removed.
  const isIndex = cache.index !== undefined;
  if (last === undefined || (!isIndex && isClearedBehind(last, cache, sites))) return null;
  if (!plan.isThorough && filling.some(({ call }) => call.prefix.length > 0)) return { reason: 'sudo' };
  if (cache.isKept === true && !plan.isThorough) return { reason: 'build-tool', detail: cache.name };
  const unfit = hindranceTo(file, sites, cache, filling[0] ?? last);
  if (unfit) return unfit;
  const flagged = flagEdits(file, sites, cache, filling);
  if (flagged !== null) {
    if ('reason' in flagged) return flagged;
    plan.flags.push(...flagged);
    if (flagged.length > 0) plan.caches.push(cache);
    return null;
  }
  return planCleanup(sites, cache, last, plan);
}

/** Whether the author has said by a variable what happens to the cache. */
const isKept = ({ state }: Instruction, { settings }: CacheFacts): boolean =>
  settings !== undefined && state.names().some((name) => settings.test(name));

/** The flag behind the verb of each call; `null` where the cache has none, or not all calls know it. */
function flagEdits(
  file: Dockerfile,
  sites: Sites,
  { flag, cleanup }: CacheFacts,
  filling: readonly Site[],
): readonly Edit[] | Unfit | null {
  const { body } = sites;
  if (flag === undefined) return null;
  const able = filling.filter(({ call }) => matches(flag.calls, call));
  if (able.length < filling.length && cleanup !== undefined) return null;
  if (flag.since !== undefined && !isRecent(flag.since, file, sites.run))
    return cleanup === undefined ? { reason: 'old-version' } : null;
  if (able.length === 0) return [];
  if (body === null) return sites.unfit ?? { reason: 'unparsed' };
  return able.flatMap(({ call, command }): readonly Edit[] => {
    const verb = call.operands[verbLength(flag.calls.verbs, call) - 1];
    const word = verb === undefined ? undefined : command.words[verb];
    if (word === undefined) return [];
    const { end } = inSource(body, word.span);
    const replaced = command.words.filter(({ value }) => flag.replaces?.includes(value ?? '') === true);
    const takesPlace = verb !== undefined && replaced[0] === command.words[verb + 1];
    const edits = replaced.map((one, at): Edit => {
      const place = inSource(body, one.span);
      if (takesPlace && at === 0) return { ...place, text: flag.word };
      return { start: place.start - blanksBefore(file.text, place.start), end: place.end, text: '' };
    });
    return takesPlace && edits.length > 0 ? edits : [{ start: end, end, text: ` ${flag.word}` }, ...edits];
  });
}

function planCleanup({ body, unfit }: Sites, cache: CacheFacts, last: Site, plan: Plan): Unfit | null {
  const { cleanup } = cache;
  if (cleanup === undefined) return null;
  if (body === null) return unfit ?? { reason: 'unparsed' };
  const byProgram = cleanup.some((command) => !command.startsWith('rm '));
  const isUnsure = !last.isSure || (body.form === 'list' && last.step !== body.steps.length - 1);
  const setting = last.command.assignments.find(({ name }) =>
    /^(?:PATH|HOME|GO\w*|npm_\w+|XDG_\w+)$/.test(name),
  );
  if (setting) return { reason: 'configured', detail: setting.name };
  if (byProgram && isUnsure) return { reason: 'conditional' };
  if (byProgram && replacesItself(last)) return { reason: 'replaces-itself' };
  const end = body.steps.length - 1;
  // Who cleans is there when he has just run: later commands may take him away, or leave for another directory.
  const step = byProgram && cache.id !== 'php-source' ? (last.step ?? end) : end;
  const hinders = unfitBehind(body, step);
  if (hinders) return hinders;
  const commands = plan.behind.get(step) ?? [];
  const prefix = last.call.prefix.map((word) => `${word} `).join('');
  for (const command of cleanup) {
    const text = prefix + (command.startsWith('rm ') ? command : asCalled(command, last, cache));
    if (!commands.includes(text)) commands.push(text);
  }
  plan.behind.set(step, commands);
  plan.caches.push(cache);
  return null;
}

/** The program by the name that the author calls it: `/opt/conda/bin/conda`. */
function asCalled(command: string, { call }: Site, { paths }: CacheFacts): string {
  const [, ...rest] = command.split(' ');
  const program = call.words[call.prefix.length] ?? '';
  // `php composer.phar`: an interpreter in front of the name.
  return /^php$|\.phar$/.test(program) ? `rm -rf ${paths.join(' ')}` : [program, ...rest].join(' ');
}

const replacesItself = ({ call }: Site): boolean =>
  call.operands.slice(1).some((at) => (call.words[at] ?? '').replace(/@.*$/, '') === call.program);

function cleanups(file: Dockerfile, { body }: Sites, { behind }: Plan): readonly Edit[] {
  if (body === null) return [];
  return [...behind].flatMap(([step, commands]) => addBehind(file, body, step, commands));
}
