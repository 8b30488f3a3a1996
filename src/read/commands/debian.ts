/** Tools of Debian and Ubuntu that are no part of apt or dpkg: settings of packages, links, locales, certificates. */
import { CERTIFICATES } from './accounts.js';
import { hasOption, readLine, textOf, useOf, valueAt, valuesOf, wordAt, type Syntax } from './arguments.js';
import { APT_CACHES, APT_SCRIPTS } from './dpkg.js';
import type { Argument, CommandFacts, Deeds, Region, Role, Use } from './facts.js';
import { each } from './words.js';

type Words = readonly Argument[];
type Uses = readonly Use[] | null;

const man = (page: string): string => `https://manpages.debian.org/${page}`;

const installs: Deeds = {
  reads: ['system'],
  writes: ['system'],
  environment: 'system',
  network: true,
  packages: { manager: 'apt', does: 'install', caches: APT_CACHES, scripts: APT_SCRIPTS },
};

/** Each operand in one role; `null` for a line with options that are not listed. */
const line =
  (syntax: Syntax, role: Role = 'name') =>
  (words: Words): Uses =>
    readLine(words, syntax)?.operands.map((at) => ({ at, role })) ?? null;

/** Options of the same program in Debian, and as `alternatives` in Fedora. */
const ALTERNATIVES: Syntax = {
  flags: '',
  valued: '',
  longFlags: [
    '--install --slave --follower --set --remove --remove-all --remove-slave --remove-follower --add-slave --add-follower',
    '--all --auto --display --query --list --config --get-selections --set-selections --force --skip-auto --quiet',
    '--verbose --debug --version --keep-missing --keep-foreign',
  ].join(' '),
  longValued: '--family --initscript --log',
};

/** `--install LINK NAME PATH PRIORITY [--slave LINK NAME PATH]…`: links are made, paths are looked at. */
export function alternativesUses(words: Words): Uses {
  const read = readLine(words, ALTERNATIVES);
  if (read === null) return null;
  const uses: Use[] = valuesOf(read, '--log').map((place) => useOf(place, 'changes'));
  for (const [at, word] of words.entries()) {
    const option = textOf(word);
    if (/^--(?:install|slave|follower)$/.test(option)) {
      if (words.length <= at + 3) return null;
      uses.push({ at: at + 1, role: 'writes' }, { at: at + 3, role: 'reads' });
    } else if (/^--(?:add-slave|add-follower)$/.test(option)) return null;
    else if (option === '--set') uses.push({ at: at + 2, role: 'reads' });
  }
  return uses;
}

/** The links of an alternative that is there already are those of packages. */
export const alternatives: Deeds = {
  reads: ['system'],
  writes: ['system'],
  environment: ['DPKG_*', 'DEB_*'],
  uses: alternativesUses,
};

const LOCALES: readonly Region[] = [
  '/usr/lib/locale',
  '/usr/lib64/locale',
  '/usr/share/i18n',
  '/usr/local/share/i18n',
];

const LOCALEDEF: Syntax = {
  flags: 'cv',
  valued: 'fiuA',
  longFlags:
    '--force --verbose --quiet --posix --no-archive --replace --list-archive --delete-from-archive --no-hard-links',
  longValued: '--charmap --inputfile --repertoire-map --alias-file',
  attached: '--no-warnings --warnings',
};

