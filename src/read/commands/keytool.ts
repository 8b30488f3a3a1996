/** keytool of Java, whose options have one dash. */
import { textOf, wordAt } from './arguments.js';
import type { CommandFacts, Role, Use, Words, Uses } from './facts.js';

const set = (names: string): ReadonlySet<string> => new Set(names.split(' '));

const FLAGS = set('-v -noprompt -trustcacerts -rfc -protected');
const VALUED = set(
  [
    '-alias -keypass -storepass -storetype -keyalg -keysize -sigalg -dname -validity -ext -startdate -srcstoretype',
    '-deststoretype -srcstorepass -deststorepass -srcalias -destalias -srckeypass -destkeypass -groupname -id -new',
  ].join(' '),
);
/** What the file of an option is, by the command. */
const FILES: Readonly<Record<string, Role>> = {
  '-keystore': 'changes',
  '-destkeystore': 'changes',
  '-srckeystore': 'reads',
  '-infile': 'reads',
  '-outfile': 'changes',
};
const COMMANDS: Readonly<Record<string, Role>> = {
  '-importcert': 'reads',
  '-import': 'reads',
  '-exportcert': 'changes',
  '-export': 'changes',
  '-certreq': 'changes',
  '-printcert': 'reads',
  '-list': 'reads',
  '-delete': 'reads',
  '-genkeypair': 'reads',
  '-genkey': 'reads',
  '-genseckey': 'reads',
  '-importkeystore': 'reads',
  '-storepasswd': 'reads',
  '-changealias': 'reads',
};

/** `-cacerts` and options that load a program or another file are not told. */
function keytoolUses(words: Words): Uses {
  const [command, ...others] = words.map(textOf).filter((text) => Object.hasOwn(COMMANDS, text));
  const file = command === undefined || others.length > 0 ? undefined : COMMANDS[command];
  if (file === undefined) return null;
  const uses: Use[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const option = wordAt(words, at).value;
    if (option === null) return null;
    if (option === command || FLAGS.has(option)) continue;
    const role = option === '-file' ? file : FILES[option];
    if ((role === undefined && !VALUED.has(option)) || at + 1 >= words.length) return null;
    at += 1;
    if (role !== undefined) uses.push({ at, role });
  }
  return uses;
}

/** The store of the JDK is a link to that of the distribution in many images. Each run leaves /tmp/hsperfdata_USER. */
export const KEYTOOL: CommandFacts = {
  names: ['keytool'],
  source: 'https://docs.oracle.com/en/java/javase/21/docs/specs/man/keytool.html',
  reads: ['system', 'home:.keystore'],
  writes: ['home:.keystore', '/etc/ssl', '/etc/pki', '/var/lib/ca-certificates', 'tmp'],
  environment: 'all',
  uses: keytoolUses,
};
