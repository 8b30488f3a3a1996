/** Files that a RUN may be shown by a bind mount instead of a COPY. https://docs.docker.com/reference/dockerfile/#run---mounttypebind */
import type { CopyFacts } from './effects/instructions.js';
import { isFileName } from './attributes/copied.js';
import { isTemporary, placeAt, plainWord, speaksOf, type Place, type Settings } from './leftovers/places.js';
import { isWithin, resolvePath } from './paths.js';

/** A read-only mount of a file or a folder of the build context, a stage or an image. */
export interface Bind {
  /** In the build context, without a slash in front, or absolute in `from`; `.` for the whole context. */
  readonly source: string;
  readonly target: string;
  /** Stage or image; `null` for the build context. */
  readonly from: string | null;
  readonly kind: 'file' | 'folder' | 'either';
}

/** Names that mean the same in a list of options, whatever reads it. */
const PLAIN = /^[\w./@+-]+$/;
/** Names of files that are kept somewhere to be installed or unpacked. */
const PARCEL =
  /\.(?:deb|rpm|apk|whl|gem|crate|nupkg|zip|tar|tgz|tbz2?|txz|gz|bz2|xz|zst|asc|gpg|pub|key|patch|diff|lock)$/i;

/** Mounts that show a RUN what the COPY writes; `null` where that is more than they can, or not known. */
export function bindsOf(copy: CopyFacts): readonly Bind[] | null {
  const { keyword, flags, target, directory, sources, isDirectory, isLink } = copy;
  const [flag, ...more] = flags;
  if (keyword !== 'COPY' || more.length > 0 || (flag !== undefined && flag.name !== 'from')) return null;
  const from = flag?.value ?? null;
  // A number is a stage to COPY, and the name of an image to a mount.
  if (from !== null && !/^(?!\d+$)[\w./:@-]+$/.test(from)) return null;
  const path = target === null ? null : resolvePath(directory, target);
  if (target === null || path === null || isLink(path) || !PLAIN.test(path)) return null;
  const isInto = /(?:^|\/)\.?$/.test(target) || sources.length > 1 || isDirectory(path);
  const binds = sources.flatMap((source) => bindFor(copy, source, { from, path, isInto }) ?? []);
  const isOne = binds.length === 1 || binds.every(({ kind }) => kind === 'file');
  const places = new Set(binds.map((one) => one.target));
  return isOne && places.size > 0 && places.size === sources.length && !places.has('/') ? binds : null;
}

function bindFor(
  { context }: CopyFacts,
  source: string | null,
  { from, path, isInto }: { readonly from: string | null; readonly path: string; readonly isInto: boolean },
): Bind | null {
  if (source === null || !PLAIN.test(source)) return null;
  const place = resolvePath('/', source) ?? '/';
  const kind = from === null ? kindIn(context, source, place) : kindByName(source);
  if (kind === null || (kind === 'either' && isInto)) return null;
  const name = place.slice(place.lastIndexOf('/') + 1);
  return {
    source: from !== null ? place : place === '/' ? '.' : place.slice(1),
    target: isInto && kind === 'file' ? `${path === '/' ? '' : path}/${name}` : path,
    ...{ from, kind },
  };
}

type Kind = Bind['kind'];

/** By its name, where the build context is not known. */
function kindByName(source: string): Kind {
  if (/(?:^|\/)\.{0,2}$/.test(source)) return 'folder';
  return isFileName(`/${source}`) || PARCEL.test(source) ? 'file' : 'either';
}

function kindIn(context: CopyFacts['context'], source: string, place: string): Kind | null {
  if (context === null) return kindByName(source);
  const entry = place === '/' ? { kind: 'directory' } : context.stat(place.slice(1));
  return entry?.kind === 'file' ? 'file' : entry?.kind === 'directory' ? 'folder' : null;
}

/** The value of the flag: read-only is the default. */
export const bindText = ({ source, target, from }: Bind): string =>
  [
    'type=bind',
    ...(from === null ? [] : [`from=${from}`]),
    ...(source === '.' ? [] : [`source=${source}`]),
    `target=${target}`,
  ].join(',');

