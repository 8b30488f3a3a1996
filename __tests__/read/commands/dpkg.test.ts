import { describe, expect, it } from '@jest/globals';
import { SYSTEM } from '../../../src/read/regions.js';
import { effectsIn } from '../effects-of.js';

describe('dpkg', () => {
  it.each([
    ['dpkg -i /tmp/a.deb', '/tmp/a.deb'],
    ['dpkg --install a.deb', '/work/a.deb'],
    ['dpkg -i --force-depends a.deb', '/work/a.deb'],
    ['dpkg --force-all -iGE a.deb', '/work/a.deb'],
    ['dpkg -i /tmp/debs/*.deb', '/tmp/debs'],
    ['dpkg --unpack a.deb', '/work/a.deb'],
  ])('%s reads the file of a package and runs its scripts', (text, path) => {
    const { reads, writes, packages, network } = effectsIn(text);
    expect(reads).toContain(path);
    expect(writes).toEqual(SYSTEM);
    expect(packages[0]).toMatchObject({ manager: 'apt', does: 'install' });
    expect(network).toBe(false);
  });

  it.each([
    ['dpkg --configure -a', 'configure'],
    ['dpkg --purge --force-all libc6-dev', 'remove'],
    ['dpkg -r --force-depends gcc', 'remove'],
    ['dpkg -P gcc', 'remove'],
  ])('%s runs scripts', (text, does) => {
    expect(effectsIn(text)).toMatchObject({ writes: SYSTEM, packages: [{ does }] });
  });

  it('--add-architecture writes what dpkg knows', () => {
    expect(effectsIn('dpkg --add-architecture i386')).toMatchObject({
      writes: ['/var/lib/dpkg'],
      unknown: null,
    });
  });

  it.each([
    'dpkg --print-architecture',
    'dpkg -l',
    'dpkg -L curl',
    'dpkg -S /usr/bin/x',
    'dpkg -s curl',
    'dpkg --compare-versions 1 lt 2',
    'dpkg --get-selections',
  ])('%s writes nothing', (text) => {
    expect(effectsIn(text)).toMatchObject({ writes: [], directory: false, network: false, unknown: null });
  });

  it.each([
    'dpkg --root=/target -i a.deb',
    'dpkg --admindir /x -l',
    'dpkg --pre-invoke=x -i a.deb',
    'dpkg -i --what a.deb',
    'dpkg',
  ])('%s is not told', (text) => {
    expect(effectsIn(text).unknown).toBe(text);
  });

  it.each(['dpkg -x a.deb out', 'dpkg-deb -x a.deb out', 'dpkg-deb -R a.deb out', 'dpkg-deb -b a.deb out'])(
    '%s reads the first and writes the second',
    (text) => {
      const { reads, writes } = effectsIn(text);
      expect(reads).toContain('/work/a.deb');
      expect(writes).toEqual(['/work/out']);
    },
  );

  it('dpkg-deb --field only reads', () => {
    expect(effectsIn('dpkg-deb -f a.deb Version')).toMatchObject({ writes: [], unknown: null });
    expect(effectsIn('dpkg-deb -e a.deb').unknown).not.toBeNull();
  });
});

describe('programs of dpkg', () => {
  it.each([
    "dpkg-query -W -f '${Version}' curl",
    "dpkg-query --showformat='${Package}\\n' --show",
    'dpkg-query --search /usr/lib/x.so',
    'dpkg-architecture --query DEB_BUILD_GNU_TYPE',
    'dpkg-architecture -qDEB_HOST_MULTIARCH',
  ])('%s writes nothing', (text) => {
    expect(effectsIn(text)).toMatchObject({ writes: [], directory: false, unknown: null });
  });

  it('dpkg-buildflags puts the working directory into the flags', () => {
    expect(effectsIn('dpkg-buildflags --get CFLAGS')).toMatchObject({ writes: [], directory: true });
  });

  it('dpkg-architecture -c runs a command: that is not told', () => {
    expect(effectsIn('dpkg-architecture -c make').unknown).not.toBeNull();
  });

  it('dpkg-divert moves a file', () => {
    expect(effectsIn('dpkg-divert --local --rename --add /sbin/initctl').writes).toEqual([
      '/sbin/initctl',
      '/var/lib/dpkg',
    ]);
    const text = 'dpkg-divert --rename --divert "/usr/share/a/$V/x.dpkg" "/usr/share/a/$V/x"';
    expect(effectsIn(text).writes).toEqual(['/usr/share/a', '/var/lib/dpkg']);
  });

  it.each(['dpkg-divert --rename --add /app/x', 'dpkg-divert --rename --add "$f"'])(
    '%s is not told',
    (text) => {
      expect(effectsIn(text).unknown).toBe(text);
    },
  );

  it('dpkg-statoverride changes a path', () => {
    const { writes, reads } = effectsIn('dpkg-statoverride --update --add root root 4755 /usr/bin/x');
    expect(writes).toEqual(['/usr/bin/x', '/var/lib/dpkg']);
    expect(reads).toContain('/etc/passwd');
  });

  it('dpkg-reconfigure runs scripts', () => {
    const effects = effectsIn('dpkg-reconfigure -f noninteractive tzdata');
    expect(effects).toMatchObject({ writes: SYSTEM, packages: [{ does: 'configure', names: ['tzdata'] }] });
  });
});

