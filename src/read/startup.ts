/** Files that a shell reads before the text that it is given (Bash manual, "Bash Startup Files"; POSIX.1-2024, "sh", ENV). */
import type { BuildState } from '../model.js';

/** Whether it reads any: as a login shell, an interactive one, or by BASH_ENV. They may do anything, each time anew. */
export function readsStartupFiles({ shell, lookup }: Pick<BuildState, 'shell' | 'lookup'>): boolean {
  const [, ...options] = shell.argv;
  if (options.some((option) => option === '--login' || /^-[a-zA-Z]*[li]/.test(option))) return true;
  return shell.dialect === 'bash' && lookup('BASH_ENV').kind === 'set';
}
