import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { squash } from '../../src/index.js';
import { unifiedDiff } from '../../src/report/diff.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'diff-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const PROGRAMS = (
  [
    ['git apply', 'git', ['apply', '--whitespace=nowarn']],
    ['patch -p1', 'patch', ['-p1', '--silent', '--binary']],
  ] as const
).filter(([, program]) => spawnSync(program, ['--version']).status === 0);

/** The file after a program has applied the diff to it. */
function applied(
  file: string,
  before: string,
  diff: string,
  program: string,
  options: readonly string[],
): string {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, before);
  const { status, stderr } = spawnSync(program, options, { cwd: folder, input: diff, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program}: ${stderr}`);
  return readFileSync(path, 'utf8');
}

const BEFORE = 'FROM debian\nRUN a\nRUN b\nCOPY . .\nRUN c\nRUN d\nCMD x\n';
const TEXTS: readonly (readonly [string, string, string])[] = [
  ['a rewritten Dockerfile', BEFORE, squash(BEFORE).output],
  ['CRLF line ends', BEFORE.replace(/\n/g, '\r\n'), squash(BEFORE.replace(/\n/g, '\r\n')).output],
  ['no newline at the end of both', 'a\nb', 'a\nc'],
  ['a newline added at the end', 'a\nb', 'a\nb\n'],
  ['a newline removed at the end', 'a\nb\n', 'a\nb'],
  ['a byte order mark', '\uFEFFa\nb\n', '\uFEFFa\nc\n'],
  ['a line of its own carriage returns', 'a\r\nb\nc\r\n', 'a\r\nb2\nc\r\n'],
  ['lines that look like a diff', '--- a\n+++ b\n@@ -1 +1 @@\nx\n', '--- a\n+++ b\n@@ -1 +1 @@\ny\n'],
  ['an empty file', '', 'a\n'],
  ['everything removed', 'a\n', ''],
];
const NAMES = ['Dockerfile', 'a b/my Dockerfile', 'ä/Dockerfile', 'deep/er/x.Dockerfile'];

describe.each(PROGRAMS)('%s', (_, program, options) => {
  it.each(TEXTS)('takes the diff of %s', (_name, before, after) => {
    const diff = unifiedDiff('Dockerfile', before, after, [{ line: 1, text: 'why: because' }]);
    expect(applied('Dockerfile', before, diff, program, options)).toBe(after);
  });

  it.each(NAMES)('takes the name %s', (name) => {
    const diff = unifiedDiff(name, 'a\nb\n', 'a\nc\n', []);
    expect(applied(name, 'a\nb\n', diff, program, options)).toBe('a\nc\n');
  });

  it('takes the diff of any two texts', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', '', ' ', '\\', '# x', 'é'), { maxLength: 12 })
      .chain((lines) =>
        fc.constantFrom('\n', '\r\n', '').map((end) => lines.join(end === '' ? '\n' : end) + end),
      );
    fc.assert(
      fc.property(text, text, (before, after) => {
        fc.pre(before !== after && before !== '' && after !== '');
        expect(applied('x', before, unifiedDiff('x', before, after, []), program, options)).toBe(after);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the unified diff', () => {
  it('is empty for equal texts', () => {
    expect(unifiedDiff('x', 'a\n', 'a\n', [])).toBe('');
  });

  it('has the reasons of a hunk in its heading, each once', () => {
    const lines = Array.from({ length: 30 }, (_, index) => `line ${String(index)}`);
    const before = lines.join('\n');
    const after = before.replace('line 3\n', 'x\n').replace('line 25\n', 'y\n');
    const diff = unifiedDiff('x', before, after, [
      { line: 4, text: 'first' },
      { line: 5, text: 'first' },
      { line: 26, text: 'second\nin two lines' },
    ]);
    expect(diff.match(/^@@ .*/gm)).toEqual([
      '@@ -1,7 +1,7 @@ first',
      '@@ -23,7 +23,7 @@ second in two lines',
    ]);
  });

  it('of very different texts is one hunk', () => {
    const text = (sign: string): string =>
      Array.from({ length: 3000 }, (_, at) => `${sign}${String(at)}\n`).join('');
    const diff = unifiedDiff('x', text('a'), text('b'), []);
    expect(diff.match(/^@@ .*/gm)).toEqual(['@@ -1,3000 +1,3000 @@']);
  });
});
