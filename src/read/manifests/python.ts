/** pip, Poetry and uv. https://pip.pypa.io/en/stable/cli/pip_install/ */
import {
  bound,
  filesOf,
  isBound,
  never,
  readOptions,
  unfitText,
  type Bound,
  type Family,
  type Install,
  type Options,
  type Project,
  type Words,
} from './facts.js';
import { unfitFolders } from './python-folders.js';
import { isFolderLine, isPlainLine, listsFrom } from './requirements.js';

const ADDRESS = /^https?:\/\/\S+$/;

const PIP_OPTIONS: Options = {
  flags:
    /^(?:--(?:no-cache-dir|no-cache|upgrade|quiet|verbose|no-deps|pre|require-hashes|prefer-binary|no-compile|compile|ignore-installed|force-reinstall|disable-pip-version-check|break-system-packages|user|no-input|no-warn-script-location|no-warn-conflicts|no-build-isolation|no-color|system|exact)|-[UqvI]|-[qv]{2,3})$|^--(?:root-user-action|progress-bar|upgrade-strategy|use-feature|use-deprecated)=[\w-]+$/,
  values: [
    [/^(?:-r|--requirement|-c|--constraint)$/, /^(?!-)[^$\\]+$/],
    [/^(?:-i|--index-url|--extra-index-url|-f|--find-links|--index|--default-index)$/, ADDRESS],
    [/^(?:--trusted-host|--timeout|--default-timeout|--retries|--progress-bar)$/, /^[\w.:-]+$/],
    [/^(?:--no-binary|--only-binary|--upgrade-strategy|--root-user-action)$/, /^[\w.:,-]+$/],
  ],
};

/** What a virtual environment may be in, should the interpreter belong to one. */
const ENVIRONMENTS = { '.venv': 'written', venv: 'written', env: 'written' } as const;
/**
 * Managers of versions look for them (pyenv, asdf); older versions of pip look for settings in setup.cfg (distutils), and pip
 * asks rustc for its version, which rustup looks up (pip/_internal/network/session.py).
 */
const OPTIONAL = ['setup.cfg', '.python-version', 'rust-toolchain.toml', 'rust-toolchain'];

