/** Node.js: npm, the other package managers, and what installs them. */
import type { Argument, CommandFacts, Deeds, PackageCall, Region } from './facts.js';
import { BOWER, PNPM, YARN } from './node-managers.js';
import {
  each,
  list,
  nameOrFile,
  only,
  options,
  packageRole,
  printing,
  reader,
  type UseReader,
  packageCalls,
} from './words.js';

const OWN_PLACES: readonly Region[] = [
  ...(['home', 'tmp', '$NPM_CONFIG_PREFIX', '$npm_config_prefix', '$NPM_CONFIG_CACHE'] as const),
  ...([
    '$npm_config_cache',
    '$npm_config_tmp',
    '$NPM_CONFIG_USERCONFIG',
    '$NPM_CONFIG_GLOBALCONFIG',
    '$PREFIX',
  ] as const),
  ...([
    '$NODE_PATH',
    '$N_PREFIX',
    '$NVM_DIR',
    '$NVM_BIN',
    '$npm_config_userconfig',
    '$npm_config_devdir',
  ] as const),
];
const PLACES: readonly Region[] = [...OWN_PLACES, 'system'];
/** Where there is no `package.json`, npm works in the next directory above that has one, or a `node_modules`. */
const PROJECT: readonly Region[] = [
  ...(['cwd', 'above:package.json', 'above:node_modules', 'above:.npmrc'] as const),
  ...(['above:package-lock.json', 'above:npm-shrinkwrap.json'] as const),
];
const LOCAL: readonly Region[] = [...PLACES, ...PROJECT];
const CACHES: readonly Region[] = ['home:.npm', '$NPM_CONFIG_CACHE', '$npm_config_cache'];

const call = packageCalls('npm', CACHES);

const NPM_VALUES = options({
  name: `--registry --loglevel --only --also --omit --include --tag --save-prefix --workspace -w --otp --scope
    --fetch-retries --fetch-retry-factor --fetch-retry-mintimeout --fetch-retry-maxtimeout --fetch-timeout
    --jobs --target --target_arch --arch --disturl --dist-url --proxy --https-proxy --noproxy --user --group
    --maxsockets --network-timeout --before --depth --install-strategy --cpu --os --libc --audit-level
    --cache-min --cache-max --auth-type --access --runtime --umask --viewer --editor --init-version
    --node-options --location -L --target-arch --target-libc --target-platform --cache-lock-stale`,
  reads:
    '--python --cafile --ca --cert --key --nodedir --node-gyp --git --shell --script-shell --sass-binary-path',
  changes: '--prefix -C --cache --userconfig --globalconfig --tmp --devdir --lockfile --logs-dir',
});

const NPM_FLAGS =
  list(`-g --global -f --force -q --quiet -s --silent -d --verbose -dd -ddd -v --yes -y -n --no
  --unsafe-perm --unsafe --allow-root --no-optional --no-progress --progress --production --no-production
  -P -D -O -E -S -B --save --save-dev --save-exact --save-optional --save-prod --save-peer --save-bundle --no-save
  --no-package-lock --package-lock --package-lock-only --no-shrinkwrap --no-audit --audit --no-fund --fund
  --ignore-scripts --legacy-peer-deps --strict-peer-deps --no-bin-links --bin-links --no-color --color
  --prefer-offline --prefer-online --offline --dry-run --json --long -l --parseable -p --engine-strict
  --no-update-notifier --update-notifier --strict-ssl --no-strict-ssl --build-from-source --no-engine-strict
  --foreground-scripts --loglevel=error --no-optional --optional --dev --no-dev --workspaces --no-workspaces
  --include-workspace-root --global-style --legacy-bundling --install-links --all -a --fallback-to-build
  --update-binary --cache-force --no-cache --unsafe-perm=true --unsafe-perm=false --no-unsafe-perm --omit-optional
  --strict-ssl=false --strict-ssl=true --progress=false --global=true --production=true --production=false
  --no-save-dev --no-prune --prune --force=true --audit=false --fund=false --package-lock=false --version`);

/** A word that an option without a value may have taken. */
const isTruth = (value: string): boolean => /^(?:true|false|null|undefined)$/.test(value);

const localOperands = reader({
  values: NPM_VALUES,
  operand: (value) => packageRole('changes')(value)?.concat(['reads']) ?? null,
  verbs: 1,
});

/** Until npm 5, the name of a package was looked for as a file first. Without one, it is the working directory. */
const globalOperands = reader({
  values: NPM_VALUES,
  flags: NPM_FLAGS,
  operand: (value) =>
    isTruth(value) ? null : /^\.|^\/|\.t[a-z]*z$/.test(value) ? ['package', 'changes'] : nameOrFile(value),
  verbs: 1,
  least: 1,
});

const OF_THE_SYSTEM = ['-g', '--global'];

const INSTALL: Deeds = {
  // A dependency may be a folder, anywhere. https://docs.npmjs.com/cli/v10/configuring-npm/package-json#local-paths
  reads: ['anything'],
  writes: LOCAL,
  // Scripts of packages build in their own folders.
  writesAsRule: [...OWN_PLACES, ...PROJECT],
  uses: localOperands,
  network: true,
  packages: call('install'),
  variants: [
    // Only what surely is a global one: `--global=false` is not, nor may `--location` be.
    { when: ['--global=*', '--no-global', '--location', '--workspaces', '--workspace', '-w'] },
    { when: OF_THE_SYSTEM, reads: PLACES, writes: PLACES, writesAsRule: PLACES, uses: globalOperands },
  ],
};

