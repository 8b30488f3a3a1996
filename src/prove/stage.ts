/** What a stage does, instruction by instruction. https://docs.docker.com/reference/dockerfile/ */
import type { BuildContext, Dockerfile, Instruction, ShellList, Stage } from '../model.js';
import {
  copyEffects,
  nothing,
  unknownEffects,
  volumeEffects,
  workdirEffects,
  type Effects,
} from '../read/effects.js';
import { factsOf } from '../read/images.js';
import { sourceSpan } from '../read/joined.js';
import { readShell } from '../read/shell.js';
import { readsStartupFiles } from '../read/startup.js';
import { OVERLAID } from './commands.js';
import { effectsOfExec, effectsOfNode, effectsOfShell } from './effects.js';
import { visitList } from './mentions.js';
import { Directories, follow, isKnown } from './paths.js';
import { idOf, type Run } from './run.js';
import { endShell, takeList } from './script.js';
import { symbolic } from './values.js';
import { freshShell } from './shell-state.js';
import type { Interner, StageBuild, Step } from './steps.js';

/** The state of a build while its instructions are followed. */
interface Build {
  readonly ids: Interner;
  readonly omitted: ReadonlySet<number>;
  /** Whether steps tell what they do to files. */
  readonly asked: boolean;
  readonly context: BuildContext | null;
  readonly isKnownImage: boolean;
  readonly links: Set<string>;
  readonly directories: Directories;
  directory: string;
  /** Whether a WORKDIR has been given, here or in a stage that this one is FROM. */
  saysDirectory: boolean;
  user: string;
  env: ReadonlyMap<string, string>;
  args: ReadonlyMap<string, string>;
  environment: string;
  argsId: string;
  shell: string;
  readonly steps: Step[];
  readonly count: { value: number };
  readonly occurrences: Map<string, number>;
  readonly config: Step[];
  readonly mentioned: Map<string, number>;
  readonly supported: Set<string>;
}

export interface BuildQuestion {
  /** Places in the file of commands and words that count as not there. */
  readonly omitted?: ReadonlySet<number>;
  /** Whether each step tells what it does to files. */
  readonly effects?: boolean;
}

/** The builds of all stages, in order. */
export function buildsOf(
  file: Dockerfile,
  ids: Interner,
  question: BuildQuestion = {},
): readonly StageBuild[] {
  const builds: Build[] = [];
  return file.stages.map((stage) => {
    const build = begin(stage, builds, ids, file.context, question);
    builds.push(build);
    for (const instruction of stage.instructions) take(build, instruction, file.text);
    const last = stage.instructions.at(-1);
    if (last) {
      const directory = build.saysDirectory ? build.directory : 'of the image';
      build.config.push({
        parts: { command: 'working directory', directory },
        text: `WORKDIR ${directory}`,
        at: last.span,
      });
    }
    const borrows = stage.instructions.flatMap(borrowsOf);
    const { steps, config } = build;
    return { name: stage.name ?? String(stage.index), base: stage.base, borrows, steps, config };
  });
}

function borrowsOf({ flags, words }: Instruction): readonly string[] {
  const from = flags.filter(({ raw }) => /\bfrom=/.test(raw)).map(({ raw }) => raw);
  return from.length === 0 ? [] : [[...from, ...words.map(({ raw }) => raw)].join(' ')];
}

function begin(
  stage: Stage,
  builds: readonly Build[],
  ids: Interner,
  context: BuildContext | null,
  { omitted = new Set(), effects = false }: BuildQuestion,
): Build {
  const base = stage.base === null ? undefined : builds[stage.base];
  const own = {
    ids,
    omitted,
    asked: effects,
    context,
    args: new Map(),
    argsId: '',
    count: { value: 0 },
    occurrences: new Map(),
    steps: [],
    config: [],
    mentioned: new Map(),
    supported: new Set<string>(),
  };
  if (base) return { ...base, ...own, directories: base.directories.copy(), links: new Set(base.links) };
  const { user, workdir, directories } = factsOf(stage.image);
  const directory = workdir ?? '?base';
  return {
    ...own,
    isKnownImage: user !== null,
    links: new Set(),
    directories: new Directories([...directories, directory]),
    directory,
    saysDirectory: false,
    user: user ?? '?base',
    env: new Map(),
    environment: '',
    shell: '',
  };
}

