import { describe, expect, it } from '@jest/globals';
import type { Effects } from '../../../src/read/effects.js';
import { SYSTEM } from '../../../src/read/regions.js';
import { effectsIn } from '../effects-of.js';

const call = (text: string): Effects['packages'][number] | undefined => effectsIn(text).packages[0];

describe('apt-get, apt and aptitude', () => {
  it.each([
    ['apt-get install -y curl git', 'install', ['curl', 'git']],
    ['apt-get -y --no-install-recommends install curl', 'install', ['curl']],
    ['apt-get -o Acquire::Retries=3 -qq install curl', 'install', ['curl']],
    ['apt-get -o "Dpkg::Options::=--force-confold" -y install curl', 'install', ['curl']],
    ['apt-get -t bookworm-backports install curl', 'install', ['curl']],
    ['apt-get install -t=sid -y curl', 'install', ['curl']],
    ['apt-get install --target-release sid curl', 'install', ['curl']],
    ['apt-get purge -y --auto-remove gcc', 'remove', ['gcc']],
    ['apt-get dist-upgrade -y', 'upgrade', []],
    ['apt full-upgrade -y', 'upgrade', []],
    ['aptitude -y -R install vim', 'install', ['vim']],
    ['apt-fast install -y vim', 'install', ['vim']],
    ['install_packages curl', 'install', ['curl']],
  ])('%s runs scripts of packages: it may change all of the system', (text, does, names) => {
    const { reads, writes, network, environment } = effectsIn(text);
    expect([reads, writes, network]).toEqual([SYSTEM, SYSTEM, true]);
    expect(environment).toBe('all');
    expect(call(text)).toMatchObject({ manager: 'apt', does, names });
    expect(call(text)?.scripts).toMatch(/scripts of packages/);
  });

  it('reads a package of a path', () => {
    const { reads, writes } = effectsIn('apt-get install -y ./x.deb /opt/y.deb curl');
    expect(reads).toEqual(expect.arrayContaining(['/work/x.deb', '/opt/y.deb']));
    expect(reads).not.toContain('/work/curl');
    expect(writes).toEqual(expect.arrayContaining([...SYSTEM]));
  });

  it.each(['apt-get build-dep -y ./', 'apt-get build-dep -y sub/x.dsc', 'apt-get build-dep x.dsc'])(
    '%s reads a source package of a path',
    (text) => {
      const { reads, directory } = effectsIn(text);
      expect(reads).toEqual(expect.arrayContaining([expect.stringMatching(/^\/work/)]));
      expect(directory).toBe(true);
    },
  );

  it('update writes its index only, and asks other machines', () => {
    const { writes, network, directory } = effectsIn('apt-get -qq update');
    expect(writes).toEqual(expect.arrayContaining(['/var/lib/apt', '/var/cache/apt']));
    for (const other of ['/etc', '/usr', '/usr/lib', '/var', '/home', '/tmp'])
      expect(writes).not.toContain(other);
    expect([network, directory]).toEqual([true, false]);
    expect(call('apt-get -qq update')).toMatchObject({
      does: 'update',
      caches: ['/var/lib/apt/lists', '/var/cache/apt'],
    });
  });

  it('update needs the settings, the keys and the certificates', () => {
    expect(effectsIn('apt-get update').reads).toEqual(
      expect.arrayContaining(['/etc', '/usr/share', '/usr/local/share/ca-certificates', '/tmp']),
    );
    expect(effectsIn('apt-get update').environment).toEqual(expect.arrayContaining(['http_proxy', 'APT_*']));
  });

  it('reads the settings that APT_CONFIG names', () => {
    const variable = (name: string): string | undefined =>
      name === 'APT_CONFIG' ? '/app/apt.conf' : undefined;
    expect(effectsIn('apt-get update', { variable }).reads).toContain('/app/apt.conf');
  });

  it.each(['apt-get clean', 'apt-get -y autoclean', 'apt clean', 'apt-get dist-clean'])(
    '%s writes caches only',
    (text) => {
      const { writes, network } = effectsIn(text);
      expect(writes).toEqual(['/var/cache/apt', '/var/lib/apt', '/var/lib/aptitude']);
      expect([network, call(text)?.does]).toEqual([false, 'clean']);
    },
  );

  it.each(['apt-get download curl', 'apt-get source curl'])('%s writes in the working directory', (text) => {
    const { writes, directory, network } = effectsIn(text);
    expect(writes).toContain('/work');
    expect([directory, network, call(text)?.does]).toEqual([true, true, 'download']);
  });

  it.each([
    'apt-cache policy nodejs',
    'apt-cache -o Debug::x=1 show curl',
    'apt list --installed',
    'apt-get check',
    'apt-mark showmanual',
  ])('%s only renews the cache', (text) => {
    const { writes, unknown, network } = effectsIn(text);
    expect(unknown).toBeNull();
    expect(network).toBe(false);
    expect(writes).toContain('/var/cache/apt');
    expect(writes).not.toContain('/etc');
    expect(call(text)?.does).toBe('query');
  });

  it.each(['apt-mark hold libc6', "apt-mark auto '.*'", 'apt-mark manual curl'])(
    '%s writes what apt knows',
    (text) => {
      expect(effectsIn(text).writes).toEqual(expect.arrayContaining(['/var/lib/apt', '/var/lib/dpkg']));
      expect(call(text)?.does).toBe('configure');
    },
  );

  it.each([
    ['a root of its own', 'apt-get -o Dir=/target install curl'],
    ['a root of its own', 'apt-get -o RootDir=/target update'],
    ['settings of a file', 'apt-get -c /x/apt.conf update'],
    ['a hook', 'apt-get -o DPkg::Post-Invoke::="touch /x" install curl'],
    ['a root of dpkg', 'apt-get -o Dpkg::Options::=--root=/target install curl'],
    ['a setting that is not known', 'apt-get -o "$SETTING" install curl'],
    ['an option that is not listed', 'apt-get install --into /target curl'],
    ['options in a variable', 'apt-get ${APT_OPTS} update'],
    ['a verb that is not listed', 'apt-get moo'],
    ['a build', 'apt-get source --compile curl'],
    ['no verb', 'apt-get'],
  ])('does not tell what %s does: %s', (_, text) => {
    expect(effectsIn(text)).toMatchObject({ writes: 'anything', unknown: text });
  });
});

