/** What is done with a file or a directory that was only needed for that. */

/** A call that takes out of a file all that it is good for. */
interface User {
  readonly programs: RegExp;
  /** What the words behind the program have to say, joined by blanks. */
  readonly says?: RegExp;
  readonly unless?: RegExp;
  /** Names of the files that it uses up; any without. */
  readonly files?: RegExp;
}

const SIGNATURE = /\.(?:asc|sig|sign|gpg|minisig|key|pub|md5|sha\d+(?:sums?)?)(?:\.txt)?$|sums?(?:\.\w+)?$/i;
/** Named for what it does once. */
const INSTALLER = /install|setup|bootstrap|get[-_]|conda|forge|rustup|\.run$/i;

const USERS: readonly User[] = [
  // https://www.gnu.org/software/tar/manual/html_section/operations.html
  { programs: /^(?:tar|bsdtar|gtar)$/, says: /^-?[a-zA-Z]*x|(?:^| )-[a-zA-Z]*x|--(?:extract|get)\b/ },
  { programs: /^unzip$/, unless: /^-[lptvzZc]/ },
  { programs: /^(?:7z|7za|7zr|7zz|unrar)$/, says: /^[xe] / },
  { programs: /^jar$/, says: /^-?x/ },
  { programs: /^(?:dpkg)$/, says: /(?:^| )(?:-i|--install|--unpack)\b/, files: /\.deb$/ },
  { programs: /^(?:apt|apt-get|gdebi)$/, unless: /\b(?:download|source)\b/, files: /\.deb$/ },
  { programs: /^rpm$/, says: /^-[iUFvh]*[iUF][vh]*(?: |$)|--(?:install|upgrade)\b/, files: /\.rpm$/ },
  { programs: /^rpm$/, says: /--import\b/ },
  {
    programs: /^(?:yum|dnf|microdnf|tdnf|zypper)$/,
    says: /\b(?:install|localinstall|in)\b/,
    files: /\.rpm$/,
  },
  { programs: /^apk$/, says: /\badd\b/, files: /\.apk$/ },
  {
    programs: /^pip[\d.]*$/,
    says: /\binstall\b/,
    unless: /(?:^| )(?:-e|--editable)\b/,
    files: /\.(?:whl|zip|tar\.gz|tgz)$/,
  },
  { programs: /^apt-key$/, says: /^add / },
  {
    programs: /^gpgv?2?$/,
    says: /--(?:verify|import|dearmor)\b|\.(?:asc|sig)\b/,
    unless: /--(?:verify|import)-options/,
    files: SIGNATURE,
  },
  { programs: /^(?:sha\d+|md5|b2)sum$|^shasum$/, says: /(?:^| )(?:-[a-z]*c|--check)\b/, files: SIGNATURE },
  { programs: /^(?:ba|da|a|k|z)?sh$/, files: INSTALLER },
  { programs: /^(?:python|php|perl|ruby|node)[\d.]*$/, files: INSTALLER },
];

/** Whether the call, which names the file, is the last use that anybody has for it. */
export function usesUp(words: readonly string[], file: string): boolean {
  const [program = '', ...rest] = words;
  const said = rest.join(' ');
  const runs = /^(?:(?:ba|da|a|k|z)?sh|(?:python|php|perl|ruby|node)[\d.]*)$/.test(program);
  // What an interpreter is given behind its script is the script's.
  if (runs && rest.find((word) => !word.startsWith('-')) !== rest.find((word) => word.endsWith(file)))
    return false;
  return USERS.some(
    ({ programs, says, unless, files }) =>
      programs.test(program) &&
      says?.test(said) !== false &&
      unless?.test(said) !== true &&
      files?.test(file) !== false,
  );
}

/** Whether the program does no more to a file than look at it, or changes what goes with it. */
export const looksOnly = (program: string): boolean =>
  /^(?:echo|printf|cat|grep|egrep|ls|stat|file|du|test|\[|chmod|chown|chgrp|touch|(?:sha\d+|md5|b2)sum|shasum|gpgv?2?|openssl|wget|curl|cd|true|:)$/.test(
    program,
  );

/** Whether the program makes something of the sources in its directory, or in the one that it is given. */
export const builds = (program: string): boolean =>
  /^(?:(?:.*\/)?(?:configure|config|Configure|autogen\.sh|bootstrap(?:\.sh)?|buildconf)|g?make|cmake|ninja|meson|cargo|mvn|gradle|auto(?:reconf|conf|make))$/.test(
    program,
  );

/**
 * Whether a program that works in a folder, or is given one, leaves nothing behind that points there: it copies. What
 * `make install` does is taken to be a copy, as the GNU coding standards have it (7.2.4).
 */
export const copiesOut = (program: string): boolean =>
  looksOnly(program) ||
  builds(program) ||
  /^(?:cp|mv|install|mkdir|rm|tar|unzip|strip|pwd|patch|sed|git|ldconfig|dpkg)$/.test(program);

/**
 * Whether a call takes out of a folder what it was made for.
 * @param isInside whether it is run there
 * @param isBelow whether a word is a path in the folder
 */
export function takesOut(
  [program = '', ...words]: readonly string[],
  isInside: boolean,
  isBelow: (word: string) => boolean,
): boolean {
  if (builds(program)) return isInside || words.some(isBelow);
  const target = words.at(-1);
  return (
    /^(?:cp|mv|install)$/.test(program) && target !== undefined && !isBelow(target) && words.some(isBelow)
  );
}
