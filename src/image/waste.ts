/** What an image stores in vain. */
import { apply, emptyRoot, find, walk, type Node } from './filesystem.js';
import type { ImageLayer } from './image.js';
import { splitPath } from './layer.js';

export interface Waste {
  readonly path: string;
  /** Index of the layer that stores it. */
  readonly layer: number;
  /** Bytes of content. */
  readonly bytes: number;
}

export interface Profile {
  readonly layers: number;
  /** Bytes of all layers as archives without compression. */
  readonly size: number;
  /** Bytes of file content that the final file system does not have. */
  readonly wasted: number;
  /** The files that make them up, the largest first. */
  readonly wastes: readonly Waste[];
  /**
   * Between 0 and 1: how much would be left if each path were stored once, at its smallest
   * (https://github.com/wagoodman/dive, `filetree.Efficiency`).
   */
  readonly efficiency: number;
}

export function profileOf(layers: readonly ImageLayer[]): Profile {
  const root = emptyRoot();
  const efficiency = efficiencyOf(layers, root);
  const wastes = wastesIn(layers, root);
  return {
    layers: layers.length,
    size: layers.reduce((sum, { size }) => sum + size, 0),
    wasted: wastes.reduce((sum, { bytes }) => sum + bytes, 0),
    wastes,
    efficiency,
  };
}

/** Files of a layer that no path of the final file system leads to. */
function wastesIn(layers: readonly ImageLayer[], root: Node): readonly Waste[] {
  const kept = layers.map(() => new Set<string>());
  for (const [, { inode }] of walk(root)) kept[inode.layer]?.add(inode.entry.path);
  const wastes = layers.flatMap(({ entries }, layer) =>
    [...entries.values()]
      .filter(({ type, size, path }) => type === 'file' && size > 0 && kept[layer]?.has(path) !== true)
      .map(({ path, size }) => ({ path, layer, bytes: size })),
  );
  return wastes.sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1));
}

interface Discovered {
  smallest: number;
  total: number;
}

/** Stacks the layers on the root on its way. */
function efficiencyOf(layers: readonly ImageLayer[], root: Node): number {
  const found = new Map<string, Discovered>();
  const discover = (path: string, size: number): void => {
    const known = found.get(path);
    if (known === undefined) found.set(path, { smallest: size, total: size });
    else {
      known.smallest = Math.min(known.smallest, size);
      known.total += size;
    }
  };
  for (const [index, layer] of layers.entries()) {
    const { entries, whiteouts } = layer;
    const parents = new Set([...entries.keys()].map((path) => splitPath(path)[0]));
    for (const { path, size } of entries.values()) if (!parents.has(path)) discover(path, size);
    // What a removed directory held counts for it; a removed file counts nothing itself.
    for (const path of whiteouts) discover(path, sizeBelow(find(root, path)));
    apply(root, layer, index);
  }
  const sum = (part: keyof Discovered): number =>
    [...found.values()].reduce((total, one) => total + one[part], 0);
  const total = sum('total');
  return total === 0 ? 1 : sum('smallest') / total;
}

function sizeBelow(node: Node | undefined): number {
  if (node?.inode.entry.type !== 'directory') return 0;
  let size = 0;
  for (const [, { inode }] of walk(node)) size += inode.entry.size;
  return size;
}
