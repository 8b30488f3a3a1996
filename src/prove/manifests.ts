/**
 * COPYs more that the text after has, of files and folders that the COPY of the project behind them brings once more: when the
 * RUN in between installs what they name, and has to do with nothing else that is copied, it may as well stand behind all.
 */
import type { BuildContext, Dockerfile, Instruction, Stage, Value } from '../model.js';
import { mayHide } from '../read/binds.js';
import { conflict } from '../read/effects.js';
import {
  areMadeAlike,
  boundAnyway,
  fillsFolder,
  influenceOf,
  installsIn,
  isProjectPlace,
  isRealFolder,
  mayMislead,
  maySetUp,
  mayTell,
  movesHome,
  namesFiles,
  namesRead,
  projectIn,
  type Tree,
  type Installs,
} from '../read/manifests.js';
import { readsStartupFiles } from '../read/startup.js';
import { follow, isWithin } from './paths.js';
import { onlyIn } from './stage.js';
import type { Plain, StageBuild, Step } from './steps.js';
import { nameless } from './values.js';

/**
 * The text after with one COPY, in front of the RUN, in each place where it has several around it; `null` where it has none
 * such, or where that may be another build.
 * @param builds of `after`, with what the steps do
 * @param asRule whether tools are taken to do what they do as a rule
 */
export function withoutManifests(
  before: Dockerfile,
  after: Dockerfile,
  builds: readonly StageBuild[],
  asRule: boolean,
): Dockerfile | null {
  let found = 0;
  const stages: Stage[] = [];
  for (const [index, stage] of after.stages.entries()) {
    const known = before.stages[index];
    const build = builds[index];
    if (known === undefined || build === undefined) return null;
    let { instructions } = stage;
    for (const firsts of groupsOf(stage, onlyIn(stage, known, ['COPY', 'ADD']))) {
      const scene = sceneOf({ file: after, stage: { ...stage, instructions }, build, firsts, asRule });
      if (scene === null || !isSettled(scene)) return null;
      instructions = instructions.flatMap((one) =>
        one === firsts[0] ? [scene.rest] : one === scene.rest || firsts.includes(one) ? [] : [one],
      );
      found += 1;
    }
    stages.push({ ...stage, instructions });
  }
  return found === 0 ? null : { ...after, stages, instructions: stages.flatMap((one) => one.instructions) };
}

/** Instructions that stand behind each other are one group. */
function groupsOf(
  { instructions }: Stage,
  some: readonly Instruction[],
): readonly (readonly Instruction[])[] {
  const groups: Instruction[][] = [];
  for (const one of some) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    if (last !== undefined && instructions.indexOf(one) === instructions.indexOf(last) + 1) group?.push(one);
    else groups.push([one]);
  }
  return groups;
}

interface Scene {
  readonly file: Dockerfile;
  readonly stage: Stage;
  readonly build: StageBuild;
  readonly asRule: boolean;
  readonly context: BuildContext;
  /** The COPYs of what is read, the RUN behind them, what stands in between, and the COPY of the project behind the RUN. */
  readonly firsts: readonly Instruction[];
  readonly between: readonly Instruction[];
  readonly run: Instruction;
  readonly rest: Instruction;
  /** Where the project goes. */
  readonly target: string;
  /** In the build context; `''` for all of it. */
  readonly folder: string;
  /** What the first COPYs bring of it: files, and folders with all that is in them. */
  readonly names: readonly string[];
  readonly installs: Installs;
}

function sceneOf(given: Pick<Scene, 'file' | 'stage' | 'build' | 'firsts' | 'asRule'>): Scene | null {
  const { stage, firsts, file, build } = given;
  const behind = stage.instructions.slice(
    Math.max(...firsts.map((first) => stage.instructions.indexOf(first))) + 1,
  );
  const at = behind.findIndex(({ keyword }) => keyword === 'RUN');
  const [run, rest] = [behind[at], behind[at + 1]];
  if (run === undefined || rest === undefined || file.context === null) return null;
  if (rest.keyword !== 'COPY' && rest.keyword !== 'ADD') return null;
  const target = targetOf(rest);
  const folder = rest.words.length === 2 ? sourceOf(rest.words[0]?.value ?? null) : null;
  const { context } = file;
  const installs = installsOf({ build, run });
  if (target === null || folder === null || installs === null) return null;
  const brought = firsts.map((first) => namesIn(first, { context, folder, target }));
  const names = brought.flatMap((one) => one ?? []);
  if (brought.includes(null)) return null;
  return { ...given, context, between: behind.slice(0, at), run, rest, target, folder, names, installs };
}

