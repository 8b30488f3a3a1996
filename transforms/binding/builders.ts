/** Which builders have bind mounts. */
import type { Builder, Dockerfile } from '../../src/transform.js';
import type { Unfit } from '../joining/body.js';

/** Buildah's need a label on systems with SELinux; https://docs.docker.com/build/buildkit/dockerfile-release-notes/#120 */
export function unfitFor(file: Dockerfile, builder: Builder): Unfit | null {
  if (builder !== 'buildkit') return { reason: 'builder', detail: builder };
  const syntax = file.directives.find(({ name }) => name === 'syntax')?.value ?? '';
  return /dockerfile:1\.[01](?:[.-]|$)/.test(syntax) ? { reason: 'syntax', detail: syntax } : null;
}
