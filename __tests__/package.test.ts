/** The package as its users get it: packed, installed into an empty project, run. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { publint } from 'publint';

const root = join(import.meta.dirname, '..');
const TEXT = 'FROM debian\nRUN touch /a\nRUN touch /b\n';
let project = '';
let tarball = '';

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'package-'));
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', project];
  const [packed] = JSON.parse(execFileSync('npm', pack, { cwd: root, encoding: 'utf8' })) as [
    { filename: string },
  ];
  tarball = join(project, packed.filename);
  writeFileSync(join(project, 'package.json'), '{ "name": "empty", "private": true, "type": "module" }');
  execFileSync('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', tarball], {
    cwd: project,
    stdio: 'ignore',
  });
}, 120_000);
afterAll(() => {
  rmSync(project, { recursive: true });
});

const script = (name: string, text: string): string => {
  writeFileSync(join(project, name), text);
  return execFileSync(process.execPath, [name], { cwd: project, encoding: 'utf8' });
};

describe('the installed package', () => {
  it('has the command', () => {
    const run = (...argv: readonly string[]) =>
      spawnSync(join(project, 'node_modules/.bin/dockerfile-squash'), argv, {
        cwd: project,
        input: TEXT,
        encoding: 'utf8',
      });
    expect(run('-')).toMatchObject({
      status: 0,
      stdout: 'FROM debian\nRUN touch /a && \\\n    touch /b\n',
    });
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    expect(run('--version').stdout).toBe(`${version}\n`);
    expect(run('-', '--check').status).toBe(1);
    expect(run('nowhere').status).toBe(2);
    expect(run('verify', 'nowhere').stderr).toContain('ENOENT: no such file or directory');
    expect(run('completion').stdout).toContain('dockerfile-squash --get-yargs-completions');
  });

  it('stops quietly when nobody reads on', () => {
    const command = `node_modules/.bin/dockerfile-squash transforms | head -n 1; exit $?`;
    const { stderr, status } = spawnSync('sh', ['-c', command], { cwd: project, encoding: 'utf8' });
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  });

  it('has the library', () => {
    const text = `import { squash } from 'dockerfile-squash';\nconsole.log(squash(${JSON.stringify(TEXT)}).layers[0].after);\n`;
    expect(script('use.mjs', text)).toBe('1\n');
  });

  it('has types for TypeScript', () => {
    writeFileSync(
      join(project, 'use.ts'),
      `import { squash, type SquashResult } from 'dockerfile-squash';
export const result: SquashResult = squash('FROM x', { mode: 'dev' });
// @ts-expect-error there is no such mode
squash('FROM x', { mode: 'fast' });
`,
    );
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023'];
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const { stdout } = spawnSync(process.execPath, [tsc, ...options, '--ignoreConfig', 'use.ts'], {
      cwd: project,
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
  });

  it('does what the README says', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const blocks = [...readme.matchAll(/```js\n([\s\S]*?)```\s+```text\n([\s\S]*?)```/g)];
    expect(blocks.length).toBeGreaterThanOrEqual(2);
    for (const [index, [, code = '', output = '']] of blocks.entries())
      expect(script(`readme-${String(index)}.mjs`, code)).toBe(output);
  });

  it('passes publint', async () => {
    const bytes = readFileSync(tarball);
    const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    const { messages } = await publint({ pack: { tarball: buffer }, strict: true });
    expect(messages.map(({ code }) => code)).toEqual([]);
  });
});
