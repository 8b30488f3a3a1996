/** What the steps of a RUN ask for: a mode or an owner for a path. */
import {
  attributeCall,
  isQuiet,
  resolvePath,
  wordValue,
  type AttributeCall,
  type ShellNode,
  type SimpleCommand,
  type Value,
} from '../../src/transform.js';
import type { Body } from '../joining/body.js';
import { TURNING } from '../joining/turning.js';

export interface Request {
  readonly step: number;
  readonly command: SimpleCommand;
  readonly call: AttributeCall;
  /** Place of the path among the words. */
  readonly at: number;
  readonly path: string;
}

/** In order; only what is surely run, and with words that are all known. */
export function requestsIn(body: Body, sets: AttributeCall['sets']): readonly Request[] {
  const { state } = body.instruction;
  const lookup = (name: string): Value => {
    const binding = state.lookup(name);
    return binding.kind === 'set' && binding.by === 'ENV' && !body.state.variables.has(name)
      ? binding.value
      : null;
  };
  const requests: Request[] = [];
  // The last word of the command before.
  if (/\$\{?_\b/.test(body.script.text)) return [];
  let directory = state.workdir;
  for (const [step, node] of body.steps.entries()) {
    const words =
      node.kind === 'simple' ? node.words.map((word) => (word.glob ? null : wordValue(word, lookup))) : [];
    const text = body.script.text.slice(node.span.start, node.span.end);
    // What comes behind may not be reached, or may be run by another shell than this one.
    if (TURNING.test(text)) break;
    if (node.kind === 'simple' && isPlain(node))
      requests.push(...requestsOf(node, words, step, sets, directory));
    directory = directoryAfter(node, words, directory);
  }
  return requests;
}

const isPlain = ({ assignments, redirects }: SimpleCommand): boolean =>
  assignments.length === 0 && redirects.every(isQuiet);

function requestsOf(
  command: SimpleCommand,
  words: readonly Value[],
  step: number,
  sets: AttributeCall['sets'],
  directory: Value,
): readonly Request[] {
  const call = words.includes(null) ? null : attributeCall(words.map((word) => word ?? ''));
  if (call?.sets !== sets) return [];
  return call.paths.flatMap((at) => {
    const word = words[at] ?? '';
    const path = /(?:^|\/)\.\.(?:\/|$)/.test(word) ? null : resolvePath(directory, word);
    return path === null ? [] : [{ step, command, call, at, path }];
  });
}

/** Where the shell stands behind a step; `null` when that is not known. */
export function directoryAfter(node: ShellNode, words: readonly Value[], directory: Value): Value {
  if (node.kind === 'group' && node.subshell) return directory;
  if (node.kind === 'pipeline' && node.items.length > 1) return directory;
  if (node.kind !== 'simple') return null;
  const [name, target, ...more] = words;
  if (name === null || /^(?:pushd|popd|eval|\.|source)$/.test(name ?? '')) return null;
  if (name !== 'cd') return directory;
  return target == null || more.length > 0 || target.startsWith('-') ? null : resolvePath(directory, target);
}
