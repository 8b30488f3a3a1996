/** Values of variables as texts in which what is not known has a name, so that the same text is the same value. */

const OPEN = '\u0001';
const CLOSE = '\u0002';

/** Stands in a text for a variable whose value is not known. */
export const nameless = (name: string, stands: string): string => OPEN + name + stands + CLOSE;

/**
 * A text with the variables in it replaced, double quotes removed: `=text` when all is known, `?text` otherwise. `null`
 * for anything but plain text and plain variables, which Docker and the shell read alike.
 */
export function symbolic(text: string, standing: (name: string) => string): string | null {
  if (/['\\`]|\$(?![A-Za-z_{])|\$\{(?!\w+\})/.test(text) || !/^(?:[^"]|"[^"]*")*$/.test(text)) return null;
  const isQuoted = /^"[^"]*"$/.test(text);
  if (!isQuoted && /[\s*?[~;&|()<>#]/.test(text.replaceAll('"', ''))) return null;
  const value = text
    .replaceAll('"', '')
    .replace(/\$(?:(\w+)|\{(\w+)\})/g, (_, plain?: string, braced?: string) => {
      const name = plain ?? braced ?? '';
      const stands = standing(name);
      if (stands.startsWith('=')) return stands.slice(1);
      if (stands === '!') return '';
      if (stands.startsWith('?') && stands.includes(OPEN)) return stands.slice(1);
      return nameless(name, stands);
    });
  return (value.includes(OPEN) ? '?' : '=') + value;
}
