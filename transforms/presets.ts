/** What each mode runs, in order. */
import type { Mode } from '../src/transform.js';

export const presets: Readonly<Record<Mode, readonly string[]>> = {
  release: [
    ...[
      'set-copy-mode',
      'set-copy-owner',
      'use-copy',
      'drop-touched-twice',
      'hoist-layers',
      'merge-copies',
      'merge-runs',
      'fold-workdirs',
      'bind-instead-of-copy',
      'drop-removed-files',
    ],
    ...[
      'add-cache-mounts',
      'drop-caches',
      'drop-apt-lists',
      'drop-updates',
      'drop-late-cleanups',
      'drop-leftovers',
    ],
  ],
  dev: [
    ...[
      'set-copy-mode',
      'set-copy-owner',
      'drop-touched-twice',
      'bind-instead-of-copy',
      'copy-manifests-first',
      'order-for-cache',
      'split-runs',
    ],
    'add-cache-mounts',
  ],
};
