/** Where a file or a folder that a RUN has made for itself is removed best. */
import {
  checksList,
  copiesOut,
  covers,
  isReset,
  isTemporary,
  isWithin,
  isWrittenDown,
  looksOnly,
  placeAt,
  plainWord,
  speaksOf,
  takesOut,
  usesUp,
  type Place,
  type Settings,
  type Stand,
} from '../../src/transform.js';
import { isOfRoot } from '../cleaning/stages.js';
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
  const { deeds, settings, run } = scene;
  const { place, step, isFolder } = made;
  if (isFolder && !isTemporary(place.path)) return null;
  // Whoever may write there need not be allowed to remove; a mount is no part of the image.
  if (!isOfRoot(scene.file, run) || run.flags.length > 0) return null;
  const behind = deeds.slice(step + 1);
  if (behind.some((deed) => deed.calls.some((words) => removes(words, deed, place, settings)))) return null;
  const naming = behind.filter(
    (deed) =>
      speaksOf(deed.text, place, isFolder, settings) || (isFolder && isWithin(deed.directory, place.path)),
  );
  const isFetchedAgain =
    !isFolder && behind.some(({ makes }) => makes.some((other) => other.place.path === place.path));
  if (isFetchedAgain) return { reason: 'named' };
  const found = isFolder ? folderRemoval(scene, made, naming) : fileRemoval(scene, made, naming);
  const isOther = behind.some(({ text }) => isReset(place, text));
  return found !== null && !('reason' in found) && isOther ? { reason: 'word' } : found;
}

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
    ({ calls, isSure }) => isSure && calls.some((words) => usesUp(words, place.name, place.path)),
  );
  const last = naming.at(-1);
  if (using.length === 0 || last === undefined) return null;
  const others = naming.filter((deed) => !using.includes(deed));
  const isHarmless = ({ calls, text }: Deed): boolean =>
    !isWrittenDown(text) && calls.every(([program = '']) => looksOnly(program));
  if (!others.every(isHarmless)) return { reason: 'used' };
  const later = scene.deeds.slice(last.step + 1);
  if (later.some(({ calls }) => calls.some((words) => checksList(words, place.name))))
    return { reason: 'around' };
  const unfit = missedBy(scene, made, last.step);
  if (unfit !== null) return unfit;
  const user = using.at(-1);
  const word = user?.words.find((one, at) => user.places[at]?.path === place.path && !one.startsWith('-'));
  if (word === undefined || (user?.directory !== last.directory && !/^["']?[/$]/.test(word)))
    return { reason: 'word' };
  return { made, step: last.step, word };
}

function folderRemoval(scene: Scene, made: Made, naming: readonly Deed[]): Removal | Unfit | null {
  const { place } = made;
  const standOf = ({ inside }: Deed): Stand => ({
    isInside: isWithin(inside, place.path),
    isBelow: (word) => {
      const plain = plainWord(word);
      return plain !== null && isWithin(placeAt(inside, plain)?.path ?? '', place.path);
    },
    speaks: (word) => speaksOf(word, place, true, scene.settings),
  });
  // What nothing is taken out of may be meant to be there.
  if (!naming.some((deed) => deed.calls.some((words) => takesOut(words, standOf(deed))))) return null;
  const isCopied = (deed: Deed): boolean =>
    !/\bpwd\b|\$\{?PWD\b/.test(deed.text) && deed.calls.every((words) => copiesOut(words, standOf(deed)));
  if (!naming.every(isCopied)) return { reason: 'used' };
  const last = scene.deeds.length - 1;
  const { path } = place;
  return (
    missedBy(scene, made, last) ?? { made, step: last, word: /^\/[\w./@+-]+$/.test(path) ? path : made.word }
  );
}
