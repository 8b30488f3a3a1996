/** What keeps a removal where it is. */
import {
  callsOf,
  conflict,
  effectsOf,
  existsBefore,
  mayRead,
  mayRemove,
  nothing,
  readsStartupFiles,
  resolvePath,
  type Builder,
  type CommandCall,
  type Dockerfile,
  type Effects,
  type Instruction,
  type ShellNode,
} from '../../src/transform.js';
import { unfitBehind } from '../cleaning/edits.js';
import { quoted } from '../cleaning/quotes.js';
import { readBody, unfitBefore, type Body, type Unfit } from '../joining/body.js';
import { discardsVolumes, isDiscarded } from '../joining/runs.js';
import { variableIn, type Removal } from './removals.js';

/** A RUN whose removals are looked at. */
export interface Scene {
  readonly file: Dockerfile;
  readonly body: Body;
  readonly builder: Builder;
}

/** Why the removal does not mean the same at the end of the RUN that wrote the files; `null` when it does. */
export function hindranceTo(scene: Scene, removal: Removal, writer: Body): Unfit | null {
  const { file, body, builder } = scene;
  const run = body.instruction;
  const between = file.instructions.filter(
    ({ index, stage }) => stage === run.stage && index > writer.instruction.index && index < run.index,
  );
  if (discardsVolumes(file, run, builder)) return { reason: 'volume' };
  return (
    otherState(writer.instruction, run, between) ??
    otherShell(body, writer, removal) ??
    unfitForEnd(writer) ??
    metBetween(scene, between, removal) ??
    metInFront(scene, removal) ??
    directoryMissing([writer.instruction, ...between, run])
  );
}

function otherState(before: Instruction, run: Instruction, between: readonly Instruction[]): Unfit | null {
  const isSame = before.state.user === run.state.user;
  if (!isSame || (run.state.user === null && between.some(({ keyword }) => keyword === 'USER')))
    return { reason: 'user', detail: run.state.user ?? '' };
  const flag = [...before.flags, ...run.flags][0];
  if (flag !== undefined) return { reason: 'flags', detail: flag.raw };
  const [one, other] = [before.state.shell.argv.join(' '), run.state.shell.argv.join(' ')];
  return one === other && !readsStartupFiles(run.state) ? null : { reason: 'shell', detail: other };
}

/** Options that mean something to no `rm`. */
const PLAIN = /^(?:errexit|nounset|pipefail|xtrace|verbose)$/;

/** Whether one of the shells is not what it was at its start, as far as a removal could tell. */
function otherShell(body: Body, writer: Body, { effects, command }: Removal): Unfit | null {
  for (const { text, expansions } of command.words) {
    const names = expansions.map((one) => (one.kind === 'variable' ? one.name : ''));
    if (names.some((name) => variableIn(writer, name) !== variableIn(body, name)))
      return { reason: 'word', detail: text };
  }
  const options = ({ options: all }: Body): string =>
    [...all]
      .filter((name) => !PLAIN.test(name))
      .sort()
      .join(' ');
  if (options(body) !== options(writer)) return { reason: 'state', detail: 'set' };
  for (const { state } of [body, writer]) {
    const [name] = [...state.others, ...state.functions, ...(state.dynamic ? ['$'] : [])];
    if (name !== undefined) return { reason: 'state', detail: name };
    const variable = mayRead(effects, [...state.variables]);
    if (variable !== null) return { reason: 'state', detail: variable };
  }
  return body.state.sets.length > 0 ? { reason: 'state', detail: 'set' } : null;
}

