/**
 * What an image may lack at the levels above `exact`: the commands that clean, the flags that keep from writing, and
 * who cannot do without what they take. A closed list, each row with its source.
 */
import type { Level } from '../transform.js';

/** Something that a package manager leaves behind. */
export interface Waste {
  readonly name: string;
  /** Texts that name it: paths, and flags that forbid to fetch it again. */
  readonly named: RegExp;
  /** Set where its manager fails without it until it has been fetched again; others fetch what they miss. */
  readonly index?: { readonly folder: string; readonly use: (words: readonly string[]) => Use };
  readonly source: string;
}

/** Whether a command works without an index, needs it, or fetches a new one. */
export type Use = 'none' | 'reads' | 'renews';

const uses =
  (programs: RegExp, renewing: RegExp, free: RegExp) =>
  (words: readonly string[]): Use => {
    const [program = '', ...rest] = words;
    if (!programs.test(program)) return INDIFFERENT.has(program) ? 'none' : 'reads';
    const verb = rest.find((word) => !word.startsWith('-')) ?? '';
    if (renewing.test(verb)) return 'renews';
    return free.test(verb) ? 'none' : 'reads';
  };

/** They neither read package indexes nor run programs that might (their manual pages). */
const INDIFFERENT: ReadonlySet<string> = new Set([
  ...[
    ':',
    'true',
    'echo',
    'printf',
    'test',
    '[',
    'cd',
    'pwd',
    'export',
    'set',
    'umask',
    'id',
    'date',
    'sleep',
  ],
  ...['mkdir', 'rmdir', 'rm', 'mv', 'cp', 'ln', 'touch', 'chmod', 'chown', 'chgrp', 'ls', 'cat', 'tee', 'tr'],
  ...['sed', 'grep', 'egrep', 'cut', 'head', 'tail', 'sort', 'uniq', 'wc', 'stat', 'file', 'which'],
  ...['tar', 'unzip', 'zip', 'gzip', 'gunzip', 'xz', 'bzip2', 'md5sum', 'sha1sum', 'sha256sum', 'sha512sum'],
  ...['curl', 'wget', 'git', 'gpg', 'openssl', 'ldconfig', 'update-ca-certificates', 'update-alternatives'],
  ...['useradd', 'usermod', 'groupadd', 'adduser', 'addgroup', 'passwd', 'chpasswd', 'locale-gen'],
  ...['a2enmod', 'a2dismod', 'a2ensite', 'a2dissite', 'dpkg', 'dpkg-reconfigure', 'debconf-set-selections'],
  ...['apt-mark', 'apt-key', 'apt-config', 'pip', 'pip3', 'npm', 'yarn', 'pnpm', 'gem', 'composer', 'go'],
]);

const OFFLINE =
  /(?:^|\s)--(?:offline|prefer-offline|no-index|no-network|cacheonly|disable-repo\S*)(?:[\s=]|$)/;
const pathOrOffline = (path: RegExp): RegExp => new RegExp(`${path.source}|${OFFLINE.source}`);

