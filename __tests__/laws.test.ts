/** What holds for every Dockerfile, mode and level. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { applyPatch } from 'diff';
import fc from 'fast-check';
import {
  builtInTransforms,
  squash,
  type Level,
  type Mode,
  type SquashOptions,
  type SquashResult,
} from '../src/index.js';
import { proverOf } from '../src/prove/prove.js';
import { readDockerfile } from '../src/read/read.js';

const root = join(import.meta.dirname, '..');
const paths = ['__tests__/fixtures', 'examples'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /^(?:before\.)?Dockerfile$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name)),
);
const texts = [...new Set(paths.map((path) => readFileSync(path, 'utf8')))];
const OPTIONS: readonly SquashOptions[] = (['release', 'dev'] as const satisfies readonly Mode[]).flatMap(
  (mode) =>
    (['exact', 'prune', 'reshape'] as const satisfies readonly Level[]).map((level) => ({ mode, level })),
);
const everyWay = (options: SquashOptions): readonly SquashOptions[] => [
  options,
  ...builtInTransforms().map(({ name }) => ({ ...options, skip: [name] })),
];
const comments = (text: string): readonly string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line.startsWith('#'))
    .sort();

const PARTS = 48;

const KEEP = '# dockerfile-squash keep: a law';

/** The text with a kept boundary about in the middle of what ships; `null` where there is nothing to keep apart. */
function withBoundary(text: string): string | null {
  const { stages, eol } = readDockerfile(text);
  const shipped = stages
    .filter((stage) => stage.shipped)
    .flatMap(({ instructions }) => instructions.slice(2));
  const place = shipped[Math.floor(shipped.length / 2)];
  if (place === undefined) return null;
  const at = text.lastIndexOf('\n', place.span.start - 1) + 1;
  return text.slice(0, at) + KEEP + eol + text.slice(at);
}

const results = new Map<string, SquashResult>();
function squashed(text: string, options: SquashOptions): SquashResult {
  const key = JSON.stringify([text, options]);
  const result = results.get(key) ?? squash(text, options);
  results.set(key, result);
  return result;
}

describe.each(OPTIONS)('%j', (options) => {
  // Each text in two of the six ways, one in each mode.
  const isOurs = (at: number): boolean => at % 3 === OPTIONS.indexOf(options) % 3;
  const share = texts.filter((_, at) => isOurs(at));
  // Without a transform, a part of the texts is looked at, another one for each.
  const each = (check: (text: string, way: SquashOptions) => void): void => {
    for (const [number, way] of everyWay(options).entries())
      for (const [at, text] of texts.entries())
        if (number === 0 ? isOurs(at) : (at + number) % PARTS === 0) check(text, way);
  };

  it('a second run changes nothing', () => {
    each((text, way) => {
      const { output } = squashed(text, way);
      expect(squash(output, way).output).toBe(output);
    });
  });

  it('what stands before a kept boundary is the same build by itself', () => {
    const prove = proverOf((text) => readDockerfile(text));
    const broken = share
      .flatMap((text) => withBoundary(text) ?? [])
      .filter((text) => {
        const { output } = squash(text, options);
        const [before, after] = [text, output].map((one) => readDockerfile(one.slice(0, one.indexOf(KEEP))));
        const isOne = output.split(KEEP).length === 2 && before !== undefined && after !== undefined;
        if (!isOne) return true;
        const claim = { level: options.level ?? 'prune', drops: [] };
        // Several rewrites are not always proven in one step.
        const isOther = prove(before, after, claim) !== null;
        return isOther && prove(readDockerfile(text), readDockerfile(output), claim) === null;
      });
    expect(broken).toEqual([]);
  });

  it('the output is read again, with the same stages, besides those that fetch something', () => {
    each((text, way) => {
      const stages = (source: string) =>
        readDockerfile(source)
          .stages.filter(({ name }) => name?.startsWith('fetched-') !== true)
          .map(({ name, from }) => [name, from]);
      expect(stages(squashed(text, way).output)).toEqual(stages(text));
    });
  });

  it('the diff applied to the input gives the output', () => {
    each((text, way) => {
      const { diff, output, changed } = squashed(text, way);
      if (changed) expect(applyPatch(text, diff, { autoConvertLineEndings: false })).toBe(output);
      else expect([diff, output]).toEqual(['', text]);
    });
  });

  it('comments survive', () => {
    each((text, way) => {
      expect(comments(squashed(text, way).output)).toEqual(comments(text));
    });
  });

  it('twins with CRLF and a byte order mark have twin outputs', () => {
    const twin = (text: string): string => `\uFEFF${text.replace(/\r?\n/g, '\r\n')}`;
    for (const text of share)
      expect(squash(twin(text), options).output).toBe(twin(squashed(text, options).output));
  });

  it('nothing fails its own check, and a change has a reason', () => {
    each((text, way) => {
      const { withheld, applied, changed } = squashed(text, way);
      expect(withheld.filter(({ why }) => why === 'unproven')).toEqual([]);
      expect(applied.length > 0).toBe(changed);
    });
  });

  it('layers are no more in release mode, no fewer in dev mode', () => {
    each((text, way) => {
      const { layers, applied } = squashed(text, way);
      // A RUN that only sets modes or owners of what is copied, or moves it, and a COPY that is removed are layers for nothing.
      const isFewer = applied.some(({ transform }) => /^(?:set-copy-|drop-touched|bind-)/.test(transform));
      for (const { before, after } of layers) {
        if (options.mode === 'release') expect(after).toBeLessThanOrEqual(before);
        else if (!isFewer) expect(after).toBeGreaterThanOrEqual(before);
      }
    });
  });
});

