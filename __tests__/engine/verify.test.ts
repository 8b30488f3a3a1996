import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { copyContext } from '../../src/engine/edits.js';
import type { Rebuilds, SideRebuilds } from '../../src/engine/rebuilds.js';
import { run as command } from '../command.js';
import { savedOf, type Given } from '../image/archives.js';

const schema = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../report.schema.json'), 'utf8'),
) as object;

const FILES: readonly Given[] = [
  { path: 'a', content: 'text' },
  { path: 'root/.npm/x', content: 'cached' },
];
const IMAGES: Readonly<Record<string, readonly (readonly Given[])[]>> = {
  before: [FILES, [{ path: 'b', content: 'x' }]],
  after: [[...FILES, { path: 'b', content: 'x' }]],
  pruned: [
    [
      { path: 'a', content: 'text' },
      { path: 'root/', type: '5' },
      { path: 'root/.npm/', type: '5' },
      { path: 'b', content: 'x' },
    ],
  ],
  other: [
    [
      { path: 'a', content: 'tixt' },
      { path: 'root/.npm/x', content: 'cached' },
      { path: 'b', content: 'x' },
    ],
  ],
};
const TEXT = 'FROM scratch\n# image: before\nRUN touch /a\nRUN touch /b\n';
const REWRITTEN = 'FROM scratch\n# image: before\nRUN touch /a && \\\n    touch /b\n';

