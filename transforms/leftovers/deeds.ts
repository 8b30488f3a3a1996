/** The steps of a RUN as far as they have to do with files that are made and used up in it. */
import {
  ELSEWHERE,
  fetchedBy,
  isMktemp,
  loopWords,
  madeBy,
  placeAt,
  plainWord,
  simpleCommands,
  type Dockerfile,
  type Instruction,
  type Place,
  type Settings,
  type ShellNode,
  type SimpleCommand,
  type Value,
} from '../../src/transform.js';
import type { Body } from '../joining/body.js';

export interface Made {
  readonly place: Place;
  /** As it may be written behind the step. */
  readonly word: string;
  readonly isFolder: boolean;
  /** The step that makes it. */
  readonly step: number;
}

/** A step of a RUN. */
export interface Deed {
  readonly step: number;
  /** As written. */
  readonly text: string;
  /** Where it is run, as text. */
  readonly directory: string;
  /** Where its calls are: as far as that is known. */
  readonly inside: string;
  /** Whether it is one command that is surely run. */
  readonly isSure: boolean;
  /** The words of its commands, those in compound commands included. */
  readonly calls: readonly (readonly string[])[];
  /** Of the command that it is: words as written, and what they mean as paths. */
  readonly words: readonly string[];
  readonly places: readonly (Place | null)[];
  readonly makes: readonly Made[];
}

/** A RUN, step by step, in its file. */
export interface Scene {
  readonly file: Dockerfile;
  readonly run: Instruction;
  readonly deeds: readonly Deed[];
  readonly settings: Settings;
}

export const wordsOf = ({ words }: SimpleCommand): readonly string[] =>
  words.map(({ value, text }) => value ?? text);

export function deedsIn({ steps, script }: Body, workdir: Value): readonly Deed[] {
  let directory = workdir ?? '?base';
  return steps.map((node, step) => {
    const deed = deedOf(node, step, script.text.slice(node.span.start, node.span.end), directory);
    directory = directoryAfter(deed, node);
    return deed;
  });
}

function deedOf(node: ShellNode, step: number, text: string, directory: string): Deed {
  const isSure = node.kind === 'simple';
  const words = isSure ? wordsOf(node) : [];
  const places = words.map((word) => {
    const plain = plainWord(word);
    return plain === null ? null : placeAt(directory, plain);
  });
  const commands = simpleCommands({ span: node.span, items: [{ node, separator: null }] }).map(wordsOf);
  const calls = isSure ? commands : [...commands, ...loopWords(text).map((word) => ['for', word])];
  const made = (names: readonly string[], isFolder: boolean): readonly Made[] =>
    names.flatMap((name) => {
      const place = placeAt(directory, name);
      return place === null ? [] : [{ place, word: name, isFolder, step }];
    });
  const makes = isSure
    ? [...made(fetchedBy(words), false), ...made(madeBy(words), true), ...temporary(node, step)]
    : [];
  const inside = !isSure && calls.some(([program]) => isMove(program)) ? ELSEWHERE : directory;
  return {
    step,
    text,
    directory,
    inside,
    isSure,
    calls,
    words: isSure ? node.words.map((word) => word.text) : [],
    places,
    makes,
  };
}

/** `dir=$(mktemp -d)` */
function temporary({ assignments, words }: SimpleCommand, step: number): readonly Made[] {
  const [assignment, ...more] = assignments;
  if (assignment?.value == null || more.length > 0 || words.length > 0) return [];
  if (!isMktemp(assignment.value.text)) return [];
  const { name } = assignment;
  return [{ place: { path: `\${${name}}`, name: `\${${name}}` }, word: `"$${name}"`, isFolder: true, step }];
}

function directoryAfter({ directory, inside, words }: Deed, node: ShellNode): string {
  if (node.kind !== 'simple') return node.kind === 'group' && node.subshell ? directory : inside;
  const [program, target, ...more] = words;
  if (!isMove(program)) return directory;
  const plain = target === undefined || target.startsWith('-') ? null : plainWord(target);
  return program !== 'cd' || plain === null || more.length > 0
    ? ELSEWHERE
    : (placeAt(directory, plain)?.path ?? ELSEWHERE);
}

const isMove = (program: string | undefined): boolean =>
  /^(?:cd|pushd|popd|eval|\.|source)$/.test(program ?? '');
