import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { run as command, type Ran } from '../command.js';

const TWO_RUNS = 'FROM debian:bookworm\nRUN touch /a\nRUN touch /b\n';
const ONE_RUN = 'FROM debian:bookworm\nRUN touch /a && \\\n    touch /b\n';
const DIFF = `--- a/Dockerfile
+++ b/Dockerfile
@@ -1,3 +1,3 @@ merge-runs: 2 RUNs become one layer
 FROM debian:bookworm
-RUN touch /a
-RUN touch /b
+RUN touch /a && \\
+    touch /b
`;

let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'cli-'));
});
afterEach(() => {
  rmSync(cwd, { recursive: true });
});

interface Terminal {
  readonly stdin?: string | Uint8Array;
  readonly terminal?: boolean;
  readonly noColour?: string;
}

const run = (argv: readonly string[], { terminal = false, ...around }: Terminal = {}): Promise<Ran> =>
  command(argv, { cwd, terminals: terminal ? ['out', 'err'] : [], ...around });

function put(path: string, text: string | Uint8Array = TWO_RUNS): string {
  const full = join(cwd, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
  return full;
}

const get = (path: string): string => readFileSync(join(cwd, path), 'utf8');

describe('dockerfile-squash', () => {
  it('prints the diff of ./Dockerfile and leaves the file alone', async () => {
    put('Dockerfile');
    expect(await run([])).toEqual({
      code: 0,
      out: DIFF,
      err: 'Dockerfile: 2 → 1 layers\n  applied: merge-runs\n',
    });
    expect(get('Dockerfile')).toBe(TWO_RUNS);
  });

  it('says what to do where there is no Dockerfile', async () => {
    const { code, out, err } = await run([]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe(
      'dockerfile-squash: no Dockerfile here: name a file, a directory or a glob, or - for standard input\n',
    );
  });

  it('prints nothing but a summary for a file that needs no change', async () => {
    put('Dockerfile', ONE_RUN);
    expect(await run([])).toEqual({ code: 0, out: '', err: 'Dockerfile: nothing to change, 1 layers\n' });
  });

  it('rewrites standard input to standard output', async () => {
    const { code, out, err } = await run(['-'], { stdin: TWO_RUNS });
    expect({ code, out }).toEqual({ code: 0, out: ONE_RUN });
    expect(err).toContain('2 → 1 layers');
  });

  it('passes standard input through unchanged where nothing is to be done', async () => {
    const bytes = Buffer.from('\uFEFFFROM debian\r\nRUN echo é', 'utf8');
    expect((await run(['-', '--quiet'], { stdin: bytes })).out).toBe(bytes.toString('utf8'));
  });

  it('writes nothing to standard output when standard input is no Dockerfile', async () => {
    const { code, out, err } = await run(['-'], { stdin: 'RUN x\n' });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe('Dockerfile:1:1: RUN before FROM: only ARG may stand there\n');
  });

  it('--check of standard input prints the diff and exits with 1', async () => {
    expect(await run(['-', '--check', '-q'], { stdin: TWO_RUNS })).toEqual({ code: 1, out: '', err: '' });
    expect((await run(['-', '--check'], { stdin: TWO_RUNS })).out).toBe(DIFF);
  });
});

describe('--write', () => {
  it('rewrites in place, keeps the mode and leaves nothing beside', async () => {
    const file = put('Dockerfile');
    chmodSync(file, 0o640);
    expect((await run(['--write'])).code).toBe(0);
    expect(get('Dockerfile')).toBe(ONE_RUN);
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(readdirSync(cwd)).toEqual(['Dockerfile']);
  });

  it('does not touch an unchanged file', async () => {
    const file = put('Dockerfile', ONE_RUN);
    const before = statSync(file, { bigint: true });
    await run(['-w']);
    const after = statSync(file, { bigint: true });
    expect([after.ino, after.mtimeNs]).toEqual([before.ino, before.mtimeNs]);
  });

  it('writes to the target of a symbolic link', async () => {
    put('real/Dockerfile');
    symlinkSync('real/Dockerfile', join(cwd, 'Dockerfile'));
    await run(['-w']);
    expect(lstatSync(join(cwd, 'Dockerfile')).isSymbolicLink()).toBe(true);
    expect(get('real/Dockerfile')).toBe(ONE_RUN);
  });

  it('keeps the bytes of a file that is no UTF-8', async () => {
    const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');
    const file = put('Dockerfile', bytes('# \xe9\nFROM debian\nRUN echo \xe9\nRUN echo b\n'));
    await run(['-w']);
    expect(readFileSync(file)).toEqual(bytes('# \xe9\nFROM debian\nRUN echo \xe9 && \\\n    echo b\n'));
  });

  it('leaves a broken file as it is and goes on with the others', async () => {
    put('a/Dockerfile', 'FROM debian\nRUM x\n');
    put('b/Dockerfile');
    const { code, err } = await run(['-w', '.']);
    expect(code).toBe(2);
    expect(err).toContain('a/Dockerfile:2:1: unknown instruction: RUM');
    expect(get('a/Dockerfile')).toBe('FROM debian\nRUM x\n');
    expect(get('b/Dockerfile')).toBe(ONE_RUN);
  });

  it('loses nothing when the folder cannot be written to', async () => {
    put('Dockerfile');
    mkdirSync(join(cwd, `.Dockerfile.${String(process.pid)}.tmp`));
    const { code, err } = await run(['-w']);
    expect(code).toBe(2);
    expect(err).toMatch(/^Dockerfile: /);
    expect(get('Dockerfile')).toBe(TWO_RUNS);
  });
});

describe('--check', () => {
  it('exits with 1 when something would change, and with 0 when not', async () => {
    put('Dockerfile');
    expect(await run(['--check'])).toMatchObject({ code: 1, out: DIFF });
    put('Dockerfile', ONE_RUN);
    expect((await run(['--check'])).code).toBe(0);
  });

  it('exits with 2 when a file is broken, whatever the others are', async () => {
    put('Dockerfile');
    put('Dockerfile.bad', 'FROM\n');
    expect((await run(['--check', '.'])).code).toBe(2);
  });
});

describe('--output', () => {
  it('writes the result elsewhere, unchanged or not', async () => {
    put('Dockerfile');
    expect((await run(['-o', 'small.Dockerfile'])).out).toBe('');
    expect(get('small.Dockerfile')).toBe(ONE_RUN);
    await run(['small.Dockerfile', '-o', 'again.Dockerfile']);
    expect(get('again.Dockerfile')).toBe(ONE_RUN);
  });

  it('takes standard input', async () => {
    expect((await run(['-', '-o', 'out'], { stdin: TWO_RUNS })).out).toBe('');
    expect(get('out')).toBe(ONE_RUN);
  });

  it('refuses several files, and writes none', async () => {
    put('Dockerfile');
    put('Dockerfile.dev');
    const { code, err } = await run(['.', '-o', 'out']);
    expect(code).toBe(2);
    expect(err).toBe('dockerfile-squash: --output takes one file, and there are 2\n');
    expect(existsSync(join(cwd, 'out'))).toBe(false);
  });
});

describe('files', () => {
  it('of a directory are the Dockerfiles below it', async () => {
    for (const path of [
      'Dockerfile',
      'a/Dockerfile.dev',
      'a/web.Dockerfile',
      'a/web.dockerfile',
      'b/Containerfile',
      '.github/Dockerfile',
    ])
      put(path);
    for (const path of [
      'node_modules/x/Dockerfile',
      'a/node_modules/x/Dockerfile',
      '.git/Dockerfile',
      'Dockerfile.dockerignore',
      'README.md',
      'a/MyDockerfile',
    ])
      put(path);
    const { out } = await run(['.']);
    expect([...out.matchAll(/^--- a\/(.*)$/gm)].map(([, path]) => path)).toEqual([
      '.github/Dockerfile',
      'Dockerfile',
      'a/Dockerfile.dev',
      'a/web.Dockerfile',
      'a/web.dockerfile',
      'b/Containerfile',
    ]);
  });

  it('are named, globbed or both, each once', async () => {
    put('x/Dockerfile');
    put('y/Dockerfile');
    put('odd name');
    const { out } = await run(['y/Dockerfile', '*/Dockerfile', 'odd name']);
    expect([...out.matchAll(/^--- a\/(.*)$/gm)].map(([, path]) => path)).toEqual([
      'y/Dockerfile',
      'x/Dockerfile',
      'odd name\t',
    ]);
  });

  it.each([
    ['missing', 'missing: no such file or directory'],
    ['*.none', '*.none: no file matches'],
    ['empty', 'empty: no Dockerfile in this directory'],
  ])('%s is a mistake', async (arg, message) => {
    mkdirSync(join(cwd, 'empty'));
    expect(await run([arg])).toEqual({ code: 2, out: '', err: `dockerfile-squash: ${message}\n` });
  });

  it('are totalled when there are several', async () => {
    put('Dockerfile');
    put('Dockerfile.small', ONE_RUN);
    expect((await run(['.'])).err).toMatch(/\n2 files, 1 to change: 3 → 2 layers\n$/);
  });
});

describe('options', () => {
  it.each([
    [['--mode', 'fast'], 'mode'],
    [['--wirte'], 'wirte'],
    [['--only', 'merge-rums'], 'merge-rums'],
    [['--with', 'merge-rums'], 'merge-rums'],
    [['--set', 'merge-runs'], '--set merge-runs: say TRANSFORM.OPTION=VALUE'],
    [['--set', 'merge-rums.fast'], 'merge-rums'],
    [
      ['--set', 'hoist-layers.fast'],
      'transform hoist-layers has no option "fast"; there are: move-variables',
    ],
    [['--set', 'hoist-layers.move-variables=7'], 'hoist-layers.move-variables: 7 is not a boolean'],
    [['--write', '--check'], '--write and --check contradict each other'],
    [['--output', 'x', '--write'], '--output and --write contradict each other'],
    [['--quiet', '--explain'], '--quiet and --explain contradict each other'],
    [['-', 'Dockerfile'], '- (standard input) cannot be combined with files'],
    [['-', '--write'], '--write needs a file'],
    [['--target', 'nowhere'], 'no stage "nowhere" to build'],
    [['transforms', 'nothing'], 'nothing'],
  ])('%j is a mistake, exit code 2', async (argv, message) => {
    put('Dockerfile');
    const { code, out, err } = await run(argv);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
    expect(get('Dockerfile')).toBe(TWO_RUNS);
  });

  it('--only and --skip choose transforms', async () => {
    put('Dockerfile', 'FROM debian\nCOPY a /x/\nCOPY b /x/\nRUN touch /a\nRUN touch /b\n');
    expect((await run(['--only', 'merge-copies'])).err).toContain('applied: merge-copies\n');
    expect((await run(['--skip', 'merge-copies'])).err).toContain('applied: merge-runs\n');
    expect((await run(['--skip', 'merge-copies,merge-runs'])).err).toContain('nothing to change');
  });

  it('--with adds transforms to those of the mode', async () => {
    put('Dockerfile', 'FROM debian\nCOPY a /x/\nCOPY b /x/\n');
    expect((await run(['--mode', 'dev'])).err).toContain('nothing to change');
    const { err } = await run(['--mode', 'dev', '--with', 'merge-copies']);
    expect(err).toContain('applied: merge-copies\n');
  });

  it('--set gives options to transforms', async () => {
    const text = 'FROM debian\nRUN touch /a\nENV A=1\nRUN touch /b\n';
    const only = ['--only', 'hoist-layers'];
    put('Dockerfile', text);
    expect((await run(only)).err).toContain('nothing to change');
    expect((await run([...only, '--set', 'hoist-layers.move-variables=false'])).err).toContain(
      'nothing to change',
    );
    for (const set of ['hoist-layers.move-variables', 'hoist-layers.move-variables=true'])
      expect((await run([...only, '--set', set])).err).toContain('applied: hoist-layers\n');
  });

  it('--mode dev splits', async () => {
    put('Dockerfile', 'FROM debian\nRUN pip install a && make -C /src\n');
    expect((await run(['--mode', 'dev'])).out).toContain('+RUN make -C /src\n');
  });

  it('--target says which stage ships', async () => {
    put(
      'Dockerfile',
      'FROM debian AS build\nRUN touch /a\nRUN touch /b\nFROM scratch\nCOPY --from=build /a /\n',
    );
    expect((await run([])).err).toContain('stage build: 2 layers, kept: it is not part of the image');
    expect((await run(['--target', 'build'])).err).toContain('stage build: 2 → 1 layers');
  });

  it('--builder keeps to what that builder does', async () => {
    put('Dockerfile', 'FROM debian\nVOLUME /data\nRUN touch /data/a\nRUN touch /data/b\n');
    expect((await run(['--builder', 'classic'])).err).toContain('refused: merge-runs (volume)');
    expect((await run(['--builder', 'buildkit'])).err).toContain('applied: merge-runs');
  });

  it('--caches says what becomes of the caches of package managers', async () => {
    put('Dockerfile', 'FROM python:3.12\nRUN pip install flask\n');
    const mount = '+RUN --mount=type=cache,id=pip-python-3.12,target=/root/.cache/pip \\\n';
    expect((await run([])).out).toContain('+RUN pip install --no-cache-dir flask\n');
    expect((await run(['--caches', 'mount'])).out).toContain(mount);
    expect((await run(['--caches', 'keep'])).out).toBe('');
    expect((await run(['--mode', 'dev'])).out).toContain(mount);
    expect((await run(['--mode', 'dev', '--caches', 'keep'])).out).toBe('');
    expect((await run(['--mode', 'dev', '--caches', 'clean'])).err).toContain('is for release mode');
  });

  it('--explain tells rewrites and refusals at their lines', async () => {
    put('Dockerfile', 'FROM debian\nRUN touch /a\nRUN touch /b\nARG A=1\nRUN touch /c\n');
    const { out } = await run(['--explain']);
    expect(out).toContain(
      'Dockerfile:2-3: merge-runs: 2 RUNs become one layer\n  2 | RUN touch /a\n  3 | RUN touch /b\n    relies on: ',
    );
    expect(out).toContain(
      'Dockerfile:2-5: merge-runs refused (state-between): an instruction between the RUNs changes what the second one means: ARG\n',
    );
  });

  it('--quiet prints the diff of nothing', async () => {
    put('Dockerfile');
    expect(await run(['--quiet', '--write'])).toEqual({ code: 0, out: '', err: '' });
    expect(get('Dockerfile')).toBe(ONE_RUN);
  });

  it('--format json prints every file and every error', async () => {
    put('Dockerfile');
    put('Dockerfile.bad', 'FROM debian\nRUN <<E\nx\n');
    const { code, out } = await run(['--format', 'json', '.']);
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({
      version: 1,
      files: [{ file: 'Dockerfile', diff: DIFF, output: ONE_RUN, changed: true }],
      errors: [{ file: 'Dockerfile.bad', line: 2 }],
    });
  });

  it('--version and --help answer', async () => {
    expect(await run(['--version'])).toEqual({ code: 0, out: '9.8.7\n', err: '' });
    const { code, out } = await run(['--help']);
    expect(code).toBe(0);
    expect(out).toContain('dockerfile-squash - < Dockerfile | docker build -f - .');
  });

  it('completion prints a script', async () => {
    const { code, out } = await run(['completion']);
    expect(code).toBe(0);
    expect(out).toContain('dockerfile-squash');
  });

  it('transforms lists them all, and explains one', async () => {
    expect((await run(['transforms'])).out).toMatch(/^merge-runs +release +exact +\S/m);
    const { out } = await run(['transforms', 'merge-runs']);
    expect(out).toMatch(/^merge-runs \(release, exact\)\n/);
    expect(out).toContain('state-between: ');
  });
});

describe('colours', () => {
  it('are for terminals alone', async () => {
    put('Dockerfile');
    expect((await run([], { terminal: true })).out).toContain('\u001b[32m+RUN touch /a && \\\u001b[39m');
    expect((await run([], { terminal: true, noColour: '1' })).out).toBe(DIFF);
    expect((await run([], { terminal: true, noColour: '' })).out).toContain('\u001b[');
  });
});
