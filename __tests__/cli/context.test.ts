import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { contextIn } from '../../src/cli/context.js';
import { run as command, type Ran } from '../command.js';

let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'context-'));
});
afterEach(() => {
  rmSync(cwd, { recursive: true });
});

function put(path: string, text = ''): void {
  mkdirSync(dirname(join(cwd, path)), { recursive: true });
  writeFileSync(join(cwd, path), text);
}

/** Which of the paths the builder sees, with `Dockerfile` in the folder. */
const seen = (...paths: readonly string[]): readonly string[] => {
  const { stat } = contextIn(cwd, join(cwd, 'Dockerfile'));
  return paths.filter((path) => stat(path) !== null);
};

describe('a build context', () => {
  it('tells files from directories, links and what is not there', () => {
    put('src/main.c', 'int main;');
    symlinkSync('src', join(cwd, 'link'));
    symlinkSync('nowhere', join(cwd, 'broken'));
    const { stat } = contextIn(cwd, null);
    expect(stat('src/main.c')).toMatchObject({ kind: 'file', size: 9 });
    expect(['src', 'link', 'broken', ''].map((path) => stat(path)?.kind)).toEqual([
      'directory',
      'link',
      'link',
      'directory',
    ]);
    expect(stat('missing')).toBeNull();
    expect(stat('src/main.c/below')).toBeNull();
  });

  it('tells the mode', () => {
    writeFileSync(join(cwd, 'run.sh'), '', { mode: 0o750 });
    expect(contextIn(cwd, null).stat('run.sh')?.mode).toBe(0o750);
  });

  it('is without what .dockerignore names', () => {
    put('.dockerignore', '# what nobody needs\n\nnode_modules\n*.log\n/docs/\n**/*.tmp\n');
    for (const path of ['a.log', 'a.txt', 'node_modules/x', 'docs/x', 'sub/a.log', 'sub/a.tmp']) put(path);
    expect(
      seen('a.log', 'a.txt', 'node_modules', 'node_modules/x', 'docs/x', 'sub/a.log', 'sub/a.tmp'),
    ).toEqual(['a.txt', 'sub/a.log']);
  });

  it('takes signs as they are that mean something in a regular expression alone', () => {
    put('.dockerignore', 'node_modules|dist\na+.txt\n(b).txt\n{c,d}.txt\n[ef].txt\n\\g.txt\n');
    for (const path of ['node_modules/x', 'aa.txt', 'b.txt', 'c.txt', 'e.txt', 'g.txt']) put(path);
    expect(seen('node_modules', 'aa.txt', 'b.txt', 'c.txt', 'e.txt', 'g.txt')).toEqual([
      ...['node_modules', 'aa.txt', 'b.txt', 'c.txt'],
    ]);
    put('.dockerignore', '(b).txt\n');
    put('(b).txt');
    expect(seen('b.txt', '(b).txt')).toEqual(['b.txt']);
  });

  it('does not know what a file is that ends like the name behind two stars', () => {
    put('.dockerignore', '**.cfg\n!**lock.json\n**/*.md\n');
    for (const path of ['setup.cfg', '.cfg', 'sub/a.cfg', 'sub/.cfg', 'a-lock.json', 'a.md', 'a.txt'])
      put(path);
    const { stat } = contextIn(cwd, null);
    const kinds = ['setup.cfg', '.cfg', 'sub/a.cfg', 'sub/.cfg', 'a-lock.json', 'a.md', 'a.txt', 'b.cfg'];
    expect(kinds.map((path) => stat(path)?.kind ?? null)).toEqual([
      ...['other', null, 'other', null, 'other', null, 'file', null],
    ]);
  });

  it('has what .dockerignore takes back', () => {
    put('.dockerignore', '*\n!src\n!run.sh\nsrc/secret\n');
    for (const path of ['run.sh', 'stop.sh', 'src/main.c', 'src/secret']) put(path);
    expect(seen('run.sh', 'stop.sh', 'src', 'src/main.c', 'src/secret')).toEqual([
      'run.sh',
      'src',
      'src/main.c',
    ]);
  });

  it('has the folders of what .dockerignore takes back below them', () => {
    put(
      '.dockerignore',
      'node_modules\n!node_modules/own/index.js\nvendor\n!/vendor/*/keep\ndocs\ntarget\n!**/*.md\n',
    );
    for (const path of ['node_modules/own/index.js', 'vendor/a/keep', 'docs/a.txt', 'target/a.md', 'other/b'])
      put(path);
    expect(
      seen('node_modules', 'node_modules/own/index.js', 'vendor', 'vendor/a/keep', 'target/a.md'),
    ).toEqual(['node_modules', 'node_modules/own/index.js', 'vendor', 'vendor/a/keep', 'target/a.md']);
    // What a pattern may take back is there.
    expect(seen('docs', 'docs/a.txt')).toEqual(['docs']);
  });

  it('gives the text of files, and of nothing else', () => {
    put('.dockerignore', 'secret\n');
    put('package.json', '{"name":"ä"}');
    for (const path of ['secret', 'src/main.c']) put(path, 'text');
    put('program', 'ELF\0');
    symlinkSync('package.json', join(cwd, 'link'));
    const { read } = contextIn(cwd, null);
    expect(read?.('package.json')).toBe('{"name":"ä"}');
    expect(['secret', 'src', 'program', 'link', 'missing'].map((path) => read?.(path))).toEqual([
      ...[null, null, null, null, null],
    ]);
  });

  it('goes by the last line that matches, and by the case of letters', () => {
    put('.dockerignore', '!a\na\nB\n');
    for (const path of ['a', 'b']) put(path);
    expect(seen('a', 'b')).toEqual(['b']);
  });

  it('goes by the ignore file that is named after the Dockerfile, and by that alone', () => {
    put('.dockerignore', 'a\n');
    put('web.Dockerfile.dockerignore', 'b\n');
    for (const path of ['a', 'b']) put(path);
    const kinds = (dockerfile: string | null) =>
      ['a', 'b'].filter((path) => contextIn(cwd, dockerfile).stat(path) !== null);
    expect(kinds(join(cwd, 'web.Dockerfile'))).toEqual(['a']);
    expect(kinds(join(cwd, 'Dockerfile'))).toEqual(['b']);
    expect(kinds(null)).toEqual(['b']);
  });

  it('takes an empty ignore file that is named after the Dockerfile for one', () => {
    put('.dockerignore', 'a\n');
    put('Dockerfile.dockerignore', '');
    put('a');
    expect(seen('a')).toEqual(['a']);
  });

  it('reads an ignore file with a byte order mark and line ends of Windows', () => {
    put('.dockerignore', '\uFEFFa\r\nb\r\n');
    for (const path of ['a', 'b', 'c']) put(path);
    expect(seen('a', 'b', 'c')).toEqual(['c']);
  });
});

