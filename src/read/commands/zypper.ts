/** Packages of SUSE: zypper. */
import { CERTIFICATES, PROXIES, TLS_ENVIRONMENT } from './accounts.js';
import { all, hasOption, readLine, textOf, useOf, valueAt, wordAt, type Syntax } from './arguments.js';
import type { CommandFacts, Deeds, PackageCall, Region, Role, Words, Uses } from './facts.js';
import { RPM_DATABASE, RPM_SCRIPTS } from './rpm.js';
import { each, packageCalls } from './words.js';

const CACHES: readonly Region[] = ['/var/cache/zypp', '/var/cache/zypper'];
const call = packageCalls('zypper', CACHES);

/** `--root`, `--installroot` and what else leads elsewhere is not here: `-R`, `-D`, `-C`, `--config`. */
const LINE: Syntax = {
  flags: 'nqvAylfdu',
  valued: 'trp',
  longFlags: [
    '--non-interactive --quiet --verbose --no-gpg-checks --gpg-auto-import-keys --no-refresh --no-remote --no-cd',
    '--ignore-unknown --disable-repositories --disable-system-resolvables --xmlout --no-abbrev --no-color --terse',
    '--non-interactive-include-reboot-patches --releasever --force --no-confirm --auto-agree-with-licenses',
    '--auto-agree-with-product-licenses --recommends --no-recommends --force-resolution --no-force-resolution --dry-run',
    '--download-only --oldpackage --allow-downgrade --no-allow-downgrade --allow-vendor-change --no-allow-vendor-change',
    '--allow-arch-change --no-allow-arch-change --allow-name-change --no-allow-name-change --allow-unsigned-rpm --replacefiles',
    '--clean-deps --no-clean-deps --details --capability --name --updatestack-only --with-optional --with-update',
    '--skip-interactive --with-interactive --best-effort --no-best-effort --skip-not-applicable-patches --solver-debug',
    '--all --metadata --raw-metadata --enable --disable --refresh --no-check --check --keep-packages --no-keep-packages',
    '--gpgcheck --no-gpgcheck --force-download --build-only --download --repos --services --installed-only',
    '--not-installed-only --match-exact --match-words --match-substrings --provides --requires --force-build --remote --local',
  ].join(' '),
  longValued: '--type --repo --from --priority --category --severity --bugzilla --cve --name --download',
};
const VALUES = each<Role>(
  '-p -D -C -R -t --plus-repo --plus-content --root --installroot --config --userdata --releasever',
  'name',
);

const packages = (words: Words): Uses => {
  const line = readLine(words, LINE);
  return line === null ? null : all(line.operands.slice(1), 'package');
};

/** A repository is an address and a name for it, or a file. */
function addUses(words: Words): Uses {
  const line = readLine(words, { ...LINE, flags: 'nqveGkKcCdfg', valued: 'trp' });
  if (line === null || hasOption(line, '-r', '--repo')) return null;
  const [, address] = line.operands;
  if (address === undefined) return null;
  if (/^["']?(?:https?|ftp|obs):/.test(textOf(wordAt(words, address)))) return [];
  return valueAt(words, { at: address, from: 0 })?.startsWith('/') === true
    ? [useOf({ at: address, from: 0 }, 'reads')]
    : null;
}

/** Names of repositories, and what is set for them. */
const names =
  (flags: string, valued: string) =>
  (words: Words): Uses =>
    readLine(words, { ...LINE, flags, valued }) === null ? null : [];

const scripts = (does: PackageCall['does']): Deeds => ({
  reads: ['system'],
  writes: ['system'],
  environment: 'system',
  network: true,
  packages: { ...call(does), scripts: RPM_SCRIPTS },
  uses: packages,
});

/** Services renew the list of repositories whatever is asked. */
const INDEX: readonly Region[] = [
  ...CACHES,
  ...RPM_DATABASE,
  ...(['/var/lib/zypp', '/var/log', '/etc/zypp', '/run', 'tmp', 'home:.gnupg', '/var/tmp'] as const),
];
const asks: Deeds = {
  reads: [
    ...([
      '/etc',
      '/usr/lib',
      '/usr/lib64',
      '/usr/share',
      '/usr/bin',
      '/usr/etc',
      '/var/lib',
      '/var/cache',
      '/run',
      'tmp',
    ] as const),
    ...(['home:.gnupg', 'home:.zypper.conf', '/proc'] as const),
    ...CERTIFICATES,
  ],
  writes: INDEX,
  environment: ['ZYPP*', 'RPM*', 'GNUPG*', 'CURL*', 'PAGER', 'SUSE*', ...PROXIES, ...TLS_ENVIRONMENT],
  network: true,
  packages: call('query'),
  uses: packages,
};

export const ZYPPER: readonly CommandFacts[] = [
  {
    names: ['zypper'],
    source: 'zypper(8), https://en.opensuse.org/SDB:Zypper_manual',
    options: VALUES,
    verbs: {
      ...each('install in install-new-recommends inr source-install si verify ve', scripts('install')),
      ...each('update up patch dist-upgrade dup', scripts('upgrade')),
      ...each('remove rm', scripts('remove')),
      ...each('refresh ref', { ...asks, packages: call('update'), uses: names('nqvfrsbBdD', '') }),
      ...each('clean cc', { ...asks, network: false, packages: call('clean'), uses: names('nqvamM', '') }),
      ...each('search se info if list-updates lu list-patches lp packages pa patterns pt products pd', {
        ...asks,
        uses: names('nqvsiuxfRdaA', 'tr'),
      }),
      ...each('repos lr services ls locks ll patch-check pchk', {
        ...asks,
        uses: names('nqvaunpPrEdsU', ''),
      }),
      ...each('addrepo ar', { ...asks, packages: call('configure'), uses: addUses }),
      ...each('removerepo rr addlock al removelock rl', {
        ...asks,
        packages: call('configure'),
        uses: names('nqv', 't'),
      }),
      ...each('modifyrepo mr', {
        ...asks,
        packages: call('configure'),
        uses: names('nqvedrRGgkKaltmf', 'np'),
      }),
    },
  },
];
