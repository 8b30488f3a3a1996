/** What a RUN removes that has been copied for it alone. */
import {
  areApart,
  bindsFor,
  downloadOf,
  existsBefore,
  isForTheWhile,
  isOwnName,
  isWithin,
  mayHide,
  mentionsIt,
  placeAt,
  plainWord,
  removesAlone,
  resolvePath,
  type Bind,
  type Dockerfile,
  type Instruction,
  type Place,
  type Settings,
} from '../../src/transform.js';
import { earlierInstructions, hasFolder, hasTriggers, imageUnder, isOfRoot } from '../cleaning/stages.js';
import type { Body, Unfit } from '../joining/body.js';
import { mayTurn, TURNING } from '../joining/turning.js';
import { deedsIn, wordsOf, type Deed } from '../leftovers/deeds.js';
import { isMet, usedBy } from './uses.js';

export interface Scene {
  readonly file: Dockerfile;
  readonly run: Instruction;
  readonly body: Body;
  readonly settings: Settings;
}

export interface Lent {
  readonly instruction: Instruction;
  readonly binds: readonly Bind[];
  /** Name of the stage that has to fetch it; `null` for what is copied. */
  readonly fetchedIn: string | null;
}

export interface Loan {
  readonly place: Place;
  readonly copies: readonly Lent[];
  /** The step that removes it, and which of its words. */
  readonly step: number;
  readonly word: number;
}

export function* loansIn(scene: Scene): Generator<Loan | Unfit> {
  const { body, run } = scene;
  const deeds = deedsIn(body, run.state.workdir);
  for (const [step, node] of body.steps.entries()) {
    if (node.kind !== 'simple' || node.assignments.length + node.redirects.length > 0) continue;
    const [program, ...words] = wordsOf(node);
    if (program !== 'rm') continue;
    for (const [at, word] of words.entries()) {
      const deed = deeds[step];
      if (word.startsWith('-') || deed === undefined) continue;
      const plain = plainWord(word);
      const place = plain === null ? null : placeAt(deed.directory, plain);
      const isRecursive = words.some((one) => /^-\w*[rR]|^--recursive$/.test(one));
      const loan = place === null ? null : loanOf(scene, deeds, place, isRecursive, { step, word: at + 1 });
      if (loan !== null) yield loan;
    }
  }
}

function loanOf(
  scene: Scene,
  deeds: readonly Deed[],
  place: Place,
  isRecursive: boolean,
  at: Pick<Loan, 'step' | 'word'>,
): Loan | Unfit | null {
  const { file, run, body } = scene;
  const copies = copiesTo(file, run, place.path);
  if (copies === null || 'reason' in copies) return copies;
  const binds = copies.flatMap((one) => one.binds);
  const isFile = binds.some(({ target, kind }) => target === place.path && kind === 'file');
  // It fails, or does not: who knows.
  if (!isFile && !isRecursive) return null;
  const detail = place.path;
  if (body.form === 'list') return { reason: 'list', detail };
  const inFront = body.script.text.slice(0, body.steps[at.step]?.span.start);
  if (TURNING.test(body.script.text) || mayTurn(inFront)) return { reason: 'exits', detail };
  if (!isOfRoot(file, run)) return { reason: 'user', detail };
  if (run.flags.some(({ name, value }) => name === 'mount' && mayHide(value ?? '', place.path)))
    return { reason: 'flags', detail };
  const { words = [], directory = '' } = deeds[at.step] ?? {};
  if (!removesAlone(words, at.word, { directory, place, isFile }))
    return { reason: 'near', detail: words.join(' ').slice(0, 60) };
  const holds = binds.some(({ kind }) => kind !== 'file');
  const unfit =
    unfitAround(scene, place, isFile, copies) ??
    usedBy(scene, deeds, { place, isFolder: !isFile, holds, step: at.step });
  return unfit === null ? { place, copies, ...at } : { detail, ...unfit };
}

