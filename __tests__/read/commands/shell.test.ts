import { describe, expect, it } from '@jest/globals';
import { effectsIn } from '../effects-of.js';
import { told } from './told.js';

describe('commands that run others', () => {
  it.each([
    ['env DEBIAN_FRONTEND=noninteractive touch a', 'reads /work/a; writes /work/a'],
    ['env -C /data touch a', 'reads /data /data/a; writes /data/a'],
    ['env HOME=/data touch a', 'unknown'],
    ['env -i touch a', 'unknown'],
    ['env -u X touch a', 'unknown'],
    ['env $(cat x) touch a', 'unknown'],
    ['env', 'unknown'],
    ['nice -n 10 rm a', 'writes /work/a'],
    ['nice -10 rm a', 'writes /work/a'],
    ['ionice -c 3 rm a', 'writes /work/a'],
    ['/usr/bin/time -o t rm a', 'reads /work/t; writes /work/a /work/t'],
    ['timeout -k 5 10 rm a', 'writes /work/a'],
    ['timeout --preserve-status 10s rm a', 'writes /work/a'],
    ['stdbuf -oL rm a', 'writes /work/a'],
    ['setarch i386 -R rm a', 'writes /work/a'],
    ['linux32 rm a', 'writes /work/a'],
    ['nohup rm a', 'writes /work/a'],
    ['command rm a', 'writes /work/a'],
    ['command -v rm', 'reads anything'],
    ['builtin echo a', 'nothing'],
    ['exec rm a', 'writes /work/a'],
    ['exec 2>&1', 'nothing'],
    ['exec -c rm a', 'unknown'],
    ['fakeroot rm a', 'writes /work/a'],
    ['xvfb-run -a -s "-screen 0" rm a', 'writes /tmp /var/tmp /work/a'],
    ['tini -g -- rm a', 'writes /work/a'],
    ['tini --version', 'nothing'],
    ['busybox rm a', 'writes /work/a'],
    ['busybox --install -s', 'unknown'],
    ['timeout 10 strange', 'unknown'],
    ['chroot /data rm a', 'unknown'],
  ])('%s', (command, expected) => {
    expect(told(command)).toBe(expected);
  });

  const SUDO = '/root /run/faillock /run/sudo /var/db/sudo /var/lib/sudo';
  it.each([
    ['sudo rm a', `writes ${SUDO} /work/a`],
    ['sudo -E -n rm a', `writes ${SUDO} /work/a`],
    ['sudo -u root -H rm a', `writes ${SUDO} /work/a`],
    ['sudo DEBIAN_FRONTEND=x rm a', `writes ${SUDO} /work/a`],
    ['sudo -u app rm a', `writes ${SUDO} /work/a`],
    ['sudo -u app mkdir -p a', 'unknown'],
    ['sudo -u app rm ~/a', 'unknown'],
    ['sudo HOME=/x rm a', 'unknown'],
    ['sudo -i', 'unknown'],
    ['sudo -s rm a', 'unknown'],
    ['gosu nobody true', 'nothing'],
    ['gosu --version', 'nothing'],
    ['gosu app strange', 'unknown'],
    ['su-exec app sh -c "rm a"', 'unknown'],
    ['runuser -u app -- rm a', 'writes /work/a'],
    ['runuser app -c "rm a"', 'unknown'],
    ['su app -c "rm a"', 'unknown'],
    ['su - app -c "rm a"', 'unknown'],
  ])('as somebody else: %s', (command, expected) => {
    expect(told(command)).toBe(expected);
  });

  it.each([
    ["sh -c 'rm a'", 'writes /work/a'],
    ["bash -euxo pipefail -c 'cd /data && rm a' x y", 'reads /data; writes /data/a'],
    ["bash -o pipefail -c 'rm a'", 'writes /work/a'],
    ["bash -lc 'rm a'", 'unknown'],
    ["bash -ic 'rm a'", 'unknown'],
    ['bash -c "$X"', 'unknown'],
    ['bash script.sh', 'unknown'],
    ['bash -', 'unknown'],
    ['sh', 'unknown'],
    ["zsh -c 'rm a'", 'unknown'],
    ['bash --version', 'nothing'],
    ['eval "rm a"', 'unknown'],
    ['. /etc/os-release', 'nothing'],
    ['. ./x', 'unknown'],
    ['source /etc/profile', 'unknown'],
  ])('shells: %s', (command, expected) => {
    expect(told(command)).toBe(expected);
  });

  it.each([
    ['xargs grep x', 'reads anything'],
    ['xargs -r -n 1 basename', 'reads anything'],
    ['xargs -I {} echo {}', 'reads anything'],
    ['xargs', 'reads anything'],
    ['xargs rm', 'unknown'],
    ['xargs -0 sed -i s/a/b/', 'unknown'],
    ["xargs -I% sh -c 'rm %'", 'unknown'],
  ])('xargs: %s', (command, expected) => {
    expect(told(command)).toBe(expected);
  });
});

describe('words of the shell', () => {
  it.each([
    ['export A=/data', 'nothing'],
    ['set -eux', 'nothing'],
    ['unset A', 'nothing'],
    ['shopt -s globstar', 'nothing'],
    ['read -r A < b', 'reads /work/b'],
    ['umask 022', 'nothing'],
    ['umask 077', 'unknown'],
    ['trap - EXIT', 'nothing'],
    ["trap 'rm a' EXIT", 'unknown'],
    ['alias x=y', 'unknown'],
    ['wait', 'nothing'],
    ['exit 1', 'nothing'],
    ['type rm', 'reads anything'],
    ['which rm', 'reads anything'],
    ['hash -r', 'nothing'],
  ])('%s', (command, expected) => {
    expect(told(command)).toBe(expected);
  });

  it.each([
    ['uname -m', 'nothing'],
    ['id -u app', 'nothing'],
    ['nproc', 'nothing'],
    ['getconf PATH', 'nothing'],
    ['getconf NAME_MAX /data', 'reads /data'],
    ['getent passwd app', 'nothing'],
    ['hostname -f', 'nothing'],
    ['hostname x', 'unknown'],
    ['locale -a', 'nothing'],
    ['ps aux', 'nothing'],
    ['pkill -f /data/x', 'nothing'],
    ['lsb_release -cs', 'reads /opt'],
    ['printenv', 'nothing'],
  ])('%s', (command, expected) => {
    expect(told(command)).toBe(expected);
  });

  it('looks up users', () => {
    expect(effectsIn('id app').reads).toContain('/etc/passwd');
    expect(effectsIn('printenv').environment).toBe('all');
  });
});
