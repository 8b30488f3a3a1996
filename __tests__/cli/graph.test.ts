import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { StageGraph } from '../../src/graph/stages.js';
import { run as command, type Ran } from '../command.js';

const TWO_STAGES = `FROM debian:bookworm AS build
WORKDIR /src
COPY . .
RUN ./build.sh --title "A & B" '\\n' && \\
    touch /out/server

FROM debian:bookworm-slim
ENV PORT=8080
COPY --from=build /out/server /app/server
RUN chmod 0755 /app/server
EXPOSE $PORT
USER nobody
RUN touch /tmp/a-file-whose-name-is-so-long /tmp/that-the-line-of-it-is-cut-off-somewhere-here
CMD ["/app/server"]
`;

const TEXT = `stage build
  2: WORKDIR /src
  3: COPY . .
      behind 2: directory /src
  4: RUN ./build.sh --title "A & B" '\\n' && touch /out/server
      behind 3: not known: ./build.sh --title "A & B" '\\n'

stage 1
  8: ENV PORT=8080
  9: COPY --from=build /out/server /app/server
      takes files from build
  10: RUN chmod 0755 /app/server
      behind 9: touches /app/server
  11: EXPOSE $PORT
      behind 8: may read $PORT
  12: USER nobody
      behind 10: user nobody
  13: RUN touch /tmp/a-file-whose-name-is-so-long /tmp/that-the-line-of-it-is-cut-off-somewhe...
      behind 12: user nobody
  14: CMD ["/app/server"]
`;

const DOT = String.raw`digraph dockerfile {
  node [shape=box, fontname="monospace"];
  subgraph cluster_0 {
    label="stage build";
    n2 [label="2: WORKDIR /src"];
    n3 [label="3: COPY . ."];
    n4 [label="4: RUN ./build.sh --title \"A & B\" '\\n' && touch /out/server"];
  }
  n2 -> n3 [label="directory /src"];
  n3 -> n4 [label="not known: ./build.sh --title \"A & B\" '\\n'"];
  subgraph cluster_1 {
    label="stage 1";
    n8 [label="8: ENV PORT=8080"];
    n9 [label="9: COPY --from=build /out/server /app/server"];
    n10 [label="10: RUN chmod 0755 /app/server"];
    n11 [label="11: EXPOSE $PORT"];
    n12 [label="12: USER nobody"];
    n13 [label="13: RUN touch /tmp/a-file-whose-name-is-so-long /tmp/that-the..."];
    n14 [label="14: CMD [\"/app/server\"]"];
  }
  n9 -> n10 [label="touches /app/server"];
  n8 -> n11 [label="may read $PORT"];
  n10 -> n12 [label="user nobody"];
  n12 -> n13 [label="user nobody"];
  n4 -> n9 [label="from build", style=dashed];
}
`;

const MERMAID = `flowchart TD
  subgraph s0["stage build"]
    n2["2: WORKDIR /src"]
    n3["3: COPY . ."]
    n4["4: RUN ./build.sh --title #34;A #38; B#34; '\\n' #38;#38; touch /out/server"]
  end
  n2 -->|"directory /src"| n3
  n3 -->|"not known: ./build.sh --title #34;A #38; B#34; '\\n'"| n4
  subgraph s1["stage 1"]
    n8["8: ENV PORT=8080"]
    n9["9: COPY --from=build /out/server /app/server"]
    n10["10: RUN chmod 0755 /app/server"]
    n11["11: EXPOSE $PORT"]
    n12["12: USER nobody"]
    n13["13: RUN touch /tmp/a-file-whose-name-is-so-long /tmp/that-the..."]
    n14["14: CMD [#34;/app/server#34;]"]
  end
  n9 -->|"touches /app/server"| n10
  n8 -->|"may read $PORT"| n11
  n10 -->|"user nobody"| n12
  n12 -->|"user nobody"| n13
  n4 -.->|"from build"| n9
`;

let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'graph-'));
});
afterEach(() => {
  rmSync(cwd, { recursive: true });
});

const run = (argv: readonly string[], stdin = ''): Promise<Ran> => command(argv, { cwd, stdin });

function put(path: string, text: string): void {
  mkdirSync(dirname(join(cwd, path)), { recursive: true });
  writeFileSync(join(cwd, path), text);
}

