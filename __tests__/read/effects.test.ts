import { describe, expect, it } from '@jest/globals';
import { effectsOf } from '../../src/graph/instruction.js';
import { conflict, mayRead, type Effects, type Surroundings } from '../../src/read/effects.js';
import { readDockerfile } from '../../src/read/read.js';
import { told } from './commands/told.js';
import { effectsIn } from './effects-of.js';

const [A, B] = ['reads /work/a; writes /work/a', 'reads /data/a; writes /data/a'];
const BOTH = 'reads /data /data/a /work/a; writes /data/a /work/a';
const ANYTHING = 'reads anything; writes anything';

/** What the variables of a Dockerfile hold: `null` for what is not known. */
const variables = (values: Readonly<Record<string, string | null>>): Partial<Surroundings> => ({
  variable: (name) => (Object.hasOwn(values, name) ? values[name] : undefined),
  names: () => Object.keys(values),
});

describe('cd', () => {
  it.each([
    ['cd /data && touch a', `reads /data /data/a; writes /data/a`],
    ['cd /data && cd .. && touch data/a', 'reads /data /data/a; writes /data/a'],
    ['cd //data/./x/.. && touch a', 'reads /data /data/a; writes /data/a'],
    ['cd /data && (cd /opt && touch a) && touch b', 'reads /data /data/b /opt /opt/a; writes /data/b /opt/a'],
    ['cd sub && touch a', 'reads /work/sub /work/sub/a; writes /work/sub/a'],
    ['cd -P /data && touch a', 'reads /data /data/a; writes /data/a'],
    ['cd "/data" && touch a', 'reads /data /data/a; writes /data/a'],
  ])('in an and-list moves what is behind it: %s', (text, expected) => {
    expect(told(text)).toBe(expected);
  });

  it.each([
    ['cd /data; touch a', BOTH],
    ['set -e; cd /data; touch a', 'reads /data /data/a; writes /data/a'],
    ['set -eux; cd /data; touch a', 'reads /data /data/a; writes /data/a'],
    ['set -o errexit; cd /data; touch a', 'reads /data /data/a; writes /data/a'],
    ['set -e; set +e; cd /data; touch a', BOTH],
    ['cd /data || exit 1; touch a', BOTH],
  ])('in a list may have failed, unless the shell ends then: %s', (text, expected) => {
    expect(told(text)).toBe(expected);
  });

  it('ends the shell too where its options say so from the start', () => {
    expect(told('cd /data; touch a', { errexit: true })).toBe('reads /data /data/a; writes /data/a');
  });

  it.each([
    ['(cd /data); touch a', 'reads /data /work/a; writes /work/a'],
    ['(cd /data && touch b); touch a', 'reads /data /data/b /work/a; writes /data/b /work/a'],
    ['cd /data | touch a', 'reads /data /work/a; writes /work/a'],
    ['cd /data & touch a', 'reads /data /work/a; writes /work/a'],
    ['X=$(cd /data && pwd) && touch a', 'reads /data /work/a; writes /work/a'],
    ["sh -c 'cd /data' && touch a", 'reads /data /work/a; writes /work/a'],
  ])('in a shell of its own moves nothing behind it: %s', (text, expected) => {
    expect(told(text)).toBe(expected);
  });

  it.each([
    ['if true; then cd /data; fi; touch a', BOTH],
    ['case $X in a) cd /data;; esac; touch a', BOTH],
    ['true || cd /data; touch a', BOTH],
    ['{ cd /data; }; touch a', BOTH],
  ])('that may not be run leaves two directories: %s', (text, expected) => {
    expect(told(text)).toBe(expected);
  });

  it.each([
    ['cd && touch a'],
    ['cd - && touch a'],
    ['cd $X && touch a'],
    ['cd "$(mktemp -d)" && touch a'],
    ['cd /data/$X && touch a'],
    ['popd && touch a'],
    ['for d in x y; do cd $d; done; touch a'],
    ['while true; do cd x; touch a; done'],
    ['cd a; cd b; cd c; touch x'],
  ])('to a place that is not known may be anywhere: %s', (text) => {
    expect(effectsIn(text).writes).toBe('anything');
  });

  it('in a directory that is not known may be anywhere, but not with absolute paths', () => {
    expect(told('touch a', { directory: null })).toBe(ANYTHING);
    expect(told('touch /data/a', { directory: null })).toBe(B);
    expect(told('cd /data && touch a', { directory: null })).toBe('reads /data /data/a; writes /data/a');
  });

  it('tells whether the working directory made a difference', () => {
    const differs = (text: string): boolean => effectsIn(text).directory;
    expect(['touch a', 'ls', 'cd sub', 'echo x > a', 'touch a*'].map(differs)).toEqual(Array(5).fill(true));
    expect(['touch /a', 'ls /', 'echo a', 'touch ~/a', 'env -C /data true'].map(differs)).toEqual(
      Array(5).fill(false),
    );
  });
});

