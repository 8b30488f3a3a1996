/** Package managers for Node.js besides npm. */
import type { Argument, CommandFacts, Deeds, PackageCall, Region } from './facts.js';
import { each, options, packageRole, printing, reader, unknown, type UseReader } from './words.js';

const PLACES: readonly Region[] = [
  ...(['home', 'tmp', 'system', '$NPM_CONFIG_PREFIX', '$npm_config_prefix', '$NPM_CONFIG_CACHE'] as const),
  ...([
    '$npm_config_cache',
    '$NPM_CONFIG_USERCONFIG',
    '$PREFIX',
    '$NODE_PATH',
    '$NVM_DIR',
    '$COREPACK_HOME',
  ] as const),
];

const SETTINGS: readonly Region[] = [
  ...(['above:package.json', 'above:.npmrc', 'above:.yarnrc', 'above:.yarnrc.yml', 'above:.yarn'] as const),
];

const YARN_PLACES: readonly Region[] = [
  ...PLACES,
  ...(['$YARN_CACHE_FOLDER', '$YARN_GLOBAL_FOLDER', '$YARN_PREFIX', '$YARN_INSTALL_STATE_PATH'] as const),
];
/** Yarn works for the next project above, and for the workspace that it is part of. */
const YARN_PROJECT: readonly Region[] = [
  ...YARN_PLACES,
  ...SETTINGS,
  ...(['cwd', 'above:yarn.lock', 'above:node_modules', 'above:.pnp.cjs', 'above:.pnp.js'] as const),
  ...(['above:.pnp.loader.mjs', 'above:.pnp.data.json', 'above:package-lock.json'] as const),
];

const YARN_VALUES = options({
  name: `--network-timeout --network-concurrency --registry --proxy --https-proxy --otp --tag --scripts-prepend-node-path
    --loglevel --mode --jobs -j --pattern --access --install.ignore-optional`,
  reads: '--use-yarnrc',
  changes: `--cwd --cache-folder --modules-folder --global-folder --prefix --link-folder --preferred-cache-folder
    --mutex --offline-cache-folder`,
});

const yarnUses = (verbs: number): UseReader =>
  reader({ values: YARN_VALUES, operand: packageRole('changes'), verbs });

const yarnCall = (does: PackageCall['does']): PackageCall => ({
  manager: 'yarn',
  does,
  caches: ['home:.cache/yarn', 'home:.yarn', '$YARN_CACHE_FOLDER'],
});

/** A dependency may be a folder, anywhere. */
const YARN_INSTALL: Deeds = {
  reads: ['anything'],
  writes: YARN_PROJECT,
  uses: yarnUses(1),
  network: true,
  packages: yarnCall('install'),
};

/** The project has a say in which yarn is run. */
const YARN_OWN: Deeds = {
  reads: [...YARN_PLACES, ...SETTINGS],
  writes: YARN_PLACES,
  network: true,
  packages: yarnCall('install'),
};

/** `add` and its like; anything else might be the name of a script of the project. */
const behind =
  (names: RegExp, uses: UseReader): UseReader =>
  (words: readonly Argument[]) => {
    const operands = words.filter(({ value }) => value !== null && !value.startsWith('-'));
    return names.test(operands[1]?.value ?? '') ? uses(words) : null;
  };

/** A verb that is none is the name of a script, and some are verbs of one generation of Yarn only. */
export const YARN: CommandFacts = {
  names: ['yarn', 'yarnpkg'],
  source: 'https://classic.yarnpkg.com/en/docs/cli/',
  environment: 'all',
  options: YARN_VALUES,
  verbs: {
    '': {
      ...YARN_INSTALL,
      uses: yarnUses(0),
      variants: [
        {
          when: ['--version', '-v', '--help', '-h'],
          reads: [...YARN_PLACES, ...SETTINGS],
          writes: YARN_PLACES,
        },
      ],
    },
    ...each('install add link unlink', YARN_INSTALL),
    remove: { ...YARN_INSTALL, packages: yarnCall('remove') },
    ...each('info why', { ...YARN_INSTALL, packages: yarnCall('query') }),
    global: {
      ...YARN_OWN,
      uses: behind(/^(?:add|remove|upgrade|bin|dir|list)$/, yarnUses(2)),
    },
    cache: {
      ...YARN_OWN,
      // Berry has a cache in the project.
      writes: [...YARN_PLACES, 'above:.yarn'],
      uses: behind(/^(?:clean|dir|list)$/, yarnUses(2)),
      packages: yarnCall('clean'),
    },
    ...each('config set', {
      ...YARN_OWN,
      writes: [...YARN_PLACES, ...SETTINGS, 'cwd:.yarnrc', 'cwd:.yarnrc.yml'],
      uses: reader({ values: YARN_VALUES, operand: 'name', verbs: 1 }),
      packages: yarnCall('configure'),
    }),
    workspaces: { ...YARN_INSTALL, uses: behind(/^focus$/, yarnUses(2)) },
  },
};

