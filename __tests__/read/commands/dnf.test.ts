import { describe, expect, it } from '@jest/globals';
import { SYSTEM } from '../../../src/read/regions.js';
import { effectsIn } from '../effects-of.js';

describe('dnf and its relatives', () => {
  it.each([
    ['yum install -y curl', 'install', ['curl']],
    ['yum -y install curl', 'install', ['curl']],
    ['dnf --setopt=tsflags=nodocs -y install curl', 'install', ['curl']],
    ['dnf install -y --setopt install_weak_deps=False --nodocs curl', 'install', ['curl']],
    ['dnf --enablerepo crb -y install curl', 'install', ['curl']],
    ['yum -d1 -y reinstall curl', 'install', ['curl']],
    ['microdnf install --nodocs curl', 'install', ['curl']],
    ['tdnf install -y curl', 'install', ['curl']],
    ['yum groupinstall -y "Development Tools"', 'install', ['"Development Tools"']],
    ['dnf group install -y x', 'install', ['x']],
    ['dnf module enable -y nodejs:20', 'install', ['nodejs:20']],
    ['dnf -y update', 'upgrade', []],
    ['dnf remove -y gcc', 'remove', ['gcc']],
    ['yum autoremove -y gcc', 'remove', ['gcc']],
    ['yum-builddep -y python3', 'install', []],
  ])('%s runs scripts of packages', (text, does, names) => {
    const { reads, writes, network, packages, environment } = effectsIn(text);
    expect([reads, writes, network]).toEqual([SYSTEM, SYSTEM, true]);
    expect(environment).toBe('all');
    expect(packages).toMatchObject([{ manager: 'dnf', does, names }]);
  });

  it.each([
    ['yum install -y ./x.rpm', '/work/x.rpm'],
    ['yum localinstall -y /data/x.rpm', '/data/x.rpm'],
    ['yum localinstall -y x', '/work/x'],
  ])('%s reads the file of a package', (text, path) => {
    expect(effectsIn(text).reads).toContain(path);
  });

  it('does not take an address for a path', () => {
    expect(effectsIn('yum install -y https://x.org/x.rpm')).toMatchObject({
      reads: SYSTEM,
      directory: false,
    });
    expect(effectsIn('yum localinstall -y https://x.org/x.rpm')).toMatchObject({
      reads: SYSTEM,
      directory: false,
    });
  });

  it.each(['yum clean all', 'dnf -y clean all', 'microdnf clean all'])('%s writes caches', (text) => {
    const { writes, network, packages } = effectsIn(text);
    expect(writes).toEqual(expect.arrayContaining(['/var/cache/yum', '/var/cache/dnf', '/var/lib/rpm']));
    for (const other of ['/etc', '/usr/lib', '/var/cache', '/home']) expect(writes).not.toContain(other);
    expect([network, packages[0]?.does]).toEqual([false, 'clean']);
  });

  it('makecache asks other machines', () => {
    expect(effectsIn('dnf makecache')).toMatchObject({ network: true, packages: [{ does: 'update' }] });
  });

  it.each([
    'yum-config-manager --enable ol7_optional_latest',
    'yum-config-manager --add-repo https://x.org/x.repo',
    'dnf config-manager --set-enabled crb',
    'dnf copr enable -y x/y',
  ])('%s writes repositories', (text) => {
    const { writes, unknown } = effectsIn(text);
    expect(unknown).toBeNull();
    expect(writes).toContain('/etc/yum.repos.d');
    expect(writes).not.toContain('/etc');
  });

  it('reads the file of a repository', () => {
    expect(effectsIn('yum-config-manager --add-repo /data/x.repo').reads).toContain('/data/x.repo');
  });

  it('download writes in the working directory, or where it is told', () => {
    expect(effectsIn('yumdownloader curl').writes).toContain('/work');
    expect(effectsIn('dnf download --destdir /data curl').writes).toContain('/data');
    expect(effectsIn('dnf download --destdir /data curl').writes).not.toContain('/work');
  });

  it.each([
    'dnf --installroot /target install curl',
    'dnf install --installroot=/target curl',
    'dnf install --setopt=cachedir=/x curl',
    'dnf install --setopt=installroot=x curl',
    'dnf -c x.conf install curl',
    'yum history undo 1',
    'dnf builddep x.spec',
    'dnf shell',
    'yum',
  ])('%s is not told', (text) => {
    expect(effectsIn(text).unknown).toBe(text);
  });
});

