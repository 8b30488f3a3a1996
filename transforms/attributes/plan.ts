/** What becomes of the requests of a RUN: flags of COPYs, and what is left of the RUN. */
import {
  ALWAYS_THERE,
  existsBefore,
  modeAfter,
  ownerOf,
  resolvesNoLinks,
  type Dockerfile,
  type Edit,
  type Instruction,
} from '../../src/transform.js';
import { blanksBefore, dropSteps } from '../cleaning/edits.js';
import { isOfRoot, makesDirectory } from '../cleaning/stages.js';
import { inSource, type Body, type Unfit } from '../joining/body.js';
import { copiesBefore, copyOfFile, isIn, metBetween, treeOf, type Copy } from './copies.js';
import type { Request } from './requests.js';

/** A request that a flag can take the place of. */
interface Answer {
  readonly request: Request;
  readonly copies: readonly Copy[];
  /** The flag's value, for each of the COPYs. */
  readonly value: string;
  /** Whether a directory keeps its own request, as it is there before the COPY. */
  readonly isLeft: boolean;
}

export interface Plan {
  readonly edits: readonly Edit[];
  readonly copies: readonly Instruction[];
  readonly paths: readonly string[];
}

export type Found = { readonly refusals: readonly Unfit[]; readonly plan: Plan | null };

export function planFor(file: Dockerfile, body: Body, requests: readonly Request[]): Found {
  const run = body.instruction;
  // Most RUNs ask for nothing.
  if (requests.length === 0) return { refusals: [], plan: null };
  const copies = copiesBefore(file, run);
  const refusals: Unfit[] = [];
  const answers: Answer[] = [];
  for (const request of requests) {
    const answer = answerTo(file, run, request, copies, requests);
    if (answer === null) continue;
    if ('reason' in answer) refusals.push({ detail: request.path, ...answer });
    else answers.push(answer);
  }
  const whole = answers.filter(({ copies: own }) => own.every((copy) => isCovered(copy, answers)));
  const part = answers.find((answer) => !whole.includes(answer));
  if (part !== undefined) refusals.push({ reason: 'part', detail: part.request.path });
  if (whole.length === 0) return { refusals, plan: null };
  const left = editsOfRun(file, body, whole);
  if ('reason' in left) return { refusals: [...refusals, left], plan: null };
  const flags = new Map(
    whole.flatMap(({ copies: own, value }) => own.map(({ instruction }) => [instruction, value] as const)),
  );
  const [first] = whole;
  const name = first?.request.call.sets === 'owner' ? 'chown' : 'chmod';
  return {
    refusals,
    plan: {
      edits: [...[...flags].flatMap(([instruction, value]) => flagEdits(instruction, name, value)), ...left],
      copies: [...flags.keys()],
      paths: whole.map(({ request }) => request.path),
    },
  };
}

/** Whether all that a COPY writes gets the same. */
function isCovered({ instruction, copied: { files } }: Copy, answers: readonly Answer[]): boolean {
  const own = answers.filter(({ copies }) => copies.some((copy) => copy.instruction === instruction));
  const isOne = new Set(own.map(({ value }) => value)).size === 1;
  const isTree = own.some(({ request: { path } }) => files?.every((one) => one.path !== path) !== false);
  return (
    isOne && (isTree || files?.every((one) => own.some(({ request }) => request.path === one.path)) === true)
  );
}

function answerTo(
  file: Dockerfile,
  run: Instruction,
  request: Request,
  copies: readonly Copy[],
  requests: readonly Request[],
): Answer | Unfit | null {
  const { call, path } = request;
  const own = copyOfFile(copies, path);
  const tree = own === undefined && call.isRecursive ? treeOf(file, run, copies, path) : null;
  if (tree !== null && 'reason' in tree) return tree;
  const found = own === undefined ? tree?.copies : [own];
  if (found === undefined)
    return copies.some(
      ({ copied }) => copied.files === null && path !== copied.root && isIn(path, copied.root),
    )
      ? { reason: 'part' }
      : null;
  if (!isOfRoot(file, run)) return { reason: 'user', detail: run.state.user ?? '' };
  if (run.flags.length > 0) return { reason: 'flags', detail: run.flags[0]?.raw ?? '' };
  if (makesDirectory(file, run)) return { reason: 'between', detail: 'the working directory may have gone' };
  const value =
    call.sets === 'mode' ? modeFor(file, request, found) : ownerFor(file, request, found, tree !== null);
  if (typeof value !== 'string') return value;
  const met = metBetween(file, run, request, { own: found, all: copies, taken: requests });
  if (met !== null) return { reason: 'between', detail: met };
  return { request, copies: found, value, isLeft: call.sets === 'owner' && tree?.isMadeBefore === true };
}

const flagOf = ({ instruction }: Copy, name: string): string | null | undefined =>
  instruction.flags.find((flag) => flag.name === name)?.value;

