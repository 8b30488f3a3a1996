/**
 * What a piece of shell does to the files of an image, and what it needs of them: read with the command tables, command
 * by command, with the directory and the variables that it is run with. What may happen counts as happening; a command
 * that no table knows may do anything.
 */
export { conflict, mayRead, type Conflict } from './effects/conflict.js';
export { both, nothing, unknownEffects, type Effects, type Surroundings } from './effects/model.js';
export { callsOfList, effectsOfCall, effectsOfList, type CommandCall } from './effects/walk.js';
export {
  copyEffects,
  type CopyFacts,
  mountEffects,
  shellEffects,
  volumeEffects,
  workdirEffects,
} from './effects/instructions.js';
export { homesOf, isRoot, programsInPath } from './effects/surroundings.js';