function take(build: Build, instruction: Instruction, text: string): void {
  switch (instruction.keyword) {
    case 'RUN':
      takeRun(build, instruction);
      return;
    case 'COPY':
    case 'ADD':
      takeCopy(build, instruction, instruction.keyword, text);
      return;
    case 'WORKDIR':
      takeWorkdir(build, instruction);
      return;
    case 'ENV':
    case 'ARG':
      takeVariables(build, instruction);
      break;
    case 'USER':
      build.user = wordOf(build, instruction, 0);
      break;
    case 'SHELL':
      build.shell = textOf(instruction);
      break;
    case 'VOLUME':
      record(build.steps, build, instruction, () =>
        volumeEffects(instruction.words.map(({ value }) => value)),
      );
      break;
    default:
  }
  record(build.config, build, instruction);
}

/** As joined; the keyword may be written in any case. */
const textOf = ({ joined, keyword }: Instruction): string => keyword + joined.text.slice(keyword.length);

function record(list: Step[], build: Build, instruction: Instruction, effects?: () => Effects): void {
  const command = textOf(instruction);
  list.push({
    parts: { command, documents: documentsOf(instruction), variables: declaredIn(build, command) },
    text: command,
    at: instruction.span,
    ...(build.asked && effects ? { effects: effects() } : {}),
  });
}

/** Here-documents of an instruction; their text is that of the file. */
const documentsOf = ({ heredocs }: Pick<Instruction, 'heredocs'>): string =>
  JSON.stringify(heredocs.map(({ name, expand, chomp }) => [name, expand, chomp]));

