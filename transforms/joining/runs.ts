/** What keeps two RUNs apart whatever their bodies do. */
import {
  mayRemove,
  readsStartupFiles,
  type Builder,
  type Dockerfile,
  type Instruction,
} from '../../src/transform.js';
import type { Unfit } from './body.js';

/** Why the second RUN cannot be joined to the first, their bodies aside. */
export function unlike(before: Instruction, run: Instruction): Unfit | null {
  const flags = (instruction: Instruction): string =>
    instruction.flags
      .map(({ raw }) => raw)
      .sort()
      .join(' ');
  if (readsStartupFiles(run.state)) return { reason: 'startup' };
  if (mayRemove(before, before.state.workdir)) return { reason: 'removes-workdir' };
  if (flags(before) !== flags(run)) return { reason: 'flags' };
  const discarded = run.flags.find(({ name, value }) => name === 'mount' && isDiscarded(value ?? ''));
  if (discarded) return { reason: 'mount', detail: discarded.raw };
  const pragma = run.comments.find(({ text }) => /^#\s*hadolint\s+ignore\s*=/i.test(text));
  return pragma ? { reason: 'pragma', detail: pragma.text } : null;
}

/** tmpfs, and a bind mount that may be written to, forget what was written when the RUN ends. */
export function isDiscarded(mount: string): boolean {
  const options = mount.split(',').map((option) => option.trim());
  const type = options.find((option) => option.startsWith('type='))?.slice('type='.length) ?? 'bind';
  const writable = options.some(
    (option) =>
      /^(?:rw|readwrite)(?:=true|=1)?$/.test(option) || /^(?:ro|readonly)=(?:false|0)$/.test(option),
  );
  return (
    type === 'tmpfs' ||
    (type === 'bind' && writable) ||
    !['bind', 'cache', 'secret', 'ssh', 'tmpfs'].includes(type)
  );
}

/**
 * Builders other than BuildKit discard what a RUN writes below a VOLUME that was declared before it
 * (https://docs.docker.com/reference/dockerfile/#notes-about-specifying-volumes), so that the next RUN does not see it.
 */
export function discardsVolumes(file: Dockerfile, run: Instruction, builder: Builder): boolean {
  if (builder === 'buildkit') return false;
  for (let at = run.stage; at !== null; at = file.stages[at]?.base ?? null) {
    const found = file.stages[at]?.instructions.some(
      ({ keyword, index }) => keyword === 'VOLUME' && index < run.index,
    );
    if (found === true) return true;
  }
  return false;
}
