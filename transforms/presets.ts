/** What each mode runs, in order. */
import type { Mode } from '../src/transform.js';

export const presets: Readonly<Record<Mode, readonly string[]>> = {
  release: ['fold-workdirs', 'merge-copies', 'merge-runs'],
  dev: ['split-runs'],
};
