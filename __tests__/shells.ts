/** Bodies of RUNs made at random, and the shells at hand to run them in. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';

export const SHELLS = [['sh'], ['bash'], ['busybox', 'sh']].filter(
  ([program = 'sh', ...options]) => spawnSync(program, [...options, '-c', ':']).status === 0,
);
/** A call that says where it runs and what it sees, and fails when told to. */
const PRELUDE =
  'step() { case $(export -p) in *" X="*) echo "$1 $PWD $X $(umask)";; *) echo "$1 $PWD none $(umask)";; esac; ' +
  'case ",$FAIL," in *",$1,"*) return 1;; esac; }\n';

/** A folder with the directories that the bodies go to. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'shells-'));
  for (const name of ['a', 'b', 'a/b']) mkdirSync(join(folder, name));
  return folder;
}

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
/** `step N` stands for a call that `numbered` gives a number. */
export const body = fc
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

/** Bodies whose calls can be told apart. */
export function numbered(bodies: readonly string[]): readonly string[] {
  let count = 0;
  return bodies.map((text) => text.replace(/step N/g, () => `step ${String((count += 1))}`));
}

function run(
  folder: string,
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

/** Runs the scripts one by one, as RUNs are; the calls in `fail` fail. */
export function runAll(
  folder: string,
  shell: readonly string[],
  scripts: readonly string[],
  fail: readonly number[],
): { out: string; ok: boolean } {
  let out = '';
  for (const script of scripts) {
    const one = run(folder, shell, script, fail);
    out += one.out;
    if (!one.ok) return { out, ok: false };
  }
  return { out, ok: true };
}
