/** What the words of `openssl` are to it: options are words behind one dash. https://docs.openssl.org/master/man1/ */
import { mayBeOption, textOf, wordAt } from './arguments.js';
import type { Argument, Role, Use } from './facts.js';

const WORDS = (names: string): ReadonlySet<string> => new Set(names.split(' '));

const READ = WORDS('-in -key -inkey -CAfile -CApath -config -extfile -certfile -signkey -cert -kfile -rand');
const WRITTEN = WORDS('-out -keyout -pubout_file -CRLfile');
const NAMED = WORDS(
  '-days -subj -newkey -extensions -reqexts -addext -set_serial -pkeyopt -algorithm -name -inform -outform -keyform ' +
    '-genopt -connect -servername -iter -md -digest -sigopt -nameopt -startdate -enddate -alias',
);
const FLAG =
  /^-(?:nodes|noenc|new|x509|noout|text|batch|sha\d+|md5|aes\S+|des3?|verbose|nocerts|clcerts|nokeys|export|hex|base64|a|A|d|e|r|R|pubkey|pubout|pubin|fingerprint|modulus|subject|issuer|dates|hash|subject_hash|subject_hash_old|salt|genkey|noprompt|pbkdf2|6|1|5|apr1|quiet|showcerts|trustout|dsaparam|traditional|nocrypt|topk8|v|b|o|f|p|req|legacy|stdin|check|providers)$/;

/** Commands that print, or write what `-out` names. */
const VERBS = WORDS(
  'req x509 genrsa genpkey gendsa ecparam dhparam rsa ec pkey pkcs8 pkcs12 rand dgst enc base64 passwd version ' +
    's_client verify sha1 sha256 sha384 sha512 md5 prime list ciphers aes-256-cbc crl2pkcs7 pkcs7 asn1parse',
);
/** Commands whose operands are files. */
const OF_FILES = /^(?:dgst|sha\d+|md5|verify|base64)$/;

export function opensslUses(words: readonly Argument[]): readonly Use[] | null {
  const verb = wordAt(words, 0).value;
  if (verb === null || !VERBS.has(verb)) return null;
  const uses: Use[] = [];
  const seen = new Set<string>();
  for (let at = 1; at < words.length; at += 1) {
    const word = wordAt(words, at);
    const text = textOf(word);
    if (mayBeOption(word)) return null;
    seen.add(text);
    const role = roleOf(text);
    if (role !== null) {
      at += 1;
      const next = textOf(wordAt(words, at));
      if (text.startsWith('-pass') && !/^["']?(?:pass|env|stdin|fd)\b/.test(next)) return null;
      if (role !== 'name') uses.push({ at, role });
    } else if (!text.startsWith('-')) {
      if (OF_FILES.test(verb)) uses.push({ at, role: 'reads' });
    } else if (!FLAG.test(text)) return null;
  }
  return writesElsewhere(verb, seen) ? null : uses;
}

function roleOf(option: string): Role | null {
  if (READ.has(option)) return 'reads';
  if (WRITTEN.has(option)) return 'writes';
  return NAMED.has(option) || /^-pass(?:in|out)?$/.test(option) ? 'name' : null;
}

/** A new key without `-keyout` goes to a file that the settings name. */
const writesElsewhere = (verb: string, options: ReadonlySet<string>): boolean =>
  verb === 'req' &&
  ['-newkey', '-new', '-x509'].some((option) => options.has(option)) &&
  !options.has('-key') &&
  !options.has('-keyout');
