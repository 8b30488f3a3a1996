/** Commands on text whose words do not all mean the same. */
import { all, hasOption, lastEntered, mayBeOption, readLine, staysBelow, textOf } from './arguments.js';
import { useOf, valueAt, valuesOf, wordAt, type Line, type Syntax } from './arguments.js';
import type { Argument, Use, Words, Uses } from './facts.js';

const AWK: Syntax = {
  flags: 'PctbnNOrsS',
  valued: 'Fvf',
  longFlags: '--posix --re-interval --traditional --sandbox --characters-as-bytes',
  longValued: '--field-separator --assign',
};

/** What may run programs, or read or write other files; what reads any variable. */
const AWK_REACHES = /system|getline|[|>@]|ARGV|ARGC|ENVIRON|PROCINFO|extension/;

/** A program that only prints. https://www.gnu.org/software/gawk/manual/gawk.html */
export function awkUses(words: Words): Uses {
  const line = readLine(words, { ...AWK, stops: true });
  if (line === null || hasOption(line, '-f')) return null;
  const [program, ...files] = line.operands;
  const text = program === undefined ? null : wordAt(words, program).value;
  if (text === null || AWK_REACHES.test(text.replace(/\|\||>=|=>/g, ''))) return null;
  // `name=value` between the files sets a variable.
  return all(
    files.filter((at) => !/^[A-Za-z_]\w*=/.test(textOf(wordAt(words, at)))),
    'reads',
  );
}

const GREP: Syntax = {
  flags: 'abcEFGHhIiLlnoPqRrsTUuVvwxyZz0123456789',
  valued: 'ABCDdefm',
  longFlags:
    '--quiet --silent --recursive --dereference-recursive --ignore-case --invert-match --extended-regexp ' +
    '--fixed-strings --perl-regexp --only-matching --word-regexp --line-regexp --count --line-number --with-filename ' +
    '--no-filename --no-messages --files-with-matches --files-without-match --text --null --null-data --line-buffered',
  longValued:
    '--regexp --file --max-count --after-context --before-context --context --include --exclude --exclude-dir ' +
    '--exclude-from --binary-files --directories --devices --label',
  attached: '--color --colour',
};

/** The first operand is the pattern, unless `-e` or `-f` gives one. https://www.gnu.org/software/grep/manual/grep.html */
const grepLine = (words: Words): { readonly line: Line; readonly files: readonly number[] } | null => {
  const line = readLine(words, GREP);
  if (line === null) return null;
  const isGiven = hasOption(line, '-e', '-f', '--regexp', '--file');
  return { line, files: isGiven ? line.operands : line.operands.slice(1) };
};

const listsOf = (line: Line): readonly Use[] =>
  valuesOf(line, '-f', '--file', '--exclude-from').map((place) => useOf(place, 'reads'));

const isRecursive = (line: Line): boolean =>
  hasOption(line, '-r', '-R', '--recursive', '--dereference-recursive') ||
  hasOption(line, '-d', '--directories');

export function grepUses(words: Words): Uses {
  const found = grepLine(words);
  if (found === null || isRecursive(found.line)) return null;
  return [...listsOf(found.line), ...all(found.files, 'reads')];
}

/** `grep -r` without a file reads the working directory; with `-R` links lead anywhere. */
export function recursiveGrepUses(words: Words): Uses {
  const found = grepLine(words);
  if (found === null) return null;
  return [...listsOf(found.line), ...lastEntered(found.files, 'reads')];
}

const PATCH: Syntax = {
  flags: 'NRsftublEZTlcne',
  valued: 'pidFoBDVgYzr',
  longFlags:
    '--forward --reverse --quiet --silent --force --batch --verbose --ignore-whitespace --no-backup-if-mismatch --dry-run --binary --unified',
  longValued: '--strip --input --directory --fuzz',
};

/**
 * patch(1): the names in the patch tell what is changed, below the working directory or `-d`. With `-p0`, or without
 * `-p`, some versions take absolute names as they are; and a copy is left beside a file that is given.
 */
export function patchUses(words: Words): Uses {
  const line = readLine(words, PATCH);
  if (line === null || hasOption(line, '-o', '-B', '-D', '-V', '-g', '-Y', '-z', '-r')) return null;
  const strip = valuesOf(line, '-p', '--strip').map((place) => valueAt(words, place));
  const stripped = strip.length > 0 && strip.every((count) => count !== null && /^[1-9]\d*$/.test(count));
  const [file, list] = line.operands;
  if (file === undefined ? !stripped : !staysBelow(wordAt(words, file))) return null;
  if (line.operands.length > 2) return null;
  const lists = valuesOf(line, '-i', '--input').map((place) => useOf(place, 'reads'));
  const entered = valuesOf(line, '-d', '--directory').flatMap((place): readonly Use[] => [
    useOf(place, 'enters'),
  ]);
  const operands: readonly Use[] = list === undefined ? [] : [{ at: list, role: 'reads' }];
  // `-i` is looked up where the patch is applied in some versions, where the command was called in others.
  if (
    entered.length > 0 &&
    lists.length + operands.length > 0 &&
    !listsAreAbsolute(words, [...lists, ...operands])
  )
    return null;
  return [...lists, ...operands, ...entered];
}

