/** Public API of dockerfile-squash. */
export { DockerfileError, OptionError } from './errors.js';
export type * from './result.js';
export { builtInTransforms, squash } from './squash.js';
export { defineTransform } from './transform.js';
export type * from './transform.js';
