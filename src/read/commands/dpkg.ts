/** Packages of Debian and Ubuntu: dpkg, whose verbs are options, and the programs that come with it. */
import { isWithin } from '../paths.js';
import { SYSTEM } from '../regions.js';
import { ACCOUNTS } from './accounts.js';
import { hasOption, readLine, textOf, useOf, valuesOf, wordAt, type Line, type Syntax } from './arguments.js';
import type {
  Argument,
  CommandFacts,
  Deeds,
  PackageCall,
  Region,
  Role,
  Use,
  Variant,
  Words,
  Uses,
} from './facts.js';
import { unknown, packageCalls } from './words.js';

const man = (page: string): string => `https://manpages.debian.org/${page}`;

/** Where apt keeps its index and what it has downloaded. */
export const APT_CACHES: readonly Region[] = ['/var/lib/apt/lists', '/var/cache/apt'];
export const APT_SCRIPTS = 'scripts of packages change users, services, alternatives and settings under /etc';

const call = packageCalls('apt', APT_CACHES);

const scripts = (does: PackageCall['does']): Deeds => ({
  reads: ['system'],
  writes: ['system'],
  environment: 'system',
  packages: { ...call(does), scripts: APT_SCRIPTS },
});

const DATABASE: readonly Region[] = [
  '/var/lib/dpkg',
  '/etc/dpkg',
  '/usr/share/dpkg',
  'home:.dpkg.cfg',
  '$DPKG_ADMINDIR',
];
const ENVIRONMENT: readonly string[] = ['DPKG_*', 'DEB_*', 'DEBCONF_*', 'PAGER'];

const DPKG_LINE: Syntax = {
  flags: 'irPVClLsSpceIfxXbBREGOAaW',
  valued: '',
  longFlags: [
    '--install --unpack --configure --remove --purge --verify --audit --record-avail --get-selections --pending',
    '--set-selections --clear-selections --clear-avail --forget-old-unavail --add-architecture',
    '--remove-architecture --print-architecture --print-foreign-architectures --compare-versions --list --status',
    '--listfiles --search --print-avail --contents --control --extract --vextract --field --info --build',
    '--auto-deconfigure --no-act --dry-run --simulate --recursive --selected-only --skip-same-version --robot',
    '--no-pager --no-debsig --no-triggers --triggers --triggers-only --version --yet-to-unpack --show',
    '--fsys-tarfile --ctrl-tarfile',
  ].join(' '),
  longValued: '--ignore-depends --path-exclude --path-include --verify-format --status-fd --abort-after',
};

/** Reads a line of dpkg; options of the kind `--force-things` have no end. */
function dpkgLine(words: Words): Line | null {
  const plain = words.map((word): Argument => {
    const isForce = /^--(?:no-force|force|refuse)-[a-z,-]+$/.test(textOf(word));
    return isForce ? { text: '--robot', value: '--robot' } : word;
  });
  return readLine(plain, DPKG_LINE);
}

const operandsAs =
  (role: Role) =>
  (words: Words): Uses =>
    dpkgLine(words)?.operands.map((at) => ({ at, role })) ?? null;

/** `--extract ARCHIVE DIRECTORY`: the second is written, if it is there. */
function extractUses(words: Words): Uses {
  const line = archiveLine(words);
  const [archive, directory] = line?.operands ?? [];
  if (archive === undefined || directory === undefined) return null;
  return [
    { at: archive, role: 'reads' },
    { at: directory, role: 'changes' },
  ];
}

/** What only reads an archive: all behind it are names. */
function archiveUses(words: Words): Uses {
  const [archive] = archiveLine(words)?.operands ?? [];
  return archive === undefined ? null : [{ at: archive, role: 'reads' }];
}

