/** What the calls of the package managers of other languages have in common. */
import type { Deeds, Region } from './facts.js';
import { packageCall, type UseReader } from './words.js';

export const PLACES: readonly Region[] = ['home', 'tmp', 'system'];
export const PROJECT: readonly Region[] = ['cwd', ...PLACES];

export const deeds = (manager: string, regions: readonly Region[], uses: UseReader): Deeds => ({
  reads: regions,
  writes: regions,
  uses,
  network: true,
  packages: packageCall(manager, 'install'),
});

/** A build reads anything. */
export const building = (manager: string, regions: readonly Region[], uses: UseReader): Deeds => ({
  ...deeds(manager, regions, uses),
  reads: ['anything'],
});