describe('apt-key', () => {
  it('add reads a file', () => {
    const { reads, writes, network } = effectsIn('apt-key add keys/a.asc');
    expect(reads).toContain('/work/keys/a.asc');
    expect(writes).toEqual(['/etc/apt', '/var/lib/apt', '/root/.gnupg', '/tmp', '/var/tmp']);
    expect(network).toBe(false);
  });

  it('add - reads what it is given', () => {
    expect(effectsIn('apt-key add -').directory).toBe(false);
  });

  it('changes the keyring that it is told', () => {
    expect(effectsIn('apt-key --keyring /usr/share/keyrings/x.gpg add -').writes).toContain(
      '/usr/share/keyrings/x.gpg',
    );
  });

  it.each([
    'apt-key adv --keyserver hkp://keyserver.ubuntu.com:80 --recv-keys 0EBFCD88',
    'apt-key adv --batch --yes --fetch-keys https://x.org/key',
  ])('%s asks another machine', (text) => {
    expect(effectsIn(text)).toMatchObject({ network: true, unknown: null });
  });

  it.each(['apt-key adv --homedir /x --recv-keys A', 'apt-key adv --fetch-keys file:///x', 'apt-key update'])(
    '%s is not told',
    (text) => {
      expect(effectsIn(text).unknown).toBe(text);
    },
  );
});

describe('other programs of apt', () => {
  it('add-apt-repository may change all of the system', () => {
    expect(effectsIn("add-apt-repository -y 'ppa:x/y'")).toMatchObject({ writes: SYSTEM, network: true });
  });

  it.each(['apt-config dump', 'apt-config shell A APT::Architecture'])('%s writes nothing', (text) => {
    expect(effectsIn(text)).toMatchObject({ writes: [], unknown: null });
  });

  it('apt-file update writes the index', () => {
    expect(effectsIn('apt-file update').writes).toContain('/var/lib/apt');
    expect(effectsIn('apt-file search x.h').network).toBe(false);
  });
});
