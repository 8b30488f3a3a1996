/** Mounts in the hand of the file's author. */
import type { Dockerfile, Edit, Instruction } from '../../src/transform.js';
import { styleOf } from '../joining/style.js';
import type { Place } from './places.js';

/** The edit that puts mounts in front of the other flags of a RUN, each on a line of its own. */
export function addMounts(file: Dockerfile, run: Instruction, places: readonly Place[]): Edit {
  const { end: start } = run.keywordSpan;
  const lineBreak = ` ${file.escape}${file.eol}${styleOf(file, [run]).indent}`;
  const mounts = ` ${places.map(mountOf).join(lineBreak)}`;
  const [blanks = ''] = /^[ \t]*/.exec(file.text.slice(start)) ?? [];
  const behind = file.text.slice(start + blanks.length);
  // The author goes on in the next line already.
  const isBroken = behind.startsWith(file.escape) && /^.[ \t]*\r?\n/.test(behind);
  return isBroken
    ? { start, end: start, text: mounts }
    : { start, end: start + blanks.length, text: mounts + lineBreak };
}

function mountOf({ path, id, owner, cache }: Place): string {
  const fields = [
    'type=cache',
    ...(id === null ? [] : [`id=${id}`]),
    `target=${path}`,
    ...(cache.mount?.sharing === 'locked' ? ['sharing=locked'] : []),
    ...(owner === null ? [] : [`uid=${owner}`, `gid=${owner}`]),
  ];
  return `--mount=${fields.join(',')}`;
}
