/** What is generated is what it would be generated to. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { presets } from '../transforms/presets.js';
import { transforms } from '../transforms/index.js';
import { contextIn } from '../src/cli/context.js';
import { squash } from '../src/index.js';

const root = join(import.meta.dirname, '..');

describe('generated files', () => {
  it('are up to date: list of transforms, page about them, golden diffs, outputs in the README', () => {
    expect(existsSync(join(root, 'dist/bin.js'))).toBe(true);
    const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/update.mjs', '--check'], {
      cwd: root,
      encoding: 'utf8',
    });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it.each(
    readdirSync(join(root, 'examples')).flatMap((name) => [
      [name, 'release'] as const,
      [name, 'dev'] as const,
    ]),
  )('examples/%s has the diff of %s mode', (name, mode) => {
    const file = `examples/${name}/Dockerfile`;
    const context = contextIn(join(root, 'examples', name), join(root, file));
    const { diff } = squash(readFileSync(join(root, file), 'utf8'), { mode, file, context });
    expect(diff).toBe(readFileSync(join(root, 'examples', name, `${mode}.diff`), 'utf8'));
  });
});

describe('presets', () => {
  it('name transforms that exist, each once', () => {
    const names = transforms.map(({ name }) => name);
    for (const preset of Object.values(presets)) {
      expect(preset.filter((name) => !names.includes(name))).toEqual([]);
      expect(new Set(preset).size).toBe(preset.length);
    }
  });
});
