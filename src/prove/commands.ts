/** What the proof knows of commands. Anything else may read everything that it can see. */

/** All operands are paths. https://pubs.opengroup.org/onlinepubs/9799919799/utilities/ */
export const PATH_COMMANDS: ReadonlySet<string> = new Set([
  ...['mkdir', 'rmdir', 'touch', 'rm', 'cp', 'mv', 'unlink', 'cat'],
]);
/** The first operand is a mode or an owner, the others are paths. */
export const MODE_COMMANDS: ReadonlySet<string> = new Set(['chmod', 'chown', 'chgrp']);

/** They run in the directory they are called in, and look at nothing in it unless an operand names it. */
export const PLACELESS: ReadonlySet<string> = new Set([
  ...['apt-get', 'apt', 'apk', 'yum', 'dnf', 'microdnf', 'true', ':', 'echo', 'printf'],
  ...['useradd', 'groupadd', 'adduser', 'addgroup', 'usermod'],
]);

/** No image has its working directory here, and none of it is above one. */
export const SYSTEM =
  /^\/(?:tmp|run|dev|etc|usr\/(?:include|share|s?bin|lib\w*)|usr\/local\/(?:etc|include|share|s?bin|lib\w*)|var\/(?:cache|log|tmp|lib\/(?:apt|dpkg))|root\/\.\w+|s?bin|lib\w*)(?:\/|$)/;

/**
 * The operands that name directories which the command takes away, by their numbers; `unknown` when it may be any.
 * Programs that are no file utilities are trusted with the directories that they find.
 */
export function directoriesTaken(name: string, words: readonly string[]): readonly number[] | 'unknown' {
  const options = words.filter((word) => word.startsWith('-'));
  const operands = words.flatMap((word, at) => (word.startsWith('-') ? [] : [at]));
  switch (name) {
    case 'rm':
      return options.some((option) => /^-[a-zA-Z]*[rRd]|^--(?:recursive|dir)$/.test(option)) ? operands : [];
    case 'rmdir':
      return operands;
    case 'mv':
      return operands.slice(0, -1);
    case 'rename':
      return 'unknown';
    case 'find':
      return takenByFind(words, operands);
    default:
      return RUNNERS.test(name) && words.some((word) => TAKING.test(word)) ? 'unknown' : [];
  }
}

/** They run what their operands say. */
const RUNNERS =
  /^(?:sh|bash|dash|ash|zsh|su|eval|runuser|gosu|sudo|xargs|env|command|exec|nice|time|busybox|tar)$/;
const TAKING = /(?:^|[^\w.-])(?:rm|mv|rmdir|rename)(?![\w.-])|^--remove-files$/;

function takenByFind(words: readonly string[], operands: readonly number[]): readonly number[] | 'unknown' {
  if (!words.some((word) => word === '-delete' || TAKING.test(word))) return [];
  const type = words[words.indexOf('-type') + 1] ?? '';
  const alternatives = words.some((word) => word === '-o' || word === '-or');
  if (words.includes('-type') && /^[fl]$/.test(type) && !alternatives) return [];
  const end = words.findIndex((word) => /^[-(!\\]/.test(word));
  const paths = operands.filter((at) => at < end);
  return paths.length === 0 ? 'unknown' : paths;
}

/** Services: what they start is ended with the container of their RUN. */
const SERVICES =
  /^(?:service|systemctl|invoke-rc\.d|rc-service|start-stop-daemon|supervisord|daemonize|nohup|setsid|screen|tmux|mysqld_safe|mariadbd-safe|pg_ctl(?:cluster)?|nginx|httpd|apache2|apache2ctl|apachectl|sshd|cron|crond|memcached|rabbitmq-server|slapd|named|rsyslogd|syslogd|dbus-daemon|gpg-agent|adb|emulator)$/;
const STARTING = /^(?:start|restart|--daemon(?:ize)?|--fork|--detach|--background)$/;

/** Whether the command may leave something running, by its name or its words. */
export function mayStay(name: string, words: readonly string[]): boolean {
  const base = name.slice(name.lastIndexOf('/') + 1);
  return SERVICES.test(base) || name.includes('/init.d/') || words.some((word) => STARTING.test(word));
}

/** Files that the engine puts into the container of each RUN. https://docs.docker.com/engine/network/#dns-services */
export const OVERLAID =
  /(?:^|[\s>='"])\/(?:etc\/(?:hosts|resolv\.conf|hostname)|proc\/sys|sys|dev\/(?!null|stdout|stderr|stdin|tty|fd|zero|u?random))(?![\w.-])/;
