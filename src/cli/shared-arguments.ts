/** Options that several commands have. */
import type { SquashOptions } from '../result.js';
import type { Caches, Level, Mode } from '../transform.js';

const MODES = ['release', 'dev'] as const;
const CACHES = ['clean', 'mount', 'keep'] as const;
const LEVELS = ['exact', 'prune', 'reshape'] as const;

/** What is rewritten, and how far. */
export const STAGE_OPTIONS = {
  mode: { choices: MODES, default: 'release', describe: 'Fewest layers, or least work after an edit' },
  level: { choices: LEVELS, default: 'prune', describe: 'What may differ in the image' },
  caches: {
    choices: CACHES,
    describe:
      'Caches of package managers: clean them (default in release mode), mount them (default in dev mode), keep them',
  },
  only: { type: 'string', requiresArg: true, describe: 'Only these transforms, separated by commas' },
  skip: { type: 'string', requiresArg: true, describe: 'All but these transforms, separated by commas' },
  with: {
    type: 'string',
    requiresArg: true,
    describe: 'These transforms besides those of the mode, separated by commas',
  },
  target: {
    type: 'string',
    requiresArg: true,
    describe: 'Stage to build, by name or number; default the last',
  },
} as const;

export interface Selection {
  readonly mode: Mode;
  readonly level: Level;
  /** `null` for that of the mode. */
  readonly caches: Caches | null;
  readonly only: readonly string[] | null;
  readonly skip: readonly string[];
  readonly with: readonly string[];
  readonly target: string | null;
}

type Names = string | readonly string[] | undefined;

export function selectionIn({
  mode,
  level,
  caches,
  only,
  skip,
  with: added,
  target,
}: {
  readonly mode: Mode;
  readonly level: Level;
  readonly caches: Caches | undefined;
  readonly only: Names;
  readonly skip: Names;
  readonly with: Names;
  readonly target: string | undefined;
}): Selection {
  return {
    ...{ mode, level },
    caches: caches ?? null,
    only: only === undefined ? null : listed(only),
    skip: listed(skip ?? ''),
    with: listed(added ?? ''),
    target: target ?? null,
  };
}

/** `--only a,b`, and the option given several times. */
const listed = (names: string | readonly string[]): readonly string[] =>
  [names]
    .flat()
    .flatMap((name) => name.split(','))
    .filter((name) => name !== '');

/** The same for the library. */
export function optionsOf({
  mode,
  level,
  caches,
  only,
  skip,
  with: added,
  target,
}: Selection): SquashOptions {
  return {
    ...{ mode, level, skip, with: added },
    ...(caches === null ? {} : { caches }),
    ...(only === null ? {} : { only }),
    ...(target === null ? {} : { target }),
  };
}
