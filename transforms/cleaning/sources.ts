/** Where packages come from. */
import { callOf, changesSources, useOfIndex, type CacheFacts } from '../../src/transform.js';
import type { Site } from './sites.js';

/** Whether a command may change where packages come from, or run what may. */
export function mayChangeSources(
  { call: { words }, command: { redirects } }: Site,
  lists: CacheFacts,
): boolean {
  const text = words.join(' ');
  const whole = [text, ...redirects.map(({ target }) => target?.text ?? '')].join(' ');
  const call = callOf(text.split(' '));
  if (lists.index === undefined || call === null) return true;
  if (changesSources(whole, lists.index)) return true;
  return !lists.index.programs.test(call.program) && useOfIndex(call, lists) === 'reads';
}

/** Variables that an update sees: apt.conf(5), apt-transport-http(1). */
export const PROXY = /proxy|APT_CONFIG/i;
