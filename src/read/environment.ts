/** Whether a variable of the environment can matter to a piece of shell. */
import type { ShellScript } from '../model.js';
import { simpleCommands } from './commands.js';

/**
 * Utilities whose documentation lists every variable that they read, and that start no other program:
 * GNU coreutils, tar and shadow, busybox, and the POSIX special builtins.
 */
const DOCUMENTED = new Set([
  ...[
    'mkdir',
    'rmdir',
    'touch',
    'rm',
    'cp',
    'mv',
    'ln',
    'chmod',
    'chown',
    'chgrp',
    'cat',
    'tee',
    'install',
    'truncate',
    'true',
    'false',
  ],
  ...[
    'echo',
    'printf',
    'test',
    '[',
    ':',
    'cd',
    'set',
    'sleep',
    'sync',
    'basename',
    'dirname',
    'readlink',
    'realpath',
    'pwd',
    'id',
    'whoami',
  ],
  ...[
    'useradd',
    'usermod',
    'userdel',
    'groupadd',
    'groupmod',
    'groupdel',
    'adduser',
    'addgroup',
    'gpasswd',
    'chpasswd',
    'sha256sum',
  ],
  ...[
    'sha512sum',
    'sha1sum',
    'md5sum',
    'cut',
    'head',
    'tail',
    'tr',
    'uniq',
    'wc',
    'sed',
    'grep',
    'unzip',
    'gunzip',
    'ldconfig',
  ],
]);
/** What the shell, the C library and those utilities read. https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap08.html */
const READ_BY_ALL =
  /^(?:PATH|HOME|IFS|ENV|BASH\w*|PS\d|CDPATH|PWD|OLDPWD|TMPDIR|TMP|TEMP|LANG\w*|LC_\w+|LD_\w+|TZ|TZDIR|POSIX\w*|SHELL\w*|TERM\w*|COLUMNS|LINES|MALLOC_\w*|GLIBC_\w*|NLSPATH|LOCPATH|HOSTALIASES|RES_OPTIONS|GETCONF_DIR|_\w*|LS_\w*|TIME_STYLE|QUOTING_STYLE|VERSION_CONTROL|SIMPLE_BACKUP_SUFFIX|BLOCK_?SIZE|DF_\w*|DU_\w*|GREP_\w*|UNZIP\w*|ZIP\w*|GZIP|TAR_OPTIONS|USER|LOGNAME|UID|EUID|HISTFILE|OPTIND|FAKEROOT\w*|DSHELL|DHOME|ASH_\w*)$/;

/** Whether the body does the same with and without these variables in its environment. */
export function isBlindTo(script: ShellScript, names: readonly string[]): boolean {
  if (
    names.some(
      (name) =>
        !/^\w+$/.test(name) ||
        READ_BY_ALL.test(name) ||
        new RegExp(`(?<!\\w)${name}(?!\\w)`).test(script.text),
    )
  )
    return false;
  return simpleCommands(script.list).every(
    ({ words }) => words.length === 0 || DOCUMENTED.has(words[0]?.value ?? ''),
  );
}
