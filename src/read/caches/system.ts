/** What the package managers of distributions leave behind. */
import type { CacheFacts, CallPattern } from './facts.js';

const APT = /^(?:apt|apt-get|aptitude|apt-fast)$/;
const APT_INSTALLS =
  /^(?:install|reinstall|upgrade|safe-upgrade|full-upgrade|dist-upgrade|dselect-upgrade|build-dep|satisfy|source|download)\b/;

const APK_ADDS: CallPattern = { programs: /^apk$/, verbs: /^(?:add|upgrade|fix)\b/ };

const RPM_VERBS =
  /^(?:install|in|localinstall|reinstall|update|upgrade|upgrade-minimal|update-minimal|distro-sync|downgrade|swap|groupinstall|groupupdate|group install|module install|module enable|builddep|makecache|check-update|list|info|search|provides|repoquery|download|erase|remove|autoremove)\b/;
const dnf = (id: string, cleanup: readonly string[], paths: readonly string[]): CacheFacts => ({
  id,
  name: `caches of ${id}`,
  source: id === 'yum' ? 'yum(8), CLEAN OPTIONS' : `${id}(8), clean`,
  fills: {
    programs: new RegExp(`^${id}$`),
    verbs: RPM_VERBS,
    unless: /^--?(?:help|version|installroot\S*|downloadonly)$|^--setopt=(?:\S*\.)?keepcache=(?:1|[Tt]rue)$/,
  },
  paths,
  named: /\b(?:yum|dnf)\b[^;&|]*\s-C(?:\s|$)|\bkeepcache=/,
  configured: /\bkeepcache\s*=\s*(?:1|[Tt]rue)/,
  cleanup,
  cleanings: new RegExp(
    `^${id} (?:-[yq] |--quiet )*clean(?: -[yq])* (?:all|packages|metadata|expire-cache)(?: -[yq])*$`,
  ),
});

const RPM_PATHS = ['/var/cache/yum', '/var/cache/dnf', '/var/cache/libdnf5', '/var/cache/tdnf'];

const RPM_INSTALLS: RegExp =
  /^(?:install|in|localinstall|reinstall|update|upgrade|upgrade-minimal|distro-sync|groupinstall|group install|builddep|swap)\b/;

/** Manual pages and other files that packages call documentation; rpm leaves them out where it is told to. */
const documentation = (id: string, programs: RegExp, word: string): CacheFacts => ({
  id,
  name: 'documentation of packages',
  source: 'rpm(8), --excludedocs; dnf.conf(5), tsflags',
  fills: {
    programs,
    verbs: RPM_INSTALLS,
    // Who installs what shows documentation wants to have it.
    unless: /^--nodocs$|tsflags|^man(?:-|$)|-docs?$|^--?(?:help|version|installroot\S*|downloadonly)$/,
  },
  paths: [],
  named: /\/usr\/share\/(?:doc|man|info)\b|(?:^|[\s;&|])(?:man|info|makewhatis|mandb)\s/,
  configured: /tsflags/,
  flag: { word, calls: { programs, verbs: RPM_INSTALLS } },
});

export const APT_LISTS: CacheFacts = {
  id: 'apt-lists',
  name: "apt's package lists",
  source: 'apt-get(8), FILES; https://docs.docker.com/build/building/best-practices/#apt-get',
  fills: { programs: APT, verbs: /^update\b/, unless: /^--print-uris$/ },
  paths: ['/var/lib/apt/lists'],
  named: /\/var\/lib\/apt(?![\w/-])/,
  cleanup: ['rm -rf /var/lib/apt/lists/*'],
  cleanings: /^apt(?:-get)? dist-?clean$/,
  index: {
    programs: APT,
    renews: /^update\b/,
    free: /^(?:clean|autoclean|auto-clean|remove|purge|autoremove|auto-remove|autopurge|dist-clean|distclean)\b/,
    sources:
      /\/etc\/apt\b|sources\.list|trusted\.gpg|keyrings?\b|apt-key|add-apt-repository|dpkg --add-architecture|apt\.conf|\.deb\b|\bdpkg (?:-\w*i\b|--install)/,
  },
  mount: { targets: [{ path: '/var/lib/apt/lists' }], sharing: 'locked', holdsAll: true },
};

