/**
 * The joining rules against real shells: bodies run one by one, and joined, must make the same calls in the
 * same places and end alike, whichever calls fail.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { squash } from '../../src/index.js';
import { readDockerfile } from '../../src/read/read.js';

const SHELLS = [['sh'], ['bash'], ['busybox', 'sh']].filter(
  ([program = 'sh', ...options]) => spawnSync(program, [...options, '-c', ':']).status === 0,
);
/** A call that says where it runs and what it sees, and fails when told to. */
const PRELUDE =
  'step() { case $(export -p) in *" X="*) echo "$1 $PWD $X $(umask)";; *) echo "$1 $PWD none $(umask)";; esac; ' +
  'case ",$FAIL," in *",$1,"*) return 1;; esac; }\n';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'join-'));
  for (const name of ['a', 'b', 'a/b']) mkdirSync(join(folder, name));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const call = fc.constant('step N');
const command = fc.oneof(
  { weight: 8, arbitrary: call },
  fc.constantFrom(
    'cd a',
    'cd b',
    'cd ..',
    'X=1',
    'export X=2',
    'exit 0',
    'exit 3',
    'umask 077',
    '! step N',
    'set -e',
    'set +e',
  ),
  fc.constantFrom('if step N; then step N; fi', '( step N; step N )', '{ step N; step N; }', 'step N | cat'),
  fc.constantFrom(
    'for i in 1 2; do step N; done',
    '( cd a && step N )',
    'f() { step N; step N; } && f',
    'trap "step N" EXIT',
  ),
  fc.constantFrom('if step N; then step N; step N; else step N; fi', 'case x in x) step N; step N;; esac'),
);
const body = fc
  .tuple(
    fc.constantFrom('', '', 'set -e; ', 'set -ex; ', 'set -e && ', 'set -u; '),
    fc.array(command, { minLength: 1, maxLength: 4 }),
    fc.array(fc.constantFrom(' && ', ' && ', ' && ', '; ', '; ', ' || '), { minLength: 4, maxLength: 4 }),
    fc.constantFrom('and', 'list', 'mixed'),
    fc.constantFrom('', '', '', ';'),
  )
  .map(([prefix, commands, operators, kind, end]) => {
    const glue = (index: number): string =>
      kind === 'and' ? ' && ' : kind === 'list' ? '; ' : (operators[index] ?? '; ');
    return prefix + commands.map((text, index) => (index === 0 ? text : glue(index) + text)).join('') + end;
  });

function run(
  shell: readonly string[],
  script: string,
  fail: readonly number[],
): { out: string; ok: boolean } {
  const [program = 'sh', ...options] = shell;
  // Without HOME bash asks the user database, which takes longer than the script.
  const env = { PATH: process.env.PATH ?? '', HOME: folder, FAIL: fail.join(',') };
  const result = spawnSync(program, [...options, '-c', PRELUDE + script], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  return { out: result.stdout, ok: result.status === 0 };
}

function runAll(
  shell: readonly string[],
  scripts: readonly string[],
  fail: readonly number[],
): { out: string; ok: boolean } {
  let out = '';
  for (const script of scripts) {
    const one = run(shell, script, fail);
    out += one.out;
    if (!one.ok) return { out, ok: false };
  }
  return { out, ok: true };
}

describe('joined bodies, in every shell at hand,', () => {
  it.each(SHELLS.map((shell) => [shell.join(' '), shell] as const))(
    'do what they did apart: %s',
    (_, shell) => {
      fc.assert(
        fc.property(
          fc.array(body, { minLength: 2, maxLength: 3 }),
          fc.array(fc.integer({ min: 1, max: 14 }), { maxLength: 2 }),
          (bodies, fail) => {
            let count = 0;
            const numbered = bodies.map((text) =>
              text.replace(/step N/g, () => `step ${String((count += 1))}`),
            );
            const text = `FROM debian:bookworm\n${numbered.map((one) => `RUN ${one}\n`).join('')}`;
            const { output } = squash(text);
            const joined = readDockerfile(output)
              .instructions.filter(({ keyword }) => keyword === 'RUN')
              .map((instruction) => instruction.joined.text.slice(instruction.argumentsAt));
            fc.pre(joined.length < bodies.length);
            expect({ output, ...runAll(shell, joined, fail) }).toEqual({
              output,
              ...runAll(shell, numbered, fail),
            });
          },
        ),
        { numRuns: 400, maxSkipsPerRun: 50 },
      );
    },
  );
});
