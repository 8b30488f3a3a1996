/** Commands that ask other machines, and keys and certificates. */
import { CERTIFICATES, HOSTS, PROXIES, TLS_ENVIRONMENT } from './accounts.js';
import {
  hasOption,
  madeAndEntered,
  isBelow,
  readLine,
  textOf,
  useOf,
  valuesOf,
  wordAt,
  type Syntax,
} from './arguments.js';
import { CURL } from './curl.js';
import type { Argument, CommandFacts, Use } from './facts.js';
import { GIT } from './git.js';
import { GPG } from './gpg.js';
import { opensslUses } from './openssl-uses.js';
import { WGET } from './wget.js';

const man = (section: number, name: string): string =>
  `https://man7.org/linux/man-pages/man${section}/${name}.${section}.html`;

const CHECKOUT: Syntax = {
  flags: 'qrNv',
  valued: 'r',
  longFlags:
    '--quiet --non-interactive --trust-server-cert --no-auth-cache --ignore-externals --force --insecure --pull',
  longValued: '--revision --username --password --depth --trust-server-cert-failures --rev --branch',
};

/** `svn checkout URL [DIRECTORY]`, `hg clone URL [DIRECTORY]`: without one, a new one below the working directory. */
function checkoutUses(words: readonly Argument[]): readonly Use[] | null {
  const line = readLine(words, CHECKOUT);
  const [, address, target, ...more] = line?.operands ?? [];
  if (address === undefined || more.length > 0) return null;
  if (!/^["']?(?:(?:https?|svn(?:\+ssh)?|ssh):|\$)/.test(textOf(wordAt(words, address)))) return null;
  return target === undefined ? [] : madeAndEntered({ at: target, from: 0 });
}

const KEYGEN: Syntax = { flags: 'qAyl', valued: 'tbNPfCFRaEm' };
const KEY_PLACES = ['/etc/ssh', '/root/.ssh'];

/** A key is two files, one beside the other. https://man.openbsd.org/ssh-keygen */
function keygenUses(words: readonly Argument[]): readonly Use[] | null {
  const line = readLine(words, KEYGEN);
  if (line === null || line.operands.length > 0) return null;
  const files = valuesOf(line, '-f');
  const isRead = hasOption(line, '-y', '-l');
  const isHome = ({ text }: Argument): boolean => /^["']?(?:\$HOME|\$\{HOME\}|~)\/\.ssh\//.test(text);
  const isKnown = files.every(
    ({ at, from }) =>
      isRead || (from === 0 && (isBelow(wordAt(words, at), KEY_PLACES) || isHome(wordAt(words, at)))),
  );
  return isKnown ? files.map((place) => useOf(place, isRead ? 'reads' : 'changes')) : null;
}

const SUBVERSION: CommandFacts = {
  names: ['svn'],
  source: 'https://svnbook.red-bean.com/en/1.7/svn.ref.svn.html',
  reads: [...HOSTS, ...CERTIFICATES, '/etc/subversion', 'home:.subversion', 'home:.ssh'],
  writes: ['cwd', 'home:.subversion', 'home:.ssh'],
  environment: ['SVN_*', 'SSH_*', ...PROXIES, ...TLS_ENVIRONMENT],
  network: true,
  verbs: {
    checkout: { uses: checkoutUses },
    co: { uses: checkoutUses },
    export: { uses: checkoutUses },
  },
};

const MERCURIAL: CommandFacts = {
  names: ['hg'],
  source: 'https://www.mercurial-scm.org/help/commands/clone',
  reads: [...HOSTS, ...CERTIFICATES, 'system', 'home:.hgrc', 'home:.config/hg', 'home:.ssh', 'above:.hg'],
  writes: ['cwd', 'home:.ssh'],
  // Extensions are Python.
  environment: 'all',
  network: true,
  verbs: { clone: { uses: checkoutUses } },
};

/** Their operands are names of machines. */
const ASKING: readonly CommandFacts[] = [
  { names: ['nslookup'], source: man(1, 'nslookup'), reads: [...HOSTS, 'home:.nslookuprc'], network: true },
  { names: ['host'], source: man(1, 'host'), reads: HOSTS, network: true },
  {
    names: ['dig'],
    source: man(1, 'dig'),
    reads: [...HOSTS, 'home:.digrc'],
    options: { '-f': 'reads', '-k': 'reads' },
    network: true,
  },
  { names: ['ping', 'ping6'], source: man(8, 'ping'), reads: HOSTS, network: true },
  {
    names: ['nc', 'netcat'],
    source: 'https://man.openbsd.org/nc.1',
    reads: HOSTS,
    network: true,
    // Some versions run a program.
    variants: [{ when: ['-e*', '-c*', '-U', '-l', '--exec', '--sh-exec'], operands: null }],
  },
  {
    names: ['ssh-keyscan'],
    source: 'https://man.openbsd.org/ssh-keyscan',
    reads: HOSTS,
    options: { '-f': 'reads', '-p': 'name', '-t': 'name', '-T': 'name', '-O': 'name' },
    network: true,
  },
];

export const NETWORK: readonly CommandFacts[] = [
  CURL,
  WGET,
  GIT,
  ...GPG,
  ...ASKING,
  SUBVERSION,
  MERCURIAL,
  {
    names: ['ssh-keygen'],
    source: 'https://man.openbsd.org/ssh-keygen',
    writes: ['/etc/ssh', 'home:.ssh', '/root/.ssh'],
    uses: keygenUses,
    environment: ['SSH_*', ...TLS_ENVIRONMENT],
  },
  {
    names: ['openssl'],
    source: 'https://docs.openssl.org/master/man1/openssl/',
    reads: [...CERTIFICATES, ...HOSTS],
    // A seed for random numbers, in versions before 1.1.1.
    writes: ['home:.rnd', '$RANDFILE'],
    uses: opensslUses,
    environment: [...TLS_ENVIRONMENT, ...PROXIES],
    network: true,
  },
];
