/** Python: pip and the managers of its packages, environments and projects. */
import type { CommandFacts, Deeds, Region, Use } from './facts.js';
import { PIP_CACHES, PIP_PLACES } from './python-places.js';
import { EASY_INSTALL, PIPENV, PIPX, VENV, VIRTUALENV } from './python-environments.js';
import { POETRY, UV } from './python-projects.js';
import {
  packageCall,
  each,
  options,
  only,
  packageRole,
  printing,
  reader,
  unknown,
  type UseReader,
} from './words.js';

const PIP_OPTIONS = options({
  name: `--proxy --retries --timeout --default-timeout --exists-action --trusted-host
      --keyring-provider --use-feature --use-deprecated --resume-retries -i --index-url --pypi-url
      --extra-index-url --no-binary --only-binary --platform --python-version --implementation
      --abi --format --upgrade-strategy --progress-bar --root-user-action --uploaded-prior-to
      --path`,
  reads: `--cert --client-cert -f --find-links -c --constraint --build-constraint -r --requirement
      --requirements --requirements-from-script`,
  changes: `--log --log-file --local-log --cache-dir --report --target -t --prefix --root --src --source
      --source-dir --source-directory -b --build --build-dir --build-directory -d --dest
      --download --download-dir --destination-dir --destination-directory --download-cache -w
      --wheel-dir --python`,
});

/** Options whose value is handed to the build of a package, or that read the project. */
const TO_THE_BUILD = [
  ...['--install-option', '--global-option', '--build-option', '--config-settings', '--config-setting', '-C'],
  ...['--group', '--editable=file*'],
];

const pipUses = reader({
  values: {
    ...PIP_OPTIONS,
    ...options({
      package: '-e --editable',
    }),
  },
  operand: packageRole('changes'),
  verbs: 1,
  whole: ['--pre', '--upgrade'],
});

/** A file of requirements, and what is installed to be edited, may name folders anywhere, and `src` of the project. */
const OF_THE_PROJECT = ['-r', '--req*', '-e', '--ed*'];
/** A constraint may be a folder. https://pip.pypa.io/en/stable/user_guide/#constraints-files */
const CONSTRAINTS = ['-c', '--con*', '--build-con*'];

const PIP_INSTALL: Deeds = {
  reads: PIP_PLACES,
  writes: PIP_PLACES,
  uses: pipUses,
  network: true,
  packages: packageCall('pip', 'install', PIP_CACHES),
  variants: [
    { when: TO_THE_BUILD, uses: unknown },
    { when: OF_THE_PROJECT, reads: ['anything'], writes: [...PIP_PLACES, 'cwd'] },
    { when: CONSTRAINTS, reads: ['anything'] },
  ],
};

/** Wheels and sources go to the working directory unless an option says where. */
const PIP_DOWNLOAD: Deeds = {
  ...PIP_INSTALL,
  reads: [...PIP_PLACES, 'cwd'],
  writes: [...PIP_PLACES, 'cwd'],
  packages: packageCall('pip', 'download', PIP_CACHES),
  variants: [
    { when: TO_THE_BUILD, uses: unknown },
    { when: [...OF_THE_PROJECT, ...CONSTRAINTS], reads: ['anything'] },
  ],
};

/** Python may compile the modules that it loads. */
const PIP_QUERY: Deeds = {
  reads: PIP_PLACES,
  writes: PIP_PLACES,
  uses: reader({ values: PIP_OPTIONS, operand: packageRole('reads'), verbs: 1, whole: [] }),
  network: true,
  packages: packageCall('pip', 'query', []),
};

const PIP: CommandFacts = {
  names: [
    ...[
      'pip',
      'pip2',
      'pip3',
      'pip2.6',
      'pip2.7',
      'pip-2.7',
      'pip-3',
      'pip3.2',
      'pip3.3',
      'pip3.4',
      'pip3.5',
    ],
    ...['pip3.6', 'pip3.7', 'pip3.8', 'pip3.9', 'pip3.10', 'pip3.11', 'pip3.12', 'pip3.13', 'pip3.14'],
    ...['pip-3.3', 'pip-3.4', 'pip-3.5', 'pip-3.6', 'pip-3.7', 'pip-python', 'pip_pypy', 'pip_pypy3'],
  ],
  source: 'https://pip.pypa.io/en/stable/cli/pip_install/',
  environment: 'all',
  options: PIP_OPTIONS,
  verbs: {
    install: PIP_INSTALL,
    ...each('download wheel', PIP_DOWNLOAD),
    uninstall: { ...PIP_QUERY, packages: packageCall('pip', 'remove', []) },
    ...each('list show freeze check search help', PIP_QUERY),
    cache: { ...PIP_QUERY, packages: packageCall('pip', 'clean', PIP_CACHES) },
    config: { ...PIP_QUERY, packages: packageCall('pip', 'configure', []) },
    '': { ...PIP_QUERY, uses: only('--version -V --help -h') },
  },
};

type Words = readonly { readonly text: string; readonly value: string | null }[];

/**
 * The command line that a call of Python stands for: `python -m NAME …` of the modules that are commands too,
 * `python setup.py …`, `python get-pip.py …`; `null` for any other.
 */
