import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '..');
const filesIn = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
const importsOf = (file: string): readonly string[] =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(
    ([, path = '']) =>
      path.startsWith('.') ? normalize(join(dirname(file), path)).replace(/\.js$/, '.ts') : path,
  );

/** Rooms of the house from the ground up; each may use those before it. */
const FLOORS = [
  /^src\/(?:text-model|shell-model|model|errors|result)\.ts$/,
  /^src\/read\//,
  /^src\/graph\//,
  /^src\/transform\.ts$/,
  /^src\/image\//,
  /^src\/engine\//,
  /^transforms\//,
  /^src\/rewrite\//,
  /^src\/prove\//,
  /^src\/report\//,
  /^src\/(?:squash|index)\.ts$/,
  /^src\/cli\//,
];
const floorOf = (file: string): number => FLOORS.findIndex((floor) => floor.test(file));
const all = [...filesIn('src'), ...filesIn('transforms')];

describe('imports', () => {
  it.each(all)('%s stands on a floor and imports nothing from above', (file) => {
    expect(floorOf(file)).toBeGreaterThanOrEqual(0);
    const above = importsOf(file).filter(
      (path) => path.startsWith('src/') && floorOf(path) > floorOf(file) && !typeOnly(file, path),
    );
    expect(above).toEqual([]);
  });

  it.each(filesIn('transforms'))('%s imports only src/transform.ts and its own folder', (file) => {
    const foreign = importsOf(file).filter(
      (path) => path !== 'src/transform.ts' && !path.startsWith('transforms/'),
    );
    expect(foreign).toEqual([]);
  });

  it.each([
    ['dockerfile-ast', ['src/read/crosscheck.ts']],
    ['unbash', ['src/read/shell-faults.ts', 'src/read/shell-tree.ts', 'src/read/shell.ts']],
    ['diff', ['src/report/diff.ts']],
    ['yargs', ['src/cli/arguments.ts', 'src/cli/verify-arguments.ts']],
    ['fzstd', ['src/image/bytes.ts']],
    ['tinyglobby', ['src/cli/files.ts']],
    ['@balena/dockerignore', ['src/cli/context.ts']],
  ])('%s is imported nowhere else', (name, files) => {
    expect(
      all.filter((file) => importsOf(file).some((path) => path === name || path.startsWith(`${name}/`))),
    ).toEqual(files);
  });

  it('the proof shares no rules with the transforms, only what the reader reads and facts about images and commands', () => {
    const shared = all
      .filter((file) => file.startsWith('src/prove/'))
      .flatMap(importsOf)
      .filter((path) => !path.startsWith('src/prove/'));
    expect([...new Set(shared)].sort()).toEqual([
      'src/errors.ts',
      'src/model.ts',
      'src/read/attributes.ts',
      'src/read/binds.ts',
      'src/read/caches.ts',
      'src/read/commands.ts',
      'src/read/downloads.ts',
      'src/read/effects.ts',
      'src/read/images.ts',
      'src/read/joined.ts',
      'src/read/leftovers.ts',
      'src/read/manifests.ts',
      'src/read/programs.ts',
      'src/read/regions.ts',
      'src/read/rules.ts',
      'src/read/shell.ts',
      'src/read/startup.ts',
      'src/read/unpacking.ts',
      'src/transform.ts',
    ]);
  });

  it('only src/cli, src/engine and src/image touch files and processes', () => {
    const outside = all.filter(
      (file) =>
        !/^src\/(?:cli|engine|image)\//.test(file) &&
        importsOf(file).some((path) => /^node:(?!util$)/.test(path)),
    );
    expect(outside).toEqual([]);
  });
});

/** Types may be named from above: result.ts speaks of transforms. */
function typeOnly(file: string, path: string): boolean {
  const text = readFileSync(join(root, file), 'utf8');
  const name = path.split('/').at(-1)?.replace('.ts', '') ?? '';
  return [...text.matchAll(/import (type )?[^;]*?from '([^']+)'/g)]
    .filter(([, , from = '']) => from.endsWith(`/${name}.js`))
    .every(([, type]) => type !== undefined);
}
