/**
 * Whether a sed script only edits text. https://www.gnu.org/software/sed/manual/sed.html
 * A script that reads, writes or runs anything else (`r`, `w`, `e`, `s///w`), or that is not understood, is not harmless.
 */

/** Both ways to read a delimiter in a bracket expression are tried: versions of sed differ. */
export function isHarmlessScript(script: string): boolean {
  return isHarmless(script, true) && isHarmless(script, false);
}

const SKIPPED = /[\s;]*/y;
const ADDRESS_NUMBER = /(?:\d+(?:~\d+)?|\$)/y;
const ADDRESS_SECOND = /[ \t]*,[ \t]*(?=[+~\d$/\\])/y;
const ADDRESS_STEP = /[+~]\d+/y;
const NEGATION = /[ \t]*(?:![ \t]*)*/y;
/** Text of `a`, `i` and `c`: to the end of the line that has no backslash at its end. */
const TEXT = /(?:[^\\\n]|\\[^])*(?:\n|$)/y;
const LABEL = /[ \t]*[\w.-]*[ \t]*(?=[;\n}]|$)/y;
const END = /[ \t]*(?=[;\n}#]|$)/y;

function isHarmless(script: string, brackets: boolean): boolean {
  let at = 0;
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(script);
    if (match === null) return null;
    at = pattern.lastIndex;
    return match[0];
  };
  const upTo = (delimiter: string, inRegex: boolean): boolean => {
    const end = endOfPart(script, at, delimiter, inRegex && brackets);
    at = end;
    return end > 0;
  };
  const address = (): boolean => {
    if (take(ADDRESS_NUMBER) !== null) return true;
    const delimiter = take(/\/|\\[^\n\\]/y)?.at(-1);
    return delimiter === undefined || (upTo(delimiter, true) && take(/[IM]*/y) !== null);
  };
  const substitution = (flags: RegExp | null): boolean => {
    const delimiter = take(/[^\n\\]/y);
    if (delimiter === null || delimiter === '\0') return false;
    if (!upTo(delimiter, flags !== null) || !upTo(delimiter, false)) return false;
    return (flags === null || take(flags) !== null) && take(END) !== null;
  };
  while (take(SKIPPED) !== null && at < script.length) {
    if (!address()) return false;
    if (take(ADDRESS_SECOND) !== null && take(ADDRESS_STEP) === null && !address()) return false;
    take(NEGATION);
    const command = script.charAt(at);
    at += 1;
    if (!isTaken(command, take, substitution)) return false;
  }
  return true;
}

type Take = (pattern: RegExp) => string | null;

/** Reads what belongs to a command. */
function isTaken(command: string, take: Take, substitution: (flags: RegExp | null) => boolean): boolean {
  if (/[{}]/.test(command)) return true;
  if (command === '#') return take(/[^\n]*/y) !== null;
  if (command === 's') return substitution(/[gpiIMm\d]*/y);
  if (command === 'y') return substitution(null);
  if (/[aic]/.test(command)) return take(TEXT) !== null;
  if (/[btT:]/.test(command)) return take(LABEL) !== null;
  if (/[qQlL]/.test(command)) return take(/[ \t]*\d*/y) !== null && take(END) !== null;
  return /[=dDgGhHnNpPxzF]/.test(command) && take(END) !== null;
}

/** Behind the next delimiter; 0 without one. */
function endOfPart(script: string, start: number, delimiter: string, brackets: boolean): number {
  for (let at = start; at < script.length; at += 1) {
    const letter = script.charAt(at);
    if (letter === '\\') at += 1;
    else if (letter === delimiter) return at + 1;
    else if (letter === '[' && brackets) {
      const set = /\[\^?\]?(?:[^\][]|\[(?:[.:=])[^\]]*[.:=]\]|\[)*\]/y;
      set.lastIndex = at;
      if (set.test(script)) at = set.lastIndex - 1;
    }
  }
  return 0;
}