export function pythonModule(words: Words): readonly string[] | null {
  let at = 0;
  while (/^-[uBEIOsSqb]+$/.test(words[at]?.value ?? '')) at += 1;
  const first = words[at]?.value ?? '';
  if (first !== '-m')
    return SCRIPT.test(first)
      ? withKnown([`./${first.replace(/^.*\//, '')}`, first], words.slice(at + 1))
      : null;
  const command = COMMANDS.get(words[at + 1]?.value ?? '');
  return command === undefined ? null : withKnown([command], words.slice(at + 2));
}

/**
 * Where `python -m` looks for every module that it imports before it looks where they are installed: in the working
 * directory. Of the folders there, those that have the name of one of its own packages or of pip's.
 * https://docs.python.org/3/using/cmdline.html#cmdoption-m
 */
export function importedFrom(words: Words): readonly Region[] {
  const at = words.findIndex(({ value }) => value === '-m');
  const isIsolated = words.slice(0, at).some(({ value }) => /^-\w*I/.test(value ?? ''));
  return at < 0 || isIsolated ? [] : IMPORTED;
}

const IMPORTED: readonly Region[] = [
  'cwd:*.py',
  ...[
    ...['asyncio', 'collections', 'concurrent', 'ctypes', 'curses', 'dbm', 'distutils', 'email', 'encodings'],
    ...['ensurepip', 'html', 'http', 'importlib', 'json', 'lib2to3', 'logging', 'multiprocessing', 'pathlib'],
    ...['pip', 'pkg_resources', 're', 'setuptools', 'sqlite3', 'string', 'sysconfig', 'tomllib', 'unittest'],
    ...['urllib', 'venv', 'wheel', 'xml', 'xmlrpc', 'zipfile', 'zoneinfo', 'pipenv', 'pipx', 'poetry', 'uv'],
  ].map((name): Region => `cwd:${name}`),
];

const SCRIPT = /^(?:\.\/)?setup\.py$|^(?:[\w./-]*\/)?get-pip\.py$/;

function withKnown(start: readonly string[], words: Words): readonly string[] | null {
  const rest = words.map(({ text, value }) => value ?? (PINNED.test(text) ? text : null));
  const known = rest.flatMap((value) => value ?? []);
  return known.length === rest.length ? [...start, ...known] : null;
}

/** A package whose version is not known. */
const PINNED = /^["']?[A-Za-z][\w.-]*(?:\[[\w,.-]*\])?[=<>~!]=["']?\$\{?\w+\}?["']?$/;

const COMMANDS: ReadonlyMap<string, string> = new Map([
  ...['pip', 'virtualenv', 'pipx', 'pipenv', 'poetry', 'uv', 'easy_install'].map(
    (name) => [name, name] as const,
  ),
  ['venv', 'pyvenv'],
]);

const SETUP =
  /^(?:install|build|develop|build_ext|build_py|egg_info|clean|sdist|bdist_\w+|--(?:user|quiet|verbose|force|inplace|no-deps|optimize=\d|single-version-externally-managed|record=[\w.-]+)|-[qvfiO]+\d?)$/;

/** The scripts that `pythonModule` names, with the script as first word. */
const SCRIPTS: readonly CommandFacts[] = [
  {
    names: ['./setup.py'],
    source: 'https://setuptools.pypa.io/en/latest/userguide/commands.html',
    reads: ['anything'],
    writes: [...PIP_PLACES, 'cwd'],
    uses: (words) =>
      words.slice(1).every(({ value }) => SETUP.test(value ?? '')) && words.length > 1 ? [] : null,
    environment: 'all',
    network: true,
    packages: packageCall('pip', 'install', PIP_CACHES),
  },
  {
    names: ['./get-pip.py'],
    source: 'https://pip.pypa.io/en/stable/installation/',
    ...PIP_INSTALL,
    uses: reader({
      values: PIP_OPTIONS,
      operand: (value, index) => (index === 0 ? ['reads'] : packageRole('changes')(value)),
      whole: ['--pre', '--upgrade'],
    }),
    environment: 'all',
  },
];

const ensurepip: UseReader = (words): readonly Use[] | null => {
  const values = words.map(({ value }) => value);
  if (values[0] !== '-m' || values[1] !== 'ensurepip') return null;
  return values
    .slice(2)
    .every((value) => /^--(?:upgrade|user|default-pip|altinstall)$|^-[Uv]$/.test(value ?? ''))
    ? []
    : null;
};

const PYTHON_ITSELF: CommandFacts = {
  names: [
    ...[
      'python',
      'python2',
      'python3',
      'python2.6',
      'python2.7',
      'python3.3',
      'python3.4',
      'python3.5',
      'python3.6',
    ],
    ...[
      'python3.7',
      'python3.8',
      'python3.9',
      'python3.10',
      'python3.11',
      'python3.12',
      'python3.13',
      'python3.14',
    ],
    ...['pypy', 'pypy2', 'pypy3'],
  ],
  source: 'https://docs.python.org/3/using/cmdline.html',
  reads: PIP_PLACES,
  writes: PIP_PLACES,
  uses: ensurepip,
  environment: 'all',
  packages: packageCall('pip', 'install', []),
  variants: [
    {
      when: ['--version', '-V', '--help', '-h'],
      ...printing('--version -V -VV --help -h'),
      reads: [],
      writes: [],
      packages: packageCall('pip', 'query', []),
    },
  ],
};

export const PYTHON: readonly CommandFacts[] = [
  PIP,
  EASY_INSTALL,
  VIRTUALENV,
  VENV,
  PIPX,
  PIPENV,
  POETRY,
  UV,
  ...SCRIPTS,
  PYTHON_ITSELF,
];
