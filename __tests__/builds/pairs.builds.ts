/**
 * Real builds, before and after. They need an engine, found as the command finds it (DOCKER_HOST and so on), and skip
 * what needs an image that the engine does not have. BUILDS_REPORT names a file for the results; then the images stay.
 */
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readDockerfile } from '../../src/read/read.js';
import type { Rebuilds, SideRebuilds } from '../../src/engine/rebuilds.js';
import { squash, type Mode } from '../../src/index.js';
import { run } from '../command.js';
import { kept, rewritten, wrong, type Case } from './cases.js';
import { attributes } from './attributes.js';
import { bound, touched, unbound, untouched } from './copied.js';
import { leftovers } from './leftovers.js';
import { mounted } from './mounted.js';
import { moved, unmoved } from './moves.js';
import { pruned } from './pruned.js';
import { removed, unremoved } from './removed.js';

const NEEDS_MORE =
  /\b(?:curl|wget|git|make|pip3?|npm|yarn|gem|bundle|go|cmake|nginx|ruby|python3?|composer|sdkmanager|poetry)\b|https?:|\.\/|^#\s*syntax|<<|\$[A-Z]|\["|~/m;

const docker = (...args: readonly string[]) => spawnSync('docker', args, { encoding: 'utf8' });
const engine = docker('version', '--format', '{{.Server.Version}}');
const hasEngine = engine.status === 0;
if (!hasEngine)
  process.stderr.write(
    `\nNo engine answers, so nothing is built: ${engine.stderr || 'docker is not installed'}\n\n`,
  );

const root = mkdtempSync(join(tmpdir(), 'builds-'));
afterAll(() => {
  rmSync(root, { recursive: true });
});

/** Whether the engine has all images that the Dockerfile is FROM. */
function hasBases(text: string): boolean {
  const stages = [...text.matchAll(/\bAS\s+(\S+)/gi)].map(([, name]) => name);
  return [...text.matchAll(/^FROM\s+(\S+)/gim)].every(
    ([, image = '']) =>
      image === 'scratch' || stages.includes(image) || docker('image', 'inspect', image).status === 0,
  );
}