describe('compound commands', () => {
  it.each([
    ['touch a | tee /data/a', 'reads /work/a; writes /data/a /work/a'],
    ['touch a && touch /data/a', 'reads /data/a /work/a; writes /data/a /work/a'],
    ['touch a || touch /data/a', 'reads /data/a /work/a; writes /data/a /work/a'],
    ['touch a; touch /data/a', 'reads /data/a /work/a; writes /data/a /work/a'],
    ['if [ -f /opt/x ]; then touch a; elif true; then touch b; else touch c; fi', null],
    ['! touch a', A],
    ['touch a &', A],
    ['time touch a', A],
    ['(touch a)', A],
    ['{ touch a; }', A],
    ['f() { touch a; }; f', A],
    ['f() { touch a; }', 'nothing'],
    ['while [ ! -e /opt/x ]; do touch a; done', 'reads /opt/x /work/a; writes /work/a'],
    ['until touch a; do sleep 1; done', A],
    ['case $X in a) touch a;; *) touch /data/a;; esac', 'reads /data/a /work/a; writes /data/a /work/a'],
    ['for x in 1 2; do touch a; done > /data/log', 'reads /work/a; writes /data/log /work/a'],
  ])('all that may happen counts: %s', (text, expected) => {
    const all = ['a', 'b', 'c'].map((name) => `/work/${name}`).join(' ');
    expect(told(text)).toBe(expected ?? `reads /opt/x ${all}; writes ${all}`);
  });

  it('a function of the RUN is no unknown command', () => {
    expect(effectsIn('build() { make; } && build').unknown).toBeNull();
    expect(effectsIn('build').unknown).toBe('build');
  });

  it.each([
    ['for d in /data/a /data/b; do touch $d/x; done', '/data/a/x /data/b/x'],
    ['for d in a b; do touch /data/$d.conf; done', '/data/a.conf /data/b.conf'],
    ['for d in /data; do for e in x y; do touch $d/$e; done; done', '/data/x /data/y'],
    ['for d in /data/*; do touch $d/x; done', 'anything'],
    ['for d in $X; do touch $d; done', 'anything'],
    ['for d in a b; do :; done; touch $d', 'anything'],
  ])('a loop over words that are known: %s', (text, expected) => {
    const { writes } = effectsIn(text);
    expect(writes === 'anything' ? writes : writes.join(' ')).toBe(expected);
  });
});

describe('functions', () => {
  it.each([
    ['f() { touch a; }; cd /data && f', '/data/a'],
    ['f() { cd /data; }; f && touch a', '/data/a'],
    ['f() { cd /data && g; }; g() { touch a; }; f', '/data/a'],
    ['(f() { touch a; }; f)', '/work/a'],
    ['D=/opt; f() { D=/data; }; f; touch $D/a', 'anything'],
    ['f() { cd $1; }; f /data; touch a', 'anything'],
    ['f() { touch $1; }; f /data/a', 'anything'],
    ['f() { f; touch a; }; f', '/work/a'],
  ])('do what they do where they are called: %s', (text, expected) => {
    const { writes } = effectsIn(text);
    if (expected === 'anything') expect(writes).toBe(expected);
    else expect(writes).toContain(expected);
  });
});

