/** The command line as the user writes it. */
import yargs, { type Argv } from 'yargs';
import { OptionError } from '../errors.js';
import type { GraphFormat } from '../report/graph.js';
import type { Builder } from '../transform.js';
import { selectionIn, STAGE_OPTIONS, type Selection } from './shared-arguments.js';
import {
  checkedVerify,
  withCompareOptions,
  withVerifyOptions,
  type CompareArguments,
  type VerifyArguments,
} from './verify-arguments.js';

/** Stands for `-`; no file can have this name. */
const STDIN = '\0';

/** What the user asks for. */
export type Request =
  | { readonly command: 'rewrite'; readonly options: RewriteArguments }
  | { readonly command: 'transforms'; readonly name: string | null }
  | { readonly command: 'graph'; readonly options: GraphArguments }
  | { readonly command: 'verify'; readonly options: VerifyArguments }
  | { readonly command: 'compare'; readonly options: CompareArguments }
  /** Yargs has its own answer: help, version, completion. */
  | { readonly command: 'text'; readonly text: string };

export interface RewriteArguments extends Selection {
  readonly files: readonly string[];
  readonly builder: Builder;
  /** Folder that is built from; `null` for that of each Dockerfile. */
  readonly context: string | null;
  readonly prove: boolean;
  readonly write: boolean;
  readonly check: boolean;
  readonly output: string | null;
  readonly explain: boolean;
  readonly quiet: boolean;
  readonly format: 'text' | 'json';
}

const GRAPH_FORMATS = ['text', 'dot', 'mermaid', 'json'] as const satisfies readonly GraphFormat[];

export interface GraphArguments {
  readonly file: string;
  readonly context: string | null;
  readonly format: GraphFormat;
}

const BUILDERS = ['buildkit', 'classic', 'buildah'] as const;

/**
 * @param names of all transforms, for completion
 * @throws OptionError for options that do not exist or contradict each other
 */
export async function readArguments(
  argv: readonly string[],
  version: string,
  names: readonly string[],
): Promise<Request> {
  const requests: Request[] = [];
  let printed = '';
  const parser = parserFor(version, names, (request) => requests.push(request));
  // Yargs takes a lone dash for the beginning of an option.
  const words = argv.map((word) => (word === '-' ? STDIN : word));
  await parser.parseAsync(words, {}, (_error: unknown, _args: unknown, output: string) => {
    printed = output;
  });
  return requests[0] ?? { command: 'text', text: printed === '' ? '' : `${printed}\n` };
}

function parserFor(version: string, names: readonly string[], take: (request: Request) => void): Argv {
  const parser = withImages(withRewriting(yargs().scriptName('dockerfile-squash'), names, take), take)
    .command('completion', 'Print a completion script for bash or zsh.', {}, () => {
      parser.showCompletionScript();
    })
    // What stands behind `--` goes to the engine.
    .parserConfiguration({ 'populate--': true })
    .version(version)
    .alias('help', 'h')
    .strict()
    .wrap(110)
    .exitProcess(false)
    .fail((message: string | null, error: Error | undefined) => {
      throw error instanceof OptionError
        ? error
        : new OptionError(message ?? error?.message ?? 'wrong arguments');
    });
  return parser;
}

function withRewriting(parser: Argv, names: readonly string[], take: (request: Request) => void): Argv {
  const summary = 'Show the diff that makes a Dockerfile build the same image in fewer layers.';
  return parser
    .command(['$0 [files..]', 'rewrite'], summary, withOptions, (args) => {
      take({ command: 'rewrite', options: checked(args) });
    })
    .command(
      'transforms [name]',
      'List the transforms, or explain one.',
      (command) =>
        command.positional('name', { type: 'string', describe: 'Name of a transform', choices: names }),
      ({ name }) => {
        take({ command: 'transforms', name: name ?? null });
      },
    )
    .command(
      'graph [file]',
      'Show which instruction depends on which, and why.',
      withGraphOptions,
      (args) => {
        const { file, context = null, format } = args;
        take({ command: 'graph', options: { file: file === STDIN ? '-' : file, context, format } });
      },
    );
}