interface Difference {
  readonly path: string;
  readonly kind: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Steps of a build, and the lines of those that ran again: without an edit, and after each. */
const ranIn = (side: SideRebuilds | undefined): unknown =>
  side && [side.cold.steps, ...[side.unchanged, ...side.edits].map(({ ran }) => ran.map(({ line }) => line))];

interface Report {
  readonly good: boolean;
  readonly kept: readonly string[];
  readonly before: {
    readonly profile: { readonly layers: number; readonly size: number; readonly wasted: number };
  };
  readonly after: Report['before'];
  readonly verdict: {
    readonly broken: readonly Difference[];
    readonly allowed: readonly Difference[];
    readonly noise: readonly Difference[];
  };
  readonly rebuilds: Rebuilds | null;
}

async function verify(
  cwd: string,
  name: string,
  ...argv: readonly string[]
): Promise<{ code: number; report: Report }> {
  const report = process.env.BUILDS_REPORT;
  const keep = report === undefined ? [] : ['--keep'];
  const { code, out, err } = await run(['verify', '--format', 'json', ...keep, ...argv], {
    cwd,
    env: process.env,
  });
  if (out === '') throw new Error(err);
  const parsed = JSON.parse(out) as Report;
  if (report !== undefined) appendFileSync(report, `${JSON.stringify({ name, ...parsed })}\n`);
  return { code, report: parsed };
}

function contextOf({ name, text, files = {} }: Case): string {
  const folder = join(root, name.replace(/\W+/g, '-'));
  for (const [path, content] of Object.entries({ Dockerfile: text, ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

/** Fixtures that need no network and nothing of a project; what they copy is made. */
const buildable: readonly Case[] = ['fold-workdirs', 'hoist-layers', 'merge-copies', 'merge-runs'].flatMap(
  (transform) =>
    readdirSync(join('__tests__/fixtures', transform))
      .map((name) => ({
        name: `${transform} ${name}`,
        text: readFileSync(join('__tests__/fixtures', transform, name, 'before.Dockerfile'), 'utf8'),
      }))
      .filter(({ text }) => !NEEDS_MORE.test(text) && squash(text, { level: 'exact' }).changed)
      .map((one) => ({ ...one, files: copiedBy(one.text) })),
);

function copiedBy(text: string): Readonly<Record<string, string>> {
  const { instructions } = readDockerfile(text);
  const sources = instructions
    .filter(
      ({ keyword, flags }) => /^(?:COPY|ADD)$/.test(keyword) && !flags.some(({ name }) => name === 'from'),
    )
    .flatMap(({ words }) => words.slice(0, -1).map(({ raw }) => raw));
  return Object.fromEntries(
    sources.map((source) =>
      /\/$|^\.$|^[\w-]+$/.test(source) ? [join(source, 'file'), source] : [source, source],
    ),
  );
}

/** What can be seen in an image, in bytes. */
const weight = ({ profile }: Report['before']): number => profile.size - profile.wasted;

/** What the differences weigh, in bytes: files that are missing, and what two builds write differently. */
const weightOf = ({ verdict }: Report): number =>
  [...verdict.allowed, ...verdict.noise]
    .map(({ kind, before, after }) => {
      const [was, is] = [before, after].map((text) =>
        Number(/^(?:file of )?(\d+)/.exec(text ?? '')?.[1] ?? 0),
      );
      return /^(?:missing|added|size)$/.test(kind) ? (was ?? 0) - (is ?? 0) : 0;
    })
    .reduce((sum, bytes) => sum + bytes, 0);

const saved = ({ before, after }: Report): number => before.profile.layers - after.profile.layers;

(hasEngine ? describe : describe.skip)('real builds', () => {
  const examples = readdirSync('examples').flatMap((name) =>
    (['release', 'dev'] as Mode[]).map((mode) => [name, mode] as const),
  );
  it.each(examples)('example %s, %s: the same image', async (name, mode) => {
    const folder = join(root, `example-${name}-${mode}`);
    cpSync(join('examples', name), folder, { recursive: true });
    const text = readFileSync(join(folder, 'Dockerfile'), 'utf8');
    if (!hasBases(text)) {
      process.stderr.write(`skipped: the engine has no image for ${name}\n`);
      return;
    }
    if (!squash(text, { mode, level: 'exact' }).changed) return;
    const { code, report } = await verify(folder, `${name} ${mode}`, '--mode', mode, '--level', 'exact');
    expect([code, report.verdict.broken]).toEqual([0, []]);
    if (mode === 'release') expect(saved(report)).toBeGreaterThan(0);
  });

  it.each([...rewritten, ...moved, ...attributes].map((one) => [one.name, one] as const))(
    '%s: the same image in fewer layers',
    async (_, one) => {
      if (!hasBases(one.text)) {
        process.stderr.write(`skipped: the engine has no image for ${one.name}\n`);
        return;
      }
      const { mode = 'release', saves, with: added = [] } = one;
      const options = ['--mode', mode, '--level', 'exact', ...added.flatMap((name) => ['--with', name])];
      const { code, report } = await verify(contextOf(one), one.name, ...options);
      expect([code, report.verdict.broken]).toEqual([0, []]);
      if (saves === undefined) expect(saved(report)).toBeGreaterThan(0);
      else expect(saved(report)).toBe(saves);
    },
  );

  const stored = [
    ...[...removed, ...touched].map((one) => [one.name, 'exact', one] as const),
    ...bound.map((one) => [one.name, 'reshape', one] as const),
  ];
  it.each(stored)('%s, %s: the same image, and in no layer for nothing', async (_, level, one) => {
    if (!hasBases(one.text)) return;
    const { code, report } = await verify(contextOf(one), one.name, '--level', level);
    expect([code, report.verdict.broken, report.verdict.allowed]).toEqual([0, [], []]);
    expect(saved(report)).toBe(one.saves ?? 1);
    expect(report.after.profile.wasted).toBeLessThan(report.before.profile.wasted);
  });

  it.each(buildable.map((one) => [one.name, one] as const))('fixture %s: the same image', async (_, one) => {
    if (!hasBases(one.text)) return;
    const { code, report } = await verify(contextOf(one), one.name, '--level', 'exact');
    expect([code, report.verdict.broken]).toEqual([0, []]);
  });

  const lacking = [
    ...pruned.map((one) => [one.name, 'prune', one] as const),
    ...leftovers.map((one) => [one.name, 'reshape', one] as const),
  ];
  it.each(lacking)('%s, %s: missing, and nothing else', async (_, level, one) => {
    if (!hasBases(one.text)) {
      process.stderr.write(`skipped: the engine has no image for ${one.name}\n`);
      return;
    }
    const { code, report } = await verify(contextOf(one), one.name, '--level', level);
    const { broken, allowed } = report.verdict;
    expect([code, broken]).toEqual([0, []]);
    expect(allowed.length).toBeGreaterThan(0);
    expect(allowed.filter(({ path, kind }) => kind !== 'missing' || !one.missing.test(path))).toEqual([]);
    const more = weight(report.before) - weight(report.after) - weightOf(report);
    expect(more).toBeGreaterThanOrEqual(0);
    // Layers are tar archives: a header and a file are rounded up to blocks of 512 bytes each.
    const entries = allowed.length + report.verdict.noise.length + report.before.profile.layers;
    expect(more).toBeLessThanOrEqual(2048 * entries);
    expect(report.after.profile.size).toBeLessThan(report.before.profile.size);
    expect(report.after.profile.wasted).toBeLessThanOrEqual(report.before.profile.wasted);
  });

  it.each(mounted.map((one) => [one.name, one] as const))('%s: in a mount', async (_, one) => {
    if (!hasBases(one.text)) {
      process.stderr.write(`skipped: the engine has no image for ${one.name}\n`);
      return;
    }
    for (const mode of ['dev', 'release']) {
      const name = `${one.name}, ${mode}`;
      const { code, report } = await verify(contextOf(one), name, '--mode', mode, '--caches', 'mount');
      const { broken, allowed } = report.verdict;
      expect([code, broken]).toEqual([0, []]);
      const odd = allowed.filter(({ path, kind }) => kind === 'added' || one.missing?.test(path) !== true);
      expect(odd).toEqual([]);
      expect(report.after.profile.size).toBeLessThanOrEqual(report.before.profile.size);
    }
    // verify builds with --no-cache, and so with mounts of its own; these RUNs are run anew in another way.
    const build = (input: string) =>
      spawnSync('docker', ['build', '--file', '-', contextOf(one)], {
        encoding: 'utf8',
        input: input.replace('RUN', `ENV ID=${randomUUID()}\nRUN`),
      });
    const filled = build(squash(one.text, { mode: 'dev' }).output);
    expect([filled.status, filled.stderr]).toEqual([0, expect.any(String)]);
    const probe = build(one.probe);
    expect([probe.status, probe.stderr]).toEqual([0, expect.any(String)]);
  });

  it.each(kept.map((one) => [one.name, one] as const))('%s: left alone', (_, { text }) => {
    expect(squash(text).changed).toBe(false);
  });

  it.each(unmoved.map((one) => [one.name, one] as const))('%s: nothing moves', (_, { text }) => {
    for (const mode of ['release', 'dev'] as const) {
      const applied = squash(text, { mode }).applied.map(({ transform }) => transform);
      expect(applied.filter((name) => /^(?:hoist-layers|order-for-cache)$/.test(name))).toEqual([]);
    }
  });

  it.each([...unremoved, ...unbound, ...untouched].map((one) => [one.name, one] as const))(
    '%s: stays where it is',
    (_, { text }) => {
      const applied = squash(text, { level: 'reshape' }).applied.map(({ transform }) => transform);
      expect(
        applied.filter((name) =>
          /^(?:drop-removed-files|bind-instead-of-copy|drop-touched-twice)$/.test(name),
        ),
      ).toEqual([]);
    },
  );

  it.each(
    [...kept, ...unmoved, ...unremoved, ...unbound, ...untouched, ...wrong].map(
      (one) => [one.name, one] as const,
    ),
  )('%s: the wrong one is found', async (_, one) => {
    const folder = contextOf(one);
    writeFileSync(join(folder, 'after.Dockerfile'), one.after);
    const work = verify(
      folder,
      one.name,
      '--before',
      'Dockerfile',
      '--after',
      'after.Dockerfile',
      '--level',
      'exact',
    );
    if (one.finds === null) {
      await expect(work).rejects.toThrow('the rewritten Dockerfile does not build');
      return;
    }
    const { code, report } = await work;
    expect(report.verdict.broken.map(({ path, kind }) => [path, kind])).toEqual(one.finds);
    expect([code, report.good]).toEqual([1, false]);
  });

  it('rebuilds after an edit: sources behind packages', async () => {
    const one = {
      name: 'rebuilds',
      text: [
        'FROM debian:12',
        'COPY src/ /app/',
        'RUN apt-get update && apt-get install -y --no-install-recommends bc',
        'RUN bc /app/sum.bc > /sum',
        '',
      ].join('\n'),
      files: { 'src/sum.bc': '1 + 2\nquit\n', 'README.md': 'x\n' },
    };
    if (!hasBases(one.text)) return;
    const edits = ['--edit', 'src/sum.bc', '--edit', 'README.md'];
    const { code, report } = await verify(contextOf(one), one.name, '--mode', 'dev', ...edits);
    expect([code, report.verdict.broken]).toEqual([0, []]);
    expect(ranIn(report.rebuilds?.before)).toEqual([3, [], [2, 3, 4], []]);
    expect(ranIn(report.rebuilds?.after)).toEqual([3, [], [4, 5], []]);
  });

  it('rebuilds after an edit: stages, and a step that is told apart by its number alone', async () => {
    const text = [
      'FROM busybox AS Build',
      'WORKDIR /w',
      'COPY a.txt b.txt ./',
      'RUN cat a.txt > all \\',
      '  && echo done >> all',
      'FROM busybox',
      'ENV A=b',
      'RUN echo same > /1',
      'RUN echo same > /2',
      'COPY --from=build /w/all /',
      'COPY b.txt /',
      '',
    ].join('\n');
    const one = { name: 'rebuilds of stages', text, files: { 'a.txt': 'a\n', 'b.txt': 'b' } };
    const folder = contextOf(one);
    writeFileSync(join(folder, 'after.Dockerfile'), text.replace('COPY a.txt b.txt', 'COPY a.txt'));
    const sides = ['--before', 'Dockerfile', '--after', 'after.Dockerfile'];
    const edits = ['--edit', 'a.txt', '--edit', 'b.txt'];
    const { report } = await verify(folder, one.name, ...sides, ...edits);
    expect(ranIn(report.rebuilds?.before)).toEqual([7, [], [3, 4, 10, 11], [3, 4, 11]]);
    expect(ranIn(report.rebuilds?.after)).toEqual([7, [], [3, 4, 10, 11], [11]]);
    expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('a\n');
  });

  it('a build that fails only after the rewrite is told', async () => {
    const folder = contextOf({ name: 'failing', text: 'FROM busybox\nRUN touch /a\n' });
    writeFileSync(join(folder, 'after.Dockerfile'), 'FROM busybox\nRUN touch /a && false\n');
    await expect(
      verify(folder, 'failing', '--before', 'Dockerfile', '--after', 'after.Dockerfile'),
    ).rejects.toThrow('the rewritten Dockerfile does not build');
  });

  it('leaves no images behind', async () => {
    if (process.env.BUILDS_REPORT !== undefined) return;
    const named = (): string => docker('images', '--quiet', 'dockerfile-squash-verify').stdout;
    await verify(contextOf({ name: 'clean', text: 'FROM busybox\nRUN touch /a\nRUN touch /b\n' }), 'clean');
    expect(named()).toBe('');
  });
});
