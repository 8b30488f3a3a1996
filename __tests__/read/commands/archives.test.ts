import { describe, expect, it } from '@jest/globals';
import { gone, told } from './told.js';

describe('archives', () => {
  it.each([
    ['tar xzf /opt/a.tgz', 'reads /opt/a.tgz; writes /work'],
    ['tar -xzf a.tgz -C /data', 'reads /data /work/a.tgz; writes /data'],
    ['tar -C /data -xzf a.tgz', 'reads /data /work/a.tgz; writes /data'],
    ['tar xzf a.tgz -C /data --strip-components=1', 'reads /data /work/a.tgz; writes /data'],
    [
      'tar --extract --file a.tgz --directory /data --strip-components 1 x/y',
      'reads /data /work/a.tgz; writes /data',
    ],
    ['tar --file=a.tgz --directory=/data -x', 'reads /data /work/a.tgz; writes /data'],
    ['tar -xJC /data', 'reads /data; writes /data'],
    ['tar xzC /data', 'reads /data; writes /data'],
    ['tar xfC a.tar /data', 'reads /data /work/a.tar; writes /data'],
    ['tar -xf a.tar -C /data -C b', 'reads /data /data/b /work/a.tar; writes /data/b'],
    ['tar xz', 'writes /work'],
    ['tar -xzf -', 'writes /work'],
    ['tar -zxvf "a-$V.tgz"', 'reads /work; writes /work'],
    ['tar -xf a.tar --one-top-level', 'reads /work/a.tar; writes /work'],
    ['tar -xf a.tar --one-top-level=b', 'reads /work/a.tar; writes /work'],
    ['tar -xf a.tar --one-top-level=/data', 'unknown'],
    ['tar -x -I zstd -f a.tar.zst', 'reads /work/a.tar.zst; writes /work'],
    ["tar --use-compress-program='xz -T0' -xf a", 'reads /work/a; writes /work'],
    ['tar -xf a.tar -I ./odd', 'unknown'],
    ['tar -xPf a.tar', 'unknown'],
    ['tar -xf a.tar --to-command=sh', 'unknown'],
    ['tar -xf a.tar --checkpoint-action=exec=sh', 'unknown'],
    ['tar -xf a.tar --transform=s,^,../,', 'unknown'],
    ['tar -xf host:a.tar', 'unknown'],
    ['tar $OPTS -f a.tar', 'unknown'],
    ['tar -f a.tar', 'unknown'],
    ['tar czf /opt/a.tgz a /data/b', 'reads /data/b /opt/a.tgz /work/a; writes /opt/a.tgz'],
    ['tar -czf a.tgz -C /data .', 'reads /data /work/a.tgz; writes /work/a.tgz'],
    ['tar -cf - a', 'reads /work/a'],
    ['tar -cf a.tar --exclude=.git --exclude x b', 'reads /work/a.tar /work/b; writes /work/a.tar'],
    ['tar -cf a.tar -T list', 'unknown'],
    ['tar -tzf /opt/a.tgz', 'reads /opt/a.tgz'],
    ['bsdtar -xf a.zip -s /x/y/', 'unknown'],
    ['bsdtar -C /data -xf a.zip', 'reads /data /work/a.zip; writes /data'],
  ])('%s', (command, expected) => {
    expect(told(command)).toBe(expected);
  });

  it.each([
    ['unzip a.zip', 'reads /work/a.zip; writes /work'],
    ['unzip -qo a.zip -d /data', 'reads /data /work/a.zip; writes /data; makes /data'],
    ['unzip -d/data a.zip x/y', 'reads /data /work/a.zip; writes /data; makes /data'],
    ['unzip -l a.zip', 'reads /work/a.zip'],
    ['unzip -p a.zip x', 'reads /work/a.zip'],
    ['unzip a.zip -dtmp', 'unknown'],
    ['unzip a', 'unknown'],
    ['unzip "/data/a-$V"', 'reads /data; writes /work'],
    ["unzip '*.zip'", 'unknown'],
    ['unzip -: a.zip', 'unknown'],
    ['zip -r a.zip b -x c', 'reads /work/a.zip /work/b /work/c; writes /work/a.zip'],
    ['zip -m a.zip b', 'unknown'],
    ['zip -r a b', 'unknown'],
    ['zip -r /data/a-$V b', 'reads /data /work/b; writes /data'],
    ['7z x a.7z', 'reads /work/a.7z; writes /work'],
    ['7z x -y a.7z -o/data', 'reads /data /work/a.7z; writes /data; makes /data'],
    ['7z a /opt/a.7z b', 'reads /opt/a.7z /work/b; writes /opt/a.7z'],
    ['7z l /opt/a.7z', 'reads /opt/a.7z; writes /opt/a.7z'],
    ['7z d a.7z b', 'unknown'],
    ['7z x a.7z "-o$X"', 'unknown'],
    ['ar x /opt/a.deb data.tar.xz', 'reads /opt/a.deb; writes /work'],
    ['ar rcs /opt/a.a b.o', 'reads /opt/a.a /work/b.o; writes /opt/a.a'],
    ['ar d a.a b.o', 'unknown'],
    ['cpio -idm', 'unknown'],
  ])('%s', (command, expected) => {
    expect(told(command)).toBe(expected);
  });

  it.each([
    ['gzip a', 'reads /work/a; writes /tmp /var/tmp /work /work/a'],
    ['gunzip -f a.gz', 'reads /work/a.gz; writes /tmp /var/tmp /work /work/a.gz'],
    ['gunzip /tmp/a.gz', 'writes /tmp /tmp/a.gz /var/tmp'],
    ['gunzip /data/a.gz', 'unknown'],
    ['gzip -d ../a.gz', 'unknown'],
    ['gunzip "a-$V.gz"', 'reads /work; writes /tmp /var/tmp /work'],
    ['gunzip "$V.gz"', 'unknown'],
    ['tar --version', 'nothing'],
    ['gzip -c /data/a', 'reads /data/a'],
    ['gunzip -c a.gz', 'reads /work/a.gz'],
    ['gzip -9', 'writes /tmp /var/tmp'],
    ['xz -d -T0 a.xz', 'reads /work/a.xz; writes /tmp /var/tmp /work /work/a.xz'],
    ['xz -T 0 -dc /data/a.xz', 'reads /data/a.xz'],
    ['bzip2 -S x a', 'unknown'],
    ['zcat /data/a.gz', 'reads /data/a.gz'],
    ['zstd -d a.zst -o /opt/a', 'reads /work/a.zst; writes /opt/a'],
    ['zstd --rm a -o b', 'unknown'],
    ['lz4 -d a.lz4 b', 'reads /work/a.lz4; writes /work/b'],
    ['lz4 -l a b', 'reads /work/a; writes /work/b'],
    ['lz4 -dc a.lz4', 'reads /work/a.lz4'],
    ['lz4 a', 'unknown'],
  ])('%s', (command, expected) => {
    expect(told(command)).toBe(expected);
  });

  it('takes a packed file away', () => {
    expect(gone('gzip /tmp/a')).toContain('/tmp/a');
    expect(gone('gzip -c a')).toBe('nothing');
  });
});
