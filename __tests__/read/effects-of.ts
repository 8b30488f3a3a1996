/** Effects of a piece of shell, for tests: run by root in /work of a Debian image. */
import { effectsOfList, type Effects, type Surroundings } from '../../src/read/effects.js';
import { parseShell } from '../../src/read/shell.js';

export function effectsIn(text: string, given: Partial<Surroundings> = {}): Effects {
  const reading = parseShell(text);
  if (!reading.ok) throw new Error(`${text}: ${reading.message}`);
  return effectsOfList(reading.script.list, {
    directory: '/work',
    homes: ['/root'],
    isRoot: true,
    variable: () => undefined,
    names: () => [],
    programs: [],
    isDirectory: (path) =>
      ['/', '/work', '/usr', '/usr/local', '/usr/local/bin', '/etc', '/var', '/tmp'].includes(path),
    isLink: () => false,
    errexit: false,
    told: () => [],
    asRule: false,
    ...given,
  });
}
