import { describe, expect, it } from '@jest/globals';
import { effectsIn } from '../effects-of.js';
import { told } from './told.js';

const HSTS = '/root/.wget-hsts';
const GPG = '/root/.gnupg /run/user /tmp /var/tmp';

describe('curl', () => {
  it.each([
    ['curl -fsSL https://x/y', 'nothing'],
    ['curl -fsSLo a https://x/y', 'reads /work/a; writes /work/a'],
    ['curl --output /data/a --retry 3 https://x/y', 'reads /data/a; writes /data/a'],
    ['curl -o- https://x/y', 'nothing'],
    ['curl -L https://x/y -o /dev/null', 'nothing'],
    ['curl -fsSLO https://x/y.tgz', 'reads /work/y.tgz; writes /work/y.tgz'],
    ['curl -O https://x/a -O https://x/b', 'reads /work/a /work/b; writes /work/a /work/b'],
    ['curl -LO "https://x/y-$V.tgz"', 'writes /work'],
    ['curl -O "https://x/{a,b}"', 'writes /work'],
    ['curl -O https://x/y?z', 'writes /work'],
    ['curl -OJ https://x/y', 'writes /work'],
    ['curl --output-dir /data -O https://x/y', 'reads /data /data/y; writes /data/y'],
    ['curl --output-dir /data -o b https://x/y', 'reads /data /data/b; writes /data/b'],
    ['curl --output-dir /data -o /b https://x/y', 'unknown'],
    [
      'curl --create-dirs -o /data/a/b https://x',
      'reads /data/a/b; writes /data/a/b; makes /data /data/a /data/a/b',
    ],
    ['curl -XPOST https://x/y', 'nothing'],
    ['curl -T a https://x', 'reads /work/a'],
    ['curl --cacert /opt/ca -E /opt/c --key /opt/k https://x', 'reads /opt/c /opt/ca /opt/k'],
    ['curl -D h -c jar https://x', 'reads /work/h /work/jar; writes /work/h /work/jar'],
    ['curl -b a=b https://x', 'nothing'],
    ['curl -b jar https://x', 'reads /work/jar'],
    ['curl -d x=1 -H "A: $B" https://x', 'nothing'],
    ['curl -w "%{http_code}" https://x', 'nothing'],
    ['curl -d @a https://x', 'unknown'],
    ['curl -d "$DATA" https://x', 'unknown'],
    ['curl -F x=@a https://x', 'unknown'],
    ['curl -H @a https://x', 'unknown'],
    ['curl -K a https://x', 'unknown'],
    ['curl -o "a#1" "https://x/[1-3]"', 'unknown'],
    ['curl file:///etc/passwd', 'unknown'],
    ['curl $CURL_OPTS https://x', 'unknown'],
    ['curl --odd https://x', 'unknown'],
  ])('%s', (command, expected) => {
    expect(told(command)).toBe(expected);
  });

  it('asks other machines, by its settings', () => {
    const effects = effectsIn('curl https://x');
    expect(effects.network).toBe(true);
    expect(effects.environment).toContain('https_proxy');
    expect(effects.reads).toEqual(expect.arrayContaining(['/root/.curlrc', '/etc/resolv.conf', '/etc/ssl']));
  });
});

describe('wget', () => {
  it.each([
    ['wget https://x/y', `writes ${HSTS} /work`],
    ['wget -q -O a https://x/y', `reads /work/a; writes ${HSTS} /work/a`],
    ['wget -qO- https://x/y', `writes ${HSTS}`],
    ['wget -nvO /data/a https://x/y', 'unknown'],
    ['wget -nv -O/data/a https://x/y', `reads /data/a; writes ${HSTS} /data/a`],
    ['wget --output-document=/data/a https://x', `reads /data/a; writes ${HSTS} /data/a`],
    ['wget -P /data https://x/y', `reads /data; writes /data ${HSTS}; makes /data`],
    ['wget -qP /data --progress=dot:giga https://x/y', `reads /data; writes /data ${HSTS}; makes /data`],
    ['wget -i list -o log https://x', `reads /work/list /work/log; writes ${HSTS} /work /work/log`],
    ['wget -e use_proxy=yes -e https_proxy=x https://x', `writes ${HSTS} /work`],
    ['wget -e output_document=/a https://x', 'unknown'],
    ['wget --spider https://x', `writes ${HSTS}`],
    ['wget -b https://x', 'unknown'],
    ['wget $OPTS https://x', 'unknown'],
  ])('%s', (command, expected) => {
    expect(sorted(told(command))).toBe(sorted(expected));
  });
});

