/** The COPY moves behind the installation, and others take its place: one for each folder that something is read of. */
import type { Dockerfile, Edit, Instruction, Project } from '../../src/transform.js';
import { appended, unitOf } from '../moving/text.js';
import type { Candidate } from './candidates.js';

export function editsFor(
  file: Dockerfile,
  { copy, run, folder }: Candidate,
  { project, names }: { readonly project: Project; readonly names: readonly string[] },
): readonly Edit[] {
  const { start, end } = unitOf(file, copy);
  const indent = /[ \t]*$/.exec(file.text.slice(0, copy.span.start))?.[0] ?? '';
  const head = [keywordOf(file, copy), ...copy.flags.map(({ raw }) => raw)];
  const firsts = [...placesOf(project, names)].map(([place, brought]) => {
    const sources = brought.map((name) => (folder === '' ? name : `${folder}/${name}`));
    return indent + [...head, ...sources, targetOf(copy, place)].join(' ') + file.eol;
  });
  // As far apart from the installation as it has been.
  const [gap = ''] = /^(?:[ \t]*\r?\n)?/.exec(file.text.slice(end)) ?? [];
  return [
    { start, end, text: firsts.join('') },
    appended(file, run, (gap === '' ? '' : file.eol) + file.text.slice(start, end)),
  ];
}

/** What goes where: files to the folder that they are in, in one COPY, and what is in a folder to that folder. */
function placesOf(project: Project, names: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const isFolder = (name: string): boolean => project.kindOf(name) === 'directory';
  const folders = names.filter(isFolder);
  const places = new Map<string, string[]>();
  const isBelow = (name: string): boolean => name.includes('/');
  // Those of the project itself stand first.
  for (const name of [...names].sort((a, b) => Number(isBelow(a)) - Number(isBelow(b)))) {
    if (isFolder(name) || folders.some((folder) => name.startsWith(`${folder}/`))) continue;
    const place = name.split('/').slice(0, -1).join('/');
    places.set(place, [...(places.get(place) ?? []), name]);
  }
  for (const folder of folders)
    if (!folders.some((other) => folder.startsWith(`${other}/`))) places.set(folder, [folder]);
  return places;
}

/** In the author's letters. */
const keywordOf = ({ text }: Dockerfile, { keywordSpan }: Instruction): string =>
  /^[a-z]/.test(text.slice(keywordSpan.start, keywordSpan.end)) ? 'copy' : 'COPY';

/** A folder, also where it is not there yet. */
function targetOf({ words }: Instruction, place: string): string {
  const raw = words.at(-1)?.raw ?? '';
  const top = raw.endsWith('/') ? raw : `${raw}/`;
  return place === '' ? top : `${top.replace(/^(?:\.\/)+$/, '')}${place}/`;
}
