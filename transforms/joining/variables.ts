/** What an ENV between two RUNs is written as when the RUNs become one. */
import type { Instruction, Pair } from '../../src/transform.js';

/**
 * Names that mean something to the shell itself, which reads them in another way when it starts than while it runs
 * (POSIX.1-2024, 2.5.3; Bash manual, "Shell Variables").
 */
const OF_THE_SHELL =
  /^(?:IFS|ENV|BASH\w*|PS\d|OPT(?:IND|ARG|ERR)|SHELL\w*|POSIX\w*|PWD|OLDPWD|PPID|E?UID|GID|GROUPS|RANDOM|S?RANDOM|SECONDS|EPOCH\w*|LINENO|HIST\w*|MAIL\w*|CDPATH|GLOBIGNORE|TMOUT|FIGNORE|DIRSTACK|FUNC\w*|COMP\w*|READLINE\w*|PIPESTATUS|REPLY|MAPFILE|_)$/;

export interface Export {
  /** `NAME=value`, as the shell reads it. */
  readonly text: string;
  readonly name: string;
  /** Variables that it asks for. */
  readonly asks: readonly string[];
}

/** The instruction's variables for `export`; `null` when one of them cannot be said in the shell. */
export function exportsOf({ pairs }: Instruction): readonly Export[] | null {
  const all = pairs.map(exportOf);
  return all.every((one) => one !== null) ? all : null;
}

function exportOf({ name, raw, value }: Pair): Export | null {
  if (!/^[A-Za-z_]\w*$/.test(name) || OF_THE_SHELL.test(name)) return null;
  if (value !== null) {
    const text = shellText(value);
    return text === null ? null : { name, text: `${name}=${text}`, asks: [] };
  }
  const inner = /^"([^"]*)"$/.exec(raw ?? '')?.[1] ?? raw ?? '';
  if (!/^(?:[\w./:@%+,=-]|\$\w+|\$\{\w+\})*$/.test(inner)) return null;
  const asks = [...inner.matchAll(/\$\{?(\w+)/g)].map(([, asked = '']) => asked);
  return asks.some((asked) => !/^[A-Za-z_]/.test(asked)) ? null : { name, text: `${name}="${inner}"`, asks };
}

/** A value as one word of the shell; `null` for what would be hard to read. */
function shellText(value: string): string | null {
  if (/^[\w./:@%+,=-]*$/.test(value)) return value;
  return /^[^'"\\`$\p{Cc}]*$/u.test(value) ? `'${value}'` : null;
}
