/** Names of commands that are programs, whatever a shell has read before: no script makes a function of this name. */
const PROGRAMS: ReadonlySet<string> = new Set([
  ...['mkdir', 'rmdir', 'touch', 'rm', 'cp', 'mv', 'ln', 'chmod', 'chown', 'chgrp', 'cat', 'tee', 'install'],
  ...[
    'true',
    'false',
    'sleep',
    'sync',
    'basename',
    'dirname',
    'id',
    'ls',
    'find',
    'sed',
    'grep',
    'awk',
    'sort',
  ],
  ...[
    'tar',
    'gzip',
    'gunzip',
    'unzip',
    'xz',
    'curl',
    'wget',
    'git',
    'gpg',
    'make',
    'cmake',
    'ldconfig',
    'strip',
  ],
  ...['apt-get', 'apt', 'apk', 'yum', 'dnf', 'microdnf', 'rpm', 'dpkg', 'useradd', 'groupadd', 'adduser'],
  ...[
    'pip',
    'pip2',
    'pip3',
    'python',
    'python2',
    'python3',
    'npm',
    'npx',
    'node',
    'yarn',
    'ruby',
    'perl',
    'cpanm',
  ],
  ...['go', 'cargo', 'java', 'javac', 'mvn', 'gradle', 'sh', 'bash'],
]);

/** Whether the name is surely that of a program, not of a function that a file read by the shell has defined. */
export function isProgram(name: string): boolean {
  return name.includes('/') || PROGRAMS.has(name);
}

/** Programs that an operand may stand for: packages with or without a version, the last name of a path. */
export function programsIn(operand: string): readonly string[] {
  if (operand.includes('://')) return [];
  return (
    operand
      .split(/[\s=@:,;&|()'"`<>[\]{}~!]+/)
      // A path's last name, and the package of `package/release`.
      .flatMap((part) => [
        part.slice(part.lastIndexOf('/') + 1),
        part.slice(0, Math.max(part.indexOf('/'), 0)),
      ])
      .filter((name) => name !== '')
      .flatMap((name) => [
        name,
        name.replace(/[-_.]?v?\d[\d.]*(?:[-_.+~][\w.+~-]*)?$/, ''),
        name.replace(/\.[a-z]+$/, ''),
      ])
  );
}
