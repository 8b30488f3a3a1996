/** What an instruction does to the files of the image, and what it needs of the build's state. */
import type { BuildState, Dockerfile, Instruction, ShellScript, Stage, Value } from '../model.js';
import { copiedBy, type Copied } from '../read/attributes.js';
import { bindsOf, type Bind } from '../read/binds.js';
import { simpleCommands } from '../read/commands.js';
import { existsBefore } from '../read/directories.js';
import { downloadOf } from '../read/downloads.js';
import {
  both,
  callsOfList,
  copyEffects,
  effectsOfCall,
  effectsOfList,
  homesOf,
  isRoot,
  mountEffects,
  nothing,
  programsInPath,
  shellEffects,
  unknownEffects,
  volumeEffects,
  workdirEffects,
  type CommandCall,
  type CopyFacts,
  type Effects,
  type Surroundings,
} from '../read/effects.js';
import { factsOf } from '../read/images.js';
import { isWithin, resolvePath } from '../read/paths.js';
import { mayRemove } from '../read/removals.js';
import { keepsToRules, toldTo } from '../read/rules.js';
import { readShell } from '../read/shell.js';
import { readsStartupFiles } from '../read/startup.js';

/** Asks the same of each instruction once. */
export function remembered<T>(
  read: (file: Dockerfile, instruction: Instruction) => T,
): (file: Dockerfile, instruction: Instruction) => T {
  const known = new WeakMap<Instruction, { readonly value: T }>();
  return (file, instruction) => {
    const found = known.get(instruction) ?? { value: read(file, instruction) };
    known.set(instruction, found);
    return found.value;
  };
}

const known = new WeakMap<Instruction, Effects>();

/** What the instruction does where it stands. What only writes to the image's configuration does nothing. */
export function effectsOf(file: Dockerfile, instruction: Instruction): Effects {
  const cached = known.get(instruction);
  if (cached) return cached;
  const effects = judge(file, instruction);
  known.set(instruction, effects);
  return effects;
}

/** The same with what tools do as a rule, in place of all that they may do. */
export const effectsAsRule = remembered((file, instruction) =>
  instruction.keyword === 'RUN' ? runEffects(file, instruction, true) : effectsOf(file, instruction),
);

/** Which files a COPY or ADD writes; `null` where that cannot be told, and for any other instruction. */
export function copiedOf(file: Dockerfile, instruction: Instruction): Copied | null {
  const facts = copyFactsOf(file, instruction);
  return facts === null ? null : copiedBy(facts, instruction.heredocs.length);
}

/**
 * Mounts that would show a RUN what a COPY writes, or an ADD that fetches a file, if a stage of the name `fetchedIn` did;
 * `null` where that cannot be told, and for any other instruction.
 */
export function bindsFor(
  file: Dockerfile,
  instruction: Instruction,
  fetchedIn?: string,
): readonly Bind[] | null {
  const facts = copyFactsOf(file, instruction);
  if (facts === null || instruction.heredocs.length > 0) return null;
  const fetched = downloadOf(instruction);
  if (fetched === null || fetchedIn === undefined) return bindsOf(facts);
  const flags = [{ name: 'from', value: fetchedIn, raw: `--from=${fetchedIn}`, span: instruction.span }];
  return bindsOf({ ...facts, keyword: 'COPY', flags, sources: [`/${fetched.name}`] });
}

function copyFactsOf(file: Dockerfile, instruction: Instruction): CopyFacts | null {
  const { keyword, words, flags, state, index } = instruction;
  if (keyword !== 'COPY' && keyword !== 'ADD') return null;
  return {
    ...{ keyword, flags },
    sources: words.slice(0, -1).map(({ value }) => value),
    target: words.at(-1)?.value ?? null,
    directory: state.workdir,
    isDirectory: (path) => existsBefore(file, index, path),
    isLink: linksOf(file, instruction),
    context: file.context,
  };
}

