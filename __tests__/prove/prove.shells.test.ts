/** The proof against real shells: what it calls the same makes the same calls and ends alike, whichever calls fail. */
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { proverOf } from '../../src/prove/prove.js';
import { readDockerfile } from '../../src/read/read.js';
import { body, makeFolder, numbered, runAll, SHELLS } from '../shells.js';

let folder = '';
beforeAll(() => {
  folder = makeFolder();
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

type Edit = (bodies: readonly string[], pick: (choices: number) => number) => readonly string[];

/** Replaces one body. */
const change =
  (edit: (text: string, pick: (choices: number) => number) => readonly string[]): Edit =>
  (bodies, pick) => {
    const at = pick(bodies.length);
    return bodies.flatMap((text, index) => (index === at ? edit(text, pick) : [text]));
  };

const joinBy =
  (glue: string, wrap: (text: string) => string): Edit =>
  (bodies, pick) => {
    if (bodies.length < 2) return bodies;
    const at = pick(bodies.length - 1);
    const [one = '', other = ''] = bodies.slice(at, at + 2);
    return [...bodies.slice(0, at), wrap(one) + glue + other, ...bodies.slice(at + 2)];
  };

/** Some are right for some bodies, some never are. */
const EDITS: readonly Edit[] = [
  joinBy(' && ', (text) => text),
  joinBy(' && ', (text) => `(${text})`),
  joinBy(' && ', (text) => `{ ${text.replace(/;$/, '')}; }`),
  joinBy('; ', (text) => text.replace(/;$/, '')),
  change((text) => [`(${text})`]),
  change((text) => [`{ ${text.replace(/;$/, '')}; }`]),
  change((text) => [`set -e; ${text.replaceAll(' && ', '; ')}`]),
  change((text) => [text.replace(/^set -\w+; /, '').replaceAll('; ', ' && ')]),
  change((text) => text.split(/ && /)),
  change((text) => text.split(/; (?!do|then|fi|else|esac|\})/)),
  change((text, pick) => {
    const parts = text.split(/( && |; | \|\| )/);
    const at = pick(parts.length);
    return [parts.map((part, index) => (index !== at || index % 2 === 0 ? part : ' && ')).join('')];
  }),
  change((text, pick) => {
    const parts = text.split(/( && |; | \|\| )/);
    const at = 2 * pick((parts.length + 1) / 2);
    return [parts.filter((_, index) => index !== at && index !== at + 1).join('')];
  }),
  change((text) => [text.replace(/\(|\)/g, '')]),
  change((text) => [text.replace(/^(.*?) && (.*)$/, '$2 && $1')]),
];

const read = (bodies: readonly string[]) =>
  readDockerfile(
    `FROM debian:bookworm\nWORKDIR ${folder}\n${bodies.map((text) => `RUN ${text}\n`).join('')}`,
  );

const isSame = (before: readonly string[], after: readonly string[]): boolean =>
  proverOf(readDockerfile)(read(before), read(after), { level: 'exact', drops: [] }) === null;

const cases = fc.tuple(
  fc.array(body, { minLength: 1, maxLength: 3 }).map(numbered),
  fc.array(fc.tuple(fc.constantFrom(...EDITS), fc.infiniteStream(fc.nat(99))), {
    minLength: 1,
    maxLength: 2,
  }),
);

describe('bodies that are proven to be the same, in every shell at hand,', () => {
  it.each(SHELLS.map((shell) => [shell.join(' '), shell] as const))('do the same: %s', (_, shell) => {
    fc.assert(
      fc.property(
        cases,
        fc.array(fc.integer({ min: 1, max: 14 }), { maxLength: 2 }),
        ([before, edits], fail) => {
          const after = edits.reduce((bodies, [edit, stream]) => {
            return edit(bodies, (choices) => (stream.next().value ?? 0) % choices).filter(
              (text) => text !== '',
            );
          }, before);
          fc.pre(after.join('\n') !== before.join('\n') && after.length > 0 && isSame(before, after));
          expect({ after, ...runAll(folder, shell, after, fail) }).toEqual({
            after,
            ...runAll(folder, shell, before, fail),
          });
        },
      ),
      { numRuns: 300, maxSkipsPerRun: 100 },
    );
  });
});

const running = ['touch N', 'mkdir N', 'make N', 'test -f N', 'git clone N'];
const moving = ['cd /N', 'export X=N'];
const chainsOf = (commands: readonly string[]) =>
  fc
    .array(fc.constantFrom(...commands), { minLength: 2, maxLength: 6 })
    .map((list) => list.map((text, index) => text.replace('N', `n${String(index)}`)));

describe('an and-list of commands in another order', () => {
  it('is the same when none has to do with another', () => {
    fc.assert(
      fc.property(chainsOf(['touch /N', 'mkdir /N', 'mkdir -p /N/a']), (chain) => {
        expect(isSame([chain.join(' && ')], [chain.toReversed().join(' && ')])).toBe(true);
      }),
    );
  });

  it.each(['echo N >> /log', 'make N', 'git clone N /there', 'cp /N /there'])(
    'is another one: %s',
    (command) => {
      fc.assert(
        fc.property(chainsOf([command]), (chain) => {
          expect(isSame([chain.join(' && ')], [chain.toReversed().join(' && ')])).toBe(false);
        }),
      );
    },
  );
});

describe('an and-list of commands', () => {
  it.each<[string, (chain: readonly string[], at: number) => readonly string[]]>([
    ['over several lines', (chain) => [chain.join(' \\\n    && ')]],
    ['in parentheses', (chain) => [`( ${chain.join(' && ')} )`]],
    ['in braces', (chain) => [`{ ${chain.join(' && ')}; }`]],
    [
      'with an end in parentheses',
      (chain, at) => [[...chain.slice(0, at), `(${chain.slice(at).join(' && ')})`].join(' && ')],
    ],
    ['as a list under errexit', (chain) => [`set -e; ${chain.join('; ')}`]],
    ['as a list under errexit in a subshell', (chain) => [`( set -ex; ${chain.join('; ')} )`]],
    ['with the trace on', (chain) => [`set -x && ${chain.join(' && ')}`]],
  ])('is the same %s', (_, rewrite) => {
    fc.assert(
      fc.property(chainsOf([...running, ...moving]), fc.nat(5), (chain, at) => {
        expect(isSame([chain.join(' && ')], rewrite(chain, Math.min(at, chain.length - 1)))).toBe(true);
      }),
    );
  });

  it.each<[string, (chain: string[], at: number) => readonly string[]]>([
    ['without one of them', (chain, at) => [chain.toSpliced(at, 1).join(' && ')]],
    ['with one of them twice', (chain, at) => [chain.toSpliced(at, 0, chain[at] ?? '').join(' && ')]],
    ['whose failures do not count', (chain) => [`${chain.join(' && ')} || true`]],
    ['in the background', (chain) => [`${chain.join(' && ')} &`]],
    ['with another operand', (chain, at) => [chain.with(at, `${chain[at] ?? ''}x`).join(' && ')]],
    [
      'with a failure in front that does not count',
      (chain) => [[`make first; ${chain[0] ?? ''}`, ...chain.slice(1)].join(' && ')],
    ],
  ])('is another %s', (_, rewrite) => {
    fc.assert(
      fc.property(chainsOf(running), fc.nat(5), (chain, at) => {
        expect(isSame([chain.join(' && ')], rewrite(chain, Math.min(at, chain.length - 1)))).toBe(false);
      }),
    );
  });
});