describe('variables', () => {
  it.each([
    ['touch $D/a', '/data/a'],
    ['touch "${D}/a"', '/data/a'],
    ['D=/opt; touch $D/a', '/opt/a'],
    ['D=/opt && touch $D/a', '/opt/a'],
    ['export D=/opt && touch $D/a', '/opt/a'],
    ['readonly D=/opt; touch $D/a', '/opt/a'],
    ['D=$D/sub; touch $D/a', '/data/sub/a'],
    ['(D=/opt); touch $D/a', '/data/a'],
    ['D=/opt | true; touch $D/a', '/data/a'],
    ['D=/opt true; touch $D/a', '/data/a'],
    ['D=~/x; touch $D/a', '/root/x/a'],
  ])('that are known make a path known: %s', (text, path) => {
    expect(effectsIn(text, variables({ D: '/data' })).writes).toEqual([path]);
  });

  it.each<readonly [string, Readonly<Record<string, string | null>>?]>([
    ['touch $X/a'],
    ['touch $D'],
    ['touch $D/a', { D: null }],
    ['D=$(cat /x); touch $D/a'],
    ['if true; then D=/opt; fi; touch $D/a', { D: '/data' }],
    ['true || D=/opt; touch $D/a', { D: '/data' }],
    ['while read D; do touch $D/a; done'],
    ['read D; touch $D/a', { D: '/data' }],
    ['D=/data; . /etc/os-release; touch $D/a'],
    ['. /etc/os-release; touch $D/a', { D: '/data' }],
    ['D+=/sub; touch $D/a', { D: '/data' }],
    ['[ -f /x ] && D=/opt; touch $D/a', { D: '/data' }],
    ['printf -v D /opt; touch $D/a', { D: '/data' }],
    ['touch ${D:-/opt}/a', { D: '/data' }],
    ['touch ${D%/*}/a', { D: '/data' }],
    [': ${D:=/opt}; touch $D/a', { D: '/data' }],
    ['touch $1'],
    ['touch "$@"'],
    ["D=/data sh -c 'touch $D/a'"],
  ])('that are not make it anything: %s', (text, values = {}) => {
    expect(effectsIn(text, variables(values)).writes).toBe('anything');
  });

  it.each([
    ['touch /data/$X', '/data'],
    ['touch /data/$X/a', '/data'],
    ['touch /data/sub-$X.log', '/data'],
    ['touch /data/$(uname -m)/a', '/data'],
    ['touch "/data/a b/$X"', '/data/a b'],
    ['touch log.$(date +%s)', '/work'],
    ['rm -rf "/data/${X:?}"', '/data'],
  ])('behind a beginning that is known lie below it: %s', (text, path) => {
    expect(effectsIn(text).writes).toEqual([path]);
  });

  it('of mktemp lead below the directory for temporary files', () => {
    expect(effectsIn('T=$(mktemp -d) && touch $T/a').writes).toEqual(
      expect.arrayContaining(['/tmp', '/var/tmp']),
    );
    expect(effectsIn('T="$(mktemp)"; echo a > $T; rm $T').unknown).toBeNull();
    expect(effectsIn('T=$(mktemp -d -p /data) && touch $T/a').writes).toBe('anything');
  });
});

