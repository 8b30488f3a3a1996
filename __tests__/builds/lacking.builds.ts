/** Rewrites after which caches, indexes and leftovers may be missing, and nothing else. */
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { squash } from '../../src/index.js';
import { contextOf, describeBuilds, hasBases, named, shareOf, verify, type Report } from './engine.js';
import { leftovers } from './leftovers.js';
import { mounted } from './mounted.js';
import { pruned } from './pruned.js';

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

describeBuilds('smaller images', () => {
  const lacking = [
    ...pruned.map((one) => [one.name, 'prune', one] as const),
    ...leftovers.map((one) => [one.name, 'reshape', one] as const),
  ];
  it.each(shareOf(lacking))('%s, %s: missing, and nothing else', async (_, level, one) => {
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

  it.each(named(mounted))('%s: in a mount', async (_, one) => {
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
});
