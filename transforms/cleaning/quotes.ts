/** What a refusal quotes, short enough for its line. */
import type { Call, Instruction } from '../../src/transform.js';

const LENGTH = 60;

export const quotedCall = ({ words }: Call): string => words.join(' ').slice(0, LENGTH);

export const quoted = ({ joined }: Instruction): string => joined.text.replace(/\s+/g, ' ').slice(0, LENGTH);

/** `a, b and c`. */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