const WASTES = {
  aptLists: {
    name: "apt's package lists",
    named: /\/var\/lib\/apt\b/,
    index: {
      folder: '/var/lib/apt/lists',
      use: uses(/^(?:apt|apt-get|aptitude)$/, /^update$/, /^(?:clean|autoclean|remove|purge|autoremove)$/),
    },
    source: 'apt-get(8), FILES; https://docs.docker.com/build/building/best-practices/#apt-get',
  },
  aptArchives: {
    name: 'packages that apt has downloaded',
    named: pathOrOffline(/\/var\/cache\/apt\b|--no-download/),
    source: 'apt-get(8), clean',
  },
  apkIndex: {
    name: "apk's index",
    named: /\/var\/cache\/apk\b|\/etc\/apk\/cache\b/,
    index: {
      folder: '/var/cache/apk',
      use: uses(/^apk$/, /^update$/, /^(?:del|info|version|fix|audit)$/),
    },
    source: 'apk-add(8), apk-cache(5)',
  },
  yum: {
    name: 'caches of yum and dnf',
    named: pathOrOffline(/\/var\/cache\/(?:yum|dnf|libdnf5|tdnf)\b|\s-C\s/),
    source: 'yum(8), clean; dnf(8), clean command',
  },
  zypper: {
    name: 'caches of zypper',
    named: pathOrOffline(/\/var\/cache\/zypp\b|--no-refresh/),
    source: 'zypper(8), clean',
  },
  pip: {
    name: "pip's cache",
    named: pathOrOffline(/\.cache\/pip\b|\.cache(?:[\s/'"]*$|\s)|\bpip\d* cache\b|--find-links/),
    source: 'https://pip.pypa.io/en/stable/topics/caching/',
  },
  npm: {
    name: "npm's cache",
    named: pathOrOffline(/\.npm\b|\bnpm cache\b/),
    source: 'https://docs.npmjs.com/cli/commands/npm-cache',
  },
  yarn: {
    name: "yarn's cache",
    named: pathOrOffline(/\.cache\/yarn\b|\byarn cache\b|\.yarn\b/),
    source: 'https://classic.yarnpkg.com/lang/en/docs/cli/cache/',
  },
  conda: {
    name: "conda's package cache",
    named: pathOrOffline(/\/pkgs\b|\bconda clean\b/),
    source: 'https://docs.conda.io/projects/conda/en/stable/commands/clean.html',
  },
  gemDocuments: {
    name: 'documentation of gems',
    named: /\bri\b|\brdoc\b|\/doc\b/,
    source: 'https://guides.rubygems.org/command-reference/#gem-install',
  },
  composer: {
    name: "composer's cache",
    named: pathOrOffline(/\.composer\b|\.cache\/composer\b/),
    source: 'https://getcomposer.org/doc/03-cli.md#clear-cache-clearcache-cc',
  },
  recommended: {
    name: 'recommended packages',
    named: /^$/,
    source: 'apt-get(8), --no-install-recommends',
  },
} as const satisfies Record<string, Waste>;

/** A command that does nothing but clean; `after` is the manager that must have run before it, as the same user. */
interface Cleaning {
  readonly command: RegExp;
  readonly after: RegExp;
  readonly takes: readonly Waste[];
}

const APT = /^(?:apt|apt-get|aptitude)$/;
const CLEANINGS: readonly Cleaning[] = [
  { command: /^rm -(?:rf|fr|r -f|f -r) \/var\/lib\/apt\/lists\/\*$/, after: APT, takes: [WASTES.aptLists] },
  { command: /^apt-get (?:auto)?clean$/, after: APT, takes: [WASTES.aptArchives] },
  { command: /^apt-get dist-?clean$/, after: APT, takes: [WASTES.aptLists, WASTES.aptArchives] },
  { command: /^rm -(?:rf|fr) \/var\/cache\/apt\/archives\/\*$/, after: APT, takes: [WASTES.aptArchives] },
  { command: /^rm -(?:rf|fr) \/var\/cache\/apk\/\*$/, after: /^apk$/, takes: [WASTES.apkIndex] },
  { command: /^yum (?:-y )?clean all$/, after: /^yum$/, takes: [WASTES.yum] },
  { command: /^dnf (?:-y )?clean all$/, after: /^dnf$/, takes: [WASTES.yum] },
  { command: /^microdnf (?:-y )?clean all$/, after: /^microdnf$/, takes: [WASTES.yum] },
  { command: /^tdnf (?:-y )?clean all$/, after: /^tdnf$/, takes: [WASTES.yum] },
  { command: /^rm -(?:rf|fr) \/var\/cache\/yum(?:\/\*)?$/, after: /^yum$/, takes: [WASTES.yum] },
  { command: /^rm -(?:rf|fr) \/var\/cache\/dnf(?:\/\*)?$/, after: /^dnf$/, takes: [WASTES.yum] },
  { command: /^zypper (?:clean|cc) (?:-a|--all)$/, after: /^zypper$/, takes: [WASTES.zypper] },
  { command: /^pip3? cache purge$/, after: /^pip3?$/, takes: [WASTES.pip] },
  { command: /^npm cache clean --force$/, after: /^npm$/, takes: [WASTES.npm] },
  { command: /^yarn cache clean$/, after: /^yarn$/, takes: [WASTES.yarn] },
  { command: /^conda clean -(?:afy|ay|yaf)$/, after: /^conda$/, takes: [WASTES.conda] },
  { command: /^composer clear-?cache$/, after: /^composer$/, takes: [WASTES.composer] },
];

/** A flag that keeps a command from writing what it would leave; it stands behind the verb. */
interface Sparing {
  readonly command: RegExp;
  readonly flag: RegExp;
  readonly level: Level;
  readonly takes: Waste;
}

const SPARINGS: readonly Sparing[] = [
  { command: /^apk add\b/, flag: /^--no-cache$/, level: 'prune', takes: WASTES.apkIndex },
  { command: /^pip[\d.]* install\b/, flag: /^--no-cache-dir$/, level: 'prune', takes: WASTES.pip },
  {
    command: /^python[\d.]* -m pip install\b/,
    flag: /^--no-cache-dir$/,
    level: 'prune',
    takes: WASTES.pip,
  },
  { command: /^gem install\b/, flag: /^--no-document$/, level: 'prune', takes: WASTES.gemDocuments },
  {
    command: /^(?:apt|apt-get) install\b/,
    flag: /^--no-install-recommends$/,
    level: 'reshape',
    takes: WASTES.recommended,
  },
];

/** What the command takes when it is one of those that only clean, and what has to have run before it. */
export function cleaningOf(words: readonly string[]): Cleaning | null {
  const text = words.join(' ');
  return CLEANINGS.find(({ command }) => command.test(text)) ?? null;
}

/** What a flag spares, given the command and the words in front of the flag. */
export function sparingOf(words: readonly string[], at: number, levels: ReadonlySet<Level>): Waste | null {
  const flag = words[at] ?? '';
  // The verb, and flags without a value: nothing that could take this one for its value.
  const front = words.slice(0, at).filter((word) => !VALUELESS.test(word));
  const text = front.join(' ');
  const row = SPARINGS.find(
    (one) => levels.has(one.level) && one.flag.test(flag) && one.command.exec(text)?.[0] === text,
  );
  return row?.takes ?? null;
}

const VALUELESS =
  /^(?:-(?:y|q|qq|yq|qy|yqq|qqy|U|u)|--(?:yes|assume-yes|quiet|upgrade|update|no-cache|no-cache-dir|no-document|no-install-recommends))$/;
