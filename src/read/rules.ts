/** Whether a file leaves the tools of a distribution to what they do as a rule. */
import type { Dockerfile, Instruction } from '../model.js';
import { isWithin, resolvePath } from './paths.js';

export { toldTo } from './told.js';

/**
 * Whether nothing in the file sets the package manager up to look at what belongs to the user: repositories in the file
 * system, hooks, settings of unknown content, and packages from elsewhere, whose scripts may do anything.
 */
export function keepsToRules(file: Dockerfile): boolean {
  const found = known.get(file) ?? readRules(file);
  known.set(file, found);
  return found;
}

const known = new WeakMap<Dockerfile, boolean>();

function readRules({ text, instructions }: Dockerfile): boolean {
  return instructions.every((one) => {
    if (isCopy(one)) return keepsOutOfSettings(one);
    const documents = one.heredocs.map(({ content }) => text.slice(content.start, content.end));
    return ![one.joined.text, ...documents].some((said) => SET_UP.test(said));
  });
}

/** sources.list(5), apt.conf(5), invoke-rc.d(8), dpkg-divert(1), update-alternatives(1), debconf-set-selections(1), dnf.conf(5) */
const SET_UP =
  /\b(?:file|copy|cdrom|mirror\+file):|\b(?:dpkg|apt|acquire|dir|aptitude)::|policy-rc\.d|dpkg\.cfg|(?:post|pre)-(?:invoke|install-pkgs)|commit_hooks|pacman\.d\/hooks|dpkg-divert|update-alternatives|\balternatives\s+--|debconf|\.(?:deb|rpm|apk)\b|\bapk\b.*--repository[= ]\/|--repo(?:frompath|-path)|localinstall|--installroot|--root\b|--initdb|\/(?:post|pre)(?:inst|rm)\b/i;

const isCopy = ({ keyword }: Instruction): boolean => keyword === 'COPY' || keyword === 'ADD';

/** Whether it brings nothing that tells others what to do. */
function keepsOutOfSettings({ words, state }: Instruction): boolean {
  const target = resolvePath(state.workdir, words.at(-1)?.value ?? '');
  return target !== null && target !== '/' && words.at(-1)?.value != null && !isWithin(target, '/etc');
}
