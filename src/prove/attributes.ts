/**
 * Modes and owners that are given to what has been copied: by flags of COPY, or by chmod and chown behind it. Either way
 * they are steps of their own right behind the COPY, when nothing in between has to do with the files.
 */
import type { Flag, SimpleCommand } from '../model.js';
import {
  attributeCall,
  givenOwner,
  isFileName,
  isNumeric,
  isOwnName,
  modeAfter,
  ownerOf,
  ownerText,
  resolvesNoLinks,
  type AttributeCall,
  type Copied,
  type Owner,
} from '../read/attributes.js';
import { conflict, isRoot, nothing, type Effects } from '../read/effects.js';
import { canonical } from '../read/regions.js';
import { follow, isWithin } from './paths.js';
import { expanded, type Run } from './run.js';
import type { ShellState } from './shell-state.js';
import type { Copies, CopyRecord, Failure, Step } from './steps.js';

type Kind = 'mode' | 'owner';
const COMMANDS: Readonly<Record<Kind, string>> = { owner: 'set the owner', mode: 'set the mode' };

export const setsAttributes = ({ parts }: Pick<Step, 'parts'>): boolean =>
  parts.command === COMMANDS.mode || parts.command === COMMANDS.owner;

/** The flags of a COPY that are steps of their own, with what they set. */
export interface Given {
  readonly flags: readonly Flag[];
  readonly mode: number | null;
  readonly owner: Owner | null;
}

/** What `--chmod` and `--chown` do, where all engines do the same; the other flags stay. */
export function givenBy(
  flags: readonly Flag[],
  copied: Copied | null,
  { directories, copies }: Pick<Run, 'directories' | 'copies'>,
): Given {
  const valueOf = (name: string): string | null => flags.find((flag) => flag.name === name)?.value ?? null;
  if (copied === null) return { flags, mode: null, owner: null };
  // Nothing is there from the beginning.
  const isScratch = copies?.image?.toLowerCase() === 'scratch';
  const isThere = !isScratch && directories.has(copied.parent);
  const mode = /^0?[0-7]{3}$/.test(valueOf('chmod') ?? '') ? modeAfter(valueOf('chmod') ?? '', null) : null;
  // What engines make of the mode of directories that are missing, and of the one that is copied to, differs.
  const isMode = mode !== null && (mode === 0o755 || (copied.files !== null && isThere));
  const owner = givenOwner(valueOf('chown') ?? '');
  const isOwner = owner !== null && isThere;
  return {
    flags: flags.filter(({ name }) => !(name === 'chmod' && isMode) && !(name === 'chown' && isOwner)),
    mode: isMode ? mode : null,
    owner: isOwner ? owner : null,
  };
}

const ROOT = '0:0';
const ACCOUNTS = ['/etc/passwd', '/etc/group'];

const effectsOn = (path: string, owner: Owner | null): Effects => ({
  ...nothing,
  writes: [path],
  reads: owner === null || (isNumeric(owner.user) && isNumeric(owner.group)) ? [] : ACCOUNTS,
});

const nameOf = ({ file, step, root }: CopyRecord): string =>
  file?.path ?? `all of ${step.parts.command ?? ''} in ${root}`;

function settingOf(record: CopyRecord, kind: Kind, value: string, owner: Owner | null): Step {
  const { step, file, root } = record;
  return {
    parts: { command: COMMANDS[kind], path: nameOf(record), value },
    text: step.text,
    at: step.at,
    effects: effectsOn(file?.path ?? root, owner),
  };
}

/** Puts what is set right behind the COPY, the owner first; what has been set before is replaced. */
function put(steps: Step[], record: CopyRecord, kind: Kind, value: string, owner: Owner | null): void {
  const at = steps.indexOf(record.step) + 1;
  const old = settingBehind(steps, record, kind);
  if (value === ROOT) {
    // All that is copied is root's.
    if (old !== undefined) steps.splice(steps.indexOf(old), 1);
    return;
  }
  const added = settingOf(record, kind, value, owner);
  if (old !== undefined) steps.splice(steps.indexOf(old), 1, added);
  else steps.splice(kind === 'mode' && settingBehind(steps, record, 'owner') ? at + 1 : at, 0, added);
}

