/**
 * What is built again after an edit, of the examples that have an expert.Dockerfile: as they are, rewritten, and as an
 * expert has written them. `rebuilds.json` beside them names the files that are edited, and where ours is known to run
 * more steps again than the expert's, with the reason.
 */
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import type { SideRebuilds } from '../../src/engine/rebuilds.js';
import { run } from '../command.js';
import { describeBuilds, hasBases, root, shareOf, verify } from './engine.js';

type Edit = 'source' | 'manifest';

interface Project extends Readonly<Record<Edit, string>> {
  readonly known?: Readonly<Partial<Record<Edit, string>>>;
}

const readJson = (...path: readonly string[]): unknown => JSON.parse(readFileSync(join(...path), 'utf8'));
/** How ours is rewritten, here and in docs/rebuilds.md. */
const ways = readJson('scripts', 'rebuilds.json') as Readonly<Record<'ours' | 'reshaped', readonly string[]>>;

/** Steps that ran again: RUN, COPY and ADD, of any stage. A WORKDIR only makes a folder. */
const countIn = ({ ran }: SideRebuilds['unchanged']): number =>
  ran.filter(({ text }) => /^(?:RUN|COPY|ADD)\b/.test(text)).length;

/** Milliseconds for sixteen builds and more of one project. */
const LONGEST = 900_000;

interface Counts extends Readonly<Record<Edit, number>> {
  readonly unchanged: number;
}

function countsIn({ unchanged, edits: [source, manifest] }: SideRebuilds): Counts {
  if (source === undefined || manifest === undefined) throw new Error('two edits');
  return { unchanged: countIn(unchanged), source: countIn(source), manifest: countIn(manifest) };
}

describeBuilds('projects', () => {
  const names = readdirSync('examples').filter((name) =>
    existsSync(join('examples', name, 'expert.Dockerfile')),
  );

  it.each(shareOf(names))(
    '%s: no more steps again than in the file of an expert',
    async (name) => {
      const folder = join(root, `project-${name}`);
      cpSync(join('examples', name), folder, { recursive: true });
      const text = readFileSync(join(folder, 'Dockerfile'), 'utf8');
      if (!hasBases(text)) {
        process.stderr.write(`skipped: the engine has no image for ${name}\n`);
        return;
      }
      const { known = {}, ...edits } = readJson(folder, 'rebuilds.json') as Project;
      for (const [way, options] of Object.entries(ways)) {
        const rewritten = await run(['--quiet', '--context', '.', ...options, '-'], {
          cwd: folder,
          stdin: text,
        });
        writeFileSync(join(folder, `${way}.Dockerfile`), rewritten.out);
      }

      const measured = async (after: string): Promise<readonly Counts[]> => {
        const edited = ['--edit', edits.source, '--edit', edits.manifest];
        const sides = ['--before', 'Dockerfile', '--after', after, '--context', '.'];
        const { code, report } = await verify(folder, `${name}, ${after}`, ...sides, ...edited);
        expect([after, code, report.verdict.broken]).toEqual([after, 0, []]);
        return report.rebuilds === null ? [] : [report.rebuilds.before, report.rebuilds.after].map(countsIn);
      };
      const [naive, ours] = await measured('ours.Dockerfile');
      const [, reshaped] = await measured('reshaped.Dockerfile');
      const [, expert] = await measured('expert.Dockerfile');
      if (naive === undefined || ours === undefined || reshaped === undefined || expert === undefined)
        throw new Error('nothing measured');

      expect([naive, ours, reshaped, expert].map(({ unchanged }) => unchanged)).toEqual([0, 0, 0, 0]);
      for (const edit of ['source', 'manifest'] as const) {
        // What is known to be worse is worse still, so that nothing is excused in vain.
        const isMore = ours[edit] > expert[edit];
        expect({ edit, naive, ours, expert, isMore }).toEqual({
          ...{ edit, naive, ours, expert },
          isMore: known[edit] !== undefined,
        });
        expect({ edit, reshaped, isMore: reshaped[edit] > expert[edit] }).toEqual({
          ...{ edit, reshaped },
          isMore: false,
        });
      }
    },
    LONGEST,
  );
});
