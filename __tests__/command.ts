/** The command, run inside of a test. */
import { main } from '../src/cli/main.js';
import type { ExitCode, Sink, Surroundings } from '../src/cli/surroundings.js';

export interface Ran {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
}

type Side = 'out' | 'err';

/** What a test says of its surroundings; the rest is a plain shell with no terminal. */
export interface Around extends Partial<Pick<Surroundings, 'version' | 'noColour' | 'env' | 'onInterrupt'>> {
  readonly cwd: string;
  readonly stdin?: string | Uint8Array;
  readonly terminals?: readonly Side[];
}

export async function run(argv: readonly string[], around: Around): Promise<Ran> {
  const { stdin = '', terminals = [], ...given } = around;
  const parts: Readonly<Record<Side, Buffer[]>> = { out: [], err: [] };
  const sink = (side: Side): Sink => ({
    isTerminal: terminals.includes(side),
    write: (text) => parts[side].push(Buffer.from(text)),
  });
  const code = await main(argv, {
    version: '9.8.7',
    stdin: () => Buffer.from(stdin),
    stdout: sink('out'),
    stderr: sink('err'),
    noColour: undefined,
    env: {},
    onInterrupt: () => () => undefined,
    ...given,
  });
  const text = (side: Side): string => Buffer.concat(parts[side]).toString('utf8');
  return { code, out: text('out'), err: text('err') };
}
