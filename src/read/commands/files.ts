/** Commands on files and directories. A row holds for GNU, busybox and toybox alike: what one of them may do counts. */
import { ACCOUNTS } from './accounts.js';
import type { CommandFacts, Deeds } from './facts.js';
import { chattrUses, chmodUses, ddUses, installUses, listing, lnUses } from './file-uses.js';
import { mktempUses, rsyncUses, setcapUses } from './file-uses.js';
import { findUses } from './find-uses.js';
import { testUses } from './test-uses.js';

const posix = (name: string): string =>
  `https://pubs.opengroup.org/onlinepubs/9799919799/utilities/${name}.html`;
const gnu = (name: string): string =>
  `https://www.gnu.org/software/coreutils/manual/html_node/${name}-invocation.html`;
const man = (section: number, name: string): string =>
  `https://man7.org/linux/man-pages/man${section}/${name}.${section}.html`;

const UNKNOWN: Deeds = { operands: null };
/** A copy of what is replaced is kept under a name of its own. */
const BACKUP = { when: ['-b', '-S', '--backup', '--suffix'], ...UNKNOWN };

const MAKING: readonly CommandFacts[] = [
  {
    names: ['mkdir'],
    source: posix('mkdir'),
    operands: { rest: 'changes' },
    options: { '-m': 'name', '--mode': 'name' },
    variants: [
      { when: ['-m', '--mode', '-Z', '--context'] },
      { when: ['-p', '--parents'], operands: { rest: 'makes' } },
    ],
  },
  { names: ['touch'], source: posix('touch'), operands: { rest: 'changes' }, ...touchOptions() },
  {
    names: ['mkfifo'],
    source: posix('mkfifo'),
    operands: { rest: 'changes' },
    options: { '-m': 'name', '--mode': 'name' },
  },
  {
    names: ['mknod'],
    source: gnu('mknod'),
    operands: { first: ['changes'], rest: 'name' },
    options: { '-m': 'name', '--mode': 'name' },
  },
  { names: ['mktemp'], source: gnu('mktemp'), writes: ['tmp'], uses: mktempUses },
  {
    names: ['truncate'],
    source: gnu('truncate'),
    operands: { rest: 'changes' },
    options: { '-s': 'name', '--size': 'name', '-r': 'reads', '--reference': 'reads' },
  },
  {
    names: ['fallocate'],
    source: man(1, 'fallocate'),
    operands: { rest: 'changes' },
    options: { '-l': 'name', '--length': 'name', '-o': 'name', '--offset': 'name' },
  },
  { names: ['dd'], source: posix('dd'), uses: ddUses },
];

function touchOptions(): Deeds {
  return {
    options: {
      '-d': 'name',
      '--date': 'name',
      '-t': 'name',
      '-r': 'reads',
      '--reference': 'reads',
      '--time': 'name',
    },
  };
}

const REMOVING: readonly CommandFacts[] = [
  { names: ['rm'], source: posix('rm'), operands: { rest: 'removes' } },
  {
    names: ['rmdir'],
    source: posix('rmdir'),
    operands: { rest: 'removes' },
    // Those above are removed as well.
    variants: [{ when: ['-p', '--parents'], ...UNKNOWN }],
  },
  { names: ['unlink'], source: posix('unlink'), operands: { rest: 'removes' } },
  {
    names: ['shred'],
    source: gnu('shred'),
    operands: { rest: 'changes' },
    options: {
      '-n': 'name',
      '--iterations': 'name',
      '-s': 'name',
      '--size': 'name',
      '--random-source': 'reads',
    },
    // The file is renamed several times before it is removed.
    variants: [{ when: ['-u', '--remove'], ...UNKNOWN }],
  },
];

const INTO = { '-t': 'into', '--target-directory': 'into' } as const;

const COPYING: readonly CommandFacts[] = [
  {
    names: ['cp'],
    source: gnu('cp'),
    reads: ACCOUNTS,
    operands: { rest: 'reads', last: 'into' },
    options: { '--sparse': 'name', '--reflink': 'name', '--preserve': 'name', '--no-preserve': 'name' },
    variants: [
      BACKUP,
      // Links of both kinds: a file with two names, or one that leads elsewhere.
      { when: ['-l', '--link', '-s', '--symbolic-link'], ...UNKNOWN },
      { when: ['--parents', '-T', '--no-target-directory'], operands: { rest: 'reads', last: 'writes' } },
      { when: ['-t', '--target-directory'], options: INTO, operands: { rest: 'reads' } },
    ],
  },
  {
    names: ['mv'],
    source: gnu('mv'),
    operands: { rest: 'removes', last: 'into' },
    variants: [
      BACKUP,
      { when: ['--exchange'], ...UNKNOWN },
      { when: ['-T', '--no-target-directory'], operands: { rest: 'removes', last: 'writes' } },
      { when: ['-t', '--target-directory'], options: INTO, operands: { rest: 'removes' } },
    ],
  },
  { names: ['ln'], source: posix('ln'), uses: lnUses },
  { names: ['install'], source: gnu('install'), reads: ACCOUNTS, uses: installUses },
  {
    names: ['rsync'],
    source: 'https://download.samba.org/pub/rsync/rsync.1',
    reads: [...ACCOUNTS, 'home:.cvsignore'],
    uses: rsyncUses,
    environment: ['RSYNC_*', 'CVSIGNORE'],
  },
  // With operands it only waits until they are on the disk.
  { names: ['sync'], source: gnu('sync'), operands: { rest: 'reads' } },
];

