import { describe, expect, it } from '@jest/globals';
import { effectsIn } from '../effects-of.js';

describe('libraries and programs', () => {
  it.each(['ldconfig', 'ldconfig -v', 'ldconfig /usr/local/lib'])(
    '%s goes where the settings of the loader lead',
    (text) => {
      expect(effectsIn(text)).toMatchObject({
        reads: 'anything',
        writes: 'anything',
        unknown: null,
        environment: [],
      });
    },
  );

  it('ldconfig -p only reads the cache', () => {
    expect(effectsIn('ldconfig -p')).toMatchObject({ reads: ['/etc/ld.so.cache'], writes: [] });
    expect(effectsIn('ldconfig -r /target').unknown).not.toBeNull();
  });

  it('ldd reads what a program says, and writes nothing', () => {
    expect(effectsIn('ldd bin/app')).toMatchObject({
      reads: 'anything',
      writes: [],
      directory: true,
      unknown: null,
    });
  });

  it.each([
    ['strip --strip-all bin/app', ['/work/bin/app']],
    ['strip -R .comment bin/app', ['/work/bin/app']],
    ['upx --best --lzma bin/app', ['/work/bin/app']],
    ['upx -9 bin/app', ['/work/bin/app']],
  ])('%s changes a file in its place', (text, paths) => {
    const { reads, writes } = effectsIn(text);
    expect(writes).toEqual(paths);
    expect(reads).toEqual(expect.arrayContaining(paths));
  });

  it.each(['strip -o out bin/app', 'upx -oout bin/app'])('%s writes another file', (text) => {
    const { reads, writes } = effectsIn(text);
    expect(writes).toEqual(['/work/out']);
    expect(reads).toContain('/work/bin/app');
  });

  it('upx -k leaves a copy beside the file: that is not told', () => {
    expect(effectsIn('upx -k bin/app').unknown).not.toBeNull();
  });

  it.each([
    "scanelf --needed --nobanner --format '%n#p' --recursive /usr/local",
    'scanelf -R -n --nobanner -F %p /usr/local',
  ])('%s reads', (text) => {
    expect(effectsIn(text)).toMatchObject({ reads: ['/usr/local'], writes: [], unknown: null });
  });

  it.each(['scanelf -X bin/app', 'scanelf -p', 'scanelf -l'])('%s is not told', (text) => {
    expect(effectsIn(text).unknown).toBe(text);
  });
});

describe('fonts and desktop files', () => {
  it('fc-cache reads all directories that are set, and writes caches', () => {
    const { reads, writes } = effectsIn('fc-cache -fv');
    expect(reads).toBe('anything');
    expect(writes).toEqual(expect.arrayContaining(['/var/cache/fontconfig', '/root/.cache/fontconfig']));
    expect(effectsIn('fc-cache -f fonts').writes).toContain('/work/fonts');
  });

  it.each([
    ['update-mime-database /usr/share/mime', '/usr/share/mime'],
    ['glib-compile-schemas schemas', '/work/schemas'],
    ['gtk-update-icon-cache -f /usr/share/icons/hicolor', '/usr/share/icons/hicolor'],
    ['update-desktop-database', '/usr/share/applications'],
  ])('%s writes in %s', (text, path) => {
    expect(effectsIn(text).writes).toContain(path);
    expect(effectsIn(text).unknown).toBeNull();
  });
});

describe('services', () => {
  it.each([
    'systemctl enable sshd',
    'systemctl disable getty.service',
    'systemctl mask x',
    'systemctl set-default a.target',
  ])('%s writes links of units', (text) => {
    const { writes, unknown } = effectsIn(text);
    expect(unknown).toBeNull();
    expect(writes).toEqual(expect.arrayContaining(['/etc', '/usr/lib/systemd']));
  });

  it('a unit may be a path', () => {
    expect(effectsIn('systemctl enable /data/x.service').reads).toContain('/data/x.service');
  });

  it.each([
    'systemctl start x',
    'systemctl enable --now x',
    'systemctl --root=/target enable x',
    'systemctl --user enable x',
    'systemctl',
  ])('%s is not told', (text) => {
    expect(effectsIn(text).unknown).toBe(text);
  });
});

describe('others', () => {
  it('crontab puts a file where it is run from', () => {
    expect(effectsIn('crontab -u app jobs').reads).toContain('/work/jobs');
    expect(effectsIn('crontab jobs').writes).toContain('/var/spool/cron');
    expect(effectsIn('crontab -').directory).toBe(false);
    expect(effectsIn('crontab -e').unknown).not.toBeNull();
  });

  it('postconf -e writes the settings of postfix', () => {
    expect(effectsIn('postconf -e a=b').writes).toEqual(['/etc/postfix']);
    expect(effectsIn('postconf -c /x -e a=b').unknown).not.toBeNull();
  });

  it('dbus-uuidgen writes only with --ensure', () => {
    expect(effectsIn('dbus-uuidgen').writes).toEqual([]);
    expect(effectsIn('dbus-uuidgen --ensure').writes).toEqual(['/etc/machine-id', '/var/lib/dbus']);
    expect(effectsIn('dbus-uuidgen --ensure=/data/id').writes).toContain('/data/id');
  });

  it('update-crypto-policies writes /etc', () => {
    expect(effectsIn('update-crypto-policies --set LEGACY').writes).toContain('/etc/crypto-policies');
  });
});

describe('keytool', () => {
  it.each([
    'keytool -importcert -noprompt -alias a -keystore cacerts -storepass changeit -file ca.crt',
    'keytool -import -trustcacerts -file ca.crt -keystore cacerts -alias a',
  ])('%s changes the store, and what that may lead to', (text) => {
    const { reads, writes } = effectsIn(text);
    expect(reads).toContain('/work/ca.crt');
    expect(writes).toEqual(expect.arrayContaining(['/work/cacerts', '/etc/ssl', '/etc/pki']));
    expect(writes).not.toContain('/work/ca.crt');
  });

  it('writes the file of an export', () => {
    expect(effectsIn('keytool -exportcert -alias a -file ca.crt -keystore k').writes).toContain(
      '/work/ca.crt',
    );
  });

  it.each([
    'keytool -importcert -cacerts -file ca.crt',
    'keytool -list -providerpath x -keystore k',
    'keytool -J-Dx=y -list',
    'keytool -importcert -file',
  ])('%s is not told', (text) => {
    expect(effectsIn(text).unknown).toBe(text);
  });
});