describe('words', () => {
  it.each([
    ['touch *', '/work'],
    ['touch a*', '/work'],
    ['touch sub/*.log', '/work/sub'],
    ['touch /data/*/x', '/data'],
    ['touch /data/[ab]', '/data'],
    ['touch /data/a?', '/data'],
    ['touch ../*', 'anything'],
    ['rm -rf /*', 'anything'],
    ['rm -rf /da*', 'anything'],
    ['touch {a,b}', 'anything'],
    ['touch /data/{a,b}', '/data'],
    ["touch '*'", '/work/*'],
  ])('with a pattern are the directory that it is looked for in: %s', (text, expected) => {
    const { writes } = effectsIn(text);
    expect(writes === 'anything' ? writes : writes.join(' ')).toBe(expected);
  });

  it.each([
    ['touch ~/a', '/root/a'],
    ['touch ~', '/root'],
    ['touch "~/a"', '/work/~/a'],
    ["touch 'a b'", '/work/a b'],
    ['touch a\\ b', '/work/a b'],
    ['touch /data/"a"b', '/data/ab'],
    ['touch ../a', '/a'],
    ['touch ../../../a', '/a'],
    ['touch -- -a', '/work/-a'],
  ])('are read as the shell reads them: %s', (text, path) => {
    expect(effectsIn(text).writes).toEqual([path]);
  });

  it('with a tilde lead to the home directory, if that is known', () => {
    expect(effectsIn('touch ~/a', { homes: ['/srv/app'] }).writes).toEqual(['/srv/app/a']);
    for (const homes of [null, ['/home', '/srv']])
      expect(effectsIn('touch ~/a', { homes }).writes).toBe('anything');
  });

  it('with the home directory of somebody else in them are anything', () => {
    expect(effectsIn('touch ~app/a').writes).toBe('anything');
    expect(effectsIn('D=~app; touch $D/a').writes).toBe('anything');
  });

  it('lead home where the shell has been told of another', () => {
    expect(effectsIn('export HOME=/data; touch ~/a').writes).toEqual(['/data/a']);
  });

  it('of a value are several where it has blanks, and a pattern where it has one', () => {
    const among = (text: string, path: string): boolean => {
      const { writes } = effectsIn(text);
      return writes === 'anything' || writes.includes(path);
    };
    expect(among('D="/data /opt"; rm -rf $D', '/opt')).toBe(true);
    expect(among('D="/data/*"; rm -rf $D', '/data')).toBe(true);
    expect(effectsIn('D="/data /opt"; rm -rf "$D"').writes).toEqual(['/data /opt']);
  });

  it('that lead through a symbolic link are anything', () => {
    const isLink = (path: string): boolean => path.startsWith('/data');
    expect(effectsIn('touch /data/a', { isLink }).writes).toBe('anything');
    expect(effectsIn('cd /data && touch a', { isLink }).writes).toBe('anything');
    expect(effectsIn('touch /opt/a', { isLink }).writes).toEqual(['/opt/a']);
  });

  it('for what is no file do nothing', () => {
    expect(told('cat - < /dev/null > /dev/stdout')).toBe('nothing');
  });
});

describe('redirections', () => {
  it.each([
    ['echo x > a', 'writes /work/a'],
    ['echo x >> a', 'writes /work/a'],
    ['echo x >| a', 'writes /work/a'],
    ['echo x > /data/a 2>&1', 'writes /data/a'],
    ['echo x 2> a', 'writes /work/a'],
    ['echo x &> a', 'writes /work/a'],
    ['cat < a', 'reads /work/a'],
    ['cat < a > /data/a', 'reads /work/a; writes /data/a'],
    ['> a', 'writes /work/a'],
    ['(echo x; echo y) > a', 'writes /work/a'],
    ['while read l; do echo $l; done < a', 'reads /work/a'],
    ['exec > /data/log', 'writes /data/log'],
    ['echo x > "$X"', 'writes anything'],
    ['echo x > /data/$X', 'writes /data'],
    ['echo x 2>/dev/null >&2', 'nothing'],
    ['cat <<< x > a', 'writes /work/a'],
    ['echo $(cat a) > /data/a', 'reads /work/a; writes /data/a'],
    ['echo `cat a`', 'reads /work/a'],
  ])('%s', (text, expected) => {
    expect(told(text)).toBe(expected);
  });
});

