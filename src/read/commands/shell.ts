/** Words of the shell, commands that run others, and commands that tell about the system. */
import { ACCOUNTS, HOSTS } from './accounts.js';
import type { CommandFacts } from './facts.js';
import {
  commandUses,
  envUses,
  execUses,
  firstUses,
  gosuUses,
  hostnameUses,
  niceUses,
} from './wrapper-uses.js';
import { runuserUses, setarchUses, shellUses, sourceUses, sudoUses } from './wrapper-uses.js';
import { trapUses, umaskUses, wrapping, xargsUses } from './wrapper-uses.js';

const posix = (name: string): string =>
  `https://pubs.opengroup.org/onlinepubs/9799919799/utilities/${name}.html`;
const man = (section: number, name: string): string =>
  `https://man7.org/linux/man-pages/man${section}/${name}.${section}.html`;
const BASH = 'https://www.gnu.org/software/bash/manual/bash.html#Shell-Builtin-Commands';

/** Whatever the words are, no file is meant. */
const noFiles = (): readonly [] => [];

const SWITCHING: readonly CommandFacts[] = [
  {
    names: ['sudo'],
    source: 'https://www.sudo.ws/docs/man/sudo.man/',
    reads: [
      ...ACCOUNTS,
      ...([
        '/etc/sudoers',
        '/etc/sudoers.d',
        '/etc/sudo.conf',
        '/etc/pam.d',
        '/etc/pam.conf',
        '/etc/security',
      ] as const),
      ...([
        '/etc/environment',
        '/etc/shadow',
        '/etc/login.defs',
        '/etc/default',
        '/etc/ldap',
        '/etc/hosts',
      ] as const),
    ],
    // HOME is that of root in some versions, and stays what it was in others.
    writes: ['/root', '/run/sudo', '/var/lib/sudo', '/var/db/sudo', '/run/faillock'],
    uses: sudoUses,
    environment: ['SUDO_*', 'EDITOR', 'VISUAL', 'DISPLAY'],
  },
  {
    names: ['gosu', 'su-exec'],
    source: 'https://github.com/tianon/gosu, https://github.com/ncopa/su-exec',
    reads: ACCOUNTS,
    uses: gosuUses,
  },
  {
    names: ['runuser'],
    source: man(1, 'runuser'),
    reads: [
      ...ACCOUNTS,
      '/etc/pam.d',
      '/etc/security',
      '/etc/login.defs',
      '/etc/default',
      '/etc/environment',
    ],
    uses: runuserUses,
  },
];

const WRAPPERS: readonly CommandFacts[] = [
  { names: ['env'], source: posix('env'), uses: envUses },
  { names: ['exec'], source: posix('V3_chap02'), uses: execUses },
  {
    names: ['nohup', 'builtin', 'linux32', 'linux64', 'busybox', 'toybox', 'catchsegv'],
    source: posix('nohup'),
    uses: firstUses,
  },
  { names: ['nice'], source: posix('nice'), uses: niceUses },
  { names: ['setarch'], source: man(8, 'setarch'), uses: setarchUses },
  {
    names: ['ionice'],
    source: man(1, 'ionice'),
    uses: wrapping({ flags: 't', valued: 'cn', longValued: '--class --classdata' }),
  },
  {
    names: ['time'],
    source: posix('time'),
    uses: wrapping({ flags: 'pvaq', valued: 'fo', longFlags: '--portability --verbose' }, 0, ['-o']),
    environment: ['TIME', 'TIMEFORMAT'],
  },
  {
    names: ['timeout'],
    source: posix('timeout'),
    uses: wrapping(
      {
        flags: 'fpv',
        valued: 'ks',
        longFlags: '--preserve-status --foreground --verbose',
        longValued: '--kill-after --signal',
      },
      1,
    ),
  },
  {
    names: ['stdbuf'],
    source: 'https://www.gnu.org/software/coreutils/manual/html_node/stdbuf-invocation.html',
    uses: wrapping({ flags: '', valued: 'ioe', longValued: '--input --output --error' }),
  },
  {
    names: ['fakeroot'],
    source: 'https://manpages.debian.org/fakeroot',
    uses: wrapping({ flags: 'u', valued: '' }),
  },
  {
    names: ['xvfb-run'],
    source: 'https://manpages.debian.org/xvfb-run',
    reads: ['/usr/share/X11', '/usr/share/fonts', '/etc/X11'],
    writes: ['tmp'],
    uses: wrapping(
      {
        flags: 'al',
        valued: 'efnpsw',
        longFlags: '--auto-servernum --listen-tcp',
        longValued: '--error-file --auth-file --server-num --server-args --wait',
      },
      0,
      ['-e', '-f', '--error-file', '--auth-file'],
    ),
  },
  {
    names: ['tini', 'dumb-init'],
    source: 'https://github.com/krallin/tini, https://github.com/Yelp/dumb-init',
    uses: (words) =>
      words.length === 1 && /^(?:--version|-h)$/.test(words[0]?.text ?? '')
        ? []
        : wrapping({ flags: 'svwgc', valued: 'per' })(words),
    environment: ['TINI_*', 'DUMB_INIT_*'],
  },
  { names: ['xargs'], source: posix('xargs'), reads: ['anything'], uses: xargsUses },
  {
    names: ['command'],
    source: posix('command'),
    uses: commandUses,
    variants: [{ when: ['-v', '-V'], reads: ['anything'] }],
  },
  {
    names: ['sh', 'bash', 'dash', 'ash'],
    source: posix('sh'),
    reads: ['$BASH_ENV'],
    uses: shellUses,
    environment: ['BASH*', 'ENV', 'SHELLOPTS'],
  },
];

