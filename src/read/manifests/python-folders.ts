/** Folders of a project that pip builds packages of: where they are, since version 21.3. https://pip.pypa.io/en/stable/news/#v21-3 */
import { bound, liesInFolders, linesOf, type Bound, type Project } from './facts.js';

/** What builds write there, or may have written. */
const WRITTEN = /^(?:build|dist|\.eggs|__pycache__|\.?venv)$|\.(?:egg-info|dist-info|egg)$/;
/** They are programs, or say what more is read. */
const PROGRAMS = ['setup.py', 'setup.cfg', 'build.py'];
/** Where there is one, some backends ask it for the files. https://setuptools.pypa.io/en/latest/userguide/extension.html */
const REPOSITORIES = ['.git', '.hg', '.svn', '.bzr'];
/** More than any such folder has. */
const MOST = 5000;

/** `null` where all is read that the builds of these folders read, and nothing is written that is copied. */
export function unfitFolders(project: Project, folders: readonly string[]): Bound | null {
  if (folders.length === 0) return null;
  const repository = REPOSITORIES.find((name) => project.kindOf(name) !== null);
  if (repository !== undefined) return bound('sources', repository);
  return folders.map((folder) => unfitFolder(project, folder)).find((one) => one !== null) ?? null;
}

function unfitFolder(project: Project, folder: string): Bound | null {
  if (!liesInFolders(project, `${folder}/pyproject.toml`)) return bound('sources', `${folder} is no folder`);
  const paths = pathsIn(project, folder);
  if (paths === null) return bound('sources', `${folder}: what is in it is not known`);
  for (const path of paths) {
    const name = path.split('/').at(-1) ?? '';
    const kind = project.kindOf(path);
    if (kind !== 'file' && kind !== 'directory') return bound('sources', `${path} is no file`);
    if (WRITTEN.test(name)) return bound('written', path);
    if (REPOSITORIES.includes(name)) return bound('sources', path);
  }
  const program = PROGRAMS.map((name) => `${folder}/${name}`).find((path) => project.kindOf(path) !== null);
  if (program !== undefined) return bound('sources', program);
  const manifest = `${folder}/MANIFEST.in`;
  const lines = project.kindOf(manifest) === null ? [] : linesOf(project, manifest);
  if (lines?.every((line) => !/\.\.|\s\//.test(line)) !== true) return bound('sources', manifest);
  const odd = oddIn(project.textOf(`${folder}/pyproject.toml`));
  return odd === null ? null : bound('sources', `${folder}/pyproject.toml: ${odd}`);
}

/** All paths below a folder; `null` where they are not known, or too many. */
function pathsIn(project: Project, folder: string): readonly string[] | null {
  const found: string[] = [];
  const waiting = [folder];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    const names = project.namesIn(one);
    if (names === null || found.length > MOST) return null;
    for (const name of names) {
      found.push(`${one}/${name}`);
      if (project.kindOf(`${one}/${name}`) === 'directory') waiting.push(`${one}/${name}`);
    }
  }
  return found;
}

/**
 * They read what is in the folder, and ask no plugin. Not so hatchling, which looks for .gitignore above it, and flit by its
 * older table, which may import the module to see its version.
 * https://setuptools.pypa.io/en/latest/userguide/pyproject_config.html, https://flit.pypa.io/en/stable/pyproject_toml.html,
 * https://python-poetry.org/docs/pyproject/
 */
const BACKEND = /^(?:setuptools\.build_meta|flit_core\.buildapi|poetry\.core\.masonry\.api)$/;
const NEEDED = /^(?:setuptools|wheel|flit[_-]core|poetry-core)\s*(?:\(?[<>=!~][^;@/]*)?$/;
/** Tables of the backends, and of tools that have no part in a build. */
const TABLE =
  /^(?:build-system|project(?:\.[\w-]+)*|tool\.(?:setuptools(?:\.(?:packages(?:\.find)?|package-data|package-dir|exclude-package-data))?|flit\.module|poetry(?:\.(?:dependencies|dev-dependencies|scripts|urls|extras|group\.[\w-]+\.dependencies))?|(?:black|ruff|isort|mypy|pytest|coverage|pylint|pyright)(?:\.[\w."-]+)*))$/;
const HEADER = /^\s*\[{1,2}([^\]]*)\]{1,2}\s*(?:#.*)?$/;
/** What names a place elsewhere, or has a module or a script of the folder run. */
const ELSEWHERE =
  /\.\.|["']\s*\/|file:|^\s*["']?tool\b|(?:^|[\s{,"'.[])(?:attr|dynamic|cmdclass|ext-modules|backend-path|build|path|data-files)["']?\s*[=\].]/m;

/** What cannot be followed in a pyproject.toml; `null` for nothing. */
function oddIn(text: string | null): string | null {
  if (text === null) return 'cannot be read';
  const lines = text.split(/\r?\n/).map((line) => line.replace(/^\s*#.*$/, ''));
  const plain = lines.join('\n');
  if (/\\|"""|'''/.test(plain)) return 'a text of several lines, or with escapes';
  const odd = lines.find((line) => /^\s*\[/.test(line) && !TABLE.test(HEADER.exec(line)?.[1] ?? ''));
  if (odd !== undefined) return odd;
  const elsewhere = ELSEWHERE.exec(plain)?.[0];
  if (elsewhere !== undefined) return elsewhere;
  const system = /^\s*\[build-system\][^\n]*\n([^]*?)(?=^\s*\[[\w.-]+\]|(?![^]))/m.exec(plain)?.[1] ?? '';
  const backend = /^\s*build-backend\s*=\s*["']([^"']*)["']/m.exec(system)?.[1] ?? 'build-backend';
  if (!BACKEND.test(backend)) return backend;
  const needed = /^\s*requires\s*=\s*\[([^\]]*)\]/m.exec(system)?.[1]?.match(/"[^"]*"|'[^']*'/g) ?? [
    '"requires"',
  ];
  return needed.find((one) => !NEEDED.test(one.slice(1, -1))) ?? null;
}