describe('commands that run commands', () => {
  it.each([
    ["sh -c 'touch a'", A],
    ["bash -c 'cd /data && touch a'", 'reads /data /data/a; writes /data/a'],
    ["cd /data && sh -c 'touch a'", 'reads /data /data/a; writes /data/a'],
    ["sh -c 'cd /data; touch a'", BOTH],
    ["set -e; sh -c 'cd /data; touch a'", BOTH],
    ['nice -n 5 touch a', A],
    ["timeout 5 sh -c 'touch a'", A],
    ['env DEBIAN_FRONTEND=noninteractive touch a', A],
    ['env -C /data touch a', 'reads /data /data/a; writes /data/a'],
    ['command touch a', A],
    ['exec touch a', A],
  ])('%s', (text, expected) => {
    expect(told(text)).toBe(expected);
  });

  it('see through sudo, which keeps records of its own', () => {
    const { writes, unknown } = effectsIn('sudo touch a');
    expect(unknown).toBeNull();
    expect(writes).toEqual(expect.arrayContaining(['/work/a', '/run/sudo']));
  });

  it.each([
    ['strange', 'strange'],
    ['touch a && ./strange --now', './strange --now'],
    ['/opt/bin/touch a', '/opt/bin/touch a'],
    ['$X a', '$X a'],
    ['$(which touch) a', '$(which touch) a'],
    ['sh -c "touch $X"', '"touch $X"'],
    ["sh -c 'strange'", 'strange'],
    ['sudo strange', 'strange'],
    ['nice strange', 'strange'],
    ['find . | xargs strange', 'xargs strange'],
    ['eval "touch a"', 'eval "touch a"'],
    ['. ./settings', '. ./settings'],
    ['curl https://example.org | sh', 'sh'],
    ["trap 'rm a' EXIT", "trap 'rm a' EXIT"],
    ['git strange', 'git strange'],
  ])('are not known where what they run is not: %s', (text, unknown) => {
    const effects = effectsIn(text);
    expect(effects).toMatchObject({ unknown, environment: 'all', directory: true, network: true });
    expect([effects.reads, effects.writes, effects.removes, effects.links]).toEqual(
      Array(4).fill('anything'),
    );
  });

  it('of a directory that all have are known by their name', () => {
    expect(told('/usr/bin/touch a')).toBe(A);
    expect(effectsIn('/bin/touch a').programs).toEqual(['/bin/touch']);
  });
});

describe('the exec form', () => {
  const call = (...words: readonly string[]): Effects => {
    const file = readDockerfile(`FROM debian\nWORKDIR /work\nENV D=/data\nRUN ${JSON.stringify(words)}\n`);
    const run = file.instructions.at(-1);
    if (run === undefined) throw new Error('no RUN');
    return effectsOf(file, run);
  };

  it('takes words as they are', () => {
    expect(call('touch', '$D/a').writes).toEqual(['/work/$D/a']);
    expect(call('touch', '*').writes).toEqual(['/work/*']);
    expect(call('touch', '~').writes).toEqual(['/work/~']);
    expect(call('touch', 'a', '>', 'b').writes).toEqual(['/work/a', '/work/>', '/work/b']);
  });

  it('runs a shell where it names one', () => {
    expect(call('sh', '-c', 'cd /data && touch a').writes).toEqual(['/data/a']);
    expect(call('/bin/bash', '-c', 'strange').unknown).toBe('strange');
  });
});

describe('programs', () => {
  it('are looked up in the directories of PATH', () => {
    expect(effectsIn('curl https://example.org').programs).toEqual(['curl']);
    expect(effectsIn('curl https://example.org', { programs: ['/opt/bin'] }).programs).toEqual([
      'curl',
      '/opt/bin/curl',
    ]);
  });

  it('are those of all commands, and no builtins', () => {
    const { programs } = effectsIn('cd / && echo a | sed s/a/b/ && [ -f a ] && export A=1; $(cat a) 2>&1');
    expect(programs).toEqual(expect.arrayContaining(['sed', 'cat']));
    for (const builtin of ['cd', 'echo', '[', 'export']) expect(programs).not.toContain(builtin);
  });

  it('of wrappers are looked up too', () => {
    expect(effectsIn('nice -n 5 touch a').programs).toEqual(['touch', 'nice']);
    expect(effectsIn("sh -c 'touch a'").programs).toEqual(['touch', 'sh']);
  });
});