const settingBehind = (steps: readonly Step[], record: CopyRecord, kind: Kind): Step | undefined => {
  const at = steps.indexOf(record.step) + 1;
  return steps
    .slice(at, at + 2)
    .find(({ parts }) => parts.command === COMMANDS[kind] && parts.path === nameOf(record));
};

/** Notes what a COPY has written, and sets what its flags say. */
export function recordCopy(
  { steps, copies, directories }: Pick<Run, 'steps' | 'copies' | 'directories'>,
  step: Step,
  { files, root }: Copied,
  at: number,
  { mode, owner }: Given,
): void {
  const above = root.slice(0, root.lastIndexOf('/')) || '/';
  if (files?.[at]?.path === root && !isSurelyFile(steps, step, copies, root)) return;
  const record: CopyRecord = {
    ...{ step, root },
    file: files?.[at] ?? null,
    makesRoot: !directories.has(root) && directories.has(above),
  };
  copies?.records.push(record);
  if (owner !== null) put(steps, record, 'owner', ownerText(owner), owner);
  if (mode !== null) put(steps, record, 'mode', mode.toString(8), null);
}

/** Whether what is copied to is no directory: by its name, or because nothing has written there. */
function isSurelyFile(steps: readonly Step[], own: Step, copies: Copies | null, path: string): boolean {
  if (isFileName(path)) return true;
  const wanted = { ...nothing, writes: [path] };
  return copies?.isFromStage === false && steps.every((step) => step === own || isApart(step, wanted));
}

