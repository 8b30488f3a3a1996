/** What the calls of the package managers of other languages have in common. */
import type { Deeds, PackageCall, Region } from './facts.js';
import type { Uses } from './words.js';

export const PLACES: readonly Region[] = ['home', 'tmp', 'system'];
export const PROJECT: readonly Region[] = ['cwd', ...PLACES];

export const call = (
  manager: string,
  does: PackageCall['does'],
  caches: readonly Region[] = [],
): PackageCall => ({
  manager,
  does,
  caches,
});

export const deeds = (manager: string, regions: readonly Region[], uses: Uses): Deeds => ({
  reads: regions,
  writes: regions,
  uses,
  network: true,
  packages: call(manager, 'install'),
});

/** A build reads anything. */
export const building = (manager: string, regions: readonly Region[], uses: Uses): Deeds => ({
  ...deeds(manager, regions, uses),
  reads: ['anything'],
});
