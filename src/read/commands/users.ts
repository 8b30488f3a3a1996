/** Users and groups: shadow, the scripts of Debian, and busybox, which give some names to different programs. */
import { hasOption, readLine, textOf, useOf, valuesOf, wordAt, type Line, type Syntax } from './arguments.js';
import type { CommandFacts, Variant, Words, Uses } from './facts.js';
import { ACCOUNT_ROWS, base, BUSYBOX, man, withHome } from './groups.js';
import { unknown } from './words.js';

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

/**
 * The home directory, if it is made, with those above it that are missing: shadow leaves one alone that is there,
 * busybox takes it over.
 */
function homeUses(words: Words): Uses {
  const line = accountLine(words, USERADD);
  if (line === null || line.operands.length !== 1) return null;
  const homes = valuesOf(line, '-d', '-h', '--home-dir', '--home', '-b', '--base-dir');
  return [
    ...homes.flatMap((place) => [useOf(place, 'makes'), useOf(place, 'changes')]),
    ...valuesOf(line, '-k', '--skel').map((place) => useOf(place, 'reads')),
  ];
}

/** Without `-m` shadow makes no home directory for a user of the system. */
function useraddUses(words: Words): Uses {
  const line = accountLine(words, USERADD);
  const isMade =
    line !== null && (hasOption(line, '-m', '--create-home') || !hasOption(line, '-r', '--system'));
  return isMade ? homeUses(words) : nameUses(words);
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
  { when: ['-d', '--home-dir', '--home', '-b', '--base-dir'], writes: withHome([]), uses: useraddUses },
  { when: ['-m', '--create-home'], writes: withHome(['/home']), uses: useraddUses },
  { when: ['-r', '--system'], writes: withHome([]), uses: useraddUses },
];
const adduser: readonly Variant[] = [
  { when: ['-R', '--root', '-P', '--prefix', '-Z', '--conf'], uses: unknown },
  { when: ['-H', '-M', '--no-create-home'], writes: withHome(['/etc/default/useradd']), uses: nameUses },
  {
    when: ['-d', '-h', '--home-dir', '--home', '-b', '--base-dir'],
    writes: withHome(['/etc/default/useradd']),
    uses: adduserUses,
  },
];

export const USERS: readonly CommandFacts[] = [
  {
    names: ['useradd'],
    source: man('useradd.8'),
    ...base,
    // Fedora makes a home directory by default: CREATE_HOME in /etc/login.defs.
    writes: withHome(['/home']),
    uses: useraddUses,
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
  ...ACCOUNT_ROWS,
];