/** Whether the folders above are there, so that the COPY makes none. */
function isThere(file: Dockerfile, { instruction: { index, stage }, copied: { parent } }: Copy): boolean {
  if (existsBefore(file, index, parent)) return true;
  return ALWAYS_THERE.has(parent) && file.stages[stage ?? 0]?.image?.toLowerCase() !== 'scratch';
}

function modeFor(file: Dockerfile, { path, call }: Request, copies: readonly Copy[]): string | Unfit {
  const [first] = copies;
  const own = copies.flatMap(({ copied }) => copied.files?.filter((one) => one.path === path) ?? [])[0];
  if (own === undefined || first === undefined) {
    // Directories are made with this mode, and not all engines give them another one.
    return /^0?755$/.test(call.value) ? '755' : { reason: 'folder', detail: call.value };
  }
  const said = flagOf(first, 'chmod');
  const before = said == null ? own.mode : /^0?[0-7]{3}$/.test(said) ? parseInt(said, 8) : null;
  const mode = modeAfter(call.value, before);
  if (mode === null)
    return said === undefined && own.mode === null
      ? { reason: 'context', detail: call.value }
      : { reason: 'mode', detail: call.value };
  return mode === 0o755 || isThere(file, first)
    ? mode.toString(8).padStart(3, '0')
    : { reason: 'parents', detail: first.copied.parent };
}

function ownerFor(
  file: Dockerfile,
  { call }: Request,
  copies: readonly Copy[],
  isTree: boolean,
): string | Unfit {
  const owner = ownerOf(call.value);
  if (owner === null) return { reason: 'owner', detail: call.value };
  if (isTree && !resolvesNoLinks(file.stages[copies[0]?.instruction.stage ?? 0]?.image ?? null))
    return { reason: 'links' };
  for (const { instruction, copied } of copies) {
    if (!isThere(file, { instruction, copied })) return { reason: 'parents', detail: copied.parent };
    if (flagOf({ instruction, copied }, 'chown') !== undefined && !call.value.includes(':'))
      return { reason: 'owner', detail: call.value };
    const said = flagOf({ instruction, copied }, 'chmod');
    const isPlain = said === undefined || /^0?[0-7]{3}$/.test(said ?? '');
    if (!isPlain || copied.files?.some(({ mode }) => (mode ?? 0) > 0o777) === true) return { reason: 'mode' };
  }
  const { value } = call;
  if (value.startsWith(':'))
    return copies.some((copy) => flagOf(copy, 'chown') !== undefined)
      ? { reason: 'owner', detail: value }
      : `root${value}`;
  return value.includes(':') ? value : `${value}:root`;
}

/** A flag behind the others; none for what is root's anyway. */
function flagEdits({ flags, keywordSpan }: Instruction, name: string, value: string): readonly Edit[] {
  const text = `--${name}=${value}`;
  const old = flags.find((flag) => flag.name === name);
  if (old) return [{ ...old.span, text }];
  if (name === 'chown' && /^(?:root|0):(?:root|0)$/.test(value)) return [];
  const end = flags.at(-1)?.span.end ?? keywordSpan.end;
  return [{ start: end, end, text: ` ${text}` }];
}

/** Steps that have been answered are taken out; of a directory that is there before, the step keeps the directory. */
function editsOfRun(file: Dockerfile, body: Body, answers: readonly Answer[]): readonly Edit[] | Unfit {
  const dropped = new Set<number>();
  const edits: Edit[] = [];
  for (const step of new Set(answers.map(({ request }) => request.step))) {
    const own = answers.filter(({ request }) => request.step === step);
    const [first] = own;
    if (first === undefined) continue;
    const { paths } = first.request.call;
    const isLeft = own.some((answer) => answer.isLeft);
    if (own.length < paths.length || (isLeft && !own.every((answer) => answer.isLeft)))
      return { reason: 'together', detail: first.request.command.words.map(({ text }) => text).join(' ') };
    if (isLeft) edits.push(...withoutRecursion(file, body, first.request));
    else dropped.add(step);
  }
  const steps = dropped.size === 0 ? [] : dropSteps(file, body, dropped);
  return steps === null ? { reason: 'comment' } : [...edits, ...steps];
}

/** `chown -R` of a directory as `chown`. */
function withoutRecursion(file: Dockerfile, body: Body, { command }: Request): readonly Edit[] {
  return command.words.flatMap((word): readonly Edit[] => {
    const { start, end } = inSource(body, word.span);
    const text = word.value ?? word.text;
    if (text === '-R' || text === '--recursive')
      return [{ start: start - blanksBefore(file.text, start), end, text: '' }];
    return /^-[a-z]*R/.test(text) ? [{ start, end, text: text.replace('R', '') }] : [];
  });
}
