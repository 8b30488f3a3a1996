/**
 * ENV, LABEL, EXPOSE and VOLUME, one step for each thing that they set: several instructions of one keyword and one with
 * all that they set are the same, as long as the variables in them stand for the same.
 */
import type { Instruction } from '../model.js';
import { volumeEffects } from '../read/effects.js';
import { declaredIn, record, type Build } from './build.js';
import type { Step } from './steps.js';

/** Has to be called before the build's state takes the instruction in: variables are replaced by what they were then. */
export function recordSettings(list: Step[], build: Build, instruction: Instruction): void {
  const { keyword, words, json, span, pairs } = instruction;
  const isVolume = keyword === 'VOLUME';
  if (!isList(instruction)) {
    record(
      list,
      build,
      instruction,
      isVolume ? () => volumeEffects(words.map(({ value }) => value)) : undefined,
    );
    return;
  }
  for (const [at, { raw, value }] of words.entries()) {
    const command = `${keyword} ${raw}`;
    list.push({
      parts: { command, form: json === null ? 'words' : 'JSON', variables: declaredIn(build, raw) },
      text: command,
      at: span,
      ...(build.asked && isVolume ? { effects: volumeEffects([value]) } : {}),
      ...(keyword === 'LABEL' ? { labels: [pairs[at]?.name ?? raw] } : {}),
    });
  }
}

/** Whether the words are all that there is, each with a meaning of its own. https://docs.docker.com/reference/dockerfile/#env */
function isList({ keyword, words, flags, heredocs }: Instruction): boolean {
  if (words.length === 0 || flags.length > 0 || heredocs.length > 0) return false;
  if (keyword === 'EXPOSE' || keyword === 'VOLUME') return true;
  // Blanks in the old form belong to the value; a quote that is not closed, and an escape, take what follows.
  return words.every(({ raw }) => raw.includes('=') && !raw.includes('`') && isClosed(raw));
}

const isClosed = (raw: string): boolean => /^(?:[^"'\\]|\\[^]|"(?:[^"\\]|\\[^])*"|'[^']*')*$/.test(raw);