describe('rpm', () => {
  it.each([
    ['rpm -ivh /data/x.rpm', 'install', '/data/x.rpm'],
    ['rpm -Uvh x.rpm', 'upgrade', '/work/x.rpm'],
    ['rpm --install --nodeps x.rpm', 'install', '/work/x.rpm'],
  ])('%s reads the file of a package and runs its scripts', (text, does, path) => {
    const { reads, writes, packages } = effectsIn(text);
    expect(reads).toContain(path);
    expect(writes).toEqual(SYSTEM);
    expect(packages).toMatchObject([{ manager: 'dnf', does }]);
  });

  it('asks for an address', () => {
    expect(effectsIn('rpm -Uvh https://x.org/x.rpm')).toMatchObject({
      reads: SYSTEM,
      network: true,
      directory: false,
    });
  });

  it('erases by name', () => {
    expect(effectsIn('rpm -e --nodeps gcc')).toMatchObject({
      writes: SYSTEM,
      packages: [{ does: 'remove', names: ['gcc'] }],
    });
  });

  it.each([
    'rpm -q curl',
    "rpm --query --queryformat='%{ARCH}' rpm",
    'rpm -qa',
    'rpm -E %fedora',
    'rpm --eval "%{?dist}"',
    'rpm -qpi x.rpm',
  ])('%s writes no more than its database', (text) => {
    expect(effectsIn(text)).toMatchObject({
      writes: ['/var/lib/rpm', '/usr/lib/sysimage/rpm', '/usr/share/rpm'],
      unknown: null,
    });
  });

  it.each([
    ['rpm --import RPM-GPG-KEY', '/work/RPM-GPG-KEY'],
    ['rpmkeys --import /tmp/key', '/tmp/key'],
    ['rpm -qpl x.rpm', '/work/x.rpm'],
    ['rpm -qf /usr/bin/x', '/usr/bin/x'],
    ['rpm -K x.rpm', '/work/x.rpm'],
    ['rpm2cpio x.rpm', '/work/x.rpm'],
  ])('%s reads %s', (text, path) => {
    expect(effectsIn(text).reads).toContain(path);
  });

  it.each([
    'rpm --root /target -i x.rpm',
    'rpm -i --prefix /x x.rpm',
    'rpm -i --define "_dbpath /x" x.rpm',
    'rpm --eval "%(touch /x)"',
    'rpm --setperms x',
  ])('%s is not told', (text) => {
    expect(effectsIn(text).unknown).not.toBeNull();
  });
});

describe('tools that are called with dnf', () => {
  it('alternatives makes a link', () => {
    expect(effectsIn('alternatives --install /app/mvn mvn /opt/mvn/bin/mvn 1').writes).toContain('/app/mvn');
  });

  it('createrepo writes in a directory', () => {
    expect(effectsIn('createrepo_c repo').writes).toEqual(['/work/repo']);
    expect(effectsIn('createrepo -o out repo').writes).toEqual(['/work/out', '/work/repo']);
  });

  it.each([
    ['update-ca-trust extract', '/etc/pki'],
    ['chkconfig --add x', '/etc'],
    ['subscription-manager register --org a --activationkey b', '/etc'],
  ])('%s writes %s', (text, path) => {
    expect(effectsIn(text).writes).toContain(path);
    expect(effectsIn(text).unknown).toBeNull();
  });

  it.each(['package-cleanup -y --oldkernels'])('%s runs scripts of packages', (text) => {
    expect(effectsIn(text)).toMatchObject({ writes: SYSTEM, packages: [{ does: 'remove' }] });
  });

  it('repoquery only asks', () => {
    expect(effectsIn('repoquery --list curl')).toMatchObject({
      network: true,
      packages: [{ does: 'query' }],
    });
  });
});
