/** What COPY and ADD do, as steps. https://docs.docker.com/reference/dockerfile/#copy */
import type { Instruction, Word } from '../model.js';
import { copiedBy, hasNoLinkAt, makesNoLinkAt, type Copied } from '../read/attributes.js';
import { bindsOf } from '../read/binds.js';
import { copyEffects, type CopyFacts, type Effects } from '../read/effects.js';
import { addsMore, ownFlag } from '../read/unpacking.js';
import { givenBy, recordCopy } from './attributes.js';
import { declaredIn, documentsOf, textOf, wordOf, type Build } from './build.js';
import { follow, isKnown } from './paths.js';
import type { Step } from './steps.js';

export function takeCopy(
  build: Build,
  instruction: Instruction,
  keyword: 'COPY' | 'ADD',
  text: string,
): void {
  const { words, flags, heredocs, span } = instruction;
  const raw = words.at(-1)?.raw ?? '';
  const target = wordOf(build, instruction, words.length - 1);
  const isOpaque = target.startsWith('?');
  const whole = isOpaque
    ? `?${build.ids.id(`${target.replace(/\/\.?$/gm, '')}\nin ${build.directory}`)}`
    : follow(build.directory, target);
  const sources = words.slice(0, -1).map((_, index) => wordOf(build, instruction, index));
  const named = isOpaque ? null : folderOf(build, instruction, keyword, whole);
  const path = named ?? whole;
  const intoDirectory =
    named !== null ||
    (isOpaque ? raw.endsWith('/') : /(?:^|\/)\.?$/.test(target)) ||
    build.directories.has(path);
  const groups = groupsOf(instruction, sources, intoDirectory);
  const copied = build.copies === null ? null : copiedOf(build, instruction, keyword, groups.length);
  const given = givenBy(flags, copied, build);
  const parts = {
    flags: JSON.stringify(given.flags.map((flag) => [flag.raw, declaredIn(build, flag.raw)]).sort()),
    target: `${path}${intoDirectory ? '/' : ''}`,
    ...variablesOfDocuments(build, heredocs, text),
  };
  const isEach = groups === sources;
  const told = build.asked ? toldOf(build, instruction, keyword) : {};
  for (const [index, group] of groups.entries()) {
    const own = isEach ? words.slice(index, index + 1) : words.slice(0, -1);
    const verb = keyword === 'ADD' && isPlainAdd(build, instruction, own) ? 'COPY' : keyword;
    const command = `${verb} ${group}`;
    const step = { parts: { command, ...parts }, text: textOf(instruction), at: span, ...told };
    build.steps.push(step);
    if (copied !== null) recordCopy(build, step, copied, index, given);
  }
  if (!isOpaque) build.directories.add(intoDirectory ? path : path.slice(0, path.lastIndexOf('/')) || '/');
}

function toldOf(
  build: Build,
  instruction: Instruction,
  keyword: 'COPY' | 'ADD',
): Pick<Step, 'effects' | 'binds'> {
  const binds = instruction.heredocs.length > 0 ? null : bindsOf(factsOf(build, instruction, keyword));
  return { effects: effectsOf(build, instruction, keyword), binds };
}

/**
 * The folder of a file that is copied to its own name, where the question is about that and the name is free: a COPY to a name
 * goes through a link and into a directory that is there. Of folders that a COPY with a mode makes, engines differ.
 */
function folderOf(
  build: Build,
  instruction: Instruction,
  keyword: 'COPY' | 'ADD',
  path: string,
): string | null {
  const { words, flags, heredocs } = instruction;
  if (!build.named || words.length !== 2 || heredocs.length > 0) return null;
  const copied = copiedBy(factsOf(build, instruction, keyword), 0);
  const [file, ...more] = copied?.files ?? [];
  if (copied === null || file?.path !== path || copied.root !== path || more.length > 0) return null;
  if (/[^/]*$/.exec(words[0]?.value ?? '')?.[0] !== path.slice(path.lastIndexOf('/') + 1)) return null;
  if (flags.some(({ name }) => name === 'chmod') && !build.directories.has(copied.parent)) return null;
  const isFree =
    !build.isFromStage &&
    hasNoLinkAt(build.image, path) &&
    build.steps.every(({ effects }) => effects !== undefined && makesNoLinkAt(effects, path));
  return isFree ? copied.parent : null;
}

/** Where names are asked about, files that are known one by one are all that is written. */
function effectsOf(build: Build, instruction: Instruction, keyword: 'COPY' | 'ADD'): Effects {
  const facts = factsOf(build, instruction, keyword);
  const effects = copyEffects(facts);
  const copied = build.named ? copiedBy(facts, instruction.heredocs.length) : null;
  if (copied?.files == null) return effects;
  // Besides the files, a folder that is made for them, where it gets an owner or a mode.
  const files = new Set([copied.root, ...copied.files.map(({ path }) => path)]);
  const made = effects.writes === 'anything' ? [] : effects.writes.filter((path) => !files.has(path));
  return {
    ...effects,
    writes: copied.files.map(({ path }) => path),
    makes: [...effects.makes, ...made],
  };
}

/** Whether ADD does what COPY does with some of its sources. */
const isPlainAdd = (
  { context, hasTriggers }: Build,
  { flags, words, heredocs }: Instruction,
  sources: readonly Word[],
): boolean =>
  ownFlag(flags) === undefined &&
  !(hasTriggers && words.some(({ raw }) => raw.includes('$'))) &&
  (heredocs.length > 0
    ? words.length === heredocs.length + 1
    : sources.every(({ value }) => addsMore(value, context) === null));

/** Sources that mean the same each in a COPY of its own. */
function groupsOf(
  { heredocs, flags, json }: Instruction,
  sources: readonly string[],
  intoDirectory: boolean,
): readonly string[] {
  const isWhole =
    heredocs.length > 0 ||
    !intoDirectory ||
    flags.some(({ name }) => /^(?:link|checksum|keep-git-dir|unpack|parents|exclude)$/.test(name)) ||
    sources.some((source) => source.startsWith('?') || /[*?[\\]|:\/\/|^git@|\.git(?:#|$)/.test(source));
  return isWhole ? [JSON.stringify([json === null, ...sources, documentsOf({ heredocs })])] : sources;
}

/** Files are known one by one only where each is a step of its own. */
function copiedOf(
  build: Build,
  instruction: Instruction,
  keyword: 'COPY' | 'ADD',
  steps: number,
): Copied | null {
  const copied = copiedBy(factsOf(build, instruction, keyword), instruction.heredocs.length);
  return copied === null || copied.files?.length === steps ? copied : { ...copied, files: null };
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

function factsOf(build: Build, { words, flags }: Instruction, keyword: 'COPY' | 'ADD'): CopyFacts {
  return {
    ...{ keyword, flags },
    sources: words.slice(0, -1).map(({ value }) => value),
    target: words.at(-1)?.value ?? null,
    directory: isKnown(build.directory) ? build.directory : null,
    isDirectory: (path) => build.directories.has(path),
    isLink: (path) => [...build.links].some((link) => path === link || path.startsWith(`${link}/`)),
    context: build.context,
  };
}
