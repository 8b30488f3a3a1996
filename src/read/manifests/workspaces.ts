/** Workspaces of npm, of which an installation reads package.json. https://docs.npmjs.com/cli/v10/using-npm/workspaces */
import { bound, isObject, liesInFolders, type Bound, type Project } from './facts.js';

const FOLDER = /^(?:(?!\.\.?\/)[\w@.-]+\/)*(?!\.\.?$)[\w@.-]+$/;
/** What npm would read of a workspace besides, and what it would write there. */
const ABSENT: Readonly<Record<string, Bound['reason']>> = {
  ...{ node_modules: 'written', '.npmrc': 'content', 'binding.gyp': 'scripts' },
  ...{ 'npm-shrinkwrap.json': 'content', 'package-lock.json': 'content', 'yarn.lock': 'content' },
};

/** Folders of the workspaces that a package.json names, each by itself or all that are in a folder. */
export function workspacesIn(project: Project, named: unknown): readonly string[] | Bound {
  if (named === undefined) return [];
  const patterns: readonly unknown[] | null = Array.isArray(named) ? named : null;
  if (patterns === null) return bound('sources', 'package.json: workspaces');
  const found = new Set<string>();
  for (const pattern of patterns) {
    const plain = typeof pattern === 'string' ? pattern.replace(/^(?:\.\/)+|\/+$/g, '') : '';
    const folder = plain.replace(/\/\*$/, '');
    const folders = folder === plain ? [folder] : foldersIn(project, folder);
    if (folders?.every((one) => FOLDER.test(one)) !== true || !FOLDER.test(folder))
      return bound('sources', 'package.json: workspaces');
    for (const one of folders) {
      const odd = unfitFolder(project, one);
      if (odd !== null) return odd;
      found.add(one);
    }
  }
  return [...found];
}

/** The folders in a folder that have a package.json; `null` where that cannot be told. */
function foldersIn(project: Project, folder: string): readonly string[] | null {
  const names = project.namesIn(folder)?.filter((name) => !/^(?:\.|node_modules$)/.test(name));
  const paths = names?.map((name) => `${folder}/${name}`) ?? null;
  const isPlain = (path: string): boolean => /^(?:file|directory)$/.test(project.kindOf(path) ?? '');
  if (paths?.every(isPlain) !== true) return null;
  return paths.filter((path) => project.kindOf(`${path}/package.json`) !== null);
}

function unfitFolder(project: Project, folder: string): Bound | null {
  const manifest = `${folder}/package.json`;
  if (project.kindOf(manifest) === null) return bound('missing', manifest);
  if (project.kindOf(manifest) !== 'file' || !liesInFolders(project, manifest))
    return bound('content', `${manifest} is no file`);
  for (const [name, reason] of Object.entries(ABSENT))
    if (project.kindOf(`${folder}/${name}`) !== null) return bound(reason, `${folder}/${name}`);
  return null;
}

/** Whether an entry of a lock file is the link to one of the workspaces. */
export const isLinkToOne = (path: string, entry: unknown, workspaces: readonly string[]): boolean =>
  /^node_modules\/(?:@[^/]+\/)?[^/]+$/.test(path) &&
  isObject(entry) &&
  entry.link === true &&
  typeof entry.resolved === 'string' &&
  workspaces.includes(entry.resolved);

/** A path in a lock file without the workspace that it is in. */
export function withoutWorkspace(path: string, workspaces: readonly string[]): string {
  const above = workspaces.find((one) => path.startsWith(`${one}/node_modules/`));
  return above === undefined ? path : path.slice(above.length + 1);
}
