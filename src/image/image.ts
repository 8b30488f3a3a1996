/** One image of an archive: its configuration and its layers. */
import type { Contents } from './archive.js';
import { ImageError } from './error.js';
import type { Layer } from './layer.js';

export interface ImageLayer extends Layer {
  /** The instruction that made it, as the history tells; empty where it does not. */
  readonly createdBy: string;
}

export interface Image {
  readonly config: ImageConfig;
  readonly layers: readonly ImageLayer[];
}

/** OCI image-spec, "Image Configuration". */
export interface ImageConfig {
  readonly architecture?: string;
  readonly os?: string;
  readonly variant?: string;
  readonly config?: Readonly<Record<string, unknown>> | null;
  readonly rootfs?: { readonly diff_ids?: readonly string[] };
  readonly history?: readonly { readonly created_by?: string; readonly empty_layer?: boolean }[];
}

interface SavedImage {
  readonly Config?: string;
  readonly RepoTags?: readonly string[] | null;
  readonly Layers?: readonly string[];
}

interface Descriptor {
  readonly digest?: string;
  readonly platform?: { readonly os?: string; readonly architecture?: string };
  readonly annotations?: Readonly<Record<string, string>>;
}

interface Manifest {
  readonly config?: Descriptor;
  readonly layers?: readonly Descriptor[];
  readonly manifests?: readonly Descriptor[];
}

/**
 * @param tag which image of several, as it was saved (`name:tag`)
 * @throws ImageError when there is none, there are several, or something of it is missing or damaged
 */
export function imageIn(contents: Contents, tag: string | null): Image {
  const saved = contents.texts.get('manifest.json');
  if (saved !== undefined)
    return savedImage(contents, parse(saved, 'manifest.json') as readonly SavedImage[], tag);
  const index = contents.texts.get('index.json');
  const fault = contents.faults.get('manifest.json') ?? contents.faults.get('index.json');
  if (fault) throw fault;
  if (index === undefined) throw new ImageError('no image: it has neither manifest.json nor index.json');
  return layoutImage(contents, parse(index, 'index.json') as Manifest, tag);
}

function savedImage(contents: Contents, images: readonly SavedImage[], tag: string | null): Image {
  const wanted =
    tag === null ? images : images.filter(({ RepoTags }) => RepoTags?.some((one) => isTag(one, tag)));
  const [image] = wanted;
  if (image === undefined) throw new ImageError(`no image${tag === null ? '' : ` ${tag}`} in the archive`);
  if (wanted.length > 1)
    throw new ImageError(
      `several images: ${wanted.flatMap(({ RepoTags }) => RepoTags ?? []).join(', ')}; name one`,
    );
  return imageOf(contents, image.Config ?? '', image.Layers ?? []);
}

const isTag = (saved: string, tag: string): boolean =>
  saved === tag || saved === `${tag}:latest` || saved.endsWith(`/${tag}`) || saved.endsWith(`/${tag}:latest`);

function layoutImage(contents: Contents, index: Manifest, tag: string | null): Image {
  const named = (index.manifests ?? []).filter(
    ({ annotations }) =>
      tag === null ||
      annotations?.['org.opencontainers.image.ref.name'] === tag ||
      isTag(annotations?.['io.containerd.image.name'] ?? '', tag),
  );
  const images = named.filter(({ platform }) => platform?.os !== 'unknown');
  const [first] = images;
  if (first?.digest === undefined) throw new ImageError('no image in the archive');
  if (images.length > 1)
    throw new ImageError('several images or platforms; name one, or build for one platform');
  const path = blobPath(first.digest);
  const manifest = jsonAt(contents, path) as Manifest;
  if (manifest.manifests) return layoutImage(contents, manifest, null);
  const layers = (manifest.layers ?? []).map(({ digest = '' }) => blobPath(digest));
  return imageOf(contents, blobPath(manifest.config?.digest ?? ''), layers);
}

const blobPath = (digest: string): string => `blobs/${digest.replace(':', '/')}`;

function imageOf(contents: Contents, configPath: string, layerPaths: readonly string[]): Image {
  const config = jsonAt(contents, configPath) as ImageConfig;
  const diffIds = config.rootfs?.diff_ids ?? [];
  if (diffIds.length !== layerPaths.length)
    throw new ImageError(
      `${String(layerPaths.length)} layers, but the configuration names ${String(diffIds.length)}`,
    );
  const makers = (config.history ?? []).filter(({ empty_layer }) => empty_layer !== true);
  const layers = layerPaths.map((path, index) => {
    const layer = contents.layers.get(path);
    if (layer === undefined)
      throw contents.faults.get(path) ?? new ImageError(`${path} is missing: the image is not complete`);
    if (layer.diffId !== diffIds[index])
      throw new ImageError(`${path} is damaged: its content has the digest ${layer.diffId}`);
    return { ...layer, createdBy: makers[index]?.created_by ?? '' };
  });
  return { config, layers };
}

function jsonAt({ texts, faults }: Contents, path: string): unknown {
  const text = texts.get(path);
  if (text === undefined)
    throw faults.get(path) ?? new ImageError(`${path} is missing: the image is not complete`);
  return parse(text, path);
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ImageError(`${path} is damaged: ${String(error)}`, { cause: error });
  }
}
