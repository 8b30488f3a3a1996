/** What is known of base images from their own Dockerfiles. */

export interface ImageFacts {
  /** User in force. */
  readonly user: string | null;
  readonly workdir: string | null;
  /** All names that its ENV sets; `null` when not known. */
  readonly environment: readonly string[] | null;
  readonly windows: boolean;
  /** Directories that surely exist, without those above them. */
  readonly directories: readonly string[];
}

/** Distribution images: nothing but PATH. https://github.com/docker-library/official-images (library/debian, alpine, ubuntu …) */
const PLAIN = new Set([
  'debian',
  'ubuntu',
  'alpine',
  'busybox',
  'buildpack-deps',
  'fedora',
  'almalinux',
  'rockylinux',
  'oraclelinux',
  'archlinux',
]);
/** Language and server images that run as root in `/` and trigger nothing. https://github.com/docker-library/official-images */
const ROOT = new Set([
  ...['python', 'node', 'ruby', 'rust', 'php', 'gcc', 'openjdk', 'eclipse-temurin', 'amazoncorretto'],
  ...['nginx', 'httpd', 'postgres', 'mysql', 'mariadb', 'mongo', 'erlang', 'elixir', 'julia', 'swift'],
  ...['centos', 'amazonlinux', 'opensuse', 'docker'],
]);
/** Their working directory is not `/`. */
const WORKDIRS: Readonly<Record<string, string>> = { golang: '/go', httpd: '/usr/local/apache2' };

/**
 * What the first package of every distribution makes: base-files (Debian), filesystem (Fedora, SUSE, Arch),
 * alpine-baselayout. /usr/src is missing in Alpine alone. https://refspecs.linuxfoundation.org/FHS_3.0/
 */
const HIERARCHY = [
  ...['/dev', '/etc', '/home', '/mnt', '/opt', '/proc', '/root', '/srv', '/sys', '/tmp'],
  ...['/usr/bin', '/usr/lib', '/usr/local/bin', '/usr/sbin', '/usr/share'],
  ...['/var/cache', '/var/lib', '/var/log', '/var/tmp'],
];
/** https://github.com/docker-library/busybox (rootfs of all variants) */
const BUSYBOX = ['/bin', '/dev', '/etc', '/home', '/root', '/tmp', '/usr', '/var'];

const UNKNOWN: ImageFacts = {
  ...{ user: null, workdir: null, environment: null, windows: false },
  directories: [],
};
const WINDOWS =
  /windows|nanoserver|servercore|ltsc\d|mcr\.microsoft\.com\/.*(?:nano|win)|microsoft\/(?:aspnet|iis|dotnet-framework)/i;

/** Name and tag of an image that stands alone or in Docker's own library; both are empty for any other. */
export function imageName(image: string | null): { readonly name: string; readonly tag: string } {
  const [, name = '', tag = ''] =
    /^(?:docker\.io\/)?(?:library\/)?([a-z0-9-]+)(?::([\w.-]+))?(?:@sha256:[0-9a-f]+)?$/.exec(image ?? '') ??
    [];
  return { name, tag };
}

/** Facts of an image as named in FROM; `null` for an unknown name. */
export function factsOf(image: string | null): ImageFacts {
  if (image === null) return UNKNOWN;
  if (image.toLowerCase() === 'scratch') return { ...UNKNOWN, user: 'root', workdir: '/', environment: [] };
  if (WINDOWS.test(image)) return { ...UNKNOWN, windows: true };
  const { name, tag } = imageName(image);
  if (name === '' || tag.includes('onbuild')) return UNKNOWN;
  const directories = directoriesOf(name, tag);
  if (PLAIN.has(name)) return { ...UNKNOWN, user: 'root', workdir: '/', environment: ['PATH'], directories };
  if (!ROOT.has(name) && WORKDIRS[name] === undefined) return UNKNOWN;
  // Of the variants of php, only those of a web server set a directory; which they are, not every tag tells.
  const workdir =
    name === 'php' ? (/apache|fpm/.test(tag) ? '/var/www/html' : null) : (WORKDIRS[name] ?? '/');
  return { ...UNKNOWN, user: 'root', workdir, directories };
}

function directoriesOf(name: string, tag: string): readonly string[] {
  if (name === 'busybox') return BUSYBOX;
  return /alpine|^docker$/.test(name) || tag.includes('alpine') ? HIERARCHY : [...HIERARCHY, '/usr/src'];
}
