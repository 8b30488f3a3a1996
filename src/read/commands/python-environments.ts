/** Python: what makes environments, and what installs into them besides pip. */
import type { CommandFacts, Deeds, Region } from './facts.js';
import { PIP_CACHES, PIP_PLACES, PLACES } from './python-places.js';
import { packageCall, each, options, packageRole, printing, reader } from './words.js';

export const EASY_INSTALL: CommandFacts = {
  names: [
    ...['easy_install', 'easy_install2', 'easy_install3', 'easy_install-2.6', 'easy_install-2.7'],
    ...['easy_install-3.3', 'easy_install-3.4', 'easy_install-3.5', 'easy_install-3.6'],
  ],
  source: 'https://setuptools.pypa.io/en/latest/deprecated/easy_install.html',
  reads: [...PLACES, '$PYTHONPATH', 'cwd:setup.cfg'],
  writes: [...PLACES, '$PYTHONPATH'],
  // A name that is a file is that file.
  uses: reader({
    values: options({
      changes: `-i --index-url -H --allow-hosts -S --site-dirs -f --find-links --record -d --install-dir -s
      --script-dir --prefix -b --build-directory -Z -m`,
    }),
    flags: [
      '-U',
      '--upgrade',
      '-q',
      '--quiet',
      '-v',
      '--verbose',
      '-z',
      '--zip-ok',
      '-N',
      '--no-deps',
      '-a',
      '-O2',
    ],
    operand: (value) =>
      value.includes('[')
        ? ['package']
        : packageRole('changes')(value) === null
          ? null
          : ['package', 'changes'],
    least: 1,
  }),
  environment: 'all',
  network: true,
  packages: packageCall('pip', 'install', []),
};

export const VIRTUALENV: CommandFacts = {
  names: ['virtualenv', 'virtualenv2', 'virtualenv3', 'virtualenv-2.7', 'virtualenv-3.4', 'virtualenv-3.5'],
  source: 'https://virtualenv.pypa.io/en/stable/cli_interface.html',
  reads: [...PLACES, '$VIRTUALENV_CONFIG_FILE', '$WORKON_HOME'],
  writes: [...PLACES, '$VIRTUALENV_OVERRIDE_APP_DATA'],
  options: options({
    reads: '-p --python --extra-search-dir --try-first-with',
    changes: '--app-data',
    name: '--prompt --discovery --creator --seeder --pip --setuptools --wheel --activators',
  }),
  operands: { rest: 'changes' },
  environment: 'all',
  network: true,
};

/** `python -m venv`, under the name that it had. */
export const VENV: CommandFacts = {
  names: ['pyvenv', 'pyvenv-3.4', 'pyvenv-3.5', 'pyvenv-3.6'],
  source: 'https://docs.python.org/3/library/venv.html',
  reads: ['system', '$VIRTUAL_ENV'],
  writes: ['tmp'],
  options: each('--prompt', 'name'),
  operands: { rest: 'changes' },
  environment: 'all',
  network: true,
  // For the directories of PATH: the interpreter may be in one of them.
  packages: packageCall('pip', 'query', []),
};

const PIPX_OPTIONS = options({
  name: '--suffix -i --index-url --python-version --preinstall',
  reads: '--python',
});

const PIPX_PLACES: readonly Region[] = [
  ...PIP_PLACES,
  '$PIPX_HOME',
  '$PIPX_BIN_DIR',
  '$PIPX_MAN_DIR',
  '$PIPX_GLOBAL_HOME',
  '$PIPX_SHARED_LIBS',
];

const PIPX_INSTALL: Deeds = {
  reads: PIPX_PLACES,
  writes: PIPX_PLACES,
  uses: reader({
    values: PIPX_OPTIONS,
    flags: [
      ...[
        '--include-deps',
        '--force',
        '-f',
        '--global',
        '--system-site-packages',
        '--verbose',
        '-v',
        '--quiet',
        '-q',
      ],
      ...[
        '--fetch-missing-python',
        '--skip-maintenance',
        '--include-injected',
        '--include-apps',
        '--upgrade',
        '--all',
      ],
    ],
    operand: packageRole('changes'),
    verbs: 1,
  }),
  network: true,
  packages: packageCall('pip', 'install', PIP_CACHES),
};

export const PIPX: CommandFacts = {
  names: ['pipx'],
  source: 'https://pipx.pypa.io/stable/docs/',
  environment: 'all',
  verbs: {
    ...each('install inject upgrade upgrade-all reinstall reinstall-all ensurepath', PIPX_INSTALL),
    ...each('uninstall uninstall-all', { ...PIPX_INSTALL, packages: packageCall('pip', 'remove', []) }),
    ...each('list environment', { ...PIPX_INSTALL, packages: packageCall('pip', 'query', []) }),
    '': printing('--version --help -h'),
  },
};

const PIPENV_PLACES: readonly Region[] = [
  ...PIP_PLACES,
  ...([
    'cwd',
    'above:Pipfile',
    'above:Pipfile.lock',
    'above:.venv',
    'above:.env',
    '$PIPENV_PIPFILE',
  ] as const),
  ...(['$PIPENV_CACHE_DIR', '$WORKON_HOME', '$PIPENV_DOTENV_LOCATION'] as const),
];

const PIPENV_INSTALL: Deeds = {
  reads: ['anything'],
  writes: PIPENV_PLACES,
  uses: reader({
    values: options({
      name: '--python -i --index --pypi-mirror --categories',
      reads: '-r --requirements -c',
      package: '-e --editable',
    }),
    flags: [
      ...[
        '--system',
        '--deploy',
        '--dev',
        '-d',
        '--dev-only',
        '--skip-lock',
        '--ignore-pipfile',
        '--clear',
        '--pre',
      ],
      ...['--verbose', '-v', '--quiet', '-q', '--sequential', '--keep-outdated', '--three', '--two', '--all'],
      ...[
        '--site-packages',
        '--selective-upgrade',
        '--all-dev',
        '--hash',
        '--outdated',
        '--bare',
        '--dry-run',
      ],
    ],
    operand: packageRole('changes'),
    verbs: 1,
  }),
  network: true,
  packages: packageCall('pip', 'install', ['home:.cache/pipenv', '$PIPENV_CACHE_DIR', ...PIP_CACHES]),
};

export const PIPENV: CommandFacts = {
  names: ['pipenv'],
  source: 'https://pipenv.pypa.io/en/latest/cli.html',
  environment: 'all',
  verbs: {
    ...each('install sync update upgrade lock clean requirements graph', PIPENV_INSTALL),
    uninstall: { ...PIPENV_INSTALL, packages: packageCall('pip', 'remove', []) },
    '': printing('--version --help -h'),
  },
};
