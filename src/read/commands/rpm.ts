/** Packages of Fedora, Red Hat, SUSE and their relatives: rpm, whose verbs are options, and what is called with it. */
import { CERTIFICATES } from './accounts.js';
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
import { alternatives } from './debian.js';
import type { CommandFacts, Deeds, PackageCall, Region, Variant, Words, Uses } from './facts.js';
import { unknown, packageCalls } from './words.js';

/** Asking opens the database too, and older versions keep their locks in it. */
export const RPM_DATABASE: readonly Region[] = ['/var/lib/rpm', '/usr/lib/sysimage/rpm', '/usr/share/rpm'];
export const RPM_SCRIPTS = 'scripts of packages change users, services, alternatives and settings under /etc';

const call = packageCalls('dnf', []);

/** `--root`, `--dbpath`, `--prefix`, `--relocate`, `--pipe` and what else leads elsewhere is not here. */
const LINE: Syntax = {
  flags: 'iUFhvVeqKapflcdRst',
  valued: '',
  longFlags: [
    '--install --upgrade --freshen --erase --query --verify --checksig --import --rebuilddb --initdb --hash --percent',
    '--verbose --quiet --nodeps --noscripts --notriggers --nopre --nopost --nopreun --nopostun --force --replacepkgs',
    '--replacefiles --oldpackage --nodigest --nosignature --nofiledigest --noplugins --nocaps --nocontexts --nodocs',
    '--excludedocs --includedocs --ignoresize --ignoreos --ignorearch --allfiles --allmatches --test --justdb --noorder',
    '--all --file --package --list --info --configfiles --docfiles --requires --provides --changelog --scripts --state',
    '--last --whatprovides --whatrequires --conflicts --obsoletes --filesbypkg --dump --version --nomd5 --nofiles --reinstall',
  ].join(' '),
  longValued: '--qf --queryformat --excludepath --define',
};

/** Definitions move directories and run programs, too. */
function read(words: Words): Line | null {
  const line = readLine(words, LINE);
  return line === null || hasOption(line, '--define') ? null : line;
}

