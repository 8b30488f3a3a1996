/** Calls that fetch files, and calls that make directories. */
import { hasOption, readLine, valuesOf, type Line, type Place as At } from '../commands/arguments.js';
import { CURL_LINE } from '../commands/curl.js';
import type { Argument } from '../commands/facts.js';
import { WGET_LINE } from '../commands/wget.js';
import { plainWord } from './places.js';

/** Files that the call fetches, from its directory; none where that cannot be told. */
export function fetchedBy(words: readonly string[]): readonly string[] {
  const given = words.slice(1).map((text): Argument => ({ text, value: text.includes('$') ? null : text }));
  const line =
    words[0] === 'wget'
      ? readLine(given, WGET_LINE)
      : words[0] === 'curl'
        ? readLine(given, CURL_LINE)
        : null;
  if (line === null) return [];
  const text = ({ at, from }: At): string => (given[at]?.text ?? '').slice(from);
  const files = words[0] === 'wget' ? byWget(line, text) : byCurl(line, text);
  return files.flatMap((file) => plainWord(file) ?? []).filter((file) => !/^(?:-|\/dev\/.*)$/.test(file));
}

type Reader = (place: At) => string;

/** https://www.gnu.org/software/wget/manual/wget.html */
const ELSEWHERE = [
  ...[
    '-i',
    '-r',
    '-m',
    '-p',
    '-x',
    '-B',
    '-N',
    '--input-file',
    '--recursive',
    '--mirror',
    '--page-requisites',
    '--spider',
  ],
  ...[
    '--content-disposition',
    '--trust-server-names',
    '--force-directories',
    '--timestamping',
    '--adjust-extension',
    '-E',
  ],
] as const;

function byWget(line: Line, text: Reader): readonly string[] {
  if (hasOption(line, ...ELSEWHERE)) return [];
  const documents = valuesOf(line, '-O', '--output-document');
  if (documents.length > 0) return documents.slice(-1).map(text);
  const [prefix, ...more] = valuesOf(line, '-P', '--directory-prefix').map(text);
  if (more.length > 0) return [];
  const names = line.operands.map((at) => nameIn(text({ at, from: 0 })));
  return names.flatMap((name) => (name === null ? [] : [prefix === undefined ? name : `${prefix}/${name}`]));
}

/** https://curl.se/docs/manpage.html */
function byCurl(line: Line, text: Reader): readonly string[] {
  if (hasOption(line, '-J', '--remote-header-name', '--output-dir', '-K', '-T', '-I', '--head')) return [];
  const outputs = valuesOf(line, '-o', '--output');
  if (!hasOption(line, '-O', '--remote-name', '--remote-name-all')) return outputs.map(text);
  if (outputs.length > 0) return [];
  return line.operands.flatMap((at) => nameIn(text({ at, from: 0 })) ?? []);
}

/** The last part of an address; `null` where the server decides. */
function nameIn(address: string): string | null {
  const bare = address.replace(/"/g, '');
  const name = /[^/]\/([^/?#]+)$/.exec(bare)?.[1] ?? null;
  // A variable may hold slashes; with a name around it nobody means it to.
  return name === null || /^\$(?:\w+|\{\w+\})$/.test(name) ? null : name;
}

/** Directories that the call makes, or would have failed to make; none where that cannot be told. */
export function madeBy(words: readonly string[]): readonly string[] {
  const [program, verb] = words;
  if (program === 'mkdir') {
    const operands = words.slice(1).filter((word) => !word.startsWith('-'));
    const isPlain = words
      .slice(1)
      .every((word) => !word.startsWith('-') || /^-[pv]+$|^--parents$/.test(word));
    return isPlain ? operands.flatMap((word) => plainWord(word) ?? []) : [];
  }
  return program === 'git' && verb === 'clone' ? clonedBy(words.slice(2)) : [];
}

/** Whether what a variable is given is a folder of mktemp: `$(mktemp -d)`. */
export const isMktemp = (value: string): boolean =>
  /^"?(?:\$\(\s*mktemp\s+-d\s*\)|`\s*mktemp\s+-d\s*`)"?$/.test(value);

/** https://git-scm.com/docs/git-clone */
const CLONE = {
  flags: 'qvnls46',
  valued: 'bcjou',
  longFlags:
    '--quiet --verbose --progress --no-checkout --recursive --recurse-submodules --single-branch --no-tags --no-single-branch ' +
    '--shallow-submodules --remote-submodules --sparse',
  longValued: '--branch --depth --config --jobs --origin --filter --shallow-since',
  attached: '--recurse-submodules',
};

function clonedBy(words: readonly string[]): readonly string[] {
  const line = readLine(
    words.map((text) => ({ text, value: text.includes('$') ? null : text })),
    CLONE,
  );
  const [address, target, ...more] = line?.operands.map((at) => words[at] ?? '') ?? [];
  if (address === undefined || more.length > 0) return [];
  const name = target ?? nameIn(address.replace(/"/g, '').replace(/\/$/, ''))?.replace(/\.git$/, '');
  return name === undefined ? [] : [plainWord(name) ?? []].flat();
}
