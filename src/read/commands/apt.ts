/**
 * Packages of Debian and Ubuntu: apt and what is built on it. An installation runs the scripts of the packages, which
 * may do anything to the system; see `dpkg.ts` for dpkg, `debian.ts` for the other tools of Debian.
 */
import { CERTIFICATES } from './accounts.js';
import { APT_ENVIRONMENT, APT_KEY } from './apt-key.js';
import { hasOption, readLine, textOf, valuesOf, wordAt, type Syntax } from './arguments.js';
import { DEBIAN_TOOLS } from './debian.js';
import { APT_CACHES, APT_SCRIPTS, DPKG } from './dpkg.js';
import type { CommandFacts, Deeds, PackageCall, Region, Role, Words, Uses } from './facts.js';
import { each, packageCalls } from './words.js';

const man = (page: string): string => `https://manpages.debian.org/${page}`;

const READS: readonly Region[] = [
  ...(['/etc', '/usr/share', '/usr/lib', '/usr/local/share', '/var/lib/apt', '/var/lib/dpkg'] as const),
  ...(['/var/lib/aptitude', '/var/cache/apt', 'tmp', 'home:.config', '$APT_CONFIG'] as const),
  ...CERTIFICATES,
];
/** The index, and what other packages keep of it in its hooks: command-not-found, appstream, apt-show-versions. */
const INDEX: readonly Region[] = [
  ...([
    '/var/lib/apt',
    '/var/cache/apt',
    '/var/log/apt',
    '/var/lib/command-not-found',
    '/var/lib/dpkg',
  ] as const),
  ...(['/var/cache/app-info', '/var/lib/app-info', '/var/cache/swcatalog', '/var/lib/swcatalog'] as const),
  ...(['/var/cache/apt-show-versions', '/var/lib/update-notifier', '/var/lib/PackageKit'] as const),
  ...(['/var/lib/aptitude', '/var/log/aptitude', '/var/cache/apt-xapian-index', '/var/lib/debtags'] as const),
];
/** What reads packages may renew the cache of the index. */
const CACHE: readonly Region[] = ['/var/cache/apt', '/var/lib/apt', '/var/lib/aptitude', '/var/log/aptitude'];

const call = packageCalls('apt', APT_CACHES);

/** Runs scripts of packages. */
const scripts = (does: PackageCall['does'], uses: (words: Words) => Uses): Deeds => ({
  reads: ['system'],
  writes: ['system'],
  environment: 'system',
  network: true,
  packages: { ...call(does), scripts: APT_SCRIPTS },
  uses,
});

const APT_GET: Syntax = {
  flags: 'dfmqsyuVbhvU',
  valued: 'otcaP',
  longFlags: [
    '--yes --assume-yes --assume-no --force-yes --no-install-recommends --install-recommends --install-suggests',
    '--no-install-suggests --download-only --fix-broken --fix-missing --fix-policy --ignore-missing --no-download',
    '--simulate --just-print --dry-run --recon --no-act --show-upgraded --no-show-upgraded --verbose-versions',
    '--compile --build --ignore-hold --with-new-pkgs --no-upgrade --only-upgrade --upgrade --allow-downgrades',
    '--allow-remove-essential --allow-change-held-packages --print-uris --purge --no-purge --reinstall',
    '--list-cleanup --no-list-cleanup --trivial-only --mark-auto --no-remove --auto-remove --autoremove',
    '--no-auto-remove --only-source --diff-only --dsc-only --tar-only --arch-only --indep-only',
    '--allow-unauthenticated --allow-insecure-repositories --no-allow-insecure-repositories',
    '--allow-releaseinfo-change --show-progress --update --no-update --strict-pinning --no-strict-pinning',
    '--installed --upgradable --upgradeable --all-versions --manual-installed --names-only --full --recurse',
    '--no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances --no-pre-depends',
    '--no-depends --important --no-all-versions --generate --no-generate --recommends --suggests --version',
    '--recursive --no-color --color --audit --no-audit --comment --installed-only --all --with-suggests',
  ].join(' '),
  longValued: [
    '--option --config-file --target-release --default-release --host-architecture --build-profiles --solver',
    '--planner --with-source',
  ].join(' '),
  attached: '--quiet --error-on --allow-releaseinfo-change-origin --allow-releaseinfo-change-suite',
};
const APT_CACHE: Syntax = { ...APT_GET, flags: 'fnighvaq', valued: 'otcps' };
const APTITUDE: Syntax = {
  flags: 'dfhPqRrsvVyZDWuiU',
  valued: 'otFwOC',
  longFlags: [
    '--assume-yes --download-only --fix-broken --help --no-gui --prompt --quiet --with-recommends --no-new-installs',
    '--without-recommends --simulate --verbose --show-deps --show-versions --show-why --allow-untrusted',
    '--purge-unused --safe-resolver --full-resolver --allow-new-installs --allow-new-upgrades --disable-columns',
    '--visual-preview --version --no-new-upgrades',
  ].join(' '),
  longValued: '--target-release --default-release --display-format --width --sort',
  attached: '--group-by --show-summary',
};

