/**
 * `dotnet restore`: of a project it reads the files of projects, and settings beside and above them. They are programs of
 * MSBuild, so that this is so as a rule. https://learn.microsoft.com/en-us/dotnet/core/tools/dotnet-restore
 */
import {
  bound,
  filesOf,
  isBound,
  liesInFolders,
  readOptions,
  type Bound,
  type Install,
  type Options,
  type Project,
  type Words,
} from './facts.js';

const OPTIONS: Options = {
  flags:
    /^--(?:no-cache|nologo|locked-mode|disable-parallel|ignore-failed-sources|force|no-http-cache)$|^-(?:v|verbosity):\w+$/,
  values: [
    [/^(?:-r|--runtime|-a|--arch|--os)$/, /^[\w.-]+$/],
    [/^(?:-v|--verbosity)$/, /^\w+$/],
    [/^(?:-s|--source)$/, /^https?:\/\/\S+$/],
  ],
};

const PROJECT = /\.(?:cs|fs|vb)proj$/;
/** Looked for beside each project and in every folder above. https://learn.microsoft.com/en-us/visualstudio/msbuild/customize-by-directory */
const ABOVE = [
  ...['Directory.Build.props', 'Directory.Build.targets', 'Directory.Packages.props', 'Directory.Build.rsp'],
  ...['NuGet.config', 'nuget.config', 'NuGet.Config', 'global.json'],
];
/** What may name files that are not followed: imports, conditions on files, tasks and tools. */
const ODD =
  /<Import\b|Exists\s*\(|<UsingTask\b|<Exec\b|\[System\.|\$\(MSBuild(?!ProjectName|ProjectDirectory)|GetPathOfFileAbove|<RestoreProjectStyle|packages\.config|<DotNetCliToolReference|<Sdk\b/;
/** Sources of packages that lie in a folder. */
const LOCAL = /<add\b[^>]*\bvalue\s*=\s*"(?!https?:)[^"]*"|repositoryPath|globalPackagesFolder/i;

/** `a/../b` without steps back; `null` for what leaves the project. */
function plainPath(path: string): string | null {
  const parts: string[] = [];
  for (const part of path.replace(/\\/g, '/').split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return null;
    } else if (part !== '.' && part !== '') parts.push(part);
  }
  return /^[\w./+@-]+$/.test(parts.join('/')) ? parts.join('/') : null;
}

const folderOf = (path: string): string => path.split('/').slice(0, -1).join('/');
const inFolder = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);

/** The projects that a solution names, or that a project refers to. */
function namedIn(path: string, text: string): readonly string[] | Bound {
  const names = PROJECT.test(path)
    ? [...text.matchAll(/<ProjectReference\b[^>]*\bInclude\s*=\s*"([^"]*)"/g)]
    : [...text.matchAll(/^Project\("[^"]*"\)\s*=\s*"[^"]*",\s*"([^"]*\.\w+proj)"/gm)];
  const found = names.map(([, name = '']) => plainPath(inFolder(folderOf(path), name)));
  const odd = found.findIndex((one) => one === null || !PROJECT.test(one));
  return odd < 0 ? found.flatMap((one) => one ?? []) : bound('sources', `${path}: ${names[odd]?.[1] ?? ''}`);
}

/** All projects from the first file on, with it. */
function filesFrom(project: Project, first: string): readonly string[] | Bound {
  const found = new Set<string>();
  const waiting = [first];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path)) continue;
    found.add(path);
    if (project.kindOf(path) !== 'file' || !liesInFolders(project, path)) return bound('missing', path);
    const text = project.textOf(path);
    if (text === null) return bound('content', `${path} cannot be read`);
    const odd = PROJECT.test(path)
      ? /^\s*(?:<\?xml[^>]*>\s*)?<Project\s+Sdk="[\w.]+"/.test(text)
        ? ODD.exec(text)?.[0]
        : 'Sdk'
      : undefined;
    if (odd !== undefined) return bound('content', `${path}: ${odd}`);
    const named = namedIn(path, text);
    if (isBound(named)) return named;
    waiting.push(...named);
  }
  return [...found];
}

function reads(project: Project, first: string, isLocked: boolean): readonly string[] | Bound {
  const files = filesFrom(project, first);
  if (isBound(files)) return files;
  const projects = files.filter((path) => PROJECT.test(path));
  const folders = new Set(['', ...projects.flatMap((path) => above(folderOf(path)))]);
  for (const path of projects)
    for (const name of ['obj', 'bin'])
      if (project.kindOf(inFolder(folderOf(path), name)) !== null)
        return bound('written', inFolder(folderOf(path), name));
  const locks = projects
    .map((path) => inFolder(folderOf(path), 'packages.lock.json'))
    .filter((path) => project.kindOf(path) !== null);
  if (locks.length > 0 && !isLocked)
    return bound('lock', `${locks[0] ?? ''}: --locked-mode would not change it`);
  const settings = [...folders]
    .flatMap((folder) => ABOVE.map((name) => inFolder(folder, name)))
    .filter((path) => project.kindOf(path) !== null);
  for (const path of settings) {
    const text =
      project.kindOf(path) === 'file' && liesInFolders(project, path) ? project.textOf(path) : null;
    if (text === null) return bound('content', `${path} cannot be read`);
    const odd = (/\.(?:props|targets|rsp)$/.test(path) ? ODD : LOCAL).exec(text)?.[0];
    if (odd !== undefined) return bound('content', `${path}: ${odd}`);
  }
  const own = filesOf(project, [], [], {});
  return isBound(own) ? own : [...new Set([...files, ...settings, ...locks, ...own])];
}

/** A folder and those above it. */
function above(folder: string): readonly string[] {
  const parts = folder === '' ? [] : folder.split('/');
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'));
}

export function restore(words: Words): Install | Bound {
  const options = readOptions(words.slice(2), OPTIONS);
  if (typeof options === 'string') return bound('options', options);
  const [named, more] = options.operands;
  if (more !== undefined) return bound('options', more);
  if (named === undefined)
    return bound('sources', 'dotnet restore without the name of a project or solution');
  const path = plainPath(named);
  if (path === null || !/\.(?:sln|\w+proj)$/.test(path))
    return bound('options', `${named} names no project or solution`);
  return {
    bound: {
      ...bound('sources', 'dotnet restore reads the files of all projects, and what they import'),
      isUnusual: true,
    },
    reads: (project) => reads(project, path, words.includes('--locked-mode')),
  };
}
