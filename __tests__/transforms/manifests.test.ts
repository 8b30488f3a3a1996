/** Projects whose files are known: the same that are built for real, and what there is to say of others. */
import { describe, expect, it } from '@jest/globals';
import { squash, type SquashResult } from '../../src/index.js';
import type { BuildContext } from '../../src/model.js';
import { copiedAtOnce, copiedFirst } from '../builds/manifests.js';

type Files = Readonly<Record<string, string>>;

const contextOf = (files: Files): BuildContext => ({
  stat: (path) => {
    if (path in files) return { kind: 'file', mode: 0o644, size: 1 };
    const isFolder = Object.keys(files).some((one) => one.startsWith(`${path}/`));
    return isFolder ? { kind: 'directory', mode: 0o755, size: 0 } : null;
  },
  read: (path) => files[path] ?? null,
});

const rewritten = (text: string, files: Files): SquashResult =>
  squash(text, { mode: 'dev', level: 'exact', only: ['copy-manifests-first'], context: contextOf(files) });

describe('copy-manifests-first', () => {
  it.each(copiedFirst.map((one) => [one.name, one] as const))('%s', (_, { text, files = {} }) => {
    const { output, withheld } = rewritten(text, files);
    expect(withheld).toEqual([]);
    expect(output.match(/^(?:COPY|ADD) /gm)?.length).toBe(2);
    expect(rewritten(output, files).output).toBe(output);
  });

  it.each(copiedAtOnce.map((one) => [one.name, one] as const))('not: %s', (_, { text, files = {} }) => {
    expect(rewritten(text, files).changed).toBe(false);
  });

  it('tells of a rewrite that is right as a rule only, and leaves it out below reshape', () => {
    const files = { 'package.json': '{"name":"a"}' };
    const { changed, withheld, refused } = rewritten(
      'FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm install\n',
      files,
    );
    expect([changed, refused]).toEqual([false, []]);
    expect(withheld).toEqual([expect.objectContaining({ level: 'reshape', why: 'level' })]);
  });

  /** What keeps a RUN behind the sources, told with the file or the line that says so. */
  it.each<readonly [string, Files, string]>([
    ['npm ci', { 'package.json': '{}' }, 'package-lock.json'],
    ['npm ci', { 'package.json': '{', 'package-lock.json': '{}' }, 'package.json cannot be read'],
    [
      'npm ci',
      {
        'package.json': '{}',
        'package-lock.json': '{"packages":{"node_modules/a/node_modules/husky":{"hasInstallScript":true}}}',
      },
      'husky',
    ],
    [
      'pip install -r a.txt',
      { 'a.txt': '-c b.txt\n', 'b.txt': 'six\n./wheels/a.whl\n' },
      'b.txt: ./wheels/a.whl',
    ],
    ['pip install -r a.txt', { 'a.txt': 'six\n', 'setup.cfg': '[install]\nprefix=lib\n' }, 'setup.cfg'],
    [
      'bundle install --frozen',
      { Gemfile: "gem 'a'\n", 'Gemfile.lock': 'PATH\n  remote: .\n' },
      'Gemfile.lock: PATH',
    ],
    [
      'uv sync --locked --no-install-project',
      { 'pyproject.toml': '[project]\ndynamic = ["version"]\n', 'uv.lock': '' },
      'pyproject.toml: dynamic',
    ],
    [
      'uv sync --frozen --no-install-project',
      { 'pyproject.toml': '[ tool . "uv" . sources ]\na = { path = "x" }\n', 'uv.lock': '' },
      'pyproject.toml: tool.uv',
    ],
    [
      'uv sync --frozen --no-install-project',
      { 'pyproject.toml': '', 'uv.lock': 'source = {editable="packages/a"}\n' },
      'uv.lock: path',
    ],
    [
      'uv sync --locked --no-install-project',
      { 'pyproject.toml': 'project = { dynamic = ["version"] }\n', 'uv.lock': '' },
      'pyproject.toml: dynamic',
    ],
    [
      'npm ci',
      {
        'package.json': '{}',
        'package-lock.json': '{"packages":{"":{}},"dependencies":{"a":{"version":"file:a"}}}',
      },
      'package-lock.json names files',
    ],
    [
      'npm ci',
      {
        'package.json': '{}',
        'package-lock.json': '{"packages":{"":{}}}',
        '.npmrc': 'registry=https://r.example/\rscript-shell=./src/sh',
      },
      '.npmrc: script-shell',
    ],
    [
      'poetry install --no-root',
      { 'pyproject.toml': 'lib = { path = "../lib" }\n', 'poetry.lock': '' },
      'pyproject.toml: path',
    ],
  ])('%s, with %j: %s', (run, files, detail) => {
    const { refused, changed } = rewritten(
      `FROM example.org/base\nWORKDIR /app\nCOPY . .\nRUN ${run}\n`,
      files,
    );
    expect([changed, refused.map((one) => one.detail)]).toEqual([false, [detail]]);
  });
});
