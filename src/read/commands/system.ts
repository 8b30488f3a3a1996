/** Tools of the system: libraries, fonts, desktop files, binaries, services, keys. */
import { ACCOUNTS } from './accounts.js';
import { all, hasOption, readLine, textOf, useOf, valuesOf, wordAt, type Syntax } from './arguments.js';
import { BINARY_TOOLS } from './binaries.js';
import type { CommandFacts, Region, Role, Words, Uses } from './facts.js';
import { KEYTOOL } from './keytool.js';
import { each, unknown } from './words.js';

const man = (section: number, page: string): string =>
  `https://man7.org/linux/man-pages/man${section}/${page}.${section}.html`;

/** Operands in one role, where all options are known. */
const line =
  (syntax: Syntax, role: Role = 'name') =>
  (words: Words): Uses =>
    readLine(words, syntax)?.operands.map((at) => ({ at, role })) ?? null;

/** It looks into, and makes links in, whatever directories /etc/ld.so.conf and the files that it includes name. */
const LDCONFIG: CommandFacts = {
  names: ['ldconfig'],
  source: man(8, 'ldconfig'),
  reads: ['anything'],
  writes: ['anything'],
  uses: line(
    { flags: 'vXNi', valued: 'c', longFlags: '--verbose --ignore-aux-cache', longValued: '--format' },
    'changes',
  ),
  variants: [
    { when: ['-C', '-f', '-r'], uses: unknown },
    {
      when: ['-p', '--print-cache'],
      reads: ['/etc/ld.so.cache'],
      writes: [],
      uses: line({ flags: 'pv', valued: '', longFlags: '--print-cache --verbose' }),
    },
  ],
};

const FONT_CACHES: readonly Region[] = [
  ...(['/var/cache/fontconfig', 'home:.cache/fontconfig', 'home:.fontconfig', '$XDG_CACHE_HOME'] as const),
];
const FONTS: readonly CommandFacts[] = [
  {
    // The directories are those of /etc/fonts, which may name any. Some versions mark each with a file `.uuid`.
    names: ['fc-cache', 'fc-list', 'fc-match'],
    source: 'https://www.freedesktop.org/software/fontconfig/fontconfig-user.html',
    reads: ['anything'],
    writes: [
      ...FONT_CACHES,
      '/usr/share/fonts',
      '/usr/local/share/fonts',
      'home:.fonts',
      'home:.local/share/fonts',
    ],
    environment: ['FONTCONFIG_*', 'FC_*', 'XDG_*', 'SOURCE_DATE_EPOCH'],
    uses: line(
      {
        flags: 'EfrsvVhqab',
        valued: '',
        longFlags:
          '--error-on-no-fonts --force --really-force --system-only --verbose --version --quiet --brief --all --sort',
      },
      'changes',
    ),
  },
];

const DESKTOP_ENVIRONMENT: readonly string[] = [
  'XDG_*',
  'G_*',
  'PKGSYSTEM_*',
  'GDK_*',
  'GTK_*',
  'GIO_*',
  'SOURCE_DATE_EPOCH',
];
const DESKTOP: readonly CommandFacts[] = [
  {
    names: ['update-mime-database'],
    source: 'https://manpages.debian.org/update-mime-database.1',
    environment: DESKTOP_ENVIRONMENT,
    uses: line({ flags: 'Vvn', valued: '' }, 'changes'),
  },
  {
    names: ['update-desktop-database'],
    source: 'https://manpages.debian.org/update-desktop-database.1',
    reads: ['/usr/share/applications', '/usr/local/share/applications', '$XDG_DATA_DIRS'],
    writes: ['/usr/share/applications', '/usr/local/share/applications', '$XDG_DATA_DIRS'],
    environment: DESKTOP_ENVIRONMENT,
    uses: line({ flags: 'qv', valued: '', longFlags: '--quiet --verbose' }, 'changes'),
  },
  {
    names: ['glib-compile-schemas'],
    source: 'https://docs.gtk.org/gio/glib-compile-schemas.html',
    environment: DESKTOP_ENVIRONMENT,
    uses: line({ flags: '', valued: '', longFlags: '--strict --dry-run --allow-any-name' }, 'changes'),
  },
  {
    names: ['gtk-update-icon-cache', 'gtk4-update-icon-cache'],
    source: 'https://docs.gtk.org/gtk4/gtk4-update-icon-cache.html',
    reads: ['/usr/lib', '/usr/lib64', '/usr/share/mime'],
    environment: DESKTOP_ENVIRONMENT,
    uses: line(
      {
        flags: 'ftiqv',
        valued: '',
        longFlags: '--force --ignore-theme-index --index-only --quiet --include-image-data --validate',
      },
      'changes',
    ),
  },
];

/** `crontab FILE` puts it in the place of the user's; `-e` starts an editor. */
function crontabUses(words: Words): Uses {
  return line({ flags: 'lr', valued: 'u' }, 'reads')(words);
}