let root = '';
let store = '';
let cwd = '';
let env: Record<string, string | undefined> = {};
let interrupt = (): void => undefined;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'engine-test-'));
  const bin = join(root, 'bin');
  mkdirSync(bin);
  const script = join(import.meta.dirname, 'docker.mjs');
  writeFileSync(
    join(bin, 'docker'),
    `#!/bin/sh\nENGINE="$(basename "$0")" exec '${process.execPath}' '${script}' "$@"\n`,
  );
  chmodSync(join(bin, 'docker'), 0o755);
  for (const name of ['podman', 'buildah']) {
    mkdirSync(join(root, name));
    symlinkSync(join(bin, 'docker'), join(root, name, name));
  }
});
beforeEach(() => {
  store = mkdtempSync(join(root, 'store-'));
  cwd = mkdtempSync(join(root, 'context-'));
  mkdirSync(join(store, 'tmp'));
  const path = `${join(root, 'bin')}${delimiter}${process.env.PATH ?? ''}`;
  env = { PATH: path, STORE: store, TMPDIR: join(store, 'tmp') };
  for (const [name, layers] of Object.entries(IMAGES))
    writeFileSync(join(store, `${name}.tar`), savedOf({ layers }));
  writeFileSync(join(cwd, 'Dockerfile'), TEXT);
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

let isTerminal = false;

async function run(...argv: readonly string[]): Promise<Outcome> {
  const { code, out, err } = await command(argv, {
    ...{ cwd, env, terminals: isTerminal ? ['err'] : [] },
    onInterrupt: (stop) => {
      interrupt = stop;
      return () => undefined;
    },
  });
  return { code, out, error: err };
}

const calls = (): readonly string[] => readFileSync(join(store, 'calls'), 'utf8').trim().split('\n');
const images = (): readonly string[] => readdirSync(join(store, 'tags')).map(decodeURIComponent);
const leftovers = (): readonly string[] => readdirSync(join(store, 'tmp'));
const side = (name: string, image: string): void => {
  writeFileSync(join(cwd, name), TEXT.replace('image: before', `image: ${image}`));
};
async function sides(image: string, ...more: readonly string[]): Promise<Outcome> {
  side('a.Dockerfile', 'before');
  side('b.Dockerfile', image);
  return run('verify', '--before', 'a.Dockerfile', '--after', 'b.Dockerfile', ...more);
}

describe('verify', () => {
  it('builds the Dockerfile as it is and rewritten, and tells the numbers of both', async () => {
    const { code, out } = await run('verify');
    expect(out.replaceAll(/ {2,}/g, ' ').replaceAll(/[\d.]+ s\b/g, 'N s')).toBe(
      [
        'Dockerfile, built by docker',
        ' before after',
        ' layers 2 2',
        ' size 5.12 kB 5.12 kB',
        ' wasted 0 B 0 B',
        ' efficiency 100.0 % 100.0 %',
        ' build N s N s',
        'good: the same files and the same configuration',
        '',
      ].join('\n'),
    );
    expect(code).toBe(0);
    expect(readFileSync(join(cwd, 'Dockerfile'), 'utf8')).toBe(TEXT);
  });

  it('shows how far it is on a terminal, and takes it away', async () => {
    isTerminal = true;
    const { error } = await run('verify').finally(() => {
      isTerminal = false;
    });
    const clear = '\r\u001b[K';
    expect(error.split(clear)).toEqual([
      '',
      'building the original',
      'building the original: #1 building',
      'building the rewritten one',
      'building the rewritten one: #1 building',
      '',
    ]);
  });

  it('leaves no images and no files behind', async () => {
    await run('verify');
    expect([images(), leftovers()]).toEqual([[], []]);
  });

  it('leaves the images with --keep, and tells their names', async () => {
    const { out } = await run('verify', '--keep');
    expect(images()).toHaveLength(2);
    for (const image of images()) expect(out).toContain(image);
  });

  it('writes the Dockerfile when the verdict is good', async () => {
    expect((await run('verify', '--write')).code).toBe(0);
    expect(readFileSync(join(cwd, 'Dockerfile'), 'utf8')).toBe(REWRITTEN);
  });

  it('builds nothing when nothing changes', async () => {
    writeFileSync(join(cwd, 'Dockerfile'), 'FROM scratch\n');
    expect(await run('verify')).toEqual({
      code: 0,
      out: '',
      error: 'Dockerfile: nothing to change, so nothing to build\n',
    });
    expect(existsSync(join(store, 'calls'))).toBe(false);
  });

  it('compares any two Dockerfiles', async () => {
    const { code, out } = await sides('after');
    expect(out).toMatch(/^a\.Dockerfile and b\.Dockerfile, built by docker\n/);
    expect(out).toMatch(/layers +2 +1\n/);
    expect(code).toBe(0);
  });

  it('has a promise for each level', async () => {
    const missing = '/root/.npm/x: missing (file of 6 bytes)';
    const pruned = await sides('pruned');
    expect([pruned.code, pruned.out]).toEqual([
      0,
      expect.stringContaining(`${missing}\ngood: without 1 path of caches, indexes, logs or documentation\n`),
    ]);
    const exact = await sides('pruned', '--level', 'exact');
    expect([exact.code, exact.out]).toEqual([
      1,
      expect.stringContaining(`${missing}\nbroken: 1 difference that exact does not allow\n`),
    ]);
    const reshaped = await sides('other', '--level', 'reshape');
    expect([reshaped.code, reshaped.out]).toEqual([
      0,
      expect.stringContaining('/a: content\ngood: 1 difference, to be tested\n'),
    ]);
  });

  it('writes nothing when the verdict is not good', async () => {
    const text = TEXT.replace('# image: before', '# image: before\n# joined: other');
    writeFileSync(join(cwd, 'Dockerfile'), text);
    expect((await run('verify', '--write')).code).toBe(1);
    expect(readFileSync(join(cwd, 'Dockerfile'), 'utf8')).toBe(text);
  });

  it('builds the first again where something differs, unless told not to', async () => {
    const again = await sides('other');
    expect(again.error).toContain('building the original again');
    expect(calls().find((line) => line.includes('before-again'))).toContain('--no-cache');
    expect(again.code).toBe(1);
    rmSync(join(store, 'calls'));
    await sides('other', '--noise', 'off');
    expect(calls().filter((line) => line.includes(' build '))).toHaveLength(2);
  });

  it('builds the second again too, whose steps may be older than those of the first', async () => {
    const old = await sides('after\n# old: other');
    expect(old.error).toContain('building the rewritten one again');
    expect(calls().find((line) => line.includes('after-again'))).toContain('--no-cache');
    expect([old.code, old.out]).toEqual([0, expect.stringContaining('good: the same files')]);
    const other = await sides('other\n# old: after');
    expect([other.code, other.error]).toEqual([0, expect.not.stringContaining('again')]);
    const differs = await sides('other');
    expect([differs.code, differs.out]).toEqual([1, expect.stringContaining('/a: content')]);
  });

  it('runs a command in both images', async () => {
    const same = await sides('after', '--smoke', 'a --version');
    expect(same.out).toContain('smoke test: the same output, exit code 0');
    const other = await sides('other', '--smoke', 'a --version', '--level', 'reshape');
    expect(other.out).toContain('broken: the smoke test tells them apart');
    expect(other.out).toContain('after: a --version in other');
    expect(other.code).toBe(1);
    const none = await sides('after', '--smoke', 'gone');
    expect([none.code, none.error]).toEqual([
      2,
      expect.stringContaining('the command of --smoke cannot be run (exit code 127): sh: gone: not found'),
    ]);
  });

  it('gives a report for programs', async () => {
    const { out } = await sides('pruned', '--format', 'json');
    expect(JSON.parse(out)).toMatchObject({
      good: true,
      level: 'prune',
      engine: 'docker',
      before: { profile: { layers: 2, wasted: 0 } },
      verdict: { allowed: [{ path: '/root/.npm/x', kind: 'missing' }], broken: [] },
    });
  });

  it('gives a report for a pull request', async () => {
    const { out } = await sides('other', '--format', 'markdown');
    expect(out).toContain('**❌ a.Dockerfile and b.Dockerfile, built by docker**: broken: 1 difference');
    expect(out).toContain('| layers | 2 | 1 |');
    expect(out).toContain('<details><summary>1 difference</summary>\n\n- `/a: content`\n\n</details>');
  });

  it('passes on to the engine what is meant for it', async () => {
    const own = ['--build-arg', 'A=1', '--build-arg', 'B=2', '--secret', 'id=s', '--build-context', 'c=d'];
    await run(
      'verify',
      '--target',
      '0',
      '--platform',
      'linux/arm64',
      '--context',
      '..',
      ...own,
      '--',
      '--network',
      'host',
    );
    const call = calls().find((line) => line.includes(' build ')) ?? '';
    for (const words of [
      '--target 0',
      '--platform linux/arm64',
      '--build-arg A=1',
      '--build-arg B=2',
      '--secret id=s',
    ])
      expect(call).toContain(words);
    expect(call).toContain('--build-context c=d --network host');
    expect(call.endsWith(root)).toBe(true);
  });

  it.each(['--build-arg', '--secret', '--build-context', '--edit'])(
    'takes the Dockerfile behind %s, which has one value each time',
    async (option) => {
      const { code, error } = await run('verify', option, 'a=b', 'other.Dockerfile');
      expect([code, error]).toEqual([2, expect.stringContaining('other.Dockerfile')]);
    },
  );

  it('takes the ignore file of the Dockerfile along', async () => {
    writeFileSync(join(cwd, 'Dockerfile.dockerignore'), 'node_modules\n');
    writeFileSync(join(cwd, 'Dockerfile'), `${TEXT}RUN sleep\n`);
    const work = run('verify');
    await started();
    const [folder = ''] = leftovers();
    expect(readdirSync(join(store, 'tmp', folder)).sort()).toEqual([
      'before.Dockerfile',
      'before.Dockerfile.dockerignore',
    ]);
    interrupt();
    await work;
  });

  it.each([
    ['podman', 'info build save build save image image'],
    ['buildah', 'info build push build push rmi rmi'],
  ])('knows the words of %s', async (name, words) => {
    env.PATH = [join(root, name), '/usr/bin', '/bin'].join(delimiter);
    const { code, out } = await sides('after', '--engine', name);
    expect([code, out]).toEqual([0, expect.stringContaining(`built by ${name}\n`)]);
    expect(calls().map((line) => line.split(' ')[0])).toEqual(words.split(' '));
    expect(images()).toEqual([]);
  });

  it('runs no containers with Buildah', async () => {
    env.PATH = [join(root, 'buildah'), '/usr/bin', '/bin'].join(delimiter);
    const { code, error } = await sides('after', '--engine', 'buildah', '--smoke', 'true');
    expect([code, error]).toEqual([2, expect.stringContaining('Buildah runs no containers')]);
  });

  it('streams the image from a builder elsewhere, and loads it from one of the engine', async () => {
    expect((await sides('after', '--builder', 'fleet')).code).toBe(0);
    expect(calls().filter((line) => line.startsWith('save'))).toEqual([]);
    expect((await sides('after', '--builder', 'local')).code).toBe(0);
    expect(calls().filter((line) => line.startsWith('save'))).toHaveLength(2);
  });
});

describe('verify --edit', () => {
  const APP = [
    'FROM scratch',
    '# image: before # steps',
    'COPY a.js b.txt /',
    'RUN install',
    'ENV A=b',
    'RUN make',
    '',
  ];
  /** The same, with the long step in front. */
  const ORDERED = [
    'FROM scratch',
    '# image: before # steps',
    'RUN install',
    'COPY a.js b.txt /',
    'ENV A=b',
    'RUN make',
    '',
  ];
  const edit = async (...words: readonly string[]): Promise<Outcome> =>
    run('verify', '--before', 'a.Dockerfile', '--after', 'b.Dockerfile', ...words);
  beforeEach(() => {
    writeFileSync(join(cwd, 'a.Dockerfile'), APP.join('\n'));
    writeFileSync(join(cwd, 'b.Dockerfile'), ORDERED.join('\n'));
    writeFileSync(join(cwd, 'a.js'), 'text\n');
    writeFileSync(join(cwd, 'b.txt'), 'text');
    writeFileSync(join(cwd, 'c.txt'), '');
  });
  /** Each builds half a dozen times. */
  const LONG = 30_000;
  const plain = (out: string): string => out.replaceAll(/ {2,}/g, ' ').replaceAll(/[\d.]+ s\b/g, 'N s');

  it(
    'builds from nothing, again without an edit, and again after it: tells what has run',
    async () => {
      const { code, out, error } = await edit('--edit', 'a.js');
      expect(plain(out).split('\n').slice(6)).toEqual([
        ' cold build N s N s',
        ' unchanged N s N s',
        ' after an edit of a.js: 3 of 3 steps run again, N s → 2 of 3 steps, N s',
        ' before after',
        ' 3: COPY a.js b.txt / N s 4: COPY a.js b.txt / N s',
        ' 4: RUN install N s 6: RUN make N s',
        ' 6: RUN make N s',
        'good: the same files and the same configuration',
        '',
      ]);
      expect(error.split('\n')).toEqual([
        'building the original',
        'building the original again, unchanged',
        'building the original again, after an edit of a.js',
        'building the rewritten one',
        'building the rewritten one again, unchanged',
        'building the rewritten one again, after an edit of a.js',
        '',
      ]);
      expect(code).toBe(0);
      const builds = calls().filter((line) => line.includes(' build '));
      expect(builds.map((line) => line.includes('--no-cache'))).toEqual([
        true,
        false,
        false,
        true,
        false,
        false,
      ]);
      expect([images(), leftovers()]).toEqual([[], []]);
    },
    LONG,
  );

  it(
    'edits a copy, each file by itself',
    async () => {
      const { out } = await edit(
        '--edit',
        'a.js',
        '--edit',
        './b.txt',
        '--edit',
        'c.txt',
        '--format',
        'json',
      );
      const parsed: unknown = JSON.parse(out);
      const ajv = new Ajv2020({ allowUnionTypes: true }).addSchema(schema, 'report');
      expect([ajv.validate('report#/$defs/verification', parsed), ajv.errors]).toEqual([true, null]);
      const { before, after, mounts } = (parsed as { rebuilds: Rebuilds }).rebuilds;
      expect(mounts).toBe(false);
      const counts = ({ cold, unchanged, edits }: SideRebuilds) => [
        cold.steps,
        unchanged.ran.length,
        ...edits.map((one) => [one.edit, one.ran.length]),
      ];
      expect(counts(before)).toEqual([3, 0, ['a.js', 3], ['b.txt', 3], ['c.txt', 0]]);
      expect(counts(after)).toEqual([3, 0, ['a.js', 2], ['b.txt', 2], ['c.txt', 0]]);
      expect(after.edits[0]?.ran).toEqual([
        { line: 4, text: 'COPY a.js b.txt /', seconds: 0.5 },
        { line: 6, text: 'RUN make', seconds: 0.5 },
      ]);
      expect(readFileSync(join(cwd, 'a.js'), 'utf8')).toBe('text\n');
      expect(readFileSync(join(cwd, 'b.txt'), 'utf8')).toBe('text');
    },
    LONG,
  );

  it(
    'finds nothing in the cache that an earlier run has left there',
    async () => {
      await edit('--edit', 'a.js');
      const { out } = await edit('--edit', 'a.js');
      expect(out).toContain('after an edit of a.js: 3 of 3 steps run again');
    },
    LONG,
  );

  it(
    'leaves the images that are compared with --keep, and no others',
    async () => {
      await edit('--edit', 'a.js', '--keep');
      expect(images()).toHaveLength(2);
    },
    LONG,
  );

  it(
    'rewrites a file as it does without',
    async () => {
      writeFileSync(join(cwd, 'Dockerfile'), TEXT.replace('before', 'before # steps'));
      const { code, out } = await run('verify', '--edit', 'a.js', 'Dockerfile', '--write');
      expect([code, out]).toEqual([
        0,
        expect.stringContaining('after an edit of a.js: 0 of 2 steps run again'),
      ]);
      expect(readFileSync(join(cwd, 'Dockerfile'), 'utf8')).toBe(
        REWRITTEN.replace('before', 'before # steps'),
      );
    },
    LONG,
  );

  it(
    'gives a report for a pull request, and says what a cold build is not',
    async () => {
      const mounted = ORDERED.join('\n').replace('RUN make', 'RUN --mount=type=cache,target=/c make');
      writeFileSync(join(cwd, 'b.Dockerfile'), mounted);
      const { out } = await edit('--edit', 'a.js', '--format', 'markdown');
      expect(plain(out)).toContain(
        '<details><summary>after an edit of a.js: 3 of 3 steps run again, N s → 2 of 3 steps, N s</summary>\n\n```text\nbefore after\n',
      );
      expect(out).toContain(
        'cold builds take no layers from former ones; cache mounts keep what is in them\n',
      );
    },
    LONG,
  );

  it.each(['podman', 'buildah'])(
    'reads what %s writes',
    async (name) => {
      env.PATH = [join(root, name), '/usr/bin', '/bin'].join(delimiter);
      const { code, out } = await edit('--edit', 'a.js', '--engine', name);
      expect([code, plain(out)]).toEqual([
        0,
        expect.stringContaining(
          ' before after\n 3: COPY a.js b.txt / N s 4: COPY a.js b.txt / N s\n 4: RUN install N s 6: RUN make N s\n',
        ),
      ]);
      const asks = calls().filter((line) => line.includes('--layers')).length;
      expect(asks).toBe(name === 'buildah' ? 6 : 0);
      expect(images()).toEqual([]);
    },
    LONG,
  );

  it(
    'asks a builder elsewhere for no image where none is looked at',
    async () => {
      const { code } = await edit('--edit', 'a.js', '--builder', 'fleet');
      expect(code).toBe(0);
      expect(calls().filter((line) => line.includes('type=oci'))).toHaveLength(2);
      expect(calls().filter((line) => / build .*--tag/.test(line))).toEqual([]);
    },
    LONG,
  );

  it(
    'an edit that breaks the build: says so, and leaves nothing behind',
    async () => {
      writeFileSync(join(cwd, 'b.txt'), 'one line');
      const { code, error } = await edit('--edit', 'b.txt');
      expect([code, error]).toEqual([
        2,
        expect.stringContaining(
          'the original does not build with empty lines at the end of b.txt: the build failed: ERROR: failed to build: too many lines',
        ),
      ]);
      expect([images(), leftovers().filter((name) => !name.includes('-log-'))]).toEqual([[], []]);
    },
    LONG,
  );

  it(
    'an interrupt leaves nothing behind',
    async () => {
      writeFileSync(join(cwd, 'a.Dockerfile'), `${APP.join('\n')}RUN sleep\n`);
      const work = edit('--edit', 'a.js');
      await started();
      interrupt();
      expect((await work).code).toBe(130);
      expect([images(), leftovers()]).toEqual([[], []]);
    },
    LONG,
  );

  it.each([
    ['gone.js', /no such file in the build context/],
    ['../x', /outside of the build context/],
    ['/etc/passwd', /outside of the build context/],
    ['folder', /is a directory; name a file in it/],
    ['.', /is a directory; name a file in it/],
    ['ignored.log', /\.dockerignore leaves it out of the build, so an edit changes nothing/],
    ['folder/link.js', /is reached by a link; name the file that it leads to/],
    ['a.js/b', /no such file/],
    ['binary', /is binary; only text can be edited without breaking it/],
  ])(
    '%s cannot be edited',
    async (path, message) => {
      mkdirSync(join(cwd, 'folder'));
      symlinkSync('../a.js', join(cwd, 'folder', 'link.js'));
      writeFileSync(join(cwd, '.dockerignore'), '*.log\n');
      writeFileSync(join(cwd, 'ignored.log'), '');
      writeFileSync(join(cwd, 'binary'), Buffer.from([1, 0, 2]));
      const { code, error } = await edit('--edit', 'a.js', '--edit', path);
      expect([code, error.startsWith(`dockerfile-squash: --edit ${path}: `), error]).toEqual([
        2,
        true,
        expect.stringMatching(message),
      ]);
      expect(existsSync(join(store, 'calls'))).toBe(false);
    },
    LONG,
  );
});

describe('the copy of a build context', () => {
  it('has the same modes, times and links, and no sockets', async () => {
    const at = (path: string): string => join(cwd, path);
    mkdirSync(at('folder'));
    writeFileSync(at('folder/run'), 'x');
    chmodSync(at('folder/run'), 0o751);
    linkSync(at('folder/run'), at('folder/twin'));
    symlinkSync('run', at('folder/link'));
    symlinkSync('/gone', at('dangling'));
    spawnSync('mkfifo', [at('pipe')]);
    chmodSync(at('folder'), 0o700);
    for (const path of ['folder/run', 'Dockerfile', 'folder']) utimesSync(at(path), 1_000_000, 1_000_000);
    for (const path of ['folder/link', 'dangling']) lutimesSync(at(path), 2_000_000, 2_000_000);
    const to = join(store, 'copy');
    await copyContext(cwd, to, new AbortController().signal);
    const told = (folder: string, path: string): unknown => {
      const { mode, mtimeMs, nlink } = lstatSync(join(folder, path));
      return [path, mode, Math.floor(mtimeMs), nlink];
    };
    const paths = ['folder', 'folder/run', 'folder/twin', 'folder/link', 'dangling', 'Dockerfile'];
    expect(paths.map((path) => told(to, path))).toEqual(paths.map((path) => told(cwd, path)));
    expect(readlinkSync(join(to, 'dangling'))).toBe('/gone');
    expect(existsSync(join(to, 'pipe'))).toBe(false);
  });
});

/** A build has begun. */
async function started(): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    if (existsSync(join(store, 'calls')) && calls().some((line) => line.includes(' build '))) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('no build has begun');
}

describe('when something goes wrong', () => {
  it('no engine: says what to install', async () => {
    env.PATH = store;
    const { code, error } = await run('verify');
    expect(error).toBe(
      'dockerfile-squash: no engine to build with: docker is not installed; podman is not installed; buildah is not ' +
        'installed; install Docker (https://docs.docker.com/engine/install/), Podman or Buildah, or name one with --engine\n',
    );
    expect(code).toBe(2);
  });

  it('an engine that does not answer', async () => {
    env.STOPPED = '1';
    const { code, error } = await run('verify', '--engine', 'docker');
    expect([code, error]).toEqual([
      2,
      'dockerfile-squash: no engine to build with: docker does not answer (Cannot connect to the Docker daemon.); is it running, and may you use it?\n',
    ]);
  });

  it('the original does not build: says so, with a log', async () => {
    writeFileSync(join(cwd, 'Dockerfile'), `${TEXT}RUN false\n`);
    const { code, error } = await run('verify', '--write');
    expect(error).toContain(
      'the original does not build: the build failed: ERROR: failed to build: exit code: 1\nlog: ',
    );
    expect(readFileSync(/log: (.*)\n/.exec(error)?.[1] ?? '', 'utf8')).toContain('#2 RUN false');
    expect(code).toBe(2);
    expect(readFileSync(join(cwd, 'Dockerfile'), 'utf8')).toBe(`${TEXT}RUN false\n`);
  });

  it('the second does not build: the promise is broken', async () => {
    side('a.Dockerfile', 'before');
    writeFileSync(join(cwd, 'b.Dockerfile'), 'FROM scratch\nRUN false\n');
    const { code, error } = await run('verify', '--before', 'a.Dockerfile', '--after', 'b.Dockerfile');
    expect(error).toContain('the rewritten Dockerfile does not build: ');
    expect([code, images()]).toEqual([1, []]);
  });

  it('the engine stops in the middle: nothing is left', async () => {
    const { code, error } = await sides('stopped');
    expect(error).toContain(
      'docker save failed (exit code 1): Cannot connect to the Docker daemon. Is the docker daemon running?',
    );
    expect([code, images(), leftovers()]).toEqual([2, [], []]);
  });

  it('a damaged image: says so', async () => {
    const whole = readFileSync(join(store, 'after.tar'));
    writeFileSync(join(store, 'after.tar'), whole.subarray(0, 3000));
    const { code, error } = await sides('after');
    expect([code, error]).toEqual([
      2,
      expect.stringMatching(/dockerfile-squash: .*ends (?:too early|in the middle)/),
    ]);
    expect([images(), leftovers()]).toEqual([[], []]);
  });

  it('an interrupt: ends the build and leaves nothing behind', async () => {
    writeFileSync(join(cwd, 'Dockerfile'), `${TEXT}RUN sleep\n`);
    const work = run('verify', '--write');
    await started();
    interrupt();
    const { code, error } = await work;
    expect([code, error]).toEqual([130, expect.stringContaining('interrupted')]);
    expect([images(), leftovers()]).toEqual([[], []]);
    expect(readFileSync(join(cwd, 'Dockerfile'), 'utf8')).toBe(`${TEXT}RUN sleep\n`);
  });

  it('no place for temporary files', async () => {
    env.TMPDIR = join(store, 'gone');
    const { code, error } = await run('verify');
    expect([code, error]).toEqual([2, expect.stringContaining('ENOENT: no such file or directory, mkdtemp')]);
  });

  it('a full disk for temporary files', async () => {
    const full = join(store, 'full');
    mkdirSync(full);
    // One inode is the folder itself.
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'nr_inodes=1', 'tmpfs', full]).status !== 0) {
      process.stderr.write('skipped: a full disk can only be made by root\n');
      return;
    }
    env.TMPDIR = full;
    const { code, error } = await run('verify', '--write').finally(() => spawnSync('umount', [full]));
    expect([code, error]).toEqual([2, expect.stringContaining('ENOSPC: no space left on device')]);
    expect(readFileSync(join(cwd, 'Dockerfile'), 'utf8')).toBe(TEXT);
  });

  it.each<[readonly string[], string]>([
    [['verify', '--before', 'a'], '--before and --after go together'],
    [['verify', 'x', '--before', 'a', '--after', 'b'], 'x: nothing is rewritten with --before and --after'],
    [['verify', '--before', 'a', '--after', 'b', '--write'], '--write and --before contradict each other'],
    [['verify', 'gone'], "ENOENT: no such file or directory, open '"],
    [['verify', '--engine', 'kaniko'], 'Choices: "docker", "podman", "buildah"'],
    [['compare', 'one'], 'Not enough non-option arguments'],
  ])('%j is a mistake', async (argv, message) => {
    const { code, error } = await run(...argv);
    expect([code, error]).toEqual([2, expect.stringContaining(message)]);
  });

  it('a Dockerfile that is none: with file and line', async () => {
    writeFileSync(join(cwd, 'Dockerfile'), 'NONSENSE\n');
    const { code, error } = await run('verify');
    expect([code, error]).toEqual([
      2,
      expect.stringContaining('Dockerfile:1:1: unknown instruction: NONSENSE'),
    ]);
  });
});

describe('compare', () => {
  const at = (name: string): string => join(store, `${name}.tar`);
  it('tells archives apart', async () => {
    expect((await run('compare', at('before'), at('after'))).code).toBe(0);
    const { code, out } = await run('compare', at('before'), at('pruned'));
    expect([code, out]).toEqual([
      1,
      expect.stringContaining('broken: 1 difference that exact does not allow'),
    ]);
    expect((await run('compare', at('before'), at('pruned'), '--level', 'prune')).code).toBe(0);
  });

  it('takes images of an engine', async () => {
    await run('verify', '--keep');
    const [one = '', other = ''] = images();
    expect((await run('compare', one, `docker:${other}`)).code).toBe(0);
  });

  it('tells which one is damaged, or not there', async () => {
    writeFileSync(at('cut'), readFileSync(at('after')).subarray(0, 900));
    expect((await run('compare', at('before'), at('cut'))).error).toContain(
      'cut.tar: it ends in the middle of a file',
    );
    const { code, error } = await run('compare', at('before'), 'gone:1');
    expect([code, error]).toEqual([
      2,
      'dockerfile-squash: gone:1 is no file or folder, and no image: docker save failed (exit code 1): Error response from daemon: reference does not exist: gone:1\n',
    ]);
  });
});