const isAddress = (words: Words, at: number): boolean =>
  /^["']?(?:https?|ftp):\/\//.test(textOf(wordAt(words, at)));

const filesUses = (words: Words): Uses =>
  read(words)
    ?.operands.filter((at) => !isAddress(words, at))
    .map((at) => ({ at, role: 'reads' })) ?? null;

const namesUses = (words: Words): Uses =>
  read(words)?.operands.map((at) => ({ at, role: 'package' })) ?? null;

/** Operands are files with `-p` and `-f`, in `-qpi` as well. */
function queryUses(words: Words): Uses {
  const line = read(words);
  if (line === null) return null;
  return hasOption(line, '-p', '-f', '--package', '--file') ? filesUses(words) : [];
}

const scripts = (does: PackageCall['does'], uses: (words: Words) => Uses): Deeds => ({
  reads: ['system'],
  writes: ['system'],
  environment: 'system',
  network: true,
  packages: { ...call(does), scripts: RPM_SCRIPTS },
  uses,
});
const asks: Deeds = {
  reads: [
    ...RPM_DATABASE,
    '/etc',
    '/usr/lib/rpm',
    '/usr/lib/rpm-plugins',
    '/usr/lib64',
    'home:.rpmmacros',
    'home:.rpmrc',
    'home:.config',
    ...CERTIFICATES,
  ],
  writes: RPM_DATABASE,
  environment: ['RPM*', 'XDG_*', 'GNUPG*', 'SOURCE_DATE_EPOCH'],
  packages: call('query'),
  uses: queryUses,
};

/** The value of a macro by its name; others may run programs. */
function macroUses(words: Words): Uses {
  const [option, macro, ...more] = words;
  const isPlain = /^(?:-E|--eval)$/.test(option?.value ?? '') && more.length === 0;
  return isPlain && /^%(?:\w+|\{\??\w+\})$/.test(macro?.value ?? '') ? [] : null;
}

const VARIANTS: readonly Variant[] = [
  { when: ['--import'], ...asks, network: true, packages: call('configure'), uses: filesUses },
  {
    when: ['--rebuilddb', '--initdb'],
    ...asks,
    writes: [...RPM_DATABASE, '/var/lib'],
    packages: call('configure'),
  },
  { when: ['-E', '--eval'], ...asks, uses: macroUses },
  { when: ['-q', '--query'], ...asks, network: true },
  { when: ['-V', '--verify'], ...asks, reads: ['anything'], environment: 'system' },
  { when: ['-K', '--checksig'], ...asks, network: true, uses: filesUses },
  { when: ['-e', '--erase'], ...scripts('remove', namesUses) },
  { when: ['-U', '-F', '--upgrade', '--freshen'], ...scripts('upgrade', filesUses) },
  { when: ['-i', '--install', '--reinstall'], ...scripts('install', filesUses) },
];

const CREATEREPO: Syntax = {
  flags: 'qvdpC',
  valued: 'osgxu',
  longFlags:
    '--quiet --verbose --database --no-database --update --pretty --unique-md-filenames --simple-md-filenames --xz',
  longValued:
    '--outputdir --checksum --groupfile --excludes --baseurl --workers --retain-old-md --compress-type --general-compress-type',
};

/** `repodata` is written in the directory of the packages, or in the value of `-o`. */
function createrepoUses(words: Words): Uses {
  const line = readLine(words, CREATEREPO);
  if (line === null) return null;
  return [
    ...valuesOf(line, '-o', '--outputdir').map((place) => useOf(place, 'changes')),
    ...valuesOf(line, '-g', '--groupfile').map((place) => useOf(place, 'reads')),
    ...all(line.operands, 'changes'),
  ];
}

const plain =
  (syntax: Syntax) =>
  (words: Words): Uses =>
    readLine(words, syntax) === null ? null : [];

export const RPM_TOOLS: readonly CommandFacts[] = [
  {
    names: ['rpm'],
    source: 'rpm(8), https://rpm.org/docs/latest/man/rpm.8',
    uses: unknown,
    variants: VARIANTS,
  },
  {
    names: ['rpmkeys'],
    source: 'rpmkeys(8), https://rpm.org/docs/latest/man/rpmkeys.8',
    uses: unknown,
    variants: [
      {
        when: ['--import', '-K', '--checksig'],
        ...asks,
        network: true,
        packages: call('configure'),
        uses: filesUses,
      },
    ],
  },
  {
    names: ['rpm2cpio'],
    source: 'rpm2cpio(8), https://rpm.org/docs/latest/man/rpm2cpio.8',
    ...asks,
    packages: call('query'),
    uses: filesUses,
  },
  {
    names: ['alternatives'],
    source: 'alternatives(8), https://github.com/fedora-sysv/chkconfig',
    ...alternatives,
    variants: [
      { when: ['--altdir', '--admindir', '--root', '--instdir'], uses: unknown },
      { when: ['--display', '--list'], writes: [] },
    ],
  },
  {
    names: ['createrepo', 'createrepo_c'],
    source: 'createrepo_c(8), https://rpm-software-management.github.io/createrepo_c/',
    reads: ['/etc', '/usr/lib/rpm', 'home:.rpmmacros', 'home:.rpmrc'],
    environment: ['RPM*', 'SOURCE_DATE_EPOCH', 'PYTHON*', 'XDG_*'],
    uses: createrepoUses,
  },
  {
    names: ['update-ca-trust'],
    source: 'update-ca-trust(8)',
    reads: [
      ...CERTIFICATES,
      '/etc',
      '/usr/share',
      '/usr/lib',
      '/usr/lib64',
      '/usr/bin',
      '/usr/libexec',
      'tmp',
    ],
    writes: ['/etc/pki', '/etc/ssl', '/etc/ca-certificates'],
    environment: ['P11_*', 'JAVA_*', 'SOURCE_DATE_EPOCH', 'DEST'],
    uses: plain({ flags: 'f', valued: '', longFlags: '--force' }),
  },
  {
    names: ['chkconfig'],
    source: 'chkconfig(8), https://github.com/fedora-sysv/chkconfig',
    reads: ['/etc', '/usr/lib/systemd', '/lib/systemd', '/run/systemd', '/var/lib/systemd'],
    writes: ['/etc', '/usr/lib/systemd/system', '/lib/systemd/system', '/var/lib/systemd'],
    environment: ['SYSTEMD_*', 'DBUS_*'],
    uses: plain({
      flags: 'a',
      valued: '',
      longFlags: '--add --del --list --override --no-redirect',
      longValued: '--level --type',
    }),
  },
];
