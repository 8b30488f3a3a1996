/** What is done with a file or a folder that was only needed for that. */

const ARCHIVE = /\.(?:tar|tgz|tbz2?|txz|tlz|zip|7z|rar)$|\.tar\.\w+$/i;
const SIGNATURE = /\.(?:asc|sig|sign|minisig|md5|sha\d+(?:sums?)?)(?:\.txt)?$|sums?(?:\.txt)?$/i;
const KEY = /\.(?:asc|gpg|pub|key)$/i;
/** Named for what it does once. */
const INSTALLER =
  /(?:^|[-_.])(?:install(?:er)?|setup|bootstrap|get[-_]\w+|(?:mini|ana)conda\d*|mini(?:forge)\d*|mambaforge|rustup(?:-init)?)[^/]*\.(?:sh|py|php|run|bin)$/i;

/** Where keys, scripts and programs are kept to be found: nothing there is only on its way. */
const KEPT = /^\/(?:etc|usr|s?bin|lib\w*|opt|srv|var|home)(?:\/|$)/;

type Rule = (words: readonly string[], file: string) => boolean;

const has = (words: readonly string[], pattern: RegExp): boolean => words.some((word) => pattern.test(word));

/** Whole archives, not a part of them, and not to the output. https://www.gnu.org/software/tar/manual/ */
const unpacks: Rule = (words, file) =>
  ARCHIVE.test(file) &&
  (/^[xzvjJpmPkhao]*x[zvjJpmPkhaof]*$/.test(words[0] ?? '') ||
    has(words, /^-[zvjJpmPkhao]*x[zvjJpmPkhao]*f?[zvjJpmPkhao]*$|^--(?:extract|get)$/)) &&
  !has(words, /^-(?!-)\w*[ctrO]\w*$|^--(?:to-stdout|to-command|remove-files|list|create|diff)$/);

/** https://infozip.sourceforge.net/UnZip.html */
const unzips: Rule = (words, file) => {
  const target = words.indexOf('-d') + 1;
  const operands = words.filter((word, at) => !word.startsWith('-') && (target === 0 || at !== target));
  const options = words.filter((word) => word.startsWith('-'));
  return (
    ARCHIVE.test(file) && operands.length === 1 && options.every((option) => /^-[qonujd]+$/.test(option))
  );
};

const installs =
  (verb: RegExp, file: RegExp): Rule =>
  (words, name) =>
    file.test(name) &&
    has(words, verb) &&
    !has(words, /^(?:-d|--download-?only|--test|--simulate|--dry-run|-s)$/);

/** A script is run, and not only read; what stands behind it is its own. */
const runs: Rule = (words, file) => {
  const at = words.findIndex((word) => !word.startsWith('-'));
  return (
    INSTALLER.test(file) &&
    words[at]?.endsWith(file) === true &&
    words.slice(0, at).every((option) => /^-[exu]+$/.test(option))
  );
};

const USERS: readonly (readonly [RegExp, Rule])[] = [
  [/^(?:tar|bsdtar|gtar)$/, unpacks],
  [/^unzip$/, unzips],
  [/^(?:7z|7za|7zr|7zz|unrar)$/, ([verb = ''], file) => ARCHIVE.test(file) && /^[xe]$/.test(verb)],
  [/^dpkg$/, installs(/^(?:-i|--install|--unpack)$/, /\.deb$/)],
  [/^(?:apt|apt-get)$/, installs(/^install$/, /\.deb$/)],
  [/^gdebi$/, (_, file) => file.endsWith('.deb')],
  [/^rpm$/, installs(/^-[vh]*[iUF][ivhUF]*$|^--(?:install|upgrade)$/, /\.rpm$/)],
  [/^rpm$/, (words, file) => KEY.test(file) && has(words, /^--import$/)],
  [/^(?:yum|dnf|microdnf|tdnf|zypper)$/, installs(/^(?:install|localinstall|in)$/, /\.rpm$/)],
  [/^apk$/, installs(/^add$/, /\.apk$/)],
  [/^apt-key$/, ([verb], file) => verb === 'add' && KEY.test(file)],
  // The signature stands in front of what is signed.
  [
    /^gpg2?$/,
    (words, file) =>
      SIGNATURE.test(file) &&
      words[words.indexOf('--verify') + 1]?.endsWith(file) === true &&
      words.includes('--verify'),
  ],
  [
    /^(?:sha\d+|md5|b2)sum$|^shasum$/,
    (words, file) => SIGNATURE.test(file) && has(words, /^(?:-[a-z]*c|--check)$/),
  ],
  [/^(?:(?:ba|da|a|k|z)?sh|(?:python|php|perl|ruby|node)[\d.]*)$/, runs],
];

