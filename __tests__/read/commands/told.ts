/** What the tables tell of a command, as a sentence. */
import type { Effects, Surroundings } from '../../../src/read/effects.js';
import { effectsIn } from '../effects-of.js';

/** Settings, accounts and certificates are left out: what is read counts below these only. */
const SHOWN = /^\/(?:work|data|opt)(?:\/|$)/;

/** `reads /work/a; writes /work/b`; `nothing`; `unknown`. Run in /work, at home in /root. */
export function told(text: string, given: Partial<Surroundings> = {}): string {
  const effects = effectsIn(text, given);
  if (effects.unknown !== null) return 'unknown';
  const reads = listed(effects.reads, (path) => SHOWN.test(path));
  const parts = [
    part('reads', reads),
    part('writes', listed(effects.writes)),
    part('makes', listed(effects.makes)),
  ];
  return parts.filter((one) => one !== '').join('; ') || 'nothing';
}

/** What may be gone afterwards. */
export function gone(text: string): string {
  const effects = effectsIn(text);
  return effects.unknown === null ? listed(effects.removes) || 'nothing' : 'unknown';
}

const part = (verb: string, list: string): string => (list === '' ? '' : `${verb} ${list}`);

const listed = (paths: Effects['reads'], isShown: (path: string) => boolean = () => true): string =>
  paths === 'anything' ? 'anything' : [...new Set(paths)].filter(isShown).sort().join(' ');