const ARCHIVE: Syntax = {
  flags: 'cexXIfbRWvD',
  valued: 'zZS',
  longFlags: [
    '--build --info --show --field --contents --extract --vextract --raw-extract --control --fsys-tarfile',
    '--ctrl-tarfile --uniform-compression --no-uniform-compression --root-owner-group --nocheck --verbose --debug',
  ].join(' '),
  longValued: '--showformat --deb-format --threads-max',
};
const archiveLine = (words: Words): Line | null => readLine(words, ARCHIVE);

const archives: readonly Variant[] = [
  {
    when: ['-x', '-X', '-R', '-e', '--extract', '--vextract', '--raw-extract', '--control', '-b', '--build'],
    uses: extractUses,
  },
  { when: ['-c', '-I', '-f', '-W', '--contents', '--info', '--field', '--show'], uses: archiveUses },
  { when: ['--fsys-tarfile', '--ctrl-tarfile'], uses: archiveUses },
].map((variant) => ({
  ...variant,
  // tar looks up the names of owners.
  reads: ['/etc/dpkg', 'home:.dpkg.cfg', ...ACCOUNTS],
  environment: [...ENVIRONMENT, 'TAR_OPTIONS', 'SOURCE_DATE_EPOCH'],
}));

/** Elsewhere, or a program of its own. */
const ELSEWHERE = [
  '--root',
  '--admindir',
  '--instdir',
  '--altdir',
  '--pre-invoke',
  '--post-invoke',
  '--status-logger',
];

const asks: Deeds = {
  reads: DATABASE,
  environment: ENVIRONMENT,
  packages: call('query'),
  uses: operandsAs('name'),
};

const DPKG_VARIANTS: readonly Variant[] = [
  { when: [...ELSEWHERE, '--log', '--update-avail', '--merge-avail'], uses: unknown },
  { when: ['--install', '--unpack'], ...scripts('install'), uses: operandsAs('reads') },
  { when: ['--configure', '--triggers-only'], ...scripts('configure'), uses: operandsAs('name') },
  { when: ['--remove', '--purge'], ...scripts('remove'), uses: operandsAs('name') },
  {
    when: ['--add-architecture', '--remove-architecture', '--set-selections', '--clear-selections'],
    ...asks,
    writes: ['/var/lib/dpkg'],
    packages: call('configure'),
  },
  { when: ['--print-architecture', '--compare-versions'], ...asks },
  { when: ['--print-foreign-architectures', '--get-selections', '--list', '--status'], ...asks },
  { when: ['--listfiles', '--search', '--print-avail', '--version'], ...asks },
  { when: ['--verify', '--audit', '-V', '-C'], ...asks, reads: ['anything'] },
  { when: ['-i'], ...scripts('install'), uses: operandsAs('reads') },
  { when: ['-r', '-P'], ...scripts('remove'), uses: operandsAs('name') },
  { when: ['-l', '-s', '-L', '-S', '-p'], ...asks },
  ...archives,
];

const QUERY: Syntax = {
  flags: 'lWsLScp',
  valued: 'f',
  longFlags: [
    '--list --show --status --listfiles --search --print-avail --control-list --control-show --control-path --no-pager',
    '--version --load-avail',
  ].join(' '),
  longValued: '--showformat',
};
const queryUses = (words: Words): Uses => (readLine(words, QUERY) === null ? null : []);

/** Directories of packages: what is renamed gets its new name beside it. */
const ofPackages = (path: string): boolean =>
  path.startsWith('/') &&
  !path.includes('..') &&
  SYSTEM.some((directory) => path !== directory && isWithin(path, directory));