const PNPM_PLACES: readonly Region[] = [
  ...PLACES,
  ...(['$PNPM_HOME', '$XDG_DATA_HOME', '$XDG_CACHE_HOME', '$XDG_STATE_HOME', '$XDG_CONFIG_HOME'] as const),
  ...(['$npm_config_store_dir', '$NPM_CONFIG_STORE_DIR'] as const),
  // At the top of the file system of the project where that is not the one of the home directory.
  ...(['/.pnpm-store', 'above:.pnpm-store'] as const),
];
const PNPM_PROJECT: readonly Region[] = [
  ...PNPM_PLACES,
  ...SETTINGS,
  ...([
    'cwd',
    'above:node_modules',
    'above:pnpm-lock.yaml',
    'above:pnpm-workspace.yaml',
    'above:.pnpmfile.cjs',
  ] as const),
];

const PNPM_VALUES = options({
  name: `--filter -F --filter-prod --registry --reporter --loglevel --workspace-concurrency --network-concurrency
    --child-concurrency --node-linker --package-import-method --omit --include --save-prefix --cpu --os --libc
    --fetch-timeout --fetch-retries --location --hoist-pattern --public-hoist-pattern --changed-files-ignore-pattern
    --test-pattern --allow-build --resume-from --node-version --use-node-version --depth`,
  changes: `-C --dir --prefix --store-dir --store --modules-dir --lockfile-dir --virtual-store-dir --global-dir
    --global-bin-dir --cache-dir --state-dir --userconfig --shared-workspace-lockfile-dir`,
});

const pnpmUses = reader({ values: PNPM_VALUES, operand: packageRole('changes'), verbs: 1 });
const pnpmCall = (does: PackageCall['does']): PackageCall => ({
  manager: 'pnpm',
  does,
  caches: [
    'home:.local/share/pnpm/store',
    'home:.pnpm-store',
    'home:.cache/pnpm',
    '/.pnpm-store',
    '$PNPM_HOME',
  ],
});

const PNPM_INSTALL: Deeds = {
  reads: ['anything'],
  writes: PNPM_PROJECT,
  uses: pnpmUses,
  network: true,
  packages: pnpmCall('install'),
};

export const PNPM: CommandFacts = {
  names: ['pnpm'],
  source: 'https://pnpm.io/pnpm-cli',
  environment: 'all',
  options: PNPM_VALUES,
  verbs: {
    ...each('install i add ci update up upgrade fetch rebuild rb link ln unlink dedupe import', PNPM_INSTALL),
    ...each('remove rm uninstall un prune', { ...PNPM_INSTALL, packages: pnpmCall('remove') }),
    store: {
      ...PNPM_INSTALL,
      uses: behind(/^(?:prune|path|status|add)$/, pnpmUses),
      packages: pnpmCall('clean'),
    },
    ...each('list ls ll la why outdated root bin', { ...PNPM_INSTALL, packages: pnpmCall('query') }),
    ...each('config c set get setup', {
      ...PNPM_INSTALL,
      uses: reader({ values: PNPM_VALUES, operand: 'name', verbs: 1 }),
      packages: pnpmCall('configure'),
    }),
    env: { ...PNPM_INSTALL, uses: behind(/^(?:use|add|remove|rm|list|ls)$/, pnpmUses) },
    deploy: { ...PNPM_INSTALL, uses: reader({ values: PNPM_VALUES, operand: 'changes', verbs: 1 }) },
    '': printing('--version -v --help -h'),
  },
};

const BOWER_PLACES: readonly Region[] = [
  ...PLACES,
  'cwd',
  'above:.bowerrc',
  '$bower_directory',
  '$BOWER_DIRECTORY',
];

const BOWER_INSTALL: Deeds = {
  reads: ['anything'],
  writes: BOWER_PLACES,
  uses: reader({ values: options({ name: '-j --loglevel' }), operand: packageRole('changes'), verbs: 1 }),
  network: true,
  packages: { manager: 'bower', does: 'install', caches: ['home:.cache/bower'] },
  variants: [{ when: ['--config*'], uses: unknown }],
};

export const BOWER: CommandFacts = {
  names: ['bower'],
  source: 'https://bower.io/docs/api/',
  environment: 'all',
  verbs: {
    ...each('install i update uninstall prune cache list', BOWER_INSTALL),
    '': printing('--version -v --help -h'),
  },
};
