import { describe, expect, it } from '@jest/globals';
import { squash, type SquashOptions } from '../../src/index.js';

const context: NonNullable<SquashOptions['context']> = {
  stat: (path) => (path === 'big.tar.gz' ? { kind: 'file', mode: 0o644, size: 1_048_576 } : null),
};

function toldOf(text: string): readonly string[] {
  const { refused } = squash(text, { mode: 'release', only: ['drop-removed-files'], context });
  return refused.map(({ reason, detail }) => `${reason} ${detail ?? ''}`);
}

describe('what has been copied and is removed', () => {
  it('is told with its size, where the build context has it', () => {
    const text =
      'FROM debian:12\nCOPY big.tar.gz /tmp/x.tar.gz\nRUN tar xzf /tmp/x.tar.gz && rm /tmp/x.tar.gz\n';
    expect(toldOf(text)).toEqual(['copied /tmp/x.tar.gz: 1048576 bytes stay in the image']);
  });

  it('is told without one where that is not known', () => {
    const text = 'FROM debian:12\nCOPY --from=build big.tar.gz /tmp/\nRUN rm /tmp/big.tar.gz\n';
    expect(toldOf(text)).toEqual(['copied /tmp/big.tar.gz']);
  });
});
