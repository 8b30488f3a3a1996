import { describe, expect, it } from '@jest/globals';
import { readArchive } from '../../src/image/archive.js';
import { compareImages, type ImageDifference } from '../../src/image/compare.js';
import { imageIn, type Image } from '../../src/image/image.js';
import { judge } from '../../src/image/promise.js';
import { profileOf } from '../../src/image/waste.js';
import { pieces, savedOf, type Given, type GivenImage } from './archives.js';

const load = async (image: GivenImage): Promise<Image> =>
  imageIn(await readArchive(pieces(savedOf(image))), null);

const BASE: readonly Given[] = [
  { path: 'etc/', type: '5' },
  { path: 'etc/a', content: 'text', mode: 0o644 },
  { path: 'etc/b', type: '1', target: 'etc/a' },
  { path: 'etc/l', type: '2', target: 'a' },
  { path: 'null', type: '3', device: [1, 3] },
  { path: 'cap', content: 'x', pax: { 'SCHILY.xattr.security.capability': Buffer.from([0x80]) } },
];
const change = (path: string, to: Partial<Given> | null): readonly Given[] =>
  BASE.flatMap((entry) => (entry.path !== path ? [entry] : to === null ? [] : [{ ...entry, ...to }]));

async function differences(
  after: readonly Given[],
  config: GivenImage['config'] = {},
): Promise<readonly ImageDifference[]> {
  return compareImages(await load({ layers: [BASE] }), await load({ layers: [after], config }));
}
const told = (found: readonly ImageDifference[]): readonly string[] =>
  found.map(({ path, kind, before, after }) => `${path} ${kind} ${before ?? '-'} ${after ?? '-'}`);

describe('a difference between images is found', () => {
  it.each<[string, readonly Given[], readonly string[]]>([
    ['a lost file', change('cap', null), ['/cap missing file of 1 bytes -']],
    ['a new file', [...BASE, { path: 'new', type: '2', target: 'x' }], ['/new added - symlink to x']],
    ['another mode', change('etc/a', { mode: 0o755 }), ['/etc/a mode 0644 0755', '/etc/b mode 0644 0755']],
    ['another mode of a directory', change('etc/', { mode: 0o700 }), ['/etc mode 0755 0700']],
    ['another owner', change('cap', { uid: 1 }), ['/cap owner 0:0 1:0']],
    ['another group', change('cap', { gid: 1 }), ['/cap owner 0:0 0:1']],
    ['another size', change('cap', { content: 'xy' }), ['/cap size 1 2']],
    ['another type', change('cap', { type: '5', content: '' }), ['/cap type file directory']],
    ['another target of a link', change('etc/l', { target: 'b' }), ['/etc/l target a b']],
    ['another device', change('null', { device: [1, 5] }), ['/null device 1:3 1:5']],
    [
      'a bit of a capability',
      change('cap', { pax: { 'SCHILY.xattr.security.capability': Buffer.from([0xc0]) } }),
      ['/cap xattrs {"security.capability":"\u0080"} {"security.capability":"\u00c0"}'],
    ],
    [
      'a broken hard link',
      change('etc/b', { type: '0', content: 'text', target: '' }),
      ['/etc/a links etc/a etc/b -', '/etc/b links etc/a etc/b -'],
    ],
    ['the root directory', [{ path: './', type: '5', mode: 0o700 }, ...BASE], ['/ mode 0755 0700']],
  ])('%s', async (_, after, expected) => {
    expect(told(await differences(after))).toEqual(expected);
  });

  it('another content of the same size', async () => {
    expect(
      (await differences(change('cap', { content: 'y' }))).map(({ path, kind }) => `${path} ${kind}`),
    ).toEqual(['/cap content']);
  });

  it.each<[string, unknown, string]>([
    ['User', 'me', 'User config - "me"'],
    ['Env', ['B=1', 'A=2'], 'Env config - ["A=2","B=1"]'],
    ['Cmd', ['a', 'b'], 'Cmd config - ["a","b"]'],
    ['Volumes', { '/b': {}, '/a': {} }, 'Volumes config - {"/a":{},"/b":{}}'],
    ['OnBuild', ['RUN a'], 'OnBuild config - ["RUN a"]'],
    ['StopSignal', 'SIGINT', 'StopSignal config - "SIGINT"'],
  ])('in the configuration: %s', async (key, value, expected) => {
    expect(told(await differences(BASE, { [key]: value }))).toEqual([expected]);
  });

  it.each([
    { User: 'root', WorkingDir: '/', Env: [], Labels: {}, Cmd: null },
    { User: '0:0', Hostname: 'other', Image: 'sha256:other' },
  ])('but not in %j, which means the same as nothing', async (config) => {
    expect(await differences(BASE, config)).toEqual([]);
  });

  it('but not in how it is put into layers, nor in times', async () => {
    const [first, ...rest] = BASE;
    const one = await load({ layers: [BASE] });
    const two = await load({
      layers: [[...BASE, { path: 'x' }], [{ path: '.wh.x' }], first ? [first, ...rest] : []],
    });
    expect(compareImages(one, two)).toEqual([]);
  });
});