const withCall = (does: PackageCall['does']): Deeds => ({ ...INSTALL, packages: call(does) });

/** It may be called in any directory, and takes no path but that of a cache. */
const CACHE: Deeds = {
  reads: [...PLACES, 'above:.npmrc', 'above:package.json'],
  writes: PLACES,
  writesAsRule: OWN_PLACES,
  uses: (words) => {
    const second = words.find(({ value }, at) => at > 0 && value !== null && !value.startsWith('-'))?.value;
    return /^(?:clean|clear|rm|verify|ls)$/.test(second ?? '')
      ? reader({ values: NPM_VALUES, operand: 'name', verbs: 1 })(words)
      : null;
  },
  network: true,
  packages: call('clean'),
};

const SETTINGS = [...PLACES, 'above:.npmrc', 'above:package.json', 'cwd:.npmrc'] as const;

const CONFIG: Deeds = {
  reads: SETTINGS,
  writes: SETTINGS,
  uses: reader({
    values: options({ name: '--location -L --registry', changes: '--userconfig --globalconfig --prefix' }),
    operand: 'name',
    verbs: 1,
  }),
  packages: call('configure'),
};

const QUERY: Deeds = {
  reads: LOCAL,
  writes: ['home', 'tmp'],
  uses: reader({ values: NPM_VALUES, operand: packageRole('reads'), verbs: 1 }),
  network: true,
  packages: call('query'),
};

/** `npm audit fix` installs. */
const AUDIT: Deeds = { ...INSTALL, uses: reader({ values: NPM_VALUES, operand: 'name', verbs: 1 }) };

const NPM: CommandFacts = {
  names: ['npm'],
  source: 'https://docs.npmjs.com/cli/commands/npm-install',
  environment: 'all',
  options: NPM_VALUES,
  verbs: {
    ...each('install i add in ins inst insta instal isnt isnta isntal isntall link ln', INSTALL),
    ...each('ci clean-install ic install-clean isntall-clean dedupe ddp', INSTALL),
    ...each('uninstall unlink remove rm r un prune', withCall('remove')),
    ...each('update up upgrade udpate', withCall('upgrade')),
    ...each('rebuild rb', INSTALL),
    cache: CACHE,
    ...each('config c set get', CONFIG),
    ...each('ls list ll la view info show v outdated root prefix bin search ping fund help', QUERY),
    audit: AUDIT,
    '': printing('--version -v --help -h'),
  },
};

const N_VERSION =
  /^(?:v?\d+(?:\.\d+)*|stable|lts|latest|current|lts_latest|prune|rm|-|--stable|--lts|--latest)$/;
const nUses: UseReader = (words) =>
  words.length > 0 &&
  words.every(
    ({ value }) =>
      N_VERSION.test(value ?? '') ||
      /^-[qdpV]$|^--(?:quiet|version|preserve|download|insecure|cleanup)$/.test(value ?? ''),
  )
    ? []
    : null;

/** `n run` and `n exec` run a program, and `n auto` asks the project. */
const N: CommandFacts = {
  names: ['n'],
  source: 'https://github.com/tj/n#readme',
  reads: PLACES,
  writes: PLACES,
  uses: nUses,
  environment: 'all',
  network: true,
  packages: call('install'),
};

const COREPACK_PLACES: readonly Region[] = [...PLACES, '$COREPACK_HOME', '$XDG_CACHE_HOME'];

const shims: UseReader = (words: readonly Argument[]) =>
  reader({
    values: options({ changes: '--install-directory' }),
    operand: (value) => (/^(?:npm|npx|yarn|yarnpkg|pnpm|pnpx)$/.test(value) ? ['name'] : null),
    verbs: 1,
  })(words);

const prepared = reader({
  values: {},
  flags: ['--activate', '--all', '--json', '-g', '--global', '--cache-only'],
  operand: (value) => (/^(?:npm|yarn|pnpm)(?:@[\w.+-]+)?$/.test(value) ? ['name'] : null),
  verbs: 1,
});

const COREPACK: CommandFacts = {
  names: ['corepack'],
  source: 'https://github.com/nodejs/corepack#readme',
  environment: 'all',
  verbs: {
    ...each('enable disable', {
      reads: COREPACK_PLACES,
      writes: COREPACK_PLACES,
      uses: shims,
      packages: call('configure'),
    }),
    ...each('prepare install', {
      reads: [...COREPACK_PLACES, 'above:package.json', 'above:.corepack.env', 'above:.yarnrc.yml'],
      writes: COREPACK_PLACES,
      uses: prepared,
      network: true,
      packages: call('install'),
    }),
    '': printing('--version -v --help -h'),
  },
};

const VERSIONS: CommandFacts = {
  names: ['node', 'nodejs', 'npx'],
  source: 'https://nodejs.org/api/cli.html',
  uses: only('--version -v --help -h'),
  environment: ['NODE_*', 'OPENSSL_*', 'UV_*', 'npm_*', 'NPM_*'],
};

export const NODE: readonly CommandFacts[] = [NPM, YARN, PNPM, BOWER, N, COREPACK, VERSIONS];