/**
 * Whether the call, which names the file, is the last use that anybody has for it.
 * @param path where the file is
 */
export function usesUp(words: readonly string[], file: string, path: string): boolean {
  const [program = '', ...rest] = words;
  if (!ARCHIVE.test(file) && !/\.(?:deb|rpm|apk)$/.test(file) && KEPT.test(path)) return false;
  return USERS.some(([programs, rule]) => programs.test(program) && rule(rest, file));
}

/** Whether the program does no more to a file than look at it. */
export const looksOnly = (program: string): boolean =>
  /^(?:echo|printf|cat|grep|egrep|ls|stat|file|du|test|\[|(?:sha\d+|md5|b2)sum|shasum|gpg2?|gpgv|openssl|wget|curl|cd|true|:)$/.test(
    program,
  );

/** Whether what a step says goes to a file. */
export const isWrittenDown = (text: string): boolean =>
  text.replace(/\d?>&\d|&?\d?>+\s*\/dev\/null/g, '').includes('>');

/** Whether the call checks files by a list of them, whatever is in it. */
export function checksList([program = '', ...words]: readonly string[], file: string): boolean {
  if (!/^(?:(?:sha\d+|md5|b2)sum|shasum)$/.test(program) || !has(words, /^(?:-[a-z]*c|--check)$/))
    return false;
  const lists = words.filter((word) => !word.startsWith('-') && !/^\d+$/.test(word));
  return lists.some((list) => {
    const stem = /([^/]+)\.(?:sha\d+(?:sum)?|md5)$/.exec(list)?.[1];
    return stem === undefined || stem === file;
  });
}

/** Whether the program makes something of the sources in its directory. */
export const builds = (program: string): boolean =>
  /^(?:\.{1,2}\/(?:configure|config|Configure|autogen\.sh|bootstrap(?:\.sh)?|buildconf)|g?make|cmake|ninja|auto(?:reconf|conf|make))$/.test(
    program,
  );

/** Where a call stands to a folder. */
export interface Stand {
  /** Whether it is run in the folder. */
  readonly isInside: boolean;
  /** Whether a word is a path in the folder. */
  readonly isBelow: (word: string) => boolean;
  /** Whether a word says anything of the folder. */
  readonly speaks: (word: string) => boolean;
}

const LINKS = /^(?:-[a-zA-Z]*[slt]\w*|--(?:symbolic-link|link|target-directory(?:=.*)?))$/;
const GIT = /^(?:clone|checkout|submodule|fetch|reset|pull|switch|apply|log|status|describe|rev-parse)$/;

/**
 * Whether a call that works in a folder, or names it, leaves nothing behind that points there. What `make install` does is
 * taken to be a copy, as the GNU coding standards have it (7.2.4).
 */
export function copiesOut([program = '', ...words]: readonly string[], stand: Stand): boolean {
  const { isInside, isBelow, speaks } = stand;
  const named = words.filter(speaks);
  if (builds(program)) {
    const at = words.indexOf('-C');
    const isThere =
      isInside || (/^(?:g?make|ninja)$/.test(program) && at >= 0 && isBelow(words[at + 1] ?? ''));
    return (
      isThere &&
      !words.some((word, index) => /^(?:\/|link$|develop$)/.test(word) && (at < 0 || index !== at + 1))
    );
  }
  if (/^(?:cp|mv|install)$/.test(program)) return !words.some((word) => LINKS.test(word));
  if (program === 'git') {
    const verb = words.find((word) => GIT.test(word));
    const isSource = verb === 'clone' && !isInside && !isBelow(words.at(-1) ?? '');
    return (
      verb !== undefined && !isSource && !words.some((word) => /^(?:-s|--shared|--reference)/.test(word))
    );
  }
  if (/^(?:echo|printf|ldconfig|true|:)$/.test(program)) return named.length === 0;
  return (
    /^(?:cd|mkdir|rm|tar|unzip|strip|patch|sed|cat|grep|chmod|chown|ls|test|\[|wget|curl|(?:sha\d+|md5|b2)sum)$/.test(
      program,
    ) && named.every(isBelow)
  );
}

/** Whether a call takes out of a folder what it was made for. */
export function takesOut([program = '', ...words]: readonly string[], { isInside, isBelow }: Stand): boolean {
  if (builds(program)) return (isInside || words.some(isBelow)) && has(words, /^(?:--)?install(?:[-_]\w+)*$/);
  const target = words.at(-1);
  return (
    /^(?:cp|mv|install)$/.test(program) && target !== undefined && !isBelow(target) && words.some(isBelow)
  );
}