/** What is found in PATH, which may be in any directory. */
const LOOKUPS: readonly CommandFacts[] = [
  { names: ['which', 'type', 'whereis'], source: posix('type'), reads: ['anything'], uses: noFiles },
  {
    names: ['hash'],
    source: posix('hash'),
    reads: ['anything'],
    uses: noFiles,
    variants: [{ when: ['-r'], reads: [] }],
  },
];

const BUILTINS: readonly CommandFacts[] = [
  {
    names: ['cd', 'pushd'],
    source: posix('cd'),
    operands: { rest: 'enters' },
    environment: ['CDPATH', 'OLDPWD'],
  },
  { names: ['popd'], source: BASH, uses: noFiles },
  { names: ['dirs'], source: BASH, directory: true, uses: noFiles },
  { names: ['.', 'source'], source: posix('V3_chap02'), uses: sourceUses },
  { names: ['trap'], source: posix('V3_chap02'), uses: trapUses },
  { names: ['umask'], source: posix('umask'), uses: umaskUses },
  {
    names: [
      ...[
        'export',
        'unset',
        'set',
        'shopt',
        'ulimit',
        'wait',
        'exit',
        'return',
        'break',
        'continue',
        'shift',
        'read',
      ],
      ...['local', 'declare', 'typeset', 'readonly', 'unalias', 'getopts', 'let'],
    ],
    source: BASH,
    uses: noFiles,
  },
];

const TELLING: readonly CommandFacts[] = [
  { names: ['uname', 'arch', 'tty'], source: posix('uname'), uses: noFiles },
  { names: ['nproc'], source: man(1, 'nproc'), uses: noFiles, environment: ['OMP_*'] },
  { names: ['id', 'whoami', 'groups', 'logname'], source: posix('id'), reads: ACCOUNTS, uses: noFiles },
  {
    names: ['getconf'],
    source: posix('getconf'),
    operands: { first: ['name'], rest: 'reads' },
    options: { '-v': 'name' },
  },
  {
    names: ['getent'],
    source: man(1, 'getent'),
    reads: [...ACCOUNTS, ...HOSTS],
    uses: noFiles,
    network: true,
  },
  {
    names: ['hostname'],
    source: man(1, 'hostname'),
    reads: [...HOSTS, '/etc/hostname'],
    uses: hostnameUses,
    network: true,
  },
  {
    names: ['locale'],
    source: posix('locale'),
    reads: ['/usr/lib/locale', '/usr/share/i18n', '/usr/share/locale', '/etc/locale.alias'],
    uses: noFiles,
    environment: ['LOCPATH', 'I18NPATH'],
  },
  {
    names: ['ps', 'pgrep', 'pidof'],
    source: posix('ps'),
    reads: ACCOUNTS,
    uses: noFiles,
    environment: ['PS_*', 'UNIX95'],
  },
  // The program that ends writes what it still has to write: nobody knows where, but it was started by a known command.
  { names: ['kill', 'pkill', 'killall'], source: posix('kill'), reads: ACCOUNTS, uses: noFiles },
  {
    names: ['lsb_release'],
    source: 'https://manpages.debian.org/lsb_release',
    reads: ['system'],
    uses: noFiles,
    environment: ['PYTHON*', 'LSB_*'],
  },
  { names: ['printenv'], source: man(1, 'printenv'), uses: noFiles, environment: 'all' },
];

export const SHELL_WORDS: readonly CommandFacts[] = [
  ...SWITCHING,
  ...WRAPPERS,
  ...LOOKUPS,
  ...BUILTINS,
  ...TELLING,
];
