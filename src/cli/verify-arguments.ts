/** What the user asks for with `verify` and `compare`. */
import type { Argv } from 'yargs';
import type { EngineName } from '../engine/engine.js';
import { OptionError } from '../errors.js';
import type { Level } from '../transform.js';
import { selectionIn, STAGE_OPTIONS, type Selection } from './shared-arguments.js';

export interface VerifyArguments extends Selection {
  /** The Dockerfile to rewrite; `null` when `sides` are given. */
  readonly file: string | null;
  readonly sides: { readonly before: string; readonly after: string } | null;
  readonly engine: EngineName | null;
  readonly builder: string | null;
  readonly context: string | null;
  readonly platform: string | null;
  /** For the engine, as words. */
  readonly flags: readonly string[];
  readonly smoke: string | null;
  /** Files of the build context, as named. */
  readonly edits: readonly string[];
  readonly noise: boolean;
  readonly keep: boolean;
  readonly write: boolean;
  readonly format: 'text' | 'json' | 'markdown';
}

export interface CompareArguments {
  readonly before: string;
  readonly after: string;
  readonly level: Level;
  readonly engine: EngineName | null;
  readonly format: 'text' | 'json' | 'markdown';
}

const ENGINES = ['docker', 'podman', 'buildah'] as const satisfies readonly EngineName[];

const ENGINE = {
  engine: { choices: ENGINES, describe: 'What to build with; default the first that answers' },
  format: {
    choices: ['text', 'json', 'markdown'],
    default: 'text',
    describe: 'Report for people, programs or pull requests',
  },
} as const;

/** One value each time, so that a Dockerfile may stand behind it. */
const REPEATED = { type: 'string', array: true, requiresArg: true, nargs: 1 } as const;

const VERIFY = {
  ...STAGE_OPTIONS,
  ...ENGINE,
  builder: { type: 'string', requiresArg: true, describe: 'A builder of buildx, by its name' },
  context: { type: 'string', requiresArg: true, describe: "Build context; default the Dockerfile's folder" },
  platform: { type: 'string', requiresArg: true, describe: 'Platform to build for' },
  'build-arg': { ...REPEATED, describe: 'NAME=value, as for the engine' },
  secret: { ...REPEATED, describe: 'id=…,src=…, as for the engine' },
  'build-context': { ...REPEATED, describe: 'NAME=path, as for the engine' },
  smoke: { type: 'string', requiresArg: true, describe: 'A shell command to run in both images' },
  edit: {
    ...REPEATED,
    describe: 'Measure rebuilds after an edit of this file of the context; may be repeated',
  },
  noise: {
    choices: ['on', 'off'],
    default: 'on',
    describe: 'Build the first again where something differs, to see what no two builds have alike',
  },
  keep: { type: 'boolean', default: false, describe: 'Leave the images in the engine' },
  write: {
    alias: 'w',
    type: 'boolean',
    default: false,
    describe: 'Rewrite the file when the verdict is good',
  },
  before: { type: 'string', requiresArg: true, describe: 'Instead of rewriting: the Dockerfile before' },
  after: { type: 'string', requiresArg: true, describe: 'and the one after' },
} as const;

export function withVerifyOptions<T>(command: Argv<T>) {
  return command
    .positional('file', { type: 'string', describe: 'The Dockerfile; default ./Dockerfile' })
    .options(VERIFY)
    .example('$0 verify', 'build ./Dockerfile as it is and rewritten')
    .example("$0 verify --smoke 'node --version' -- --network host", 'with flags for the engine')
    .example('$0 verify --mode dev --edit src/app.js', 'and what is built again after an edit')
    .example('$0 verify --before Dockerfile.old --after Dockerfile', 'any two Dockerfiles');
}

export function withCompareOptions<T>(command: Argv<T>) {
  const image = 'An archive (docker save), a folder with an OCI layout, or an image of the engine';
  return command
    .positional('before', { type: 'string', describe: image, demandOption: true })
    .positional('after', { type: 'string', describe: image, demandOption: true })
    .options({ level: { ...STAGE_OPTIONS.level, default: 'exact' as const }, ...ENGINE });
}

type ParsedVerify = Awaited<ReturnType<ReturnType<typeof withVerifyOptions<object>>['parseAsync']>>;

export function checkedVerify(args: ParsedVerify): VerifyArguments {
  const { keep, write, format } = args;
  const sides =
    args.before !== undefined && args.after !== undefined ? { before: args.before, after: args.after } : null;
  if (sides === null && (args.before ?? args.after) !== undefined)
    throw new OptionError('--before and --after go together');
  if (sides !== null && args.file !== undefined)
    throw new OptionError(`${args.file}: nothing is rewritten with --before and --after`);
  if (sides !== null && write) throw new OptionError('--write and --before contradict each other');
  const extra: unknown = args['--'];
  const flagged = (flag: string, values: readonly string[] | undefined): readonly string[] =>
    (values ?? []).flatMap((value) => [flag, value]);
  return {
    ...selectionIn(args),
    ...{ keep, write, format, sides },
    file: sides === null ? (args.file ?? 'Dockerfile') : null,
    engine: args.engine ?? null,
    builder: args.builder ?? null,
    context: args.context ?? null,
    platform: args.platform ?? null,
    smoke: args.smoke ?? null,
    edits: args.edit ?? [],
    noise: args.noise === 'on',
    flags: [
      ...flagged('--build-arg', args['build-arg']),
      ...flagged('--secret', args.secret),
      ...flagged('--build-context', args['build-context']),
      ...(Array.isArray(extra) ? extra.map(String) : []),
    ],
  };
}
