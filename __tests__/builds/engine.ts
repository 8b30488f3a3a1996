/**
 * What real builds have in common. They need an engine, found as the command finds it (DOCKER_HOST and so on), and skip
 * what needs an image that the engine does not have. BUILDS_REPORT names a file for the results; then the images stay.
 * BUILDS_SHARE=2/6 builds every sixth of the cases, from the third on.
 */
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe } from '@jest/globals';
import type { Rebuilds } from '../../src/engine/rebuilds.js';
import { run } from '../command.js';
import type { Case } from './cases.js';

export const docker = (...args: readonly string[]): SpawnSyncReturns<string> =>
  spawnSync('docker', args, { encoding: 'utf8' });
const engine = docker('version', '--format', '{{.Server.Version}}');
const hasEngine = engine.status === 0;
if (!hasEngine)
  process.stderr.write(
    `\nNo engine answers, so nothing is built: ${engine.stderr || 'docker is not installed'}\n\n`,
  );

/** `describe` where an engine answers. */
export const describeBuilds: (name: string, tests: () => void) => void = hasEngine ? describe : describe.skip;

const [first = 0, of = 1] = (process.env.BUILDS_SHARE ?? '0/1').split('/').map(Number);

/** The share of them that is built: one at least, if there are any. */
export const shareOf = <T>(cases: readonly T[]): readonly T[] =>
  cases.filter((_, at) => at % of === first % Math.min(of, cases.length));

/** The share of the cases that is built, by name, as `it.each` takes them. */
export const named = <T extends Case>(cases: readonly T[]): readonly (readonly [string, T])[] =>
  shareOf(cases).map((one) => [one.name, one] as const);

/** Contexts of builds, for as long as the tests of a file run. */
export const root = mkdtempSync(join(tmpdir(), 'builds-'));
afterAll(() => {
  rmSync(root, { recursive: true });
});

/** Whether the engine has all images that the Dockerfile is FROM. */
export function hasBases(text: string): boolean {
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

export interface Report {
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

/** What the command says of two builds. @throws Error when there is nothing to compare */
export async function verify(
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

/** A folder with the Dockerfile and the files of the case. */
export function contextOf({ name, text, files = {} }: Case): string {
  const folder = join(root, name.replace(/\W+/g, '-'));
  for (const [path, content] of Object.entries({ Dockerfile: text, ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

/** Layers that the image has fewer than before. */
export const saved = ({ before, after }: Report): number => before.profile.layers - after.profile.layers;
