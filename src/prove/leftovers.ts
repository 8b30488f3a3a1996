/** Removals that one side has more, of what the same build has fetched or made for itself alone. */
import type { Dockerfile } from '../model.js';
import { isRoot } from '../read/effects.js';
import {
  copiesOut,
  ELSEWHERE,
  covers,
  fetchedBy,
  isNamed,
  looksOnly,
  loopWords,
  madeBy,
  placeAt,
  plainWord,
  settingsIn,
  takes,
  takesOut,
  TEMPORARY_DIRECTORY,
  usesUp,
  type Place,
  type Settings,
} from '../read/leftovers.js';
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
  if (
    place === null ||
    (isFolder && !TEMPORARY_DIRECTORY.test(place.path) && !/^\$\{\w+\}$/.test(place.path))
  )
    return false;
  const from = stage.steps.findLastIndex(
    (one, index) =>
      index < at && (isMade(one, place, step) || (isInSamePlace(one, step) && makes(one, place, isFolder))),
  );
  const maker = stage.steps[from];
  if (maker === undefined) return false;
  const settings = settingsIn(file);
  const between = stage.steps.slice(from + 1, at);
  const since = file.text.slice(maker.at.end, step.at.start);
  const names = [...place.path.matchAll(/\$\{(\w+)\}/g)].map(([, variable = '']) => variable);
  if (names.some((variable) => new RegExp(`\\b${variable}=`).test(since))) return false;
  const folders = isFolder ? namesOf(place.path, between) : [];
  const naming = between.filter((one) => isAbout(one, place, isFolder ? folders : null, settings));
  const isUsed = isFolder ? usesFolder(naming, folders) : usesFile(naming, place.name);
  if (!isUsed) return false;
  const rest = [file.text.slice(0, maker.at.start), file.text.slice(step.at.end)].map((text) =>
    text.replace(/^[ \t]*#.*$/gm, ''),
  );
  if (rest.some((text) => isSpokenOf(text, place, isFolder, settings))) return false;
  return !isTaken(where, step, place, settings);
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
    const variable = /^(\w+)="?(?:\$\(\s*mktemp\s+-d\s*\)|`\s*mktemp\s+-d\s*`)"?$/.exec(one.text.trim())?.[1];
    return variable !== undefined && path === `\${${variable}}`;
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

const isWithin = (path: string, folders: readonly string[]): boolean =>
  folders.some((folder) => `${path}/`.startsWith(`${folder}/`));

/**
 * Whether a step names the place, or is done in it.
 * @param folders its names where it is a folder
 */
function isAbout(
  one: Step,
  { path, name }: Place,
  folders: readonly string[] | null,
  settings: Settings,
): boolean {
  if (isNamed(folders === null ? name : path, one.text, settings)) return true;
  return folders !== null && callsOf(one)?.some(({ directory }) => isWithin(directory, folders)) !== false;
}

function usesFile(naming: readonly Step[], name: string): boolean {
  const isUse = (one: Step): boolean => {
    const words = one.parts.failure === 'abort' ? one.plain?.().words : undefined;
    return words !== undefined && usesUp(words, name);
  };
  const looks = (one: Step): boolean =>
    callsOf(one)?.every(({ words: [program = '', ...words] }) =>
      program === 'rm' ? !words.some((word) => word.endsWith(name)) : looksOnly(program),
    ) === true;
  return naming.some(isUse) && naming.every((one) => isUse(one) || looks(one));
}

function usesFolder(naming: readonly Step[], folders: readonly string[]): boolean {
  const isIn = (path: string): boolean => isWithin(path, folders);
  const calls = naming.map(callsOf);
  const takesFrom = ({ words, directory }: Plain): boolean =>
    takesOut(words, isIn(directory), (word) => isIn(placeAt(directory, plainWord(word) ?? '')?.path ?? ''));
  return (
    calls.every((all) => all?.every(({ words }) => copiesOut(words[0] ?? '')) === true) &&
    calls.some((all) => all?.some(takesFrom) === true)
  );
}

const isSpokenOf = (text: string, { path, name }: Place, isFolder: boolean, settings: Settings): boolean =>
  isFolder && TEMPORARY_DIRECTORY.test(path)
    ? isNamed(path, text, settings) ||
      text.split('\n').some((line) => /\/tmp\b/.test(line) && isNamed(name, line, settings))
    : isNamed(name, text, settings);

/** Whether something behind the removal is given a directory that the place is in. */
function isTaken({ file, after }: Where, removal: Step, place: Place, settings: Settings): boolean {
  const isLater = ({ at }: Step): boolean => at.start >= removal.at.end;
  const isGiven = (words: readonly string[], directory: string): boolean =>
    words.some((word) => covers(word, directory, place, settings));
  const isBorrowed = file.instructions.some(
    ({ span, flags, words }) =>
      span.start >= removal.at.end &&
      flags.some(({ raw }) => /\bfrom=/.test(raw)) &&
      isGiven([...words.map(({ raw }) => raw), ...flags.flatMap(({ raw }) => raw.split(/[=,]/))], '/'),
  );
  if (isBorrowed) return true;
  return after.some(({ steps, config }) => {
    const starts = config.filter(
      (one) => isLater(one) && /^(?:CMD|ENTRYPOINT|HEALTHCHECK|ONBUILD)\b/.test(one.parts.command ?? ''),
    );
    const directory = config.find(({ parts }) => parts.command === 'working directory')?.parts.directory;
    const home = directory === undefined || directory === 'of the image' ? '?base' : directory;
    if (starts.some((one) => isGiven(one.text.split(/[\s"',[\]]+/), home))) return true;
    return steps.filter(isLater).some((one) => {
      const calls = callsOf(one);
      if (calls === null || isGiven(loopWords(one.text), ELSEWHERE)) return true;
      return calls.some(
        (call) => takes(call.words, call.directory, place, settings) || isWorkedIn(call, place, settings),
      );
    });
  });
}

/** Whether a command that is run among temporary files names one of them. */
const isWorkedIn = ({ words, directory }: Plain, { path, name }: Place, settings: Settings): boolean =>
  TEMPORARY_DIRECTORY.test(path) &&
  /^\/(?:var\/)?tmp(?:\/|$)/.test(directory) &&
  words.some((word) => isNamed(name, word, settings));
