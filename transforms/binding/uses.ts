/** What commands have to do with something that a mount would show. */
import {
  ELSEWHERE,
  callsOf,
  conflict,
  effectsOf,
  isGiven,
  isHarmless,
  isWithin,
  keepsToItself,
  meeting,
  mentionsIt,
  nothing,
  placeAt,
  plainWord,
  readsOnly,
  settingsIn,
  type Dockerfile,
  type Effects,
  type Instruction,
  type Place,
  type Settings,
} from '../../src/transform.js';
import type { Unfit } from '../joining/body.js';
import { wordsOf, type Deed } from '../leftovers/deeds.js';
import type { Scene } from './loans.js';

type Calls = ReturnType<typeof callsOf>;
type OneCall = Calls[number];

/** Whether another instruction has to do with the place: what, in short. */
export function isMet(file: Dockerfile, instruction: Instruction, place: Place): string | null {
  const met = conflict(effectsOf(file, instruction), { ...nothing, writes: [place.path] });
  if (met === null) return null;
  const calls = callsOf(file, instruction);
  const isMoved = /\b(?:cd|pushd|popd)\b/.test(instruction.joined.text);
  const directory = isMoved ? ELSEWHERE : (instruction.state.workdir ?? '?base');
  const isOwn =
    calls.length > 0 &&
    calls.every(({ command, effects }) => keepsAway(wordsOf(command), effects, directory, place.path));
  return isOwn && !mentionsIt(instruction.joined.text, place, settingsIn(file)) ? null : met.what;
}

/** Whether a call that does not name the place has nothing to do with it, by what it does or by what it is. */
function keepsAway(
  words: readonly string[],
  { unknown, reads, writes }: Effects,
  directory: string,
  path: string,
): boolean {
  if (unknown !== null) return false;
  if (meeting(writes, [path]) === null && meeting(reads, [path]) === null) return true;
  const isWide = [reads, writes].every(
    (paths) => paths !== 'anything' && paths.every((one) => one !== path && !isWithin(one, path)),
  );
  return isWide && keepsToItself(words, directory, path);
}

interface Asked {
  readonly place: Place;
  readonly isFolder: boolean;
  /** Whether a folder is mounted. */
  readonly holds: boolean;
  /** The step that removes it. */
  readonly step: number;
}

/**
 * Why a RUN does more with the place than to read what is there, in front of the step that removes it.
 */
export function usedBy(
  { file, run, body, settings }: Scene,
  deeds: readonly Deed[],
  asked: Asked,
): Unfit | null {
  const { place, step } = asked;
  const calls = callsOf(file, run);
  let isRead = false;
  for (const deed of deeds) {
    if (deed.step === step) continue;
    const node = body.steps[deed.step];
    const own = calls.filter(({ command: { span } }) => node !== undefined && isInside(span, node.span));
    if (isWithin(deed.directory, place.path)) return { reason: 'used', detail: deed.text.slice(0, 60) };
    const naming = own.filter(({ command: { span } }) =>
      mentionsIt(body.script.text.slice(span.start, span.end), place, settings),
    );
    const rest = naming.reduce(
      (text, { command: { span } }) => text.replace(body.script.text.slice(span.start, span.end), ' '),
      deed.text,
    );
    if (mentionsIt(rest, place, settings)) return { reason: 'used', detail: deed.text.slice(0, 60) };
    for (const call of naming) {
      if (deed.step > step || !isReader(call, deed, asked, settings))
        return { reason: 'used', detail: wordsOf(call.command).join(' ').slice(0, 60) };
      isRead = true;
    }
    const near = own.find(
      (call) =>
        !naming.includes(call) &&
        !(naming.length > 0
          ? isHarmless(wordsOf(call.command)) || keepsToItself(wordsOf(call.command), deed.inside, place.path)
          : keepsAway(wordsOf(call.command), call.effects, deed.inside, place.path)),
    );
    // Words of loops and redirections of compound commands are no calls.
    if (!deed.isSure && naming.length === 0 && isGiven(deed.text, deed.inside, place, settings))
      return { reason: 'near', detail: deed.text.slice(0, 60) };
    if (near !== undefined) return { reason: 'near', detail: wordsOf(near.command).join(' ').slice(0, 60) };
  }
  return isRead ? null : { reason: 'used', detail: 'nothing reads it by its name' };
}

const isInside = (inner: { start: number; end: number }, outer: { start: number; end: number }): boolean =>
  outer.start <= inner.start && inner.end <= outer.end;

function isReader(
  { command, effects }: OneCall,
  { inside }: Deed,
  { place, isFolder, holds }: Asked,
  settings: Settings,
): boolean {
  if (effects.unknown !== null || command.assignments.length > 0) return false;
  const redirected = command.redirects.filter(
    ({ target }) => target !== null && mentionsIt(target.text, place, settings),
  );
  if (redirected.some(({ operator }) => operator !== '<')) return false;
  const names = (word: string): boolean => mentionsIt(word, place, settings);
  const words = wordsOf(command);
  if (!words.some(names)) return redirected.length > 0;
  const pathOf = (word: string): string => {
    const plain = plainWord(word);
    return (plain === null ? undefined : placeAt(inside, plain)?.path) ?? '';
  };
  const isFile = (word: string): boolean =>
    isWithin(pathOf(word), place.path) && (pathOf(word) !== place.path || !isFolder);
  const isInMount = (word: string): boolean => holds && pathOf(word) !== place.path;
  return readsOnly({ words, names, isFile, isInMount });
}