/** Takes chmod, chown and chgrp of what has been copied; false where some of it is anything else. */
export function takeAttributes(
  run: Run,
  shell: ShellState,
  command: SimpleCommand,
  failure: Failure,
): boolean {
  const name = command.words[0]?.value ?? '';
  const isAble =
    !shell.functions.has(name) &&
    !shell.endsEarly &&
    shell.changed === '' &&
    !shell.variables.has('PATH') &&
    !/\$\{?_\b/.test(run.text) &&
    !command.words.some(({ text }) => /(?:^|\/)\.\.(?:\/|$)/.test(text)) &&
    run.copies !== null &&
    failure === 'abort' &&
    shell.umask === '' &&
    run.flags.length === 0;
  if (!isAble || (!run.isRoot && !run.surroundings.user.startsWith('?base'))) return false;
  const words = command.words.map(({ text, glob }) => (glob ? null : expanded(run, shell, text)));
  const call = attributeCall(words.map((word) => word ?? '-?'));
  if (call === null) return false;
  // Nothing has been set when one of the paths turns out to be another's.
  const steps = [...run.steps];
  const isTaken = call.paths.every((at) => takePath(run, call, follow(shell.directory, words[at] ?? '')));
  if (isTaken) shell.status = '=0';
  else run.steps.splice(0, run.steps.length, ...steps);
  return isTaken;
}

function takePath(run: Run, call: AttributeCall, path: string): boolean {
  const records = run.copies?.records ?? [];
  const place = canonical(path);
  const file = records.findLast((one) => one.file !== null && canonical(one.file.path) === place);
  // Two names of one place: the one that is asked for is not the one that has been copied to.
  if (file !== undefined && file.file?.path !== path) return false;
  if (file !== undefined) return isUntouched(run, [file], path, call) && change(run, call, file);
  if (call.isRecursive) return takeTree(run, call, path);
  if (call.sets !== 'owner' || !isMadeAlone(run, path)) return false;
  return ownDirectory(run, call, path);
}

/** All that is in a directory: when nothing but COPYs has written there. */
function takeTree(run: Run, call: AttributeCall, path: string): boolean {
  if (run.copies === null) return false;
  const { records, image, isFromStage } = run.copies;
  const own = records.filter(({ root, file }) => isWithin(file?.path ?? root, path));
  const [first] = own;
  if (first === undefined || isFromStage || !isOwnName(image, path)) return false;
  const isMade = isMadeAlone(run, path);
  if (!isMade && !(first.makesRoot && first.root === path)) return false;
  if (!own.every(({ root }) => root === path || run.directories.has(root))) return false;
  const steps = new Set(own.map(({ step }) => step));
  const others = run.steps.filter((step) => !steps.has(step) && !setsAttributes(step) && !makes(step, path));
  const whole = { ...nothing, writes: [path] };
  if (!others.every((step) => isOfOthers(step, records, path) || isApart(step, whole))) return false;
  if (!isUntouched(run, own, path, call)) return false;
  if (call.sets === 'mode') {
    // Directories have this mode anyway.
    if (call.value.replace(/^0/, '') !== '755') return false;
    return own.every((record) => change(run, call, record));
  }
  if (!resolvesNoLinks(image) || ownerOf(call.value) === null) return false;
  if (!own.every((record) => change(run, call, record))) return false;
  return !isMade || ownDirectory(run, call, path);
}

const makes = ({ parts }: Step, path: string): boolean =>
  parts.command === 'make the directory' && isWithin(path, parts.directory ?? '');

/** Whether WORKDIR or mkdir has made the directory, and not a COPY. */
const isMadeAlone = ({ steps }: Run, path: string): boolean =>
  steps.some(({ parts }) => parts.command === 'make the directory' && parts.directory === path);

/** Whether a step is of a COPY whose files are known, and lie elsewhere. */
const isOfOthers = (step: Step, records: readonly CopyRecord[], path: string): boolean =>
  records.some(
    ({ step: one, file }) =>
      one === step && file !== null && !isWithin(file.path, path) && !isWithin(path, file.path),
  );

/** Whether a step has nothing to do with what has these effects. */
export const isApart = ({ effects, parts }: Step, wanted: Effects): boolean =>
  parts.command?.startsWith('set -o ') === true ||
  (effects !== undefined && conflict(effects, wanted) === null);

/** Whether nothing has read or changed the files, or what names of owners mean, since they were copied. */
function isUntouched(
  { steps, copies }: Run,
  records: readonly CopyRecord[],
  path: string,
  { sets, value }: AttributeCall,
): boolean {
  // Sources of one COPY have names of their own.
  const places = new Set(records.map(({ step }) => step.at.start));
  const own = new Set(steps.filter(({ at }) => places.has(at.start)));
  const first = steps.findIndex((step) => own.has(step));
  const wanted = effectsOn(path, sets === 'owner' ? ownerOf(value) : null);
  const others = copies?.records ?? [];
  const isFine = (step: Step): boolean =>
    setsAttributes(step) || isOfOthers(step, others, path) || isApart(step, wanted);
  return steps.slice(first).every((step) => own.has(step) || isFine(step));
}

/** Sets the mode or the owner of what a record has written. */
function change({ steps }: Run, { sets, value }: AttributeCall, record: CopyRecord): boolean {
  const old = settingBehind(steps, record, sets)?.parts.value;
  if (sets === 'mode') {
    const mode = modeAfter(value, old === undefined ? (record.file?.mode ?? null) : parseInt(old, 8));
    if (mode === null) return false;
    put(steps, record, sets, mode.toString(8), null);
    return true;
  }
  // chown takes set-user-ID away, and COPY does not.
  if ((record.file?.mode ?? 0) > 0o777 || /--chmod/.test(record.step.parts.flags ?? '')) return false;
  const owner = mergedOwner(value, old);
  if (owner === null) return false;
  put(steps, record, sets, ownerText(owner), owner);
  return true;
}

/** What chown leaves out stays. */
function mergedOwner(value: string, old = '0:0'): Owner | null {
  const owner = ownerOf(value);
  const [user = '0', group = '0'] = old.split(':');
  return owner === null
    ? null
    : {
        user: value.startsWith(':') ? user : owner.user,
        group: value.includes(':') ? owner.group : group,
      };
}

/** The owner of a directory alone, that root has made. */
function ownDirectory(run: Run, { value }: AttributeCall, path: string): boolean {
  const owner = ownerOf(value);
  const isKnownOwner = run.steps.every(
    ({ parts }) => parts.command !== COMMANDS.owner || parts.path !== `the directory ${path}`,
  );
  const maker = run.steps.find(
    ({ parts }) => parts.command === 'make the directory' && parts.directory === path,
  );
  if (owner === null || !isKnownOwner || maker === undefined || !isRoot(maker.parts.user ?? 'root'))
    return false;
  if (ownerText(owner) === ROOT) return true;
  run.steps.push({
    parts: { command: COMMANDS.owner, path: `the directory ${path}`, value: ownerText(owner) },
    text: maker.text,
    at: maker.at,
    effects: effectsOn(path, owner),
  });
  return true;
}
