/** GnuPG. https://www.gnupg.org/documentation/manuals/gnupg/ */
import { CERTIFICATES, HOSTS, PROXIES, TLS_ENVIRONMENT } from './accounts.js';
import {
  all,
  hasOption,
  isBelow,
  readLine,
  useOf,
  valuesOf,
  valueAt,
  type Line,
  type Syntax,
} from './arguments.js';
import type { Argument, CommandFacts, Region, Use } from './facts.js';

/**
 * Its home: GNUPGHOME, often a directory that `mktemp` has made. Where a shell sets it to another place, this place is
 * not told here: the engine has to know the value of the variable.
 */
const HOME: readonly Region[] = ['home:.gnupg', '$GNUPGHOME', 'tmp', '/run/user'];
const READ: readonly Region[] = [
  ...HOME,
  ...(['/etc/gnupg', '/usr/share/gnupg', '/usr/share/gnupg2'] as const),
  ...HOSTS,
  ...CERTIFICATES,
];
const ENVIRONMENT: readonly string[] = [
  ...[
    'GNUPGHOME',
    'GPG_*',
    'PINENTRY_*',
    'DISPLAY',
    'XAUTHORITY',
    'XDG_*',
    'DBUS_*',
    'ASSUAN_*',
    'GNUPG_*',
    'GCRYPT_*',
  ],
  ...PROXIES,
  ...TLS_ENVIRONMENT,
];

/** Verbs whose operands are keys. */
const KEYS =
  '--recv-keys --recv-key --receive-keys --export --export-secret-keys --export-ownertrust --list-keys ' +
  '--list-public-keys --list-secret-keys --list-sigs --check-sigs --fingerprint --delete-key --delete-keys ' +
  '--delete-secret-keys --refresh-keys --locate-keys --locate-key --search-keys --fetch-keys --send-keys --version ' +
  '--quick-generate-key --quick-gen-key --quick-lsign-key --lsign-key --update-trustdb --check-trustdb';
/** Verbs whose operands are files that are read. */
const FILES =
  '--import --import-ownertrust --show-keys --list-packets --decrypt --dearmor --dearmour --verify';

const SYNTAX: Syntax = {
  flags: 'aqvkKd',
  valued: 'our',
  longFlags:
    '--batch --no-batch --armor --armour --yes --no --no-tty --quiet --verbose --no-options --no-default-keyring ' +
    '--no-auto-check-trustdb --no-permission-warning --with-colons --with-fingerprint --with-subkey-fingerprint ' +
    '--always-trust --no-verbose --no-emit-version --import-show --no-armor --disable-dirmngr ' +
    `--fast-import --no-secmem-warning --ignore-time-conflict --openpgp --no-autostart --allow-secret-key-import ${KEYS} ${FILES}`,
  longValued:
    '--homedir --output --keyserver --keyserver-options --keyring --primary-keyring --secret-keyring ' +
    '--trustdb-name --trust-model --trusted-key --keyid-format --import-options --export-options --list-options ' +
    '--verify-options --status-fd --logger-fd --passphrase --passphrase-fd --pinentry-mode --local-user --recipient ' +
    '--default-key --passphrase-file --digest-algo --weak-digest --auto-key-locate --command-fd',
};

const KEYRINGS = ['--keyring', '--primary-keyring', '--secret-keyring', '--trustdb-name'];
/** A keyring is kept with a copy and a lock beside it. */
const KEYRING_PLACES = ['/etc/apt', '/usr/share/keyrings', '/etc/pki', '/tmp'] as const;

function gpgUses(words: readonly Argument[]): readonly Use[] | null {
  const line = readLine(words, SYNTAX);
  if (line === null) return null;
  const rings = valuesOf(line, ...KEYRINGS);
  if (!rings.every((place) => isKeptInPlace(valueAt(words, place)))) return null;
  const files = operandUses(line);
  if (files === null) return null;
  return [
    ...valuesOf(line, '--homedir').map((place) => useOf(place, 'changes')),
    ...valuesOf(line, '-o', '--output').map((place) => useOf(place, 'writes')),
    ...valuesOf(line, '--passphrase-file').map((place) => useOf(place, 'reads')),
    ...files,
  ];
}

const isKeptInPlace = (value: string | null): boolean =>
  isBelow({ text: '', value: value?.replace(/^gnupg-(?:ring|kbx):/, '') ?? null }, KEYRING_PLACES);

function operandUses(line: Line): readonly Use[] | null {
  if (hasOption(line, '-d', ...FILES.split(' '))) {
    // A signature alone belongs to a file beside it; without `--output`, so does what `--dearmor` writes.
    if (hasOption(line, '--verify') && line.operands.length < 2) return null;
    const isOpen = hasOption(line, '--dearmor', '--dearmour') && !hasOption(line, '-o', '--output');
    return isOpen && line.operands.length > 0 ? null : all(line.operands, 'reads');
  }
  return hasOption(line, '-k', '-K', ...KEYS.split(' ')) ? [] : null;
}

const GPGV: Syntax = {
  flags: 'qv',
  valued: '',
  longFlags: '--quiet --verbose --ignore-time-conflict',
  longValued: '--keyring --homedir --status-fd --logger-fd --weak-digest',
};

function gpgvUses(words: readonly Argument[]): readonly Use[] | null {
  const line = readLine(words, GPGV);
  if (line === null || line.operands.length < 2) return null;
  return [
    ...valuesOf(line, '--keyring', '--homedir').map((place) => useOf(place, 'reads')),
    ...all(line.operands, 'reads'),
  ];
}

export const GPG: readonly CommandFacts[] = [
  {
    names: ['gpg', 'gpg2'],
    source: 'https://www.gnupg.org/documentation/manuals/gnupg/GPG-Options.html',
    reads: READ,
    writes: HOME,
    uses: gpgUses,
    environment: ENVIRONMENT,
    network: true,
    variants: [
      // Without a place, a keyring is in the home of gpg; that is not told.
      { when: KEYRINGS, writes: [...HOME, ...KEYRING_PLACES.map((path): Region => path)] },
    ],
  },
  {
    names: ['gpgconf'],
    source: 'https://www.gnupg.org/documentation/manuals/gnupg/gpgconf.html',
    reads: READ,
    writes: HOME,
    operands: { rest: 'name' },
    options: { '--homedir': 'changes', '--kill': 'name', '-K': 'name' },
    environment: ENVIRONMENT,
  },
  {
    names: ['gpgv', 'gpgv2'],
    source: 'https://www.gnupg.org/documentation/manuals/gnupg/gpgv.html',
    reads: READ,
    writes: HOME,
    uses: gpgvUses,
    environment: ENVIRONMENT,
  },
];