/** What the variables in an instruction's text stand for. */
function declaredIn(build: Build, text: string): string {
  const names = new Set([...text.matchAll(/\$\{?(\w+)/g)].map(([, name = '']) => name));
  return [...names].map((name) => `${name}${declared(build, name) ?? '!'}`).join('\n');
}

const declared = ({ env, args }: Build, name: string): string | undefined => env.get(name) ?? args.get(name);

/** A word's value, or its text with what the variables in it stand for. */
function wordOf(build: Build, { words }: Instruction, index: number): string {
  const word = words[index];
  return word?.value ?? `?${word?.raw ?? ''}\n${declaredIn(build, word?.raw ?? '')}`;
}

function takeVariables(build: Build, instruction: Instruction): void {
  const { keyword, pairs, joined } = instruction;
  const isArg = keyword === 'ARG';
  const target = isArg ? build.args : build.env;
  const meaning = declaredIn(build, joined.text);
  const values = pairs.map(({ name, raw, value }): readonly [string, string] => {
    if (!isArg && value !== null) return [name, `=${value}`];
    const text = isArg || raw === null ? null : symbolic(raw, (asked) => standing(build, instruction, asked));
    return [name, text ?? `?${build.ids.id(`${keyword} ${name}=${raw ?? ''} ${meaning}`)}`];
  });
  const variables = new Map([...target, ...values]);
  if (isArg) {
    build.args = variables;
    build.argsId = idOf(build.ids, variables);
  } else {
    build.env = variables;
    build.environment = idOf(build.ids, variables);
  }
}

/** What a name stands for in an instruction. */
const standing = (build: Build, instruction: Instruction, name: string): string =>
  declared(build, name) ?? (kindInBase(instruction, name) === 'unset' ? '!' : '?base');

function takeWorkdir(build: Build, instruction: Instruction): void {
  const path = wordOf(build, instruction, 0);
  build.directory = path.startsWith('?')
    ? `?${build.ids.id(`${path}\nfrom ${build.directory}`)}`
    : follow(build.directory, path);
  build.saysDirectory = true;
  makeDirectory(build, instruction);
}

/** WORKDIR makes its directory; so does the start of a RUN whose directory has gone. */
function makeDirectory(build: Build, { span, joined }: Instruction): void {
  const { directory, user } = build;
  for (const missing of build.directories.missing(directory)) {
    const made = { command: 'make the directory', directory: missing };
    const parts = isRoot(user) ? made : { ...made, user };
    const path = isKnown(missing) ? missing : null;
    const effects = (): Effects => workdirEffects(path, isRoot(user), (one) => build.directories.has(one));
    build.steps.push({ parts, text: joined.text, at: span, ...(build.asked ? { effects: effects() } : {}) });
    build.directories.add(missing);
  }
  build.directories.add(directory);
}

const isRoot = (user: string): boolean => /^(?:root|0)(?::(?:root|0))?$/.test(user);

function takeCopy(build: Build, instruction: Instruction, keyword: 'COPY' | 'ADD', text: string): void {
  const { words, flags, heredocs, span } = instruction;
  const raw = words.at(-1)?.raw ?? '';
  const target = wordOf(build, instruction, words.length - 1);
  const isOpaque = target.startsWith('?');
  const path = isOpaque
    ? `?${build.ids.id(`${target.replace(/\/\.?$/gm, '')}\nin ${build.directory}`)}`
    : follow(build.directory, target);
  const sources = words.slice(0, -1).map((_, index) => wordOf(build, instruction, index));
  const intoDirectory =
    (isOpaque ? raw.endsWith('/') : /(?:^|\/)\.?$/.test(target)) || build.directories.has(path);
  const parts = {
    flags: JSON.stringify(flags.map((flag) => [flag.raw, declaredIn(build, flag.raw)]).sort()),
    target: `${path}${intoDirectory ? '/' : ''}`,
    ...variablesOfDocuments(build, heredocs, text),
  };
  const whole =
    heredocs.length > 0 ||
    !intoDirectory ||
    flags.some(({ name }) => /^(?:link|checksum|keep-git-dir|unpack|parents|exclude)$/.test(name)) ||
    sources.some((source) => source.startsWith('?') || /[*?[\\]|:\/\/|^git@|\.git(?:#|$)/.test(source));
  const groups = whole
    ? [JSON.stringify([instruction.json === null, ...sources, documentsOf(instruction)])]
    : sources;
  const told = build.asked ? { effects: effectsOfCopy(build, instruction, keyword) } : {};
  for (const group of groups) {
    const command = `${keyword} ${group}`;
    build.steps.push({ parts: { command, ...parts }, text: textOf(instruction), at: span, ...told });
  }
  if (!isOpaque) build.directories.add(intoDirectory ? path : path.slice(0, path.lastIndexOf('/')) || '/');
}

/** What Docker replaces in here-documents whose name is not quoted. */
function variablesOfDocuments(
  build: Build,
  heredocs: Instruction['heredocs'],
  text: string,
): Readonly<Record<string, string>> {
  const expanded = heredocs.filter(({ expand }) => expand);
  if (expanded.length === 0) return {};
  return {
    variables: declaredIn(
      build,
      expanded.map(({ content }) => text.slice(content.start, content.end)).join(''),
    ),
  };
}

function effectsOfCopy(build: Build, { words, flags }: Instruction, keyword: 'COPY' | 'ADD'): Effects {
  return copyEffects({
    keyword,
    sources: words.slice(0, -1).map(({ value }) => value),
    target: words.at(-1)?.value ?? null,
    flags,
    directory: isKnown(build.directory) ? build.directory : null,
    isDirectory: (path) => build.directories.has(path),
    isLink: (path) => [...build.links].some((link) => path === link || path.startsWith(`${link}/`)),
    context: build.context,
  });
}

function takeRun(build: Build, instruction: Instruction): void {
  makeDirectory(build, instruction);
  const reading = instruction.state.shell.dialect === 'other' ? null : readShell(instruction);
  const run = runOf(build, instruction);
  const { text } = run;
  const whole = { start: 0, end: text.length };
  if (run.readsStartupFiles)
    build.steps.push({
      parts: { command: 'startup files of the shell', ...run.surroundings },
      text,
      at: instruction.span,
    });
  if (reading?.ok !== true || reading.script.comments.length > 0) {
    takeUnread(build, instruction, run, reading?.ok === true ? reading.script.list : null);
    return;
  }
  const shell = freshShell(build.directory, instruction.state.shell.options);
  takeList(run, shell, reading.script.list, 'must', false);
  endShell(run, shell, whole);
  const ends = [
    ...(run.stays || OVERLAID.test(text) ? ['what has been started or laid over ends'] : []),
    ...(instruction.flags.some(
      ({ name, value }) => name === 'mount' && /tmpfs|\brw\b|readwrite/.test(value ?? ''),
    )
      ? ['what was mounted is gone']
      : []),
    ...(makesHardLinks(run, reading.script.list) ? ['hard links belong to one layer'] : []),
  ];
  for (const command of ends)
    build.steps.push({ parts: { command }, text: `end of ${text}`, at: instruction.span });
}

/** A body that is no shell, or cannot be read: one step, compared as a whole. */
function takeUnread(
  build: Build,
  { json, state, span, heredocs }: Instruction,
  run: Run,
  list: ShellList | null,
): void {
  const { text } = run;
  const command = JSON.stringify([json ?? text, documentsOf({ heredocs })]);
  const parts = {
    command,
    ...run.surroundings,
    environment: run.environment,
    arguments: run.argsId,
    directory: build.directory,
    variables: declaredIn(build, text),
  };
  const shell = freshShell(build.directory, state.shell.options);
  const effects =
    json !== null
      ? effectsOfExec(run, shell, json)
      : list !== null
        ? effectsOfShell(run, shell, list)
        : unknownEffects(text);
  const told = build.asked ? { effects, sees: { environment: run.env, arguments: run.args } } : {};
  build.steps.push({ parts, text, at: span, commands: 'unknown', ...told });
  // Nothing can be joined to such a text without changing it, so its end may stand among others.
  const end = build.asked ? { effects: nothing } : {};
  build.steps.push({ parts: { command: 'end of an unread RUN' }, text, at: span, ...end });
  if (/\b(?:rm|mv|rmdir)\b/.test(text)) build.directories.forget('?');
}

function makesHardLinks({ text }: Run, list: Parameters<typeof takeList>[2]): boolean {
  let found = false;
  visitList(
    list,
    {
      simple: ({ words, span }) => {
        const name = words[0]?.value ?? '';
        const command = text.slice(span.start, span.end);
        if (name === 'ln' && !/\s-\S*s|\s--symbolic/.test(command)) found = true;
        if (name === 'cp' && /\s-[a-zA-Z]*l|\s--link\b/.test(command)) found = true;
      },
    },
    false,
  );
  return found;
}

function runOf(build: Build, instruction: Instruction): Run {
  const { joined, argumentsAt, flags, state } = instruction;
  const flagTexts = flags.map(({ raw }) => [raw, declaredIn(build, raw)]).sort();
  return {
    ids: build.ids,
    text: joined.text.slice(argumentsAt),
    placeOf: ({ start, end }) =>
      sourceSpan(joined, { start: start + argumentsAt, end: Math.max(start, end) + argumentsAt }),
    surroundings: {
      user: build.user,
      interpreter: state.shell.argv.join(' '),
      flags: flags.length === 0 ? '' : JSON.stringify(flagTexts),
    },
    isRoot: isRoot(build.user),
    isKnownImage: build.isKnownImage,
    isExec: instruction.json !== null,
    readsStartupFiles: instruction.json === null && readsStartupFiles(state),
    env: build.env,
    environment: build.environment,
    args: build.args,
    argsId: build.argsId,
    declared: (name) => declared(build, name),
    kindOf: (name) => (declared(build, name) === undefined ? kindInBase(instruction, name) : 'set'),
    directories: build.directories,
    steps: build.steps,
    count: build.count,
    occurrences: build.occurrences,
    flags,
    links: build.links,
    effectsOf: build.asked ? effectsOfNode : null,
    mentioned: build.mentioned,
    supported: build.supported,
    omitted: build.omitted,
    stays: false,
  };
}

const kindInBase = ({ state }: Instruction, name: string): 'set' | 'unset' | 'unknown' =>
  state.lookup(name).kind;
