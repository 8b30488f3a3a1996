/** Packages of Fedora, Red Hat and their relatives: dnf, yum, microdnf and tdnf; see `rpm.ts` for rpm. */
import { CERTIFICATES, PROXIES, TLS_ENVIRONMENT } from './accounts.js';
import {
  all,
  readLine,
  textOf,
  useOf,
  valueAt,
  valuesOf,
  wordAt,
  type Line,
  type Syntax,
} from './arguments.js';
import type { CommandFacts, Deeds, PackageCall, Region, Use, Words, Uses } from './facts.js';
import { RPM_DATABASE, RPM_SCRIPTS } from './rpm.js';
import { SUBSCRIPTION_MANAGER } from './subscription.js';
import { each, packageCalls } from './words.js';

export const DNF_CACHES: readonly Region[] = [
  '/var/cache/yum',
  '/var/cache/dnf',
  '/var/cache/libdnf5',
  '/var/cache/tdnf',
  '/var/cache/PackageKit',
];

const call = packageCalls('dnf', DNF_CACHES);

/** `--installroot`, `--config` and what else leads elsewhere is not here. */
const LINE: Syntax = {
  flags: 'ybqvCtT46',
  valued: 'xdeR',
  longFlags: [
    '--assumeyes --assumeno --best --nobest --quiet --verbose --cacheonly --tolerant --skip-broken --no-best',
    '--nogpgcheck --no-gpgchecks --nogpgchecks --noplugins --nodocs --noautoremove --allowerasing --refresh --downloadonly',
    '--obsoletes --noobsoletes --security --bugfix --enhancement --newpackage --showduplicates --skip-unavailable',
    '--show-duplicates --skip-if-unavailable --allow-downgrade --no-allow-downgrade --no-docs --offline --all --installed',
    '--available --extras --updates --upgrades --recent --version --noclean --nodeps --allowdowngrade --setopt-save',
    '--disableincludepubkey --keepcache --nohistory --resolve --alldeps --url --urls --source --srpm --debuginfo --save',
    '--set-enabled --set-disabled --dump --enable --disable --enabled --disabled --hidden --autoremove --with-optional',
    '--requires --provides --conflicts --whatdepends --deplist --list --info --userinstalled --unneeded --duplicates',
    '--leaves --oldkernels --latest --recursive --tree --exactdeps --querytags --changelogs --location --nevra --unsatisfied',
  ].join(' '),
  longValued: [
    '--setopt --exclude --excludepkgs --enablerepo --disablerepo --repo --repoid --releasever --debuglevel --errorlevel',
    '--rpmverbosity --randomwait --forcearch --disableplugin --enableplugin --disableplugins --enableplugins --color',
    '--comment --advisory --advisories --cve --cves --bz --bzs --sec-severity --secseverity --disableexcludes --arch',
    '--archlist --add-repo --destdir --downloaddir --qf --queryformat --latest-limit --whatprovides --whatrequires',
    '--enable-repo --disable-repo --use-priority --from-repofile --id --count',
  ].join(' '),
};

