/** Whether commands need an index of packages that has been fetched before them. */
import { callOf, saidIn, type Call } from './calls.js';
import type { IndexFacts } from './facts.js';

/** Whether a command works without an index, needs it, or fetches a new one. */
export type IndexUse = 'none' | 'reads' | 'renews';

/** They neither read package indexes nor run programs that might (their manual pages). */
const INDIFFERENT: ReadonlySet<string> = new Set([
  ...[
    ':',
    'true',
    'false',
    'echo',
    'printf',
    'test',
    '[',
    'cd',
    'pwd',
    'export',
    'set',
    'umask',
    'id',
    'date',
  ],
  ...[
    'sleep',
    'exit',
    'unset',
    'read',
    'shift',
    'command',
    'type',
    'hash',
    'ulimit',
    'trap',
    'local',
    'wait',
  ],
  ...['mkdir', 'rmdir', 'rm', 'mv', 'cp', 'ln', 'touch', 'chmod', 'chown', 'chgrp', 'ls', 'cat', 'tee', 'tr'],
  ...['sed', 'grep', 'egrep', 'fgrep', 'cut', 'head', 'tail', 'sort', 'uniq', 'wc', 'stat', 'file', 'which'],
  ...[
    'awk',
    'gawk',
    'basename',
    'dirname',
    'readlink',
    'nproc',
    'realpath',
    'mktemp',
    'install',
    'du',
    'df',
    'uname',
  ],
  ...[
    'tar',
    'unzip',
    'zip',
    'gzip',
    'gunzip',
    'xz',
    'bzip2',
    'bunzip2',
    'zcat',
    '7z',
    'strip',
    'patch',
    'diff',
  ],
  ...['md5sum', 'sha1sum', 'sha256sum', 'sha512sum', 'curl', 'wget', 'git', 'svn', 'hg', 'gpg', 'openssl'],
  ...[
    'ldconfig',
    'update-ca-certificates',
    'update-alternatives',
    'update-locale',
    'locale-gen',
    'localedef',
  ],
  ...['useradd', 'usermod', 'userdel', 'groupadd', 'groupmod', 'adduser', 'addgroup', 'deluser', 'passwd'],
  ...['chpasswd', 'chsh', 'getent', 'whoami', 'hostname', 'ssh-keygen', 'ssh-keyscan', 'crontab', 'setcap'],
  ...['a2enmod', 'a2dismod', 'a2ensite', 'a2dissite', 'phpenmod', 'phpdismod', 'dpkg', 'dpkg-reconfigure'],
  ...['debconf-set-selections', 'apt-mark', 'apt-key', 'apt-config', 'dpkg-query', 'dpkg-architecture'],
  ...['dpkg-divert', 'docker-php-ext-enable', 'docker-php-ext-configure', 'docker-php-ext-install', 'pecl'],
  ...['docker-php-source', 'python-config', 'fc-cache', 'a2enconf', 'a2disconf', 'lighty-enable-mod'],
]);

/**
 * Programs that install packages of their own language, and programs that build: neither installs packages of the
 * system from an index that somebody else has fetched (assumed, as for other programs whose names do not say that they
 * install; see "Assumptions" in `src/README.md`).
 */
const OF_LANGUAGES: ReadonlySet<string> = new Set([
  ...['pip', 'pipenv', 'pipx', 'poetry', 'uv', 'conda', 'npm', 'yarn', 'pnpm', 'gem', 'bundle', 'bundler'],
  ...['composer', 'go', 'cargo', 'rustup', 'rustc', 'mvn', 'gradle', 'dotnet', 'cpanm', 'cpan', 'luarocks'],
  ...['virtualenv', 'easy_install', 'javac', 'java', 'gcc', 'g++', 'cc', 'c++', 'clang', 'ld', 'ar', 'cmake'],
  ...['ninja', 'meson', 'qmake', 'configure', 'autoconf', 'automake', 'autoreconf', 'libtoolize', 'bower'],
  ...[
    'gulp',
    'grunt',
    'webpack',
    'tsc',
    'ng',
    'rake',
    'rails',
    'jar',
    'sbt',
    'ant',
    'lein',
    'stack',
    'cabal',
  ],
  ...['venv', 'ensurepip', 'compileall', 'spacy', 'nltk.downloader', 'wheel', 'bundle-audit'],
  ...['mix', 'rebar3', 'erl', 'ghc', 'ocaml', 'opam', 'julia', 'swift', 'pear', 'phpize', 'nvm', 'rbenv'],
]);