function judge(file: Dockerfile, instruction: Instruction): Effects {
  const { keyword, words, state, index } = instruction;
  const isDirectory = (path: string): boolean => existsBefore(file, index, path);
  const last = words.at(-1)?.value ?? null;
  const copy = copyFactsOf(file, instruction);
  if (copy !== null) return copyEffects(copy);
  switch (keyword) {
    case 'RUN':
      return runEffects(file, instruction);
    case 'WORKDIR': {
      const path = last === null || /[\\]/.test(last) ? null : resolvePath(state.workdir, last);
      return workdirEffects(path, isRoot(state.user), isDirectory);
    }
    case 'VOLUME':
      return volumeEffects(words.map(({ value }) => value));
    default:
      return nothing;
  }
}

/** Each command of a RUN in shell form with what it does; none where the body cannot be read. */
export const callsOf = remembered(readCalls);

function readCalls(file: Dockerfile, run: Instruction): readonly CommandCall[] {
  const reading = run.state.shell.dialect === 'other' ? null : readShell(run);
  return reading?.ok === true ? callsOfList(reading.script.list, surroundingsOf(file, run, false)) : [];
}

/** Not remembered: `linksOf` asks before it knows the links. */
const runEffects = (file: Dockerfile, run: Instruction, asRule = false): Effects =>
  both(bodyEffects(file, run, asRule), startEffects(file, run));

/** What a RUN does, without what it needs of its own directory; and the same as a rule. */
export const effectsAnywhere = remembered((file, run) => bodyEffects(file, run, false));
export const effectsAnywhereAsRule = remembered((file, run) => bodyEffects(file, run, true));

function bodyEffects(file: Dockerfile, run: Instruction, asRule: boolean): Effects {
  const { state, flags, json, joined } = run;
  const given = surroundingsOf(file, run, asRule);
  const reading = readShell(run);
  const body =
    json !== null
      ? effectsOfCall(json, given)
      : reading?.ok === true && state.shell.dialect !== 'other'
        ? effectsOfList(reading.script.list, given)
        : unknownEffects(joined.text.slice(run.argumentsAt).split('\n', 1)[0] ?? '');
  const shell = shellEffects(
    json === null ? (state.shell.argv[0] ?? null) : null,
    isRoot(state.user),
    readsStartupFiles(state),
  );
  const search = reading?.ok === true && leadsElsewhere(run, reading.script) ? SEARCHING : nothing;
  return [body, shell, search, mountEffects(flags, state.workdir)].reduce(both);
}

/** Programs are looked up in directories of which only the image knows all, and which of them come first. */
const SEARCHING: Effects = { ...nothing, reads: 'anything' };

