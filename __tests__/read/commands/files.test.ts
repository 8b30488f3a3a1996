import { describe, expect, it } from '@jest/globals';
import { effectsIn } from '../effects-of.js';
import { gone, told } from './told.js';

describe('commands on files', () => {
  it.each([
    ['mkdir a', 'reads /work/a; writes /work/a'],
    ['mkdir -m 700 a', 'reads /work/a; writes /work/a'],
    ['mkdir -p /data/a/b', 'makes /data /data/a /data/a/b'],
    ['mkdir -vp /opt/x', 'makes /opt /opt/x'],
    ['mkdir -p -m 700 /data/a', 'reads /data/a; writes /data/a'],
    ['mkdir -pm700 /data/a', 'reads /data/a; writes /data/a'],
    ['touch -r /opt/ref -d now a', 'reads /opt/ref /work/a; writes /work/a'],
    ['mkfifo -m 600 pipe', 'reads /work/pipe; writes /work/pipe'],
    ['mknod /data/null c 1 3', 'reads /data/null; writes /data/null'],
    ['mknod -m 666 /data/null c 1 3', 'reads /data/null; writes /data/null'],
    ['truncate -s 0 log', 'reads /work/log; writes /work/log'],
    ['fallocate -l 1G swap', 'reads /work/swap; writes /work/swap'],
    ['dd if=/dev/zero of=/data/disk bs=1M count=10', 'reads /data/disk; writes /data/disk'],
    ['dd if=a of=b conv=notrunc status=none', 'reads /work/a /work/b; writes /work/b'],
    ['dd if=a of=b oddity=1', 'unknown'],
  ])('making: %s', (command, expected) => {
    expect(told(command)).toBe(expected);
  });

  it.each([
    ['mktemp', 'writes /tmp /var/tmp'],
    ['mktemp -d', 'writes /tmp /var/tmp'],
    ['mktemp -d /tmp/build.XXXXXX', 'writes /tmp /var/tmp'],
    ['mktemp -dt build.XXXXXX', 'writes /tmp /var/tmp'],
    ['mktemp -p /data', 'writes /data /tmp /var/tmp'],
    ['mktemp --tmpdir=/data x.XXX', 'writes /data /tmp /var/tmp'],
    ['mktemp build.XXXXXX', 'unknown'],
    ['mktemp /data/build.XXXXXX', 'unknown'],
    ['mktemp /tmp/../data/build.XXXXXX', 'unknown'],
  ])('temporary files: %s', (command, expected) => {
    expect(told(command)).toBe(expected);
  });

  it.each([
    ['rm -rf a /data/b', '/data/b /work/a'],
    ['rm -- -f', '/work/-f'],
    ['rmdir a', '/work/a'],
    ['rmdir -p a/b', 'unknown'],
    ['unlink a', '/work/a'],
    ['shred a', 'nothing'],
    ['shred -u a', 'unknown'],
    ['mv a /data/b', '/work/a'],
    ['mv -t /data a b', '/work/a /work/b'],
    ['cp a b', 'nothing'],
    ['rsync -a --delete a/ /data/b', '/data/b'],
    ['find . -name x -delete', '/work'],
    ['find /data /opt -type f -delete', '/data /opt'],
    ['find -delete', '/work'],
    ['find /data -name "*.a" -exec rm -f {} +', '/data'],
    ["find /data -name '*.a' -exec rm -f '{}' ';'", '/data'],
    ['find /data -exec mv {} /opt/x \\;', '/data'],
    ['find /data -name x', 'nothing'],
  ])('removing: %s', (command, expected) => {
    expect(gone(command)).toBe(expected);
  });

  it.each([
    ['cp a b', 'reads /work/a; writes /work/b'],
    ['cp -a a b /usr/local/bin/', 'reads /work/a /work/b; writes /usr/local/bin/a /usr/local/bin/b'],
    ['cp -rt /data a b', 'reads /work/a /work/b; writes /data'],
    ['cp --target-directory=/data a', 'reads /work/a; writes /data'],
    ['cp --no-preserve=mode a b', 'reads /work/a; writes /work/b'],
    ['cp --parents a/b /data', 'reads /work/a/b; writes /data'],
    ['cp -l a b', 'unknown'],
    ['cp -as a b', 'unknown'],
    ['cp -b a b', 'unknown'],
    ['cp --suffix=.x a b', 'unknown'],
    ['mv a b', 'writes /work/a /work/b'],
    ['mv -t /data a', 'writes /data /work/a'],
    ['mv -b a b', 'unknown'],
    ['install -m 755 -o root -g root a /usr/local/bin', 'reads /work/a; writes /usr/local/bin/a'],
    ['install -Dm755 a /data/b/c', 'reads /work/a; writes /data/b/c; makes /data /data/b /data/b/c'],
    ['install -gadm -odaemon a /data/b', 'reads /work/a; writes /data/b'],
    ['install -t /data a b', 'reads /work/a /work/b; writes /data'],
    ['install -d /data/x', 'makes /data /data/x'],
    ['install -d -m 700 /data/x', 'reads /data/x; writes /data/x'],
    ['install -b a b', 'unknown'],
    ['rsync -a a/ /data/', 'reads /data /work/a; writes /data'],
    ["rsync -a --exclude='.git' --exclude x a b", 'reads /work/a /work/b; writes /work/b'],
    ['rsync -a host:/x /data', 'unknown'],
    ['rsync -a --files-from=list a b', 'unknown'],
    ['rsync -a $OPTS a b', 'unknown'],
  ])('copying: %s', (command, expected) => {
    expect(told(command)).toBe(expected);
  });

  it.each([
    ['ln -s /opt/x /usr/local/bin/x', 'writes /usr/local/bin/x'],
    ['ln -sf ../x /data/y', 'writes /data/y'],
    ['ln -s /opt/a /opt/b /usr/local/bin/', 'reads /opt/a /opt/b; writes /usr/local/bin/a /usr/local/bin/b'],
    ['ln -snf /opt/a /usr/local/bin', 'reads /opt/a; writes /usr/local/bin/a'],
    ['ln -sfT /opt/a /usr/local/bin', 'writes /usr/local/bin'],
    ['ln -s /opt/x', 'writes /work/x'],
    ['ln -st /data /opt/x', 'writes /data'],
    ['ln a b', 'unknown'],
    ['ln -f a b', 'unknown'],
    ['ln -sb a b', 'unknown'],
  ])('links: %s', (command, expected) => {
    expect(told(command)).toBe(expected);
  });

  it('tells which links there are', () => {
    expect(effectsIn('ln -s /opt/x /data/y').links).toEqual(['/data/y']);
  });

  it.each([
    ['chmod 755 a b', 'reads /work/a /work/b; writes /work/a /work/b'],
    ['chmod -R u+x a', 'reads /work/a; writes /work/a'],
    ['chmod -x a', 'reads /work/a; writes /work/a'],
    ['chmod -R -w a', 'reads /work/a; writes /work/a'],
    ['chmod a+x -R /data', 'reads /data; writes /data'],
    ['chmod --reference=a b', 'reads /work/a /work/b; writes /work/b'],
    ['chmod -- 755 -a', 'reads /work/-a; writes /work/-a'],
    ['chmod --odd 755 a', 'unknown'],
    ['chmod 755 $CARGO_HOME', 'reads anything; writes anything'],
    ['chmod $OPTS 755 a', 'unknown'],
    ['chown -R app:app /data', 'reads /data; writes /data'],
    ['chown --from=0:0 app a', 'reads /work/a; writes /work/a'],
    ['chown -hR app -- a', 'reads /work/a; writes /work/a'],
    ['chown --reference=/opt/r a', 'reads /opt/r /work/a; writes /work/a'],
    ['chown -RL app a', 'unknown'],
    ['chgrp staff a', 'reads /work/a; writes /work/a'],
    ['setfacl -R -m u:app:rwx /data', 'reads /data; writes /data'],
    ['setfacl --restore=acl', 'unknown'],
    ['getfacl /data', 'reads /data'],
    ['setcap cap_net_bind_service=+ep /opt/x', 'reads /opt/x; writes /opt/x'],
    ['setcap -r /opt/x', 'reads /opt/x; writes /opt/x'],
    ['setcap -v cap_net_raw+ep /opt/x', 'reads /opt/x'],
    ['setcap cap_net_raw+ep', 'unknown'],
    ['getcap /opt/x', 'reads /opt/x'],
    ['chattr +i a', 'reads /work/a; writes /work/a'],
    ['chattr -i a', 'reads /work/a; writes /work/a'],
  ])('owners and modes: %s', (command, expected) => {
    expect(told(command)).toBe(expected);
  });

  it('looks up the names of owners', () => {
    expect(effectsIn('chown app a').reads).toContain('/etc/passwd');
  });

  it.each([
    ['ls', 'reads /work'],
    ['ls -la /data', 'reads /data'],
    ['ls --color=auto a /opt/b', 'reads /opt/b /work/a'],
    ['du -sh', 'reads /work'],
    ['du -sh --max-depth 1 /data', 'reads /data'],
    ['du -X /opt/list /data', 'reads /data /opt/list'],
    ['tree -L 2', 'reads /work'],
    ['stat -c %U a', 'reads /work/a'],
    ['file -m /opt/magic a', 'reads /opt/magic /work/a'],
    ['file -f list', 'unknown'],
    ['readlink -f a', 'reads /work/a'],
    ['realpath --relative-to=/data /opt/a', 'reads /data /opt/a'],
    ['basename /data/x .c', 'nothing'],
    ['dirname "$X"', 'nothing'],
    ['pwd', 'nothing'],
    ['df -h', 'reads anything'],
    ['sync', 'nothing'],
  ])('looking: %s', (command, expected) => {
    expect(told(command)).toBe(expected);
  });

  it('needs the directory for `pwd`', () => {
    expect(effectsIn('pwd').directory).toBe(true);
    expect(effectsIn('basename a').directory).toBe(false);
  });

  it.each([
    ['[ -f a ]', 'reads /work/a'],
    ['test -d /data', 'reads /data'],
    ['[ ! -e /data/a ]', 'reads /data/a'],
    ['[ -n x -a -f /data/a -o -x b ]', 'reads /data/a /work/b'],
    ['[ a -nt /data/b ]', 'reads /data/b /work/a'],
    ['[ "$X" = a ]', 'nothing'],
    ['[ -z "$X" ]', 'nothing'],
    ['[ 1 -eq 2 ]', 'nothing'],
    ['[ "$X" ]', 'nothing'],
    ['[ -f "$X" ]', 'reads anything'],
    ['[ $X a ]', 'reads /work/a'],
    ['[ -s "/data/$X" ]', 'reads /data'],
  ])('asking: %s', (command, expected) => {
    expect(told(command)).toBe(expected);
  });

  it.each([
    ['find /data -type f -name "*.c"', 'reads /data'],
    ['find . -newer /opt/ref', 'reads /opt/ref /work'],
    ['find -type f', 'reads /work'],
    ['find a b -maxdepth 1 -print0', 'reads /work/a /work/b'],
    ['find /data -fprint /opt/list', 'reads /data; writes /opt/list'],
    ['find /data -fprintf /opt/list %p', 'reads /data; writes /opt/list'],
    ['find /data -type d -exec chmod 755 {} +', 'reads /data; writes /data'],
    ['find /data -type f -print -exec sed -i s/a/b/ {} \\;', 'reads /data; writes /data'],
    ["find /data \\( -name a -o -name b \\) -exec rm -rf '{}' +", 'reads /data; writes /data'],
    ['find /data -exec cp {} /opt/x \\;', 'reads /data; writes /data /opt/x'],
    ['find /data -exec grep -q x {} \\; -delete', 'reads /data; writes /data'],
    ['find -delete', 'reads /work; writes /work'],
    ["find /data -type f -exec strip --strip-all '{}' +", 'reads /data; writes /data'],
    ['find /data -exec touch -hcd @0 {} +', 'reads /data; writes /data'],
  ])('finding: %s', (command, expected) => {
    expect(told(command)).toBe(expected);
  });

  it.each([
    ['find /data -exec sh -c "rm {}" \\;'],
    ['find /data -exec chmod 755 {} +'],
    ['find /data -type f -o -name x -exec chmod 755 {} +'],
    ['find /data -exec rm {}.bak \\;'],
    ['find /data -exec ln -s {} /opt \\;'],
    ['find /data -exec strange {} \\;'],
    ["find /data -type f -exec sed -i 's/a/b/w x' {} +"],
    ['find /data -type f -exec sed -i.bak s/a/b/ {} +'],
    ['find /data -exec strip {} +'],
    ['find -L /data -delete'],
    ['find /data -follow -delete'],
    ['find /data -oddity'],
    ['find /data -exec rm {}'],
    ['find /data $OPTS -delete'],
  ])('does not tell: %s', (command) => {
    expect(told(command)).toBe('unknown');
  });
});
