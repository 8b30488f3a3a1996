/** Which builders have bind mounts. */
import { isOldFrontend, type Builder, type Dockerfile } from '../../src/transform.js';
import type { Unfit } from '../joining/body.js';

/** Buildah's need a label on systems with SELinux. */
export function unfitFor(file: Dockerfile, builder: Builder): Unfit | null {
  if (builder !== 'buildkit') return { reason: 'builder', detail: builder };
  const syntax = file.directives.find(({ name }) => name === 'syntax')?.value ?? '';
  return isOldFrontend(syntax) ? { reason: 'syntax', detail: syntax } : null;
}
