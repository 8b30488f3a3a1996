/** Values of variables as texts in which what is not known has a name, so that the same text is the same value. */

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
      if (stands.startsWith('?') && stands.includes('\u0001')) return stands.slice(1);
      return `\u0001${name}${stands}\u0002`;
    });
  return (value.includes('\u0001') ? '?' : '=') + value;
}