function targetOf({ words, state }: Instruction): Value {
  const target = words.at(-1)?.value ?? null;
  if (target === null || !/^[\w./@+-]+$/.test(target)) return null;
  if (!target.startsWith('/') && state.workdir === null) return null;
  return follow(state.workdir ?? '/', target);
}

/** A plain path in the build context, without a slash in front. */
const sourceOf = (source: Value): Value =>
  source === null || !/^[\w./@+-]+$/.test(source) || /^-/.test(source) ? null : follow('/', source).slice(1);

const isSettled = (scene: Scene): boolean =>
  areCopiedAgain(scene) && isPlainBetween(scene) && isPlainRun(scene) && readsNoMore(scene);

/** Whether all that the first COPYs write is written by the other one too, to the same places with the same attributes. */
function areCopiedAgain({ firsts, rest, context, target, folder, build }: Scene): boolean {
  const isFolder = isRealFolder(context, folder);
  const flagsOf = ({ flags }: Instruction): string => flags.map(({ raw }) => raw).join('\n');
  const isPlain = [...firsts, rest].every(({ json, heredocs }) => json === null && heredocs.length === 0);
  const areAlike = firsts.every((one) => one.keyword === 'COPY' && flagsOf(one) === flagsOf(rest));
  if (!isFolder || !isPlain || !areAlike) return false;
  // A mode would also be given to folders that are made; a variable may be another one behind the RUN.
  if (rest.flags.some(({ name, raw }) => name !== 'chown' || raw.includes('$'))) return false;
  if (!isProjectPlace(target)) return false;
  if (firsts.some(({ words }) => !/(?:^|\/)\.?$/.test(words.at(-1)?.value ?? ''))) return false;
  const isAbsolute = rest.words.at(-1)?.value?.startsWith('/') === true;
  if (!isAbsolute && firsts.some(({ state }) => state.workdir !== rest.state.workdir)) return false;
  const steps = build.steps.filter(({ at }) => at.start === rest.span.start);
  // A link would lead elsewhere.
  return steps.length === 1 && steps[0]?.effects?.unknown === null;
}

/** What a COPY brings of the folder, to its own place in it; `null` when it brings anything else. */
function namesIn(
  one: Instruction,
  { context, folder, target }: Pick<Scene, 'context' | 'folder' | 'target'>,
): readonly string[] | null {
  const place = targetOf(one);
  if (place === null || !isWithin(place, target)) return null;
  const below = place === target ? '' : place.slice(target.length + 1);
  const sources = one.words.slice(0, -1);
  const names = sources.map(({ value }) => {
    const path = sourceOf(value);
    const name = path?.slice(folder === '' ? 0 : folder.length + 1) ?? '';
    if (path === null || name === '' || path !== (folder === '' ? name : `${folder}/${name}`)) return null;
    const kind = context.stat(path)?.kind;
    if (kind === 'directory') return name === below && sources.length === 1 ? name : null;
    return kind === 'file' && name.split('/').slice(0, -1).join('/') === below ? name : null;
  });
  const known = names.filter((name) => name !== null);
  return known.length === names.length && known.length > 0 ? known : null;
}

/** Whether nothing between the COPY and the RUN does anything to files, or names a folder that is not there yet. */
const isPlainBetween = ({ between, target }: Scene): boolean =>
  between.every(({ keyword, words, state }) => {
    if (keyword !== 'WORKDIR')
      return /^(?:ENV|ARG|LABEL|EXPOSE|CMD|ENTRYPOINT|HEALTHCHECK|STOPSIGNAL|MAINTAINER|USER|SHELL)$/.test(
        keyword,
      );
    const path = words[0]?.value ?? null;
    if (path === null || (state.workdir === null && !path.startsWith('/'))) return false;
    return isWithin(target, follow(state.workdir ?? '/', path));
  });

/** Whether the RUN is a list of plain commands in the folder, each of which fails the build, and is shown nothing there. */
function isPlainRun({ run, target, build, rest, installs }: Scene): boolean {
  const { flags, state, json, heredocs } = run;
  if (json !== null || heredocs.length > 0 || state.workdir !== target || readsStartupFiles(state))
    return false;
  const isShown = flags.some(({ name, value }) =>
    name === 'mount' ? mayHide(value ?? '', target) || mayTell(installs, value ?? '') : name !== 'network',
  );
  if (isShown) return false;
  const brought = build.steps.find(({ at }) => at.start === rest.span.start)?.effects;
  const steps = stepsOf(build, run);
  const plain = steps.map(plainOf);
  if (brought === undefined || plain.some((one) => one?.directory !== target)) return false;
  // What else it does has nothing to do with what is copied.
  return installs.others.every((at) => {
    const effects = steps[at]?.effects;
    return effects !== undefined && conflict(effects, brought) === null;
  });
}

