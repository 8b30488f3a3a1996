/** Users and groups: shadow, the scripts of Debian, and busybox, which give some names to different programs. */
import { isWithin } from '../paths.js';
import { ACCOUNTS } from './accounts.js';
import {
  hasOption,
  readLine,
  textOf,
  useOf,
  valuesOf,
  wordAt,
  type Line,
  type Place,
  type Syntax,
} from './arguments.js';
import type { Argument, CommandFacts, Deeds, Region, Use, Variant } from './facts.js';
import { each, unknown } from './words.js';

type Words = readonly Argument[];
type Uses = readonly Use[] | null;

const man = (page: string): string => `https://manpages.debian.org/${page}`;
const BUSYBOX = 'https://busybox.net/downloads/BusyBox.html';

/** A file with what stands beside it while it is changed: its backup, its lock, its next version. */
const withBackups = (name: string): readonly Region[] => [
  `/etc/${name}`,
  `/etc/${name}-`,
  `/etc/${name}+`,
  `/etc/${name}.lock`,
];
const FILES: readonly Region[] = [
  ...['passwd', 'shadow', 'group', 'gshadow', 'subuid', 'subgid'].flatMap(withBackups),
  ...(['/etc/.pwd.lock', '/etc/tcb', '/var/lib/sss', '/run/nscd'] as const),
];
/** Records of logins: lastlog(8), faillog(8), pam_tally2(8), lastlog2(8). */
const LOGINS: readonly Region[] = [
  ...(['/var/log/lastlog', '/var/log/faillog', '/var/log/tallylog', '/var/lib/lastlog'] as const),
];
const MAIL: readonly Region[] = ['/var/mail', '/var/spool/mail'];
const SETTINGS: readonly Region[] = [
  ...([
    '/etc/login.defs',
    '/etc/default/useradd',
    '/etc/adduser.conf',
    '/etc/deluser.conf',
    '/etc/selinux',
  ] as const),
  ...([
    '/etc/shadow-maint',
    '/etc/shells',
    '/etc/pam.d',
    '/etc/security',
    '/etc/skel',
    '/etc/login.defs.d',
  ] as const),
  ...([
    '/usr/etc',
    '/usr/local/sbin/adduser.local',
    '/usr/local/sbin/deluser.local',
    '/etc/busybox.conf',
  ] as const),
  ...ACCOUNTS,
];
const ENVIRONMENT: readonly string[] = ['PERL*', 'ADDUSER*', 'DELUSER*', 'DEBUG', 'VERBOSE'];

const base: Deeds = { reads: SETTINGS, writes: FILES, environment: ENVIRONMENT };
const withHome = (home: readonly Region[]): readonly Region[] => [...FILES, ...LOGINS, ...MAIL, ...home];

/** Directories that home directories are made in. Those above a home directory that are missing may get another mode. */
const PARENTS: readonly string[] = [
  ...[
    '/',
    '/home',
    '/var',
    '/var/lib',
    '/var/cache',
    '/var/www',
    '/var/opt',
    '/var/spool',
    '/var/log',
    '/var/run',
    '/run',
  ],
  ...[
    '/opt',
    '/srv',
    '/usr',
    '/usr/local',
    '/usr/share',
    '/usr/lib',
    '/usr/src',
    '/etc',
    '/mnt',
    '/tmp',
    '/root',
  ],
];

const USERADD: Syntax = {
  flags: 'mMrNUolFDSHI',
  valued: 'bcdefgGkKpsuh',
  longFlags: [
    '--create-home --no-create-home --system --no-user-group --user-group --non-unique --no-log-init --badname --badnames',
    '--add-subids-for-system --disabled-password --disabled-login --empty-password --group --quiet --force-badname',
    '--allow-badname --allow-bad-names --allow-all-names --add_extra_groups --add-extra-groups --debug --verbose',
  ].join(' '),
  longValued: [
    '--base-dir --comment --home-dir --home --expiredate --inactive --gid --groups --skel --key --password --shell --uid',
    '--gecos --ingroup --firstuid --lastuid --firstgid --lastgid',
  ].join(' '),
};

