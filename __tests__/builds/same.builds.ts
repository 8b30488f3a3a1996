/** Rewrites after which the image has to be the same, file by file. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { contextIn } from '../../src/cli/context.js';
import type { ImageDifference } from '../../src/image/compare.js';
import { judge } from '../../src/image/promise.js';
import { squash, type Mode } from '../../src/index.js';
import { readDockerfile } from '../../src/read/read.js';
import { attributes } from './attributes.js';
import { rewritten, type Case } from './cases.js';
import { bound, touched } from './copied.js';
import { contextOf, describeBuilds, hasBases, named, root, saved, shareOf, verify } from './engine.js';
import { copiedFirst } from './manifests.js';
import { moved } from './moves.js';
import { removed } from './removed.js';

const NEEDS_MORE =
  /\b(?:curl|wget|git|make|pip3?|npm|yarn|gem|bundle|go|cmake|nginx|ruby|python3?|composer|sdkmanager|poetry|gpg)\b|https?:|\.\/|^#\s*syntax|<<|\$[A-Z]|\["|~/m;

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

describeBuilds('the same image', () => {
  const examples = readdirSync('examples').flatMap((name) =>
    (['release', 'dev'] as Mode[]).map((mode) => [name, mode] as const),
  );
  it.each(shareOf(examples))('example %s, %s: the same image', async (name, mode) => {
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

  it.each(named([...rewritten, ...moved, ...attributes, ...copiedFirst]))(
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
  it.each(shareOf(stored))('%s, %s: the same image, and in no layer for nothing', async (_, level, one) => {
    if (!hasBases(one.text)) return;
    const { code, report } = await verify(contextOf(one), one.name, '--level', level);
    expect([code, report.verdict.broken, report.verdict.allowed]).toEqual([0, [], []]);
    expect(saved(report)).toBe(one.saves ?? 1);
    expect(report.after.profile.wasted).toBeLessThan(report.before.profile.wasted);
  });

  it.each(named(buildable))('fixture %s: the same image', async (_, one) => {
    if (!hasBases(one.text)) return;
    const { code, report } = await verify(contextOf(one), one.name, '--level', 'exact');
    expect([code, report.verdict.broken]).toEqual([0, []]);
  });

  it.each(shareOf(readdirSync('examples')))(
    'example %s, released by way of dev mode: the same image, but for caches',
    async (name) => {
      const folder = join(root, `round-${name}`);
      cpSync(join('examples', name), folder, { recursive: true });
      const path = join(folder, 'Dockerfile');
      const text = readFileSync(path, 'utf8');
      if (!hasBases(text)) return;
      const context = contextIn(folder, path);
      const release = (source: string): string => squash(source, { mode: 'release', context }).output;
      const dev = squash(text, { mode: 'dev', context });
      if (!dev.changed || release(dev.output) === release(text)) return;
      writeFileSync(join(folder, 'direct.Dockerfile'), release(text));
      writeFileSync(join(folder, 'round.Dockerfile'), release(dev.output));
      // What dev mode mounts nothing for stays in its image, and release mode leaves RUNs with mounts as they are.
      const sides = ['--before', 'round.Dockerfile', '--after', 'direct.Dockerfile', '--context', '.'];
      const { report } = await verify(folder, `${name}, round`, ...sides);
      // A mount also keeps what a cleanup without it leaves behind: npm's logs.
      const turned = report.verdict.broken.map((one) =>
        one.kind === 'added' ? { ...one, kind: 'missing' } : one,
      );
      expect(judge(turned as readonly ImageDifference[], 'prune', []).broken).toEqual([]);
    },
  );

  it('a file that ADD fetches, in a stage of its own: the same image, and in no layer for nothing', async () => {
    const text = 'port 80\n'.repeat(2000);
    const server = createServer((_, response) => response.end(text)).listen(0, '127.0.0.1');
    await new Promise((done) => server.once('listening', done));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const one = {
      name: 'fetched',
      text: [
        'FROM busybox AS first',
        'RUN mkdir /first',
        'FROM debian:12',
        `ADD ${address}/a.conf /tmp/`,
        `ADD ${address}/b.conf?x=1 /tmp/c.conf`,
        'RUN sed -e s/80/81/ /tmp/a.conf > /etc/one && cat /tmp/c.conf > /etc/two && rm /tmp/a.conf /tmp/c.conf',
        'COPY --from=first /first /first',
        '',
      ].join('\n'),
    };
    try {
      const { code, report } = await verify(contextOf(one), one.name, '--level', 'reshape');
      expect([code, report.verdict.broken, report.verdict.allowed]).toEqual([0, [], []]);
      expect(saved(report)).toBe(2);
      expect(report.after.profile.wasted).toBe(0);
    } finally {
      server.close();
    }
  });
});
