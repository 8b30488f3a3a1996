/** Removals that one side has more, of what the same build has fetched or made for itself alone. */
import type { Dockerfile } from '../model.js';
import { isRoot } from '../read/effects.js';
import {
  checksList,
  copiesOut,
  covers,
  ELSEWHERE,
  fetchedBy,
  isGiven,
  isLinked,
  isMktemp,
  isReset,
  isTemporary,
  isWrittenDown,
  looksOnly,
  loopWords,
  madeBy,
  placeAt,
  plainWord,
  settingsIn,
  speaksOf,
  takes,
  takesOut,
  TEMPORARY_DIRECTORY,
  usesUp,
  type Place,
  type Settings,
  type Stand,
} from '../read/leftovers.js';
import { isWithin } from './paths.js';
import type { Plain, StageBuild, Step } from './steps.js';

/** Places of the calls of `rm` that `after` has more, and that nobody can miss anything for. */
export function leftoversBetween(
  before: readonly StageBuild[],
  after: readonly StageBuild[],
  file: Dockerfile,
): ReadonlySet<number> {
  const found = new Set<number>();
  for (const [index, stage] of after.entries()) {
    const had = (before[index]?.steps ?? []).map(({ parts }) => parts.command);
    for (const [at, step] of stage.steps.entries()) {
      const removal = removalIn(step);
      if (removal === null) continue;
      const known = had.indexOf(step.parts.command);
      if (known >= 0) had.splice(known, 1);
      else if (removal.words.every((word) => isLeftover({ file, stage, after, at }, removal, word)))
        found.add(removal.start);
    }
  }
  return found;
}

interface Removal {
  readonly step: Step;
  readonly plain: Plain;
  readonly isFolder: boolean;
  readonly words: readonly string[];
  readonly start: number;
}

function removalIn(step: Step): Removal | null {
  const plain = step.plain?.();
  const [program, option, ...words] = plain?.words ?? [];
  const start = plain?.starts[0];
  if (plain === undefined || start === undefined || program !== 'rm' || words.length === 0) return null;
  const isFolder = option === '-rf';
  if ((!isFolder && option !== '-f') || step.parts.failure !== 'abort' || step.parts.functions !== undefined)
    return null;
  return { step, plain, isFolder, words, start };
}

interface Where {
  readonly file: Dockerfile;
  readonly stage: StageBuild;
  readonly after: readonly StageBuild[];
  /** Index of the step that removes. */
  readonly at: number;
}