/** They end a shell, or run what nobody can see. */
const ENDING = /(?:^|[\s;&|({])(?:exit|exec|return|trap|command|builtin|eval)(?=$|[\s;&|)])/;

function unfitForEnd(writer: Body): Unfit | null {
  const last = writer.steps.length - 1;
  const unfit =
    unfitBehind(writer, last) ??
    unfitBefore(writer) ??
    (writer.form === 'list' && writer.script.list.items.length > 1 ? { reason: 'list' } : null);
  if (unfit !== null) return { reason: 'place', detail: unfit.detail ?? unfit.reason };
  const ending = ENDING.exec(writer.script.text)?.[0];
  return ending === undefined ? null : { reason: 'place', detail: ending.trim() };
}

function metBetween({ file }: Scene, between: readonly Instruction[], { effects }: Removal): Unfit | null {
  for (const one of between) {
    const names = one.pairs.map(({ name }) => name);
    const isRead = /^(?:ENV|ARG)$/.test(one.keyword) && mayRead(effects, names) !== null;
    if (isRead || conflict(effectsOf(file, one), effects) !== null || leavesMore(one))
      return { reason: 'between', detail: quoted(one) };
  }
  return null;
}

/** Whether the end of a RUN is more than the end of its last command. */
function leavesMore(run: Instruction): boolean {
  if (run.keyword !== 'RUN') return false;
  if (run.flags.some(({ name, value }) => name === 'mount' && isDiscarded(value ?? ''))) return true;
  const body = readBody(run);
  return 'reason' in body
    ? run.json === null
    : unfitBefore(body) !== null || body.state.leaves || ENDING.test(body.script.text);
}

/** What the RUN does in front of it: its start, too. */
function metInFront({ file, body }: Scene, { command, effects, step }: Removal): Unfit | null {
  const { instruction: run, script, steps } = body;
  const { state } = run;
  const start: Effects = {
    ...nothing,
    programs: state.shell.argv.slice(0, 1),
    needs: state.workdir === null ? [] : [state.workdir],
    reads: ['/etc/passwd', '/etc/group'],
  };
  const met = (detail: string): Unfit => ({ reason: 'between', detail });
  if (conflict(start, { ...effects, reads: [] }) !== null) return met(quoted(run));
  const textOf = ({ span }: ShellNode): string => script.text.slice(span.start, span.end);
  const odd = steps.slice(0, step ?? 0).find((node) => !isFollowed(node) || ENDING.test(textOf(node)));
  if (odd !== undefined) return met(textOf(odd).slice(0, 60));
  const call = callsOf(file, run).find(
    (one) =>
      one.command.span.start < command.span.start && conflict(asEntry(file, run, one), effects) !== null,
  );
  return call === undefined ? null : met(textOf(call.command).slice(0, 60));
}

/** A directory that is there and entered is needed, and not looked into. */
function asEntry(file: Dockerfile, run: Instruction, { command, effects }: CommandCall): Effects {
  const { reads } = effects;
  const isThere = reads !== 'anything' && reads.every((path) => existsBefore(file, run.index, path));
  return command.words[0]?.value === 'cd' && isThere ? { ...effects, reads: [], needs: reads } : effects;
}

/** Whether all that it does is what its commands do. */
function isFollowed(node: ShellNode): boolean {
  switch (node.kind) {
    case 'simple':
      return true;
    case 'pipeline':
    case 'and-or':
      return node.items.every(isFollowed);
    case 'group':
      return node.redirects.length === 0 && node.body.items.every((item) => isFollowed(item.node));
    default:
      return false;
  }
}

/** A directory that only the image knows may be one that is removed: then the next RUN makes it again. */
function directoryMissing(instructions: readonly Instruction[]): Unfit | null {
  const isUnknown = instructions.some(({ state }) => state.workdir === null);
  return isUnknown && instructions.some((one) => one.keyword === 'RUN' && mayRemove(one, null))
    ? { reason: 'between', detail: 'the working directory may be removed' }
    : null;
}

/** With the steps that are left but only enter directories that are there: `RUN cd /tmp` does nothing. */
export function withEntries(file: Dockerfile, body: Body, dropped: ReadonlySet<number>): ReadonlySet<number> {
  const isEntry = (node: ShellNode): boolean => {
    const [name, target, ...more] = node.kind === 'simple' ? node.words.map(({ value }) => value) : [];
    const path = target?.startsWith('/') === true ? resolvePath(null, target) : null;
    const isPlain = name === 'cd' && more.length === 0 && path !== null;
    return isPlain && existsBefore(file, body.instruction.index, path);
  };
  const isLeft = body.steps.every((node, at) => dropped.has(at) || isEntry(node));
  return isLeft ? new Set(body.steps.keys()) : dropped;
}
