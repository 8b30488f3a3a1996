/** Tools of Debian and Ubuntu that write settings: of packages, locales, certificates, web servers. */
import { CERTIFICATES } from './accounts.js';
import { hasOption, readLine, textOf, useOf, valuesOf, wordAt, type Syntax } from './arguments.js';
import type { CommandFacts, Deeds, Region, Role, Use, Words, Uses } from './facts.js';

export const man = (page: string): string => `https://manpages.debian.org/${page}`;

/** Each operand in one role; `null` for a line with options that are not listed. */
export const line =
  (syntax: Syntax, role: Role = 'name') =>
  (words: Words): Uses =>
    readLine(words, syntax)?.operands.map((at) => ({ at, role })) ?? null;

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

const BUNDLES: readonly Region[] = [
  '/etc/ssl',
  '/etc/ca-certificates',
  '/etc/pki',
  '/var/lib/ca-certificates',
  '/usr/share/.mono',
];

export const DEBIAN_SETTINGS: readonly CommandFacts[] = [
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
