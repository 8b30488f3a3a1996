/** apt-key, which Debian and Ubuntu had until 2024. */
import { PROXIES, TLS_ENVIRONMENT } from './accounts.js';
import { readLine, textOf, useOf, valueAt, valuesOf, wordAt, type Syntax } from './arguments.js';
import type { CommandFacts, Deeds, Role, Use, Words, Uses } from './facts.js';
import { each } from './words.js';

/** Variables that apt and its methods read. */
export const APT_ENVIRONMENT: readonly string[] = [
  ...['APT_*', 'APTITUDE_*', 'DEBIAN_*', 'DPKG_*', 'GNUPG*', 'SEQUOIA_*', 'PAGER', 'NETRC', 'DEBUG'],
  ...PROXIES,
  ...TLS_ENVIRONMENT,
];

/** A file stands for its content, `-` for what the command is given. */
function keyFile(words: Words): Uses {
  const line = readLine(words, {
    flags: '',
    valued: '',
    longFlags: '--quiet --debug',
    longValued: '--keyring',
  });
  if (line === null) return null;
  const keyrings = valuesOf(line, '--keyring').map((place) => useOf(place, 'changes'));
  return [...keyrings, ...line.operands.slice(1).map((at): Use => ({ at, role: 'reads' }))];
}

const GPG: Syntax = {
  flags: 'qv',
  valued: '',
  longFlags:
    '--batch --yes --no-tty --quiet --recv-keys --recv-key --recv --receive-keys --fetch-keys --verbose --quick',
  longValued: '--keyserver --keyserver-options --keyring',
};

/** What is behind `adv` are options of gpg. */
function keyCall(words: Words): Uses {
  const line = readLine(words, GPG);
  if (line === null) return null;
  const options = valuesOf(line, '--keyserver-options').map((place) => valueAt(words, place));
  if (options.some((value) => value === null || /file|path|=\//.test(value))) return null;
  const keyrings = valuesOf(line, '--keyring').map((place) => useOf(place, 'changes'));
  return line.operands.some((at) => /^file:|^\/|^\./.test(textOf(wordAt(words, at)))) ? null : keyrings;
}

const KEYS: Deeds = {
  reads: [
    '/etc/apt',
    '/usr/share/keyrings',
    '/etc/ssl',
    '/usr/lib',
    '/var/lib/apt',
    'home:.gnupg',
    'tmp',
    '$APT_CONFIG',
  ],
  writes: ['/etc/apt', '/var/lib/apt', 'home:.gnupg', 'tmp'],
  environment: [...APT_ENVIRONMENT, 'KEYSERVER', 'GPG_*'],
  uses: keyFile,
};

/** Names of keys. */
const namesUses = (words: Words): Uses =>
  readLine(words, { flags: 'q', valued: '', longFlags: '--quiet' }) === null ? null : [];

export const APT_KEY: CommandFacts = {
  names: ['apt-key'],
  source: 'https://manpages.debian.org/bookworm/apt/apt-key.8',
  options: each<Role>('--keyring', 'name'),
  verbs: {
    add: KEYS,
    ...each('del list export exportall finger fingerprint', { ...KEYS, uses: namesUses }),
    adv: { ...KEYS, network: true, uses: keyCall },
  },
};