/** The COPYs that have brought what is at a place; `null` where nothing has been copied there. */
function copiesTo(file: Dockerfile, run: Instruction, path: string): readonly Lent[] | Unfit | null {
  const stage = file.stages[run.stage ?? 0];
  if (stage === undefined || hasTriggers(file, stage)) return null;
  const copies: Lent[] = [];
  for (const instruction of stage.instructions) {
    if (instruction.index > run.index || !/^(?:COPY|ADD)$/.test(instruction.keyword)) continue;
    const fetchedIn = stageFor(file, instruction);
    const binds = bindsFor(file, instruction, fetchedIn ?? undefined);
    if (binds === null) {
      if (targetsOf(instruction).includes(path)) return whyNot(instruction);
      continue;
    }
    const own = binds.filter(({ target }) => isWithin(target, path));
    if (own.length === 0) continue;
    if (own.length < binds.length) return { reason: 'part', detail: path };
    if (fetchedIn !== null && hasNumbers(file)) return { reason: 'numbers', detail: path };
    copies.push({ instruction, binds, fetchedIn });
  }
  if (copies.length === 0) return null;
  const texts = copies.map(({ instruction }) => instruction.joined.text);
  if (stage.instructions.some(({ index, joined }) => index > run.index && texts.includes(joined.text)))
    return { reason: 'twice', detail: path };
  return areApart(copies.flatMap(({ binds }) => binds)) ? copies : { reason: 'twice', detail: path };
}

/** A name for the stage that fetches what an ADD fetches; `null` where there is no such name, or nothing of the kind. */
function stageFor({ text, instructions }: Dockerfile, add: Instruction): string | null {
  const download = downloadOf(add);
  if (download === null) return null;
  if (instructions.filter((one) => downloadOf(one)?.what === download.what).length > 1) return null;
  const name = `fetched-${download.name.toLowerCase().replace(/[^a-z0-9.-]+/g, '-')}`;
  return text.toLowerCase().includes(name) ? null : name;
}

/** Whether a stage more may change what a number means. */
const hasNumbers = ({ text, isNumbered }: Dockerfile): boolean => isNumbered || /from=["']?\d/i.test(text);

/** What a COPY or ADD may write, by the names of its target and its sources. */
function targetsOf({ words, state }: Instruction): readonly string[] {
  const target = words.at(-1)?.value;
  const path = target == null ? null : resolvePath(state.workdir, target);
  const names = words.slice(0, -1).map(({ raw }) => raw.replace(/\/+$/, '').split('/').at(-1) ?? '');
  return path === null ? [] : [path, ...names.map((name) => resolvePath(path, name) ?? path)];
}

function whyNot({ keyword, words, joined }: Instruction): Unfit {
  const detail = joined.text.slice(0, 60);
  if (keyword !== 'ADD') return { reason: 'source', detail };
  const isFetched = words.slice(0, -1).some(({ raw }) => /:\/\/|^\$/.test(raw));
  return { reason: isFetched ? 'fetched' : 'unpacked', detail };
}

/** What the image has there, or another instruction has to do with it. */
function unfitAround(
  { file, run, settings }: Scene,
  place: Place,
  isFile: boolean,
  copies: readonly Lent[],
): Unfit | null {
  const { path } = place;
  const first = copies[0]?.instruction;
  if (first === undefined) return null;
  const image = imageUnder(file, run);
  if (!hasFolder(file, first, path)) return { reason: 'parents' };
  const isForNow = isForTheWhile(path, isFile);
  if (!(isForNow || isOwnName(image, path)) || existsBefore(file, first.index, path))
    return { reason: 'base' };
  for (const one of earlierInstructions(file, run)) {
    if (copies.some(({ instruction }) => instruction === one)) continue;
    const isBefore = one.index < first.index;
    const isSilent = isBefore && isForNow && one.keyword === 'RUN';
    const what = isSilent
      ? mentionsIt(file.text.slice(one.span.start, one.span.end), place, settings)
        ? 'names it'
        : null
      : isMet(file, one, place);
    if (what !== null)
      return {
        reason: isBefore ? 'base' : 'between',
        detail: `${path}: ${one.keyword} ${what}`.slice(0, 60),
      };
  }
  return null;
}
