/** Who has written what a RUN removes. */
import { callsOf, resolvePath, type Dockerfile, type Instruction } from '../../src/transform.js';
import type { Unfit } from '../joining/body.js';
import { closeness, type Removal, type Target } from './removals.js';

/** The RUN that wrote all of it; `null` when that is the RUN itself, or nobody in the stage. */
export function writerOf(file: Dockerfile, run: Instruction, removal: Removal): Instruction | Unfit | null {
  const before = (file.stages[run.stage ?? -1]?.instructions ?? []).filter(({ index }) => index < run.index);
  const found = removal.targets.map((target) => ({
    target,
    ...writersOf(file, before, run, removal, target),
  }));
  if (found.some(({ isOwn }) => isOwn)) return null;
  const copied = found.find(({ writers }) => writers.some(isCopy));
  if (copied !== undefined)
    return { reason: 'copied', detail: toldOf(file, copied.writers.find(isCopy), copied.target) };
  const writers = new Set(found.map((one) => one.writers.at(-1) ?? null));
  const [writer = null, ...others] = writers;
  if (others.length > 0)
    return { reason: 'mixed', detail: removal.targets.map(({ name }) => name).join(' ') };
  if (writer === null) return null;
  const twice = found.find((one) => one.writers.length > 1);
  return twice === undefined ? writer : { reason: 'earlier', detail: twice.target.name };
}

const isCopy = ({ keyword }: Instruction): boolean => keyword === 'COPY' || keyword === 'ADD';

interface Writers {
  /** Those that have written it; where nobody is known to have done so, those that may have. */
  readonly writers: readonly Instruction[];
  /** Whether the RUN itself has written it last. */
  readonly isOwn: boolean;
}

function writersOf(
  file: Dockerfile,
  before: readonly Instruction[],
  run: Instruction,
  { command }: Removal,
  target: Target,
): Writers {
  const own = writtenBy(file, run, command.span.start);
  for (const wanted of ['removed', 'around'] as const) {
    const isMet = (writes: readonly string[]): boolean =>
      writes.some((write) => closeness(write, target) === wanted);
    const writers = before.filter((one) => isMet(writtenBy(file, one)));
    const isOwn = isMet(own);
    // Of several that may have written it, nobody knows who has.
    if (wanted === 'around' && writers.length > 1 && !writers.every(isCopy)) break;
    // What has been copied is in the image whatever the RUN itself does to it.
    if (writers.length > 0 || isOwn) return { writers, isOwn: isOwn && !writers.some(isCopy) };
  }
  return { writers: [], isOwn: false };
}

/** Places that an instruction writes and leaves, as far as they are known; packages keep to themselves. */
function writtenBy(file: Dockerfile, instruction: Instruction, until = Infinity): readonly string[] {
  if (isCopy(instruction)) return copiedTo(instruction);
  if (instruction.keyword !== 'RUN') return [];
  return callsOf(file, instruction).flatMap(({ command, effects: { writes, creates, packages } }) => {
    const name = command.words[0]?.value ?? '';
    if (writes === 'anything' || packages.length > 0 || command.span.start >= until) return [];
    if (TAKING.test(name)) return [];
    // That many programs may have temporary files says nothing of who has.
    return (name === 'mv' ? creates : writes).filter((path) => !/^\/(?:var\/)?tmp$/.test(path));
  });
}

const TAKING = /^(?:rm|rmdir|unlink|find|shred)$/;

/** Into a directory, files go by their own names. */
function copiedTo({ words, state }: Instruction): readonly string[] {
  const target = words.at(-1)?.value ?? '';
  const isInto = /(?:^|\/)\.?$/.test(target);
  const names = words.slice(0, -1).map(({ value }) => /[^/]+$/.exec(value ?? '')?.[0] ?? '');
  const inside = names
    .filter((name) => isInto && /[^.]/.test(name))
    .flatMap((name) => resolvePath(state.workdir, `${target}/${name}`) ?? []);
  const whole = resolvePath(state.workdir, target);
  return [...inside, ...(target === '' || whole === null || whole === '/' ? [] : [whole])];
}

/** With the size of the file, where it is one and is known. */
function toldOf(file: Dockerfile, copy: Instruction | undefined, { name }: Target): string {
  const [source, ...more] = copy?.words ?? [];
  const path = source?.value == null ? null : resolvePath('/', source.value);
  const isFromElsewhere = copy?.flags.some((flag) => /^from$/.test(flag.name)) !== false;
  if (path === null || isFromElsewhere || more.length !== 1 || copy.heredocs.length > 0) return name;
  const entry = file.context?.stat(path.slice(1));
  return entry?.kind === 'file' ? `${name}: ${String(entry.size)} bytes stay in the image` : name;
}
