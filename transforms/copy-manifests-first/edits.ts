/** The COPY moves behind the installation, and another one takes its place. */
import type { Dockerfile, Edit, Instruction } from '../../src/transform.js';
import { appended, unitOf } from '../moving/text.js';
import type { Candidate } from './candidates.js';

export function editsFor(
  file: Dockerfile,
  { copy, run, folder }: Candidate,
  names: readonly string[],
): readonly Edit[] {
  const { start, end } = unitOf(file, copy);
  const sources = names.map((name) => (folder === '' ? name : `${folder}/${name}`));
  const indent = /[ \t]*$/.exec(file.text.slice(0, copy.span.start))?.[0] ?? '';
  const first = [keywordOf(file, copy), ...copy.flags.map(({ raw }) => raw), ...sources, targetOf(copy)];
  // As far apart from the installation as it has been.
  const [gap = ''] = /^(?:[ \t]*\r?\n)?/.exec(file.text.slice(end)) ?? [];
  return [
    { start, end, text: indent + first.join(' ') + file.eol },
    appended(file, run, (gap === '' ? '' : file.eol) + file.text.slice(start, end)),
  ];
}

/** In the author's letters. */
const keywordOf = ({ text }: Dockerfile, { keywordSpan }: Instruction): string =>
  /^[a-z]/.test(text.slice(keywordSpan.start, keywordSpan.end)) ? 'copy' : 'COPY';

/** A folder, also where it is not there yet. */
function targetOf({ words }: Instruction): string {
  const raw = words.at(-1)?.raw ?? '';
  return raw.endsWith('/') ? raw : `${raw}/`;
}
