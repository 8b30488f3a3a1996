/** Python projects: Poetry and uv. */
import type { Argument, CommandFacts, Deeds, Region } from './facts.js';
import { PIP_PLACES } from './python-places.js';
import {
  packageCall,
  each,
  options,
  packageRole,
  plainName,
  printing,
  reader,
  type Syntax,
  type UseReader,
} from './words.js';

const POETRY_PLACES: readonly Region[] = [
  ...PIP_PLACES,
  ...(['cwd', 'above:pyproject.toml', 'above:poetry.toml', 'above:poetry.lock', 'above:.venv'] as const),
  ...([
    '$POETRY_HOME',
    '$POETRY_CACHE_DIR',
    '$POETRY_CONFIG_DIR',
    '$POETRY_DATA_DIR',
    '$POETRY_VIRTUALENVS_PATH',
  ] as const),
];

const POETRY_OPTIONS = options({
  name: `--with --without --only -E --extras -G --group --source --python --platform -f --format
      --optional-group --allow-prereleases --markers --dependency --dev-dependency`,
  changes: '-o --output -C --directory -P --project',
});

/** A dependency may be a folder, anywhere. https://python-poetry.org/docs/dependency-specification/#path-dependencies */
const POETRY_INSTALL: Deeds = {
  reads: ['anything'],
  writes: POETRY_PLACES,
  uses: reader({ values: POETRY_OPTIONS, operand: packageRole('changes'), verbs: 1 }),
  network: true,
  packages: packageCall('poetry', 'install', ['home:.cache/pypoetry', '$POETRY_CACHE_DIR']),
};

export const POETRY: CommandFacts = {
  names: ['poetry'],
  source: 'https://python-poetry.org/docs/cli/',
  environment: 'all',
  options: POETRY_OPTIONS,
  verbs: {
    ...each('install sync add update lock export build check show version cache self', POETRY_INSTALL),
    ...each('env source', { ...POETRY_INSTALL, packages: packageCall('poetry', 'query', []) }),
    config: { ...POETRY_INSTALL, reads: POETRY_PLACES, packages: packageCall('poetry', 'configure', []) },
    remove: { ...POETRY_INSTALL, packages: packageCall('poetry', 'remove', []) },
    '': printing('--version -V --help -h'),
  },
};

const SETTINGS = [
  'above:pyproject.toml',
  'above:uv.toml',
  'above:.python-version',
  'above:.python-versions',
] as const;
const UV_PLACES: readonly Region[] = [
  ...PIP_PLACES,
  ...(['above:.venv', '$UV_PROJECT_ENVIRONMENT', '$UV_CACHE_DIR', '$UV_PYTHON_INSTALL_DIR'] as const),
  ...([
    '$UV_PYTHON_BIN_DIR',
    '$UV_TOOL_DIR',
    '$UV_TOOL_BIN_DIR',
    '$UV_PYTHON_CACHE_DIR',
    '$UV_INSTALL_DIR',
  ] as const),
];
const UV_READS: readonly Region[] = [
  ...UV_PLACES,
  ...SETTINGS,
  '$UV_PYTHON',
  '$UV_CONFIG_FILE',
  '$UV_FIND_LINKS',
];
const UV_CACHES: readonly Region[] = ['home:.cache/uv', '$UV_CACHE_DIR'];
const IN_PROJECT: readonly Region[] = ['cwd', 'above:pyproject.toml', 'above:uv.lock', 'above:.venv'];

