/** Where a file or a folder that a RUN has made for itself is removed best. */
import {
  copiesOut,
  covers,
  isNamed,
  looksOnly,
  placeAt,
  plainWord,
  takesOut,
  TEMPORARY_DIRECTORY,
  usesUp,
  type Place,
  type Settings,
} from '../../src/transform.js';
import type { Unfit } from '../joining/body.js';
import type { Deed, Made, Scene } from './deeds.js';
import { missedBy } from './later.js';

export interface Removal {
  readonly made: Made;
  /** The step that it stands behind. */
  readonly step: number;
  /** What is removed, as it is written there. */
  readonly word: string;
}

/** `null` where it is no leftover: nothing says that it is needed no more, or its author removes it. */
export function removalOf(scene: Scene, made: Made): Removal | Unfit | null {
  const { deeds, settings } = scene;
  const { place, step, isFolder } = made;
  if (isFolder && !TEMPORARY_DIRECTORY.test(place.path) && !/^\$\{\w+\}$/.test(place.path)) return null;
  const behind = deeds.slice(step + 1);
  if (behind.some((deed) => deed.calls.some((words) => removes(words, deed, place, settings)))) return null;
  const naming = behind.filter(
    (deed) =>
      isNamed(isFolder ? place.path : place.name, deed.text, settings) ||
      (isFolder && isIn(deed.directory, place.path)),
  );
  const isFetchedAgain =
    !isFolder && behind.some(({ makes }) => makes.some((other) => other.place.path === place.path));
  if (isFetchedAgain) return { reason: 'named' };
  const found = isFolder ? folderRemoval(scene, made, naming) : fileRemoval(scene, made, naming);
  return found === null || 'reason' in found || !isReset(place, behind) ? found : { reason: 'word' };
}

/** Whether a variable in the path gets another value. */
const isReset = ({ path }: Place, deeds: readonly Deed[]): boolean =>
  [...path.matchAll(/\$\{(\w+)\}/g)].some(([, name = '']) =>
    deeds.some(({ text }) => new RegExp(`\\b${name}=`).test(text)),
  );

/** Whether the author takes it away himself. */
const removes = (
  [program, ...words]: readonly string[],
  { inside }: Deed,
  place: Place,
  settings: Settings,
): boolean =>
  (program === 'rm' || program === 'find' || program === 'mv') &&
  words.some((word) => covers(word, inside, place, settings));

function fileRemoval(scene: Scene, made: Made, naming: readonly Deed[]): Removal | Unfit | null {
  const { place } = made;
  const using = naming.filter(
    ({ calls, isSure }) => isSure && calls.some((words) => usesUp(words, place.name)),
  );
  const last = naming.at(-1);
  if (using.length === 0 || last === undefined) return null;
  const others = naming.filter((deed) => !using.includes(deed));
  if (!others.every(({ calls }) => calls.every(([program = '']) => looksOnly(program))))
    return { reason: 'used' };
  const unfit = missedBy(scene, made, last.step);
  if (unfit !== null) return unfit;
  const user = using.at(-1);
  const word = user?.words.find((one, at) => user.places[at]?.path === place.path && !one.startsWith('-'));
  if (word === undefined || (user?.directory !== last.directory && !/^["']?[/$]/.test(word)))
    return { reason: 'word' };
  return { made, step: last.step, word };
}

function folderRemoval(scene: Scene, made: Made, naming: readonly Deed[]): Removal | Unfit | null {
  const { path } = made.place;
  const isUsed = naming.some(({ calls, inside }) => {
    const isBelow = (word: string): boolean => {
      const plain = plainWord(word);
      return plain !== null && isIn(placeAt(inside, plain)?.path ?? '', path);
    };
    return calls.some((words) => takesOut(words, isIn(inside, path), isBelow));
  });
  // What nothing is made of may be meant to be there.
  if (!isUsed) return null;
  if (!naming.every(({ calls }) => calls.every(([program = '']) => copiesOut(program))))
    return { reason: 'used' };
  const last = scene.deeds.length - 1;
  return (
    missedBy(scene, made, last) ?? { made, step: last, word: /^\/[\w./@+-]+$/.test(path) ? path : made.word }
  );
}

const isIn = (path: string, folder: string): boolean => `${path}/`.startsWith(`${folder}/`);
