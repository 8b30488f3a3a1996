/** Owners as chown and `--chown` name them. */

/** Names or numbers; root is `0`. */
export interface Owner {
  readonly user: string;
  readonly group: string;
}

const NAME = /^[\w][\w-]*$/;
const named = (name: string): string => (name === 'root' ? '0' : name);

export const isNumeric = (name: string): boolean => /^\d+$/.test(name);

/**
 * Who owns what root owned, behind `chown SPEC`; `null` where that depends on what is not known: `user:` stands for a group
 * that only the accounts tell. https://pubs.opengroup.org/onlinepubs/9799919799/utilities/chown.html
 */
export function ownerOf(spec: string): Owner | null {
  const [user = '', group, ...more] = spec.split(':');
  if (more.length > 0 || group === '' || (user !== '' && !NAME.test(user))) return null;
  if (group !== undefined && !NAME.test(group)) return null;
  if (user === '' && group === undefined) return null;
  return { user: user === '' ? '0' : named(user), group: group === undefined ? '0' : named(group) };
}

/**
 * Who owns what is copied with `--chown=SPEC`; without a group it is the number of the user, which only the accounts tell.
 * https://docs.docker.com/reference/dockerfile/#copy---chown---chmod
 */
export function givenOwner(spec: string): Owner | null {
  if (spec.includes(':')) return /^:/.test(spec) ? null : ownerOf(spec);
  return isNumeric(named(spec)) ? { user: named(spec), group: named(spec) } : null;
}

export const ownerText = ({ user, group }: Owner): string => `${user}:${group}`;
