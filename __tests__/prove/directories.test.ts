/** What a removal leaves of the directories that later instructions count on. */
import { describe, expect, it } from '@jest/globals';
import { proverOf } from '../../src/prove/prove.js';
import { readDockerfile } from '../../src/read/read.js';

/** Whether a link may be made before its target is copied, where all agree that the directory is there. */
function isProven(run: string): boolean {
  const context = { stat: () => ({ kind: 'file', mode: 0o755, size: 1 }) as const };
  const read = (text: string): ReturnType<typeof readDockerfile> => readDockerfile(text, { context });
  const [copy, link] = ['COPY a.sh b.sh /usr/local/bin/', 'RUN ln -sT a.sh /usr/local/bin/c'];
  const text = (...last: readonly string[]): string =>
    ['FROM debian:12', `RUN ${run}`, ...last, ''].join('\n');
  const claim = { level: 'exact', drops: [] } as const;
  return proverOf(read)(read(text(copy, link)), read(text(link, copy)), claim) === null;
}

describe('a directory of the system is there behind the removal of', () => {
  it.each([
    ['a temporary directory', 'd=$(mktemp -d); rm -rf "$d"'],
    ['a temporary directory that a branch has made', 'if x; then d="$(mktemp -d)"; fi; rm -rf "$d"'],
  ])('%s', (_, run) => {
    expect(isProven(run)).toBe(true);
  });
});

describe('a directory of the system may have gone with', () => {
  it.each([
    ['what a variable of the builder names', 'rm -rf "$D"'],
    [
      'what may be something else than a temporary directory',
      'if x; then d="$(mktemp -d)"; else d=$(y); fi; rm -rf "$d"',
    ],
    ['what has been read', 'if x; then d="$(mktemp -d)"; fi; read -r d < /y; rm -rf "$d"'],
  ])('%s', (_, run) => {
    expect(isProven(run)).toBe(false);
  });
});

describe('a directory of a mount', () => {
  const merged = (run: string): boolean => {
    const read = (text: string): ReturnType<typeof readDockerfile> => readDockerfile(text);
    const text = (between: string): string =>
      `FROM debian:12\nWORKDIR /src\nRUN ${run} a${between}${between === ' && b' ? '' : `${run} b`}\n`;
    const claim = { level: 'exact', drops: [] } as const;
    return proverOf(read)(read(text('\nRUN ')), read(text(' && b')), claim) === null;
  };

  it('that was there before is there behind its RUN', () => {
    expect(merged('--mount=target=/src')).toBe(true);
  });
});
