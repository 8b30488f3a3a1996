/** Commands on files whose operands do not all mean the same: what their words are to them. */
import { all, hasOption, isBelow, lastEntered, mayBeOption, readLine, textOf } from './arguments.js';
import { useOf, valuesOf, wordAt, type Place, type Syntax } from './arguments.js';
import type { Role, Use, Words, Uses } from './facts.js';

const CHMOD_FLAGS =
  /^(?:-[Rcfv]+|-[hHLP]|--(?:recursive|changes|silent|quiet|verbose|no-preserve-root|preserve-root|no-dereference))$/;

/** `chmod MODE FILE…`: a mode may begin with `-` as an option does (`chmod -x file`). */
export function chmodUses(words: Words): Uses {
  const operands: number[] = [];
  let hasMode = false;
  let ended = false;
  for (const [at, word] of words.entries()) {
    const text = textOf(word);
    if (!ended && text === '--') ended = true;
    else if (!ended && text.startsWith('--reference=') && word.value !== null) hasMode = true;
    else if (ended || !text.startsWith('-')) {
      if (mayBeOption(word)) return null;
      operands.push(at);
    } else if (/^-[rwxXstugo,+=-]+$/.test(text) && !hasMode) hasMode = true;
    else if (!CHMOD_FLAGS.test(text)) return null;
  }
  const references = words.flatMap(({ value }, at) =>
    value?.startsWith('--reference=') === true ? [at] : [],
  );
  const uses = references.map((at): Use => ({ at, role: 'reads', from: '--reference='.length }));
  return [...uses, ...all(hasMode ? operands : operands.slice(1), 'changes')];
}

const LN: Syntax = {
  flags: 'sfnvirTLP',
  valued: 't',
  longFlags: '--symbolic --force --no-dereference --verbose --interactive --relative --no-target-directory',
  longValued: '--target-directory',
};

/**
 * `ln -s`: the text of the link is no path that matters now. A link without `-s` makes two names of one file, after
 * which a change of one is a change of the other: that is not told.
 */
export function lnUses(words: Words): Uses {
  const line = readLine(words, LN);
  if (line === null || !hasOption(line, '-s', '--symbolic')) return null;
  const [target] = valuesOf(line, '-t', '--target-directory');
  if (target) return [useOf(target, 'writes')];
  const { operands } = line;
  const place = operands.at(-1) ?? 0;
  const targets = operands.slice(0, -1);
  if (targets.length === 0) return linkHere(words, place);
  const isDirectory = /\/$|^\/(?:usr\/|usr\/local\/)?s?bin$/.test(textOf(wordAt(words, place)));
  const isAbsolute = targets.every((at) => wordAt(words, at).value?.startsWith('/') === true);
  const isInto = isDirectory && isAbsolute && !hasOption(line, '-T', '--no-target-directory');
  return isInto ? [...all(targets, 'reads'), { at: place, role: 'into' }] : [{ at: place, role: 'writes' }];
}

/** With one operand the link is made in the working directory, under the last name of what it leads to. */
function linkHere(words: Words, at: number): Uses {
  const { value } = wordAt(words, at);
  const from = (value?.lastIndexOf('/') ?? -1) + 1;
  return value === null || from === value.length ? null : [{ at, role: 'writes', from }];
}

const INSTALL: Syntax = {
  flags: 'cCDdpsvT',
  valued: 'mogt',
  longFlags: '--compare --directory --preserve-timestamps --strip --verbose --no-target-directory',
  longValued: '--mode --owner --group --target-directory',
};

/** install(1): copies, or makes directories with `-d`. */
export function installUses(words: Words): Uses {
  const line = readLine(words, INSTALL);
  if (line === null) return null;
  const { operands } = line;
  const isDirectory = hasOption(line, '-d', '--directory');
  const isPlain = !hasOption(line, '-m', '-o', '-g', '--mode', '--owner', '--group');
  if (isDirectory) return all(operands, isPlain ? 'makes' : 'changes');
  // `-D` makes what is missing above.
  const made = (place: Place): readonly Use[] => (hasOption(line, '-D') ? [useOf(place, 'makes')] : []);
  const [target] = valuesOf(line, '-t', '--target-directory');
  if (target) return [...all(operands, 'reads'), ...made(target), useOf(target, 'writes')];
  const at = operands.at(-1);
  if (at === undefined || operands.length < 2) return null;
  return [...all(operands.slice(0, -1), 'reads'), ...made({ at, from: 0 }), { at, role: 'into' }];
}

