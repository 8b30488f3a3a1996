/** What is known of base images from their own Dockerfiles. */

export interface ImageFacts {
  /** User in force. */
  readonly user: string | null;
  readonly workdir: string | null;
  /** All names that its ENV sets; `null` when not known. */
  readonly environment: readonly string[] | null;
  readonly windows: boolean;
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

const UNKNOWN: ImageFacts = { user: null, workdir: null, environment: null, windows: false };
const WINDOWS =
  /windows|nanoserver|servercore|ltsc\d|mcr\.microsoft\.com\/.*(?:nano|win)|microsoft\/(?:aspnet|iis|dotnet-framework)/i;

/** Facts of an image as named in FROM; `null` for an unknown name. */
export function factsOf(image: string | null): ImageFacts {
  if (image === null) return UNKNOWN;
  if (image.toLowerCase() === 'scratch')
    return { user: 'root', workdir: '/', environment: [], windows: false };
  if (WINDOWS.test(image)) return { ...UNKNOWN, windows: true };
  const match = /^(?:docker\.io\/)?(?:library\/)?([a-z0-9-]+)(?::([\w.-]+))?(?:@sha256:[0-9a-f]+)?$/.exec(
    image,
  );
  const [, name = '', tag = ''] = match ?? [];
  if (match === null || tag.includes('onbuild')) return UNKNOWN;
  if (PLAIN.has(name)) return { user: 'root', workdir: '/', environment: ['PATH'], windows: false };
  if (!ROOT.has(name) && WORKDIRS[name] === undefined) return UNKNOWN;
  // Of the variants of php, only those of a web server set a directory; which they are, not every tag tells.
  const workdir =
    name === 'php' ? (/apache|fpm/.test(tag) ? '/var/www/html' : null) : (WORKDIRS[name] ?? '/');
  return { user: 'root', workdir, environment: null, windows: false };
}
