/**
 * What a RUN fetches or makes for itself and leaves behind: which calls fetch files, which use them up, and which words may
 * mean them. Words are as written, without quotes, variables as `${NAME}`: the same text stands for the same path as long as
 * the variable keeps its value.
 */
export { fetchedBy, isMktemp, madeBy } from './leftovers/makers.js';
export {
  checksList,
  copiesOut,
  isWrittenDown,
  looksOnly,
  takesOut,
  usesUp,
  type Stand,
} from './leftovers/users.js';
export {
  ELSEWHERE,
  TEMPORARY_DIRECTORY,
  covers,
  isGiven,
  isLinked,
  isReset,
  isTemporary,
  loopWords,
  placeAt,
  plainWord,
  settingsIn,
  speaksOf,
  takes,
  type Place,
  type Settings,
} from './leftovers/places.js';
