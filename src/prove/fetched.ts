/**
 * A file that an ADD fetches into an image is the same when it is fetched into a stage of its own and copied from there: its
 * bytes, its mode, its time and its owner. https://docs.docker.com/reference/dockerfile/#adding-files-from-a-url
 */
import type { Dockerfile, Instruction, Stage } from '../model.js';
import { downloadOf } from '../read/downloads.js';

interface Fetching {
  readonly stage: Stage;
  readonly name: string;
  /** The ADD of the stage. */
  readonly add: Instruction;
}

/**
 * The first file, with stages that only the second one has, and COPYs from them; the first file as it is where it has no
 * such ADDs, or where a stage more may change what a name or a number means.
 * @param read reads a text with the options of the run
 */
export function withFetched(
  before: Dockerfile,
  after: Dockerfile,
  read: (text: string) => Dockerfile,
): Dockerfile {
  if (after.stages.length <= before.stages.length || before.isNumbered) return before;
  if (/from=["']?\d/i.test(before.text)) return before;
  const names = before.stages.map(({ name }) => name);
  const fetchings = after.stages.flatMap((stage) => fetchingOf(stage, names) ?? []);
  if (after.stages.length !== before.stages.length + fetchings.length) return before;
  const edits = fetchings.flatMap((one, nth) => editsFor(before, after, one, nth) ?? []);
  if (edits.length !== 2 * fetchings.length) return before;
  const sorted = edits.map((edit, at) => ({ ...edit, at })).sort((a, b) => b.start - a.start || b.at - a.at);
  return read(
    sorted.reduce((text, { start, end, put }) => text.slice(0, start) + put + text.slice(end), before.text),
  );
}

/** What a stage fetches that is there for nothing else. */
function fetchingOf(stage: Stage, known: readonly (string | null)[]): Fetching | null {
  const [from, add, ...more] = stage.instructions;
  const { name } = stage;
  if (from === undefined || add === undefined || more.length > 0 || name === null) return null;
  const isEmpty = /^from\s+scratch\s+as\s+\S+$/i.test(from.joined.text);
  return isEmpty && !known.includes(name) ? { stage, name, add } : null;
}

interface Change {
  readonly start: number;
  readonly end: number;
  readonly put: string;
}

/** The stage in front of the one that it stands in front of, and a COPY in the place of the ADD. */
function editsFor(
  before: Dockerfile,
  after: Dockerfile,
  { stage, name, add }: Fetching,
  nth: number,
): readonly Change[] | null {
  const fetched = downloadOf(add);
  const next = before.stages[stage.index - nth]?.instructions[0];
  if (fetched === null || next === undefined || add.words[1]?.raw !== `/${fetched.name}`) return null;
  // Whatever speaks of it would mean something else.
  if (before.text.toLowerCase().includes(name)) return null;
  const same = before.instructions.filter((one) => downloadOf(one)?.what === fetched.what);
  const [own, ...more] = same;
  const target = own?.words[1]?.raw;
  if (own === undefined || target === undefined || more.length > 0 || own.stage !== stage.index - nth)
    return null;
  const isFolder = target.endsWith('/');
  const text = stage.instructions.map(({ span }) => after.text.slice(span.start, span.end)).join('\n');
  return [
    { start: next.span.start, end: next.span.start, put: `${text}\n` },
    // Into a folder it goes under its own name: where there is a folder of that name, the proof of the mounts finds it.
    { ...own.span, put: `COPY --from=${name} /${fetched.name} ${target}${isFolder ? fetched.name : ''}` },
  ];
}