/** Settings may move directories: `--setopt=cachedir=/elsewhere`. */
function read(words: Words): Line | null {
  const line = readLine(words, LINE);
  if (line === null) return null;
  const settings = valuesOf(line, '--setopt').map(({ at, from }) => textOf(wordAt(words, at)).slice(from));
  const known = settings.every(
    (setting) => /^["']?[\w.*-]+=[^/$`]*$/.test(setting) && !/root|dir|path|plugin|vars/i.test(setting),
  );
  return known ? line : null;
}

const packages =
  (verbs: number) =>
  (words: Words): Uses => {
    const line = read(words);
    if (line === null) return null;
    const directories = valuesOf(line, '--destdir', '--downloaddir').map((place) => useOf(place, 'changes'));
    return [...directories, ...all(line.operands.slice(verbs), 'package')];
  };

/** `localinstall` takes files, or addresses. */
function filesUses(words: Words): Uses {
  return (
    read(words)
      ?.operands.slice(1)
      .map((at) => ({ at, role: /^["']?\w+:\/\//.test(textOf(wordAt(words, at))) ? 'package' : 'reads' })) ??
    null
  );
}

/** Packages are put into the value of `--destdir`, else into the working directory. */
const downloads =
  (verbs: number) =>
  (words: Words): Uses => {
    const line = read(words);
    if (line === null) return null;
    const [directory] = valuesOf(line, '--destdir', '--downloaddir');
    return directory === undefined
      ? all(line.operands.slice(verbs), 'package')
      : [useOf(directory, 'enters')];
  };

/** A file of a repository is copied; most often it is an address. */
function repositoryUses(words: Words): Uses {
  const line = read(words);
  if (line === null) return null;
  const uses: Use[] = [];
  for (const place of valuesOf(line, '--add-repo', '--from-repofile')) {
    const shown = textOf(wordAt(words, place.at)).slice(place.from);
    if (/^["']?(?:https?|ftp):\/\//.test(shown)) continue;
    if (valueAt(words, place)?.startsWith('/') !== true) return null;
    uses.push(useOf(place, 'reads'));
  }
  // Of dnf 5: `config-manager setopt id.option=value`, `addrepo --set=…`.
  return line.operands.some((at) => /file:|root|dir\b/.test(textOf(wordAt(words, at)))) ? null : uses;
}

/** Verbs behind a verb: `module enable`, `group install`, `copr enable`. */
const second =
  (known: RegExp, uses: (words: Words) => Uses) =>
  (words: Words): Uses => {
    const verb = readLine(words, LINE)?.operands[1];
    return verb !== undefined && known.test(wordAt(words, verb).value ?? '') ? uses(words) : null;
  };

const scripts = (does: PackageCall['does'], uses = packages(1)): Deeds => ({
  reads: ['system'],
  writes: ['system'],
  environment: 'system',
  network: true,
  packages: { ...call(does), scripts: RPM_SCRIPTS },
  uses,
});

/** The plugin of subscription-manager renews its repositories whatever is asked. */
const INDEX: readonly Region[] = [
  ...DNF_CACHES,
  ...RPM_DATABASE,
  ...([
    '/var/lib/dnf',
    '/var/lib/yum',
    '/var/log',
    '/etc/yum.repos.d/redhat.repo',
    '/var/lib/rhsm',
    'tmp',
  ] as const),
  ...([
    '/etc/pki/entitlement',
    '/etc/pki/consumer',
    '/etc/pki/product',
    '/run',
    '/var/lib/PackageKit',
  ] as const),
];
const ENVIRONMENT: readonly string[] = [
  ...[
    'DNF*',
    'YUM*',
    'RPM*',
    'PYTHON*',
    'GNUPG*',
    'LIBDNF*',
    'LIBREPO*',
    'TDNF*',
    'XDG_*',
    'SMDEV_*',
    'SUBMAN_*',
    'CURL*',
  ],
  ...PROXIES,
  ...TLS_ENVIRONMENT,
];
const asks: Deeds = {
  reads: [
    ...([
      '/etc',
      '/usr/lib',
      '/usr/lib64',
      '/usr/share',
      '/usr/bin',
      '/usr/libexec',
      '/var/lib',
      '/var/cache',
      'tmp',
    ] as const),
    ...(['/lib64', '/proc', '/run', 'home:.config', '/usr/local/lib', '/usr/local/lib64'] as const),
    ...CERTIFICATES,
  ],
  writes: INDEX,
  environment: ENVIRONMENT,
  network: true,
  packages: call('query'),
  uses: packages(1),
};
const repositories: Deeds = {
  ...asks,
  writes: [...INDEX, '/etc/yum.repos.d', '/etc/yum.conf', '/etc/dnf', '/etc/yum', '/etc/rhsm'],
  packages: call('configure'),
  uses: repositoryUses,
};
const download = (verbs: number): Deeds => ({
  ...asks,
  writes: [...INDEX, 'cwd'],
  packages: call('download'),
  uses: downloads(verbs),
});

const VERBS: Readonly<Record<string, Deeds>> = {
  ...each(
    'install install-n install-na install-nevra reinstall debuginfo-install builddep',
    scripts('install', installUses),
  ),
  ...each('swap groupinstall groupupdate module_install', scripts('install')),
  ...each('localinstall localupdate', scripts('install', filesUses)),
  ...each('update upgrade upgrade-minimal update-minimal update-to upgrade-to downgrade', scripts('upgrade')),
  ...each('distro-sync distrosync dsync distribution-synchronization', scripts('upgrade')),
  ...each('remove erase autoremove autoerase groupremove groupuninstall', scripts('remove')),
  ...each(
    'group groups',
    scripts('install', second(/^(?:install|update|upgrade|remove|mark|list|info|summary)$/, packages(2))),
  ),
  module: scripts(
    'install',
    second(
      /^(?:enable|disable|reset|install|remove|update|upgrade|switch-to|list|info|provides)$/,
      packages(2),
    ),
  ),
  clean: { ...asks, network: false, packages: call('clean') },
  makecache: { ...asks, packages: call('update') },
  ...each('check-update check-upgrade repolist repoinfo repo list search info provides whatprovides', asks),
  ...each('deplist needs-restarting check updateinfo', asks),
  repoquery: { ...asks, uses: packages(1) },
  mark: { ...asks, packages: call('configure') },
  download: download(1),
  'config-manager': repositories,
  copr: { ...repositories, uses: second(/^(?:enable|disable|remove|list)$/, namesUses) },
  versionlock: { ...repositories, uses: namesUses },
};

function namesUses(words: Words): Uses {
  return read(words) === null ? null : [];
}

/** `builddep` takes files of specifications too, which run what they like. */
function installUses(words: Words): Uses {
  const uses = packages(1)(words);
  return words.some((word) => /\.spec["']?$|^["']?@?file:/.test(textOf(word))) ? null : uses;
}

/** dnf and its relatives. */
export const DNF: readonly CommandFacts[] = [
  {
    names: ['dnf', 'dnf5', 'dnf-3', 'dnf4', 'yum', 'microdnf', 'tdnf'],
    source:
      'https://dnf.readthedocs.io/en/latest/command_ref.html, yum(8), https://github.com/vmware/tdnf/wiki',
    options: each(`-x -d -e -R -c --config --installroot ${LINE.longValued ?? ''}`, 'name'),
    verbs: VERBS,
  },
  {
    names: ['yumdownloader'],
    source: 'yumdownloader(1), https://dnf-plugins-core.readthedocs.io/en/latest/download.html',
    ...download(0),
  },
  {
    names: ['yum-config-manager'],
    source: 'yum-config-manager(1), https://dnf-plugins-core.readthedocs.io/en/latest/config_manager.html',
    ...repositories,
  },
  {
    names: ['repoquery'],
    source: 'https://dnf-plugins-core.readthedocs.io/en/latest/repoquery.html',
    ...asks,
    uses: packages(0),
  },
  {
    names: ['yum-builddep'],
    source: 'yum-builddep(1)',
    ...scripts('install', (words) => {
      const line = read(words);
      const isPlain = line?.operands.every((at) => /^[\w.+-]+$/.test(wordAt(words, at).value ?? '')) ?? false;
      return isPlain && !words.some((word) => /\.(?:spec|rpm)$/.test(textOf(word))) ? [] : null;
    }),
  },
  { names: ['package-cleanup'], source: 'package-cleanup(1)', ...scripts('remove', packages(0)) },
  SUBSCRIPTION_MANAGER,
];