const UV_OPTIONS = options({
  name: `--extra --no-extra --index --default-index -i --index-url --extra-index-url --index-strategy
      --keyring-provider --resolution --prerelease --no-build-isolation-package --exclude-newer
      --link-mode --no-binary --only-binary --no-build-package --no-binary-package
      --python-version --python-platform --python-preference -P --upgrade-package
      --refresh-package --color --reinstall-package --torch-backend --group --only-group
      --no-group --package --no-install-package --allow-insecure-host --trusted-host --prompt
      --fork-strategy --format --mirror --python-downloads --tag --branch --rev --bounds --bump
      --python-fetch --no-sources-package --verify-hashes`,
  reads: `-f --find-links --config-file --env-file -r --requirements --requirement -c --constraints
      --constraint --overrides --override -b --build-constraints --build-constraint --excludes`,
  changes: `--with-requirements -p --python --target --prefix --cache-dir --directory --project -o
      --output-file --out-dir --script --install-dir --annotation-style`,
  package: '-e --editable --with --with-editable --from',
});

const uvSyntax = (verbs: number, operand: Syntax['operand']): Syntax => ({
  values: UV_OPTIONS,
  verbs,
  operand,
});
const inProject = reader(uvSyntax(1, packageRole('changes')));

/** The verb behind the verb: `uv pip install`. */
const second = (options: Readonly<Record<string, UseReader>>): UseReader => {
  const places = Object.keys(options);
  return (words: readonly Argument[]) => {
    const found = words.map(({ value }) => value).filter((value) => value !== null && places.includes(value));
    return found[0] == null ? null : (options[found[0]]?.(words) ?? null);
  };
};

const named = reader(uvSyntax(2, plainName));
const packages = reader(uvSyntax(2, packageRole('changes')));

const OF_THE_PROJECT = [
  '-r',
  '--req*',
  '-e',
  '--edit*',
  '--group',
  '--all-extras',
  '--extra',
  '-c',
  '--con*',
  '-b',
  '--build-con*',
  '--over*',
];
/** Passed on to the build of a package. */
const TO_THE_BUILD = [
  '-C',
  '--config-setting',
  '--config-settings',
  '--config-settings-package',
  '--build-option',
];

const UV_PIP: Deeds = {
  reads: UV_READS,
  writes: UV_PLACES,
  uses: second({
    ...each('install uninstall list freeze show check tree', packages),
  }),
  network: true,
  packages: packageCall('uv', 'install', UV_CACHES),
  variants: [
    { when: TO_THE_BUILD, uses: () => null },
    { when: OF_THE_PROJECT, reads: ['anything'], writes: [...UV_PLACES, 'cwd'] },
  ],
};

const UV_PROJECT: Deeds = {
  reads: ['anything'],
  writes: [...UV_PLACES, ...IN_PROJECT, 'above:.python-version'],
  uses: inProject,
  network: true,
  packages: packageCall('uv', 'install', UV_CACHES),
  variants: [{ when: TO_THE_BUILD, uses: () => null }],
};

const UV_OWN: Deeds = {
  reads: UV_READS,
  writes: UV_PLACES,
  network: true,
  packages: packageCall('uv', 'install', UV_CACHES),
};

export const UV: CommandFacts = {
  names: ['uv'],
  source: 'https://docs.astral.sh/uv/reference/cli/',
  environment: 'all',
  options: UV_OPTIONS,
  verbs: {
    pip: UV_PIP,
    ...each('sync lock add remove export tree build version init', UV_PROJECT),
    venv: {
      ...UV_OWN,
      writes: [...UV_PLACES, 'cwd:.venv'],
      uses: reader(uvSyntax(1, 'changes')),
    },
    tool: { ...UV_OWN, uses: second(each('install uninstall upgrade update-shell list dir', packages)) },
    python: {
      ...UV_OWN,
      writes: [...UV_PLACES, 'cwd:.python-version', 'above:.python-version'],
      uses: second(each('install uninstall upgrade list find dir pin update-shell', named)),
    },
    cache: {
      ...UV_OWN,
      uses: second(each('clean prune dir', named)),
      packages: packageCall('uv', 'clean', UV_CACHES),
    },
    self: { ...UV_OWN, uses: second(each('update version', named)) },
    '': printing('--version -V --help -h'),
  },
};
