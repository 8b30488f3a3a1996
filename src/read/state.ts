/** Stages, and the build's state before each instruction, in one pass from top to bottom. */
import type { Binding, BuildState, Instruction, Pair, Shell, Stage, Value, Word } from '../model.js';
import { expandWord, type Lookup } from './expand.js';
import { factsOf, type ImageFacts } from './images.js';
import type { Draft } from './instructions.js';
import { sourceSpan } from './joined.js';
import { resolvePath } from './paths.js';

/** Set by the builder for every build. https://docs.docker.com/reference/dockerfile/#predefined-args */
const PREDEFINED =
  /^(?:https?_proxy|ftp_proxy|no_proxy|all_proxy|HTTPS?_PROXY|FTP_PROXY|NO_PROXY|ALL_PROXY)$/;
const GLOBAL_PREDEFINED = /^(?:BUILD|TARGET)(?:PLATFORM|OS|OSVERSION|ARCH|VARIANT|STAGE)$/;

/** Whether BuildKit gives the name a value by itself. https://docs.docker.com/reference/dockerfile/#automatic-platform-args-in-the-global-scope */
export const isPlatform = (name: string): boolean => GLOBAL_PREDEFINED.test(name);

/** What a name is bound to from an instruction on. */
interface Entry {
  readonly from: number;
  readonly binding: Binding;
}

type Scope = Map<string, Entry[]>;

/** The changing state of a stage. */
interface Current {
  user: Value;
  workdir: Value;
  knownWorkdir: Value;
  shell: Shell;
  readonly scope: Scope;
  readonly image: ImageFacts;
}

export interface Staged {
  readonly instructions: readonly Instruction[];
  readonly stages: readonly Omit<Stage, 'shipped'>[];
}

interface OpenStage {
  readonly stage: Omit<Stage, 'shipped' | 'instructions'> & { readonly instructions: Instruction[] };
  readonly current: Current;
}

/** Gives drafts their stage and state. */
export function stageDrafts(drafts: readonly Draft[], escape: string, hasShell: boolean): Staged {
  const instructions: Instruction[] = [];
  const stages: OpenStage[] = [];
  const globals: Scope = new Map();
  for (const [index, draft] of drafts.entries()) {
    if (draft.keyword === 'FROM') stages.push(openStage(draft, stages, globals, { escape, hasShell }));
    const open = stages.at(-1);
    const scope = open?.current.scope ?? globals;
    const current = open?.current ?? beginStage(null, undefined, escape, hasShell);
    const place = { index, stage: open?.stage.index ?? null, escape };
    const global = draft.keyword === 'FROM' || !open;
    const lookup = global ? globalLookup(globals) : lookupAt(scope, index, current.image);
    const instruction = finish(draft, place, stateOf(current, scope, index), lookup);
    instructions.push(instruction);
    open?.stage.instructions.push(instruction);
    advance(instruction, current, scope, escape);
  }
  return { instructions, stages: stages.map(({ stage }) => stage) };
}

function openStage(
  draft: Draft,
  stages: readonly OpenStage[],
  globals: Scope,
  { escape, hasShell }: { readonly escape: string; readonly hasShell: boolean },
): OpenStage {
  const from = wordAt(draft, 0)?.raw ?? '';
  const image = expandWord(from, escape, globalLookup(globals));
  const found = stages.findLastIndex(
    ({ stage }) => stage.name !== null && stage.name === image?.toLowerCase(),
  );
  const base = found < 0 ? null : found;
  const isNamed = /^as$/i.test(wordAt(draft, 1)?.raw ?? '');
  const name = isNamed ? (wordAt(draft, 2)?.raw.toLowerCase() ?? null) : null;
  const current = beginStage(image, base === null ? undefined : stages[base]?.current, escape, hasShell);
  return { stage: { index: stages.length, name, from, image, base, instructions: [] }, current };
}

