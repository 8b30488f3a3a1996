/** Commands that write to a file that has been copied. */
import { callsOf, copiedOf, isQuiet, type Dockerfile, type Instruction } from '../../src/transform.js';
import type { Unfit } from '../joining/body.js';

/** They are looked at elsewhere: their modes, owners and places, and that they go. */
const OTHERS = /^(?:chmod|chown|chgrp|mv|rm|rmdir|unlink)$/;

/** Each file that is written to, with what it weighs where the build context tells. */
export function* touchesIn(file: Dockerfile, run: Instruction): Generator<Unfit> {
  const copies = (file.stages[run.stage ?? 0]?.instructions ?? []).filter(({ index }) => index < run.index);
  const copied = copies.flatMap((copy) =>
    (copiedOf(file, copy)?.files ?? []).map(({ path }, at) => ({ copy, path, at })),
  );
  if (copied.length === 0) return;
  const told = new Set<string>();
  for (const { command, effects } of callsOf(file, run)) {
    const name = command.words[0]?.value ?? '';
    if (OTHERS.test(name) || effects.writes === 'anything') continue;
    for (const { copy, path, at } of copied) {
      if (!effects.writes.includes(path) || told.has(path)) continue;
      // A file that is written anew is another one.
      const isNew = command.redirects.some((one) => !isQuiet(one) && /^>\|?$/.test(one.operator));
      if (isNew && !effects.reads.includes(path)) continue;
      told.add(path);
      yield { reason: 'content', detail: `${name} ${path}${weightOf(file, copy, at)}` };
    }
  }
}

function weightOf({ context }: Dockerfile, { words }: Instruction, at: number): string {
  const source = words[at]?.value;
  const entry = source == null ? null : context?.stat(source.replace(/^(?:\.?\/)+/, ''));
  return entry?.kind === 'file' ? `: ${String(entry.size)} bytes are stored twice` : '';
}
