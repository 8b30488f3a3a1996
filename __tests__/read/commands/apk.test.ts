import { describe, expect, it } from '@jest/globals';
import { SYSTEM } from '../../../src/read/regions.js';
import { effectsIn } from '../effects-of.js';

describe('apk', () => {
  it.each([
    ['apk add --no-cache curl git', 'install', ['curl', 'git']],
    ['apk --no-cache add curl', 'install', ['curl']],
    ['apk add --no-cache --virtual .deps gcc make', 'install', ['gcc', 'make']],
    ['apk add -t .deps gcc', 'install', ['gcc']],
    ['apk add --virtual=.deps gcc', 'install', ['gcc']],
    ['apk --repository https://x.org/alpine --no-cache add gcc', 'install', ['gcc']],
    ['apk -X http://x.org/alpine add gcc@edge', 'install', ['gcc@edge']],
    ['apk del --no-network .deps', 'remove', ['.deps']],
    ['apk upgrade --available', 'upgrade', []],
    ['apk-install curl', 'install', ['curl']],
  ])('%s runs scripts of packages', (text, does, names) => {
    const { reads, writes, environment, network, packages, directory } = effectsIn(text);
    expect([reads, writes, network, directory]).toEqual([SYSTEM, SYSTEM, true, false]);
    expect(environment).toBe('all');
    expect(packages).toMatchObject([
      { manager: 'apk', does, names, caches: ['/var/cache/apk', '/etc/apk/cache'] },
    ]);
  });

  it('reads a package of a path, and a repository of one', () => {
    expect(effectsIn('apk add --allow-untrusted ./x.apk').reads).toContain('/work/x.apk');
    expect(effectsIn('apk add -X /data/packages curl').reads).toContain('/data/packages');
    expect(effectsIn('apk add -X $REPOSITORY curl').reads).toBe('anything');
  });

  it('update writes its index only', () => {
    const { writes, network, packages } = effectsIn('apk --no-cache update');
    expect(writes).toEqual(expect.arrayContaining(['/var/cache/apk', '/lib/apk/db']));
    expect(writes).not.toContain('/etc');
    expect([network, packages[0]?.does]).toEqual([true, 'update']);
  });

  it.each(['apk info -vv', 'apk search -x curl', 'apk version curl', 'apk cache clean'])(
    '%s writes no more than an index',
    (text) => {
      const { writes, unknown } = effectsIn(text);
      expect(unknown).toBeNull();
      expect(writes).not.toContain('/etc');
      expect(writes).toContain('/var/cache/apk');
    },
  );

  it('--print-arch writes nothing', () => {
    expect(effectsIn('apk --print-arch')).toMatchObject({ writes: [], unknown: null, network: false });
  });

  it('fetch writes in the working directory, or where it is told', () => {
    expect(effectsIn('apk fetch curl')).toMatchObject({ directory: true, network: true });
    expect(effectsIn('apk fetch curl').writes).toContain('/work');
    expect(effectsIn('apk fetch -o /data curl').writes).toContain('/data');
    expect(effectsIn('apk fetch -o /data curl').writes).not.toContain('/work');
  });

  it('index reads packages and writes the value of -o', () => {
    const { reads, writes } = effectsIn('apk index -o APKINDEX.tar.gz a.apk');
    expect(reads).toEqual(expect.arrayContaining(['/work/a.apk']));
    expect(writes).toEqual(['/work/APKINDEX.tar.gz']);
  });

  it.each([
    'apk add --root /target curl',
    'apk -p /target add curl',
    'apk add --keys-dir /x curl',
    'apk add --initdb curl',
    'apk install curl',
    'apk cache what',
    'apk add $APK_OPTS curl',
  ])('%s is not told', (text) => {
    expect(effectsIn(text).unknown).toBe(text);
  });
});

describe('rc-update', () => {
  it.each(['rc-update add crond default', 'rc-update -u'])('%s writes links of services', (text) => {
    expect(effectsIn(text).writes).toContain('/etc/runlevels');
    expect(effectsIn(text).unknown).toBeNull();
  });
});
