import {
  APT_LISTS,
  cleaningOf,
  clears,
  changesSources,
  defineTransform,
  fills,
  type CacheFacts,
  type Dockerfile,
  type Edit,
  type Finding,
  type Instruction,
  type TransformOptions,
} from '../src/transform.js';
import { addBefore, addBehind, unfitBehind } from './cleaning/edits.js';
import { quotedCall } from './cleaning/quotes.js';
import { NO_PLACE } from './cleaning/refusals.js';
import { mayChangeSources, PROXY } from './cleaning/sources.js';
import { isClearedBehind, isMounted, sitesIn, type Site, type Sites } from './cleaning/sites.js';
import { laterInstructions, makesDirectory, shippedRuns } from './cleaning/stages.js';
import { followStage, type Reader } from './cleaning/ways.js';
import type { Unfit } from './joining/body.js';
import { lineRemoval } from './moving/text.js';

export const dropAptLists = defineTransform({
  name: 'drop-apt-lists',
  summary: "Remove apt's package lists in the RUN that fetched them.",
  why:
    'apt-get update writes some 20 to 50 MB of package lists, which are of no use in an image. They are removed in the ' +
    'RUN that fetched them, and a later RUN that installs from them gets an update of its own, so that no package is ' +
    'looked for in lists that are not there.',
  level: 'prune',
  silencedBy: ['DL3009'],
  refusals: {
    ...NO_PLACE,
    unknown: 'a later command may install packages from these lists',
    conditional: 'a later RUN installs from these lists in a place where no update can be put in front',
    sources: 'where packages come from may change between the update and a later installation',
    sudo: 'the update is made by sudo',
    variables:
      'a variable is set between the update and a later installation, which an update there would see',
    'cleaned-later': 'a later command removes the lists, with other things',
    flags: 'a later RUN that installs from these lists has flags of its own',
    user: 'a later RUN that installs from these lists runs as another user',
    trigger: 'an image that is built on this one runs an ONBUILD trigger, which may install',
    borrowed: 'another stage takes the lists from this one',
    pragma: 'a comment asks to leave a RUN alone that installs from these lists',
    comment: 'a comment inside of the RUN would be lost',
  },
  options: { thorough: { summary: 'Also clean by sudo.', default: false } },
  *find(file, options) {
    if (options.mode !== 'release' || options.caches === 'keep') return;
    for (const run of shippedRuns(file, options)) yield* cleanRun(file, run, options);
  },
});

function* cleanRun(file: Dockerfile, run: Instruction, options: TransformOptions): Generator<Finding> {
  if (isMounted(run, APT_LISTS)) return;
  const sites = sitesIn(file, run);
  if (sites.unfit !== null && sites.rough.some((call) => fills(call, APT_LISTS)))
    yield { kind: 'refusal', at: run.span, ...sites.unfit };
  const update = sites.all.findLast(({ call }) => fills(call, APT_LISTS));
  if (update === undefined || isClearedBehind(update, APT_LISTS, sites)) return;
  const plan = planFor(file, sites, update, APT_LISTS, options);
  if ('reason' in plan) {
    yield { kind: 'refusal', at: run.span, ...plan };
    return;
  }
  const count = plan.later.length;
  const updates =
    count === 0
      ? ''
      : `; ${String(count)} later RUN${count === 1 ? ' gets an update' : 's get updates'} of ${count === 1 ? 'its' : 'their'} own`;
  yield {
    kind: 'rewrite',
    at: run.span,
    edits: plan.edits,
    relies: [
      'package lists are read by apt alone, and every later installation has an update in front of it',
    ],
    because: plan.drops
      ? `nothing in this RUN uses the lists that it fetches${updates}`
      : `the layer is without apt's package lists${updates}`,
    level: 'prune',
  };
}

interface Plan {
  readonly edits: readonly Edit[];
  readonly drops: boolean;
  /** RUNs that get an update. */
  readonly later: readonly Instruction[];
}