describe('tools of Debian', () => {
  it('update-alternatives makes a link, and looks at what it leads to', () => {
    const { reads, writes } = effectsIn(
      'update-alternatives --install /app/python python /opt/py/bin/python 10 --slave /app/pip pip /data/pip',
    );
    expect(writes).toEqual(expect.arrayContaining([...SYSTEM, '/app/python', '/app/pip']));
    expect(reads).toEqual(expect.arrayContaining(['/opt/py/bin/python', '/data/pip']));
  });

  it('update-alternatives --set looks at the path', () => {
    expect(effectsIn('update-alternatives --set python /data/python').reads).toContain('/data/python');
  });

  it('update-alternatives --list writes nothing', () => {
    expect(effectsIn('update-alternatives --list java')).toMatchObject({ writes: [], unknown: null });
  });

  it.each(['update-alternatives --root /x --set a /b', 'update-alternatives --altdir /x --auto a'])(
    '%s is not told',
    (text) => {
      expect(effectsIn(text).unknown).toBe(text);
    },
  );

  it.each([
    ['gdebi -n /data/x.deb', '/data/x.deb'],
    ['mk-build-deps --install --tool="apt-get -y" control', '/work/control'],
  ])('%s installs what a file says', (text, path) => {
    const { reads, writes } = effectsIn(text);
    expect(reads).toContain(path);
    expect(writes).toEqual(expect.arrayContaining([...SYSTEM]));
  });

  it('mk-build-deps with another tool is not told', () => {
    expect(effectsIn('mk-build-deps -i -t "sh -c x" control').unknown).not.toBeNull();
  });

  it('eatmydata runs a command', () => {
    expect(effectsIn('eatmydata apt-get -y install curl').packages).toMatchObject([
      { does: 'install', names: ['curl'] },
    ]);
    expect(effectsIn('eatmydata ./x').unknown).not.toBeNull();
  });

  it.each([
    ['update-rc.d -f apache2 remove', '/etc'],
    ['a2enmod rewrite headers', '/etc/apache2'],
    ['a2dissite 000-default', '/var/lib/apache2'],
    ['phpenmod -v 7.2 -s cli redis', '/etc/php'],
    ['update-locale LANG=en_US.UTF-8', '/etc/default'],
    ['locale-gen en_US.UTF-8', '/etc/locale.gen'],
    ['update-initramfs -u', '/boot'],
  ])('%s writes %s', (text, path) => {
    const { writes, unknown } = effectsIn(text);
    expect(unknown).toBeNull();
    expect(writes).toContain(path);
    expect(writes).not.toEqual('anything');
  });

  it('debconf-set-selections reads a file', () => {
    const { reads, writes } = effectsIn('debconf-set-selections answers');
    expect(reads).toContain('/work/answers');
    expect(writes).toEqual(['/var/cache/debconf']);
    expect(effectsIn('debconf-set-selections').directory).toBe(false);
  });

  it('localedef looks for its input in the working directory first', () => {
    const text = 'localedef -i en_US -c -f UTF-8 -A /usr/share/locale/locale.alias en_US.UTF-8';
    const { reads, writes, directory } = effectsIn(text);
    expect(reads).toEqual(
      expect.arrayContaining(['/work/en_US', '/work/UTF-8', '/usr/share/locale/locale.alias']),
    );
    expect(writes).toEqual(['/usr/lib/locale', '/usr/lib64/locale']);
    expect(directory).toBe(true);
  });

  it('localedef writes a directory where its last operand has a slash', () => {
    expect(effectsIn('localedef -i C -f UTF-8 ./out').writes).toContain('/work/out');
    expect(effectsIn('localedef --prefix=/x -i C -f UTF-8 C').unknown).not.toBeNull();
  });

  it('update-ca-certificates writes bundles of certificates', () => {
    const { reads, writes } = effectsIn('update-ca-certificates --fresh');
    expect(reads).toEqual(expect.arrayContaining(['/usr/local/share/ca-certificates', '/etc']));
    expect(writes).toEqual(expect.arrayContaining(['/etc/ssl', '/etc/ca-certificates']));
    expect(writes).not.toContain('/etc');
    expect(effectsIn('update-ca-certificates --etccertsdir /x').unknown).not.toBeNull();
  });
});
