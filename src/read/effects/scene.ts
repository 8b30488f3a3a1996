/** Where a command is run, and what its shell holds. */
import type { Value } from '../../model.js';
import type { Effects, Surroundings } from './model.js';
import type { Directories } from './words.js';

export interface Scene {
  readonly given: Surroundings;
  readonly directories: Directories;
  /** What a variable of its environment holds: `undefined` when nothing has set it. */
  readonly variable: (name: string) => Value | undefined;
  /** Names of variables that the shell has set. */
  readonly names: readonly string[];
  /** Directories that the shell has put into PATH, `null` for one that is not known. */
  readonly programs: readonly Value[];
  /** Reads a text that the command has a shell run. */
  readonly runText: (text: string, scene: Scene) => Effects;
}
