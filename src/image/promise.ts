/** What a level promises of an image, and whether two images keep it. */
import type { Level } from '../transform.js';
import type { ImageDifference } from './compare.js';

/**
 * Places of caches, indexes, logs and documentation: what may be missing at `prune`. A directory that held nothing else
 * may go with them.
 */
const PRUNABLE: readonly RegExp[] = [
  /^\/var\/lib\/apt\/lists\/./,
  /^\/var\/cache\/(?:apt|apk|yum|dnf|libdnf5|tdnf|zypp|pacman|man|debconf|ldconfig|fontconfig)(?:\/|$)/,
  /^\/var\/lib\/(?:dnf|pacman\/sync)\/./,
  /^\/var\/log\/./,
  /^\/(?:root|home\/[^/]+)\/(?:\.cache|\.npm|\.yarn|\.gem|\.composer|\.cpanm?|\.bundle\/cache)(?:\/|$)/,
  /^\/usr\/(?:local\/)?share\/(?:doc|man|info|gtk-doc|ri)(?:\/|$)/,
  /\/(?:doc|ri|rdoc)\/[^/]+-[\d.]+(?:\/|$)/,
  /^\/usr\/local\/(?:share\/\.cache|bundle\/cache)(?:\/|$)/,
  /^(?:\/root)?\/go\/pkg\/mod\/cache(?:\/|$)/,
  /^\/(?:opt|usr\/local|root|home\/[^/]+)\/(?:mini|ana|mamba)?(?:conda|forge)?\d?\/pkgs(?:\/|$)/,
];

export interface Verdict {
  readonly good: boolean;
  /** What breaks the promise. */
  readonly broken: readonly ImageDifference[];
  /** What the promise allows. */
  readonly allowed: readonly ImageDifference[];
  /** What two builds of one Dockerfile write differently. */
  readonly noise: readonly ImageDifference[];
}

/**
 * @param twice what differs between two builds of the same Dockerfile; such paths tell nothing
 */
export function judge(
  differences: readonly ImageDifference[],
  level: Level,
  twice: readonly ImageDifference[],
): Verdict {
  const noisy = new Set(twice.flatMap(keysOf));
  const noise = differences.filter((one) => keysOf(one).some((key) => noisy.has(key)) || isLeftByRuns(one));
  const rest = differences.filter((one) => !noise.includes(one));
  const allowed = rest.filter((one) => isAllowed(one, level));
  const broken = rest.filter((one) => !isAllowed(one, level));
  return { good: broken.length === 0, broken, allowed, noise };
}

/**
 * A path that two builds write differently, or that only one of them writes, may differ in any way but its kind of file.
 * So may names with a time, a number of a process or a random part, which are other ones each time, and files of a store
 * that names them by a digest.
 */
function keysOf({ path, kind }: ImageDifference): readonly string[] {
  if (kind === 'type' || kind === 'config') return [`${kind} ${path}`];
  const keys = [`written ${path}`];
  if (kind === 'missing' || kind === 'added') keys.push(`there ${path.replace(/\d{2,}|[\da-f]{8,}/gi, '#')}`);
  if (/[\da-f]{16,}/i.test(path)) keys.push(`stored ${path.replace(/[\da-f]{2,}/gi, '#')}`);
  return keys;
}

/** A RUN leaves these behind as mount points, where the base has none; fewer RUNs may leave none. */
const isLeftByRuns = ({ path, kind, before, after }: ImageDifference): boolean =>
  /^\/(?:proc|sys|dev)$/.test(path) &&
  ((kind === 'missing' && before === 'directory') || (kind === 'added' && after === 'directory'));

/** apt gives the directory to its own user when it downloads. */
const isOfApt = (path: string, kind: ImageDifference['kind']): boolean =>
  (kind === 'owner' || kind === 'mode') &&
  /^\/var\/(?:cache\/apt\/archives|lib\/apt\/lists)\/partial$/.test(path);

function isAllowed({ path, kind }: ImageDifference, level: Level): boolean {
  if (level === 'reshape') return true;
  if (level !== 'prune') return false;
  return kind === 'missing' ? PRUNABLE.some((place) => place.test(path)) : isOfApt(path, kind);
}
