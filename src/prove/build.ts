/** The state of a build while a stage's instructions are followed, and how they are written down as steps. */
import type { BuildContext, Instruction, Value } from '../model.js';
import { isRoot, workdirEffects, type Effects } from '../read/effects.js';
import type { Paths } from '../read/regions.js';
import { isKnown, type Directories } from './paths.js';
import type { Copies, Interner, MountedRun, Step } from './steps.js';

/** The state of a build while its instructions are followed. */
export interface Build {
  readonly ids: Interner;
  /** Places in the file of commands, words and flags that count as not there. */
  readonly omitted: ReadonlySet<number>;
  /** Whether steps tell what they do to files. */
  readonly asked: boolean;
  /** Whether tools do what they do as a rule. */
  readonly asRule: boolean;
  /** Places that the file has told a package manager to look at. */
  readonly told: (manager: string) => Paths;
  /** Whether a COPY of a file to its own name is one into the folder, where no link of that name can be there. */
  readonly named: boolean;
  /** Whether the stage is FROM another one. */
  readonly isFromStage: boolean;
  readonly context: BuildContext | null;
  readonly isKnownImage: boolean;
  /** The image that the stage, or the one that it is FROM, is built on. */
  readonly image: Value;
  readonly mounted: MountedRun[];
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
  /** Whether the stage that it is FROM has ONBUILD triggers: what they do, nothing follows. */
  readonly hasTriggers: boolean;
  /** What COPYs of the stage have written; `null` unless it has been asked for. */
  readonly copies: Copies | null;
  readonly count: { value: number };
  readonly occurrences: Map<string, number>;
  readonly config: Step[];
  readonly mentioned: Map<string, number>;
  readonly supported: Set<string>;
}

/** As joined; the keyword may be written in any case. */
export const textOf = ({ joined, keyword }: Instruction): string =>
  keyword + joined.text.slice(keyword.length);

export function record(list: Step[], build: Build, instruction: Instruction, effects?: () => Effects): void {
  const command = textOf(instruction);
  list.push({
    parts: { command, documents: documentsOf(instruction), variables: declaredIn(build, command) },
    text: command,
    at: instruction.span,
    ...(build.asked && effects ? { effects: effects() } : {}),
    ...(instruction.keyword === 'LABEL' ? { labels: instruction.pairs.map(({ name }) => name) } : {}),
  });
}

/** Here-documents of an instruction; their text is that of the file. */
export const documentsOf = ({ heredocs }: Pick<Instruction, 'heredocs'>): string =>
  JSON.stringify(heredocs.map(({ name, expand, chomp }) => [name, expand, chomp]));

/** What the variables in an instruction's text stand for. */
export function declaredIn(build: Build, text: string): string {
  const names = new Set([...text.matchAll(/\$\{?(\w+)/g)].map(([, name = '']) => name));
  return [...names].map((name) => `${name}${declared(build, name) ?? '!'}`).join('\n');
}

export const declared = ({ env, args }: Build, name: string): string | undefined =>
  env.get(name) ?? args.get(name);

/** A word's value, or its text with what the variables in it stand for. */
export function wordOf(build: Build, { words }: Instruction, index: number): string {
  const word = words[index];
  return word?.value ?? `?${word?.raw ?? ''}\n${declaredIn(build, word?.raw ?? '')}`;
}

/** WORKDIR makes its directory; so does the start of a RUN whose directory has gone. */
export function makeDirectory(build: Build, { span, joined }: Instruction): void {
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

export const kindInBase = ({ state }: Instruction, name: string): 'set' | 'unset' | 'unknown' =>
  state.lookup(name).kind;
