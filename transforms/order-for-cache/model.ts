/**
 * What an edit costs: how often each kind of instruction changes, and how long each takes. Rough figures of everyday
 * work, as data: an order is only changed where they leave no doubt. Measured times may replace them.
 */
import { callsOf, effectsOf, type Dockerfile, type Instruction, type Value } from '../../src/transform.js';
import { SECONDS, worksOf, type Work } from '../timing/work.js';
import { paceOf, type Pace } from './stamps.js';

export interface Weight {
  /** In how many of a hundred builds it is not found in the cache on its own account. */
  readonly changes: number;
  /** Seconds that it takes. */
  readonly takes: number;
  /** Whether it is a RUN that takes no time. */
  readonly isSetup?: boolean;
}

/** Of a hundred builds. */
const CHANGES = {
  /** Everything that is worked on. */
  tree: 90,
  sources: 60,
  /** A single file of source code. */
  code: 40,
  /** Any other single file: settings, scripts. */
  file: 15,
  /** Which packages a project needs, and their lock files. */
  manifest: 8,
  /** What another stage has built. */
  stage: 60,
  /** What is fetched with ADD. */
  remote: 2,
  /** The Dockerfile's own text. */
  text: 1,
  /** The text of a RUN that takes no time: accounts, folders, links. */
  setup: 0.05,
  /** Told anew by the command line of each build: dates, commits. */
  stamp: 90,
  /** Told anew with each release. */
  release: 20,
  /** Versions that are told by the command line now and then. */
  argument: 2,
  /** Labels and the like, which hardly ever change. */
  label: 0.1,
} as const;

const PACES: Readonly<Partial<Record<Pace, number>>> = { build: CHANGES.stamp, release: CHANGES.release };

/** Seconds; those of what RUNs do are in `timing/work`. */
const TAKES = { copy: 0.5, directory: 0.5, note: 0 } as const;

/** Files that say which packages a project needs; each is named by its manager's documentation. */
const MANIFEST =
  /^(?:package(?:-lock)?\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-(?:lock|workspace)\.yaml|bun\.lockb?|\.npmrc|\.yarnrc(?:\.yml)?|[\w.-]*requirements[\w.-]*\.(?:txt|in)|constraints\.txt|pyproject\.toml|poetry\.lock|uv\.lock|Pipfile(?:\.lock)?|setup\.(?:py|cfg)|environment\.ya?ml|Gemfile(?:\.lock)?|[\w.-]+\.gemspec|go\.(?:mod|sum|work)|Gopkg\.(?:toml|lock)|Cargo\.(?:toml|lock)|pom\.xml|build\.gradle(?:\.kts)?|settings\.gradle(?:\.kts)?|gradle\.properties|composer\.(?:json|lock)|[\w.-]+\.(?:csproj|fsproj|vbproj|sln|props)|nuget\.config|mix\.(?:exs|lock)|rebar\.config|[\w.-]+\.cabal|stack\.yaml|pubspec\.(?:yaml|lock)|package(?:\*|-\*|\.\*|s)?\*?\.json|DESCRIPTION|renv\.lock)$/i;

/** What is compiled, or run by an interpreter of its own: not scripts of the shell. */
const CODE =
  /\.(?:[ch]|cc|cpp|cxx|hh|hpp|rs|go|java|kt|scala|cs|fs|swift|py|rb|php|[cm]?[jt]sx?|ex|exs|erl|hs|ml|lua|pl|r)$/i;

/** So often a thing changes that it is worth to think of what is behind it, in a hundred builds. */
export const OFTEN = 8;
/** So many seconds are worth to be saved. */
export const LONG = 5;

export function weightOf(file: Dockerfile, instruction: Instruction): Weight {
  const { keyword } = instruction;
  switch (keyword) {
    case 'RUN':
      return runWeight(file, instruction);
    case 'COPY':
    case 'ADD':
      return { changes: copyChanges(instruction), takes: TAKES.copy };
    case 'ARG':
      return {
        changes: PACES[paceOf(instruction)] ?? CHANGES.argument,
        takes: TAKES.note,
      };
    case 'ENV':
      return { changes: PACES[paceOf(instruction)] ?? CHANGES.text, takes: TAKES.note };
    case 'WORKDIR':
      return { changes: CHANGES.label, takes: TAKES.directory };
    default:
      return { changes: CHANGES.label, takes: TAKES.note };
  }
}

function runWeight(file: Dockerfile, run: Instruction): Weight {
  const works = callWorks(file, run);
  const isQuick = works.every((work) => work === 'quick');
  const isSetup = isQuick && !isExplainedWithOthers(file, run);
  return { changes: isQuick ? CHANGES.setup : CHANGES.text, takes: runTime(works), isSetup };
}

/** Whether it stands in a paragraph that begins with a comment, and not right below that. */
function isExplainedWithOthers({ text }: Dockerfile, { span, comments }: Instruction): boolean {
  if (comments.length > 0) return false;
  const above =
    text
      .slice(0, span.start)
      .split(/\n[ \t]*\r?\n/)
      .at(-1) ?? '';
  return /^[ \t]*#/.test(above);
}

function runTime(works: readonly Work[]): number {
  const long = works.filter((work) => work !== 'quick' && work !== 'unknown');
  const time = long.reduce((sum, work) => sum + SECONDS[work], 0);
  if (works.includes('unknown')) return time + SECONDS.unknown;
  return Math.max(time, SECONDS.quick);
}

function callWorks(file: Dockerfile, run: Instruction): readonly Work[] {
  const { unknown } = effectsOf(file, run);
  const works = worksOf(callsOf(file, run));
  return works.length === 0 && unknown !== null ? ['unknown'] : works;
}

function copyChanges({ flags, words, heredocs, keyword }: Instruction): number {
  if (heredocs.length > 0) return CHANGES.text;
  if (flags.some(({ name }) => /^from$/.test(name))) return CHANGES.stage;
  return Math.max(...words.slice(0, -1).map(({ value, raw }) => sourceChanges(keyword, value, raw)));
}

function sourceChanges(keyword: string, value: Value, raw: string): number {
  const text = value ?? raw;
  if (keyword === 'ADD' && /:\/\//.test(text)) return CHANGES.remote;
  const path = text.replace(/^(?:\.\/|\/)+|\/+$/g, '');
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (path === '' || path === '.' || path === '*') return CHANGES.tree;
  if (MANIFEST.test(name)) return CHANGES.manifest;
  if (CODE.test(name)) return CHANGES.code;
  return /\.\w+$/.test(name) && !text.endsWith('/') ? CHANGES.file : CHANGES.sources;
}

/** Seconds that a build takes in the mean: what has changed is built again, and all that stands behind it. */
export function meanTime(weights: readonly Weight[]): number {
  let kept = 1;
  let time = 0;
  for (const { changes, takes } of weights) {
    kept *= 1 - Math.min(changes, 99) / 100;
    time += takes * (1 - kept);
  }
  return time;
}
