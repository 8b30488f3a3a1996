/** What each mode runs, in order. */
import type { Mode } from '../src/transform.js';

export const presets: Readonly<Record<Mode, readonly string[]>> = {
  release: [
    ...['hoist-layers', 'merge-copies', 'merge-runs', 'fold-workdirs'],
    ...[
      'add-cache-mounts',
      'drop-caches',
      'drop-apt-lists',
      'drop-updates',
      'drop-late-cleanups',
      'drop-leftovers',
    ],
  ],
  dev: ['order-for-cache', 'split-runs', 'add-cache-mounts'],
};
