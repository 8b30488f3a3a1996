/** What the words of other archivers and compressors are to them. */
import {
  all,
  hasOption,
  isBelow,
  madeAndEntered,
  mayBeOption,
  nowhere,
  readLine,
  staysBelow,
  textOf,
} from './arguments.js';
import { useOf, valueAt, valuesOf, wordAt, type Line, type Syntax } from './arguments.js';
import type { Argument, Use, Words, Uses } from './facts.js';

const UNZIP: Syntax = { flags: 'onqufjabCLltpvzZcXKMUVWx', valued: 'dP', longFlags: '' };

/** Its name as it stands: one without an ending may get `.zip`, and a pattern is looked up by unzip itself. */
const isArchive = ({ value }: Argument): boolean =>
  // Of a name that is not known the whole directory counts.
  value === null ||
  (/\.(?:zip|jar|war|ear|whl|egg|apk|aar|xpi|crx|vsix|nupkg|tgz|tpz|pk3|phar|bin|exe)$/i.test(value) &&
    !/[*?[\\]/.test(value));

function readUnzip(words: Words): Line | null {
  const line = readLine(words, UNZIP);
  const archive = line?.operands[0];
  return archive !== undefined && isArchive(wordAt(words, archive)) ? line : null;
}

const unzipped = (line: Line): readonly Use[] => [
  ...all(line.operands.slice(0, 1), 'reads'),
  ...valuesOf(line, '-d').flatMap(madeAndEntered),
];

/** unzip(1): below the working directory, or that of `-d`. */
export function unzipUses(words: Words): Uses {
  const line = readUnzip(words);
  return line === null ? null : unzipped(line);
}

/** Shows only. */
export function unzipListUses(words: Words): Uses {
  const line = readUnzip(words);
  if (line === null) return null;
  return hasOption(line, '-l', '-t', '-p', '-v', '-z', '-Z', '-c')
    ? all(line.operands.slice(0, 1), 'reads')
    : null;
}

const ZIP: Syntax = {
  flags: 'rqvjyuf0123456789XDoegkl',
  valued: 'P',
  longFlags: '--recurse-paths --quiet --junk-paths --symlinks',
  longValued: '',
};

/** zip(1): patterns behind `-x` and `-i` are taken for files that are read. */
export function zipUses(words: Words): Uses {
  const plain = words.filter(({ value }) => value !== '-x' && value !== '-i');
  const at = (index: number): number => words.indexOf(plain[index] ?? { text: '', value: '' });
  const line = readLine(plain, ZIP);
  const [archive, ...files] = line?.operands ?? [];
  if (archive === undefined || !/\.\w+$/.test(wordAt(plain, archive).value ?? '.zip')) return null;
  return [
    { at: at(archive), role: 'changes' },
    ...all(
      files.map((index) => at(index)),
      'reads',
    ),
  ];
}

const PACK: Syntax = {
  flags: 'cdfkqvtlnNrz0123456789es',
  valued: 'SbDopT',
  longFlags:
    '--stdout --to-stdout --decompress --uncompress --force --keep --quiet --verbose --test --list --no-name --name ' +
    '--best --fast --extreme --compress --small --rm --ultra --no-progress --single-stream',
  longValued: '--suffix --memlimit --memory',
  attached: '--long --threads --adapt',
};

const readPacker = (words: Words): Line | null => readLine(words, PACK);

/** To the standard output, a check, or from the standard input: nothing is written. */
const prints = (line: Line): boolean =>
  hasOption(line, '-c', '--stdout', '--to-stdout', '-t', '--test', '-l', '--list') ||
  line.operands.length === 0;

/** Where a file beside the one that is named lies within what the row writes. */
const BESIDE = ['/tmp', '/var/tmp'] as const;

/**
 * gzip, xz, bzip2 and the like take a file away and leave another beside it, of nearly the same name. That is known
 * where it stays below the working directory, or below those of temporary files.
 */
export function packUses(words: Words): Uses {
  const line = readPacker(words);
  if (line === null || hasOption(line, '-r', '-S', '--suffix', '-o', '-D', '-p')) return null;
  if (prints(line)) return null;
  const outside = line.operands.filter((at) => !staysBelow(wordAt(words, at)));
  if (!outside.every((at) => isBelow(wordAt(words, at), BESIDE))) return null;
  const last = outside.length === line.operands.length ? outside.at(-1) : undefined;
  const uses = all(line.operands, 'removes');
  return [
    ...all(line.operands, 'reads'),
    ...uses,
    ...(last === undefined ? [] : [{ at: last, role: 'enters' } as const]),
  ];
}

/** The same with `-c`, `-t` or `-l`, or without a file. */
export function packToOutputUses(words: Words): Uses {
  const line = readPacker(words);
  if (line === null || !prints(line) || hasOption(line, '-o')) return null;
  return [...all(line.operands, 'reads'), ...nowhere(words)];
}

/** `zstd -o FILE`. https://github.com/facebook/zstd/blob/dev/programs/zstd.1.md */
export function packToFileUses(words: Words): Uses {
  const line = readPacker(words);
  if (line === null || hasOption(line, '-D', '-p', '--rm')) return null;
  const out = valuesOf(line, '-o');
  return out.length === 1
    ? [...all(line.operands, 'reads'), ...out.map((place) => useOf(place, 'writes'))]
    : null;
}

/** `lz4 FILE [TARGET]`. https://github.com/lz4/lz4/blob/dev/programs/lz4.1.md */
export function lz4Uses(words: Words): Uses {
  const line = readPacker(words);
  const [from, to] = line?.operands ?? [];
  if (line === null || hasOption(line, '-r', '-D') || from === undefined || to === undefined) return null;
  return [
    { at: from, role: 'reads' },
    { at: to, role: 'writes' },
  ];
}

const SEVEN =
  /^-(?:y|r-?|so|bd|bb\d?|bs[oep][012]|ao[asut]|mx=?\d?|mmt(?:=?\w+)?|t\w+|m0=\w+|md=?\w+|ms=\w+|slt|scs\S+|p\S*|x!\S*|xr!\S*)$/;

/** 7-Zip: `x` and `e` write the working directory, or that of `-oDIR`. https://documentation.help/7-Zip/syntax.htm */
export function sevenUses(words: Words): Uses {
  const operands: number[] = [];
  const entered: Use[] = [];
  for (const [at, word] of words.entries()) {
    const text = textOf(word);
    if (mayBeOption(word)) return null;
    if (/^-o./.test(text)) entered.push(...madeAndEntered({ at, from: 2 }));
    else if (!text.startsWith('-')) operands.push(at);
    else if (!SEVEN.test(text)) return null;
  }
  const [verb, archive, ...names] = operands;
  if (archive === undefined || !/\.\w+["']?$/.test(wordAt(words, archive).text)) return null;
  if (names.some((at) => /^["']?@/.test(wordAt(words, at).text))) return null;
  const call = wordAt(words, verb ?? 0).value;
  if (call === 'x' || call === 'e') return [{ at: archive, role: 'reads' }, ...entered];
  const isList = call === 'l' || call === 't';
  // Nothing goes to the working directory: `cwd` in the row stands for the archive.
  const last: Use = { at: archive, role: 'enters' };
  if (isList) return [{ at: archive, role: 'reads' }, last];
  return call === 'a' ? [{ at: archive, role: 'changes' }, ...all(names, 'reads'), last] : null;
}

const EXTRACTS = /^-?[xvofa]*x[xvofa]*$/;
const SHOWS = /^-?[tpv]+$/;
const ADDS = /^-?[rqcsuvDU]*[rq][rqcsuvDU]*$/;

/** ar(1): `x` writes the working directory. https://sourceware.org/binutils/docs/binutils/ar.html */
export function arUses(words: Words): Uses {
  const key = wordAt(words, 0).value;
  const archive = wordAt(words, 1);
  if (
    key === null ||
    words.length < 2 ||
    words.slice(1).some((word) => word.text.startsWith('-') || mayBeOption(word))
  )
    return null;
  if (EXTRACTS.test(key)) return [{ at: 1, role: 'reads' }];
  const files = words.slice(2).map((_, index) => index + 2);
  const last: Use = { at: 1, role: 'enters' };
  if (SHOWS.test(key)) return [{ at: 1, role: 'reads' }, last];
  if (!ADDS.test(key) || valueAt(words, { at: 1, from: 0 }) === null) return null;
  return archive.text === '' ? null : [...all(files, 'reads'), { at: 1, role: 'changes' }, last];
}
