/** Whether two pieces of a build may change places. */
import { BINARIES, canonical, LIBRARIES, meeting, SYSTEM, type Paths } from '../regions.js';
import { isWithin } from '../paths.js';
import type { Effects } from './model.js';

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
    meeting(a.writes, b.reads) ??
    meeting(a.writes, b.writes) ??
    madeIn(a.makes, b.reads) ??
    madeIn(a.makes, b.writes) ??
    takenFrom(a.removes, b.needs)
  );
}

/**
 * Making a directory as every program makes it meets what is at its place, above or below it. But that packages find,
 * or do not find, a directory above their own makes no difference: they make the same one.
 */
function madeIn(makes: readonly string[], paths: Paths): string | null {
  if (paths === 'anything') return makes[0] ?? null;
  return (
    makes.find((made) =>
      paths.some(
        (path) =>
          isWithin(canonical(made), canonical(path)) ||
          (isWithin(canonical(path), canonical(made)) && !SYSTEM.includes(path)),
      ),
    ) ?? null
  );
}

/** A directory that one takes away, or may, from the other. */
function takenFrom(removes: Paths, needs: readonly string[]): string | null {
  if (removes === 'anything') return needs[0] ?? null;
  return needs.find((path) => removes.some((gone) => isWithin(canonical(path), canonical(gone)))) ?? null;
}

/** A program, or a library, that `a` may put in the way of one that `b` runs. */
function replaced(a: Effects, b: Effects): string | null {
  const changes: Paths = a.writes === 'anything' ? 'anything' : [...a.writes, ...a.makes];
  if (b.programs.length === 0) return null;
  const library = meeting(changes, LIBRARIES);
  if (library !== null) return library;
  for (const program of b.programs) {
    const places = program.startsWith('/')
      ? [program]
      : BINARIES.map((directory) => `${directory}/${program}`);
    const place = meeting(changes, places);
    if (place !== null) return place;
  }
  return null;
}

/** Variables that the shell, the C library and every program may read (POSIX.1-2024, chapter 8; environ(7)). */
const READ_BY_ALL =
  /^(?:PATH|HOME|IFS|ENV|BASH\w*|PS\d|CDPATH|PWD|OLDPWD|TMPDIR|TMP|TEMP|LANG\w*|LC_\w+|LD_\w+|TZ|TZDIR|POSIX\w*|SHELL\w*|TERM\w*|COLUMNS|LINES|MALLOC_\w*|GLIBC_\w*|NLSPATH|LOCPATH|HOSTALIASES|RES_OPTIONS|GETCONF_DIR|_\w*|USER|LOGNAME|UID|EUID|HISTFILE|OPTIND|FAKEROOT\w*|ASH_\w*|GCONV_PATH|ASAN_\w*)$/;

/** Whether one of the variables may mean something to what has these effects. */
export function mayRead({ environment }: Effects, names: readonly string[]): string | null {
  return (
    names.find(
      (name) =>
        !/^\w+$/.test(name) ||
        READ_BY_ALL.test(name) ||
        environment === 'all' ||
        environment.some((one) => (one.endsWith('*') ? name.startsWith(one.slice(0, -1)) : one === name)),
    ) ?? null
  );
}
