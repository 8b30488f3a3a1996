/** Packages of Alpine: apk, and the links of its services. */
import { CERTIFICATES, PROXIES, TLS_ENVIRONMENT } from './accounts.js';
import {
  all,
  hasOption,
  readLine,
  textOf,
  useOf,
  valuesOf,
  wordAt,
  type Line,
  type Syntax,
} from './arguments.js';
import type { CommandFacts, Deeds, PackageCall, Region, Use, Words, Uses } from './facts.js';
import { each, packageCalls } from './words.js';

const CACHES: readonly Region[] = ['/var/cache/apk', '/etc/apk/cache'];

const call = packageCalls('apk', CACHES);

/** Options of apk 2 and 3. Of those with a value, the ones that lead elsewhere are not here: `--root`, `--keys-dir`. */
const LINE: Syntax = {
  flags: 'fiqUvhulacdseLPrRxwW',
  valued: 'Xt',
  longFlags: [
    '--allow-untrusted --clean-protected --force --force-binary-stdout --force-broken-world --force-missing-repositories',
    '--force-no-chroot --force-non-repository --force-old-apk --force-overwrite --force-refresh --interactive --no-cache',
    '--no-check-certificate --no-interactive --no-logfile --no-network --no-progress --no-scripts --no-self-upgrade',
    '--preserve-env --print-arch --progress --purge --quiet --self-upgrade-only --simulate --update-cache --update',
    '--upgrade --verbose --latest --no-chown --usermode --available --ignore --prune --depends --xattr --reinstall',
    '--directory-permissions --description --all --who-owns --installed --contents --license --size --triggers --webpage',
    '--provides --rdepends --replaces --rinstall-if --install-if --exact --has-description --origin --orphaned',
    '--upgradable --upgradeable --manifest --check --commands --version --cache --no-commit-hooks --repositories',
    '--no-timeout --test --recursive --stdout --link --indexes --packages --full --backup --system',
  ].join(' '),
  longValued: '--repository --virtual --wait --cache-max-age --progress-fd --timeout --sync',
};

