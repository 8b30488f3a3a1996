/** Packages of Arch Linux: pacman, whose operations are options; and those of Void Linux and OpenWrt. */
import { CERTIFICATES, PROXIES, TLS_ENVIRONMENT } from './accounts.js';
import { all, hasOption, readLine, textOf, wordAt, type Syntax } from './arguments.js';
import type { CommandFacts, Deeds, PackageCall, Region, Words, Uses } from './facts.js';
import { unknown } from './words.js';

const CACHES: Readonly<Record<string, readonly Region[]>> = {
  pacman: ['/var/cache/pacman', '/var/lib/pacman/sync'],
  xbps: ['/var/cache/xbps'],
  opkg: ['/var/opkg-lists', '/var/lib/opkg/lists', '/tmp/opkg-lists'],
};
const SCRIPTS = 'scripts and hooks of packages change users, services and settings under /etc';

const call = (manager: string, does: PackageCall['does']): PackageCall => ({
  manager,
  does,
  caches: CACHES[manager] ?? [],
});

const scripts = (manager: string, does: PackageCall['does'], uses: (words: Words) => Uses): Deeds => ({
  reads: ['system'],
  writes: ['system'],
  environment: 'system',
  network: true,
  packages: { ...call(manager, does), scripts: SCRIPTS },
  uses,
});

/** `--root`, `--dbpath`, `--config` and what else leads elsewhere is not here. */
const PACMAN_LINE: Syntax = {
  flags: 'SRUQDFTycuwigslpkdnqtmvehoax',
  valued: '',
  longFlags: [
    '--sync --remove --upgrade --query --database --files --deptest --noconfirm --confirm --needed --noprogressbar --quiet',
    '--verbose --refresh --sysupgrade --clean --search --info --list --groups --downloadonly --asdeps --asexplicit',
    '--noscriptlet --force --recursive --unneeded --cascade --nosave --nodeps --debug --print --dbonly --check --deps',
    '--explicit --foreign --native --unrequired --upgrades --owns --file --changelog --disable-download-timeout --regex',
    '--disable-sandbox --version',
  ].join(' '),
  longValued: '--color --ignore --ignoregroup --overwrite --assume-installed --print-format --arch',
};

const names = (words: Words): Uses => {
  const line = readLine(words, PACMAN_LINE);
  return line === null ? null : all(line.operands, 'package');
};

/** Files of packages, or addresses of them. */
const files = (words: Words): Uses =>
  readLine(words, PACMAN_LINE)
    ?.operands.filter((at) => !/^["']?(?:https?|ftp):\/\//.test(textOf(wordAt(words, at))))
    .map((at) => ({ at, role: 'reads' })) ?? null;

const queryUses = (words: Words): Uses => {
  const line = readLine(words, PACMAN_LINE);
  if (line === null) return null;
  return hasOption(line, '-o', '-p', '--owns', '--file') ? all(line.operands, 'reads') : [];
};

const DATABASE: readonly Region[] = ['/var/lib/pacman', '/var/log/pacman.log'];
const asks: Deeds = {
  reads: ['/etc', '/var/lib/pacman', '/var/cache/pacman', '/usr/share', ...CERTIFICATES],
  environment: ['GNUPG*', 'XDG_*', ...PROXIES, ...TLS_ENVIRONMENT],
  packages: call('pacman', 'query'),
  uses: names,
};

const KEY_LINE: Syntax = {
  flags: 'aurlfdevx',
  valued: '',
  longFlags: [
    '--init --populate --updatedb --refresh-keys --recv-keys --lsign-key --list-keys --list-sigs --finger --delete',
    '--export --edit-key --verbose --add',
  ].join(' '),
  longValued: '--keyserver',
};

/** `--add` takes files; what else is there are names of keys and keyrings. */
function keyUses(words: Words): Uses {
  const line = readLine(words, KEY_LINE);
  if (line === null || hasOption(line, '-e', '--edit-key', '-v')) return null;
  return hasOption(line, '-a', '--add') ? all(line.operands, 'reads') : [];
}

const XBPS_LINE: Syntax = {
  flags: 'AdfiInSuUyvOoRF',
  valued: '',
  longFlags:
    '--sync --update --yes --automatic --force --verbose --memory-sync --unpack-only --dry-run --clean-cache --recursive --remove-orphans',
};
const xbps = (words: Words): Uses => {
  const line = readLine(words, XBPS_LINE);
  return line === null ? null : all(line.operands, 'package');
};

const OPKG_LINE: Syntax = {
  flags: 'VA',
  valued: '',
  longFlags: [
    '--nodeps --force-depends --force-maintainer --force-reinstall --force-overwrite --force-downgrade --force-space',
    '--force-postinstall --force-remove --force-checksum --autoremove --force-removal-of-dependent-packages',
    '--no-check-certificate --noaction --download-only --force-removal-of-essential-packages',
  ].join(' '),
};
const opkg = (words: Words): Uses => {
  const line = readLine(words, OPKG_LINE);
  return line === null ? null : all(line.operands.slice(1), 'package');
};

export const PACMAN: readonly CommandFacts[] = [
  {
    names: ['pacman'],
    source: 'https://man.archlinux.org/man/pacman.8',
    uses: unknown,
    variants: [
      { when: ['-Q', '--query', '-T', '--deptest'], ...asks, reads: ['anything'], uses: queryUses },
      { when: ['-U', '--upgrade'], ...scripts('pacman', 'install', files) },
      { when: ['-R', '--remove'], ...scripts('pacman', 'remove', names) },
      { when: ['-D', '--database'], ...asks, writes: DATABASE, packages: call('pacman', 'configure') },
      { when: ['-F', '--files'], ...asks, writes: [...DATABASE, '/var/cache/pacman'], network: true },
      {
        when: ['-Sc', '-Scc'],
        ...asks,
        writes: [...DATABASE, '/var/cache/pacman'],
        packages: call('pacman', 'clean'),
      },
      { when: ['-S', '--sync'], ...scripts('pacman', 'install', names) },
    ],
  },
  {
    names: ['pacman-key'],
    source: 'https://man.archlinux.org/man/pacman-key.8',
    reads: ['/etc', '/usr/share', '/usr/lib', 'home:.gnupg', 'tmp', ...CERTIFICATES],
    writes: ['/etc/pacman.d/gnupg', 'home:.gnupg', 'tmp', '/run'],
    environment: ['GNUPG*', 'GPG_*', 'KEYRING*', 'PACMAN*', ...PROXIES, ...TLS_ENVIRONMENT],
    network: true,
    uses: keyUses,
  },
  {
    names: ['xbps-install'],
    source: 'https://man.voidlinux.org/xbps-install.1',
    ...scripts('xbps', 'install', xbps),
  },
  {
    names: ['xbps-remove'],
    source: 'https://man.voidlinux.org/xbps-remove.1',
    ...scripts('xbps', 'remove', xbps),
  },
  {
    names: ['opkg'],
    source: 'https://openwrt.org/docs/guide-user/additional-software/opkg',
    verbs: {
      update: scripts('opkg', 'update', opkg),
      install: scripts('opkg', 'install', opkg),
      upgrade: scripts('opkg', 'upgrade', opkg),
      remove: scripts('opkg', 'remove', opkg),
    },
  },
];
