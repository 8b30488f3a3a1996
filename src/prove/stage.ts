/** What a stage does, instruction by instruction. https://docs.docker.com/reference/dockerfile/ */
import type { Dockerfile, Instruction, Keyword, Stage, Value } from '../model.js';
import { factsOf } from '../read/images.js';
import { toldTo } from '../read/rules.js';
import {
  declared,
  declaredIn,
  kindInBase,
  makeDirectory,
  record,
  textOf,
  wordOf,
  type Build,
} from './build.js';
import { takeCopy } from './copy.js';
import { Directories, follow } from './paths.js';
import { takeRun } from './run-instruction.js';
import { recordSettings } from './settings.js';
import { idOf } from './run.js';
import type { Interner, StageBuild } from './steps.js';
import { symbolic } from './values.js';

export interface BuildQuestion {
  /** Places in the file of COPYs, commands, words and flags that count as not there. */
  readonly omitted?: ReadonlySet<number>;
  /** Whether each step tells what it does to files. */
  readonly effects?: boolean;
  /** Whether modes and owners of what is copied are steps of the COPY, wherever they are set; with effects only. */
  readonly attributes?: boolean;
  /** Whether tools do what they do as a rule, in place of all that they may do; with effects only. */
  readonly asRule?: boolean;
  /** Whether a COPY of a file to its own name is one into the folder, where no link of that name can be there; with effects only. */
  readonly names?: boolean;
}

/** The builds of all stages, in order. */
export function buildsOf(
  file: Dockerfile,
  ids: Interner,
  question: BuildQuestion = {},
): readonly StageBuild[] {
  const builds: Build[] = [];
  return file.stages.map((stage) => {
    const build = begin(stage, builds, ids, file, question);
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
    const { steps, config, mounted } = build;
    const isKnownImage = build.isKnownImage && stage.image?.toLowerCase() !== 'scratch';
    return {
      name: stage.name ?? String(stage.index),
      base: stage.base,
      isKnownImage,
      borrows,
      steps,
      config,
      mounted,
    };
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
  file: Dockerfile,
  { omitted = new Set(), effects = false, attributes = false, names = false, asRule = false }: BuildQuestion,
): Build {
  const base = stage.base === null ? undefined : builds[stage.base];
  const isTriggered = hasTriggers(base);
  const own = {
    ids,
    omitted,
    asked: effects,
    asRule,
    told: toldTo(file),
    named: names,
    isFromStage: base !== undefined,
    context: file.context,
    args: new Map(),
    argsId: '',
    count: { value: 0 },
    occurrences: new Map(),
    steps: [],
    hasTriggers: isTriggered,
    copies:
      attributes && !isTriggered
        ? { records: [], image: stage.image, isFromStage: base !== undefined }
        : null,
    config: [],
    mounted: [],
    mentioned: new Map(),
    supported: new Set<string>(),
  };
  if (base) return { ...base, ...own, directories: base.directories.copy(), links: new Set(base.links) };
  return { ...own, ...ofImage(stage.image), links: new Set(), saysDirectory: false, env: new Map() };
}

/** Instructions of these keywords that only the first of two stages has, by their text. */
export function onlyIn(stage: Stage, other: Stage, keywords: readonly Keyword[]): readonly Instruction[] {
  const left = other.instructions.map(({ joined }) => joined.text);
  return stage.instructions.filter(({ keyword, joined }) => {
    if (!keywords.includes(keyword)) return false;
    const at = left.indexOf(joined.text);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** What they do, nothing here follows. */
export const hasTriggers = (base: Pick<StageBuild, 'config'> | undefined): boolean =>
  base?.config.some(({ parts }) => parts.command?.startsWith('ONBUILD') === true) === true;

function ofImage(
  image: Value,
): Pick<Build, 'isKnownImage' | 'image' | 'directories' | 'directory' | 'user' | 'environment' | 'shell'> {
  const { user, workdir, directories } = factsOf(image);
  const directory = workdir ?? '?base';
  return {
    ...{ image, directory, environment: '', shell: '' },
    isKnownImage: user !== null,
    directories: new Directories([...directories, directory]),
    user: user ?? '?base',
  };
}

function take(build: Build, instruction: Instruction, text: string): void {
  switch (instruction.keyword) {
    case 'RUN':
      takeRun(build, instruction);
      return;
    case 'COPY':
    case 'ADD':
      if (build.omitted.has(instruction.span.start)) return;
      takeCopy(build, instruction, instruction.keyword, text);
      return;
    case 'WORKDIR':
      takeWorkdir(build, instruction);
      return;
    case 'ENV':
      recordSettings(build.config, build, instruction);
      takeVariables(build, instruction);
      return;
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
      recordSettings(build.steps, build, instruction);
      recordSettings(build.config, build, instruction);
      return;
    case 'LABEL':
    case 'EXPOSE':
      recordSettings(build.config, build, instruction);
      return;
    default:
  }
  record(build.config, build, instruction);
}

function takeVariables(build: Build, instruction: Instruction): void {
  const { keyword, pairs } = instruction;
  const isArg = keyword === 'ARG';
  const target = isArg ? build.args : build.env;
  const values = pairs.map(({ name, raw, value }): readonly [string, string] => {
    if (!isArg && value !== null) return [name, `=${value}`];
    const text = isArg || raw === null ? null : symbolic(raw, (asked) => standing(build, instruction, asked));
    const written = `${name}=${raw ?? ''}`;
    return [name, text ?? `?${build.ids.id(`${keyword} ${written} ${declaredIn(build, written)}`)}`];
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