const UNITS: Syntax = {
  flags: 'qf',
  valued: '',
  longFlags: '--quiet --force --no-reload --global --system --no-pager --no-ask-password --no-warn',
};

/** A unit that is a path is linked to from where units are. */
function unitUses(words: Words): Uses {
  const read = readLine(words, UNITS);
  const units = read?.operands.slice(1) ?? [];
  return read === null
    ? null
    : all(
        units.filter((at) => textOf(wordAt(words, at)).includes('/')),
        'reads',
      );
}

const UNIT_PATHS: readonly Region[] = [
  '/etc/systemd',
  '/usr/lib/systemd',
  '/lib/systemd',
  '/run/systemd',
  '/usr/local/lib/systemd',
];
const SYSTEMCTL: CommandFacts = {
  names: ['systemctl'],
  source: man(1, 'systemctl'),
  verbs: {
    // A service with a script of its own is passed on to update-rc.d or chkconfig.
    ...each('enable disable reenable mask unmask preset set-default add-wants add-requires', {
      reads: [...UNIT_PATHS, '/etc', '/usr/share/systemd', '/var/lib/systemd'],
      writes: ['/etc', '/usr/lib/systemd', '/lib/systemd', '/run/systemd', '/var/lib/systemd'],
      environment: ['SYSTEMD_*', 'DBUS_*', 'XDG_*', 'PERL*'],
      uses: unitUses,
    }),
    ...each('get-default is-enabled', {
      reads: [...UNIT_PATHS, '/etc'],
      environment: ['SYSTEMD_*', 'DBUS_*'],
      uses: unitUses,
    }),
  },
};

/** `--ensure` makes the file that it names, else the usual one. */
function uuidUses(words: Words): Uses {
  const read = readLine(words, { flags: '', valued: '', attached: '--ensure --get' });
  if (read === null || read.operands.length > 0) return null;
  return [
    ...valuesOf(read, '--ensure').map((place) => useOf(place, 'changes')),
    ...valuesOf(read, '--get').map((place) => useOf(place, 'reads')),
  ];
}

/** `-e NAME=VALUE…`; `-c DIRECTORY` is elsewhere. */
function postconfUses(words: Words): Uses {
  const read = readLine(words, { flags: 'edhnxXMFP#', valued: '' });
  return read === null || hasOption(read, '-c') ? null : [];
}

const OTHERS: readonly CommandFacts[] = [
  {
    names: ['crontab'],
    source: `${man(1, 'crontab')}, https://busybox.net/downloads/BusyBox.html`,
    reads: [
      '/etc/cron.allow',
      '/etc/cron.deny',
      '/var/spool/cron',
      '/etc/crontabs',
      '/etc/pam.d',
      '/etc/security',
      ...ACCOUNTS,
    ],
    writes: ['/var/spool/cron', '/etc/crontabs', '/tmp/crontab'],
    environment: ['VISUAL', 'EDITOR'],
    uses: crontabUses,
  },
  SYSTEMCTL,
  {
    names: ['postconf'],
    source: 'https://www.postfix.org/postconf.1.html',
    reads: ['/etc', '/usr/lib/postfix', '/usr/share/postfix', '/usr/libexec/postfix', '$MAIL_CONFIG'],
    writes: ['/etc/postfix', '$MAIL_CONFIG'],
    environment: ['MAIL_*'],
    uses: postconfUses,
  },
  {
    names: ['dbus-uuidgen'],
    source: 'https://dbus.freedesktop.org/doc/dbus-uuidgen.1.html',
    reads: ['/etc/machine-id', '/var/lib/dbus/machine-id'],
    writes: [],
    environment: ['DBUS_*'],
    uses: uuidUses,
    variants: [{ when: ['--ensure'], writes: ['/etc/machine-id', '/var/lib/dbus'] }],
  },
  {
    names: ['update-crypto-policies'],
    source: 'update-crypto-policies(8), https://gitlab.com/redhat-crypto/fedora-crypto-policies',
    reads: ['/etc', '/usr/share', '/usr/lib', '/usr/lib64', '/proc/sys/crypto'],
    writes: ['/etc/crypto-policies', '/etc/krb5.conf.d', '/etc/ssh', '/etc/pki', '/etc/bind'],
    environment: ['PYTHON*', 'CRYPTO_*'],
    uses: line({
      flags: '',
      valued: '',
      longFlags: '--show --is-applied --no-reload --no-check --check',
      longValued: '--set',
    }),
  },
];

/** What else is called in images of a distribution. */
export const SYSTEM_TOOLS: readonly CommandFacts[] = [
  LDCONFIG,
  ...FONTS,
  ...DESKTOP,
  ...BINARY_TOOLS,
  KEYTOOL,
  ...OTHERS,
];