const listsAreAbsolute = (words: Words, uses: readonly Use[]): boolean =>
  uses.every(({ at, from = 0 }) => /^(?:\/|-$)/.test(valueAt(words, { at, from }) ?? ''));

/** Options of jq with two words behind them, and whether the second is a file. */
const JQ_PAIRS: Readonly<Record<string, boolean>> = {
  ...{ '--arg': false, '--argjson': false, '--slurpfile': true, '--rawfile': true },
};
const JQ_FLAGS =
  /^(?:-[rjaseScCnMR]+|--(?:raw-output|join-output|raw-output0|ascii-output|slurp|exit-status|sort-keys|compact-output|color-output|null-input|monochrome-output|raw-input|tab|stream|seq|unbuffered))$/;

/** The first operand is the filter. https://jqlang.org/manual/ */
export function jqUses(words: Words): Uses {
  const uses: Use[] = [];
  let filter: Argument | null = null;
  for (let at = 0; at < words.length; at += 1) {
    const word = wordAt(words, at);
    const text = textOf(word);
    const pair = JQ_PAIRS[text];
    if (pair !== undefined) {
      at += 2;
      if (pair) uses.push({ at, role: 'reads' });
    } else if (text === '--indent') at += 1;
    else if (JQ_FLAGS.test(text)) continue;
    else if ((text.startsWith('-') && text !== '-') || mayBeOption(word)) return null;
    else if (filter === null) filter = word;
    else uses.push({ at, role: 'reads' });
  }
  const isPlain = filter !== null && !/env\b|ENV|import|include|input_filename|modulemeta/.test(filter.text);
  return isPlain ? uses : null;
}

const YQ: Syntax = {
  flags: 'rPjCMNnei',
  valued: 'oIp',
  longFlags:
    '--raw-output --unwrapScalar --prettyPrint --tojson --colors --no-colors --no-doc --null-input --exit-status --inplace',
  longValued: '--output-format --indent --input-format',
  attached: '--unwrapScalar',
};

/** mikefarah's yq, version 4. https://mikefarah.gitbook.io/yq  Earlier ones have verbs of one letter. */
export function yqUses(words: Words): Uses {
  const line = readLine(words, YQ);
  const verb = wordAt(words, line?.operands[0] ?? 0).value;
  if (line === null || verb === null) return null;
  const rest = /^(?:e|ea|eval|eval-all)$/.test(verb) ? line.operands.slice(1) : line.operands;
  const [expression, ...files] = rest;
  const text = expression === undefined ? '' : wordAt(words, expression).text;
  if (files.length === 0 || /load|env|include|filename|split/i.test(text) || /^\w+$/.test(text)) return null;
  return all(files, hasOption(line, '-i', '--inplace') ? 'changes' : 'reads');
}

/** `split FILE PREFIX`: makes files that begin with the prefix. */
export function splitUses(words: Words): Uses {
  const line = readLine(words, {
    flags: 'dexu',
    valued: 'abClnt',
    longFlags: '--numeric-suffixes --elide-empty-files --verbose',
    longValued: '--suffix-length --bytes --line-bytes --lines --number --separator --additional-suffix',
  });
  const [file, prefix] = line?.operands ?? [];
  if (line === null || (prefix !== undefined && !staysBelow(wordAt(words, prefix)))) return null;
  return file === undefined ? [] : [{ at: file, role: 'reads' }];
}

const DATE: Syntax = {
  flags: 'uRI',
  valued: 'drfD',
  longFlags: '--utc --universal --rfc-2822 --rfc-email',
  longValued: '--date --reference --file --rfc-3339',
  attached: '--iso-8601',
};

/** Prints a date; `date -s` and `date MMDDhhmm` set the clock. */
export function dateUses(words: Words): Uses {
  // `-Iseconds`, `-I`.
  const plain = words.map((word) => (/^-I\w*$/.test(word.text) ? { text: '-u', value: '-u' } : word));
  const line = readLine(plain, DATE);
  if (line?.operands.some((at) => !/^["']?\+/.test(wordAt(words, at).text)) !== false) return null;
  return valuesOf(line, '-r', '--reference', '-f', '--file').map((place) => useOf(place, 'reads'));
}

/** `xxd [options] [INPUT [OUTPUT]]`; its options are words behind one dash. */
export function xxdUses(words: Words): Uses {
  const operands: number[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const text = textOf(wordAt(words, at));
    if (mayBeOption(wordAt(words, at))) return null;
    if (/^-(?:s|seek|l|len|c|cols|g|o|n|name|R)$/.test(text)) at += 1;
    else if (!text.startsWith('-') || text === '-') operands.push(at);
    else if (!/^-(?:[abeEipruCdv]|ps|plain|revert|[slcgo]\d+)$/.test(text)) return null;
  }
  return operands.map((at, index) => ({ at, role: index === 0 ? 'reads' : 'changes' }));
}
