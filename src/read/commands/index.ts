/** All command tables, by the names of the commands. */
import { APK } from './apk.js';
import { APT } from './apt.js';
import { ARCHIVES } from './archives.js';
import { BUILD } from './build.js';
import { CONDA } from './conda.js';
import { DNF } from './dnf.js';
import { DOTNET } from './dotnet.js';
import type { CommandFacts } from './facts.js';
import { FILES } from './files.js';
import { GO } from './go.js';
import { JAVA } from './java.js';
import { LANGUAGES } from './more.js';
import { NETWORK } from './network.js';
import { NODE } from './node.js';
import { PACMAN } from './pacman.js';
import { PHP } from './php.js';
import { PYTHON, pythonModule } from './python.js';
import { RPM_TOOLS } from './rpm.js';
import { RUBY } from './ruby.js';
import { RUST } from './rust.js';
import { SHELL_WORDS } from './shell.js';
import { SYSTEM_TOOLS } from './system.js';
import { TEXT } from './text.js';
import { USERS } from './users.js';
import { ZYPPER } from './zypper.js';

export { importedFrom } from './python.js';

/** By family. */
export const commandTables: Readonly<Record<string, readonly CommandFacts[]>> = {
  ...{
    APK,
    APT,
    ARCHIVES,
    BUILD,
    CONDA,
    DNF,
    DOTNET,
    FILES,
    GO,
    JAVA,
    LANGUAGES,
    NETWORK,
    NODE,
    PACMAN,
    PHP,
  },
  ...{ PYTHON, RPM_TOOLS, RUBY, RUST, SHELL_WORDS, SYSTEM_TOOLS, TEXT, USERS, ZYPPER },
};

const rows: ReadonlyMap<string, CommandFacts> = new Map(
  Object.values(commandTables).flatMap((table) =>
    table.flatMap((row) => row.names.map((name) => [name, row] as const)),
  ),
);

/** The row of a command; `undefined` for one that no table has. */
export function commandFacts(name: string): CommandFacts | undefined {
  return rows.get(name);
}

/** What `python -m NAME …` calls, as a command line of its own; `null` for anything else. */
export function moduleCall(
  name: string,
  words: readonly { readonly text: string; readonly value: string | null }[],
): readonly string[] | null {
  return /^python[\d.]*$/.test(name) ? pythonModule(words) : null;
}