/** What a call says of the place: which of its words name it. */
export interface Reading {
  readonly words: readonly string[];
  /** Whether a word says anything of it. */
  readonly names: (word: string) => boolean;
  /** Whether a word is the file, or something in the folder, and not the folder itself. */
  readonly isFile: (word: string) => boolean;
  /** Whether nothing can be written beside what a word names, as it is in a folder that is mounted. */
  readonly isInMount: (word: string) => boolean;
}

type Rule = (rest: readonly string[], reading: Reading) => boolean;

const always: Rule = () => true;
const isOption = (word: string): boolean => word.startsWith('-') && word !== '-';
/** All that names it are files that end like this, as operands. */
const parcels =
  (verb: RegExp, ending: RegExp): Rule =>
  (rest, { names }) =>
    rest.some((word) => verb.test(word)) &&
    rest.filter(names).every((word) => !isOption(word) && ending.test(word));
/** All that names them are operands: an option in front is none that takes a value. */
const keys =
  (verb: RegExp): Rule =>
  (rest, { names }) =>
    rest.some((word) => verb.test(word)) &&
    rest.every((word, at) => !names(word) || (!isOption(word) && !takesValue(rest[at - 1] ?? '', verb)));
const takesValue = (word: string, verb: RegExp): boolean =>
  isOption(word) &&
  !verb.test(word) &&
  !/^-[qvy]+$|^--(?:batch|yes|quiet|verbose|no-tty|armor|dearmor|import|verify)$/.test(word);
/** What names it is the value of one of these options. */
const given =
  (verb: RegExp, options: RegExp, operand: RegExp): Rule =>
  (rest, { names }) =>
    rest.some((word) => verb.test(word)) &&
    rest.every((word, at) => {
      if (!names(word)) return true;
      if (isOption(word)) return options.test(word.replace(/=[^]*/, '')) && word.includes('=');
      return options.test(rest[at - 1] ?? '') || operand.test(word);
    });

const LIST = /^(?:-r|--requirement|-f|--file)$/;
/** Lists may ask for packages that lie beside them, which would be built there, and conda writes its own beside them. */
const asksForNone: Rule = (rest, { names, isInMount }) =>
  rest.every((word, at) => {
    const [option = '', value] = word.split('=', 2);
    const list = LIST.test(rest[at - 1] ?? '') ? word : LIST.test(option) ? value : undefined;
    return list === undefined || !names(list) || !isInMount(list);
  });

/** https://pip.pypa.io/en/stable/cli/pip_install/; a folder would be built in. */
const pip: Rule = (rest, reading) =>
  given(
    /^(?:install|download)$/,
    /^(?:-r|--requirement|-c|--constraint|-f|--find-links)$/,
    /\.whl$/,
  )(rest, reading) &&
  asksForNone(
    rest.map((word) => (word === '-f' ? '--find-links' : word)),
    reading,
  );

/** https://docs.conda.io/projects/conda/en/stable/commands/env/create.html */
const conda: Rule = (rest, reading) =>
  given(/^(?:create|update|install)$/, /^(?:-f|--file)$/, /^$/)(rest, reading) && asksForNone(rest, reading);

/** Owners, modes and times of what is copied are not kept, and a folder's own are none of a copy's. */
const copies: Rule = (rest, { names, isFile }) =>
  rest.every((word, at) => !names(word) || (at < rest.length - 1 && isFile(word))) &&
  rest.filter(isOption).every((word) => /^-[rRfvTD]+$|^--(?:recursive|force|verbose)$/.test(word));

const unpacks: Rule = (rest, { names, isFile }) =>
  (/^[xzvjJpfa]*x[zvjJpfa]*$/.test(rest[0] ?? '') ||
    rest.some((word) => /^-[zvjJpa]*x[zvjJpa]*f?[zvjJpa]*$|^--(?:extract|get)$/.test(word))) &&
  !rest.some((word) => /^-(?!-)\w*[ctruUWO]\w*$|^--(?:remove-files|to-command|verify|update)$/.test(word)) &&
  rest.every(
    (word, at) =>
      !names(word) || (isFile(word) && (at === 1 || /^(?:-\w*f|--file)$/.test(rest[at - 1] ?? ''))),
  );