const sorted = (text: string): string =>
  text
    .split('; ')
    .map((part) => part.split(' ').sort().join(' '))
    .join('; ');

describe('git', () => {
  it.each([
    ['git clone https://x/y', 'reads /work/y; writes /root/.ssh /work/y'],
    ['git clone https://x/y.git', 'writes /root/.ssh /work'],
    [
      'git clone --depth 1 -b v1 https://x/y.git z',
      'reads /work/z; writes /root/.ssh /work/z; makes /work/z',
    ],
    [
      'git clone --branch=v1 --recursive "https://x/$Y" /data/z',
      'reads /data/z; writes /data/z /root/.ssh; makes /data /data/z',
    ],
    [
      'git -C /data clone -c a=b git@x:y/z.git z',
      'reads /data /data/z; writes /data/z /root/.ssh; makes /data /data/z',
    ],
    ['git clone /opt/y.git z', 'reads /opt/y.git /work/z; writes /root/.ssh /work/z; makes /work/z'],
    ['git clone --separate-git-dir=/x https://x/y z', 'unknown'],
    ['git clone -u odd https://x/y z', 'unknown'],
    ['git clone file:///opt/y z', 'unknown'],
    ['git init', 'writes /work/.git'],
    ['git init -q /data/x', 'reads /data/x; writes /data/x/.git; makes /data /data/x'],
    ['git init --bare', 'writes /work'],
    ['git config --global user.name x', 'writes /root/.config/git /root/.gitconfig'],
    ['git config --system x y', 'writes /etc/gitconfig /usr/local/etc/gitconfig'],
    ['git config x y', 'reads /work/.git; writes /.git /work/.git'],
    ['git config -f /data/c x y', 'reads /data/c /work/.git; writes /data/c'],
    ['git fetch --depth 1 origin x', 'reads /work/.git; writes /.git /root/.ssh /work/.git'],
    ['git rev-parse HEAD', 'reads /work/.git'],
    ['git -C /data log -1', 'reads /data /data/.git'],
    ['git log --output=/data/x', 'unknown'],
    ['git archive HEAD', 'reads /work/.git'],
    ['git archive -o /data/x HEAD', 'unknown'],
    ['git clean -fdx', 'reads /work /work/.git; writes /.git /work /work/.git'],
    ['git apply a.patch', 'reads anything; writes /.git /work /work/.git'],
    ['git apply --unsafe-paths a.patch', 'unknown'],
    ['git checkout v1', 'reads anything; writes anything'],
    ['git submodule update --init', 'reads anything; writes anything'],
    ['git reset --hard', 'reads anything; writes anything'],
    ['git status', 'reads anything; writes anything'],
    ['git remote -v', 'reads /work/.git; writes /.git /root/.ssh /work/.git'],
    ['git tag -s x', 'unknown'],
    ['git --version', 'nothing'],
    ['git filter-branch x', 'unknown'],
  ])('%s', (command, expected) => {
    expect(told(command)).toBe(expected);
  });

  it('reads any variable where hooks may run', () => {
    expect(effectsIn('git checkout v1').environment).toBe('all');
    expect(effectsIn('git clone https://x/y').environment).toContain('GIT_*');
  });
});