export const SYSTEM_CACHES: readonly CacheFacts[] = [
  APT_LISTS,
  {
    id: 'recommended',
    name: 'recommended packages',
    source: 'apt-get(8), --no-install-recommends',
    fills: { programs: /^apt(?:-get)?$/, verbs: /^install\b/, unless: /^--no-install-recommends$/ },
    paths: [],
    flag: { word: '--no-install-recommends', calls: { programs: /^apt(?:-get)?$/, verbs: /^install\b/ } },
    level: 'reshape',
  },
  {
    id: 'apt-archives',
    name: 'packages that apt has downloaded',
    source: 'apt-get(8), clean',
    fills: {
      programs: APT,
      verbs: APT_INSTALLS,
      unless: /^--(?:print-uris|dry-run|simulate|just-print)$|^-s$/,
    },
    paths: ['/var/cache/apt/archives'],
    named: /--no-download|\/var\/cache\/apt(?![\w/-])/,
    configured: /docker-clean|Keep-Downloaded-Packages/,
    cleanup: ['apt-get clean'],
    cleanings: /^apt(?:-get)? (?:-y )?(?:(?:auto)?clean|dist-?clean)(?: -y)?$|^aptitude (?:auto)?clean$/,
    // The images of Debian and Ubuntu, and most of those built on them, remove each package once it is installed.
    mount: {
      targets: [{ path: '/var/cache/apt', keptBy: /docker-clean|Keep-Downloaded-Packages/ }],
      sharing: 'locked',
      holdsAll: true,
    },
  },
  {
    id: 'apk',
    name: "apk's index",
    source: 'apk-add(8), apk-cache(5)',
    fills: {
      programs: /^apk$/,
      verbs: /^(?:add|upgrade|fix|update|fetch|search|policy|info|list)\b/,
      unless: /^--no-(?:cache|network)$|^--(?:root|cache-dir)\b|^-p$/,
    },
    paths: ['/var/cache/apk', '/etc/apk/cache'],
    flag: {
      word: '--no-cache',
      calls: APK_ADDS,
      replaces: ['-U', '--update', '--update-cache'],
    },
    cleanings: /^apk cache clean$/,
    index: {
      programs: /^apk$/,
      renews: /^update\b/,
      refreshes: /^(?:-U|--update|--update-cache)$/,
      free: /^(?:del|version|audit|stats|cache)\b/,
      sources: /\/etc\/apk\b/,
    },
    // A directory with this name is where apk keeps packages; without it, it keeps the index alone.
    mount: { targets: [{ path: '/etc/apk/cache' }], sharing: 'locked', holdsAll: true, refresh: '-U' },
  },
  dnf('yum', ['yum clean all', 'rm -rf /var/cache/yum'], RPM_PATHS),
  dnf('dnf', ['dnf clean all'], RPM_PATHS),
  dnf('microdnf', ['microdnf clean all'], RPM_PATHS),
  { ...dnf('tdnf', ['tdnf clean all'], RPM_PATHS), isKept: true },
  documentation('rpm-docs', /^(?:yum|dnf)$/, '--setopt=tsflags=nodocs'),
  documentation('microdnf-docs', /^microdnf$/, '--nodocs'),
  {
    id: 'zypper',
    name: 'caches of zypper',
    source: 'zypper(8), clean',
    fills: {
      programs: /^zypper$/,
      verbs:
        /^(?:install|in|update|up|dist-upgrade|dup|patch|refresh|ref|install-new-recommends|source-install|si|search|se)\b/,
      unless: /^--(?:root|installroot)\b/,
    },
    paths: ['/var/cache/zypp'],
    named: /--no-refresh/,
    configured: /keeppackages|--keep-packages/,
    cleanup: ['zypper clean --all'],
    cleanings: /^zypper (?:(?:-n|-q|--non-interactive|--quiet) )*(?:clean|cc)(?: (?:-a|--all|-m|-M))*$/,
    mount: { targets: [{ path: '/var/cache/zypp' }], sharing: 'locked', holdsAll: true },
  },
  {
    id: 'pacman',
    name: 'packages that pacman has downloaded',
    source: 'pacman(8), -Sc; https://wiki.archlinux.org/title/Pacman#Cleaning_the_package_cache',
    fills: {
      programs: /^(?:pacman|yay|paru)$/,
      verbs: /(?:)/,
      // Only -S and -U download; -Sc cleans.
      unless: /^-(?:[QRTDFV]\S*|S\w*c\w*|h)$|^--(?:query|remove|clean|help|version|cachedir|root|sysroot)\b/,
    },
    paths: ['/var/cache/pacman/pkg'],
    cleanup: ['rm -rf /var/cache/pacman/pkg/*'],
    cleanings: /^(?:pacman|yay|paru) (?:-Scc?(?: --noconfirm)?|--noconfirm -Scc?)$/,
    // -Sc removes databases of packages, too.
    mount: { targets: [{ path: '/var/cache/pacman/pkg' }], sharing: 'locked', holdsAll: false },
  },
];
