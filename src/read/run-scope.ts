/**
 * What lasts only as long as its RUN: processes, mounts and the files that the container runtime lays over
 * the image. A second RUN starts without them; a second half of the same RUN does not.
 *
 * Source: the OCI runtime's default mounts (https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#default-filesystems)
 * and Docker's own /etc/hosts, /etc/hostname, /etc/resolv.conf (https://docs.docker.com/engine/network/).
 */
import type { ShellScript } from '../model.js';
import { stateLeftBy, type ShellState } from './shell-state.js';

const OVERLAID = /\/etc\/(?:hosts|hostname|resolv\.conf)(?![\w.-])/;
const OWN_DEVICES =
  /\/dev\/(?!null\b|zero\b|full\b|std(?:in|out|err)\b|tty\b|u?random\b|fd\b|tcp\b|udp\b)[\w$*{]/;
const DAEMONS = new Set([
  ...[
    'service',
    'invoke-rc.d',
    'rc-service',
    'rc-update',
    'start-stop-daemon',
    'systemctl',
    'initctl',
    'runsv',
  ],
  ...[
    'mysqld',
    'mysqld_safe',
    'mariadbd',
    'mariadbd-safe',
    'mysql.server',
    'postgres',
    'pg_ctl',
    'pg_ctlcluster',
  ],
  ...[
    'redis-server',
    'mongod',
    'nginx',
    'apache2',
    'apache2ctl',
    'apachectl',
    'httpd',
    'dockerd',
    'containerd',
  ],
  ...[
    'sshd',
    'supervisord',
    'Xvfb',
    'Xorg',
    'dbus-daemon',
    'dbus-launch',
    'memcached',
    'rabbitmq-server',
    'crond',
  ],
  ...[
    'cron',
    'rsyslogd',
    'syslogd',
    'slapd',
    'named',
    'postfix',
    'exim',
    'ssh-agent',
    'gpg-agent',
    'dirmngr',
  ],
  ...[
    'neo4j',
    'couchdb',
    'elasticsearch',
    'startup.sh',
    'catalina.sh',
    'php-fpm',
    'screen',
    'tmux',
    'daemon',
  ],
  ...[
    'mount',
    'umount',
    'losetup',
    'modprobe',
    'insmod',
    'sysctl',
    'swapon',
    'hostname',
    'hostnamectl',
    'ollama',
  ],
]);
const STARTING =
  /(?:^|\s)(?:start|restart|--daemon(?:ize)?|--fork|--detach|--background)(?=$|[\s=;&|)'"])|\/init\.d\//;
/** Run the command that their operands name. */
const WRAPPERS = new Set([
  ...[
    'sudo',
    'su',
    'gosu',
    'su-exec',
    'runuser',
    'env',
    'exec',
    'command',
    'nice',
    'ionice',
    'timeout',
    'time',
    'xargs',
  ],
  ...[
    'sh',
    'bash',
    'dash',
    'ash',
    'eval',
    'chroot',
    'unshare',
    'stdbuf',
    'setarch',
    'fakeroot',
    'xvfb-run',
    'dumb-init',
  ],
]);

/** What in the body would still be there for commands joined behind it, in a few words; `null` for nothing. */
export function endsWithItsRun(script: ShellScript): string | null {
  const { text } = script;
  const state = stateLeftBy(script.list);
  if (state.background) return 'a process in the background';
  const file = OVERLAID.exec(text)?.[0] ?? OWN_DEVICES.exec(text)?.[0];
  if (file !== undefined) return file;
  const starting = STARTING.exec(text);
  return starting ? commandAt(text, starting.index) : daemonIn(state);
}

/** The command around an offset, roughly, for people. */
function commandAt(text: string, offset: number): string {
  const begin = /[^;&|()\n]*$/.exec(text.slice(0, offset))?.[0] ?? '';
  const end = /^[^;&|()\n]*/.exec(text.slice(offset))?.[0] ?? '';
  return (begin + end).trim().replace(/\s+/g, ' ');
}

function daemonIn({ programs, operands }: ShellState): string | null {
  const wrapped = programs.some((name) => WRAPPERS.has(baseName(name)));
  const inside = wrapped ? operands.flatMap((operand) => operand.split(/[\s;&|()'"`]+/)) : [];
  return [...programs, ...inside].map(baseName).find((name) => DAEMONS.has(name)) ?? null;
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/**
 * Whether the body makes hard links. A change to one name in a later layer breaks the link, a change in the
 * same layer does not. https://www.kernel.org/doc/html/latest/filesystems/overlayfs.html#non-standard-behavior
 */
export function makesHardLinks(script: ShellScript): boolean {
  return /(?:^|[\s;&|(])ln(?:\s+(?!-\S*s|--symbolic)(?:-\S+))*\s+(?!-)|(?:^|[\s;&|(])cp\s[^;&|]*(?<=\s)(?:-[a-zA-Z]*l[a-zA-Z]*|--link)(?=\s)/.test(
    script.text,
  );
}