const SETTINGS = [
  String.raw`Acquire::(?:\w+::)*(?:Retries|Timeout|Pipeline-Depth|No-Cache|No-Store|Check-Valid-Until|Check-Date|ForceIPv[46]|GzipIndexes|Languages|Queue-Mode|Queue-Host|AllowInsecureRepositories|AllowWeakRepositories|AllowDowngradeToInsecureRepositories|AllowReleaseInfoChange|PDiffs|By-Hash|Max-ValidTime|Proxy|Verify-Peer|Verify-Host|Dl-Limit|AllowRedirect|User-Agent|BrokenProxy)`,
  String.raw`APT::Get::[\w-]+|APT::(?:Install-Recommends|Install-Suggests|Immediate-Configure|AutoRemove::[\w-]+|Cache-(?:Start|Grow|Limit)|Force-LoopBreak|Sandbox::User|Default-Release|Keep-Downloaded-Packages|Color|Architectures?)`,
  String.raw`Debug::[\w:-]+|quiet(?:::\w+)?|DPkg::(?:Use-Pty|Lock::Timeout|Progress|Progress-Fancy|StopOnError|TriggersPending|ConfigurePending)|Aptitude::[\w:-]+`,
].join('|');
/** Settings that move no file and run no program: apt.conf(5). */
const HARMLESS = new RegExp(
  `^["']?(?:(?:${SETTINGS})(?:::)?["']?=(?!.*::)|DPkg::Options(?:::)?["']?=["']?--force-(?:conf\\w+|overwrite|unsafe-io|depends|all|downgrade|architecture|bad-path)["']?$)`,
  'i',
);

/** Reads a line of apt; `null` when an option moves its directories or runs something. */
function aptLine(words: Words, syntax: Syntax): readonly number[] | null {
  const line = readLine(words, syntax);
  if (line === null || hasOption(line, '-c', '-C', '--config-file', '--with-source')) return null;
  const settings = valuesOf(line, '-o', '--option').map(({ at, from }) =>
    textOf(wordAt(words, at)).slice(from),
  );
  return settings.every((setting) => HARMLESS.test(setting)) ? line.operands : null;
}

/** Operands behind the verb, each in one role. */
const operandsAs =
  (role: Role, syntax: Syntax, verbs = 1) =>
  (words: Words): Uses =>
    aptLine(words, syntax)
      ?.slice(verbs)
      .map((at) => ({ at, role })) ?? null;

/** `build-dep` and `satisfy`: what is a source package, or the name of one, is told by its look. */
const sources =
  (syntax: Syntax) =>
  (words: Words): Uses =>
    aptLine(words, syntax)
      ?.slice(1)
      .map((at) => {
        const isPath = /^[.~]|\/|\.(?:dsc|changes|buildinfo)$/.test(textOf(wordAt(words, at)));
        return { at, role: isPath ? 'changes' : 'package' };
      }) ?? null;

/** Source packages are unpacked in the working directory; `--compile` builds them. */
function sourceUses(words: Words): Uses {
  const line = readLine(words, APT_GET);
  return line === null || hasOption(line, '-b', '--compile', '--build')
    ? null
    : operandsAs('name', APT_GET)(words);
}