/** https://infozip.sourceforge.net/UnZip.html */
const unzips: Rule = (rest, { names }) =>
  rest.every((word, at) => !names(word) || (!isOption(word) && !/^-\w*d$/.test(rest[at - 1] ?? '')));

/** Not in place, and no script that writes. https://www.gnu.org/software/sed/manual/ */
const edits: Rule = (rest, { names }) =>
  !rest.some((word) => /^-(?!-)\w*[isf]|^--(?:in-place|file|separate)/.test(word)) &&
  rest.every((word) => !names(word) || !/[\s;]/.test(word));

const PIP = /^pip[\d.]*$/;
const READERS: readonly (readonly [RegExp, Rule])[] = [
  [/^(?:cat|head|tail|grep|egrep|fgrep|wc|cmp|diff|(?:sha\d+|md5|b2)sum|base64)$/, always],
  // Not whether it may be written to.
  [/^(?:test|\[)$/, (rest) => rest.filter(isOption).every((word) => /^-[edfrsxn]$/.test(word))],
  [/^sed$/, edits],
  [/^cp$/, copies],
  [/^(?:tar|bsdtar|gtar)$/, unpacks],
  [/^unzip$/, unzips],
  [PIP, pip],
  [/^dpkg$/, parcels(/^(?:-i|--install|--unpack)$/, /\.deb$/)],
  [/^(?:apt|apt-get)$/, parcels(/^install$/, /\.deb$/)],
  [/^gdebi$/, parcels(/./, /\.deb$/)],
  [/^rpm$/, parcels(/^-[vh]*[iUF][ivhUF]*$|^--(?:install|upgrade)$/, /\.rpm$/)],
  [/^rpm$/, keys(/^--import$/)],
  [/^(?:yum|dnf|microdnf|tdnf|zypper)$/, parcels(/^(?:install|localinstall|in)$/, /\.rpm$/)],
  [/^apk$/, parcels(/^add$/, /\.apk$/)],
  [/^gem$/, parcels(/^install$/, /\.gem$/)],
  [/^npm$/, parcels(/^(?:install|i|add)$/, /\.tgz$/)],
  [/^apt-key$/, keys(/^add$/)],
  [/^gpg2?$/, keys(/^(?:--import|--verify|--dearmor)$/)],
  [/^(?:conda|mamba|micromamba)$/, conda],
];

/**
 * Whether the call, which names a file or a folder, does no more than read what is in it: it looks neither at owners nor at
 * where it is mounted, and writes nothing there.
 */
export function readsOnly(reading: Reading): boolean {
  const [program = '', ...rest] = reading.words;
  const isPip = /^python[\d.]*$/.test(program) && rest[0] === '-m' && PIP.test(rest[1] ?? '');
  const isUv = program === 'uv' && rest[0] === 'pip';
  const [name, operands] = isPip ? ['pip', rest.slice(2)] : isUv ? ['pip', rest.slice(1)] : [program, rest];
  return READERS.some(([programs, rule]) => programs.test(name) && rule(operands, reading));
}

/**
 * Managers of packages, and what fetches for them: files that they write among those of others, in temporary directories or
 * in their own, have names of their own.
 */
const MANAGER =
  /^(?:apt|apt-get|apt-key|dpkg|rpm|yum|dnf|microdnf|tdnf|zypper|apk|pip[\d.]*|gem|npm|yarn|pnpm|conda|mamba|micromamba|gpg2?|update-ca-certificates|ldconfig)$/;

/**
 * Whether a call is one of theirs, and has nothing to do with a path that it does not name: it is given no directory that
 * holds it (`pip install .`, `dpkg -R /tmp`), and is not run beside it where it would look for packages.
 */
export function keepsToItself(words: readonly string[], directory: string, path: string): boolean {
  const isModule = /^python[\d.]*$/.test(words[0] ?? '') && words[1] === '-m';
  const [program = '', ...rest] = isModule ? words.slice(2) : words;
  if (!MANAGER.test(program)) return false;
  const isKnown = directory.startsWith('/');
  const isElsewhere = isKnown ? !isWithin(path, directory) : directory.startsWith('?base');
  if (/^(?:gem|npm|yarn|pnpm)$/.test(program) && !isElsewhere) return false;
  return rest.every((word) => {
    const value = word
      .replace(/^--?[\w-]+=|^-\w(?=[./])/, '')
      .replace(/^file:(?:\/\/)?|\[[^\]]*\]$/g, '')
      .replace(/^["']|["']$/g, '');
    if (!isKnown && /^\.{1,2}(?:\/|$)/.test(value)) return false;
    // It may be a directory to those that take one.
    if (value.startsWith('$') && !/^(?:apt|apt-get|apk|yum|dnf|microdnf|tdnf|zypper)$/.test(program))
      return false;
    const place = value === '' ? null : resolvePath(isKnown ? directory : null, value);
    return place === null || !isWithin(path, place);
  });
}

/** Whether a call looks at nothing, or at files that it names in full. */
export const isHarmless = ([program = '', ...words]: readonly string[]): boolean =>
  /^(?:echo|printf|true|:)$/.test(program) ||
  (program === 'cat' && words.every((word) => /^(?:\/[\w./-]+|-)$/.test(word)));

/**
 * Whether an `rm` surely takes away what one of its words names, and no other word may be it, hold it or lie in it.
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/rm.html
 */
export function removesAlone(
  words: readonly string[],
  at: number,
  {
    directory,
    place,
    isFile,
  }: { readonly directory: string; readonly place: Place; readonly isFile: boolean },
): boolean {
  const word = words[at] ?? '';
  const options = words.slice(1).filter((one) => one.startsWith('-'));
  // It may ask, or do something else.
  if (!options.every((one) => /^-[rRfv]+$|^--(?:recursive|force|verbose)$/.test(one))) return false;
  // It takes neither `.` nor `..`, and a file has no slash behind it.
  if (/(?:^|\/)\.\.(?:\/|$)|(?:^|\/)\.\/*$/.test(word) || (isFile && word.endsWith('/'))) return false;
  return words.every(
    (one, index) => index === 0 || index === at || one.startsWith('-') || isElse(one, directory, place),
  );
}

/** Whether a word, perhaps with a pattern in it, is neither the place nor above or below it. */
function isElse(word: string, directory: string, { path }: Place): boolean {
  const bare = word.replace(/["']/g, '');
  const head = bare.replace(/[*?[{][^]*$/, '');
  const isPattern = head !== bare;
  const plain = plainWord(isPattern ? head.replace(/[^/]*$/, '') : bare);
  const other = plain === null || plain.includes('$') ? null : placeAt(directory, plain);
  if (other === null) return false;
  if (other.path.startsWith('/')) return !isWithin(path, other.path) && !isWithin(other.path, path);
  return !isPattern && other.name !== '~' && !path.split('/').includes(other.name);
}

/**
 * Frontends without bind mounts, and those that do not ask for folders to be removed that are made for mounts.
 * https://docs.docker.com/build/buildkit/dockerfile-release-notes/#120 and https://github.com/moby/buildkit/pull/3314
 */
export const isOldFrontend = (syntax: string): boolean => /dockerfile:1\.[0-4](?:[.-]|$)/.test(syntax);

/** Whether a mount may hide what is at a path, or lie in it. */
export function mayHide(mount: string, path: string): boolean {
  const target = /(?:^|,)\s*(?:target|dst|destination)=([^,]*)/.exec(mount)?.[1]?.replace(/["']/g, '');
  if (target === undefined) return !/type=(?:secret|ssh)/.test(mount);
  return !target.startsWith('/') || target.includes('$') || isWithin(path, target) || isWithin(target, path);
}

/** Whether a text speaks of a place, however its variables are written, or has its name in it. */
export const mentionsIt = (text: string, place: Place, settings: Settings): boolean =>
  text.includes(place.name) || speaksOf(text, place, false, settings);

/**
 * Where no image, and no program that has run before, has something that the author copies over and then removes: among
 * temporary files, and right below `/`.
 */
export const isForTheWhile = (path: string, isFile: boolean): boolean =>
  isTemporary(path) || (isFile && /^\/[^/]+\.\w+$/.test(path));

/** Whether none of the mounts lies on or in another. */
export const areApart = (binds: readonly Bind[]): boolean =>
  binds.every((one) => binds.every((other) => one === other || !isWithin(one.target, other.target)));
