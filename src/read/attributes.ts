/** Modes and owners of what COPY and ADD write, and calls that change them. */
export { attributeCall, type AttributeCall } from './attributes/calls.js';
export { copiedBy, isFileName, type Copied, type CopiedFile } from './attributes/copied.js';
export { modeAfter } from './attributes/modes.js';
export { givenOwner, isNumeric, ownerOf, ownerText, type Owner } from './attributes/owners.js';
export { hasNothingAt, isOwnName, resolvesNoLinks } from './attributes/images.js';
export { mayImport } from './attributes/imports.js';
export { hasNoLinkAt, makesNoLinkAt, makesNothingAt } from './attributes/links.js';
