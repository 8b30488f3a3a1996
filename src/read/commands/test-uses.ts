/** What the words of `test` and `[` are to them. https://pubs.opengroup.org/onlinepubs/9799919799/utilities/test.html */
import { textOf, wordAt } from './arguments.js';
import type { Argument, Use } from './facts.js';

/** A file is asked about: POSIX, bash and dash together. */
const OF_FILE = /^-[a-hkprsuwxGLNOS]$/;
const BETWEEN_FILES = /^-(?:nt|ot|ef)$/;
const BETWEEN = /^(?:=|==|!=|<|>|=~|-eq|-ne|-gt|-ge|-lt|-le|-a|-o|\]|\)|)$/;

/**
 * Words behind what may ask about a file, and on both sides of what compares two, are read. What else they may be in a
 * longer expression (`[ -e = "$x" ]`) is read in vain. A word that is not known may be such an operator.
 */
export function testUses(words: readonly Argument[]): readonly Use[] {
  const found = new Set<number>();
  for (const [at, word] of words.entries()) {
    const text = textOf(word);
    const next = at + 1 < words.length ? textOf(wordAt(words, at + 1)) : ']';
    const mayAsk = word.value === null && /^["']?[-$`]/.test(word.text) && !BETWEEN.test(next);
    const isAnd = text === '-a' && /^(?:-[a-zA-Z]+|!|\(|\))$/.test(next);
    if ((OF_FILE.test(text) && !isAnd) || BETWEEN_FILES.test(text) || mayAsk) found.add(at + 1);
    if (BETWEEN_FILES.test(text)) found.add(at - 1);
  }
  return [...found]
    .filter((at) => at >= 0 && at < words.length && wordAt(words, at).value !== ']')
    .sort((a, b) => a - b)
    .map((at) => ({ at, role: 'reads' }));
}
