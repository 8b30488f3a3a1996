/** What the tables of languages tell of a command, as a sentence. */
import type { Effects, Surroundings } from '../../../src/read/effects.js';
import { isWithin } from '../../../src/read/paths.js';
import { effectsIn } from '../effects-of.js';

/** Surroundings of a call, with the values of variables. */
export function where(given: {
  readonly directory?: string;
  readonly programs?: readonly string[];
  readonly values?: Readonly<Record<string, string>>;
}): Partial<Surroundings> {
  const { values = {}, ...others } = given;
  return { ...others, variable: (name) => values[name] };
}

const SHOWN = /^\/(?:work|data|go)(?:\/|$)/;

/**
 * `pip install: reads the system, writes the system /work`; `nothing`; `unknown`. Run in /work. Of what is neither the
 * system nor below /work, /data and /go, the home directory and temporary files are left out.
 */
export function told(text: string, given: Partial<Surroundings> = {}): string {
  const effects = effectsIn(text, given);
  if (effects.unknown !== null) return 'unknown';
  const [call] = effects.packages;
  const deeds = [part('reads', effects.reads), part('writes', effects.writes)]
    .filter((one) => one !== '')
    .join(', ');
  return `${call === undefined ? '' : `${call.manager} ${call.does}: `}${deeds || 'nothing'}`;
}

function part(verb: string, paths: Effects['reads']): string {
  if (paths === 'anything') return `${verb} anything`;
  const shown = paths.filter((path) => SHOWN.test(path));
  const tops = shown.filter((path) => !shown.some((other) => other !== path && isWithin(path, other)));
  const list = [...(paths.includes('/usr/bin') ? ['the system'] : []), ...[...new Set(tops)].sort()].join(
    ' ',
  );
  return list === '' ? '' : `${verb} ${list}`;
}