function beginStage(image: Value, base: Current | undefined, escape: string, hasShell: boolean): Current {
  if (base) return { ...base, scope: inherited(base.scope) };
  const facts = factsOf(image);
  const windows = facts.windows || (escape === '`' && !hasShell);
  const shell: Shell = windows
    ? { argv: ['cmd', '/S', '/C'], dialect: 'other', options: [] }
    : { argv: ['/bin/sh', '-c'], dialect: 'sh', options: [] };
  return {
    user: facts.user,
    workdir: facts.workdir,
    knownWorkdir: facts.workdir,
    shell,
    scope: new Map(),
    image: facts,
  };
}

/** ENV is inherited, ARG is not. */
function inherited(scope: Scope): Scope {
  const result: Scope = new Map();
  for (const [name, entries] of scope) {
    const last = entries.findLast(({ binding }) => binding.kind === 'set' && binding.by === 'ENV');
    if (last) result.set(name, [{ from: -1, binding: last.binding }]);
  }
  return result;
}

function entryAt(scope: Scope, name: string, index: number): Entry | undefined {
  const entries = scope.get(name);
  if (entries === undefined) return undefined;
  let low = -1;
  let high = entries.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((entries[middle]?.from ?? 0) < index) low = middle;
    else high = middle;
  }
  return entries[low];
}

function bindingAt(scope: Scope, name: string, index: number, image: ImageFacts): Binding {
  const entry = entryAt(scope, name, index);
  if (entry) return entry.binding;
  const knownUnset =
    image.environment !== null && !image.environment.includes(name) && !PREDEFINED.test(name);
  return { kind: knownUnset && !GLOBAL_PREDEFINED.test(name) ? 'unset' : 'unknown' };
}

function lookupAt(scope: Scope, index: number, image: ImageFacts): Lookup {
  return (name) => {
    const binding = bindingAt(scope, name, index, image);
    if (binding.kind === 'set') return binding.value;
    return binding.kind === 'unset' ? undefined : null;
  };
}

/** In FROM and before it, only global ARGs exist; their defaults may be replaced by --build-arg. */
function globalLookup(globals: Scope): Lookup {
  return (name) =>
    globals.has(name) || GLOBAL_PREDEFINED.test(name) || PREDEFINED.test(name) ? null : undefined;
}

function stateOf(current: Current, scope: Scope, index: number): BuildState {
  const { user, workdir, knownWorkdir, shell, image } = current;
  return {
    user,
    workdir,
    knownWorkdir,
    shell,
    lookup: (name) => bindingAt(scope, name, index, image),
    names: () => [...scope.keys()].filter((name) => entryAt(scope, name, index) !== undefined),
  };
}

interface Place {
  readonly index: number;
  readonly stage: number | null;
  readonly escape: string;
}

function finish(draft: Draft, place: Place, state: BuildState, lookup: Lookup): Instruction {
  const { line, keyword, keywordSpan, flags, argumentsAt, json } = draft;
  const words = draft.words.map((span, at): Word => {
    const raw = line.joined.text.slice(span.start, span.end);
    const value = json?.[at] ?? raw;
    return { raw, value: expandWord(value, place.escape, lookup), span: sourceSpan(line.joined, span) };
  });
  const named = keyword === 'ENV' || keyword === 'ARG' || keyword === 'LABEL';
  return {
    index: place.index,
    keyword,
    span: line.span,
    keywordSpan,
    lines: line.lines,
    joined: line.joined,
    flags,
    argumentsAt,
    json,
    heredocs: line.heredocs,
    comments: line.comments,
    innerComments: line.innerComments,
    emptyContinuations: line.emptyContinuations,
    stage: place.stage,
    state,
    pairs: named ? pairsOf(draft, words, place.escape, lookup) : [],
    words,
    trigger: draft.trigger ? finish(draft.trigger, place, state, lookup) : null,
  };
}

