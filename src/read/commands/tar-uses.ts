/** What the words of `tar` are to it. https://www.gnu.org/software/tar/manual/tar.html, tar(1) of libarchive, busybox */
import { hasOption, nowhere, readLine, textOf, useOf, wordAt, type Line } from './arguments.js';
import type { Option, Place, Syntax } from './arguments.js';
import type { Use, Words } from './facts.js';

const SYNTAX: Syntax = {
  flags: 'xctruvzjJaZpmokhOSlBdUwqyn',
  valued: 'fCTXIb',
  longFlags:
    '--extract --get --create --list --append --update --diff --compare --verbose --gzip --gunzip --ungzip --bzip2 --xz ' +
    '--lzma --lzip --zstd --lzop --compress --auto-compress --no-auto-compress --preserve-permissions --same-permissions ' +
    '--same-owner --no-same-owner --no-same-permissions --numeric-owner --dereference --hard-dereference --touch ' +
    '--keep-old-files --skip-old-files --keep-newer-files --overwrite --overwrite-dir --no-overwrite-dir ' +
    '--keep-directory-symlink --to-stdout --sparse --totals --exclude-vcs --exclude-vcs-ignores --exclude-backups ' +
    '--exclude-caches --wildcards --no-wildcards --anchored --no-anchored --wildcards-match-slash --ignore-zeros ' +
    '--no-recursion --recursion --one-file-system --force-local --no-xattrs --xattrs --acls --no-acls --selinux ' +
    '--no-selinux --delay-directory-restore --no-delay-directory-restore --unlink-first --same-order --null ' +
    '--ignore-failed-read --warning --no-fflags --no-mac-metadata --show-transformed-names --preserve --old-archive',
  longValued:
    '--file --directory --cd --files-from --exclude-from --use-compress-program --strip-components --strip-component --strip --exclude ' +
    '--include --owner --group --mode --sort --format --transform --xform --blocking-factor --record-size ' +
    '--mtime --owner-map --group-map --uid --gid --uname --gname --xattrs-include --xattrs-exclude --options',
  attached: '--one-top-level --warning --checkpoint --occurrence --totals --verbose',
};

/** Programs that only pack or unpack. */
const PACKERS =
  /^(?:(?:pi|un)?p?gz(?:ip)?|pigz|unpigz|gunzip|bzip2|bunzip2|pbzip2|lbzip2|p?xz|pixz|unxz|zstdmt|p?zstd|unzstd|lz4|lzop|lzip|plzip|lzma|brotli)(?: +-[\w=-]+)*$/;

interface Call {
  readonly mode: 'extract' | 'create' | 'list';
  readonly line: Line;
}

export function tarUses(words: Words): readonly Use[] | null {
  const call = readTar(words);
  if (call === null || !isPlain(words, call)) return null;
  const { mode, line } = call;
  const archive = line.options.findLast(({ name }) => name === '-f' || name === '--file')?.value ?? null;
  if (archive !== null && mayBeRemote(words, archive, line)) return null;
  const uses: Use[] = archive === null ? [] : [useOf(archive, mode === 'create' ? 'changes' : 'reads')];
  for (const { name, value } of line.options) {
    if (value !== null && /^(?:-X|-T|--exclude-from|--files-from|--owner-map|--group-map)$/.test(name))
      uses.push(useOf(value, 'reads'));
  }
  // The archive itself is looked up where the command was called, wherever `-C` leads.
  uses.push(...ordered(line, mode));
  return mode === 'extract' ? uses : [...uses, ...nowhere(words)];
}

/** Directories are entered, and operands of `-c` looked up, in the order of the line. */
function ordered({ options, operands }: Line, mode: Call['mode']): readonly Use[] {
  const entered = options.flatMap(({ name, value }): readonly Use[] =>
    value !== null && /^(?:-C|--directory|--cd)$/.test(name) ? [useOf(value, 'enters')] : [],
  );
  const read = mode === 'create' ? operands.map((at): Use => ({ at, role: 'reads' })) : [];
  return [...entered, ...read].sort((a, b) => a.at - b.at);
}

function mayBeRemote(words: Words, archive: Place, line: Line): boolean {
  const text = textOf(wordAt(words, archive.at)).slice(archive.from);
  return /^[^/$]*:/.test(text) && !hasOption(line, '--force-local');
}

/** The old style (`tar xzf FILE`) first: a word of letters, with the values of those that have one behind it. */
function readTar(words: Words): Call | null {
  const first = wordAt(words, 0).value;
  const letters = first !== null && /^[A-Za-z]+$/.test(first) ? Array.from(first) : [];
  const options: Option[] = [];
  let next = letters.length > 0 ? 1 : 0;
  for (const letter of letters) {
    if (SYNTAX.valued.includes(letter)) options.push({ name: `-${letter}`, value: { at: next++, from: 0 } });
    else if (SYNTAX.flags.includes(letter)) options.push({ name: `-${letter}`, value: null });
    else return null;
  }
  if (next > words.length) return null;
  const rest = readLine(words, SYNTAX, next);
  if (rest === null) return null;
  const line = { options: [...options, ...rest.options], operands: rest.operands };
  const mode = modeOf(line);
  return mode === null ? null : { mode, line };
}

function modeOf(line: Line): Call['mode'] | null {
  const extracts = hasOption(line, '-x', '--extract', '--get');
  const creates = hasOption(line, '-c', '--create', '-r', '--append', '-u', '--update');
  const lists = hasOption(line, '-t', '--list', '-d', '--diff', '--compare');
  if (Number(extracts) + Number(creates) + Number(lists) !== 1) return null;
  return extracts ? 'extract' : creates ? 'create' : 'list';
}

/** Whether no option makes it do more than pack and unpack below the directory. */
function isPlain(words: Words, { mode, line }: Call): boolean {
  if (
    mode === 'create' &&
    (hasOption(line, '-T', '--files-from', '-h', '--dereference') || hasAt(words, line))
  )
    return false;
  // A list of files is looked up before or behind `-C`.
  if (
    hasOption(line, '-C', '--directory', '--cd') &&
    hasOption(line, '-T', '-X', '--files-from', '--exclude-from')
  )
    return false;
  return line.options.every(({ name, value }) => {
    const text = value === null ? '' : textOf(wordAt(words, value.at)).slice(value.from);
    if (/^(?:-I|--use-compress-program)$/.test(name)) return PACKERS.test(text);
    if (name === '--mtime') return !/^["']?[./]/.test(text);
    if (name === '--one-top-level') return value === null || /^[\w.-]+$/.test(text);
    return !/^(?:--transform|--xform)$/.test(name) || !text.includes('..');
  });
}

/** `@FILE` of libarchive. */
const hasAt = (words: Words, { operands }: Line): boolean =>
  operands.some((at) => /^["']?@/.test(wordAt(words, at).text));
