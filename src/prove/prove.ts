/**
 * Translation validation: whether two Dockerfiles are the same build, argued from what Docker and the shell do. It
 * knows no transform, and shares nothing with them but the reader and tables of facts.
 *
 * Both sides are taken apart into steps (a command that has to succeed, with everything that gives it meaning), and the
 * steps are compared one by one. What cannot be taken apart is compared as a whole.
 */
import { DockerfileError } from '../errors.js';
import type { Dockerfile, Span } from '../model.js';
import { keepsToRules } from '../read/rules.js';
import type { Claim, Level } from '../transform.js';
import { bindsBetween } from './binds.js';
import type { Difference } from './difference.js';
import { withFetched } from './fetched.js';
import { hygieneOf } from './hygiene.js';
import { leftoversBetween } from './leftovers.js';
import { withoutManifests } from './manifests.js';
import { mountsBetween } from './mounts.js';
import { movesBetween } from './moves.js';
import { inOrderOf } from './order.js';
import { buildsOf, type BuildQuestion } from './stage.js';
import { differingPart, Interner, type StageBuild, type Step } from './steps.js';

/** `null` when both are the same build, apart from what the claim allows; otherwise the first difference. */
export type Prover = (before: Dockerfile, after: Dockerfile, claim: Claim) => Difference | null;

/** What is allowed at each level: its own and those below. */
const LEVELS: Readonly<Record<Level, ReadonlySet<Level>>> = {
  exact: new Set(['exact']),
  prune: new Set(['exact', 'prune']),
  reshape: new Set(['exact', 'prune', 'reshape']),
};

/**
 * A prover for the rewrites of one file: it remembers the builds of texts that it has seen.
 * @param read reads a text with the options of the run; throws a DockerfileError for one that is no Dockerfile
 */
export function proverOf(read: (text: string) => Dockerfile): Prover {
  const ids = new Interner();
  const plainly = remembered(ids, {});
  const fully = remembered(ids, { effects: true });
  const compared = comparerOf(ids, plainly, fully);
  /** With files that are copied in front of an installation, and once more behind it. */
  const isSameWithout = (before: Dockerfile, after: Dockerfile, asRule: boolean): boolean => {
    const once = after.context === null ? null : withoutManifests(before, after, fully(after), asRule);
    return once !== null && compared(before, once) === null && compareTexts(before, after) === null;
  };
  const asRule = remembered(ids, { effects: true, asRule: true });
  const isSameAsRule = (before: Dockerfile, after: Dockerfile): boolean =>
    keepsToRules(before) &&
    compareBuilds(asRule(before), asRule(after)) === null &&
    compareTexts(before, after) === null;
  return (given, after, { level, drops }) => {
    const left = level === 'reshape' ? without(given, drops, read) : given;
    if (left === null) return plain('what is dropped leaves no Dockerfile');
    const before = level === 'reshape' ? withFetched(left, after, read) : left;
    const exact = compared(before, after) ?? compareTexts(before, after);
    if (exact === null || isSameWithout(before, after, level === 'reshape')) return null;
    if (level === 'reshape' && isSameAsRule(before, after)) return null;
    const moved = movesBetween(before, after, { before: fully(before), after: fully(after) });
    if (moved !== null) return comparedWithout(before, after, ids, moved);
    if (level === 'exact') return exact;
    const shown = level === 'reshape' ? bindsBetween(before, after, fully(before)) : null;
    if (shown !== null) return comparedWithout(before, after, ids, shown);
    const added = new Set([
      ...mountsBetween(before, after),
      ...(level === 'reshape' ? leftoversBetween(plainly(before), plainly(after), after) : []),
    ]);
    const now = added.size === 0 ? plainly(after) : buildsOf(after, ids, { omitted: added });
    const allowed = hygieneOf(plainly(before), now, LEVELS[level]);
    if (allowed.difference !== null) return allowed.difference;
    const omitted = new Set([...allowed.after, ...added]);
    if (allowed.before.size + omitted.size === 0) return exact;
    return comparedWithout(before, after, ids, { before: allowed.before, after: omitted });
  };
}