/** A row whose operands are read, and the working directory where there is none. */
export const listing =
  (syntax: Syntax, files: readonly string[] = []) =>
  (words: Words): Uses => {
    const line = readLine(words, syntax);
    if (line === null) return null;
    return [
      ...valuesOf(line, ...files).map((place) => useOf(place, 'reads')),
      ...lastEntered(line.operands, 'reads'),
    ];
  };

const MKTEMP: Syntax = {
  flags: 'dqut',
  valued: 'p',
  longFlags: '--directory --quiet --dry-run --tmpdir',
  longValued: '--suffix',
  attached: '--tmpdir',
};

/** mktemp(1): in the directory for temporary files (`tmp`) unless told otherwise. */
export function mktempUses(words: Words): Uses {
  const line = readLine(words, MKTEMP);
  if (line === null) return null;
  const places = valuesOf(line, '-p', '--tmpdir');
  if (places.length > 0) return places.map((place) => useOf(place, 'writes'));
  if (hasOption(line, '-t', '--tmpdir', '-u', '--dry-run')) return [];
  return line.operands.every((at) => isBelow(wordAt(words, at), ['/tmp', '/var/tmp'])) ? [] : null;
}

/** `dd if=… of=…`. https://pubs.opengroup.org/onlinepubs/9799919799/utilities/dd.html */
export function ddUses(words: Words): Uses {
  const uses: Use[] = [];
  for (const [at, word] of words.entries()) {
    const text = textOf(word);
    const file = /^(if|of)=/.exec(text);
    if (file) uses.push({ at, role: file[1] === 'if' ? 'reads' : 'changes', from: 3 });
    else if (!/^(?:[ioc]?bs|count|skip|seek|conv|status|iflag|oflag|iseek|oseek)=/.test(text)) return null;
  }
  return uses;
}

const RSYNC: Syntax = {
  flags: 'avrlptgoDHAXxzhqucnimRLkKSPIWOEUNJ8F',
  valued: '',
  longFlags:
    '--archive --verbose --recursive --links --perms --times --group --owner --delete --delete-before --delete-during ' +
    '--delete-after --delete-excluded --progress --stats --compress --human-readable --quiet --checksum --update ' +
    '--hard-links --acls --xattrs --numeric-ids --no-owner --no-group --no-perms --no-times --no-o --no-g --no-p ' +
    '--copy-links --safe-links --one-file-system --sparse --inplace --whole-file --ignore-existing --existing ' +
    '--itemize-changes --relative --prune-empty-dirs --dry-run --partial --force --dirs --executability',
  longValued:
    '--exclude --include --chmod --chown --usermap --groupmap --max-size --min-size --info --timeout',
};

/** rsync(1) between local directories. */
export function rsyncUses(words: Words): Uses {
  const line = readLine(words, RSYNC);
  if (line === null || line.operands.length < 2) return null;
  const texts = line.operands.map((at) => textOf(wordAt(words, at)));
  if (texts.some((text) => /^[^/]*:/.test(text))) return null;
  const place = line.operands.at(-1) ?? 0;
  return [
    ...all(line.operands.slice(0, -1), 'reads'),
    { at: place, role: 'changes' },
    { at: place, role: 'removes' },
  ];
}

/** `setcap CAPABILITIES FILE…`, also in pairs; `-r FILE`. https://man7.org/linux/man-pages/man8/setcap.8.html */
export function setcapUses(words: Words): Uses {
  const files: number[] = [];
  let role: Role = 'changes';
  let isFile = false;
  for (const [at, word] of words.entries()) {
    const text = textOf(word);
    if (mayBeOption(word)) return null;
    if (!isFile && text === '-v') role = 'reads';
    else if (!isFile && text === '-r') isFile = true;
    else if (text.startsWith('-') && text !== '-q') return null;
    else if (text !== '-q') {
      if (isFile) files.push(at);
      isFile = !isFile;
    }
  }
  return isFile ? null : all(files, role);
}

/** `chattr +i FILE…`: attributes begin with `+`, `-` or `=`. https://man7.org/linux/man-pages/man1/chattr.1.html */
export function chattrUses(words: Words): Uses {
  const texts = words.map(textOf);
  if (words.some(mayBeOption) || texts.some((text) => /^-[vp]|^-\w*[^RVfaAcCdDeijPsStTuFxm-]/.test(text)))
    return null;
  return texts.flatMap((text, at): readonly Use[] => (/^[-+=]/.test(text) ? [] : [{ at, role: 'changes' }]));
}
