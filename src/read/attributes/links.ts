/** Whether a COPY to a file may go through a symbolic link of that name: one into the folder takes the place of the link. */
import type { Effects } from '../effects.js';
import { factsOf, imageName } from '../images.js';
import { isWithin } from '../paths.js';
import { canonical, meeting, SYSTEM } from '../regions.js';
import { isFileName } from './copied.js';
import { isOwnName } from './images.js';

/** Nothing is installed in /usr/local, and homes have files of the shells only. */
const DISTRIBUTION =
  /^(?:debian|ubuntu|alpine|fedora|rockylinux|almalinux|oraclelinux|archlinux|buildpack-deps|centos|amazonlinux)$/;
const LANGUAGE = /^(?:python|node|golang|ruby|rust|php|gcc|openjdk|eclipse-temurin|erlang|elixir)$/;

/** Whether an image surely has neither a link nor a directory at a path. */
export function hasNoLinkAt(image: string | null, path: string): boolean {
  if (image?.toLowerCase() === 'scratch' || isOwnName(image, path)) return true;
  const { name } = imageName(image);
  if (factsOf(image).user === null) return false;
  // Ubuntu has a user of its own name since 23.04.
  if (DISTRIBUTION.test(name))
    return /^\/(?:usr\/local\/s?bin|root|home|tmp)\/[^/]+$/.test(path) && path !== '/home/ubuntu';
  // Interpreters have links there, none of them with the extension of a script.
  return LANGUAGE.test(name) && /^\/usr\/local\/bin\/(?!docker-)[^/]+\.sh$/.test(path);
}

/** Their packages are files without links among scripts and settings: npm links all programs, conda whatever it has. */
const MANAGERS = /^(?:apt|apk|dnf|zypper|pacman|pip|gem|cargo|php)$/;
/** They keep the links of an archive, a repository or a folder, in whatever directory they are given. */
const UNPACKING =
  /^(?:(?:bsd)?tar|unzip|7z[ar]?|unar|unrar|unsquashfs|cpio|pax|ar|cp|mv|install|rsync|git|svn|hg|dpkg-deb|rpm2cpio)$/;

/** Whether what is written below the directories of the system are packages, none of them from a file of its own. */
const isOfPackages = ({ packages, programs }: Effects): boolean =>
  packages.length > 0 &&
  packages.every(
    ({ manager, does, scripts, names }) =>
      MANAGERS.test(manager) &&
      (does !== 'install' ||
        scripts === undefined ||
        (names.length > 0 && !names.some((name) => /\/|\.(?:deb|rpm|apk)$/.test(name)))),
  ) &&
  !programs.some((program) => UNPACKING.test(program.slice(program.lastIndexOf('/') + 1)));

/** What a RUN is run by. */
const SHELL = /^\/bin\/(?:ba|da|a)?sh$/;

/** The parts, where no program is missing in them. */
function partsOf(whole: Effects, parts: readonly Effects[]): readonly Effects[] {
  const known = new Set(parts.flatMap(({ programs }) => programs));
  const isKnown = (program: string): boolean => known.has(program) || SHELL.test(program);
  return parts.length > 0 && whole.programs.every(isKnown) ? parts : [whole];
}

/**
 * Whether something leaves a path without a link and without a directory: it does not write there, or all that does are
 * packages of a distribution. These have no scripts and settings in /usr/local, in homes, and where vendors have theirs.
 * @param parts what it consists of, where that is known
 */
export function makesNoLinkAt(effects: Effects, path: string, parts: readonly Effects[] = []): boolean {
  const { writes, makes, links, unknown } = effects;
  const place = canonical(path);
  if (makes.some((made) => isWithin(canonical(made), place))) return false;
  if (meeting(writes, [path]) === null) return true;
  return (
    unknown === null &&
    writes !== 'anything' &&
    links !== 'anything' &&
    partsOf(effects, parts).every((part) => isOfPackages(part) || meeting(part.writes, [path]) === null) &&
    isFileName(path) &&
    /^\/(?:usr\/local\/s?bin|root|home|tmp|(?:opt|srv|mnt)\/[^/]+)\//.test(path) &&
    !links.some((link) => isWithin(place, canonical(link))) &&
    writes.every((written) => SYSTEM.includes(written) || meeting([written], [path]) === null)
  );
}

/**
 * Whether something leaves a path as it is, where there is nothing: it does not write there, makes no more than directories
 * above, or is of packages that keep to their own names.
 */
export function makesNothingAt(effects: Effects, path: string, parts: readonly Effects[] = []): boolean {
  const { writes, makes } = effects;
  const place = canonical(path);
  const isAbove = makes.every((made) => canonical(made) !== place && isWithin(place, canonical(made)));
  if (isAbove && meeting(writes, [path]) === null) return true;
  return makesNoLinkAt(effects, path, parts);
}