describe('one source, two shapes', () => {
  it.each(['exact', 'prune'] as const)('release of dev is the same build as release, at %s', (level) => {
    const prove = proverOf((text) => readDockerfile(text));
    const shaped = texts.map((text) => {
      // Caches in mounts are in no image, and no step of the build either.
      const dev = squash(text, { mode: 'dev', level, caches: 'keep' });
      return { text, dev: dev.output, isChanged: dev.changed };
    });
    const changed = shaped.filter(({ isChanged }) => isChanged);
    expect(changed.length).toBeGreaterThan(100);
    const others = changed.filter(({ text, dev }) => {
      const [direct, round] = [text, dev].map((source) => squash(source, { mode: 'release', level }).output);
      if (direct === undefined || round === undefined || direct === round) return direct !== round;
      const [one, other] = [readDockerfile(direct), readDockerfile(round)];
      const claim = { level, drops: [] };
      return prove(one, other, claim) !== null && prove(other, one, claim) !== null;
    });
    expect(others.map(({ text }) => text)).toEqual([]);
  });
});

it('there are enough texts for this to mean something', () => {
  expect(texts.length).toBeGreaterThan(100);
});

/** Instructions that never stood beside one another: what no author writes is where rules are wrong. */
describe('Dockerfiles made of instructions from all the others', () => {
  const instructions = texts
    .filter((text) => !text.includes('\r') && readDockerfile(text).escape === '\\')
    .flatMap((text) =>
      readDockerfile(text)
        .instructions.filter(({ keyword }) => !/^(?:FROM|ARG)$/.test(keyword))
        .map(({ span, keyword }) => ({ text: text.slice(span.start, span.end), isRun: keyword === 'RUN' })),
    );
  const runs = instructions.filter(({ isRun }) => isRun).map(({ text }) => text);
  const one = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...runs) },
    fc.constantFrom(...instructions.map(({ text }) => text)),
  );
  const bases = ['debian:12', 'alpine:3.20', 'python:3.12', 'example.org/own'];
  const file = fc
    .tuple(fc.constantFrom(...bases), fc.array(one, { minLength: 2, maxLength: 8 }))
    .map(([base, lines]) => `FROM ${base}\n${lines.join('\n')}\n`);

  it.each(['release', 'dev'] as const)(
    'in %s mode, every rewrite is proven and a second run changes nothing',
    (mode) => {
      fc.assert(
        fc.property(file, (text) => {
          const { output, withheld } = squash(text, { mode });
          expect(withheld.filter(({ why }) => why === 'unproven')).toEqual([]);
          expect(squash(output, { mode }).output).toBe(output);
        }),
        { numRuns: 300, endOnFailure: true },
      );
    },
  );
});
