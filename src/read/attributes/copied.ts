/** Which files a COPY or ADD writes. https://docs.docker.com/reference/dockerfile/#copy */
import { REMOTE, type CopyFacts } from '../effects/instructions.js';
import { resolvePath } from '../paths.js';

export interface CopiedFile {
  readonly path: string;
  /** Permission bits; `null` where the build context is not known. */
  readonly mode: number | null;
}

export interface Copied {
  /** `null` where they are not known one by one. */
  readonly files: readonly CopiedFile[] | null;
  /** All that is written lies here or below. */
  readonly root: string;
  /** Where this is missing, the builder makes it, and those above it. */
  readonly parent: string;
}

/** Flags that change which files are written, or where they come from. */
const ODD = /^(?:from|parents|exclude|link|unpack|keep-git-dir|checksum)$/;
/** Names of files, never of folders. */
const FILE =
  /(?:\.(?:sh|bash|py|pl|rb|js|mjs|cjs|ts|json|txt|conf|cfg|cnf|ini|ya?ml|toml|xml|html?|css|sql|jar|war|service|crt|pem|key|env|properties|lua|php|j2|tmpl|template|rules|cron)|(?:^|\/)(?:docker-)?entrypoint)$/;
const ARCHIVE = /\.(?:tar|tgz|tbz2?|txz|gz|bz2|xz|zst|zip)$|\.tar\.\w+$/i;
/** Of what ADD fetches. */
const FETCHED_MODE = 0o600;
/** Of the text of a here-document. https://github.com/moby/buildkit/blob/master/frontend/dockerfile/dockerfile2llb/convert.go */
const DOCUMENT_MODE = 0o644;

/**
 * @param documents how many of the sources are here-documents
 * @returns `null` where that cannot be told at all
 */
export function copiedBy(copy: CopyFacts, documents: number): Copied | null {
  const { target, directory, flags, sources, isDirectory, isLink } = copy;
  if (target === null || /[\\]/.test(target) || flags.some(({ name }) => ODD.test(name))) return null;
  const path = resolvePath(directory, target);
  if (path === null || isLink(path) || sources.length === 0) return null;
  const isInto = /(?:^|\/)\.?$/.test(target) || sources.length > 1 || isDirectory(path);
  const above = path.slice(0, path.lastIndexOf('/')) || '/';
  if (documents > 0) {
    const isOne = documents === 1 && sources.length === 1 && !isInto;
    return isOne ? { files: [{ path, mode: DOCUMENT_MODE }], root: path, parent: above } : null;
  }
  const found = sources.map((source) => kindOf(copy, source));
  if (found.includes(null)) return null;
  const files = found.flatMap((one) => (one === null || one === 'folder' ? [] : [one]));
  const names = new Set(files.map(({ name }) => name));
  if (names.size < found.length) return { files: null, root: path, parent: above };
  if (isInto) {
    // The name of what is fetched is the server's to give.
    if (sources.some((source) => REMOTE.test(source ?? ''))) return null;
    const folder = path === '/' ? '' : path;
    return {
      files: files.map(({ name, mode }) => ({ path: `${folder}/${name}`, mode })),
      root: path,
      parent: path,
    };
  }
  const [file] = files;
  return file === undefined ? null : { files: [{ path, mode: file.mode }], root: path, parent: above };
}

interface Found {
  readonly name: string;
  readonly mode: number | null;
}

/** A file, a folder or several of which nothing more is known, or `null` for what may be anything. */
function kindOf({ keyword, context }: CopyFacts, source: string | null): Found | 'folder' | null {
  if (source === null || /[\\]/.test(source)) return null;
  const fetched = keyword === 'ADD' ? /^https?:\/\/[^?#]+\/([\w.+@-]+)$/.exec(source)?.[1] : undefined;
  // https://docs.docker.com/reference/dockerfile/#adding-files-from-a-url
  if (fetched !== undefined && !fetched.endsWith('.git')) return { name: fetched, mode: FETCHED_MODE };
  if (REMOTE.test(source)) return null;
  const isTaken = keyword === 'ADD' && !FILE.test(source);
  if (/[*?[]/.test(source)) return isTaken ? null : 'folder';
  if (/(?:^|\/)\.{0,2}$/.test(source))
    return isTaken && source !== '.' && !source.endsWith('/') ? null : 'folder';
  const path = resolvePath('/', source) ?? '/';
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (context === null)
    return FILE.test(path) && !ARCHIVE.test(path) ? { name, mode: null } : isTaken ? null : 'folder';
  const entry = context.stat(path.slice(1));
  if (entry?.kind === 'directory') return 'folder';
  // ADD unpacks what is an archive by its content.
  return entry?.kind === 'file' && !isTaken ? { name, mode: entry.mode } : null;
}

/** Whether a path that is copied to is that of a file by its name: no folder is called so. */
export const isFileName = (path: string): boolean => FILE.test(path) || /\/s?bin\/[^/]+$/.test(path);