function isLeftover(where: Where, { step, plain, isFolder }: Removal, word: string): boolean {
  const { file, stage, at } = where;
  const name = plainWord(word);
  const place = name === null ? null : placeAt(plain.directory, name);
  if (place === null || !mayGo(step, place, isFolder)) return false;
  const from = stage.steps.findLastIndex(
    (one, index) =>
      index < at && (isMade(one, place, step) || (isInSamePlace(one, step) && makes(one, place, isFolder))),
  );
  const maker = stage.steps[from];
  if (maker === undefined || isReset(place, file.text.slice(maker.at.end, step.at.start))) return false;
  const settings = settingsIn(file);
  const between = stage.steps.slice(from + 1, at);
  const folders = isFolder ? namesOf(place.path, between) : [];
  const naming = between.filter((one) => isAbout(one, place, isFolder ? folders : null, settings));
  const isUsed = isFolder ? usesFolder(naming, place, folders, settings) : usesFile(naming, place);
  if (!isUsed) return false;
  const rest = [file.text.slice(0, maker.at.start), file.text.slice(step.at.end)];
  const lines = rest.flatMap((text) => text.replace(/^[ \t]*#.*$/gm, '').split('\n'));
  if (lines.some((line) => speaksOf(line, place, isFolder, settings) || isLinked(line, place, settings)))
    return false;
  return !isTaken(where, step, place, settings);
}

/** Root may remove it, from the image and not from a mount. */
function mayGo({ parts }: Step, { path }: Place, isFolder: boolean): boolean {
  const { user = '', flags = '' } = parts;
  return (!isFolder || isTemporary(path)) && flags === '' && (isRoot(user) || user.startsWith('?base'));
}

/** Root has made it, as a directory that he may take away. */
const isMade = ({ parts }: Step, { path }: Place, removal: Step): boolean =>
  parts.command === 'make the directory' && parts.directory === path && isRoot(removal.parts.user ?? null);

const isInSamePlace = (a: Step, b: Step): boolean =>
  ['user', 'interpreter', 'flags'].every((name) => a.parts[name] === b.parts[name]);

const callsOf = ({ calls }: Step): readonly Plain[] | null =>
  calls === 'unknown' ? null : (calls?.() ?? []);

function makes(one: Step, { path }: Place, isFolder: boolean): boolean {
  const plain = one.plain?.();
  if (plain === undefined || one.parts.failure !== 'abort' || one.parts.functions !== undefined) return false;
  if (isFolder && plain.words.length === 0) {
    const [, variable = '', value = ''] = /^(\w+)=([^]*)$/.exec(one.text.trim()) ?? [];
    return path === `\${${variable}}` && isMktemp(value);
  }
  const names = isFolder ? madeBy(plain.words) : fetchedBy(plain.words);
  return names.some((name) => placeAt(plain.directory, name)?.path === path);
}

/** A folder's path, and the opaque names of a directory that the shell has entered by it. */
function namesOf(path: string, steps: readonly Step[]): readonly string[] {
  const plains = steps.flatMap((step) => step.plain?.() ?? []);
  const entered = plains.flatMap(({ words: [program, target = ''], directory }, at) => {
    const isIt = program === 'cd' && placeAt(directory, plainWord(target) ?? '')?.path === path;
    return isIt ? (plains[at + 1]?.directory ?? []) : [];
  });
  return [path, ...entered];
}

const isInAny = (path: string, folders: readonly string[]): boolean =>
  folders.some((folder) => isWithin(path, folder));

/**
 * Whether a step names the place, or is done in it.
 * @param folders its names where it is a folder
 */
function isAbout(one: Step, place: Place, folders: readonly string[] | null, settings: Settings): boolean {
  if (speaksOf(one.text, place, folders !== null, settings)) return true;
  return folders !== null && callsOf(one)?.some(({ directory }) => isInAny(directory, folders)) !== false;
}

function usesFile(naming: readonly Step[], { name, path }: Place): boolean {
  const isUse = (one: Step): boolean => {
    const words = one.parts.failure === 'abort' ? one.plain?.().words : undefined;
    return words !== undefined && usesUp(words, name, path);
  };
  const looks = (one: Step): boolean =>
    !isWrittenDown(one.text) &&
    callsOf(one)?.every(({ words: [program = '', ...words] }) =>
      program === 'rm' ? !words.some((word) => word.endsWith(name)) : looksOnly(program),
    ) === true;
  return naming.some(isUse) && naming.every((one) => isUse(one) || looks(one));
}

function usesFolder(
  naming: readonly Step[],
  place: Place,
  folders: readonly string[],
  settings: Settings,
): boolean {
  const calls = naming.map(callsOf);
  const standOf = ({ directory }: Plain): Stand => ({
    isInside: isInAny(directory, folders),
    isBelow: (word) => isInAny(placeAt(directory, plainWord(word) ?? '')?.path ?? '', folders),
    speaks: (word) => speaksOf(word, place, true, settings),
  });
  return (
    !naming.some(({ text }) => /\bpwd\b|\$\{?PWD\b/.test(text)) &&
    calls.every((all) => all?.every((call) => copiesOut(call.words, standOf(call))) === true) &&
    calls.some((all) => all?.some((call) => takesOut(call.words, standOf(call))) === true)
  );
}

/** Whether something behind the removal is given a directory that the place is in. */
function isTaken({ file, after }: Where, removal: Step, place: Place, settings: Settings): boolean {
  const isLater = ({ at }: Step): boolean => at.start >= removal.at.end;
  const isGivenHere = (text: string, directory: string): boolean => isGiven(text, directory, place, settings);
  const isBorrowed = file.instructions.some(({ span, flags, heredocs, keyword }) => {
    if (span.start < removal.at.end) return false;
    const text = file.text.slice(span.start, span.end);
    const borrowed = flags.filter(({ raw }) => /\bfrom=/.test(raw));
    const isWhole = borrowed.some(({ raw }) => raw.startsWith('--mount') && !/\b(?:source|src)=/.test(raw));
    return (
      isWhole ||
      (borrowed.length > 0 && isGivenHere(text.slice(keyword.length), '/')) ||
      (keyword !== 'RUN' && heredocs.length > 0 && isGivenHere(text.slice(keyword.length), ELSEWHERE))
    );
  });
  if (isBorrowed) return true;
  return after.some(({ steps, config }) => {
    const starts = config.filter(
      (one) => isLater(one) && /^(?:CMD|ENTRYPOINT|HEALTHCHECK|ONBUILD)\b/.test(one.parts.command ?? ''),
    );
    const directory = config.find(({ parts }) => parts.command === 'working directory')?.parts.directory;
    const home = directory === undefined || directory === 'of the image' ? '?base' : directory;
    const isStarted = ({ text }: Step): boolean =>
      isGivenHere(text.replace(/^\w+/, ''), /\bcd\b/.test(text) ? ELSEWHERE : home);
    if (starts.some(isStarted)) return true;
    return steps.filter(isLater).some((one) => {
      const calls = callsOf(one);
      if (calls === null || loopWords(one.text).some((word) => covers(word, ELSEWHERE, place, settings)))
        return true;
      return calls.some(
        ({ words, directory: from }) =>
          takes(words, from, place, settings) ||
          checksList(words, place.name) ||
          isWorkedIn(words, from, place),
      );
    });
  });
}

/** Whether a command that is run among temporary files names one of them. */
const isWorkedIn = (words: readonly string[], directory: string, { path, name }: Place): boolean =>
  TEMPORARY_DIRECTORY.test(path) &&
  /^\/(?:var\/)?tmp(?:\/|$)/.test(directory) &&
  words.some((word) => word.split('/').includes(name));
