/**
 * How long steps take: rough figures of everyday work, as data. What makes a step long is told by the tables of commands
 * (`effects.packages`, `effects.network`); this file adds which programs compile, and the verbs of managers for calls whose
 * operands no table can read.
 */
import {
  callOf,
  saidIn,
  type Call,
  type CommandCall,
  type Effects,
  type SimpleCommand,
} from '../../src/transform.js';

/** What keeps a step busy. */
export type Work = 'install' | 'update' | 'build' | 'network' | 'unknown' | 'quick';

/** Seconds. */
export const SECONDS: Readonly<Record<Work, number>> = {
  install: 30,
  update: 5,
  build: 30,
  network: 8,
  unknown: 10,
  quick: 0.5,
};

/** Work that is worth a cache entry of its own. What is not known has to prove that first. */
export const isCostly = (work: Work): boolean => work === 'install' || work === 'build' || work === 'network';

/** Programs that install, by what they are told; for calls whose operands no table can read. `(?:)` is any. */
const INSTALLS: Readonly<Record<string, RegExp>> = {
  'apt-get': /^(?:install|reinstall|upgrade|dist-upgrade|build-dep|full-upgrade|source)\b/,
  apt: /^(?:install|upgrade|full-upgrade|build-dep)\b/,
  aptitude: /^(?:install|\S*upgrade)\b/,
  apk: /^(?:add|upgrade)\b/,
  yum: /^(?:install|update|upgrade|group ?install|localinstall|reinstall)\b/,
  dnf: /^(?:install|update|upgrade|group ?install|localinstall|builddep|module)\b/,
  microdnf: /^(?:install|update|upgrade)\b/,
  tdnf: /^(?:install|update|upgrade)\b/,
  zypper: /^(?:install|in|update|up|dist-upgrade|dup)\b/,
  brew: /^(?:install|upgrade|tap|bundle)\b/,
  pip: /^(?:install|download|wheel)\b/,
  pipx: /^install\b/,
  poetry: /^(?:install|add|update|sync)\b/,
  pipenv: /^(?:install|sync|update)\b/,
  uv: /^(?:sync|add|pip (?:install|sync)|tool install|python install)\b/,
  conda: /^(?:install|create|update|env (?:create|update))\b/,
  npm: /^(?:install|ci|i|add|update)\b/,
  yarn: /^(?:$|install\b|add\b|global add\b|up\b)/,
  pnpm: /^(?:install|i|add|fetch|update)\b/,
  bun: /^(?:install|i|add)\b/,
  bower: /^(?:install|update)\b/,
  gem: /^(?:install|update)\b/,
  bundle: /^(?:$|install\b|update\b)/,
  composer: /^(?:install|update|require|create-project|global require)\b/,
  pecl: /^install\b/,
  pear: /^install\b/,
  'docker-php-ext-install': /(?:)/,
  'install-php-extensions': /(?:)/,
  cpanm: /(?:)/,
  cpan: /(?:)/,
  luarocks: /^(?:install|build|make)\b/,
  go: /^(?:get|mod (?:download|tidy|vendor))\b/,
  cargo: /^(?:fetch|vendor)\b/,
  rustup: /^(?:toolchain|update|install|component|target)\b/,
  opam: /^(?:install|init|switch|update|upgrade)\b/,
  dotnet: /^(?:restore|tool|workload)\b/,
  nuget: /^(?:restore|install)\b/,
  mix: /^deps\.get\b/,
  'install2.r': /(?:)/,
};

const INSTALLS_R = /install[._](?:packages|github|version|bioc|deps|local)|BiocManager|biocLite|CMD INSTALL/;

/** Programs that compile, test or bundle, by what they are told. */
const BUILDS: Readonly<Record<string, RegExp>> = {
  ...{ make: /(?:)/, gmake: /(?:)/, ninja: /(?:)/, bazel: /^(?:build|run|test)\b/, scons: /(?:)/ },
  ...{ gcc: /(?:)/, 'g++': /(?:)/, cc: /(?:)/, clang: /(?:)/, 'clang++': /(?:)/, rustc: /(?:)/ },
  ...{ javac: /(?:)/, ghc: /(?:)/, mvn: /(?:)/, gradle: /(?:)/, sbt: /(?:)/, ant: /(?:)/, lein: /(?:)/ },
  cargo: /^(?:build|install|test|check|chef|bench|run|doc)\b/,
  go: /^(?:build|install|test|generate|vet|run)\b/,
  npm: /^(?:run|run-script|rebuild|build|test)\b/,
  yarn: /^(?:run|build|test|workspaces?)\b/,
  pnpm: /^(?:run|build|test|rebuild|-r)\b/,
  bun: /^(?:run|build)\b/,
  npx: /^(?:tsc|webpack|vite|ng|gulp|grunt|next|nuxt|react-scripts|turbo|nx)\b/,
  ...{ tsc: /(?:)/, webpack: /(?:)/, gulp: /(?:)/, grunt: /(?:)/, ng: /^build\b/ },
  bundle: /^exec\b/,
  rake: /\S/,
  dotnet: /^(?:build|publish|test|pack|msbuild)\b/,
  mix: /^(?:compile|deps\.compile|release|do)\b/,
  rebar3: /\S/,
  stack: /^(?:build|install|setup|test)\b/,
  cabal: /^(?:install|build|update|v2-\w+|new-\w+)\b/,
  swift: /^(?:build|test)\b/,
  opam: /^exec\b/,
};

