/** Folders of Dockerfiles. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The Dockerfiles below a folder, in order. */
export function dockerfilesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /Dockerfile$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** A file's text and the encoding that gives its bytes back. */
export function readText(path) {
  const bytes = readFileSync(path);
  const encoding = Buffer.from(bytes.toString('utf8'), 'utf8').equals(bytes) ? 'utf8' : 'latin1';
  return { text: bytes.toString(encoding), encoding };
}

/** The items in an order that the seed alone decides. */
export function shuffled(items, seed) {
  let state = seed;
  const random = () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
  return items
    .map((item) => ({ item, rank: random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

/** A build context as a checkout of git has it, where there is none: what has an extension is a file, all else a folder. */
export const assumedContext = {
  stat: (path) =>
    /(?:^|\/)[^/]*[^/.][^/]*\.\w+$|(?:^|\/)(?:[A-Z]+file|LICENSE|[\w-]*entrypoint)$/.test(path)
      ? { kind: 'file', mode: 0o644, size: 1 }
      : { kind: 'directory', mode: 0o755, size: 0 },
};