function planFor(
  file: Dockerfile,
  sites: Sites,
  update: Site,
  lists: CacheFacts,
  { ignores, values }: TransformOptions,
): Plan | Unfit {
  const { body, run } = sites;
  if (body === null) return sites.unfit ?? { reason: 'unparsed' };
  if (update.call.prefix.length > 0 && values.thorough !== true) return { reason: 'sudo' };
  const isAlone = body.steps.length === 1 && update.isSure && run.flags.length === 0;
  const drops = isAlone && !makesDirectory(file, run);
  const end = body.steps.length - 1;
  const unfit = drops ? null : unfitBehind(body, end);
  if (unfit) return unfit;
  if (drops && run.innerComments.length > 0) return { reason: 'comment' };
  const mixed = mixedCleanup(file, run, lists);
  if (mixed !== null) return { reason: 'cleaned-later', detail: mixed };
  const readers: Reader[] = [];
  const hindrance = followStage(file, { lists, stage: run.stage ?? 0, at: run.index, readers });
  if (hindrance) return hindrance;
  const edits: Edit[] = drops
    ? [lineRemoval(file, run)]
    : [...addBehind(file, body, end, commandsFor(update, lists))];
  for (const { run: later, site } of readers) {
    const reader = sitesIn(file, later);
    const misfit = unfitBefore(file, reader, site, { sites, update, lists });
    if (misfit) return misfit;
    if (ignores(later)) return { reason: 'pragma' };
    const variable = variableBetween(file, run, later, drops);
    if (variable) return { reason: 'variables', detail: variable.pairs[0]?.name ?? '' };
    if (reader.body !== null && site.step !== null)
      edits.push(...addBefore(file, reader.body, site.step, updateText(update)));
  }
  return { edits, drops, later: readers.map((reader) => reader.run) };
}

/** A later command that removes the lists and other things. */
function mixedCleanup(file: Dockerfile, run: Instruction, lists: CacheFacts): string | null {
  const found = laterInstructions(file, run)
    .filter(({ keyword }) => keyword === 'RUN')
    .flatMap((one) => sitesIn(file, one).all)
    .find(({ call }) => clears(call.words, lists) && cleaningOf(call.words) === null);
  return found ? quotedCall(found.call) : null;
}

/** A variable between both that an update would see, as others do that it finds its servers by. */
function variableBetween(
  file: Dockerfile,
  run: Instruction,
  later: Instruction,
  isMoved: boolean,
): Instruction | undefined {
  return file.instructions.find(
    ({ keyword, index, joined }) =>
      /^(?:ENV|ARG)$/.test(keyword) &&
      index > run.index &&
      index < later.index &&
      (isMoved || PROXY.test(joined.text)),
  );
}

/** As the author writes it, when that is all that it is. */
function updateText({ call }: Site): string {
  const text = call.words.join(' ');
  return /^(?:sudo )?apt(?:-get)? (?:-[yq]+ )*update(?: -[yq]+)*$/.test(text)
    ? text
    : [...call.prefix, 'apt-get update'].join(' ');
}

const commandsFor = ({ call }: Site, { cleanup = [] }: CacheFacts): readonly string[] =>
  cleanup.map((command) => [...call.prefix, command].join(' '));

interface Given {
  readonly sites: Sites;
  readonly update: Site;
  readonly lists: CacheFacts;
}

/** Why no update can be put in front of an installation. */
function unfitBefore(
  file: Dockerfile,
  reader: Sites,
  site: Site,
  { sites, update, lists }: Given,
): Unfit | null {
  const { run, body } = reader;
  if (body === null) return reader.unfit ?? { reason: 'unparsed' };
  if (!site.isSure || site.step === null || body.form === 'list') return { reason: 'conditional' };
  if (run.flags.length > 0) return { reason: 'flags' };
  if (run.state.user !== sites.run.state.user) return { reason: 'user' };
  if (site.call.prefix.join(' ') !== update.call.prefix.join(' ')) return { reason: 'user' };
  if (!update.isSure || sites.body?.form === 'list') return { reason: 'conditional' };
  const between = [
    ...sites.all.filter(({ command }) => command.span.start > update.command.span.start),
    ...file.instructions
      .filter(({ index, keyword }) => keyword === 'RUN' && index > sites.run.index && index < run.index)
      .flatMap((one) => sitesIn(file, one).all),
    ...reader.all.filter(({ command }) => command.span.start < site.command.span.start),
  ];
  const source = between.find((one) => mayChangeSources(one, lists));
  const copied = file.instructions.some(
    ({ index, keyword, joined }) =>
      /^(?:COPY|ADD)$/.test(keyword) &&
      index > sites.run.index &&
      index < run.index &&
      lists.index !== undefined &&
      changesSources(joined.text, lists.index),
  );
  return source || copied ? { reason: 'sources', detail: source ? quotedCall(source.call) : '' } : null;
}