const OWNING: readonly CommandFacts[] = [
  { names: ['chmod'], source: posix('chmod'), uses: chmodUses },
  ...(['chown', 'chgrp'] as const).map((name): CommandFacts => ({
    names: [name],
    source: posix(name),
    reads: ACCOUNTS,
    operands: { first: ['name'], rest: 'changes' },
    options: { '--from': 'name' },
    variants: [
      { when: ['--reference'], options: { '--reference': 'reads' }, operands: { rest: 'changes' } },
      // Links are followed out of the tree.
      { when: ['-L'], ...UNKNOWN },
    ],
  })),
  {
    names: ['setfacl'],
    source: man(1, 'setfacl'),
    reads: ACCOUNTS,
    operands: { rest: 'changes' },
    options: {
      ...{ '-m': 'name', '--modify': 'name', '-x': 'name', '--remove': 'name', '-M': 'reads', '-X': 'reads' },
      ...{ '--modify-file': 'reads', '--remove-file': 'reads', '--set': 'name', '--set-file': 'reads' },
    },
    variants: [{ when: ['--restore', '-L', '--logical'], ...UNKNOWN }],
  },
  { names: ['getfacl'], source: man(1, 'getfacl'), reads: ACCOUNTS, operands: { rest: 'reads' } },
  { names: ['setcap'], source: man(8, 'setcap'), uses: setcapUses },
  { names: ['getcap'], source: man(8, 'getcap'), operands: { rest: 'reads' } },
  { names: ['chattr'], source: man(1, 'chattr'), uses: chattrUses },
  { names: ['lsattr'], source: man(1, 'lsattr'), reads: ['cwd'], operands: { rest: 'reads' } },
];

const LOOKING: readonly CommandFacts[] = [
  {
    names: ['ls'],
    source: gnu('ls'),
    reads: ['cwd', ...ACCOUNTS],
    environment: ['LS_*', 'BLOCK_SIZE', 'BLOCKSIZE', 'TIME_STYLE', 'QUOTING_STYLE', 'TABSIZE'],
    uses: listing({
      flags: 'aAbBcCdDfFgGhHiklLmnNopqQrRsStuUvxXZ1',
      valued: 'ITw',
      longFlags:
        '--all --almost-all --directory --recursive --human-readable --inode --size --reverse --full-time',
      longValued: '--ignore --hide --sort --time --time-style --format --width --tabsize --block-size',
      attached: '--color',
    }),
  },
  {
    names: ['du'],
    source: posix('du'),
    reads: ['cwd'],
    environment: ['DU_BLOCK_SIZE', 'BLOCK_SIZE', 'BLOCKSIZE', 'TIME_STYLE'],
    uses: listing(
      {
        flags: '0abcDhHklLmPsSx',
        valued: 'BdtX',
        longFlags: '--all --bytes --total --human-readable --summarize --apparent-size --one-file-system',
        longValued: '--max-depth --block-size --threshold --exclude --exclude-from',
      },
      ['-X', '--exclude-from'],
    ),
  },
  {
    names: ['tree'],
    source: man(1, 'tree'),
    reads: ['cwd', ...ACCOUNTS],
    environment: ['LS_COLORS', 'TREE_*'],
    uses: listing({ flags: 'adfilxhugspDFNqrtUvAC', valued: 'LPI', longFlags: '--dirsfirst --noreport' }),
  },
  {
    names: ['stat'],
    source: gnu('stat'),
    reads: ACCOUNTS,
    operands: { rest: 'reads' },
    options: formatted(),
  },
  {
    names: ['file'],
    source: man(1, 'file'),
    reads: [
      '/etc/magic',
      '/etc/magic.mgc',
      '/usr/share/misc',
      '/usr/share/file',
      '/usr/share/magic',
      'home:.magic',
    ],
    operands: { rest: 'reads' },
    options: {
      '-m': 'reads',
      '-F': 'name',
      '-e': 'name',
      '-P': 'name',
      '--magic-file': 'reads',
      '--exclude': 'name',
    },
    environment: ['MAGIC'],
    variants: [{ when: ['-f', '-C', '--files-from', '--compile'], ...UNKNOWN }],
  },
  { names: ['readlink'], source: posix('readlink'), operands: { rest: 'reads' } },
  {
    names: ['realpath'],
    source: posix('realpath'),
    operands: { rest: 'reads' },
    options: { '--relative-to': 'reads', '--relative-base': 'reads' },
  },
  { names: ['basename'], source: posix('basename'), uses: () => [] },
  { names: ['dirname'], source: posix('dirname'), uses: () => [] },
  { names: ['pwd'], source: posix('pwd'), directory: true, environment: ['PWD'] },
  // How much is free depends on every file.
  { names: ['df'], source: posix('df'), reads: ['anything'] },
  { names: ['test', '['], source: posix('test'), uses: testUses },
  {
    names: ['find'],
    source: posix('find'),
    reads: ['cwd', ...ACCOUNTS],
    uses: findUses,
    // The region `cwd` is the last root, and the working directory only where there is none.
    variants: [{ when: ['-delete', '-exec', '-execdir', '-ok', '-okdir'], writes: ['cwd'] }],
  },
];

function formatted(): NonNullable<Deeds['options']> {
  return { '-c': 'name', '--format': 'name', '--printf': 'name' };
}

export const FILES: readonly CommandFacts[] = [...MAKING, ...REMOVING, ...COPYING, ...OWNING, ...LOOKING];