describe('directories', () => {
  const made = (text: string, given: Partial<Surroundings> = {}) => {
    const { makes, writes, needs } = effectsIn(text, given);
    return { makes, writes, needs };
  };

  it('that root makes with mkdir -p are those that all make alike', () => {
    expect(made('mkdir -p /data/x')).toEqual({ makes: ['/data', '/data/x'], writes: [], needs: [] });
    expect(made('mkdir -p /work/x')).toEqual({ makes: ['/work/x'], writes: [], needs: ['/work'] });
    expect(made('mkdir -p /work')).toEqual({ makes: [], writes: [], needs: ['/work'] });
  });

  it('that others make belong to them', () => {
    expect(made('mkdir -p /data/x', { isRoot: false })).toEqual({
      makes: [],
      writes: ['/data', '/data/x'],
      needs: [],
    });
  });

  it('that may be there already, or have a mode, are changed', () => {
    expect(made('mkdir /data')).toMatchObject({ makes: [], writes: ['/data'] });
    expect(made('mkdir -p -m 0700 /data')).toMatchObject({ makes: [], writes: ['/data'] });
    expect(effectsIn('umask 077 && mkdir -p /data').unknown).toBe('umask 077');
  });

  it('that files are put into have to be there', () => {
    expect(effectsIn('cp a /etc').needs).toEqual(['/etc']);
    expect(effectsIn('cp a /etc').writes).toEqual(['/etc/a']);
    expect(effectsIn('cp a b /etc').writes).toEqual(['/etc/a', '/etc/b']);
    expect(effectsIn('cp a /data').writes).toEqual(['/data']);
    expect(effectsIn('cp a /data/').writes).toEqual(['/data/a']);
    expect(effectsIn('cp -r a/. /etc').writes).toEqual(['/etc']);
    expect(effectsIn('cp -r . /').writes).toBe('anything');
  });

  it('of which nothing is known are taken for files that come to be', () => {
    expect(effectsIn('touch /data/a').creates).toEqual(['/data/a']);
    expect(effectsIn('touch /work').creates).toEqual([]);
  });
});

describe('regions', () => {
  it('of the working directory go where it is', () => {
    expect(effectsIn('ls').reads).toContain('/work');
    expect(effectsIn('cd /data && ls').reads).toContain('/data');
    expect(effectsIn('ls', { directory: null }).reads).toBe('anything');
    expect(effectsIn('ls', { directory: '/' }).reads).toBe('anything');
  });

  it('above it are looked for up to the root', () => {
    const { writes } = effectsIn('npm ci', { directory: '/srv/shop' });
    expect(writes).toEqual(
      expect.arrayContaining(['/package.json', '/srv/package.json', '/srv/shop/package.json']),
    );
  });

  it('of the home directory go where it is', () => {
    const config = (homes: Surroundings['homes']) => effectsIn('git clone x /data', { homes }).reads;
    expect(config(['/root'])).toContain('/root/.gitconfig');
    // Where it is one of many, it may be anywhere below them.
    expect(config(['/a', '/b'])).toEqual(expect.arrayContaining(['/a', '/b']));
    expect(config(null)).toBe('anything');
  });

  it('of a variable go where it points to', () => {
    const { writes } = effectsIn('go install example.org/a@latest', variables({ GOPATH: '/data/go' }));
    expect(writes).toContain('/data/go');
    expect(effectsIn('GOPATH=/data/go go install example.org/a@latest').writes).toContain('/data/go');
    expect(effectsIn('go install example.org/a@latest', variables({ GOPATH: null })).writes).toBe('anything');
  });

  it('of the system have the programs of a language in them, wherever PATH leads', () => {
    const programs = ['/venv/bin'];
    expect(effectsIn('pip install flask', { programs }).writes).toContain('/venv');
    expect(effectsIn('apt-get install -y nginx', { programs }).writes).not.toContain('/venv');
    expect(effectsIn('apt-get install -y nginx').writes).toEqual(
      expect.arrayContaining(['/etc', '/usr/lib', '/var']),
    );
  });
});

