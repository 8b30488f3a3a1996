import { describe, expect, it } from '@jest/globals';
import { SYSTEM } from '../../../src/read/regions.js';
import { effectsIn } from '../effects-of.js';

describe('zypper', () => {
  it.each([
    ['zypper -n install curl', 'install', ['curl']],
    ['zypper --non-interactive in --no-recommends curl', 'install', ['curl']],
    ['zypper -n in -t pattern devel', 'install', ['devel']],
    ['zypper -n rm -u gcc', 'remove', ['gcc']],
    ['zypper -n dup', 'upgrade', []],
    ['zypper -n patch', 'upgrade', []],
  ])('%s runs scripts of packages', (text, does, names) => {
    const { reads, writes, network, packages } = effectsIn(text);
    expect([reads, writes, network]).toEqual([SYSTEM, SYSTEM, true]);
    expect(packages).toMatchObject([{ manager: 'zypper', does, names }]);
  });

  it('reads the file of a package', () => {
    expect(effectsIn('zypper -n in ./x.rpm').reads).toContain('/work/x.rpm');
  });

  it.each([
    ['zypper clean -a', 'clean', false],
    ['zypper -n --gpg-auto-import-keys refresh', 'update', true],
    ['zypper ar https://x.org/repo name', 'configure', true],
    ['zypper se curl', 'query', true],
  ])('%s writes what zypper keeps', (text, does, network) => {
    const effects = effectsIn(text);
    expect(effects).toMatchObject({ network, packages: [{ does }], unknown: null });
    expect(effects.writes).toContain('/var/cache/zypp');
    expect(effects.writes).not.toContain('/etc');
  });

  it('addrepo reads the file of a repository', () => {
    expect(effectsIn('zypper addrepo /data/x.repo').reads).toContain('/data/x.repo');
  });

  it.each([
    'zypper --root /target in curl',
    'zypper -R /target in curl',
    'zypper ar file:///x name',
    'zypper what',
  ])('%s is not told', (text) => {
    expect(effectsIn(text).unknown).toBe(text);
  });
});
