/** Options that several commands have. */
import { OptionError } from '../errors.js';
import type { SquashOptions } from '../result.js';
import type { Caches, Level, Mode, OptionValue } from '../transform.js';

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
  set: {
    type: 'string',
    requiresArg: true,
    describe:
      'Options of transforms: TRANSFORM.OPTION=VALUE, or TRANSFORM.OPTION for true, separated by commas',
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
  /** Options of transforms by their names. */
  readonly set: NonNullable<SquashOptions['options']>;
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
  set,
  target,
}: {
  readonly mode: Mode;
  readonly level: Level;
  readonly caches: Caches | undefined;
  readonly only: Names;
  readonly skip: Names;
  readonly with: Names;
  readonly set: Names;
  readonly target: string | undefined;
}): Selection {
  return {
    ...{ mode, level },
    caches: caches ?? null,
    only: only === undefined ? null : listed(only),
    skip: listed(skip ?? ''),
    with: listed(added ?? ''),
    set: settingsIn(listed(set ?? '')),
    target: target ?? null,
  };
}

/** `--only a,b`, and the option given several times. */
const listed = (names: string | readonly string[]): readonly string[] =>
  [names]
    .flat()
    .flatMap((name) => name.split(','))
    .filter((name) => name !== '');

/** @throws OptionError for what is no option of a transform */
function settingsIn(texts: readonly string[]): Selection['set'] {
  const found: Record<string, Record<string, OptionValue>> = {};
  for (const text of texts) {
    const [, transform = '', option = '', value] = /^([\w-]+)\.([\w-]+)(?:=(.*))?$/.exec(text) ?? [];
    if (option === '')
      throw new OptionError(
        `--set ${text}: say TRANSFORM.OPTION=VALUE, as in copy-manifests-first.all-managers=true`,
      );
    found[transform] = { ...found[transform], [option]: valueOf(value) };
  }
  return found;
}

function valueOf(text: string | undefined): OptionValue {
  if (text === undefined || text === 'true') return true;
  if (text === 'false') return false;
  return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text;
}

/** The same for the library. */
export function optionsOf({
  mode,
  level,
  caches,
  only,
  skip,
  with: added,
  set,
  target,
}: Selection): SquashOptions {
  return {
    ...{ mode, level, skip, with: added },
    ...(caches === null ? {} : { caches }),
    ...(only === null ? {} : { only }),
    ...(Object.keys(set).length === 0 ? {} : { options: set }),
    ...(target === null ? {} : { target }),
  };
}
