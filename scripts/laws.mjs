/** The laws of `squash`, held against many files. */
import { applyPatch } from 'diff';
import { DockerfileError, squash } from '../dist/src/index.js';
import { readDockerfile } from '../dist/src/read/read.js';
import { readText } from './dockerfiles.mjs';

/**
 * Squashes each file and checks the result.
 * @param onChange called with the path, the result and the encoding of each file that changes
 * @returns counts, tallies by kind, and the broken laws as texts
 */
export function holdLaws(paths, options, onChange = () => undefined) {
  const counts = {
    read: 0,
    invalid: 0,
    leftAlone: 0,
    changed: 0,
    layersBefore: 0,
    layersAfter: 0,
    partedBefore: 0,
    partedAfter: 0,
    broken: 0,
  };
  const tallies = { applied: new Map(), refused: new Map(), withheld: new Map(), leftAlone: new Map() };
  const broken = [];
  for (const path of paths) {
    const { text, encoding } = readText(path);
    const tell = (what) => broken.push(`${path}: ${what}`);
    let result;
    try {
      result = squash(text, options);
    } catch (error) {
      if (error instanceof DockerfileError) counts.invalid += 1;
      else tell(`throws: ${error.stack}`);
      continue;
    }
    counts.read += 1;
    count(result, counts, tallies);
    for (const what of brokenLaws(text, result, options)) tell(what);
    if (!result.changed) continue;
    counts.changed += 1;
    onChange(path, result, encoding);
  }
  counts.broken = broken.length;
  return { counts, tallies, broken };
}

function count(result, counts, tallies) {
  const add = (map, key) => map.set(key, (map.get(key) ?? 0) + 1);
  for (const { transform } of result.applied) add(tallies.applied, transform);
  for (const { transform, reason } of result.refused) add(tallies.refused, `${transform} ${reason}`);
  for (const { transform, why, difference } of result.withheld)
    add(tallies.withheld, `${transform} ${why} ${difference ?? ''}`);
  if (result.leftAlone !== null) {
    counts.leftAlone += 1;
    add(tallies.leftAlone, result.leftAlone);
  }
  counts.partedBefore += partedRuns(result.input);
  counts.partedAfter += partedRuns(result.output);
  for (const { shipped, before, after } of result.layers) {
    if (!shipped) continue;
    counts.layersBefore += before;
    counts.layersAfter += after;
  }
}

const METADATA = /^(?:LABEL|EXPOSE|CMD|ENTRYPOINT|HEALTHCHECK|STOPSIGNAL|MAINTAINER|ONBUILD)$/;

/** How often something that builds stands between two RUNs of a shipped stage. */
function partedRuns(text) {
  const { stages } = readDockerfile(text);
  return stages
    .filter(({ shipped }) => shipped)
    .flatMap(({ instructions }) => {
      const keywords = instructions
        .map(({ keyword }) => keyword)
        .filter((keyword) => !METADATA.test(keyword));
      const first = keywords.indexOf('RUN');
      return keywords.filter((keyword, at) => keyword === 'RUN' && at > first && keywords[at - 1] !== 'RUN');
    }).length;
}

function brokenLaws(text, result, options) {
  const broken = result.withheld
    .filter(({ why }) => why === 'unproven')
    .map(({ transform, difference }) => `${transform} unproven: ${difference}`);
  if (!result.changed)
    return result.output === text && result.diff === ''
      ? broken
      : [...broken, 'unchanged, but the output differs'];
  if (result.applied.length === 0) broken.push('changed without a rewrite');
  try {
    const again = squash(result.output, options);
    if (again.changed) broken.push(`a second run changes it again:\n${again.diff}`);
  } catch (error) {
    broken.push(`the output is not read again: ${error.message}`);
  }
  if (applyPatch(text, result.diff, { autoConvertLineEndings: false }) !== result.output)
    broken.push('the diff applied to the input is not the output');
  if (commentsOf(text) !== commentsOf(result.output)) broken.push('comment lines differ');
  return broken;
}

const commentsOf = (text) =>
  text
    .split('\n')
    .filter((line) => /^\s*#/.test(line))
    .map((line) => line.trim())
    .sort()
    .join('\n');