type Reader = (file: Dockerfile) => readonly StageBuild[];
type Comparer = (before: Dockerfile, after: Dockerfile) => Difference | null;

/** By their words where that is enough, else by what the steps do, else by the files that are copied: their modes, their names. */
function comparerOf(ids: Interner, plainly: Reader, fully: Reader): Comparer {
  const ofFiles = remembered(ids, { effects: true, attributes: true });
  const ofNames = remembered(ids, { effects: true, names: true });
  return (before, after) => {
    if (compareBuilds(plainly(before), plainly(after)) === null) return null;
    const difference = compareBuilds(fully(before), fully(after));
    if (difference === null) return null;
    // Without these the next readings are the second.
    const others = [
      ...([before, after].some(setsAttributes) ? [ofFiles] : []),
      ...(copiesLess(before, after) ? [ofNames] : []),
    ];
    return others.some((read) => compareBuilds(read(before), read(after)) === null) ? null : difference;
  };
}

/** Compares two builds, some places of which count as not there. */
const comparedWithout = (
  before: Dockerfile,
  after: Dockerfile,
  ids: Interner,
  omitted: Readonly<Record<'before' | 'after', ReadonlySet<number>>>,
): Difference | null =>
  compareBuilds(
    buildsOf(before, ids, { omitted: omitted.before }),
    buildsOf(after, ids, { omitted: omitted.after }),
  ) ?? compareTexts(before, after);