/** Whether the shell puts directories into a PATH that no ENV has set. */
function leadsElsewhere({ state }: Instruction, { list }: ShellScript): boolean {
  if (state.lookup('PATH').kind === 'set') return false;
  return simpleCommands(list).some(
    ({ assignments, words }) =>
      assignments.some(({ name, value }) => name === 'PATH' && value?.text.includes('$') === true) ||
      (words[0]?.value === 'export' && words.some(({ text }) => /^["']?PATH=.*\$/.test(text))),
  );
}

/** The container of a RUN makes its directory where that has gone. */
function startEffects(file: Dockerfile, run: Instruction): Effects {
  const { workdir, user } = run.state;
  if (workdir !== null) {
    const effects = workdirEffects(workdir, isRoot(user), (path) => existsBefore(file, run.index, path));
    // What is always there may be taken away, too: it would be made again, as another one.
    return workdir === '/' ? effects : { ...effects, needs: [...effects.needs, workdir] };
  }
  return isThere(file, workdir, run) ? nothing : unknownEffects('the working directory may have gone');
}

/** Whether a working directory is surely there before an instruction; that of an unknown image is, unless a RUN may take it away. */
export function isThere(file: Dockerfile, directory: Value, { stage, index }: Instruction): boolean {
  if (directory !== null) return existsBefore(file, index, directory);
  const before = chainOf(file, stage).flatMap(({ instructions }) =>
    instructions.filter((one) => one.index < index && one.keyword === 'RUN'),
  );
  return !before.some((run) => mayRemove(run, null));
}

function surroundingsOf(file: Dockerfile, run: Instruction, isAsked: boolean): Surroundings {
  const asRule = isAsked && keepsToRules(file);
  const { state, index } = run;
  const variable = (name: string): Value | undefined => {
    const binding = state.lookup(name);
    return binding.kind === 'set' ? binding.value : undefined;
  };
  return {
    directory: state.workdir,
    homes: homesOf(state.user, variable('HOME'), asRule || isKnownImage(file, run)),
    isRoot: isRoot(state.user),
    variable,
    names: state.names,
    programs: programsInPath(pathBefore(file, run)),
    isDirectory: (path) => existsBefore(file, index, path),
    isLink: linksOf(file, run),
    errexit: state.shell.options.includes('errexit'),
    asRule,
    told: toldTo(file),
  };
}

/** What the file says of PATH before an instruction, variables that are known replaced. */
function pathBefore(file: Dockerfile, { index, stage }: Instruction): string {
  const setters = chainOf(file, stage).flatMap(({ instructions }) =>
    instructions.filter((one) => one.keyword === 'ENV' && (one.stage !== stage || one.index < index)),
  );
  const said = setters.flatMap(({ pairs, state }) =>
    pairs
      .filter(({ name }) => name === 'PATH')
      .map(
        ({ value, raw }) => value ?? (raw ?? '').replace(/["']/g, '').replace(VARIABLE, replacedBy(state)),
      ),
  );
  return said.join(':');
}

const VARIABLE = /\$(?:(\w+)|\{(\w+)\})/g;

function replacedBy({ lookup }: BuildState): (all: string, plain?: string, braced?: string) => string {
  return (all, plain, braced) => {
    const binding = lookup(plain ?? braced ?? '');
    return binding.kind === 'set' ? (binding.value ?? all) : all;
  };
}

/** Whether the image that a stage begins with is known not to set HOME. */
function isKnownImage(file: Dockerfile, { stage }: Instruction): boolean {
  return factsOf(chainOf(file, stage).at(-1)?.image ?? null).user !== null;
}

/** A stage, and those that it is FROM. */
function chainOf(file: Dockerfile, stage: number | null): readonly Stage[] {
  const chain: Stage[] = [];
  for (let at = stage; at !== null; at = file.stages[at]?.base ?? null) {
    const one = file.stages[at];
    if (one) chain.push(one);
  }
  return chain;
}

const isRun = ({ keyword }: Instruction): boolean => keyword === 'RUN';

const linksIn = new WeakMap<Stage, (path: string) => boolean>();

/** Whether a path leads through a symbolic link that a RUN of the stage, or of one that it is FROM, may make. */
function linksOf(file: Dockerfile, { stage }: Instruction): (path: string) => boolean {
  const own = stage === null ? undefined : file.stages[stage];
  if (own === undefined) return () => false;
  const cached = linksIn.get(own);
  if (cached) return cached;
  const runs = chainOf(file, stage).flatMap(({ instructions }) => instructions.filter(isRun));
  // While links are looked for, no path leads through one.
  linksIn.set(own, () => false);
  const found = runs.map((run) => ({
    run,
    effects: run.stage === stage ? runEffects(file, run) : effectsOf(file, run),
  }));
  if (found.some(({ effects }) => effects.links === 'anything' && effects.unknown === null)) {
    linksIn.set(own, () => true);
    return () => true;
  }
  const made = found.flatMap(({ run, effects: { links } }) => [
    ...linksMadeBy(run),
    ...linksInText(file, run),
    ...(links === 'anything' ? [] : links),
  ]);
  const places = [...made, ...runs.flatMap((run) => linksCopiedBy(run, made))];
  const leads = (path: string): boolean =>
    places.some((place) => (place.startsWith('/') ? isWithin(path, place) : path.split('/').includes(place)));
  linksIn.set(own, leads);
  // Without links, what has been found is what the RUNs do.
  if (places.length === 0) for (const { run, effects } of found) known.set(run, effects);
  return leads;
}

/** Links that a text makes which is not read as shell here: of a here-document, `su -c`, a function. */
function linksInText(file: Dockerfile, { joined, heredocs }: Instruction): readonly string[] {
  const documents = heredocs.map(({ content }) => file.text.slice(content.start, content.end));
  return [joined.text, ...documents].flatMap((text) =>
    [...text.matchAll(/\bln\s+(?:-\w+\s+)*-\w*s\w*((?:\s+[^\s;&|<>()]+)+)/g)].flatMap(([, operands = '']) =>
      placesOfLink(
        operands
          .replace(/["'\\]/g, '')
          .trim()
          .split(/\s+/),
        text,
      ),
    ),
  );
}

/** @param text what the words stand in: an operand of a function may be any path that it names */
function placesOfLink(words: readonly string[], text: string): readonly string[] {
  const isOpen = words.some((word) => /\$[\d@*]|\{\}/.test(word));
  const named = isOpen ? [...text.matchAll(/(?<=[\s"'=])\/[\w./+@-]*/g)].map(([path]) => path) : [];
  const target = words[words.indexOf('-t') + 1];
  const inside = words.includes('-t') ? words.map((word) => `${target ?? ''}/${lastName(word)}`) : [];
  return [...words.slice(-1), ...named, ...inside]
    .filter((path) => path.startsWith('/') && path !== '/')
    .flatMap((path) => resolvePath(null, path) ?? []);
}

/** What becomes of a link that is copied or renamed. */
function linksCopiedBy(run: Instruction, links: readonly string[]): readonly string[] {
  return [...run.joined.text.matchAll(/\b(?:cp|mv)\s((?:[^\s;&|<>()]+\s*)+)/g)].flatMap(
    ([, operands = '']) => {
      const words = operands
        .replace(/["'\\]/g, '')
        .trim()
        .split(/\s+/);
      const target = words.at(-1) ?? '';
      const taken = words.slice(0, -1).filter((word) => links.includes(word));
      if (taken.length === 0 || !target.startsWith('/')) return [];
      return [target, ...taken.map((word) => `${target}/${lastName(word)}`)].flatMap(
        (path) => resolvePath(null, path) ?? [],
      );
    },
  );
}

const lastName = (path: string): string => path.replace(/\/+$/, '').split('/').at(-1) ?? '';

/** Absolute paths of links, or their last names where the rest is not known. */
function linksMadeBy(instruction: Instruction): readonly string[] {
  if (instruction.keyword !== 'RUN') return [];
  const reading = readShell(instruction);
  if (reading?.ok !== true) return [];
  return simpleCommands(reading.script.list).flatMap(({ words }) => {
    const texts = words.map(({ text }) => text.replace(/["']/g, ''));
    const at = texts.findIndex((text) => text === 'ln' || text.endsWith('/ln'));
    const options = texts.slice(at + 1).filter((text) => text.startsWith('-'));
    if (at < 0 || !options.some((text) => /^-[a-zA-Z]*s|^--symbolic$/.test(text))) return [];
    const [target = '', ...more] = texts
      .slice(at + 1)
      .filter((text) => !text.startsWith('-'))
      .reverse();
    const inside = more.map((source) => `${target.replace(/\/+$/, '')}/${lastName(source)}`);
    return [target, ...inside].flatMap((path) => {
      if (path.includes('$') || !path.startsWith('/')) return lastName(path) === '' ? [] : [lastName(path)];
      return resolvePath(null, path) ?? [];
    });
  });
}