/** Programs that fetch files from other machines, by what they are told. */
const FETCHES: Readonly<Record<string, RegExp>> = {
  ...{ curl: /(?:)/, wget: /(?:)/, aria2c: /(?:)/, axel: /(?:)/, svn: /^(?:checkout|co|export)\b/ },
  git: /^(?:clone|fetch|pull|submodule|lfs)\b/,
  hg: /^(?:clone|pull)\b/,
  gsutil: /^cp\b/,
  aws: /^s3\b/,
};

/** What an install is by its table, and takes no time. */
const QUICK_INSTALLS: Readonly<Record<string, RegExp>> = {
  'docker-php-ext-enable': /(?:)/,
  'docker-php-ext-configure': /(?:)/,
  'docker-php-source': /(?:)/,
  composer: /^self-?update\b/,
  mix: /^local\b/,
  rustup: /^default\b/,
  jupyter: /\b(?:enable|disable|list)\b/,
};

/** Keys, signatures, sums, lists of sources, licences: small files that stand beside something else. */
const SMALL =
  /:\/\/.*(?:\.(?:asc|pub|key|gpg|sig|sign|list|repo|sha\d+(?:sum)?|md5(?:sum)?)|\bKEYS|\b(?:LICEN[CS]E|COPYING|README)\S*|\bSHA\w*SUMS\w*(?:\.txt)?|\/gpg(?:key)?)["']?$/i;

/** Targets of make that take little time when the build itself has been made. */
const QUICK_TARGETS = /^(?:install|clean|distclean|mrproper|uninstall|strip)/;

/** The words of a command, quotes around them removed; programs that only run another one left out. */
export function wordsOf(command: SimpleCommand): readonly string[] {
  const words = command.words.map(({ text, value }) => value ?? text.replace(/^["']|["']$/g, ''));
  const start = words.findIndex((word) => !/^(?:sudo|env|time|nice|command|exec|-E|-n)$|^\w+=/.test(word));
  return start < 0 ? [] : words.slice(start);
}

/** What keeps each of the calls of one RUN busy, in their order. */
export function worksOf(calls: readonly CommandCall[]): readonly Work[] {
  let isMade = false;
  return calls.map(({ command, effects }) => {
    const call = callOf(wordsOf(command));
    if (call === null) return 'quick';
    const work = workOf(call, effects, isMade);
    isMade ||= work === 'build';
    return work;
  });
}

function workOf(call: Call, effects: Effects, isMade: boolean): Work {
  const said = saidIn(call);
  const { program, operands, words, rest } = call;
  const is = (table: Readonly<Record<string, RegExp>>): boolean =>
    Object.hasOwn(table, program) && table[program]?.test(said) === true;
  const does = (pattern: RegExp): boolean => effects.packages.some((one) => pattern.test(one.does));
  if (is(QUICK_INSTALLS) || /^--?(?:version|help|V)$/.test(rest.join(' '))) return 'quick';
  if (/^(?:g?make|ninja)$/.test(program)) {
    const isQuick = isMade && operands.some((at) => QUICK_TARGETS.test(words[at] ?? ''));
    return isQuick || operands.some((at) => /clean$/.test(words[at] ?? '')) ? 'quick' : 'build';
  }
  if (program === 'cmake') return rest.includes('--build') ? 'build' : 'quick';
  if (/^(?:python|pypy)[\d.]*$/.test(program) && /^setup\.py \w*(?:install|build|develop|dist)/.test(said))
    return 'build';
  if (/^(?:R|Rscript)$/.test(program)) return INSTALLS_R.test(rest.join(' ')) ? 'install' : 'unknown';
  // `php -r "copy('https://…', …)"`
  if (program === 'php') return /:\/\//.test(rest.join(' ')) ? 'network' : 'quick';
  if (is(BUILDS)) return 'build';
  if (does(/^(?:install|upgrade|download)$/) || is(INSTALLS)) return 'install';
  if (does(/^update$/)) return 'update';
  if (is(FETCHES) && effects.network) return rest.some((word) => SMALL.test(word)) ? 'quick' : 'network';
  return effects.unknown === null ? 'quick' : 'unknown';
}