/** Input files are looked for in the working directory first. Output goes to the archive, or to a name with a slash. */
function localedefUses(words: Words): Uses {
  const read = readLine(words, LOCALEDEF);
  if (read === null) return null;
  const files = '-f -i -u -A --charmap --inputfile --repertoire-map --alias-file'.split(' ');
  const output = hasOption(read, '--list-archive', '--delete-from-archive') ? [] : read.operands;
  const isDirectory = output.some((at) => /\/|^["']?\$/.test(textOf(wordAt(words, at))));
  return [
    ...valuesOf(read, ...files).map((place) => useOf(place, 'reads')),
    ...(isDirectory ? output.map((at): Use => ({ at, role: 'changes' })) : []),
  ];
}

const apache: Deeds = {
  reads: [
    '/etc/apache2',
    '/var/lib/apache2',
    '/usr/share',
    '/usr/lib',
    '$APACHE_CONFDIR',
    '$APACHE_STATE_DIRECTORY',
  ],
  writes: ['/etc/apache2', '/var/lib/apache2', '$APACHE_CONFDIR', '$APACHE_STATE_DIRECTORY'],
  environment: ['APACHE_*', 'A2*', 'PERL*', 'DEBUG', 'DPKG_*'],
  uses: line({ flags: 'qfmp', valued: '', longFlags: '--quiet --force --maintmode --purge' }),
};

const BUILD_DEPS: Syntax = {
  flags: 'irABPS',
  valued: 'at',
  longFlags: '--install --remove --arch --indep',
  longValued: '--tool --host-arch --build-arch --build-profiles',
};

/** The tool is a shell command that installs what has been built. */
function buildDepsUses(words: Words): Uses {
  const read = readLine(words, BUILD_DEPS);
  if (read === null) return null;
  const tools = valuesOf(read, '-t', '--tool').map((place) => valueAt(words, place));
  const isKnown = tools.every(
    (tool) => tool !== null && /^(?:apt-get|apt)(?: +--?[a-z][a-z-]*| +-o +Debug::[\w=:-]+)*$/.test(tool),
  );
  return isKnown ? read.operands.map((at) => ({ at, role: 'reads' })) : null;
}

const BUNDLES: readonly Region[] = [
  '/etc/ssl',
  '/etc/ca-certificates',
  '/etc/pki',
  '/var/lib/ca-certificates',
  '/usr/share/.mono',
];

/** Installs, and links that packages have. */
const PACKAGES: readonly CommandFacts[] = [
  {
    names: ['gdebi', 'gdebi-core'],
    source: man('gdebi.1'),
    ...installs,
    uses: line({ flags: 'nq', valued: '', longFlags: '--non-interactive --n --quiet --apt-line' }, 'reads'),
  },
  {
    names: ['install_packages'],
    source: 'https://github.com/bitnami/minideb',
    ...installs,
    uses: line({ flags: '', valued: '' }, 'package'),
  },
  {
    names: ['clean-install'],
    source:
      'https://github.com/kubernetes/release/blob/master/images/build/debian-base/bookworm/clean-install',
    ...installs,
    uses: line({ flags: '', valued: '' }, 'package'),
  },
  {
    names: ['add-apt-repository', 'apt-add-repository'],
    source: man('add-apt-repository.1'),
    ...installs,
    packages: { manager: 'apt', does: 'configure', caches: APT_CACHES },
    uses: line({
      flags: 'yunrmsLd',
      valued: 'kpcPSUC',
      longFlags:
        '--yes --update --no-update --remove --massive-debug --enable-source --list --debug --dry-run --login',
      longValued: '--keyserver --pocket --component --ppa --sourceslist --uri --cloud',
    }),
  },
  {
    names: ['mk-build-deps'],
    source: man('mk-build-deps.1'),
    ...installs,
    reads: ['system', 'cwd'],
    writes: ['system', 'cwd'],
    environment: 'all',
    uses: buildDepsUses,
  },
  {
    names: ['tasksel'],
    source: man('tasksel.8'),
    verbs: each('install remove', {
      ...installs,
      uses: line({ flags: 'q', valued: '', longFlags: '--new-install' }),
    }),
  },
  {
    names: ['unattended-upgrade', 'unattended-upgrades'],
    source: man('unattended-upgrade.8'),
    ...installs,
    uses: line({ flags: 'dv', valued: '', longFlags: '--debug --verbose --dry-run --download-only' }),
  },
  {
    names: ['update-alternatives'],
    source: man('update-alternatives.1'),
    ...alternatives,
    variants: [
      { when: ['--root', '--altdir', '--admindir', '--instdir'], uses: () => null },
      { when: ['--display', '--query', '--list', '--get-selections'], writes: [] },
    ],
  },
  {
    names: ['update-java-alternatives'],
    source: man('update-java-alternatives.8'),
    ...alternatives,
    environment: 'system',
    uses: line({
      flags: 'lasjvh',
      valued: '',
      longFlags: '--list --auto --set --jre --jre-headless --plugin --verbose',
    }),
  },
  {
    names: ['update-rc.d'],
    source: man('update-rc.d.8'),
    reads: ['/etc', '/usr/lib', '/usr/share', '/lib', '/run/systemd', '/var/lib/systemd'],
    writes: ['/etc', '/var/lib/insserv', '/var/lib/systemd'],
    environment: ['PERL*', 'DPKG_*', 'SYSTEMD_*', 'DEB*'],
    uses: line({ flags: 'fn', valued: '' }),
  },
  {
    names: ['update-initramfs'],
    source: man('update-initramfs.8'),
    reads: ['system'],
    writes: ['/boot', '/var/lib/initramfs-tools', 'tmp'],
    environment: 'all',
    uses: line({ flags: 'cudtv', valued: 'k' }),
  },
  {
    names: ['eatmydata'],
    source: man('eatmydata.1'),
    environment: ['EATMYDATA*'],
    operands: { rest: 'command' },
  },
];

/** Settings. */
const SETTINGS: readonly CommandFacts[] = [
  {
    names: ['debconf-set-selections'],
    source: man('debconf-set-selections.1'),
    reads: [
      '/etc/debconf.conf',
      '/var/cache/debconf',
      '/usr/share',
      '/usr/lib',
      '/var/lib/dpkg',
      'home:.debconfrc',
    ],
    writes: ['/var/cache/debconf'],
    environment: ['DEBCONF_*', 'DEBIAN_*', 'PERL*', 'DPKG_*'],
    uses: line({ flags: 'vcu', valued: '', longFlags: '--verbose --checkonly --unseen' }, 'reads'),
  },
  {
    names: ['update-locale'],
    source: man('update-locale.8'),
    reads: ['/etc', '/usr/lib', '/usr/share'],
    writes: ['/etc/default', '/etc/locale.conf'],
    environment: ['PERL*', 'LOCPATH'],
    uses: line({ flags: '', valued: '', longFlags: '--reset --remove --no-checks' }),
  },
  {
    names: ['locale-gen'],
    source: `${man('locale-gen.8')}, https://manpages.ubuntu.com/manpages/jammy/man8/locale-gen.8.html`,
    // localedef looks for its input in the working directory first.
    reads: [
      ...(['/etc', '/usr/lib', '/usr/share', '/usr/local/share/i18n', '/var/lib/locales', '/lib'] as const),
      ...(['$I18NPATH', 'cwd:UTF-8', 'cwd:en_US', 'cwd:C', 'cwd:POSIX'] as const),
    ],
    writes: ['/usr/lib/locale', '/usr/lib64/locale', '/etc/locale.gen', '/var/lib/locales', 'tmp'],
    environment: ['I18NPATH', 'LOCPATH', 'PERL*'],
    uses: line({
      flags: 'A',
      valued: '',
      longFlags: '--keep-existing --purge --no-purge --archive --no-archive --no-checks',
      longValued: '--lang',
    }),
  },
  {
    names: ['localedef'],
    source: man('localedef.1'),
    reads: [...LOCALES, '/usr/share/locale', '$I18NPATH'],
    writes: ['/usr/lib/locale', '/usr/lib64/locale'],
    environment: ['I18NPATH', 'LOCPATH'],
    uses: localedefUses,
  },
  {
    names: ['update-ca-certificates'],
    source: `${man('update-ca-certificates.8')}, https://gitlab.alpinelinux.org/alpine/ca-certificates, https://github.com/openSUSE/ca-certificates`,
    reads: [...CERTIFICATES, '/etc', '/usr/share', '/usr/lib', '/lib', '/usr/bin', '/usr/sbin', 'tmp'],
    writes: [...BUNDLES, '/etc/mono', '/etc/java', 'tmp'],
    environment: ['OPENSSL*', 'SSL_*', 'JAVA_*', '_JAVA_OPTIONS', 'JDK_*', 'P11_*', 'MONO_*', 'VERBOSE'],
    uses: line({ flags: 'vfd', valued: '', longFlags: '--verbose --fresh --default' }),
  },
  {
    names: ['a2enmod', 'a2dismod', 'a2ensite', 'a2dissite', 'a2enconf', 'a2disconf'],
    source: man('a2enmod.8'),
    ...apache,
  },
  {
    names: ['phpenmod', 'phpdismod', 'php5enmod', 'php5dismod'],
    source: man('phpenmod.8'),
    reads: ['/etc/php', '/etc/php5', '/usr/share', '/usr/lib', '/var/lib/php', '/var/lib/php5'],
    writes: ['/etc/php', '/etc/php5', '/var/lib/php', '/var/lib/php5'],
    environment: ['PHP*', 'DPKG_*', 'UCF_*', 'DEB*'],
    uses: line({ flags: 'qfm', valued: 'vs', longFlags: '--quiet --force --maintmode' }),
  },
];

export const DEBIAN_TOOLS: readonly CommandFacts[] = [...PACKAGES, ...SETTINGS];