function withGraphOptions<T>(command: Argv<T>) {
  return command
    .positional('file', {
      type: 'string',
      default: 'Dockerfile',
      describe: 'Dockerfile, or - for standard input',
    })
    .options(GRAPH_OPTIONS);
}

function withImages(parser: Argv, take: (request: Request) => void): Argv {
  const summary = 'Build before and after with an engine, and compare the images.';
  return parser
    .command('verify [file]', summary, withVerifyOptions, (args) => {
      take({ command: 'verify', options: checkedVerify(args) });
    })
    .command('compare <before> <after>', 'Compare two images.', withCompareOptions, (args) => {
      const { before, after, level, engine = null, format } = args;
      take({ command: 'compare', options: { before, after, level, engine, format } });
    });
}

const CONTEXT = {
  type: 'string',
  requiresArg: true,
  describe: "Folder that is built from: tells files from directories; default the Dockerfile's own",
} as const;

const GRAPH_OPTIONS = {
  context: CONTEXT,
  format: { choices: GRAPH_FORMATS, default: 'text', describe: 'For people, Graphviz, Mermaid, or programs' },
} as const;

const OPTIONS = {
  ...STAGE_OPTIONS,
  context: CONTEXT,
  builder: { choices: BUILDERS, default: 'buildkit', describe: 'What will build the result' },
  prove: {
    type: 'boolean',
    default: true,
    describe: 'Prove each rewrite before it is applied; --no-prove is for debugging',
  },
  write: { alias: 'w', type: 'boolean', default: false, describe: 'Rewrite the files in place' },
  check: { alias: 'c', type: 'boolean', default: false, describe: 'Exit with 1 when something would change' },
  output: { alias: 'o', type: 'string', requiresArg: true, describe: 'Write the result to this file' },
  explain: { alias: 'e', type: 'boolean', default: false, describe: 'Tell each rewrite and each refusal' },
  quiet: { alias: 'q', type: 'boolean', default: false, describe: 'Print errors only' },
  format: { choices: ['text', 'json'], default: 'text', describe: 'Report for people or programs' },
} as const;

const FILES =
  'Files, globs, directories (the Dockerfiles below), or - for standard input; default ./Dockerfile';

function withOptions<T>(command: Argv<T>) {
  return command
    .positional('files', { type: 'string', array: true, describe: FILES })
    .options(OPTIONS)
    .example('$0', 'show what would change in ./Dockerfile')
    .example('$0 --write services/', 'rewrite the Dockerfiles below services/')
    .example('$0 - < Dockerfile | docker build -f - .', 'build the small image, leave the file as it is')
    .example('$0 --check .', 'fail in CI when a Dockerfile could be smaller');
}

type Parsed = Awaited<ReturnType<ReturnType<typeof withOptions<object>>['parseAsync']>>;

/** Options that contradict each other are mistakes. */
function checked(args: Parsed): RewriteArguments {
  const { builder, prove, write, check, explain, quiet, format } = args;
  const behind: unknown = args['--'];
  const named = [...(args.files ?? []), ...(Array.isArray(behind) ? behind.map(String) : [])];
  const files = named.map((file) => (file === STDIN ? '-' : file));
  const output = args.output ?? null;
  const refuse = (problem: string): never => {
    throw new OptionError(problem);
  };
  if (files.includes('-') && files.length > 1) refuse('- (standard input) cannot be combined with files');
  if (files.includes('-') && write) refuse('--write needs a file; standard input goes to standard output');
  if (write && check) refuse('--write and --check contradict each other');
  if (output !== null && (write || check))
    refuse(`--output and ${write ? '--write' : '--check'} contradict each other`);
  if (quiet && explain) refuse('--quiet and --explain contradict each other');
  return {
    ...selectionIn(args),
    ...{ files, builder, prove, write, check, explain, quiet, format, output },
    context: args.context ?? null,
  };
}
