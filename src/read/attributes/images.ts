/** What is known of chown and of the folders of base images. */
import { factsOf, imageName } from '../images.js';

const isAlpine = (name: string, tag: string): boolean =>
  /^(?:alpine|docker)$/.test(name) || tag.includes('alpine');

/** Whether `chown -R` of the image changes links themselves: that of busybox follows them. */
export function resolvesNoLinks(image: string | null): boolean {
  const { name, tag } = imageName(image);
  return factsOf(image).user !== null && name !== '' && name !== 'busybox' && !isAlpine(name, tag);
}

/** Folders below `/` that images have, by the Filesystem Hierarchy Standard and beyond it. */
const TAKEN =
  /^\/(?:bin|boot|dev|etc|home|lib\w*|media|mnt|opt|proc|root|run|sbin|snap|srv|sys|tmp|usr|var|nix|go|(?:docker-)?entrypoint[\w.-]*|workspace)(?:\/|$)/;

/** What some images have besides, by their own Dockerfiles. */
const BESIDES: Readonly<Record<string, RegExp>> = {
  mongo: /^\/data(?:\/|$)/,
  docker: /^\/certs(?:\/|$)/,
  openjdk: /^\/docker-java-home(?:\/|$)/,
};

/**
 * Whether an image surely has nothing at a path: it is known, and none of its folders is above. Below /opt, /srv and
 * /mnt a distribution has nothing.
 */
export function isOwnName(image: string | null, path: string): boolean {
  const { user } = factsOf(image);
  if (user === null || path === '/') return false;
  const { name, tag } = imageName(image);
  const isPlain = /^(?:debian|ubuntu|alpine|fedora|rockylinux|almalinux|python|golang|ruby|rust)$/.test(name);
  if (/^\/usr\/src\/[^/]/.test(path))
    return /^(?:debian|node|python)$/.test(name) || (name === 'ubuntu' && tag !== '');
  if (/^\/(?:srv|mnt|opt)\/[^/]/.test(path))
    return isPlain || (name === 'node' && !/^\/opt\/yarn/.test(path));
  return !TAKEN.test(path) && BESIDES[name]?.test(path) !== true && name !== 'php';
}

/** Whether an image surely has nothing at a path: those that are known have nothing in /tmp. */
export const hasNothingAt = (image: string | null, path: string): boolean =>
  isOwnName(image, path) || (factsOf(image).user !== null && /^\/tmp\/[^/]+$/.test(path));