describe('keys and certificates', () => {
  it.each([
    ['gpg --batch --keyserver x --recv-keys "$KEY"', `writes ${GPG}`],
    ['gpg --batch --verify a.asc a', `reads /work/a /work/a.asc; writes ${GPG}`],
    ['gpg --verify a.asc', 'unknown'],
    ['gpg --import /opt/key', `reads /opt/key; writes ${GPG}`],
    ['gpg --dearmor -o /data/k.gpg /opt/k', `reads /opt/k; writes /data/k.gpg ${GPG}`],
    ['gpg --dearmor', `writes ${GPG}`],
    ['gpg --dearmor /opt/k', 'unknown'],
    ['gpg --batch --decrypt --output a b', `reads /work/b; writes ${GPG} /work/a`],
    ['gpg --homedir /data --list-keys', `reads /data; writes /data ${GPG}`],
    ['gpg --export "$KEY"', `writes ${GPG}`],
    [
      'gpg --no-default-keyring --keyring /usr/share/keyrings/a.gpg --recv-keys x',
      `writes /etc/apt /etc/pki ${GPG} /usr/share/keyrings`,
    ],
    ['gpg --keyring /data/a.gpg --recv-keys x', 'unknown'],
    ['gpg --keyring a.gpg --recv-keys x', 'unknown'],
    ['gpg --sign a', 'unknown'],
    ['gpg a', 'unknown'],
    ['gpgconf --kill all', `writes ${GPG}`],
    ['gpgv --keyring /opt/k.gpg a.sig a', `reads /opt/k.gpg /work/a /work/a.sig; writes ${GPG}`],
    ['ssh-keygen -A', 'writes /etc/ssh /root/.ssh'],
    ['ssh-keygen -q -t rsa -N "" -f /etc/ssh/k', 'writes /etc/ssh /etc/ssh/k /root/.ssh'],
    ['ssh-keygen -t rsa -f /data/k', 'unknown'],
    ['ssh-keyscan -t rsa github.com', 'nothing'],
    [
      'openssl req -x509 -nodes -newkey rsa:2048 -keyout /data/k -out /data/c -subj /CN=x',
      'writes /data/c /data/k /root/.rnd',
    ],
    ['openssl req -new -newkey rsa:2048 -out c', 'unknown'],
    ['openssl genrsa -out /data/k 2048', 'writes /data/k /root/.rnd'],
    ['openssl x509 -in a -inform der -noout -text', 'reads /work/a; writes /root/.rnd'],
    ['openssl x509 -req -in a -CA ca -CAkey k -CAcreateserial', 'unknown'],
    ['openssl dgst -sha256 a', 'reads /work/a; writes /root/.rnd'],
    ['openssl rand -hex 16', 'writes /root/.rnd'],
    ['openssl enc -d -aes-256-cbc -in a -out b -pass env:X', 'reads /work/a; writes /root/.rnd /work/b'],
    ['openssl enc -d -aes-256-cbc -in a -out b -pass file:c', 'unknown'],
    ['openssl version', 'writes /root/.rnd'],
    ['openssl ca -in x', 'unknown'],
  ])('%s', (command, expected) => {
    expect(sorted(told(command))).toBe(sorted(expected));
  });

  it('keeps keys where GNUPGHOME points to', () => {
    const variable = (name: string): string | undefined => (name === 'GNUPGHOME' ? '/data/keys' : undefined);
    expect(told('gpg --list-keys', { variable })).toContain('/data/keys');
  });
});

describe('other programs of the network', () => {
  it.each([
    ['svn co https://x/y z', 'reads /work/z; writes /root/.ssh /root/.subversion /work/z; makes /work/z'],
    ['svn checkout -q -r 5 https://x/y', 'writes /root/.ssh /root/.subversion /work'],
    ['svn export file:///opt/x', 'unknown'],
    ['svn update', 'unknown'],
    [
      'hg clone https://x/y z',
      'reads /opt /work/.hg /work/z /work/z/.hg; writes /root/.ssh /work/z; makes /work/z',
    ],
    ['nslookup x', 'nothing'],
    ['dig -f list x', 'reads /work/list'],
    ['nc -z x 80', 'nothing'],
    ['nc -e /bin/sh x 80', 'unknown'],
    ['ssh host ls', 'unknown'],
    ['scp host:a b', 'unknown'],
  ])('%s', (command, expected) => {
    expect(told(command)).toBe(expected);
  });
});