/** What a script with such a name may do: install something, with the package manager of the system. */
const INSTALLING =
  /dep|install|setup|provision|bootstrap|require|ansible|chef|puppet|\bapt|apk|package|pkg|build/i;
/** Targets of a Makefile that install nothing but what has been built. */
const TARGET = /^(?:all|install|clean|distclean|check|test|build|default|install-strip|\w+=.*|[^a-z]*)$/;

/** @param call of any program */
export function indexUse(call: Call, index: IndexFacts): IndexUse {
  const { programs, renews, free } = index;
  const { program, operands, words } = call;
  const said = saidIn(call);
  if (programs.test(program)) {
    if (renews.test(said)) return 'renews';
    return free.test(said) || operands.length === 0 ? 'none' : 'reads';
  }
  if (INDIFFERENT.has(program) || OF_LANGUAGES.has(program)) return 'none';
  if (program === 'make' || program === 'gmake')
    return operands.every((at) => TARGET.test(words[at] ?? '')) ? 'none' : 'reads';
  if (/^(?:python|node|ruby|perl|php)[\d.]*$/.test(program)) return scriptUse(call.rest);
  if (/^(?:env|nice|time|timeout|exec|nohup|setsid|stdbuf|eatmydata|xvfb-run|sudo)$/.test(program))
    return wrappedUse(call, index);
  if (/^(?:find|xargs|parallel)$/.test(program)) return runsAmong(call, index) ? 'reads' : 'none';
  if (/^(?:ba|da)?sh$/.test(program) && /(?:^|\/)configure$/.test(call.rest[0] ?? '')) return 'none';
  return isProgramCall(call) ? 'none' : 'reads';
}

/** A script in one of the languages; `setup.py` is how Python's packages are built. */
function scriptUse(words: readonly string[]): IndexUse {
  const [first = ''] = words;
  const said = words
    .join(' ')
    .replace(/getcomposer\.org\/installer|composer-setup\.php|--install-dir\S*/g, '');
  return !/(?:^|\/)setup\.py$/.test(first) && INSTALLING.test(said) ? 'reads' : 'none';
}

/** The command line that a wrapper runs. */
function wrappedUse({ rest }: Call, index: IndexFacts): IndexUse {
  const at = rest.findIndex((word) => !/^-|^\w+=|^\d+[smhd]?$/.test(word));
  const inner = at < 0 ? null : callOf(rest.slice(at));
  return inner === null ? 'none' : indexUse(inner, index);
}

/** `find -exec`, `xargs`: what they run is among their words. */
function runsAmong({ rest }: Call, { programs }: IndexFacts): boolean {
  return rest.some((word) => programs.test(word) || /^(?:\/bin\/)?(?:ba|da|z|k)?sh$|\.sh$/.test(word));
}

/** A program that is found by its name, or in a directory of programs. */
const isProgramCall = ({ program, words, prefix }: Call): boolean => {
  const name = words[prefix.length] ?? '';
  const isPlaced =
    !name.includes('/') || /^(?:\/usr(?:\/local)?)?\/s?bin\/[^/]+$|^\/opt\/\S*\/bin\/[^/]+$/.test(name);
  return isPlaced && /^[\w.+-]+$/.test(program) && !SHELLS.test(program) && !INSTALLING.test(program);
};

/** They run what they are given. */
const SHELLS =
  /\.(?:sh|bash)$|^(?:sh|bash|dash|ash|zsh|ksh|su|gosu|su-exec|runuser|chroot|eval|\.|source|ssh|docker|script|expect|busybox)$/;

/** Words that change where packages come from. */
export const changesSources = (text: string, { sources }: IndexFacts): boolean => sources.test(text);
