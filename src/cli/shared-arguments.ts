/** Options that several commands have. */
import type { SquashOptions } from '../result.js';
import type { Level, Mode } from '../transform.js';

const MODES = ['release', 'dev'] as const;
const LEVELS = ['exact', 'prune', 'reshape'] as const;

/** What is rewritten, and how far. */
export const STAGE_OPTIONS = {
  mode: { choices: MODES, default: 'release', describe: 'Fewest layers, or least work after an edit' },
  level: { choices: LEVELS, default: 'prune', describe: 'What may differ in the image' },
  only: { type: 'string', requiresArg: true, describe: 'Only these transforms, separated by commas' },
  skip: { type: 'string', requiresArg: true, describe: 'All but these transforms, separated by commas' },
  target: {
    type: 'string',
    requiresArg: true,
    describe: 'Stage to build, by name or number; default the last',
  },
} as const;

export interface Selection {
  readonly mode: Mode;
  readonly level: Level;
  readonly only: readonly string[] | null;
  readonly skip: readonly string[];
  readonly target: string | null;
}

type Names = string | readonly string[] | undefined;

export function selectionIn({
  mode,
  level,
  only,
  skip,
  target,
}: {
  readonly mode: Mode;
  readonly level: Level;
  readonly only: Names;
  readonly skip: Names;
  readonly target: string | undefined;
}): Selection {
  return {
    ...{ mode, level },
    only: only === undefined ? null : listed(only),
    skip: listed(skip ?? ''),
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
export function optionsOf({ mode, level, only, skip, target }: Selection): SquashOptions {
  return {
    ...{ mode, level, skip },
    ...(only === null ? {} : { only }),
    ...(target === null ? {} : { target }),
  };
}