/** Whether anything sets modes or owners, by a flag or by a command, however it is quoted. */
const setsAttributes = ({ instructions }: Dockerfile): boolean =>
  instructions.some(({ joined }) => /ch(?:mod|own|grp)/.test(joined.text.replace(/["'\\]/g, '')));

/** Whether there are fewer COPYs. */
function copiesLess(before: Dockerfile, after: Dockerfile): boolean {
  const count = ({ instructions }: Dockerfile): number =>
    instructions.filter(({ keyword }) => keyword === 'COPY' || keyword === 'ADD').length;
  return count(after) < count(before);
}

/** Asks the same question of each file once. */
function remembered(ids: Interner, question: BuildQuestion): Reader {
  const known = new WeakMap<Dockerfile, readonly StageBuild[]>();
  return (file) => {
    const builds = known.get(file) ?? buildsOf(file, ids, question);
    known.set(file, builds);
    return builds;
  };
}

/** The file without some places; `null` when what is left is no Dockerfile. */
function without(
  file: Dockerfile,
  drops: readonly Span[],
  read: (text: string) => Dockerfile,
): Dockerfile | null {
  if (drops.length === 0) return file;
  const sorted = [...drops].sort((a, b) => b.start - a.start);
  const text = sorted.reduce((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), file.text);
  try {
    return read(text);
  } catch (error) {
    if (error instanceof DockerfileError) return null;
    throw error;
  }
}

function compareBuilds(before: readonly StageBuild[], after: readonly StageBuild[]): Difference | null {
  if (before.length !== after.length) return plain('the number of stages differs');
  for (const [index, stage] of before.entries()) {
    const other = after[index];
    if (other === undefined) return plain('a stage is missing');
    const difference = compareStages(stage, other);
    if (difference) return difference;
  }
  return null;
}

const plain = (message: string): Difference => ({ message, before: null, after: null });

function compareStages(before: StageBuild, after: StageBuild): Difference | null {
  if (before.name !== after.name) return plain(`stage ${before.name} has become ${after.name}`);
  return (
    compareSteps(before.name, before.steps, inOrderOf(before.steps, after.steps)) ??
    compareSteps(before.name, byKind(before.config), byKind(after.config))
  );
}

/** Of what is only written down, the order within a kind matters, and that of the shell and what is run by it. */
function byKind(config: readonly Step[]): readonly Step[] {
  const labels = config.flatMap((step) => step.labels ?? []);
  const areApart = new Set(labels).size === labels.length && !labels.some((name) => /[$"'\\]/.test(name));
  const kindOf = ({ parts }: Step): string => {
    const command = parts.command ?? '';
    const keyword = command.split(/\s/, 1)[0] ?? '';
    // Labels are a map in the image. What an ARG says is a part of each step that can see it, and in no image.
    if (keyword === 'ARG' || (keyword === 'LABEL' && areApart)) return command;
    return KINDS[keyword] ?? keyword;
  };
  const kinds = new Map(config.map((step) => [step, kindOf(step)]));
  return [...config].sort((a, b) => (kinds.get(a) ?? '').localeCompare(kinds.get(b) ?? ''));
}

const KINDS: Readonly<Record<string, string>> = {
  ...{ CMD: 'SHELL', ENTRYPOINT: 'SHELL', HEALTHCHECK: 'SHELL' },
};

function compareSteps(stage: string, before: readonly Step[], after: readonly Step[]): Difference | null {
  for (let at = 0; at < Math.max(before.length, after.length); at += 1) {
    const [one, other] = [before[at], after[at]];
    const part = one && other ? differingPart(one, other) : 'command';
    if (part === null) continue;
    const [next, otherNext] = [before[at + 1], after[at + 1]];
    if (one && (other === undefined || (part === 'command' && next && isSameCommand(next, other))))
      return told(stage, `${shown(one)} is no longer done`, one, null);
    if (other && (one === undefined || (part === 'command' && otherNext && isSameCommand(one, otherNext))))
      return told(stage, `${shown(other)} is done that was not`, null, other);
    if (one && other) return told(stage, differenceIn(part, one, other), one, other);
  }
  return null;
}

const isSameCommand = (a: Step, b: Step): boolean => a.parts.command === b.parts.command;

const told = (stage: string, message: string, before: Step | null, after: Step | null): Difference => ({
  message: `stage ${stage}: ${message}`,
  before: before?.at ?? null,
  after: after?.at ?? null,
});

function differenceIn(part: string, one: Step, other: Step): string {
  if (part === 'command') return `${shown(one)} has become ${shown(other)}`;
  const unnamed = UNNAMED[part];
  if (unnamed !== undefined) return `${shown(one)} sees ${unnamed}`;
  const [was, is] = [brief(one.parts[part] ?? ''), brief(other.parts[part] ?? '')];
  return `${part} of ${shown(one)}: ${was} has become ${is}`;
}

/** Parts whose values are numbers that mean nothing to people. */
const UNNAMED: Readonly<Record<string, string>> = {
  environment: 'other variables',
  arguments: 'other build arguments',
  shell: 'a shell in another state',
  functions: 'other functions',
};

const shown = (step: Step): string => `"${brief(step.text)}"`;

function brief(text: string): string {
  const line = text === '' ? 'none' : text.replace(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}

/** What the steps do not hold: comments, directives, ARGs before the first FROM, the text of here-documents. */
function compareTexts(before: Dockerfile, after: Dockerfile): Difference | null {
  const comments = (file: Dockerfile): string =>
    file.instructions
      .flatMap((one) => [...one.comments, ...one.innerComments])
      .concat(file.trailingComments)
      .map(({ text }) => text)
      .sort()
      .join('\n');
  if (comments(before) !== comments(after)) return plain('a comment is lost or changed');
  const directives = ({ directives: list }: Dockerfile): string =>
    JSON.stringify(list.map(({ name, value }) => [name, value]));
  if (directives(before) !== directives(after)) return plain('a parser directive is lost or changed');
  const globals = ({ instructions }: Dockerfile): string =>
    JSON.stringify(instructions.filter(({ stage }) => stage === null).map(({ joined }) => joined.text));
  if (globals(before) !== globals(after)) return plain('an ARG before the first FROM is lost or changed');
  const documents = ({ text, instructions }: Dockerfile): string =>
    JSON.stringify(
      instructions.flatMap(({ heredocs }) =>
        heredocs.map(({ content }) => text.slice(content.start, content.end)),
      ),
    );
  return documents(before) === documents(after) ? null : plain('a here-document is changed');
}