describe('the environment', () => {
  const reads = (text: string, name = 'X'): boolean => mayRead(effectsIn(text), [name]) === name;

  it.each([
    ['echo $X'],
    ['echo "${X}"'],
    ['echo ${X:-1}'],
    ['echo ${#X}'],
    ['echo $((X + 1))'],
    ['echo $(echo $X)'],
    ['X=$X/a'],
    ['case $X in a) true;; esac'],
    ['for i in $X; do :; done'],
    ['echo a > $X'],
    ['[[ $X == a ]]'],
    ['export X'],
    ['unset X'],
    ['N=X; echo ${!N}'],
    ['printenv X'],
    ['envsubst < a'],
    ['strange'],
    ["sh -c 'echo $X'"],
    ['make'],
    ['export -p > a'],
    ['export'],
    ['set > a'],
    ['declare -p'],
  ])('is asked for X by %s', (text) => {
    expect(reads(text)).toBe(true);
  });

  it.each([['echo X'], ["echo '$X'"], ['echo \\$X'], ['echo $XY'], ['touch /data/X'], ['X=1'], ['sort a']])(
    'is not by %s',
    (text) => {
      expect(reads(text)).toBe(false);
    },
  );

  it('has names that every program reads, and beginnings that some do', () => {
    for (const name of ['PATH', 'HOME', 'LC_TIME', 'LD_LIBRARY_PATH', 'TZ'])
      expect(reads('touch a', name)).toBe(true);
    expect(reads('git clone x /data', 'GIT_SSL_CAINFO')).toBe(true);
    expect(reads('touch a', 'GIT_SSL_CAINFO')).toBe(false);
    expect(reads('apt-get install -y tzdata', 'DEBIAN_FRONTEND')).toBe(true);
  });

  it('takes a name that is none for what may be read', () => {
    expect(reads('touch a', 'a.b')).toBe(true);
  });
});

describe('two pieces of shell', () => {
  const between = (a: string, b: string) => conflict(effectsIn(a), effectsIn(b));

  it('may change places where neither changes what the other needs', () => {
    expect(between('cat a > b', 'cat a > c')).toBeNull();
    expect(between('mkdir -p /data/a', 'touch /data/b')).not.toBeNull();
    expect(between('touch /data/a', 'touch /data/ab')).toBeNull();
  });

  it.each([
    ['cat a > b', 'rm a', { kind: 'files', what: '/work/a' }],
    ['rm a', 'cat a > b', { kind: 'files', what: '/work/a' }],
    ['touch a', 'touch a', { kind: 'files', what: '/work/a' }],
    ['touch /data/a', 'rm -rf /data', { kind: 'files', what: '/data/a' }],
    ['mkdir -p /data/a', 'mkdir -p /data/b', { kind: 'files', what: '/data' }],
    ['rm -rf /work', 'mkdir -p /work/a', { kind: 'files', what: '/work' }],
    ['touch /lib/a', 'rm /usr/lib/a', { kind: 'files', what: '/lib/a' }],
    ['touch a', 'strange', { kind: 'unknown', what: 'strange' }],
    ['cp git /usr/local/bin/git', 'git clone x /data', { kind: 'programs', what: '/usr/local/bin/git' }],
  ])('keep their order: %s, %s', (a, b, expected) => {
    expect(between(a, b)).toEqual(expected);
  });
});
