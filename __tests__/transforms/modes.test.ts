import { describe, expect, it } from '@jest/globals';
import { squash, type Mode, type SquashOptions } from '../../src/index.js';

/** Something for each of the transforms that move instructions. */
const TEXT = `FROM debian:bookworm
RUN apt-get update
COPY . /app/
RUN apt-get install -y --no-install-recommends ca-certificates
`;
const changes = (name: string, mode: Mode, more: SquashOptions = {}): boolean =>
  squash(TEXT, { mode, only: [name], ...more }).changed;

describe('instructions are moved', () => {
  it('for few layers in release mode only', () => {
    expect(changes('hoist-layers', 'release')).toBe(true);
    expect(changes('hoist-layers', 'dev')).toBe(false);
  });

  it('for the cache in dev mode only', () => {
    expect(changes('order-for-cache', 'dev')).toBe(true);
    expect(changes('order-for-cache', 'release')).toBe(false);
  });

  it('at every level, as the image stays the same', () => {
    for (const level of ['exact', 'prune', 'reshape'] as const) {
      expect(changes('hoist-layers', 'release', { level })).toBe(true);
      expect(changes('order-for-cache', 'dev', { level })).toBe(true);
    }
  });

  it('once: a second run changes nothing', () => {
    const released = squash(TEXT, { mode: 'release' }).output;
    expect(squash(released, { mode: 'release' }).output).toBe(released);
    const developed = squash(TEXT, { mode: 'dev' }).output;
    expect(squash(developed, { mode: 'dev' }).output).toBe(developed);
  });

  it('past variables where that is asked for, unless they read them', () => {
    const text = (first: string): string =>
      `FROM debian:bookworm\nRUN ${first}\nENV MOTTO="it's open"\nRUN echo "$MOTTO" > /srv/store/motto\n`;
    const moved = (first: string, value: boolean): boolean =>
      squash(text(first), {
        only: ['hoist-layers'],
        options: { 'hoist-layers': { 'move-variables': value } },
      }).changed;
    expect(moved('mkdir -p /srv/store', true)).toBe(true);
    expect(moved('mkdir -p /srv/store', false)).toBe(false);
    expect(moved('mkdir -p /srv/store/$MOTTO', true)).toBe(false);
    expect(moved('printenv > /srv/environment', true)).toBe(false);
  });
});
