/** Steps that move what has been copied. */
import {
  bindsFor,
  callsOf,
  conflict,
  effectsOf,
  existsBefore,
  hasNoLinkAt,
  hasNothingAt,
  makesNothingAt,
  mayImport,
  nothing,
  type CommandCall,
  type Dockerfile,
  type Edit,
  type Effects,
  type Instruction,
} from '../../src/transform.js';
import { hasFolder, hasTriggers, isOfRoot } from '../cleaning/stages.js';
import type { Body, Unfit } from '../joining/body.js';
import { mayTurn } from '../joining/turning.js';

export interface Move {
  readonly copy: Instruction;
  /** Where the COPY puts the file, and where it belongs. */
  readonly source: string;
  readonly target: string;
  readonly step: number;
}

export function* movesIn(file: Dockerfile, body: Body): Generator<Move | Unfit> {
  const run = body.instruction;
  const calls = callsOf(file, run);
  for (const [step, node] of body.steps.entries()) {
    const call = calls.find(({ command }) => command.span.start === node.span.start);
    if (node.kind !== 'simple' || call === undefined) continue;
    const places = placesOf(call);
    if (places === null) continue;
    const copies = copiesTo(file, run, places.source);
    if (copies === null) continue;
    if ('reason' in copies) yield copies;
    else yield unfitFor(file, body, copies, { ...places, call, calls }) ?? { copy: copies, ...places, step };
  }
}

interface Places {
  readonly source: string;
  readonly target: string;
}

/** `mv FILE PLACE`, with words that are all known. */
function placesOf({ command, effects }: CommandCall): Places | null {
  const [name, ...words] = command.words.map(({ value }) => value);
  const operands = words.filter((word) => word?.startsWith('-') !== true);
  const options = words.filter((word) => word?.startsWith('-') === true);
  if (name !== 'mv' || operands.length !== 2 || operands.includes(null)) return null;
  if (!options.every((option) => /^-[fv]+$/.test(option ?? '')) || command.assignments.length > 0)
    return null;
  const { writes, removes } = effects;
  if (writes === 'anything' || removes === 'anything' || command.redirects.length > 0) return null;
  const [source, ...others] = removes;
  const [target, ...more] = writes.filter((path) => path !== source);
  const isPlain = source !== undefined && target !== undefined && others.length + more.length === 0;
  // A file has no name that ends so, and there is no file in it: the command fails.
  const isFolder = operands.map((word) => /(?:^|\/)\.{0,2}$/.test(word ?? ''));
  const isInto = target?.endsWith(`/${source?.slice(source.lastIndexOf('/') + 1) ?? ''}`) === true;
  if (isFolder[0] === true || (isFolder[1] === true && !isInto)) return null;
  return isPlain && [source, target].every((path) => /^\/[\w./@+-]+$/.test(path)) ? { source, target } : null;
}

/** The one COPY that has written the file; `null` where none has. */
function copiesTo(file: Dockerfile, run: Instruction, path: string): Instruction | Unfit | null {
  const stage = file.stages[run.stage ?? 0];
  if (stage === undefined || hasTriggers(file, stage)) return null;
  const copies = stage.instructions.filter(({ index, keyword }) => index < run.index && keyword === 'COPY');
  for (const copy of copies) {
    const binds = bindsFor(file, copy);
    const own = binds?.find(({ target }) => target === path);
    if (own === undefined) continue;
    if (own.kind !== 'file') return { reason: 'folder', detail: path };
    return binds?.length === 1 && copy.json === null ? copy : { reason: 'part', detail: path };
  }
  const last = copies.find(({ words, flags }) => flags.length > 0 && words.at(-1)?.value === path);
  return last === undefined ? null : { reason: 'flags', detail: last.joined.text.slice(0, 60) };
}

interface Asked extends Places {
  readonly call: CommandCall;
  readonly calls: readonly CommandCall[];
}

function unfitFor(file: Dockerfile, body: Body, copy: Instruction, asked: Asked): Unfit | null {
  const run = body.instruction;
  const { source, target, call, calls } = asked;
  const stage = file.stages[run.stage ?? 0];
  if (stage === undefined) return { reason: 'source' };
  if (body.form === 'list' && body.script.list.items.length > 1) return { reason: 'list', detail: source };
  if (mayTurn(body.script.text)) return { reason: 'exits', detail: source };
  if (/\$\{?_(?!\w)/.test(body.script.text)) return { reason: 'word', detail: source };
  // The shell remembers where it has found the command.
  if (/\/mv$/.test(target)) return { reason: 'target', detail: target };
  if (!isOfRoot(file, run)) return { reason: 'user', detail: source };
  if (run.flags.length > 0) return { reason: 'flags', detail: run.flags[0]?.raw ?? '' };
  const before = stage.instructions.filter(({ index }) => index < copy.index);
  const isNew = before.every((one) => leavesNothing(file, one, source));
  if (stage.base !== null || !isNew || !hasNothingAt(stage.image, source) || !hasFolder(file, copy, source))
    return { reason: 'source', detail: source };
  const isFree = hasNoLinkAt(stage.image, target) && before.every((one) => leavesNothing(file, one, target));
  if (!isFree || !hasFolder(file, copy, target) || existsBefore(file, copy.index, target))
    return { reason: 'target', detail: target };
  const between = stage.instructions.filter(({ index }) => index > copy.index && index < run.index);
  const met =
    between.map((one) => meetingOf(effectsOf(file, one), asked)).find((one) => one !== null) ??
    calls
      .filter(({ command }) => command.span.start < call.command.span.start)
      .map(({ effects }) => meetingOf(effects, asked))
      .find((one) => one !== null);
  if (met !== undefined) return { reason: 'between', detail: met };
  // Words of loops and redirections of compound commands are no calls.
  const odd = body.steps.find((node) => node.kind !== 'simple' && node.span.start < call.command.span.start);
  return odd === undefined
    ? null
    : { reason: 'between', detail: body.script.text.slice(odd.span.start, odd.span.end).slice(0, 60) };
}

function leavesNothing(file: Dockerfile, one: Instruction, path: string): boolean {
  const calls = one.keyword === 'RUN' ? callsOf(file, one) : [];
  return makesNothingAt(
    effectsOf(file, one),
    path,
    calls.map(({ effects }) => effects),
  );
}

/** What something has to do with one of the places. */
function meetingOf(effects: Effects, { source, target }: Places): string | null {
  const met = conflict(effects, { ...nothing, writes: [source, target] });
  return met?.what ?? [source, target].find((path) => mayImport(effects, path)) ?? null;
}

/** The COPY's target as the place that the file is moved to. */
export function targetEdit({ copy, target }: Move): Edit {
  const span = copy.words.at(-1)?.span ?? copy.span;
  return { ...span, text: target };
}
