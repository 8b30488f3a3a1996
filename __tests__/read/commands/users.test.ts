import { describe, expect, it } from '@jest/globals';
import { effectsIn } from '../effects-of.js';

const ACCOUNTS = [
  '/etc/passwd',
  '/etc/shadow',
  '/etc/group',
  '/etc/gshadow',
  '/etc/subuid',
  '/etc/.pwd.lock',
];
const HOMES = ['/home', '/opt', '/data', '/work', '/root', '/var/lib', '/app'];

/** Which of some usual places for home directories is written, or a directory in it. */
function homesIn(text: string): readonly string[] {
  const { writes } = effectsIn(text);
  if (writes === 'anything') return ['anything'];
  const found = writes.filter((path) => HOMES.some((home) => path === home || path.startsWith(`${home}/`)));
  return found.filter((path) => path !== '/var/lib/sss' && path !== '/var/lib/lastlog');
}

describe('useradd', () => {
  it('writes the files of accounts, and no others of /etc', () => {
    const { writes, reads, unknown, directory, network } = effectsIn('useradd -r -u 1000 app');
    expect(writes).toEqual(
      expect.arrayContaining([...ACCOUNTS, '/etc/passwd-', '/var/mail', '/var/log/lastlog']),
    );
    for (const other of ['/etc', '/etc/hosts', '/var', '/var/log']) expect(writes).not.toContain(other);
    expect(reads).toEqual(
      expect.arrayContaining(['/etc/login.defs', '/etc/default/useradd', '/etc/passwd', '/etc/skel']),
    );
    expect([unknown, directory, network]).toEqual([null, false, false]);
  });

  it.each([
    ['useradd app', ['/home'], 'Fedora makes it without being told'],
    ['useradd -m app', ['/home'], 'by its name'],
    ['useradd -ms /bin/bash app', ['/home'], 'by its name'],
    ['useradd -m -d /data/app app', ['/data/app'], 'of the option'],
    ['useradd -d /data/app app', ['/data/app'], 'of the option, if it is made'],
    ['useradd -md /data/app app', ['/data/app'], 'of the option'],
    ['useradd --home-dir=/data/app --create-home app', ['/data/app'], 'of the option'],
    ['useradd --home /data/app -m app', ['/data/app'], 'of the option'],
    ['useradd -m -b /data app', ['/data'], 'below the base'],
    ['useradd -r app', [], 'none for a user of the system'],
    ['useradd -r -d /data/app app', [], 'none for a user of the system'],
    ['useradd -r -m -d /data/app app', ['/data/app'], 'unless it is asked for'],
    ['useradd -M app', [], 'none'],
    ['useradd --no-create-home -d /data/app app', [], 'none'],
  ])('%s: home directories written are %j (%s)', (text, homes) => {
    expect(homesIn(text)).toEqual(homes);
  });

  it('makes the directories above a home directory', () => {
    expect(effectsIn('useradd -m -d /data/a/app app').makes).toEqual(['/data', '/data/a', '/data/a/app']);
  });

  it('copies a skeleton', () => {
    expect(effectsIn('useradd -m -k skel app').reads).toContain('/work/skel');
  });

  it('does not know where a home directory in a variable is', () => {
    expect(homesIn('useradd -m -d $APP_DIR app')).toEqual(['anything']);
    expect(homesIn('useradd -m -d /home/$APP app')).toEqual(['/home']);
  });

  it.each([
    'useradd -R /target app',
    'useradd --prefix /target app',
    'useradd -D -s /bin/bash',
    'useradd -cM app',
    'useradd -c -M app',
    'useradd -u1000 app',
    'useradd --create app',
    'useradd $USERADD_OPTS app',
    'useradd app other',
  ])('%s is not told', (text) => {
    expect(effectsIn(text).unknown).toBe(text);
  });
});

describe('adduser', () => {
  it.each([
    ['adduser -D app', ['/home'], 'busybox'],
    ['adduser -D -u 1000 -G app app', ['/home'], 'busybox'],
    ['adduser -S -h /data/app -s /sbin/nologin app', ['/data/app'], 'busybox'],
    ['adduser -D -h /data/app app', ['/data/app'], 'busybox'],
    ['adduser -S -D -H app', [], 'busybox'],
    ['adduser -D -H -h /data/app app', [], 'busybox'],
    ['adduser --disabled-password --gecos "" app', ['/home'], 'Debian'],
    ['adduser --system --group --home /data/app app', ['/data/app'], 'Debian'],
    ['adduser --system --no-create-home app', [], 'Debian'],
    ['adduser -r -d /data/app app', ['/data/app'], 'Fedora'],
    ['adduser app', ['/home'], 'all'],
  ])('%s: home directories written are %j (%s)', (text, homes) => {
    expect(homesIn(text)).toEqual(homes);
  });

  it('adds a user to a group', () => {
    expect(effectsIn('adduser app docker').writes).toEqual(expect.arrayContaining(ACCOUNTS));
    expect(effectsIn('adduser app docker').unknown).toBeNull();
  });

  it.each(['adduser --conf /x app', 'adduser -h /x app docker', 'adduser --what app'])(
    '%s is not told',
    (text) => {
      expect(effectsIn(text).unknown).toBe(text);
    },
  );
});

describe('groups, passwords and users that are there', () => {
  it.each([
    'groupadd -r -g 999 app',
    'groupadd --system app',
    'addgroup -S -g 1000 app',
    'addgroup --gid 1000 app',
    'addgroup app docker',
    'groupmod -g 100 users',
    'groupmod --new-name a b',
    'groupdel app',
    'delgroup app',
    'gpasswd -a app docker',
    'usermod -aG docker app',
    'usermod -a -G docker app',
    'usermod -s /bin/bash app',
    'usermod --shell /bin/bash app',
    'usermod -d /data/app app',
    'usermod -L app',
    'userdel app',
    'deluser app',
    'passwd -d root',
    'passwd -l root',
    'chpasswd',
    'chpasswd -e',
    'chsh -s /bin/bash app',
    'chfn -f App app',
  ])('%s writes the files of accounts only', (text) => {
    const { writes, unknown, network } = effectsIn(text);
    expect([unknown, network]).toEqual([null, false]);
    expect(writes).toEqual(expect.arrayContaining(ACCOUNTS));
    expect(homesIn(text)).toEqual([]);
    expect(writes).not.toContain('/etc');
  });

  it('chsh looks at the shell', () => {
    expect(effectsIn('chsh -s /data/bin/fish').reads).toContain('/data/bin/fish');
  });

  it.each([
    ['files in the home directory get another owner', 'usermod -u 1000 www-data'],
    ['files in the home directory get another group', 'usermod -g 1000 www-data'],
    ['the home directory moves', 'usermod -m -d /data/app app'],
    ['the home directory goes', 'userdel -r app'],
    ['the home directory goes', 'userdel --remove app'],
    ['the home directory goes', 'deluser --remove-home app'],
    ['files anywhere go', 'deluser --remove-all-files app'],
    ['another root', 'groupadd -R /target app'],
    ['another root', 'passwd -R /target -d app'],
    ['another root', 'chpasswd --root /target'],
    ['another root', 'gpasswd -Q /target -a a b'],
  ])('it is not told where: %s (%s)', (_, text) => {
    expect(effectsIn(text).unknown).toBe(text);
  });
});