/** Packages by name, lists of them, and folders of the project that tell all that is needed to build them. */
function pip(words: Words, more: readonly string[] = []): Install {
  if (words.some((word) => /^(?:-e|--editable|\.\/?(?:\[.*)?)$/.test(word) || word.startsWith('--editable=')))
    return never('sources', 'it installs the project itself');
  const options = readOptions(words, PIP_OPTIONS);
  if (typeof options === 'string') return never('options', options);
  const named = options.operands.filter((word) => !isPlainLine(word));
  const odd = named.find((word) => !isFolderLine(word));
  if (odd !== undefined) return never('sources', odd);
  const lists = options.given.flatMap(([name, value]) =>
    /^(?:-r|--requirement|-c|--constraint)$/.test(name) ? [value] : [],
  );
  if (lists.length + named.length === 0) return { bound: null, reads: () => [] };
  return {
    bound: null,
    reads: (project) => {
      const read = listsFrom(project, lists, named);
      if ('reason' in read) return read;
      const files = filesOf(project, read.lists, [...OPTIONAL, ...more], ENVIRONMENTS);
      if (isBound(files)) return files;
      // uv looks for workspaces above a folder.
      const [folder] = more.length > 0 ? read.folders : [];
      if (folder !== undefined) return bound('sources', folder);
      return (
        unfitSettings(project, more) ?? unfitFolders(project, read.folders) ?? [...files, ...read.folders]
      );
    },
  };
}

/** However it is written. https://toml.io/en/v1.0.0#table */
const SETTINGS_OF_UV = /\btool["']?\s*\.\s*["']?uv\b|^\s*\[\s*["']?tool["']?\s*\]|^\s*["']?tool["']?\s*=/m;

/** setup.cfg may tell where packages go; pyproject.toml and uv.toml have settings of uv. */
function unfitSettings(project: Project, more: readonly string[]): Bound | null {
  const text = project.kindOf('setup.cfg') === null ? '' : project.textOf('setup.cfg');
  if (text === null || /^\s*\[(?:install\w*|build\w*|easy_install|develop|global)\]/m.test(text))
    return bound('content', 'setup.cfg');
  const odd = more.find((name) => {
    const settings = project.kindOf(name) === null ? '' : project.textOf(name);
    return settings === null || (name === 'uv.toml' && settings !== '') || SETTINGS_OF_UV.test(settings);
  });
  return odd === undefined ? null : bound('content', odd);
}

/** https://python-poetry.org/docs/cli/#install; `--no-root`: the project itself is not installed. */
function poetry(words: Words): Install {
  const options = readOptions(words, {
    flags:
      /^(?:--(?:no-root|no-dev|no-interaction|no-ansi|quiet|verbose|no-cache|sync|only-root|all-extras|compile|no-directory)|-[nqv]|-vvv?)$/,
    values: [[/^(?:--(?:with|without|only|extras)|-E)$/, /^[\w\s,.-]+$/]],
  });
  if (typeof options === 'string') return never('options', options);
  if (!words.includes('--no-root'))
    return never('sources', 'it installs the project itself; --no-root would not');
  return {
    bound: null,
    reads: (project) => {
      const files = filesOf(project, ['pyproject.toml', 'poetry.lock'], OPTIONAL, {
        ...ENVIRONMENTS,
        'poetry.toml': 'content',
      });
      if (isBound(files)) return files;
      const [manifest, lock] = ['pyproject.toml', 'poetry.lock'].map((name) => project.textOf(name));
      if (manifest == null || lock == null)
        return bound('content', 'pyproject.toml or poetry.lock cannot be read');
      if (/\b(?:path|file)\s*=|requires-plugins|^\s*\[tool\.poetry-|file:\/\//m.test(manifest))
        return bound('sources', 'pyproject.toml: path');
      if (/^type\s*=\s*"(?:directory|file)"/m.test(lock)) return bound('sources', 'poetry.lock: path');
      return unfitSettings(project, []) ?? files;
    },
  };
}

/** https://docs.astral.sh/uv/reference/cli/#uv-sync */
function uv(words: Words): Install {
  const options = readOptions(words, {
    flags:
      /^--(?:frozen|locked|no-install-project|no-dev|all-extras|all-groups|compile-bytecode|no-cache|quiet|no-progress|no-editable)$|^-[qn]$/,
    values: [[/^--(?:group|no-group|extra|only-group|link-mode)$/, /^[\w.-]+$/]],
  });
  if (typeof options === 'string') return never('options', options);
  if (!words.includes('--no-install-project'))
    return never('sources', 'it installs the project itself; --no-install-project would not');
  if (!words.some((word) => /^--(?:frozen|locked)$/.test(word)))
    return never('lock', 'it may change uv.lock; --locked would not');
  return {
    bound: null,
    reads: (project) => {
      const optional = ['.python-version', '.python-versions', ...OPTIONAL];
      const absent = { ...ENVIRONMENTS, 'uv.toml': 'content' } as const;
      const files = filesOf(project, ['pyproject.toml', 'uv.lock'], optional, absent);
      if (isBound(files)) return files;
      const [manifest, lock] = ['pyproject.toml', 'uv.lock'].map((name) => project.textOf(name));
      if (manifest == null || lock == null)
        return bound('content', 'pyproject.toml or uv.lock cannot be read');
      if (SETTINGS_OF_UV.test(manifest) || /\bfile:\/\//.test(manifest))
        return bound('content', 'pyproject.toml: tool.uv');
      // A version that only the sources tell makes them a part of the lock file.
      if (words.includes('--locked') && /(?:^|[\s{,"'.])dynamic["']?\s*=/m.test(manifest))
        return bound('sources', 'pyproject.toml: dynamic');
      const own = /source\s*=\s*\{\s*(?:editable|virtual)\s*=\s*"\."\s*\}/g;
      if (/source\s*=\s*\{\s*(?:editable|virtual|directory|path)\b/.test(lock.replace(own, '')))
        return bound('sources', 'uv.lock: path');
      return files;
    },
  };
}

const PIPENV_OPTIONS: Options = {
  flags: /^--(?:system|deploy|ignore-pipfile|dev|clear|verbose|quiet|sequential)$|^-[dvq]$/,
  values: [[/^--(?:python|categories)$/, /^[\w.-]+$/]],
};

/** https://pipenv.pypa.io/en/latest/cli.html#install: with --deploy it stops where the lock file is not that of the Pipfile. */
function pipenv(words: Words, verb: string): Install {
  const options = readOptions(words, PIPENV_OPTIONS);
  if (typeof options === 'string') return never('options', options);
  if (options.operands.length > 0)
    return never('lock', `${options.operands[0] ?? ''} is added to the Pipfile`);
  if (verb === 'install' && !words.some((word) => /^--(?:deploy|ignore-pipfile)$/.test(word)))
    return never('lock', 'it may change Pipfile.lock: --deploy would not');
  return {
    bound: { ...bound('sources', 'pipenv: what it reads is not followed'), isUnusual: true },
    reads: (project) => {
      const names = ['Pipfile', 'Pipfile.lock'];
      const files = filesOf(project, names, OPTIONAL, { ...ENVIRONMENTS, '.env': 'content' });
      if (isBound(files)) return files;
      const local = /["']?\b(?:path|file|editable)["']?\s*[=:]/;
      return unfitText(project, names, local, 'sources') ?? unfitSettings(project, []) ?? files;
    },
  };
}

/** https://docs.python.org/3/using/cmdline.html#cmdoption-m: the directory is searched before the modules of Python itself. */
const MODULE = 'python -m takes modules from the folder first';

function installOf(words: Words): Install | null {
  const isModule = /^python[\d.]*$/.test(words[0] ?? '') && words[1] === '-m';
  const [program = '', ...rest] = isModule ? words.slice(2) : words;
  const at = rest.findIndex((word) => !word.startsWith('-'));
  const verb = rest[at] ?? '';
  const others = rest.filter((_, place) => place !== at);
  const isOurs = /^(?:pip[\d.]*|poetry|uv)$/.test(program);
  if (isModule && isOurs && rest.some((word) => /^(?:install|sync)$/.test(word)))
    return never('sources', MODULE);
  if (/^pip[\d.]*$/.test(program)) return verb === 'install' ? pip(others) : null;
  if (program === 'uv') {
    if (rest[0] === 'pip' && rest[1] === 'install') return pip(rest.slice(2), ['pyproject.toml', 'uv.toml']);
    return verb === 'sync' ? uv(others) : null;
  }
  if (program === 'poetry') return /^(?:install|sync)$/.test(verb) ? poetry(others) : null;
  if (program === 'pipenv' && /^(?:install|sync)$/.test(verb)) return pipenv(others, verb);
  return null;
}

export const PYTHON: Family = {
  source: 'https://pip.pypa.io/en/stable/topics/configuration/',
  installOf,
  isBeside: (words) => /^(?:pip[\d.]* cache purge|uv cache (?:clean|prune))$/.test(words.join(' ')),
  own: /^(?:PIP_|PIPENV_|PYTHON|POETRY_|UV_|SETUPTOOLS_|DISTUTILS_)/,
  variables: [
    {
      names:
        /^PIP_(?:NO_CACHE_DIR|DISABLE_PIP_VERSION_CHECK|DEFAULT_TIMEOUT|TIMEOUT|RETRIES|INDEX_URL|EXTRA_INDEX_URL|TRUSTED_HOST|ROOT_USER_ACTION|BREAK_SYSTEM_PACKAGES|PREFER_BINARY|NO_INPUT|PROGRESS_BAR|NO_COLOR|NO_COMPILE|ONLY_BINARY|NO_BINARY|VERSION|QUIET)$/,
      influence: { kind: 'free', values: /^/ },
    },
    {
      names:
        /^PYTHON(?:UNBUFFERED|DONTWRITEBYTECODE|IOENCODING|FAULTHANDLER|HASHSEED|UTF8|OPTIMIZE|_VERSION|_MAJOR|_PIP_VERSION|_SETUPTOOLS_VERSION|_GET_PIP_URL|_GET_PIP_SHA256|WARNINGS)$/,
      influence: { kind: 'free', values: /^/ },
    },
    {
      names:
        /^PIPENV_(?:VERSION|NOSPIN|VENV_IN_PROJECT|IGNORE_VIRTUALENVS)$|^POETRY_(?:VERSION|NO_INTERACTION|VIRTUALENVS_CREATE|VIRTUALENVS_IN_PROJECT)$|^UV_(?:COMPILE_BYTECODE|LINK_MODE|VERSION|NO_CACHE|SYSTEM_PYTHON|PYTHON_DOWNLOADS)$/,
      influence: { kind: 'free', values: /^[\w.]*$/ },
    },
    {
      names:
        /^(?:PYTHONPATH|PYTHONHOME|PYTHONUSERBASE|PYTHONPYCACHEPREFIX|PIP_CACHE_DIR|PIP_CERT|POETRY_HOME|POETRY_CACHE_DIR|UV_CACHE_DIR|UV_PROJECT_ENVIRONMENT|PIP_FIND_LINKS)$/,
      influence: { kind: 'places' },
    },
  ],
  settings: /\b(?:pip[\d.]*|poetry)\s+config\b|pip\.conf|pypoetry|poetry\s+self|\buv\.toml/,
};
