/** Who could miss what a RUN removes. */
import {
  covers,
  ELSEWHERE,
  isNamed,
  loopWords,
  readShell,
  simpleCommands,
  takes,
  TEMPORARY_DIRECTORY,
  type Dockerfile,
  type Instruction,
  type Place,
  type Settings,
} from '../../src/transform.js';
import { setsTrap } from '../cleaning/sites.js';
import type { Unfit } from '../joining/body.js';
import { wordsOf, type Made, type Scene } from './deeds.js';

/**
 * Why it may be missed; `null` when nobody does.
 * @param last the last step that needs it
 */
export function missedBy({ file, run, deeds, settings }: Scene, made: Made, last: number): Unfit | null {
  const before = deeds.slice(0, made.step).map(({ text }) => text);
  const others = file.instructions.filter((one) => one !== run).map((one) => textOf(file, one));
  if ([...before, ...others].some((text) => isMentioned(made, text, settings))) return { reason: 'named' };
  const { place } = made;
  for (const { calls, inside } of deeds.slice(last + 1)) {
    const taker = calls.find((words) => takes(words, inside, place, settings));
    if (taker) return around(taker);
  }
  for (const instruction of file.instructions.slice(run.index + 1)) {
    const unfit = takenBy(instruction, place, settings);
    if (unfit) return unfit;
  }
  return null;
}

const around = (words: readonly string[]): Unfit => ({
  reason: 'around',
  detail: words.join(' ').slice(0, 60),
});

/** What is written there, and the directory that it is done in. */
const textOf = (file: Dockerfile, { span, state }: Instruction): string =>
  `${file.text.slice(span.start, span.end)}\n${state.workdir ?? ''}`;

/** A folder's name says little: it is named by its path, or where temporary files are spoken of. */
const isMentioned = ({ place, isFolder }: Made, text: string, settings: Settings): boolean =>
  isFolder && TEMPORARY_DIRECTORY.test(place.path)
    ? isNamed(place.path, text, settings) || (/\/tmp\b/.test(text) && isNamed(place.name, text, settings))
    : isNamed(place.name, text, settings);

function takenBy(instruction: Instruction, place: Place, settings: Settings): Unfit | null {
  const { keyword, words, json, flags, state, joined } = instruction;
  if (keyword === 'RUN') return takenByRun(instruction, place, settings);
  const borrows = flags.some(({ name }) => /^from$/.test(name));
  const starts = /^(?:CMD|ENTRYPOINT|HEALTHCHECK|ONBUILD)$/.test(keyword);
  if (!borrows && !starts) return null;
  const texts = borrows ? words.map(({ raw }) => raw) : (json ?? joined.text.split(/\s+/).slice(1));
  const directory = borrows ? '/' : (state.workdir ?? '?base');
  return texts.some((word) => covers(word, directory, place, settings)) ? around([keyword, ...texts]) : null;
}

function takenByRun(run: Instruction, place: Place, settings: Settings): Unfit | null {
  const { json, state } = run;
  const reading = json === null && state.shell.dialect !== 'other' ? readShell(run) : null;
  const script = reading?.ok === true ? reading.script : null;
  if (json === null && (script === null || setsTrap(script))) return { reason: 'unreadable' };
  const calls =
    script === null
      ? [json ?? []]
      : [...simpleCommands(script.list).map(wordsOf), ['for', ...loopWords(script.text)]];
  // A directory that has been entered is not followed here.
  const moves = calls.some(([program]) => /^(?:cd|pushd)$/.test(program ?? ''));
  const directory = moves ? ELSEWHERE : (state.workdir ?? '?base');
  const taker = calls.find((one) => takes(one, directory, place, settings));
  return taker ? around(taker) : null;
}