/** Options that choose a variant must be seen by the engine too: none of them may hide in a value, or a value in them. */
function accountLine(words: Words, syntax: Syntax): Line | null {
  const line = readLine(words, syntax);
  if (line === null) return null;
  const isPlain = line.options.every(({ name, value }) => {
    if (value === null) return true;
    const isAttached = value.from > 0 && !name.startsWith('--');
    return !isAttached && !(value.from === 0 && /^["']?-/.test(textOf(wordAt(words, value.at))));
  });
  return isPlain && words.every(({ text }) => text !== '--') ? line : null;
}

/** Whether nothing above a home directory has to be made. */
function isPlainHome(words: Words, place: Place): boolean {
  const { text, value } = wordAt(words, place.at);
  if (value !== null) return stands(value.slice(place.from));
  const shown = text.slice(place.from).replace(/^["']/, '');
  // Of `$DIR` nothing is known: it may be anywhere.
  return shown.startsWith('$') || stands(shown.replace(/[$"'`][^]*$/, 'x'));
}

function stands(home: string): boolean {
  const path = home.replace(/(?<=.)\/+$/, '');
  if (!path.startsWith('/') || path.includes('//') || /\/\.{1,2}(?:\/|$)/.test(path)) return false;
  const parent = path.slice(0, path.lastIndexOf('/')) || '/';
  return path === '/' || PARENTS.some((one) => one === parent || (one !== '/' && isWithin(one, path)));
}

/** The home directory, if it is made: shadow leaves one alone that is there, busybox takes it over. */
function homeUses(words: Words): Uses {
  const line = accountLine(words, USERADD);
  if (line === null || line.operands.length !== 1) return null;
  const homes = valuesOf(line, '-d', '-h', '--home-dir', '--home', '-b', '--base-dir');
  if (!homes.every((place) => isPlainHome(words, place))) return null;
  return [
    ...homes.map((place) => useOf(place, 'changes')),
    ...valuesOf(line, '-k', '--skel').map((place) => useOf(place, 'reads')),
  ];
}

/** A user without a home directory, or one that is added to a group: words are names. */
function nameUses(words: Words): Uses {
  const line = accountLine(words, USERADD);
  return line === null || line.operands.length > 2 ? null : [];
}

/** `adduser USER GROUP` makes no user. */
function adduserUses(words: Words): Uses {
  const line = accountLine(words, USERADD);
  const homes = '-d -h --home-dir --home -b --base-dir -k --skel'.split(' ');
  if (line?.operands.length === 2) return hasOption(line, ...homes) ? null : [];
  return homeUses(words);
}

const useradd: readonly Variant[] = [
  { when: ['-R', '--root', '-P', '--prefix', '-Z', '--selinux-user', '-D', '--defaults'], uses: unknown },
  { when: ['-M', '--no-create-home'], writes: withHome([]), uses: nameUses },
  { when: ['-d', '--home-dir', '--home', '-b', '--base-dir'], writes: withHome([]), uses: homeUses },
  { when: ['-m', '--create-home'], writes: withHome(['/home']), uses: homeUses },
  { when: ['-r', '--system'], writes: withHome([]), uses: homeUses },
];
const adduser: readonly Variant[] = [
  { when: ['-R', '--root', '-P', '--prefix', '-Z', '--conf'], uses: unknown },
  { when: ['-H', '-M', '--no-create-home'], writes: withHome(['/etc/default']), uses: nameUses },
  {
    when: ['-d', '-h', '--home-dir', '--home', '-b', '--base-dir'],
    writes: withHome(['/etc/default']),
    uses: adduserUses,
  },
];

/** Lines on which all words are names. */
const names =
  (syntax: Syntax) =>
  (words: Words): Uses =>
    readLine(words, syntax) === null ? null : [];

const group: Syntax = {
  flags: 'frSoad',
  valued: 'gKpUn',
  longFlags:
    '--force --system --non-unique --append --quiet --group --force-badname --allow-bad-names --allow-all-names --only-if-empty --verbose --debug',
  longValued: '--gid --key --password --users --new-name --firstgid --lastgid',
};

/** With another id the files in the home directory get another owner, and with `--move-home` they move: it is not told which. */
const USERMOD: Syntax = {
  flags: 'aLUorb',
  valued: 'cdefGlpsvVwW',
  longFlags: '--append --lock --unlock --non-unique --remove --badname',
  longValued: [
    '--comment --home --expiredate --inactive --groups --login --password --shell --add-subuids --del-subuids',
    '--add-subgids --del-subgids',
  ].join(' '),
};
/** The home directory of the user is not told. */
const USERDEL: Syntax = {
  flags: '',
  valued: '',
  longFlags: '--quiet --group --system --only-if-empty --verbose --debug',
};
const PASSWD: Syntax = {
  flags: 'dlueSaqkf',
  valued: 'nxwi',
  longFlags: '--delete --lock --unlock --expire --status --all --quiet --stdin --keep-tokens --force',
  longValued: '--mindays --maxdays --warndays --inactive --minimum --maximum --warning',
};
/** pam_unix(8), pam_pwhistory(8): what a new password is checked with, and where old ones are kept. */
const passwords: Deeds = {
  ...base,
  reads: [
    ...SETTINGS,
    '/usr/share/cracklib',
    '/var/cache/cracklib',
    '/usr/lib/security',
    '/usr/lib64/security',
    '/lib/security',
    '/lib64/security',
    '/usr/share/pam-configs',
    '/usr/lib/pam.d',
  ],
  writes: [
    ...FILES,
    '/etc/nshadow',
    '/etc/npasswd',
    '/etc/security/opasswd',
    '/etc/security/nopasswd',
    '/run/faillock',
  ],
};

/** The shell is looked at. */
function chshUses(words: Words): Uses {
  const line = readLine(words, { flags: '', valued: 's', longFlags: '', longValued: '--shell' });
  return line === null ? null : valuesOf(line, '-s', '--shell').map((place) => useOf(place, 'reads'));
}

const databases: Deeds = {
  reads: ACCOUNTS,
  uses: names({ flags: 'i', valued: 's', longFlags: '--no-idn', longValued: '--service' }),
};

export const USERS: readonly CommandFacts[] = [
  {
    names: ['useradd'],
    source: man('useradd.8'),
    ...base,
    // Fedora makes a home directory by default: CREATE_HOME in /etc/login.defs.
    writes: withHome(['/home']),
    uses: homeUses,
    variants: useradd,
  },
  {
    names: ['adduser'],
    source: `${man('adduser.8')}, ${BUSYBOX}, useradd(8)`,
    ...base,
    writes: withHome(['/home', '/etc/default/useradd']),
    uses: adduserUses,
    variants: adduser,
  },
  {
    names: ['groupadd', 'addgroup', 'groupmod', 'groupdel', 'delgroup'],
    source: `${man('groupadd.8')}, ${man('groupmod.8')}, ${man('groupdel.8')}, ${man('addgroup.8')}, ${BUSYBOX}`,
    ...base,
    writes: [...FILES, ...LOGINS],
    uses: names(group),
  },
  { names: ['usermod'], source: man('usermod.8'), ...base, writes: withHome([]), uses: names(USERMOD) },
  {
    names: ['userdel', 'deluser'],
    source: `${man('userdel.8')}, ${man('deluser.8')}, ${BUSYBOX}`,
    ...base,
    writes: withHome(['/var/spool/cron', '/etc/crontabs']),
    uses: names(USERDEL),
  },
  {
    names: ['gpasswd'],
    source: man('gpasswd.1'),
    ...base,
    uses: names({
      flags: 'rR',
      valued: 'adAM',
      longFlags: '--remove-password --restrict',
      longValued: '--add --delete --administrators --members',
    }),
  },
  { names: ['passwd'], source: `${man('passwd.1')}, ${BUSYBOX}`, ...passwords, uses: names(PASSWD) },
  {
    names: ['chpasswd'],
    source: `${man('chpasswd.8')}, ${BUSYBOX}`,
    ...passwords,
    uses: names({
      flags: 'em',
      valued: 'cs',
      longFlags: '--encrypted --md5',
      longValued: '--crypt-method --sha-rounds',
    }),
  },
  { names: ['chsh'], source: man('chsh.1'), ...passwords, uses: chshUses },
  {
    names: ['chfn'],
    source: man('chfn.1'),
    ...passwords,
    uses: names({
      flags: '',
      valued: 'frwhop',
      longValued: '--full-name --room --work-phone --home-phone --other',
    }),
  },
  {
    names: ['getent'],
    source: man('getent.1'),
    verbs: {
      ...each('passwd group shadow gshadow', {
        ...databases,
        reads: [...ACCOUNTS, '/etc/shadow', '/etc/gshadow'],
      }),
      ...each('services protocols networks ethers rpc', {
        ...databases,
        reads: [...ACCOUNTS, '/etc/services', '/etc/protocols', '/etc/networks', '/etc/ethers', '/etc/rpc'],
      }),
    },
  },
  {
    names: ['id'],
    source: `${man('id.1')}, ${BUSYBOX}`,
    reads: [...ACCOUNTS, '/etc/selinux'],
    uses: names({
      flags: 'aZgGnruz',
      valued: '',
      longFlags: '--context --group --groups --name --real --user --zero',
    }),
  },
];
