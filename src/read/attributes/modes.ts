/** What chmod makes of a mode. https://pubs.opengroup.org/onlinepubs/9799919799/utilities/chmod.html */

/** The umask of a RUN, unless it sets another. */
const UMASK = 0o022;
const CLASSES: Readonly<Record<string, number>> = { u: 0o700, g: 0o070, o: 0o007, a: 0o777 };
const BITS: Readonly<Record<string, number>> = { r: 0o444, w: 0o222, x: 0o111 };

/**
 * The permission bits of a file behind `chmod SPEC`; `null` where that depends on what is not known, or on more than
 * permissions (set-user-ID and the like).
 * @param mode its bits before; `null` when not known
 */
export function modeAfter(spec: string, mode: number | null): number | null {
  if (/^0?[0-7]{3}$/.test(spec)) return parseInt(spec, 8);
  if (mode === null || mode > 0o777) return null;
  let result = mode;
  for (const clause of spec.split(',')) {
    const match = /^([ugoa]*)((?:[-+=][rwxX]*)+)$/.exec(clause);
    if (match === null) return null;
    const [, who = '', actions = ''] = match;
    const reach =
      who === '' ? 0o777 & ~UMASK : Array.from(who).reduce((bits, one) => bits | (CLASSES[one] ?? 0), 0);
    // Without a class `=` clears all of them.
    const cleared = who === '' ? 0o777 : reach;
    for (const [, operator, letters = ''] of actions.matchAll(/([-+=])([rwxX]*)/g)) {
      const bits = bitsOf(letters, result) & reach;
      if (operator === '+') result |= bits;
      else if (operator === '-') result &= ~bits;
      // busybox asks for `X` when it has cleared the bits, and GNU before.
      else if (letters.includes('X')) return null;
      else result = (result & ~cleared) | bits;
    }
  }
  return result;
}

/** `X` is `x` where somebody may execute the file already. */
const bitsOf = (letters: string, mode: number): number =>
  Array.from(letters).reduce(
    (bits, letter) => bits | (letter === 'X' ? ((mode & 0o111) === 0 ? 0 : 0o111) : (BITS[letter] ?? 0)),
    0,
  );