/** What stands before the first variable. */
const knownStart = ({ text, value }: Argument): string =>
  value ?? text.replace(/^["']/, '').replace(/[$`"'*?[{\\][^]*$/, '_');

const DIVERT: Syntax = {
  flags: '',
  valued: '',
  longFlags: '--add --remove --local --rename --no-rename --quiet --test --list --truename --listpackage',
  longValued: '--package --divert',
};

/** `dpkg-divert --rename FILE` moves it to `FILE.distrib`, or to the value of `--divert`. */
function divertUses(words: Words): Uses {
  const line = readLine(words, DIVERT);
  if (line === null) return null;
  if (hasOption(line, '--list', '--truename', '--listpackage')) return [];
  const uses = [
    ...valuesOf(line, '--divert').map((place) => useOf(place, 'changes')),
    ...line.operands.map((at): Use => ({ at, role: 'changes' })),
  ];
  const isKnown = line.operands.every((at) => ofPackages(knownStart(wordAt(words, at))));
  return isKnown ? uses : null;
}

const STATOVERRIDE: Syntax = {
  flags: '',
  valued: '',
  longFlags:
    '--add --remove --list --update --force --quiet --force-all --force-statoverride-add --force-security-mac',
};

/** `--add USER GROUP MODE PATH` with `--update` changes the path. */
function statoverrideUses(words: Words): Uses {
  const line = readLine(words, STATOVERRIDE);
  if (line === null) return null;
  if (!hasOption(line, '--add')) return [];
  const [, , , path] = line.operands;
  return path === undefined ? null : [{ at: path, role: 'changes' }];
}

const RECONFIGURE: Syntax = {
  flags: 'uqaj',
  valued: 'fp',
  longFlags: '--unseen-only --default-priority --force --no-reload --terse',
  longValued: '--frontend --priority',
};

function reconfigureUses(words: Words): Uses {
  return readLine(words, RECONFIGURE)?.operands.map((at) => ({ at, role: 'package' })) ?? null;
}

const ARCHITECTURE: Syntax = {
  flags: 'lsuLf',
  valued: 'eiqatATWBE',
  longFlags: '--list --print-set --print-unset --list-known --force --version',
  longValued: [
    '--equal --is --query --host-arch --host-type --target-arch --target-type --match-wildcard --match-bits',
    '--match-endian --print-format',
  ].join(' '),
};
const BUILDFLAGS: Syntax = {
  flags: '',
  valued: '',
  longFlags: '--list --status --dump --export --version',
  longValued: '--get --origin --query-features',
  attached: '--export',
};

/** A line that is only asked whether all of it is known: no word of it is a path. */
const asked =
  (syntax: Syntax) =>
  (words: Words): Uses =>
    readLine(words, syntax) === null ? null : [];

/** dpkg and the programs of its package. */
export const DPKG: readonly CommandFacts[] = [
  { names: ['dpkg'], source: man('dpkg.1'), uses: unknown, variants: DPKG_VARIANTS },
  { names: ['dpkg-deb'], source: man('dpkg-deb.1'), uses: unknown, variants: archives },
  { names: ['dpkg-query'], source: man('dpkg-query.1'), ...asks, uses: queryUses },
  {
    names: ['dpkg-divert'],
    source: man('dpkg-divert.1'),
    reads: DATABASE,
    writes: ['/var/lib/dpkg'],
    environment: ENVIRONMENT,
    uses: divertUses,
  },
  {
    names: ['dpkg-statoverride'],
    source: man('dpkg-statoverride.1'),
    reads: [...DATABASE, ...ACCOUNTS],
    writes: ['/var/lib/dpkg'],
    environment: ENVIRONMENT,
    uses: statoverrideUses,
  },
  {
    names: ['dpkg-reconfigure'],
    source: man('dpkg-reconfigure.8'),
    ...scripts('configure'),
    uses: reconfigureUses,
  },
  {
    names: ['dpkg-architecture'],
    source: man('dpkg-architecture.1'),
    reads: ['system'],
    environment: 'all',
    uses: asked(ARCHITECTURE),
  },
  {
    // It puts the working directory into -ffile-prefix-map.
    names: ['dpkg-buildflags'],
    source: man('dpkg-buildflags.1'),
    reads: ['system', 'home:.config', '$XDG_CONFIG_HOME'],
    directory: true,
    environment: 'all',
    uses: asked(BUILDFLAGS),
  },
];