describe('dockerfile-squash graph', () => {
  it.each([
    ['text', TEXT],
    ['dot', DOT],
    ['mermaid', MERMAID],
  ])('prints the graph of ./Dockerfile as %s', async (format, expected) => {
    put('Dockerfile', TWO_STAGES);
    expect(await run(['graph', '--format', format])).toEqual({ code: 0, out: expected, err: '' });
  });

  it('prints text unless told otherwise', async () => {
    put('Dockerfile', TWO_STAGES);
    expect((await run(['graph'])).out).toBe(TEXT);
  });

  it('prints data for programs', async () => {
    put('Dockerfile', TWO_STAGES);
    const { code, out } = await run(['graph', '--format', 'json']);
    expect(code).toBe(0);
    const [build, last, ...more] = JSON.parse(out) as readonly StageGraph[];
    expect(more).toEqual([]);
    expect(build).toMatchObject({ stage: 'build', base: null });
    expect(build?.instructions).toEqual([
      { line: 2, text: 'WORKDIR /src', reads: [], writes: ['/src'], unknown: null, from: [] },
      { line: 3, text: 'COPY . .', reads: [], writes: ['/src'], unknown: null, from: [] },
      {
        line: 4,
        text: String.raw`RUN ./build.sh --title "A & B" '\n' && touch /out/server`,
        reads: 'anything',
        writes: 'anything',
        unknown: String.raw`./build.sh --title "A & B" '\n'`,
        from: [],
      },
    ]);
    expect(last?.instructions[1]).toMatchObject({ line: 9, from: ['build'] });
    expect(last?.dependencies).toEqual([
      { from: 9, to: 10, kind: 'files', what: '/app/server' },
      { from: 8, to: 11, kind: 'variable', what: 'PORT' },
      { from: 10, to: 12, kind: 'user', what: 'nobody' },
      { from: 12, to: 13, kind: 'user', what: 'nobody' },
    ]);
  });

  it('leaves out what others imply', async () => {
    const { out } = await run(['graph', '-'], 'FROM debian\nRUN touch /a\nRUN touch /a\nRUN touch /a\n');
    expect(out).toBe(
      'stage 0\n  2: RUN touch /a\n  3: RUN touch /a\n      behind 2: touches /a\n' +
        '  4: RUN touch /a\n      behind 3: touches /a\n',
    );
  });

  it('tells stages that are FROM others, by name and by number', async () => {
    const text =
      'FROM debian AS Base\nRUN touch /a\nFROM base\nCOPY --from=0 /a /b\nCOPY --from=BASE /a /c\nFROM 1\nRUN --mount=from=base,target=/x true\n';
    const dot = (await run(['graph', '-', '--format', 'dot'], text)).out;
    expect(dot).toContain('label="stage 1, from base"');
    expect(dot).toContain('n2 -> n4 [label="FROM", style=dashed]');
    expect(dot).toContain('n2 -> n4 [label="from 0", style=dashed]');
    expect(dot).toContain('n2 -> n5 [label="from BASE", style=dashed]');
    expect(dot).toContain('n2 -> n7 [label="from base", style=dashed]');
    expect((await run(['graph', '-'], text)).out).toContain(
      '  4: COPY --from=0 /a /b\n      takes files from 0\n',
    );
  });

  it('reads standard input, and the file that is named', async () => {
    put('docker/web.Dockerfile', TWO_STAGES);
    expect(await run(['graph', '-'], TWO_STAGES)).toEqual({ code: 0, out: TEXT, err: '' });
    expect((await run(['graph', 'docker/web.Dockerfile'])).out).toBe(TEXT);
  });

  it('knows the files of the build context', async () => {
    put('Dockerfile', 'FROM debian\nCOPY run.sh /\nRUN touch /srv/a\n');
    expect((await run(['graph'])).out).toContain('behind 2: touches /srv/a');
    put('run.sh', '');
    expect((await run(['graph'])).out).not.toContain('behind');
    put('other/Dockerfile', 'FROM debian\nCOPY run.sh /\nRUN touch /srv/a\n');
    expect((await run(['graph', 'other/Dockerfile'])).out).toContain('behind');
    expect((await run(['graph', 'other/Dockerfile', '--context', '.'])).out).not.toContain('behind');
  });
});

describe('mistakes end with exit code 2', () => {
  it.each([
    [['graph'], 'Dockerfile: no such file or directory\n'],
    [['graph', 'missing'], 'missing: no such file or directory\n'],
    [['graph', 'folder'], 'folder: is a directory\n'],
    [['graph', 'broken'], 'broken:3:1: WORKDIR requires at least one argument\n'],
    [['graph', 'good', '--context', 'missing'], 'dockerfile-squash: --context missing: no such directory\n'],
    [['graph', 'good', '--context', 'broken'], 'dockerfile-squash: --context broken: no such directory\n'],
  ])('%j', async (argv, err) => {
    put('folder/file', '');
    put('broken', 'FROM debian\n\nWORKDIR\n');
    put('good', 'FROM debian\n');
    expect(await run(argv)).toEqual({ code: 2, out: '', err });
  });

  it('of standard input are told with the line', async () => {
    expect(await run(['graph', '-'], 'FROM debian\nRUN <<E\nx\n')).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringMatching(/^Dockerfile:2:/) as unknown,
    });
  });

  it('of the command line too', async () => {
    const { code, out, err } = await run(['graph', '-', '--format', 'svg'], 'FROM debian\n');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('format');
    expect((await run(['graph', '--write'])).code).toBe(2);
  });
});
