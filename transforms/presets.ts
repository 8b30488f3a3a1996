/** What each mode runs, in order. */
import type { Mode } from '../src/transform.js';

export const presets: Readonly<Record<Mode, readonly string[]>> = {
  release: ['merge-copies', 'merge-runs', 'fold-workdirs'],
  dev: ['split-runs'],
};