describe('a level promises', () => {
  const at = (path: string, kind: ImageDifference['kind']): ImageDifference => ({
    path,
    kind,
    before: 'a',
    after: 'b',
  });
  it.each<[string, ImageDifference, readonly string[]]>([
    ['a lost index', at('/var/lib/apt/lists/x', 'missing'), ['prune', 'reshape']],
    ['a lost cache', at('/root/.cache/pip/http/x', 'missing'), ['prune', 'reshape']],
    ['a lost cache of a user', at('/home/me/.npm/_cacache/x', 'missing'), ['prune', 'reshape']],
    ['a lost log', at('/var/log/apt/history.log', 'missing'), ['prune', 'reshape']],
    ['lost documentation', at('/usr/share/doc/curl/copyright', 'missing'), ['prune', 'reshape']],
    ['the lists’ own directory', at('/var/lib/apt/lists', 'missing'), ['reshape']],
    ['another content of a cache', at('/var/cache/apk/x', 'content'), ['reshape']],
    ['a new cache', at('/var/cache/apk/x', 'added'), ['reshape']],
    ['a lost file', at('/usr/bin/curl', 'missing'), ['reshape']],
    ['a lost file that sounds like a cache', at('/srv/cache/x', 'missing'), ['reshape']],
    ['a lost cache of yarn', at('/usr/local/share/.cache/yarn/v6/x', 'missing'), ['prune', 'reshape']],
    ['a lost download of go', at('/go/pkg/mod/cache/download/x', 'missing'), ['prune', 'reshape']],
    ['a module of go', at('/go/pkg/mod/example.org/x@v1.0.0/x.go', 'missing'), ['reshape']],
    [
      "the owner of apt's own directory",
      at('/var/cache/apt/archives/partial', 'owner'),
      ['prune', 'reshape'],
    ],
    ['a mode', at('/usr/bin/curl', 'mode'), ['reshape']],
    ['the configuration', at('Env', 'config'), ['reshape']],
  ])('%s may differ at %j only', (_, difference, levels) => {
    const good = (['exact', 'prune', 'reshape'] as const).filter(
      (level) => judge([difference], level, []).good,
    );
    expect(good).toEqual(levels);
  });

  it('nothing of what two builds of one file write differently', () => {
    const twice = [
      at('/etc/machine-id', 'content'),
      at('/tmp/x-1234', 'missing'),
      at('/tmp/x-5678', 'added'),
    ];
    const found = [at('/etc/machine-id', 'size'), at('/tmp/x-9999', 'added'), at('/etc/passwd', 'content')];
    expect(judge(found, 'exact', twice)).toMatchObject({ good: false, broken: [{ path: '/etc/passwd' }] });
    expect(judge([at('/etc/machine-id', 'type')], 'exact', twice).good).toBe(false);
  });

  it('nothing of a store that names its files by a digest, where some of them are other ones each time', () => {
    const twice = [at('/root/.cache/go-build/7f/7fefab202f90165cac2ba2501311d9a2-a', 'content')];
    const found = at('/root/.cache/go-build/01/01aaab202f90165cac2ba2501311d9a2-a', 'added');
    expect(judge([found], 'exact', twice).good).toBe(true);
    expect(judge([found], 'exact', []).good).toBe(false);
    expect(judge([at('/root/.cache/go-build/README', 'content')], 'exact', twice).good).toBe(false);
  });

  it('nothing of the mount points that a RUN leaves behind', () => {
    const left = (path: string): ImageDifference => ({
      path,
      kind: 'missing',
      before: 'directory',
      after: null,
    });
    expect(judge([left('/proc'), left('/sys')], 'exact', []).good).toBe(true);
    expect(judge([left('/srv')], 'exact', []).good).toBe(false);
    expect(judge([{ ...left('/proc'), before: 'file of 1 bytes' }], 'exact', []).good).toBe(false);
  });
});

describe('waste', () => {
  it('is what the final file system does not have', async () => {
    const { layers } = await load({
      layers: [
        [
          { path: 'a', content: 'x'.repeat(100) },
          { path: 'b', content: 'x'.repeat(10) },
          { path: 'd/', type: '5' },
        ],
        [
          { path: 'a', content: 'y'.repeat(40) },
          { path: 'd/c', content: 'x'.repeat(5) },
        ],
        [{ path: '.wh.b' }, { path: '.wh.d' }],
      ],
    });
    const profile = profileOf(layers);
    expect(profile).toMatchObject({
      layers: 3,
      wasted: 115,
      wastes: [
        { path: 'a', layer: 0, bytes: 100 },
        { path: 'b', layer: 0, bytes: 10 },
        { path: 'd/c', layer: 1, bytes: 5 },
      ],
    });
    expect(profile.size).toBe(layers.reduce((sum, { size }) => sum + size, 0));
    // a: 40 of 140; b: 0 of 10; d: 0 of 5, by its whiteout; d/c: 5 of 5.
    expect(profile.efficiency).toBeCloseTo((40 + 0 + 0 + 5) / (140 + 10 + 5 + 5), 10);
  });

  it('is nothing where every file is stored once, hard links too', async () => {
    const { layers } = await load({
      layers: [[{ path: 'a', content: 'x' }], [{ path: 'b', type: '1', target: 'a' }], [{ path: '.wh.a' }]],
    });
    expect(profileOf(layers).wasted).toBe(0);
    expect(profileOf([])).toMatchObject({ size: 0, wasted: 0, efficiency: 1 });
  });
});
