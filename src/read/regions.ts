/** Sets of paths: trees, each with all that lies below it. What is not known is everything. */
import { isWithin } from './paths.js';

/** Normal absolute paths, each with all that lies below it, or patterns with a `*` in the last name; or everything. */
export type Paths = readonly string[] | 'anything';

/**
 * Where the packages of a distribution, their install scripts and the tools of the system live, by the Filesystem
 * Hierarchy Standard 3.0 (https://refspecs.linuxfoundation.org/fhs.shtml), to which Debian (Policy 9.1), Fedora, SUSE,
 * Arch and Alpine hold their packages. Of /usr/src only what packages use.
 */
export const SYSTEM: readonly string[] = [
  ...[
    '/bin',
    '/boot',
    '/dev',
    '/etc',
    '/home',
    '/lib',
    '/lib32',
    '/lib64',
    '/libx32',
    '/media',
    '/mnt',
    '/opt',
  ],
  ...['/proc', '/root', '/run', '/sbin', '/srv', '/sys', '/tmp', '/var', '/nix', '/snap'],
  ...['/usr/bin', '/usr/games', '/usr/include', '/usr/lib', '/usr/lib32', '/usr/lib64', '/usr/libexec'],
  ...['/usr/libx32', '/usr/local', '/usr/sbin', '/usr/share', '/usr/etc', '/usr/X11R6', '/usr/tmp'],
  ...['/usr/src/debug', '/usr/src/googletest', '/usr/src/gmock', '/usr/src/gtest', '/usr/src/kernels'],
  ...['/usr/src/linux', '/usr/src/modules', '/usr/src/packages', '/usr/src/php', '/usr/src/rpm'],
];

/**
 * What packages of a distribution leave to its user: they may neither put anything there nor rely on what is there (FHS 3.0,
 * 3.13, 3.17 and 4.9; Debian Policy 9.1.2). A script that calls a program by its name finds one of the user first all the same.
 */
const OF_THE_USER: readonly string[] = ['/home', '/media', '/mnt', '/opt', '/srv', '/usr/local'];

/** Where packages of a distribution, and their scripts, keep to as a rule. */
export const PACKAGED: readonly string[] = [
  ...SYSTEM.filter((path) => !OF_THE_USER.includes(path)),
  ...['etc', 'games', 'include', 'lib', 'lib64', 'man', 'share', 'src'].map((name) => `/usr/local/${name}`),
];

/** Accounts, services, logs and mail: managers of a language and compilers have nothing to do with them, as a rule. */
export const OF_SERVICES: readonly string[] = [
  ...['passwd', 'shadow', 'group', 'gshadow', 'subuid', 'subgid'].flatMap((name) =>
    ['', '-', '+', '.lock'].map((end) => `/etc/${name}${end}`),
  ),
  ...['/etc/.pwd.lock', '/etc/tcb', '/run', '/var/lib', '/var/log', '/var/mail', '/var/spool'],
];

/** An image with a shell to run something in has these; what is made below them is made in them. */
export const ALWAYS_THERE: ReadonlySet<string> = new Set([
  '/',
  '/bin',
  '/dev',
  '/etc',
  '/tmp',
  '/usr',
  '/var',
]);

/** Where programs are looked up and libraries are loaded from, whatever PATH says besides. */
export const BINARIES: readonly string[] = [
  ...['/bin', '/sbin', '/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin', '/usr/games'],
];
/** ld.so(8), FILES. */
export const LIBRARIES: readonly string[] = [
  ...['/etc/ld.so.cache', '/etc/ld.so.conf', '/etc/ld.so.conf.d', '/etc/ld.so.preload'],
  ...[
    '/lib',
    '/lib32',
    '/lib64',
    '/libx32',
    '/usr/lib',
    '/usr/lib32',
    '/usr/lib64',
    '/usr/local/lib',
    '/usr/local/lib64',
  ],
];

export const TEMPORARY: readonly string[] = ['/tmp', '/var/tmp'];

/** Distributions have links here: two names of one place. Fedora 42 has merged sbin into bin, all have merged /bin into /usr. */
const ALIASES: readonly (readonly [RegExp, string])[] = [
  [/^\/(?:usr\/)?s?bin(?=\/|$)/, '/usr/bin'],
  [/^\/usr\/local\/s?bin(?=\/|$)/, '/usr/local/bin'],
  [/^\/lib(\w*)(?=\/|$)/, '/usr/lib$1'],
  [/^\/var\/run(?=\/|$)/, '/run'],
  [/^\/(?:var\/lock|run\/shm)(?=\/|$)/, '/run/lock'],
  [/^\/var\/mail(?=\/|$)/, '/var/spool/mail'],
  [/^\/usr\/tmp(?=\/|$)/, '/var/tmp'],
];

/** One name for each place of a distribution that has two. */
export function canonical(path: string): string {
  const alias = ALIASES.find(([pattern]) => pattern.test(path));
  return alias === undefined ? path : path.replace(alias[0], alias[1]);
}

export function union(...sets: readonly Paths[]): Paths {
  const all = new Set<string>();
  for (const set of sets) {
    if (set === 'anything') return 'anything';
    for (const path of set) all.add(path);
  }
  return all.has('/') ? 'anything' : [...all];
}

/** Whether a path is one of those of a pattern: `/work/*.gem` are files right in the directory. */
function fits(path: string, pattern: string): boolean {
  const star = pattern.indexOf('*');
  if (star < 0) return false;
  const rest = path.slice(star);
  return (
    path.startsWith(pattern.slice(0, star)) && rest.endsWith(pattern.slice(star + 1)) && !rest.includes('/')
  );
}

/**
 * Packages keep settings in /etc and have links to them where their programs look: /var/lib/tomcat10/conf leads to
 * /etc/tomcat10. Places of one name count as one.
 */
function mayBeLinked(a: string, b: string): boolean {
  const [etc, other] = a.startsWith('/etc/') ? [a, b] : [b, a];
  const place = /^\/(?:var\/lib|usr\/(?:share|lib|local(?!\/s?bin\/))|opt|srv)\//.exec(other)?.[0];
  if (!etc.startsWith('/etc/') || place === undefined) return false;
  const names = new Set(
    etc
      .slice('/etc/'.length)
      .split('/')
      .filter((name) => name.length > 2),
  );
  return other
    .slice(place.length)
    .split('/')
    .some((name) => names.has(name) && !/^(?:conf|etc|init|share|lib)/.test(name));
}

/** A path of each set that are the same, or one below the other; `null` when the sets have nothing in common. */
export function meeting(a: Paths, b: Paths): string | null {
  if (a === 'anything') return b === 'anything' ? 'anything' : (b[0] ?? null);
  if (b === 'anything') return a[0] ?? null;
  for (const one of a) {
    const left = canonical(one);
    for (const other of b) {
      const right = canonical(other);
      if (isWithin(left, right) || fits(right, left)) return one;
      if (isWithin(right, left) || fits(left, right)) return other;
      if (mayBeLinked(left, right)) return one;
    }
  }
  return null;
}
