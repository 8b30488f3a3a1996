/** Updates of an index that has been fetched in the same RUN. */
import { cleaningOf, clears, isQuiet, useOfIndex, type CacheFacts } from '../../src/transform.js';
import { setsTrap, type Site, type Sites } from './sites.js';
import { mayChangeSources, PROXY } from './sources.js';

/**
 * The steps that are done for nothing: updates behind another one, and what removes the index in between. There are
 * none where something between them may change where packages come from, or looks at the index in another way.
 */
export function repeatedSteps(
  { all, body }: Sites,
  lists: CacheFacts,
  isUpdate: (site: Site) => boolean,
): ReadonlySet<number> {
  const dropped = new Set<number>();
  if (body === null || body.form === 'list' || setsTrap(body.script)) return dropped;
  let first: Site | null = null;
  let cleared: number[] = [];
  for (const site of all) {
    const { call, command, isSure, step } = site;
    const isPlain = isSure && step !== null && call.prefix.length === 0;
    if (isUpdate(site) && isPlain) {
      if (first !== null) for (const one of [...cleared, step]) dropped.add(one);
      first ??= site;
      cleared = [];
      continue;
    }
    const isLiteral = command.assignments.length === 0 && command.redirects.every(isQuiet);
    const takes = cleaningOf(call.words)?.takes;
    if (isPlain && isLiteral && takes?.length === 1 && takes[0] === lists) cleared.push(step);
    else if (isUpdate(site) || clears(call.words, lists) || mayChangeSources(site, lists) || setsProxy(site))
      first = null;
    // It found none, and would find some.
    else if (cleared.length > 0 && useOfIndex(call, lists) === 'reads') first = null;
    if (first === null) cleared = [];
  }
  return dropped;
}

/** Whether an update behind it may find its servers in another way. */
const setsProxy = ({ command }: Site): boolean =>
  command.words.length === 0
    ? command.assignments.some(({ name }) => PROXY.test(name))
    : /^(?:export|set|unset)$/.test(command.words[0]?.value ?? '') &&
      command.words.some(({ text }) => PROXY.test(text));