function verbsOf(syntax: Syntax): Readonly<Record<string, Deeds>> {
  const packages = operandsAs('package', syntax);
  const names = operandsAs('name', syntax);
  const asks: Deeds = { reads: READS, writes: CACHE, environment: APT_ENVIRONMENT, uses: names };
  return {
    ...each('install reinstall', scripts('install', packages)),
    ...each('remove purge autoremove auto-remove autopurge', scripts('remove', packages)),
    ...each('upgrade safe-upgrade full-upgrade dist-upgrade dselect-upgrade', scripts('upgrade', packages)),
    ...each('build-dep satisfy', scripts('install', sources(syntax))),
    update: { ...asks, writes: INDEX, network: true, packages: call('update') },
    ...each('clean autoclean auto-clean dist-clean distclean', {
      ...asks,
      writes: ['/var/cache/apt', '/var/lib/apt', '/var/lib/aptitude'],
      packages: call('clean'),
    }),
    source: {
      ...asks,
      reads: ['system', 'cwd'],
      writes: [...CACHE, 'cwd', 'tmp'],
      environment: 'all',
      network: true,
      packages: call('download'),
      uses: sourceUses,
    },
    download: { ...asks, writes: [...CACHE, 'cwd'], network: true, packages: call('download') },
    ...each(
      'check list show search policy depends rdepends showsrc madison indextargets versions why why-not',
      {
        ...asks,
        packages: call('query'),
      },
    ),
  };
}

/** Options may stand before the verb. */
const values = (names: string): Readonly<Record<string, Role>> => each(names, 'name');

const MARK: Syntax = {
  flags: 'qsyhv',
  valued: 'oc',
  attached: '--quiet',
  longValued: '--option --config-file',
};
const marks: Deeds = {
  reads: READS,
  writes: [...CACHE, '/var/lib/dpkg', '/var/log/apt'],
  environment: APT_ENVIRONMENT,
  packages: call('configure'),
  uses: operandsAs('name', MARK),
};

const APT_ROWS: readonly CommandFacts[] = [
  {
    names: ['apt-get', 'apt', 'apt-fast'],
    source: `${man('apt-get.8')}, ${man('apt.8')}, https://github.com/ilikenwf/apt-fast`,
    options: values(
      '-o -t -c -a -P --option --config-file --target-release --default-release --host-architecture --build-profiles --solver --planner --with-source',
    ),
    verbs: verbsOf(APT_GET),
  },
  {
    names: ['aptitude'],
    source: man('aptitude.8'),
    options: values('-o -t -F -w -O -C --target-release --default-release --display-format --width --sort'),
    verbs: verbsOf(APTITUDE),
  },
  {
    names: ['apt-cache'],
    source: man('apt-cache.8'),
    options: values('-o -t -c -p -s --option --config-file --target-release --with-source'),
    verbs: each(
      'show search policy depends rdepends madison showpkg showsrc pkgnames stats unmet gencaches',
      {
        reads: READS,
        writes: CACHE,
        environment: APT_ENVIRONMENT,
        packages: call('query'),
        uses: operandsAs('name', APT_CACHE),
      },
    ),
  },
  {
    names: ['apt-mark'],
    source: man('apt-mark.8'),
    options: values('-o -c --option --config-file'),
    verbs: {
      ...each('auto manual minimize-manual hold unhold markauto unmarkauto', marks),
      ...each('showauto showmanual showhold showheld', { ...marks, packages: call('query') }),
    },
  },
  {
    names: ['apt-config'],
    source: man('apt-config.8'),
    verbs: each('dump shell', {
      reads: ['/etc', '$APT_CONFIG', '/usr/share', '/var/lib/dpkg'],
      environment: APT_ENVIRONMENT,
      uses: operandsAs('name', MARK),
    }),
  },
  {
    names: ['apt-file'],
    source: man('apt-file.1'),
    verbs: {
      update: {
        reads: ['system'],
        writes: [...INDEX, '/var/cache/apt-file'],
        environment: 'system',
        network: true,
        uses: operandsAs('name', MARK),
      },
      ...each('search find list show', {
        reads: ['system'],
        writes: CACHE,
        environment: 'system',
        uses: operandsAs('name', { ...MARK, flags: 'xlFivy' }),
      }),
    },
  },
];

/** apt, dpkg and the tools of Debian that are called with them. */
export const APT: readonly CommandFacts[] = [...APT_ROWS, APT_KEY, ...DPKG, ...DEBIAN_TOOLS];
