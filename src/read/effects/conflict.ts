/** Whether two pieces of a build may change places. */
import { commandFacts } from '../commands/index.js';
import { BINARIES, canonical, LIBRARIES, meeting, SYSTEM, type Paths } from '../regions.js';
import { isWithin } from '../paths.js';
import { isListed, type Effects } from './model.js';

/** What keeps two pieces in their order. */
export interface Conflict {
  /** What one does to what the other needs. */
  readonly kind: 'files' | 'programs' | 'unknown';
  /** A path, the name of a program, or the command that is not known. */
  readonly what: string;
}

/** Why two pieces of a build may not change places, as far as files go; `null` when they may. */
export function conflict(a: Effects, b: Effects): Conflict | null {
  const place = met(a, b) ?? met(b, a);
  if (place !== null) {
    const unknown = a.unknown ?? b.unknown;
    return unknown === null ? { kind: 'files', what: place } : { kind: 'unknown', what: unknown };
  }
  const program = replaced(a, b) ?? replaced(b, a);
  return program === null ? null : { kind: 'programs', what: program };
}

/** A place that `a` changes and `b` needs. */
function met(a: Effects, b: Effects): string | null {
  return (
    meeting(without(a.writes, sparedFrom(a, b)), b.reads) ??
    meeting(a.writes, b.writes) ??
    // Who makes it first may be seen in who is asked for it: two that make the same one keep their order.
    a.makes.find((made) => b.makes.includes(made)) ??
    madeWhereRead(without(a.makes, b.spares), b.reads) ??
    madeWhereWritten(a.makes, b.writes) ??
    takenFrom(a.removes, b.needs) ??
    takenFrom(a.writes === 'anything' ? a.writes : [...a.creates, ...a.makes], b.needs)
  );
}

/** What runs no program copies files, and a project may have its own in any folder of data. */
const sparedFrom = ({ programs }: Effects, { spares }: Effects): readonly string[] =>
  programs.length > 0 ? spares : spares.filter((path) => !/^\/(?:run|var\/lib)$/.test(path));

function without<T extends Paths>(paths: T, spared: readonly string[]): T | readonly string[] {
  if (paths === 'anything' || spared.length === 0) return paths;
  return paths.filter((path) => !spared.some((tree) => isWithin(canonical(path), canonical(tree))));
}

/** Making a directory changes nothing for those who look for something in it: it is not there before or behind. */
function madeWhereRead(makes: readonly string[], reads: Paths): string | null {
  if (reads === 'anything') return makes[0] ?? null;
  return makes.find((made) => reads.some((path) => isWithin(canonical(made), canonical(path)))) ?? null;
}

/**
 * Making a directory meets what is changed at its place, above or below it. But that packages find, or do not find, a
 * directory above their own makes no difference: they make the same one.
 */
function madeWhereWritten(makes: readonly string[], writes: Paths): string | null {
  if (writes === 'anything') return makes[0] ?? null;
  const meets = (made: string, path: string): boolean =>
    isWithin(made, path) || (isWithin(path, made) && !SYSTEM.includes(path));
  return makes.find((made) => writes.some((path) => meets(canonical(made), canonical(path)))) ?? null;
}

/** A directory that the other needs, and that is taken away or has been made with one of these. */
function takenFrom(removes: Paths, needs: readonly string[]): string | null {
  if (removes === 'anything') return needs[0] ?? null;
  return needs.find((path) => removes.some((gone) => isWithin(canonical(path), canonical(gone)))) ?? null;
}

/** A program, or a library, that `a` may put in the way of one that `b` runs. */
function replaced(a: Effects, b: Effects): string | null {
  if (b.programs.length === 0) return null;
  const library = meeting(a.writes, LIBRARIES);
  if (library !== null) return library;
  for (const program of b.programs) {
    if (program === '*') {
      const known = a.writes === 'anything' ? undefined : a.writes.find(isOfKnown);
      if (known !== undefined) return known;
      continue;
    }
    const places = program.startsWith('/')
      ? [program]
      : BINARIES.map((directory) => `${directory}/${program}`);
    const place = meeting(a.writes, places);
    if (place !== null) return place;
  }
  return null;
}

/** Besides them: what scripts of packages call to have services run. Debian Policy 9.3, https://wiki.debian.org/MaintainerScripts */
const OF_SCRIPTS: ReadonlySet<string> = new Set([
  ...['service', 'invoke-rc.d', 'update-rc.d', 'initctl', 'start-stop-daemon', 'deb-systemd-helper'],
  ...['deb-systemd-invoke', 'systemd-tmpfiles', 'systemd-sysusers', 'udevadm', 'chkconfig', 'logger'],
]);

/** Whether a path is that of a program that a table knows, in a directory where programs are looked up. */
function isOfKnown(path: string): boolean {
  const slash = path.lastIndexOf('/');
  const name = path.slice(slash + 1);
  return (
    BINARIES.includes(path.slice(0, slash)) && (OF_SCRIPTS.has(name) || commandFacts(name) !== undefined)
  );
}

/** Variables that the shell, the C library and every program may read (POSIX.1-2024, chapter 8; environ(7)). */
const READ_BY_ALL =
  /^(?:PATH|HOME|IFS|ENV|BASH\w*|PS\d|CDPATH|PWD|OLDPWD|TMPDIR|TMP|TEMP|LANG\w*|LC_\w+|LD_\w+|TZ|TZDIR|POSIX\w*|SHELL\w*|TERM\w*|COLUMNS|LINES|MALLOC_\w*|GLIBC_\w*|NLSPATH|LOCPATH|HOSTALIASES|RES_OPTIONS|GETCONF_DIR|_\w*|USER|LOGNAME|UID|EUID|HISTFILE|OPTIND|FAKEROOT\w*|ASH_\w*|GCONV_PATH|ASAN_\w*)$/;

/** Whether one of the variables may mean something to what has these effects. */
export function mayRead({ environment }: Effects, names: readonly string[]): string | null {
  return (
    names.find(
      (name) =>
        !/^\w+$/.test(name) || READ_BY_ALL.test(name) || environment === 'all' || isListed(name, environment),
    ) ?? null
  );
}
