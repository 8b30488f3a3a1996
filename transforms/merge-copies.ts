/** Adjacent COPYs, or ADDs, into one directory become one instruction. */
import {
  boundaryBefore,
  defineTransform,
  shippedInstructions,
  type Dockerfile,
  type Finding,
  type Instruction,
} from '../src/transform.js';
import { folderOf } from './merge-copies/own-name.js';
import { FOREIGN_PRAGMA } from './merge-copies/pragmas.js';
import { copyTarget, isCertainDirectory, sameTarget, type CopyTarget } from './merge-copies/target.js';
import { mergedText } from './merge-copies/text.js';

/** Instructions that only write to the image's configuration: a COPY doesn't see them, nor they a COPY. */
const METADATA = new Set(['LABEL', 'EXPOSE', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'STOPSIGNAL', 'MAINTAINER']);
/** What a COPY may depend on. A RUN between two COPYs is the common case, and no near miss. */
const STOPPING = new Set(['ENV', 'ARG', 'USER', 'WORKDIR', 'VOLUME', 'SHELL', 'ONBUILD']);
const REMOTE = /^(?:[a-z][a-z0-9+.-]*:\/\/|git@|[\w.-]+@[\w.-]+:)|^github\.com\/|\.git(?:#|$)/i;

const refusals = {
  heredoc: 'A here-document is a source with a text of its own; an instruction with one is left alone.',
  wildcard: 'A wildcard that matches nothing may fail a COPY of its own, and not one that has other sources.',
  variable: 'A source whose value is not known from the Dockerfile may be a wildcard or an address.',
  remote: 'ADD fetches this source; whether several may be fetched by one ADD depends on the builder.',
  json: 'One is in JSON form and the other is not; the same word can mean different files in them.',
  flags:
    'Their flags differ, or one of them changes how sources are taken (--checksum, --keep-git-dir, --unpack).',
  link: 'With --link each COPY is a layer of its own that may replace a directory by a file; in one COPY that is an error.',
  keyword: 'ADD unpacks archives and COPY does not, so the two are not joined.',
  'not-a-directory':
    'The target may be a file that the second COPY overwrites: it does not end in "/" and is not known to be a directory.',
  between: 'An instruction between the two can change what the second one means.',
  boundary: 'A pragma keeps the layer boundary between the two.',
  pragma: 'A comment in front of it tells another tool to leave this one instruction alone.',
} as const;
type Reason = keyof typeof refusals;
interface Refused {
  readonly reason: Reason;
  readonly detail?: string;
}

export const mergeCopies = defineTransform({
  name: 'merge-copies',
  summary: 'Merge adjacent COPYs into one directory.',
  why:
    'Each COPY or ADD is a layer. Those that follow one another with the same flags into the same directory ' +
    'do the same in one instruction: the builder takes the sources one after the other, in order. A file that is copied to ' +
    'its own name in a directory is copied into the directory.',
  level: 'exact',
  refusals,
  *find(file, { ignores }) {
    for (const instructions of shippedInstructions(file))
      yield* findIn(
        file,
        instructions.filter((one) => !ignores(one)),
      );
  },
});

/** A COPY that may begin a group, the ones that join it, and where its files go. */
interface Group {
  readonly members: Instruction[];
  readonly target: CopyTarget;
}

function* findIn(file: Dockerfile, instructions: readonly Instruction[]): Generator<Finding> {
  let group: Group | null = null;
  let stopper: Instruction | null = null;
  let previous: Instruction | null = null;
  for (const instruction of instructions) {
    const follows: boolean = previous === null || previous.index + 1 === instruction.index;
    previous = instruction;
    if (!follows || (boundaryBefore(instruction) && !isCopy(instruction))) {
      yield* close(file, group);
      group = stopper = null;
    }
    if (METADATA.has(instruction.keyword)) continue;
    const target = isCopy(instruction) ? targetOf(file, instruction) : null;
    if (target === null) {
      stopper = STOPPING.has(instruction.keyword) && group !== null ? instruction : null;
      if (stopper === null) {
        yield* close(file, group);
        group = null;
      }
      continue;
    }
    const refused: Refused | null =
      group && sameTarget(group.target, target) ? refusal(file, group, instruction, stopper) : null;
    if (group && sameTarget(group.target, target) && refused === null) {
      group.members.push(instruction);
      continue;
    }
    yield* close(file, group);
    if (refused) yield { kind: 'refusal', at: instruction.span, ...refused };
    group = { members: [instruction], target };
    stopper = null;
  }
  yield* close(file, group);
}

const isCopy = ({ keyword }: Instruction): boolean => keyword === 'COPY' || keyword === 'ADD';

const targetOf = (file: Dockerfile, copy: Instruction): CopyTarget | null =>
  folderOf(file, copy) ?? copyTarget(copy);

/** Why the instruction can't join the group; `null` when it can. */
function refusal(
  file: Dockerfile,
  { members, target }: Group,
  next: Instruction,
  stopper: Instruction | null,
): Refused | null {
  const [first] = members;
  if (first === undefined) return null;
  if (stopper) return { reason: 'between', detail: stopper.keyword };
  if (first.keyword !== next.keyword) return { reason: 'keyword' };
  if (first.heredocs.length > 0 || next.heredocs.length > 0) return { reason: 'heredoc' };
  if ((first.json === null) !== (next.json === null)) return { reason: 'json' };
  const flags = flagRefusal(first, next);
  if (flags) return flags;
  const source = [...(members.length === 1 ? sourcesOf(first) : []), ...sourcesOf(next)]
    .map((word) => sourceRefusal(next.keyword, word.raw, word.value))
    .find((found) => found !== null);
  if (source) return source;
  if (!isCertainDirectory(file, first, target)) return { reason: 'not-a-directory', detail: target.written };
  if (boundaryBefore(next)) return { reason: 'boundary' };
  const pragma = next.comments.find(({ text }) => FOREIGN_PRAGMA.test(text));
  return pragma ? { reason: 'pragma', detail: pragma.text } : null;
}

const sourcesOf = ({ words }: Instruction): Instruction['words'] => words.slice(0, -1);

function flagRefusal(first: Instruction, next: Instruction): Refused | null {
  const written = ({ flags }: Instruction): readonly string[] => flags.map(({ raw }) => raw).sort();
  const [a, b] = [written(first), written(next)];
  const odd = [...a, ...b].find(
    (flag, _, all) => !(a.includes(flag) && b.includes(flag)) || all.length !== 2 * a.length,
  );
  if (odd !== undefined) return { reason: 'flags', detail: odd };
  const own = first.flags.find(({ name }) => ['checksum', 'keep-git-dir', 'unpack'].includes(name));
  if (own) return { reason: 'flags', detail: own.raw };
  return first.flags.some(({ name }) => name === 'link') ? { reason: 'link' } : null;
}

function sourceRefusal(keyword: string, raw: string, value: string | null): Refused | null {
  if (raw.startsWith('--')) return { reason: 'flags', detail: raw };
  if (value === null) return { reason: 'variable', detail: raw };
  if (keyword === 'ADD' && REMOTE.test(value)) return { reason: 'remote', detail: raw };
  // The patterns are those of Go's filepath.Match: https://docs.docker.com/reference/dockerfile/#copy
  if (/[*?[\\]/.test(value) || /[*?[\\]/.test(raw)) return { reason: 'wildcard', detail: raw };
  return value === '' ? { reason: 'variable', detail: raw } : null;
}

function* close(file: Dockerfile, group: Group | null): Generator<Finding> {
  const [first, ...others] = group?.members ?? [];
  const last = others.at(-1);
  if (!group || first === undefined || last === undefined) return;
  const directory = group.target.directory ?? group.target.written;
  const removals = others.map((one) => ({
    start: file.instructions[one.index - 1]?.span.end ?? one.span.start,
    end: one.span.end,
    text: '',
  }));
  yield {
    kind: 'rewrite',
    at: { start: first.span.start, end: last.span.end },
    edits: [{ ...first.span, text: mergedText(file, [first, ...others], group.target) }, ...removals],
    relies: [
      `${directory} is a directory, so each source is put into it as before, in the same order`,
      ...([first, ...others].some((one) => folderOf(file, one) !== null)
        ? ['no link of the name of a file is there, which a COPY to that name would go through']
        : []),
    ],
    because: `${others.length + 1} ${first.keyword} instructions into ${directory} make one layer`,
    level: 'exact',
  };
}
