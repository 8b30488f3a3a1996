/** Tools of Debian and Ubuntu that are no part of apt or dpkg: settings of packages, links, locales, certificates. */
import { readLine, textOf, useOf, valueAt, valuesOf, type Syntax } from './arguments.js';
import { APT_CACHES, APT_SCRIPTS } from './dpkg.js';
import { DEBIAN_SETTINGS, line, man } from './debian-settings.js';
import type { CommandFacts, Deeds, Use, Words, Uses } from './facts.js';
import { each } from './words.js';

const installs: Deeds = {
  reads: ['system'],
  writes: ['system'],
  environment: 'system',
  network: true,
  packages: { manager: 'apt', does: 'install', caches: APT_CACHES, scripts: APT_SCRIPTS },
};

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

export const DEBIAN_TOOLS: readonly CommandFacts[] = [...PACKAGES, ...DEBIAN_SETTINGS];
