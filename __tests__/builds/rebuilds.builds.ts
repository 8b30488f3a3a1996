/** Builds after an edit, failing builds, and what a verification leaves behind. */
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import type { SideRebuilds } from '../../src/engine/rebuilds.js';
import { contextOf, describeBuilds, docker, hasBases, verify } from './engine.js';

/** Steps of a build, and the lines of those that ran again: without an edit, and after each. */
const ranIn = (side: SideRebuilds | undefined): unknown =>
  side && [side.cold.steps, ...[side.unchanged, ...side.edits].map(({ ran }) => ran.map(({ line }) => line))];

describeBuilds('verifications', () => {
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
    const id = randomUUID();
    const labelled = (): string => docker('images', '--quiet', '--filter', `label=id=${id}`).stdout;
    const text = `FROM busybox\nLABEL id=${id}\nRUN touch /a\nRUN touch /b\n`;
    const folder = contextOf({ name: 'clean', text });
    const { report } = await verify(folder, 'clean', '--keep');
    expect(labelled()).not.toBe('');
    for (const image of report.kept) docker('rmi', image);
    await verify(folder, 'clean');
    expect(labelled()).toBe('');
  });
});