function pairsOf(draft: Draft, words: readonly Word[], escape: string, lookup: Lookup): readonly Pair[] {
  const [first] = words;
  if (draft.keyword !== 'ARG' && first && !first.raw.includes('=')) {
    // The old form: ENV name rest of the line.
    const rest = draft.line.joined.text
      .slice(draft.argumentsAt)
      .trimEnd()
      .slice(first.raw.length)
      .trimStart();
    return [{ name: first.raw, raw: rest, value: expandWord(rest, escape, lookup) }];
  }
  return words.map(({ raw }) => {
    const sign = raw.indexOf('=');
    if (sign < 0) return { name: raw, raw: null, value: null };
    const value = raw.slice(sign + 1);
    return { name: unquote(raw.slice(0, sign)), raw: value, value: expandWord(value, escape, lookup) };
  });
}

const unquote = (text: string): string => text.replace(/^(["'])([^]*)\1$/, '$2');

function wordAt(draft: Draft, index: number): { readonly raw: string } | undefined {
  const span = draft.words[index];
  return span && { raw: draft.line.joined.text.slice(span.start, span.end) };
}

/** The state behind an instruction. */
function advance(instruction: Instruction, current: Current, scope: Scope, escape: string): void {
  const { keyword, index, words, pairs, json } = instruction;
  const bind = (name: string, binding: Binding): void => {
    const entries = scope.get(name);
    if (entries) entries.push({ from: index, binding });
    else scope.set(name, [{ from: index, binding }]);
  };
  if (keyword === 'ENV') for (const { name, value } of pairs) bind(name, { kind: 'set', by: 'ENV', value });
  if (keyword === 'ARG') {
    for (const { name } of pairs) {
      const old = entryAt(scope, name, index)?.binding;
      if (!(old?.kind === 'set' && old.by === 'ENV')) bind(name, { kind: 'set', by: 'ARG', value: null });
    }
  }
  if (keyword === 'USER') current.user = words[0]?.value ?? null;
  if (keyword === 'WORKDIR') {
    current.workdir = resolveDirectory(current.workdir, words[0]?.value ?? null, escape);
    current.knownWorkdir = current.workdir ?? current.knownWorkdir;
  }
  if (keyword === 'SHELL') current.shell = shellOf(json ?? []);
}

/** The directory that WORKDIR sets, absolute and normal. */
export function resolveDirectory(from: Value, path: Value, escape: string): Value {
  if (path === null || escape === '`' || path.includes('\\') || /^[A-Za-z]:/.test(path)) return null;
  return resolvePath(from, path);
}

const LETTERS: Readonly<Record<string, string>> = {
  e: 'errexit',
  u: 'nounset',
  x: 'xtrace',
  f: 'noglob',
  v: 'verbose',
};
const IGNORED = new Set(['l', 'i', 'c', '-']);

/** A shell of the image; what has the name of one elsewhere may be any program. */
const SHELL = /^(?:\/(?:usr\/(?:local\/)?)?s?bin\/)?(sh|bash|dash|ash)$/;

/** A shell whose every option is understood; `other` for the rest. */
function shellOf(argv: readonly string[]): Shell {
  const other: Shell = { argv, dialect: 'other', options: [] };
  const name = SHELL.exec(argv[0] ?? '')?.[1];
  const rest = argv.slice(1);
  if (name === undefined || !/^-[a-z]*c$/.test(rest.at(-1) ?? '')) return other;
  const options: string[] = [];
  for (let at = 0; at < rest.length; at += 1) {
    const word = rest[at] ?? '';
    if (word === '--login') continue;
    if (!/^-[a-z]+$/.test(word)) return other;
    for (const letter of word.slice(1)) {
      const option =
        letter === 'o' ? rest[(at += 1)] : (LETTERS[letter] ?? (IGNORED.has(letter) ? '' : undefined));
      if (option === undefined) return other;
      if (option !== '') options.push(option);
    }
  }
  return { argv, dialect: name === 'bash' ? 'bash' : 'sh', options };
}
