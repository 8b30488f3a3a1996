/** What a careless rewrite makes of a Dockerfile: the comparison finds it, and ours leaves the Dockerfile alone. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { squash } from '../../src/index.js';
import { kept, wrong } from './cases.js';
import { unbound, untouched } from './copied.js';
import { contextOf, describeBuilds, named, verify } from './engine.js';
import { copiedAtOnce } from './manifests.js';
import { unmoved } from './moves.js';
import { unremoved } from './removed.js';

describeBuilds('careless rewrites', () => {
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

  it.each(named([...kept, ...unmoved, ...unremoved, ...unbound, ...untouched, ...wrong, ...copiedAtOnce]))(
    '%s: the wrong one is found',
    async (_, one) => {
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
    },
  );
});
