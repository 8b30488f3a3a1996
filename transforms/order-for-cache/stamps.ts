/** Variables that tell one build from the next, by their names. */
import type { Instruction, Pair } from '../../src/transform.js';

/** Told anew by the command line of each build: dates, commits, numbers, and what CI systems say. */
const OF_EACH_BUILD = new RegExp(
  [
    '(?:(?:APP|IMAGE|DOCKER|PROJECT|SOURCE|SRC|BUILD|RELEASE)_)?(?:GIT_)?(?:COMMIT|REVISION)' +
      '(?:_(?:SHA\\d*|ID|HASH|REF|DATE|TIME|TIMESTAMP|SHORT|SHORT_SHA|BRANCH|TAG))?',
    '(?:SHORT_)?SHA',
    'GIT_(?:SHA\\d*|REV|REF|HASH|BRANCH|TAG|HEAD|DESCRIBE|SHORT_SHA|DIRTY|STATE|DATE)',
    'VCS_(?:REF|REVISION|BRANCH|COMMIT|TAG|VERSION)',
    '(?:(?:APP|IMAGE|DOCKER)_)?BUILD_?(?:DATE|TIME|TIMESTAMP|NUMBER|NUM|NO|ID|TAG|REV|REF|SHA|HASH|VERSION|RFC3339|URL|INFO)',
    'BUILT_AT|(?:IMAGE_)?CREATED|DATE|TIMESTAMP|SOURCE_BRANCH',
    '(?:CI|CIRCLE|TRAVIS|JENKINS|DRONE)_\\w+|GITHUB_(?:SHA|REF\\w*|RUN_\\w+)',
  ]
    .map((one) => `^(?:${one})$`)
    .join('|'),
  'i',
);
/** Told anew with each release. */
const OF_EACH_RELEASE =
  /^(?:(?:APP|APPLICATION|IMAGE|PROJECT|PACKAGE|SERVICE|DOCKER|CONTAINER)_)?(?:VERSION|RELEASE|RELEASE_VERSION|SEMVER)$/i;

/** `RUN date > /built-at`: run again after each edit of what stands before it. */
export const tellsTime = ({ keyword, joined }: Instruction): boolean =>
  keyword === 'RUN' && TIME.test(joined.text);

/** Not `date -d` and the like, which show a given time. */
const TIME =
  /(?:^|[\s;&|(`])date(?:\s+(?:-[uR]\b|-I\w*|--(?:utc|iso-8601|rfc-\S+)|["']?\+)|\s*(?:[>)`|;&]|$))|\$\{?EPOCH(?:SECONDS|REALTIME)/;

/** They are there to have what is behind them built anew: `ARG CACHEBUST=1`, `ENV REFRESHED_AT 2015-06-01`. */
const BUSTER =
  /CACHE_?(?:BUST|BREAK|DATE|REFRESH|INVALID|KEY)|BUST(?:ER)?$|^(?:LAST_?)?REFRESH|FORCE_?(?:RE)?BUILD/i;

/** How often such a thing changes: with each build, with each release, or seldom. */
export type Pace = 'build' | 'release' | 'seldom';

/** Of an ARG or ENV. */
export function paceOf({ keyword, pairs }: Instruction): Pace {
  const paces = pairs.map((pair) => paceOfPair(keyword === 'ENV', pair));
  if (paces.includes('build')) return 'build';
  return paces.includes('release') ? 'release' : 'seldom';
}

function paceOfPair(isEnv: boolean, { name, raw }: Pair): Pace {
  if (BUSTER.test(name)) return 'seldom';
  const named = [...(raw ?? '').matchAll(/\$\{?(\w+)/g)].map(([, one = '']) => one);
  // What an ENV says of itself changes with the text of the file.
  const told = isEnv ? named : [name, ...named];
  if (told.some((one) => OF_EACH_BUILD.test(one))) return 'build';
  return [name, ...named].some((one) => OF_EACH_RELEASE.test(one)) ? 'release' : 'seldom';
}

/** Whether an ARG or ENV sets nothing but such variables. */
export const isStamp = ({ keyword, pairs }: Instruction): boolean =>
  (keyword === 'ARG' || keyword === 'ENV') &&
  pairs.length > 0 &&
  pairs.every((pair) => paceOfPair(keyword === 'ENV', pair) !== 'seldom');

export const isBuster = ({ keyword, pairs }: Instruction): boolean =>
  (keyword === 'ARG' || keyword === 'ENV') && pairs.some(({ name }) => BUSTER.test(name));
