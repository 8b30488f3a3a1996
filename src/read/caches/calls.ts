/** A call of a package manager, told from the words of a command. */
import type { CallPattern } from './facts.js';

export interface Call {
  /** The name of the program without its folder; `pip` for `python -m pip`. */
  readonly program: string;
  /** `sudo` and its options in front of it, or nothing. */
  readonly prefix: readonly string[];
  /** The words behind the program. */
  readonly rest: readonly string[];
  /** Places of the operands among the words. */
  readonly operands: readonly number[];
  readonly words: readonly string[];
}

/** Options in front of the verb whose value is a word of its own. Manual pages of the programs. */
const VALUED: Readonly<Record<string, RegExp>> = {
  'apt-get': /^-[otcaP]$|^--(?:option|target-release|config-file)$/,
  apt: /^-[otcaP]$|^--(?:option|target-release|config-file)$/,
  aptitude: /^-[otF]$/,
  apk: /^-[Xp]$|^--(?:repository|root|arch|keys-dir|cache-dir|virtual)$|^-t$/,
  yum: /^-[cdeRx]$|^--(?:enablerepo|disablerepo|releasever|setopt|installroot|exclude)$/,
  dnf: /^-[cdeRx]$|^--(?:enablerepo|disablerepo|releasever|setopt|installroot|exclude)$/,
  microdnf: /^--(?:enablerepo|disablerepo|releasever|setopt|installroot)$/,
  tdnf: /^--(?:enablerepo|disablerepo|releasever|setopt|installroot)$/,
  zypper: /^-[RcDC]$|^--(?:root|config|reposd-dir|cache-dir|plus-repo|plus-content)$|^-p$/,
  npm: /^-C$|^--(?:prefix|registry|loglevel|cache|userconfig)$/,
  yarn: /^--(?:cwd|cache-folder|registry|modules-folder|network-timeout)$/,
  pnpm: /^-[CF]$|^--(?:dir|filter|store-dir|prefix)$/,
  pip: /^--(?:proxy|timeout|cert|cache-dir|log|trusted-host|python)$/,
  composer: /^-d$|^--working-dir$/,
  go: /^-C$/,
  make: /^-[jlCfIo]$/,
  cargo: /^--(?:color|config|manifest-path)$|^-[CZ]$/,
  mvn: /^-(?:f|s|gs|pl|P|l|T|t|rf)$|^--(?:file|settings|projects|activate-profiles|threads)$/,
  gradle: /^-[bcgpxI]$|^--(?:build-file|gradle-user-home|project-dir|exclude-task|init-script)$/,
  uv: /^--(?:directory|project|cache-dir|config-file|python|color)$|^-p$/,
  poetry: /^-[CP]$|^--(?:directory|project)$/,
};

const ALIASES: readonly (readonly [RegExp, string])[] = [
  [/^pip[\d.]*$/, 'pip'],
  [/^(?:mvnw)$/, 'mvn'],
  [/^gradlew$/, 'gradle'],
  [/^yarnpkg$/, 'yarn'],
  [/^(?:mamba|micromamba)$/, 'conda'],
  [/^composer(?:\.phar)?$/, 'composer'],
];

/** Options of sudo without a value. */
const SUDO_FLAG = /^-[EHnPSkA]+$|^--(?:preserve-env|set-home|non-interactive|login)$/;

/** `null` for no words at all. */
export function callOf(words: readonly string[]): Call | null {
  let at = 0;
  if (words[0] === 'sudo') {
    at = 1;
    while (SUDO_FLAG.test(words[at] ?? '')) at += 1;
  }
  const prefix = words.slice(0, at);
  const name = words[at];
  if (name === undefined) return null;
  const base = baseOf(name);
  const moduleAt = at + 1 + words.slice(at + 1).findIndex((word) => !/^-[bBEIsSuOW]+$/.test(word));
  if (/^(?:python|pypy)[\d.]*$/.test(base) && words[moduleAt] === '-m')
    return called(programOf(words[moduleAt + 1] ?? ''), prefix, words, moduleAt + 2);
  if (base === 'php' && /(?:^|\/)composer(?:\.phar)?$/.test(words[at + 1] ?? ''))
    return called('composer', prefix, words, at + 2);
  return called(programOf(base), prefix, words, at + 1);
}

const baseOf = (name: string): string => name.slice(name.lastIndexOf('/') + 1);
const programOf = (base: string): string => ALIASES.find(([pattern]) => pattern.test(base))?.[1] ?? base;

function called(program: string, prefix: readonly string[], words: readonly string[], from: number): Call {
  const operands: number[] = [];
  const valued = VALUED[program];
  for (let at = from; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (!word.startsWith('-') && !word.startsWith('+')) operands.push(at);
    else if (valued?.test(word) === true) at += 1;
  }
  return { program, prefix, rest: words.slice(from), operands, words };
}

/** What is said behind the program, options left out. */
export const saidIn = ({ operands, words }: Call): string => operands.map((at) => words[at]).join(' ');

export function matches({ programs, verbs, unless }: CallPattern, call: Call): boolean {
  if (!programs.test(call.program) || !verbs.test(saidIn(call))) return false;
  return unless === undefined || !call.words.some((word) => unless.test(word));
}
