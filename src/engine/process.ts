/** Programs as child processes. */
import { spawn, type ChildProcess } from 'node:child_process';
import { EngineError } from './error.js';

export interface Ran {
  readonly status: number;
  readonly stdout: string;
  /** Both streams, in the order they came. */
  readonly log: string;
}

/** Where programs run. */
export interface Host {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Ends the programs; `null` for what has to be done even then. */
  readonly signal: AbortSignal | null;
}

export interface RunOptions {
  /** Called with each line as it comes. */
  readonly onLine?: (line: string) => void;
  /** What messages call it; default its name and first word. */
  readonly title?: string;
}

/** The log keeps what comes last. */
const LONGEST_LOG = 4 * 1024 * 1024;

/**
 * Runs a program to its end, whatever its status.
 * @throws EngineError when it cannot be started or is killed
 */
export async function run(
  host: Host,
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Ran> {
  const child = start(host, program, args);
  const log = listen(options.onLine);
  let stdout = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    log.take(text);
  });
  child.stderr?.setEncoding('utf8').on('data', log.take);
  const status = await ended(child, program, log.text, host.signal);
  return { status, stdout, log: log.text() };
}

/** Keeps what a program writes, and passes it on line by line. */
function listen(onLine: RunOptions['onLine']) {
  let log = '';
  let line = '';
  return {
    text: (): string => log,
    take: (text: string): void => {
      log = (log + text).slice(-LONGEST_LOG);
      const lines = (line + text).split('\n');
      line = lines.pop() ?? '';
      for (const one of lines) onLine?.(one);
    },
  };
}

/**
 * What a program writes to its standard output, as it comes.
 * @throws EngineError at the end, when it fails
 */
export async function* output(
  host: Host,
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): AsyncGenerator<Uint8Array> {
  const child = start(host, program, args);
  const log = listen(options.onLine);
  child.stderr?.setEncoding('utf8').on('data', log.take);
  const end = ended(child, program, log.text, host.signal);
  // The reader may stop before it asks for the end.
  end.catch(() => undefined);
  try {
    if (child.stdout) for await (const chunk of child.stdout) yield chunk as Uint8Array;
  } finally {
    child.stdout?.destroy();
  }
  const status = await end;
  if (status !== 0)
    throw new EngineError(
      `${options.title ?? `${program} ${args[0] ?? ''}`} failed (exit code ${String(status)}): ${lastLine(log.text())}`,
      log.text(),
    );
}

const lastLine = (log: string): string => log.trim().split('\n').at(-1) ?? '';

function start({ env, signal }: Host, program: string, args: readonly string[]): ChildProcess {
  return spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'], ...(signal ? { signal } : {}) });
}

function ended(
  child: ChildProcess,
  program: string,
  log: () => string,
  signal: AbortSignal | null,
): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (signal?.aborted === true) reject(new EngineError('interrupted'));
      else if (error.code === 'ENOENT')
        reject(new EngineError(`${program} is not installed`, '', { cause: error }));
      else reject(new EngineError(`${program}: ${error.message}`, log(), { cause: error }));
    });
    child.on('close', (status, killer) => {
      if (signal?.aborted === true) reject(new EngineError('interrupted'));
      else if (status === null)
        reject(new EngineError(`${program} was ended by ${killer ?? 'a signal'}`, log()));
      else resolve(status);
    });
  });
}
