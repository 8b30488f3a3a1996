import {
  cleaningOf,
  defineTransform,
  fills,
  isQuiet,
  type Dockerfile,
  type Finding,
  type Instruction,
} from '../src/transform.js';
import { contentBefore } from './cleaning/content.js';
import { dropSteps } from './cleaning/edits.js';
import { sitesIn } from './cleaning/sites.js';

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
    comment: 'a comment inside of the RUN would be lost, or its working directory may be missing',
  },
  *find(file, options) {
    if (options.mode !== 'release' || options.caches === 'keep') return;
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
