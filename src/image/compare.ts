/** What differs between two images. */
import { stack, walk, type Node } from './filesystem.js';
import type { Image } from './image.js';
import type { Entry } from './layer.js';

export type Kind =
  | ('missing' | 'added' | 'type' | 'mode' | 'owner' | 'size' | 'content' | 'target' | 'device' | 'xattrs')
  /** It is a hard link of other paths than it was. */
  | 'links'
  /** A key of the configuration. */
  | 'config';

export interface ImageDifference {
  /** Absolute; for the configuration the key. */
  readonly path: string;
  readonly kind: Kind;
  /** For people; `null` where one side has nothing. */
  readonly before: string | null;
  readonly after: string | null;
}

/** All differences, the configuration first, then by path. Times are not compared: no two builds have the same. */
export function compareImages(before: Image, after: Image): readonly ImageDifference[] {
  const [old, new_] = [stack(before.layers), stack(after.layers)];
  return [...compareConfigs(before, after), ...compareTrees(old, new_)];
}

const KEYS = [
  ...['User', 'ExposedPorts', 'Env', 'Entrypoint', 'Cmd', 'Volumes', 'WorkingDir', 'Labels', 'StopSignal'],
  ...['Shell', 'Healthcheck', 'OnBuild'],
];
/** https://docs.docker.com/reference/dockerfile/#user, #workdir */
const DEFAULTS: Readonly<Record<string, RegExp>> = {
  User: /^(?:root|0)(?::(?:root|0))?$/,
  WorkingDir: /^\/$/,
};
const PLATFORM = ['architecture', 'os', 'variant'] as const;

function compareConfigs(before: Image, after: Image): readonly ImageDifference[] {
  const pairs = [
    ...PLATFORM.map((key) => [key, before.config[key], after.config[key]] as const),
    ...KEYS.map((key) => [key, before.config.config?.[key], after.config.config?.[key]] as const),
  ];
  return pairs.flatMap(([path, one, other]) => {
    const [was, is] = [shownValue(path, one), shownValue(path, other)];
    return was === is ? [] : [{ path, kind: 'config' as const, before: was, after: is }];
  });
}

/** Empty means the same as absent, as does what is so by default; the order of a map means nothing. */
function shownValue(key: string, value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'string' && DEFAULTS[key]?.test(value) === true) return null;
  if (Array.isArray(value)) {
    const items = value as readonly unknown[];
    const list = key === 'Env' ? [...items].sort() : items;
    return list.length === 0 ? null : JSON.stringify(list);
  }
  if (typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length === 0 ? null : JSON.stringify(Object.fromEntries(entries));
}

function compareTrees(before: Node, after: Node): readonly ImageDifference[] {
  const differences: ImageDifference[] = [];
  const [old, new_] = [new Map(walk(before)), new Map(walk(after))];
  const inBoth = (path: string): boolean => old.has(path) && new_.has(path);
  const [links, otherLinks] = [linksIn(old, inBoth), linksIn(new_, inBoth)];
  const add = (path: string, kind: Kind, was: string | null, is: string | null): void => {
    differences.push({ path: `/${path}`, kind, before: was, after: is });
  };
  compareEntries(before.inode.entry, after.inode.entry, (kind, was, is) => {
    add('', kind, was, is);
  });
  for (const path of [...new Set([...old.keys(), ...new_.keys()])].sort()) {
    const [one, other] = [old.get(path), new_.get(path)];
    if (one && other) {
      compareEntries(one.inode.entry, other.inode.entry, (kind, was, is) => {
        add(path, kind, was, is);
      });
      const [was, is] = [links.get(path) ?? null, otherLinks.get(path) ?? null];
      if (was !== is) add(path, 'links', was, is);
    } else if (one) add(path, 'missing', described(one.inode.entry), null);
    else if (other) add(path, 'added', null, described(other.inode.entry));
  }
  return differences;
}

/** For each path with hard links, all of them that are in both images. */
function linksIn(
  paths: ReadonlyMap<string, Node>,
  inBoth: (path: string) => boolean,
): ReadonlyMap<string, string> {
  const names = new Map<object, string[]>();
  for (const [path, { inode }] of paths)
    if (inBoth(path)) names.set(inode, [...(names.get(inode) ?? []), path]);
  const links = new Map<string, string>();
  for (const group of names.values())
    if (group.length > 1) for (const path of group) links.set(path, group.join(' '));
  return links;
}

const PARTS: readonly (readonly [Kind, (entry: Entry) => string])[] = [
  ['mode', ({ mode }) => mode.toString(8).padStart(4, '0')],
  ['owner', ({ uid, gid }) => `${String(uid)}:${String(gid)}`],
  ['size', ({ size }) => String(size)],
  ['content', ({ content }) => content],
  ['target', ({ target }) => target],
  ['device', ({ device }) => device],
  ['xattrs', ({ xattrs }) => JSON.stringify(xattrs)],
];

function compareEntries(
  one: Entry,
  other: Entry,
  add: (kind: Kind, before: string, after: string) => void,
): void {
  if (one.type !== other.type) {
    add('type', one.type, other.type);
    return;
  }
  for (const [kind, read] of PARTS) {
    // A link has no mode that means something; another size is another content.
    if (kind === 'mode' && one.type === 'symlink') continue;
    if (kind === 'content' && one.size !== other.size) continue;
    const [was, is] = [read(one), read(other)];
    if (was !== is) add(kind, was, is);
  }
}

function described({ type, size, target }: Entry): string {
  if (type === 'symlink') return `symlink to ${target}`;
  return type === 'file' ? `file of ${String(size)} bytes` : type;
}
