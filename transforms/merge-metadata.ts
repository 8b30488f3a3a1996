/** Neighbours that set variables, labels, ports or volumes become one instruction. */
import {
  defineTransform,
  type Dockerfile,
  type Finding,
  type Instruction,
  type Keyword,
} from '../src/transform.js';
import { FOREIGN_PRAGMA } from './merge-copies/pragmas.js';
import { mergedText } from './merge-metadata/text.js';
import { namesSet, namesUsed } from './merge-metadata/names.js';

const KEYWORDS: ReadonlySet<Keyword> = new Set<Keyword>(['ENV', 'LABEL', 'EXPOSE', 'VOLUME']);

const refusals = {
  uses: 'One uses a variable that the one before sets; within one ENV it would have the value from before both.',
  'same-name': 'Both set the same; which of them counts within one instruction is not for us to say.',
  'old-form':
    'One is in the form without "=", which sets one value only; what stands behind the name is its value, blanks included.',
  json: 'One is in JSON form and the other is not; the same word can mean different paths in them.',
  words:
    'A name with a variable or an escape, or quotes, a "`", or "<<" in a value that may take in what follows.',
  pragma: 'A comment in front of one tells another tool to leave this one instruction alone.',
} as const;
interface Refused {
  readonly reason: keyof typeof refusals;
  readonly detail?: string;
}

export const mergeMetadata = defineTransform({
  name: 'merge-metadata',
  summary: 'Merge neighbouring ENVs, LABELs, EXPOSEs and VOLUMEs.',
  why:
    'Fewer lines to read and fewer entries in the history of the image. It saves no layer: with BuildKit, the classic ' +
    'builder and buildah these instructions write to the configuration of the image only, so no mode does this by itself.',
  level: 'exact',
  refusals,
  *find(file, { ignores }) {
    for (const { instructions } of file.stages)
      yield* findIn(
        file,
        instructions.filter((one) => !ignores(one)),
      );
  },
});

function* findIn(file: Dockerfile, instructions: readonly Instruction[]): Generator<Finding> {
  let group: readonly Instruction[] = [];
  for (const instruction of instructions) {
    const last = group.at(-1);
    const follows = last?.index === instruction.index - 1 && last.keyword === instruction.keyword;
    const refused = follows ? refusal(file, group, instruction) : null;
    if (follows && refused === null) {
      group = [...group, instruction];
      continue;
    }
    yield* close(file, group);
    if (refused !== null) yield { kind: 'refusal', at: instruction.span, ...refused };
    group = KEYWORDS.has(instruction.keyword) && instruction.words.length > 0 ? [instruction] : [];
  }
  yield* close(file, group);
}

/** Why the instruction can't join the group; `null` when it can. */
function refusal(file: Dockerfile, group: readonly Instruction[], next: Instruction): Refused | null {
  const [first] = group;
  if (first === undefined) return null;
  const both = [first, next];
  if (first.json === null ? next.json !== null : next.json === null) return { reason: 'json' };
  if (both.some(isOldForm)) return { reason: 'old-form' };
  const odd = both.map((one) => oddText(file, one)).find((found) => found !== null);
  if (odd !== undefined) return { reason: 'words', detail: odd };
  const used = namesUsed(next);
  const set = new Set(group.flatMap(namesSet));
  // https://docs.docker.com/reference/dockerfile/#environment-replacement
  const before = next.keyword === 'ENV' ? used.find((name) => set.has(name)) : undefined;
  if (before !== undefined) return { reason: 'uses', detail: before };
  const twice = namesSet(next).find((name, at, all) => set.has(name) || all.indexOf(name) < at);
  if (twice !== undefined) return { reason: 'same-name', detail: twice };
  const pragma = both.flatMap(({ comments }) => comments).find(({ text }) => FOREIGN_PRAGMA.test(text));
  return pragma ? { reason: 'pragma', detail: pragma.text } : null;
}

const isNamed = ({ keyword }: Instruction): boolean => keyword === 'ENV' || keyword === 'LABEL';

/** https://docs.docker.com/reference/dockerfile/#env */
const isOldForm = (one: Instruction): boolean => isNamed(one) && one.words[0]?.raw.includes('=') === false;

const CLOSED = /^(?:[^"'\\]|\\[^]|"(?:[^"\\]|\\[^])*"|'[^']*')*$/;

/** What may mean something else beside other words. */
function oddText(file: Dockerfile, instruction: Instruction): string | null {
  const { flags, words, pairs, json, span } = instruction;
  if (flags.length > 0 || words.length === 0) return instruction.joined.text;
  // The file ends in a line that would go on.
  if (/^[ \t]*[\\`]/.test(file.text.slice(span.end))) return file.escape;
  const name = pairs.find((pair) => pair.raw === null || !/^[\w./:-]+$/.test(pair.name))?.name;
  if (name !== undefined) return name;
  if (file.escape !== '\\' && words.some(({ raw }) => raw.includes('\\'))) return '\\';
  const odd = words.find(
    ({ raw }) => /^--|^#|`|<</.test(raw) || (json === null && (raw.startsWith('[') || !CLOSED.test(raw))),
  );
  return odd?.raw ?? null;
}

function* close(file: Dockerfile, group: readonly Instruction[]): Generator<Finding> {
  const [first] = group;
  const last = group.at(-1);
  if (first === undefined || last === undefined || first === last) return;
  const span = { start: first.span.start, end: last.span.end };
  yield {
    kind: 'rewrite',
    at: span,
    edits: [{ ...span, text: mergedText(file, group) }],
    relies:
      first.keyword === 'ENV'
        ? ['no value uses a variable that one of them sets']
        : ['nothing between them sets a variable'],
    because: `${group.length} neighbouring ${first.keyword} instructions do the same in one`,
    level: 'exact',
  };
}