const stepsOf = ({ steps }: StageBuild, { span }: Instruction): readonly Step[] =>
  steps.filter(({ at }) => span.start <= at.start && at.end <= span.end);

/** A command that is its words and no more, and that fails the build where it fails. */
function plainOf({ plain, parts }: Step): Plain | null {
  const { failure, functions, shell, trap, umask } = parts;
  const isClean = [functions, shell, trap, umask].every((part) => part === undefined || part === '');
  const words = failure === 'abort' && isClean ? plain?.() : undefined;
  return words?.literal === true ? words : null;
}

function installsOf({ build, run }: Pick<Scene, 'build' | 'run'>): Installs | null {
  const steps = stepsOf(build, run);
  const plain = steps.map(plainOf);
  const calls = plain.flatMap((one) => (one === null ? [] : [one.words]));
  if (calls.length !== plain.length || calls.length === 0) return null;
  return installsIn(calls, (name) => {
    const value = steps[0]?.sees?.environment.get(name);
    return value?.startsWith('=') === true ? value.slice(1) : null;
  });
}

/** Whether the installation reads nothing of what is copied but those files, and writes nothing of it. */
function readsNoMore(scene: Scene): boolean {
  const { file, stage, build, run, rest, firsts, folder, context, target, names, installs } = scene;
  const project = projectIn(context, folder, target, scene.asRule);
  if (project === null || boundAnyway(installs, scene.asRule) !== null) return false;
  const read = namesRead(installs);
  const wanted = read(project);
  if (wanted === null || !wanted.every((name) => names.some((one) => isWithin(name, one)))) return false;
  const copied: Tree = { context, folder, target, project };
  if (!areMadeAlike(copied, names, run.state.user)) return false;
  const isQuiet = stepsOf(build, run).every((step) => isLeftAlone(step, installs, copied));
  const isFilled = build.steps.some(
    ({ at, text, effects, parts, plain }) =>
      at.start < run.span.start &&
      firsts.every(({ span }) => at.start !== span.start) &&
      !/^(?:COPY|ADD|VOLUME) |^make the directory$/.test(parts.command ?? '') &&
      fillsFolder(plain?.().words ?? text.split(/\s+/), effects?.writes ?? [], target),
  );
  return (
    isQuiet &&
    !isFilled &&
    doneBefore(file, stage, run).every((one) => {
      const text = one === rest || firsts.includes(one) ? '' : textOf(file, one);
      if (text !== '' && mayMislead(one, copied, read)) return false;
      return !movesHome(text, target) && !maySetUp(installs, text);
    })
  );
}

const textOf = ({ text }: Dockerfile, { span, joined, keyword }: Instruction): string =>
  /^(?:RUN|COPY|ADD)$/.test(keyword) ? `${joined.text}\n${text.slice(span.start, span.end)}` : '';

/** Instructions in front of the RUN, here and in the stages that this one is FROM. */
function doneBefore({ stages }: Dockerfile, stage: Stage, run: Instruction): readonly Instruction[] {
  const own = stage.instructions.filter(({ span }) => span.start < run.span.start);
  const below: Instruction[] = [];
  for (let at = stage.base; at !== null; at = stages[at]?.base ?? null)
    below.push(...(stages[at]?.instructions ?? []));
  return [...below, ...own];
}

/** Whether no variable leads the step to what is copied. */
function isLeftAlone({ sees }: Step, installs: Installs, copied: Tree): boolean {
  if (sees === undefined) return false;
  const isFree = (name: string, value: string, isEnv: boolean): boolean => {
    const known = isEnv && value.startsWith('=') ? value.slice(1) : null;
    const influence = influenceOf(installs, name, known);
    return (
      (influence === 'none' && !namesFiles(value, copied)) ||
      (influence === 'places' && isEnv && isElsewhere(name, value, copied))
    );
  };
  return (
    [...sees.environment].every(([name, value]) => isFree(name, value, true)) &&
    [...sees.arguments].every(([name, value]) => isFree(name, value, false))
  );
}

/** Whether the places that a variable names are known, and not among what is copied. */
function isElsewhere(name: string, value: string, { project, target }: Tree): boolean {
  // What the image has in it is not in the folder of a project.
  const places = value.slice(1).split(nameless(name, '?base')).join('/usr/bin').split(':');
  return places.every((place) => {
    if (!/^\/[\w./+@-]*$/.test(place) || place.split('/').includes('..')) return false;
    const path = follow('/', place);
    if (path === target) return name === 'HOME';
    const [top = ''] = path.slice(target.length + 1).split('/');
    return !isWithin(path, target) || project.kindOf(top) === null;
  });
}