/** A COPY to the root: only where it is known to be one file may it give way. */
const DOCKERFILE = 'FROM debian\nRUN touch /srv/a\nCOPY run.sh /\nRUN rm /srv/a\n';
const MOVED = 'FROM debian\nCOPY run.sh /\nRUN touch /srv/a && \\\n    rm /srv/a\n';

describe('the command', () => {
  const run = (argv: readonly string[], stdin = ''): Promise<Ran> => command(argv, { cwd, stdin });
  const result = async (argv: readonly string[]): Promise<string> => {
    const { out } = await run([...argv, '--format', 'json']);
    const { files } = JSON.parse(out) as { readonly files: readonly { readonly output: string }[] };
    return files.map(({ output }) => output).join('');
  };

  it('takes the folder of the Dockerfile for the build context', async () => {
    put('web/Dockerfile', DOCKERFILE);
    expect(await result(['web/Dockerfile'])).toBe(DOCKERFILE);
    put('run.sh');
    expect(await result(['web/Dockerfile'])).toBe(DOCKERFILE);
    put('web/run.sh');
    expect(await result(['web/Dockerfile'])).toBe(MOVED);
  });

  it('takes another folder with --context', async () => {
    put('docker/Dockerfile', DOCKERFILE);
    put('web/run.sh');
    expect(await result(['docker/Dockerfile'])).toBe(DOCKERFILE);
    expect(await result(['docker/Dockerfile', '--context', 'web'])).toBe(MOVED);
    expect(await result(['docker/Dockerfile', '--context', join(cwd, 'web')])).toBe(MOVED);
  });

  it('goes by the ignore files', async () => {
    put('Dockerfile', DOCKERFILE);
    put('run.sh');
    expect(await result(['Dockerfile'])).toBe(MOVED);
    put('.dockerignore', '*.sh\n');
    expect(await result(['Dockerfile'])).toBe(DOCKERFILE);
    put('Dockerfile.dockerignore', '*.md\n');
    expect(await result(['Dockerfile'])).toBe(MOVED);
  });

  it('finds the ignore file beside the Dockerfile when the context is elsewhere', async () => {
    put('docker/Dockerfile', DOCKERFILE);
    put('web/run.sh');
    put('docker/Dockerfile.dockerignore', '*.sh\n');
    expect(await result(['docker/Dockerfile', '--context', 'web'])).toBe(DOCKERFILE);
    put('docker/.dockerignore', '*.sh\n');
    rmSync(join(cwd, 'docker/Dockerfile.dockerignore'));
    expect(await result(['docker/Dockerfile', '--context', 'web'])).toBe(MOVED);
  });

  it('knows no context of standard input unless it is named', async () => {
    put('run.sh');
    expect((await run(['-'], DOCKERFILE)).out).toBe(DOCKERFILE);
    expect((await run(['-', '--context', '.'], DOCKERFILE)).out).toBe(MOVED);
  });

  it.each(['missing', 'Dockerfile'])('refuses --context %s, exit code 2', async (folder) => {
    put('Dockerfile', DOCKERFILE);
    expect(await run(['--context', folder])).toEqual({
      code: 2,
      out: '',
      err: `dockerfile-squash: --context ${folder}: no such directory\n`,
    });
    expect((await run(['-', '--context', folder], DOCKERFILE)).code).toBe(2);
  });

  it('refuses --context without a folder', async () => {
    put('Dockerfile', DOCKERFILE);
    expect((await run(['--context'])).code).toBe(2);
  });
});
