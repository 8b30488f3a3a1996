/** Conda and its relatives. */
import type { CommandFacts, Deeds, PackageCall, Region } from './facts.js';
import { PIP_PLACES } from './python-places.js';
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

/** `/opt/conda` is a place of the system; one in PATH is found by its programs. */
const PLACES: readonly Region[] = [
  ...PIP_PLACES,
  ...([
    '$CONDA_ROOT',
    '$CONDA_DIR',
    '$CONDA_PKGS_DIRS',
    '$CONDA_ENVS_DIRS',
    '$CONDA_ENVS_PATH',
    '$CONDARC',
  ] as const),
  ...(['$MAMBA_ROOT_PREFIX', '$CONDA_ROOT_PREFIX', '$MAMBARC', '$CONDA_BLD_PATH'] as const),
];
const CACHES: readonly Region[] = [
  '/opt/conda/pkgs',
  'home:.conda/pkgs',
  '$CONDA_PKGS_DIRS',
  '$MAMBA_ROOT_PREFIX',
];

const OPTIONS = options({
  name: `-n --name --subdir --platform --solver --experimental-solver --repodata-fn --freeze
      --revision --console --log-level --channel-priority --pyc --retry-clean-cache --rev
      --category --dev-url`,
  changes: '-p --prefix --target-prefix -r --root-prefix -f --file --rc-file --relocate-prefix',
  package: '-c --channel --clone',
});

const deeds = (does: PackageCall['does'], regions: readonly Region[], uses: UseReader): Deeds => ({
  reads: regions,
  writes: regions,
  uses,
  network: true,
  packages: packageCall('conda', does, CACHES),
});

/** Names of packages may have a channel in front of them: `conda-forge/label/main::numpy`. */
const install = reader({
  values: OPTIONS,
  operand: (value) =>
    /^[\w./-]+::?[\w.=<>*|,\s-]+$/.test(value) && !value.startsWith('.')
      ? ['package']
      : packageRole('reads')(value),
  verbs: 1,
  whole: [],
});

/** An environment's file may have packages of pip in it, which may be those of the project. */
const FILES = ['-f', '--file'];

const INSTALL: Deeds = {
  ...deeds('install', PLACES, install),
  variants: [{ when: FILES, reads: ['anything'], writes: [...PLACES, 'cwd'] }],
};

/** `-p` and `-c` have no value here. */
const clean = reader({ values: each('-n --name', 'name'), operand: () => null, verbs: 1 });

const config = reader({
  values: options({
    name: '--describe --show --get --remove-key -n --name',
    changes: '--file -p --prefix',
  }),
  operand: 'name',
  verbs: 1,
  whole: [],
});

const ENV_VERBS = /^(?:create|update|remove|list|export)$/;
const environments = reader({
  values: OPTIONS,
  operand: (value, index) =>
    index === 0 ? (ENV_VERBS.test(value) ? ['name'] : null) : packageRole('reads')(value),
  verbs: 1,
  whole: [],
});

const COMMON: Readonly<Record<string, Deeds>> = {
  ...each('install create', INSTALL),
  ...each('update upgrade', { ...INSTALL, packages: packageCall('conda', 'upgrade', CACHES) }),
  ...each('remove uninstall', { ...INSTALL, packages: packageCall('conda', 'remove', CACHES) }),
  clean: deeds('clean', PLACES, clean),
  config: deeds('configure', PLACES, config),
  // Without a file it is `environment.yml` of the working directory.
  env: { ...deeds('install', [...PLACES, 'cwd'], environments), reads: ['anything'] },
  ...each('list info search', deeds('query', PLACES, install)),
};

const initOf = (shells: string): Deeds =>
  deeds('configure', PLACES, (words) => {
    const values = words.map(({ value }) => value);
    return values.every((value) => value !== null && shells.split(' ').includes(value)) ? [] : null;
  });

const SHELLS =
  'init bash zsh fish xonsh tcsh powershell --all --system --user --verbose -v --quiet -q --no-user';

const CONDA_ITSELF: CommandFacts = {
  names: ['conda', 'mamba', '/opt/conda/bin/conda', '/opt/conda/bin/mamba'],
  source: 'https://docs.conda.io/projects/conda/en/stable/commands/index.html',
  environment: 'all',
  verbs: {
    ...COMMON,
    init: initOf(SHELLS),
    '': printing('--version -V --help -h'),
  },
};

/** `shell hook` prints; `shell` alone, and with `-n`, begins another shell. */
const hook: UseReader = (words) => {
  const [, second] = words;
  if (second?.value !== 'init' && second?.value !== 'hook') return null;
  return reader({
    values: {
      ...OPTIONS,
      ...options({
        name: '-s --shell',
      }),
    },
    operand: 'name',
    verbs: 2,
  })(words);
};

const MICROMAMBA: CommandFacts = {
  names: ['micromamba'],
  source: 'https://mamba.readthedocs.io/en/latest/user_guide/micromamba.html',
  environment: 'all',
  options: each('-r --root-prefix --rc-file --log-level', 'changes'),
  verbs: {
    ...COMMON,
    clean: deeds('clean', PLACES, reader({ values: OPTIONS, operand: () => null, verbs: 1 })),
    config: deeds('configure', PLACES, unknown),
    shell: deeds('configure', PLACES, hook),
    'self-update': deeds('upgrade', PLACES, install),
    '': { uses: only('--version --help -h') },
  },
};

export const CONDA: readonly CommandFacts[] = [CONDA_ITSELF, MICROMAMBA];
