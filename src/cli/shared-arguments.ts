/** Options that several commands have. */

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

/** `--only a,b`, and the option given several times. */
export const listed = (names: string | readonly string[]): readonly string[] =>
  [names]
    .flat()
    .flatMap((name) => name.split(','))
    .filter((name) => name !== '');
