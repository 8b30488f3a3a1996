/** Who could miss what a RUN removes. */
import {
  checksList,
  ELSEWHERE,
  isGiven,
  isLinked,
  loopWords,
  readShell,
  simpleCommands,
  speaksOf,
  takes,
  type Dockerfile,
  type Instruction,
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
  const others = file.instructions
    .filter((one) => one !== run)
    .map((one) => `${textOf(file, one)}\n${one.state.workdir ?? ''}`);
  const behind = deeds.slice(last + 1).map(({ text }) => text);
  const isMentioned = (text: string): boolean => speaksOf(text, made.place, made.isFolder, settings);
  if ([...before, ...behind, ...others].some(isMentioned)) return { reason: 'named' };
  const { place } = made;
  for (const { calls, inside, text } of deeds.slice(last + 1)) {
    const taker = calls.find((words) => takes(words, inside, place, settings));
    if (taker) return around(taker);
    if (isLinked(text, place, settings)) return around([text]);
  }
  const linking = file.instructions.find(
    (one) => one.index < run.index && isLinked(textOf(file, one), place, settings),
  );
  if (linking) return around([textOf(file, linking)]);
  for (const instruction of file.instructions.slice(run.index + 1)) {
    const unfit = takenBy(instruction, made, settings, textOf(file, instruction));
    if (unfit) return unfit;
  }
  return null;
}

const around = (words: readonly string[]): Unfit => ({
  reason: 'around',
  detail: words.join(' ').slice(0, 60),
});

const textOf = (file: Dockerfile, { span }: Instruction): string => file.text.slice(span.start, span.end);

function takenBy(instruction: Instruction, made: Made, settings: Settings, text: string): Unfit | null {
  const { place } = made;
  const { keyword, flags, state, heredocs } = instruction;
  // Another name of a directory.
  if (isLinked(text, place, settings)) return around([keyword, text]);
  if (keyword === 'RUN') {
    const unfit = takenByRun(instruction, made, settings);
    if (unfit) return unfit;
  }
  const borrowed = flags.filter(({ raw }) => /\bfrom=/.test(raw));
  const isWhole = borrowed.some(({ raw }) => raw.startsWith('--mount') && !/\b(?:source|src)=/.test(raw));
  const starts = /^(?:CMD|ENTRYPOINT|HEALTHCHECK|ONBUILD)$/.test(keyword);
  if (isWhole) return around([keyword, ...borrowed.map(({ raw }) => raw)]);
  if (borrowed.length === 0 && !starts && (keyword === 'RUN' || heredocs.length === 0)) return null;
  const isLost = /\bcd\b/.test(text) || heredocs.length > 0;
  const directory = borrowed.length > 0 ? '/' : isLost ? ELSEWHERE : (state.workdir ?? '?base');
  return isGiven(text.slice(keyword.length), directory, place, settings) ? around([keyword, text]) : null;
}

function takenByRun(run: Instruction, { place }: Made, settings: Settings): Unfit | null {
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
  const taker = calls.find((one) => takes(one, directory, place, settings) || checksList(one, place.name));
  return taker ? around(taker) : null;
}