/** A repository is an address, or a directory. */
function repositories(line: Line, words: Words): readonly Use[] {
  const uses: Use[] = [];
  for (const place of valuesOf(line, '-X', '--repository')) {
    const shown = textOf(wordAt(words, place.at)).slice(place.from);
    if (!/^["']?(?:@\w+ +)?(?:https?|ftp):\/\//.test(shown)) uses.push(useOf(place, 'reads'));
  }
  return uses;
}

/** Operands are names of packages, or paths of their files. */
const packages =
  (syntax: Syntax = LINE, verbs = 1) =>
  (words: Words): Uses => {
    const line = readLine(words, syntax);
    const places = line === null ? null : repositories(line, words);
    return line === null || places === null
      ? null
      : [...places, ...all(line.operands.slice(verbs), 'package')];
  };

/** Files of packages, or names in a question. */
const files =
  (syntax: Syntax) =>
  (words: Words): Uses => {
    const line = readLine(words, syntax);
    if (line === null) return null;
    const outputs = valuesOf(line, '-o', '--output').map((place) => useOf(place, 'changes'));
    const indexes = valuesOf(line, '-x', '--index').map((place) => useOf(place, 'reads'));
    return [...repositories(line, words), ...outputs, ...indexes, ...all(line.operands.slice(1), 'reads')];
  };

/** Packages are put into the value of `-o`, else into the working directory. */
function fetchUses(words: Words): Uses {
  const line = readLine(words, FETCH);
  if (line === null || hasOption(line, '--url')) return null;
  const places = repositories(line, words);
  const [output] = valuesOf(line, '-o', '--output');
  return output === undefined ? places : [...places, useOf(output, 'enters')];
}

const FETCH: Syntax = {
  ...LINE,
  flags: 'fiqUvhlRsL',
  valued: 'Xo',
  longValued: `${LINE.longValued ?? ''} --output`,
};
const INDEX: Syntax = {
  ...LINE,
  flags: 'fiqUvh',
  valued: 'Xoxd',
  longFlags: `${LINE.longFlags ?? ''} --no-warnings --prune-origin --merge`,
  longValued: `${LINE.longValued ?? ''} --output --index --description --rewrite-arch`,
};

const ENVIRONMENT: readonly string[] = [
  ...['APK_*', 'HTTP_*', 'FTP_*', 'NETRC', 'SOURCE_DATE_EPOCH', 'SSL_*', 'FETCH_*'],
  ...PROXIES,
  ...TLS_ENVIRONMENT,
];
const DATABASE: readonly Region[] = [
  '/etc/apk',
  '/lib/apk',
  '/usr/lib/apk',
  '/usr/share/apk',
  '/var/cache/apk',
  '/var/lib/apk',
];

const scripts = (does: PackageCall['does']): Deeds => ({
  reads: ['system'],
  writes: ['system'],
  environment: 'system',
  network: true,
  packages: { ...call(does), scripts: 'scripts of packages change users, services and settings under /etc' },
  uses: packages(),
});
/** With `--update-cache`, or a cache that is old, whatever asks renews the index first. */
const asks: Deeds = {
  reads: [...DATABASE, ...CERTIFICATES, 'home:.netrc', '$NETRC', '/etc/hosts', '/etc/resolv.conf'],
  writes: ['/var/cache/apk', '/etc/apk/cache', '/lib/apk/db', '/usr/lib/apk/db', '/var/log/apk.log'],
  environment: ENVIRONMENT,
  network: true,
  packages: call('query'),
  uses: packages(),
};
const offline: Deeds = { ...asks, network: false };

const RC_UPDATE: Syntax = {
  flags: 'asuvqC',
  valued: '',
  longFlags: '--all --stack --update --verbose --quiet --nocolor',
};
const runlevels: Deeds = {
  reads: [
    '/etc/init.d',
    '/etc/conf.d',
    '/etc/rc.conf',
    '/etc/runlevels',
    '/run/openrc',
    '/usr/libexec/rc',
    '/lib/rc',
  ],
  writes: ['/etc/runlevels', '/run/openrc', '/lib/rc/cache', '/usr/libexec/rc/cache'],
  environment: ['RC_*', 'EINFO_*', 'EERROR_*'],
  uses: (words) => (readLine(words, RC_UPDATE) === null ? null : []),
};

/** apk(8): apk-add(8), apk-del(8) and so on. */
export const APK: readonly CommandFacts[] = [
  {
    names: ['apk'],
    source: 'https://gitlab.alpinelinux.org/alpine/apk-tools/-/tree/master/doc',
    options: each(
      '-X -t -p --repository --virtual --root --keys-dir --arch --cache-dir --repositories-file --wait',
      'name',
    ),
    verbs: {
      add: scripts('install'),
      del: scripts('remove'),
      upgrade: scripts('upgrade'),
      fix: scripts('install'),
      update: { ...asks, packages: call('update') },
      cache: { ...asks, packages: call('clean'), uses: cacheUses },
      fetch: {
        ...asks,
        writes: [...(asks.writes ?? []), 'cwd'],
        packages: call('download'),
        uses: fetchUses,
      },
      ...each('info search list policy stats dot', asks),
      // Of each package it says whether its files are as they were.
      audit: { ...asks, reads: ['anything'] },
      version: { ...asks, uses: packages() },
      index: { ...offline, writes: [], uses: files(INDEX) },
      verify: { ...offline, writes: [], uses: files(LINE) },
      // Without a verb it prints: `apk --print-arch`.
      '': { reads: ['/etc/apk', '/lib/apk', '/usr/lib/apk'], environment: ENVIRONMENT, uses: packages() },
    },
  },
  {
    names: ['apk-install'],
    source: 'https://github.com/gliderlabs/docker-alpine/blob/master/builder/scripts/apk-install',
    ...scripts('install'),
    uses: packages(LINE, 0),
  },
  {
    names: ['rc-update'],
    source: 'rc-update(8), https://github.com/OpenRC/openrc',
    verbs: { ...each('add del delete show', runlevels), '': runlevels },
  },
];

/** `apk cache clean`, `purge`, `download` and `sync`. */
function cacheUses(words: Words): Uses {
  const line = readLine(words, LINE);
  const [, verb] = line?.operands ?? [];
  if (line === null || verb === undefined) return null;
  const isKnown = /^(?:clean|purge|download|sync)$/.test(wordAt(words, verb).value ?? '');
  return isKnown ? packages(LINE, 2)(words) : null;
}
