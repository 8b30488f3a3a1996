/** The file system that a stack of layers makes (OCI image-spec, "Applying Changesets"). */
import { ImageError } from './error.js';
import { splitPath, type Entry, type Layer } from './layer.js';

/** A file, directory, link or device; hard links of one another share it. */
export interface Inode {
  /** As the last layer that wrote it says. */
  entry: Entry;
  /** Index of that layer. */
  layer: number;
}

export interface Node {
  readonly inode: Inode;
  readonly children: Map<string, Node>;
}

const IMPLIED: Omit<Entry, 'path'> = {
  type: 'directory',
  mode: 0o755,
  ...{ uid: 0, gid: 0, size: 0, mtime: 0, target: '', device: '', content: '', xattrs: {} },
};

const directory = (path: string, layer: number): Node => ({
  inode: { entry: { ...IMPLIED, path }, layer },
  children: new Map(),
});

/**
 * The root directory, with everything below it.
 * @throws ImageError when a hard link leads nowhere
 */
export function stack(layers: readonly Layer[]): Node {
  const root = emptyRoot();
  for (const [index, layer] of layers.entries()) apply(root, layer, index);
  return root;
}

export const emptyRoot = (): Node => directory('', 0);

/**
 * Puts a layer over the file system below it.
 * @throws ImageError when a hard link leads nowhere
 */
export function apply(root: Node, { entries, whiteouts, opaques }: Layer, layer: number): void {
  for (const path of whiteouts) remove(root, path);
  for (const path of opaques) find(root, path)?.children.clear();
  let links: Entry[] = [];
  for (const entry of entries.values()) {
    if (entry.type === 'hardlink') links.push(entry);
    else put(root, entry.path, { entry, layer });
  }
  // A link may stand in front of what it leads to, which may be a link again.
  while (links.length > 0) {
    const rest = links.filter((entry) => !link(root, entry));
    const [lost] = rest;
    if (lost !== undefined && rest.length === links.length)
      throw new ImageError(`${lost.path}: a hard link to ${lost.target}, which is not there`);
    links = rest;
  }
}

function link(root: Node, { path, target }: Entry): boolean {
  const node = find(root, target);
  if (node === undefined) return false;
  put(root, path, node.inode);
  return true;
}

/** The node at a path. */
export function find(root: Node, path: string): Node | undefined {
  let node: Node | undefined = root;
  for (const name of path.split('/')) if (name !== '') node = node?.children.get(name);
  return node;
}

function remove(root: Node, path: string): void {
  const [folder, name] = splitPath(path);
  find(root, folder)?.children.delete(name);
}

/** A directory over a directory keeps what is in it. */
function put(root: Node, path: string, inode: Inode): void {
  if (path === '') {
    Object.assign(root.inode, inode);
    return;
  }
  const [folder, name] = splitPath(path);
  const parent = parentAt(root, folder, inode.layer);
  const old = parent.children.get(name);
  const kept =
    inode.entry.type === 'directory' && old?.inode.entry.type === 'directory' ? old.children : null;
  parent.children.set(name, { inode, children: kept ?? new Map<string, Node>() });
}

/** Parents that no layer tells are made. */
function parentAt(root: Node, folder: string, layer: number): Node {
  let node = root;
  let path = '';
  for (const name of folder.split('/')) {
    if (name === '') continue;
    path = path === '' ? name : `${path}/${name}`;
    let next = node.children.get(name);
    if (next?.inode.entry.type !== 'directory') {
      next = directory(path, layer);
      node.children.set(name, next);
    }
    node = next;
  }
  return node;
}

/** All paths and what is there, the root left out; parents in front of their children. */
export function* walk(node: Node, path = ''): Generator<readonly [string, Node]> {
  for (const name of [...node.children.keys()].sort()) {
    const child = node.children.get(name);
    if (child === undefined) continue;
    const place = path === '' ? name : `${path}/${name}`;
    yield [place, child];
    yield* walk(child, place);
  }
}
