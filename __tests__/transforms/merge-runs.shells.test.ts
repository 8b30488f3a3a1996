/**
 * The joining rules against real shells: bodies run one by one, and joined, must make the same calls in the
 * same places and end alike, whichever calls fail.
 */
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { squash } from '../../src/index.js';
import { readDockerfile } from '../../src/read/read.js';
import { body, makeFolder, numbered, runAll, SHELLS } from '../shells.js';

let folder = '';
beforeAll(() => {
  folder = makeFolder();
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('joined bodies, in every shell at hand,', () => {
  it.each(SHELLS.map((shell) => [shell.join(' '), shell] as const))(
    'do what they did apart: %s',
    (_, shell) => {
      fc.assert(
        fc.property(
          fc.array(body, { minLength: 2, maxLength: 3 }),
          fc.array(fc.integer({ min: 1, max: 14 }), { maxLength: 2 }),
          (bodies, fail) => {
            const apart = numbered(bodies);
            const text = `FROM debian:bookworm\n${apart.map((one) => `RUN ${one}\n`).join('')}`;
            const { output } = squash(text);
            const joined = readDockerfile(output)
              .instructions.filter(({ keyword }) => keyword === 'RUN')
              .map((instruction) => instruction.joined.text.slice(instruction.argumentsAt));
            fc.pre(joined.length < bodies.length);
            expect({ output, ...runAll(folder, shell, joined, fail) }).toEqual({
              output,
              ...runAll(folder, shell, apart, fail),
            });
          },
        ),
        { numRuns: 400, maxSkipsPerRun: 50 },
      );
    },
  );
});
