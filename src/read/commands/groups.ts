/** Groups, passwords and what else there is in the files of accounts; see `users.ts` for users. */
import { ACCOUNTS } from './accounts.js';
import { readLine, useOf, valuesOf, type Syntax } from './arguments.js';
import type { CommandFacts, Deeds, Region, Words, Uses } from './facts.js';

export const man = (page: string): string => `https://manpages.debian.org/${page}`;
export const BUSYBOX = 'https://busybox.net/downloads/BusyBox.html';

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

export const base: Deeds = { reads: SETTINGS, writes: FILES, environment: ENVIRONMENT };
export const withHome = (home: readonly Region[]): readonly Region[] => [
  ...FILES,
  ...LOGINS,
  ...MAIL,
  ...home,
];

/** Lines on which all words are names. */
const names =
  (syntax: Syntax) =>
  (words: Words): Uses =>
    readLine(words, syntax) === null ? null : [];

const group: Syntax = {
  flags: 'frSoa',
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

export const ACCOUNT_ROWS: readonly CommandFacts[] = [
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
];
