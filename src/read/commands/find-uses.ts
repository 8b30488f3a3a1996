/** What the words of `find` are to it. https://www.gnu.org/software/findutils/manual/html_mono/find.html, busybox find */
import { all, mayBeOption, textOf, wordAt } from './arguments.js';
import type { Argument, Role, Use } from './facts.js';
import { plainSed } from './sed-uses.js';

const set = (names: string): ReadonlySet<string> => new Set(names.split(' '));

const ALONE = set(
  '-empty -true -false -nouser -nogroup -readable -writable -executable -daystart -depth -d -mount -xdev -noleaf ' +
    '-prune -print -print0 -ls -quit -a -and -o -or -not ! ( ) , -warn -nowarn -ignore_readdir_race ' +
    '-noignore_readdir_race -follow',
);
const WITH_NAME = set(
  '-name -iname -path -ipath -wholename -iwholename -regex -iregex -regextype -type -xtype -size -perm -user -group ' +
    '-uid -gid -mtime -mmin -atime -amin -ctime -cmin -maxdepth -mindepth -links -inum -lname -ilname -fstype -used ' +
    '-context -printf -newermt -newerat -newerct',
);
const WITH_FILE = set('-newer -anewer -cnewer -samefile');
const WRITING = set('-fprint -fprint0 -fls');
const RUNNING = set('-exec -execdir -ok -okdir');

/** Programs that only read what they are given. */
const READERS = set(
  'grep egrep fgrep cat ls echo printf file stat md5sum sha1sum sha256sum sha512sum wc head tail basename dirname ' +
    'readlink realpath test [ du true',
);
/** Of these, programs that change the file that a link leads to. */
const FOLLOWING = set('chmod chown chgrp touch');

/** The roots in their roles, what else is read and written, and the last root entered (see `lastEntered`). */
export function findUses(words: readonly Argument[]): readonly Use[] | null {
  const start = firstRoot(words);
  const end = endOfRoots(words, start);
  const roots = words.slice(start, end).map((_, at) => start + at);
  const isPlain = !follows(words, start) && !words.slice(start, end).some(mayBeOption);
  const found = isPlain ? expressionUses(words, end) : null;
  if (found === null) return null;
  const last = roots.at(-1);
  const entered: readonly Use[] = last === undefined ? [] : [{ at: last, role: 'enters' }];
  return [...[...found.roles].flatMap((role) => all(roots, role)), ...found.uses, ...entered];
}

function firstRoot(words: readonly Argument[]): number {
  let at = 0;
  while (/^-(?:[HLP]|O\d)$/.test(wordAt(words, at).text)) at += 1;
  return at;
}

function endOfRoots(words: readonly Argument[], start: number): number {
  const end = words.findIndex((word, at) => at >= start && /^(?:-.|[(!),]$)/.test(textOf(word)));
  return end < 0 ? words.length : end;
}

/** Whether links are followed: then what is found lies anywhere. */
const follows = (words: readonly Argument[], start: number): boolean =>
  words.slice(0, start).some(({ text }) => text === '-L' || text === '-H') ||
  words.some(({ text }) => text === '-follow');

interface Found {
  /** What the roots are. */
  readonly roles: ReadonlySet<Role>;
  readonly uses: readonly Use[];
}

function expressionUses(words: readonly Argument[], start: number): Found | null {
  const roles = new Set<Role>(['reads']);
  const uses: Use[] = [];
  for (let at = start; at < words.length; at += 1) {
    const test = textOf(wordAt(words, at));
    if (ALONE.has(test)) continue;
    if (test === '-delete') roles.add('removes');
    else if (RUNNING.has(test)) {
      const end = endOfCommand(words, at + 1);
      const run = end < 0 ? null : commandUses(words, at + 1, end);
      if (run === null) return null;
      for (const role of run.roles) roles.add(role);
      uses.push(...run.uses);
      at = end;
    } else {
      const role = roleOf(test);
      if (role === null) return null;
      at += 1;
      uses.push({ at, role });
      if (test === '-fprintf') at += 1;
    }
  }
  return { roles, uses };
}

/** Of the word behind a test. */
function roleOf(test: string): Role | null {
  if (WITH_NAME.has(test)) return 'name';
  if (WITH_FILE.has(test)) return 'reads';
  return WRITING.has(test) || test === '-fprintf' ? 'writes' : null;
}

const endOfCommand = (words: readonly Argument[], start: number): number =>
  words.findIndex(
    ({ value }, at) =>
      at >= start && (value === ';' || (value === '+' && wordAt(words, at - 1).value === '{}')),
  );

/** What a command that is run for each file does to the roots. */
function commandUses(words: readonly Argument[], start: number, end: number): Found | null {
  const name = wordAt(words, start).value;
  const own = words.slice(start + 1, end);
  if (name === null || own.some(({ value }) => value === null)) return null;
  const roles = rolesOfCommand(name, own, isOfNoLinks(words));
  if (roles === null) return null;
  if (name === 'mv' || name === 'cp')
    return { roles: new Set(roles), uses: [{ at: end - 1, role: 'writes' }] };
  if (!READERS.has(name)) return { roles: new Set(roles), uses: [] };
  const files = own.flatMap(({ value }, at) => (value?.includes('/') === true ? [start + 1 + at] : []));
  return { roles: new Set(roles), uses: all(files, 'reads') };
}

function rolesOfCommand(name: string, words: readonly Argument[], noLinks: boolean): readonly Role[] | null {
  const texts = words.map(textOf);
  const isFile = (text: string | undefined): boolean => text === '{}';
  const operands = texts.filter((text) => !/^-[a-zA-Z]+$/.test(text) && text !== '--');
  const onlyFile = operands.length === 1 && isFile(operands[0]);
  if (READERS.has(name)) return [];
  if (/^(?:rm|rmdir|unlink)$/.test(name)) return onlyFile ? ['removes'] : null;
  if (FOLLOWING.has(name)) {
    const isPlain =
      operands.length <= 2 && isFile(operands.at(-1)) && !texts.some((text) => text.startsWith('--'));
    const isOfLinks = name !== 'chmod' && texts.some((text) => /^-[a-zA-Z]*h/.test(text));
    return isPlain && (noLinks || isOfLinks) ? ['changes'] : null;
  }
  if (name === 'strip') {
    const isPlain = texts
      .slice(0, -1)
      .every((text) => /^--?strip-(?:all|unneeded|debug)$|^-[sSgdx]$/.test(text));
    return isPlain && isFile(texts.at(-1)) && noLinks ? ['changes'] : null;
  }
  if (name === 'mv' || name === 'cp') {
    const isPlain = operands.length === 2 && isFile(operands[0]) && operands[1]?.includes('{}') === false;
    const options = texts.every((text) => !text.startsWith('-') || /^-[fnvprRaT]+$/.test(text));
    return isPlain && options ? (name === 'mv' ? ['removes'] : []) : null;
  }
  if (name !== 'sed' || operands.some((text) => text !== '{}' && text.includes('{}'))) return null;
  const files = plainSed(words);
  const isEdited = files?.every(({ at }) => isFile(texts[at])) === true;
  return isEdited ? (files.some(({ role }) => role === 'changes') ? ['changes'] : []) : null;
}

/** `-type f` or `-type d` holds for all that is found: nothing in it is a link. */
function isOfNoLinks(words: readonly Argument[]): boolean {
  const texts = words.map(textOf);
  return (
    texts.some((text, at) => text === '-type' && /^[fd]$/.test(texts[at + 1] ?? '')) &&
    !texts.some((text) => /^(?:-o|-or|!|-not|,)$/.test(text))
  );
}
