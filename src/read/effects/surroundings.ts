/** Facts about where a command is run that both follow from a user's name and from PATH. */
import type { Value } from '../../model.js';
import { resolvePath } from '../paths.js';
import { BINARIES } from '../regions.js';

/** Whether a user, as USER names it, is surely root with its group. */
export const isRoot = (user: Value): boolean => /^(?:root|0)(?::(?:root|0))?$/.test(user ?? '');

/** Where home directories are (FHS 3.0), and `/`, which is that of a user without an entry in /etc/passwd. */
const ANYWHERE: readonly string[] = ['/root', '/home', '/var', '/opt', '/srv', '/usr', '/nonexistent', '/'];

/**
 * Where the home directory of a user may be.
 * @param user as USER names it, `null` when unknown
 * @param home the value of HOME: `undefined` when nothing in the file sets it
 * @param isKnown whether the image is known not to set it
 */
export function homesOf(user: Value, home: Value | undefined, isKnown = false): readonly string[] | null {
  if (home === null) return null;
  if (home !== undefined) return home.startsWith('/') ? [resolvePath(null, home) ?? '/'] : null;
  const name = user?.split(':')[0];
  return isKnown && (name === 'root' || name === '0') ? ['/root'] : ANYWHERE;
}

/** Directories that a text of PATH names besides those of every distribution; `null` for each that is not known. */
export function programsInPath(path: string): readonly Value[] {
  const own = new Set(path.split(':').filter((part) => part !== '' && !/^\$\{?PATH\}?$/.test(part)));
  return [...own]
    .map((part) => (/^\/[\w./+@-]+$/.test(part) ? resolvePath(null, part) : null))
    .filter((part) => part === null || !BINARIES.includes(part));
}
