/** Commands whose operands are a command line of its own: where it begins. */
import {
  hasOption,
  mayBeOption,
  readLine,
  textOf,
  useOf,
  valuesOf,
  wordAt,
  type Syntax,
} from './arguments.js';
import type { Words, Uses } from './facts.js';

/**
 * Options first, then `skipped` operands, then the command line. Without one nothing is known.
 * @param written options whose value is a file that is made
 */
export const wrapping =
  (syntax: Syntax, skipped = 0, written: readonly string[] = []) =>
  (words: Words): Uses => {
    const line = readLine(words, { ...syntax, stops: true });
    const at = line?.operands[skipped];
    if (line === null || at === undefined) return null;
    return [...valuesOf(line, ...written).map((place) => useOf(place, 'changes')), { at, role: 'command' }];
  };

/** Variables that lead no program to another place. */
const HARMLESS =
  /^(?:DEBIAN_FRONTEND|DEBCONF_\w+|DEBIAN_PRIORITY|APT_LISTCHANGES_FRONTEND|UCF_\w+|LANG|LANGUAGE|LC_\w+|TZ|TERM|CI|NO_COLOR|NONINTERACTIVE)=/;

/** Skips `NAME=value` words; `null` where one may change what the command does to files. */
function behindAssignments(words: Words, start: number): number | null {
  let at = start;
  for (; /^["']?[A-Za-z_]\w*=/.test(wordAt(words, at).text); at += 1)
    if (!HARMLESS.test(wordAt(words, at).text.replace(/^["']/, ''))) return null;
  return at;
}

const ENV: Syntax = { flags: 'v', valued: 'C', longFlags: '--debug', attached: '--chdir', stops: true };

export function envUses(words: Words): Uses {
  const line = readLine(words, ENV);
  const first = line?.operands[0];
  const at = first === undefined ? null : behindAssignments(words, first);
  if (line === null || at === null || at >= words.length) return null;
  const entered = valuesOf(line, '-C', '--chdir').map((place) => useOf(place, 'enters'));
  return [...entered, { at, role: 'command' }];
}

const set = (names: string): ReadonlySet<string> => new Set(names.split(' '));

/** Commands that never look at the home of the user that runs them, and make no directory that others may make. */
const HOMELESS = set(
  'true false echo printf cat ls test [ id whoami grep head tail wc rm rmdir cp mv touch chmod chown tee ln stat',
);

/** A command run as somebody else: its home is not known. */
function asOther(words: Words, at: number | undefined): Uses {
  const name = at === undefined ? null : wordAt(words, at).value;
  if (at === undefined || name === null || !HOMELESS.has(name)) return null;
  return words.slice(at).some(({ text }) => /^["']?~/.test(text)) ? null : [{ at, role: 'command' }];
}

const SUDO: Syntax = {
  flags: 'EHnSPb',
  valued: 'ugp',
  longFlags: '--set-home --preserve-env --non-interactive --stdin --preserve-groups',
  longValued: '--user --group --prompt',
  attached: '--preserve-env',
  stops: true,
};

/** sudo(8): as root unless `-u` says otherwise. `-i` and `-s` start a shell that reads its profile. */
export function sudoUses(words: Words): Uses {
  const line = readLine(words, SUDO);
  const first = line?.operands[0];
  const at = first === undefined ? null : behindAssignments(words, first);
  if (line === null || at === null || hasOption(line, '-b')) return null;
  const users = valuesOf(line, '-u', '--user').map(({ at: user, from }) =>
    textOf(wordAt(words, user)).slice(from),
  );
  const isRoot = users.every((user) => user === 'root') && !hasOption(line, '-g', '--group');
  return isRoot ? [{ at, role: 'command' }] : asOther(words, at);
}

/** `gosu USER COMMAND`, `su-exec USER COMMAND`. */
export function gosuUses(words: Words): Uses {
  if (words.length === 1 && /^(?:--version|-v|--help|-h)$/.test(wordAt(words, 0).text)) return [];
  if (words[0] === undefined || words[0].text.startsWith('-')) return null;
  const isRoot = /^(?:root|0)(?::\w+)?$/.test(words[0].value ?? '');
  return isRoot && words.length > 1 ? [{ at: 1, role: 'command' }] : asOther(words, 1);
}

/** `runuser -u USER -- COMMAND`. */
export function runuserUses(words: Words): Uses {
  const line = readLine(words, { flags: '', valued: 'ugG', longValued: '--user --group', stops: true });
  return line !== null && hasOption(line, '-u', '--user') ? asOther(words, line.operands[0]) : null;
}

const XARGS: Syntax = {
  flags: '0rtxpo',
  valued: 'nPILdEasJ',
  longFlags: '--null --no-run-if-empty --verbose --exit',
  longValued: '--max-args --max-procs --replace --delimiter --max-lines --max-chars --arg-file',
  stops: true,
};
/** Commands to which more operands are more names, or more files that are read. */
const MORE_NAMES = set(
  'echo printf grep egrep fgrep cat ls which basename dirname dpkg-query md5sum sha1sum sha256sum sha512sum head tail ' +
    'wc file stat readlink realpath true ldd du',
);

/** Its command gets more operands, which nobody knows; whatever they name is read. */
export function xargsUses(words: Words): Uses {
  const line = readLine(words, XARGS);
  if (line === null || hasOption(line, '-p', '-o')) return null;
  const lists = valuesOf(line, '-a', '--arg-file').map((place) => useOf(place, 'reads'));
  const [at] = line.operands;
  if (at === undefined) return lists;
  const name = wordAt(words, at).value ?? '';
  const verb = wordAt(words, at + 1).value ?? '';
  const isKnown =
    MORE_NAMES.has(name) ||
    (name === 'apt-mark' && /^(?:auto|manual|hold|unhold)$/.test(verb)) ||
    (name === 'apk' && verb === 'info');
  return isKnown ? [...lists, { at, role: 'command' }] : null;
}

/** `sh -c TEXT`. A file, the standard input, and a login shell's profile may be anything. */
export function shellUses(words: Words): Uses {
  if (words.length === 1 && wordAt(words, 0).text === '--version') return [];
  const line = readLine(words, {
    flags: 'ceuxfabhmnvBEHPTC',
    valued: 'oO',
    longFlags: '--noprofile --norc --posix',
    stops: true,
  });
  const at = line?.operands[0];
  if (line === null || at === undefined || !hasOption(line, '-c')) return null;
  return textOf(wordAt(words, at)).startsWith('+') ? null : [{ at, role: 'script' }];
}

/** Files of distributions that only set variables. */
const SETTINGS = set('/etc/os-release /usr/lib/os-release /etc/lsb-release /etc/apache2/envvars');

/** `. FILE` runs what is in it. */
export function sourceUses(words: Words): Uses {
  return words.length === 1 && SETTINGS.has(wordAt(words, 0).value ?? '') ? [{ at: 0, role: 'reads' }] : null;
}

/** `trap` for later: only one that does nothing, or takes one back. */
export function trapUses(words: Words): Uses {
  const { value } = wordAt(words, 0);
  return words.length === 0 || value === '-' || value === '' || value === '-p' || value === '-l' ? [] : null;
}

/** `umask`: the mode of all that is made from here on; 022 is what it is at the start. */
export function umaskUses(words: Words): Uses {
  return words.every(({ value }) => value === '-S' || /^0{0,2}22$/.test(value ?? '')) ? [] : null;
}

/** `command -v NAME` looks up; `command NAME …` runs. */
export function commandUses(words: Words): Uses {
  const at = wordAt(words, 0).text === '-p' ? 1 : 0;
  const { text } = wordAt(words, at);
  if (/^-[vV]$/.test(text)) return [];
  return text === '' || text.startsWith('-') ? null : [{ at, role: 'command' }];
}

/** The words are a command line from the first on. */
export function firstUses(words: Words): Uses {
  const [first] = words;
  return first === undefined || first.text.startsWith('-') || mayBeOption(first)
    ? null
    : [{ at: 0, role: 'command' }];
}

/** `exec COMMAND …`; without one only redirections are left. */
export const execUses = (words: Words): Uses => (words.length === 0 ? [] : firstUses(words));

/** `setarch [ARCH] [options] COMMAND …`. */
export function setarchUses(words: Words): Uses {
  const start = /^(?:linux32|linux64|i[3-6]86|x86_64|arm\w*|aarch64|uname26)$/.test(wordAt(words, 0).text)
    ? 1
    : 0;
  const inner = wrapping({ flags: 'BFILRSTXZv3', valued: '', longFlags: '--32bit --addr-no-randomize' })(
    words.slice(start),
  );
  return inner?.map((use) => ({ ...use, at: use.at + start })) ?? null;
}

/** `nice -10 COMMAND`, `nice -n 10 COMMAND`. */
export function niceUses(words: Words): Uses {
  const start = /^--?\d+$/.test(wordAt(words, 0).text) ? 1 : 0;
  const inner = wrapping({ flags: '', valued: 'n', longValued: '--adjustment' })(words.slice(start));
  return inner?.map((use) => ({ ...use, at: use.at + start })) ?? null;
}

/** `hostname` prints; with an operand it names the machine. */
export const hostnameUses = (words: Words): Uses =>
  words.every(({ value }) => /^-[fsiIdA]$/.test(value ?? '')) ? [] : null;
