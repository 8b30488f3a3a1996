import { describe, expect, it } from '@jest/globals';
import { SYSTEM } from '../../../src/read/regions.js';
import { effectsIn } from '../effects-of.js';

describe('pacman', () => {
  it.each([
    ['pacman -S --noconfirm git', 'install', ['git']],
    ['pacman --noconfirm -S git', 'install', ['git']],
    ['pacman -Syu --noconfirm --needed git', 'install', ['git']],
    ['pacman -S --color never --overwrite "*" git', 'install', ['git']],
    ['pacman -Rns --noconfirm gcc', 'remove', ['gcc']],
    ['pacman -Syyu --noconfirm', 'install', []],
  ])('%s runs scripts and hooks of packages', (text, does, names) => {
    const { reads, writes, network, packages } = effectsIn(text);
    expect([reads, writes, network]).toEqual([SYSTEM, SYSTEM, true]);
    expect(packages).toMatchObject([{ manager: 'pacman', does, names }]);
  });

  it('-U reads the file of a package, or asks for it', () => {
    expect(effectsIn('pacman -U --noconfirm x.pkg.tar.zst').reads).toContain('/work/x.pkg.tar.zst');
    expect(effectsIn('pacman -U --noconfirm https://x.org/x.pkg.tar.zst').reads).toEqual(SYSTEM);
  });

  it('-Scc writes caches', () => {
    const { writes, packages } = effectsIn('pacman -Scc --noconfirm');
    expect(writes).toEqual(['/var/lib/pacman', '/var/log/pacman.log', '/var/cache/pacman']);
    expect(packages).toMatchObject([{ does: 'clean' }]);
  });

  it.each(['pacman -Q', 'pacman -Qtdq', 'pacman -Qo /usr/bin/x'])('%s writes nothing', (text) => {
    expect(effectsIn(text)).toMatchObject({ writes: [], unknown: null });
  });

  it.each(['pacman -D --asdeps gcc', 'pacman -Fy'])('%s writes what pacman knows', (text) => {
    expect(effectsIn(text).writes).toContain('/var/lib/pacman');
    expect(effectsIn(text).writes).not.toContain('/etc');
  });

  it.each([
    'pacman -S -r /target git',
    'pacman --root /target -S git',
    'pacman --config x -S git',
    'pacman -S $PACMAN_OPTS x',
    'pacman',
  ])('%s is not told', (text) => {
    expect(effectsIn(text).unknown).toBe(text);
  });
});

describe('pacman-key', () => {
  it.each(['pacman-key --init', 'pacman-key --populate archlinux', 'pacman-key --refresh-keys'])(
    '%s writes keys',
    (text) => {
      expect(effectsIn(text).writes).toContain('/etc/pacman.d/gnupg');
      expect(effectsIn(text)).toMatchObject({ unknown: null, directory: false });
    },
  );

  it('--add reads a file', () => {
    expect(effectsIn('pacman-key --add x.asc').reads).toContain('/work/x.asc');
    expect(effectsIn('pacman-key --gpgdir /x --init').unknown).not.toBeNull();
  });
});

describe('managers of other distributions', () => {
  it.each([
    ['xbps-install -Syu git', 'xbps', 'install'],
    ['xbps-remove -y gcc', 'xbps', 'remove'],
    ['opkg update', 'opkg', 'update'],
    ['opkg install git', 'opkg', 'install'],
    ['opkg --force-depends remove git', 'opkg', 'remove'],
  ])('%s may change all of the system', (text, manager, does) => {
    const { writes, packages } = effectsIn(text);
    expect(writes).toEqual(SYSTEM);
    expect(packages).toMatchObject([{ manager, does }]);
  });

  it.each(['xbps-install -r /target git', 'opkg -o /target install git'])('%s is not told', (text) => {
    expect(effectsIn(text).unknown).toBe(text);
  });
});
