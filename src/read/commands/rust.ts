/** Rust: Cargo, rustc and rustup. */
import type { CommandFacts, Deeds, Region } from './facts.js';
import {
  build,
  each,
  only,
  options,
  printing,
  reader,
  type Syntax,
  type UseReader,
  packageCalls,
} from './words.js';

/** `/usr/local/cargo` and `/usr/local/rustup`, of the official image, are places of the system. */
const PLACES: readonly Region[] = [
  ...([
    'home',
    'tmp',
    'system',
    '$CARGO_HOME',
    '$RUSTUP_HOME',
    '$CARGO_INSTALL_ROOT',
    '$CARGO_TARGET_DIR',
  ] as const),
  ...([
    '$CARGO_BUILD_TARGET_DIR',
    '$RUSTC',
    '$RUSTC_WRAPPER',
    '$SCCACHE_DIR',
    '$CARGO_BUILD_BUILD_DIR',
  ] as const),
];
/** Settings, and the version that the project asks for. */
const SETTINGS: readonly Region[] = ['above:.cargo', 'above:rust-toolchain', 'above:rust-toolchain.toml'];
const PROJECT: readonly Region[] = ['cwd', 'above:Cargo.toml', 'above:Cargo.lock', 'above:target'];
const CACHES: readonly Region[] = [
  ...([
    'home:.cargo/registry',
    'home:.cargo/git',
    '/usr/local/cargo/registry',
    '/usr/local/cargo/git',
  ] as const),
  ...(['$CARGO_HOME'] as const),
];

const call = packageCalls('cargo', CACHES);

const VALUES = options({
  name: `--branch --tag --rev --version --vers --registry --index --git --bin --example --test --bench -p --package
    --features -F -j --jobs --profile --color -Z --message-format --exclude --target-triple --edition --name --vcs
    --lockfile-version --precise --depth -e --edges -i --invert --prune --format --format-version --filter-platform
    --rename --recipe-name --crate-type --timings`,
  reads: '--config --target',
  changes: `--target-dir --root --path --out-dir --artifact-dir -C --lockfile-path -s --sync --recipe-path --bin-dir`,
});

const MANIFEST = /^(?![/~])(?!.*\.\.(?:\/|$))/;

/** Behind `--` stand arguments of rustc. */
const noOperands = (): null => null;

/** Where a manifest is given that may be elsewhere, its project is written there. */
const cargo = (operand: Syntax['operand'], verbs = 1, least = 0): UseReader => {
  const plain = reader({
    values: { ...VALUES, ...options({ reads: '--manifest-path' }) },
    operand,
    verbs,
    least,
  });
  return (words) => {
    const at = words.findIndex(({ value }) => value?.startsWith('--manifest-path') ?? false);
    const value = words[at]?.value?.split('=')[1] ?? words[at + 1]?.value ?? null;
    return at >= 0 && (value === null || !MANIFEST.test(value)) ? null : plain(words);
  };
};

const BUILD: Deeds = {
  reads: ['anything'],
  writes: [...PLACES, ...PROJECT],
  uses: cargo(noOperands),
  network: true,
  packages: call('download'),
};

/** A dependency may be a folder, anywhere. https://doc.rust-lang.org/cargo/reference/specifying-dependencies.html */
const FETCH: Deeds = {
  reads: ['anything'],
  writes: [...PLACES, ...PROJECT],
  uses: cargo('name'),
  network: true,
  packages: call('download'),
};

const INSTALL: Deeds = {
  reads: [...PLACES, ...SETTINGS],
  writes: PLACES,
  uses: cargo('name', 1, 1),
  network: true,
  packages: call('install'),
  variants: [
    { when: ['--path'], reads: ['anything'], writes: [...PLACES, ...PROJECT], uses: cargo('name') },
    { when: ['--git', '--list'], uses: cargo('name') },
  ],
};

const CARGO: CommandFacts = {
  names: ['cargo', '/usr/local/cargo/bin/cargo', '/root/.cargo/bin/cargo'],
  source: 'https://doc.rust-lang.org/cargo/commands/',
  environment: 'all',
  verbs: {
    ...each('build b check c doc rustc', BUILD),
    ...each('fetch update generate-lockfile metadata tree add remove init', FETCH),
    ...each('clean', {
      ...FETCH,
      reads: [...PLACES, ...SETTINGS, ...PROJECT],
      packages: call('clean'),
    }),
    ...each('vendor new', { ...FETCH, uses: cargo('changes') }),
    install: INSTALL,
    uninstall: { ...INSTALL, packages: call('remove') },
    ...each('search version', { ...INSTALL, packages: call('query') }),
    // https://github.com/LukeMathWalker/cargo-chef
    chef: { ...BUILD, uses: cargo((value) => (/^(?:prepare|cook)$/.test(value) ? ['name'] : null)) },
    '': printing('--version -V --help -h --list'),
  },
};

const RUSTUP_VALUES = options({
  name: `--profile -c --component -t --target --toolchain --default-toolchain --default-host -h --host`,
});

const RUSTUP_OWN: Deeds = {
  reads: [...PLACES, ...SETTINGS],
  writes: PLACES,
  uses: reader({
    values: RUSTUP_VALUES,
    operand: 'package',
    verbs: 1,
  }),
  network: true,
  packages: { manager: 'rustup', does: 'install', caches: [] },
};

const RUSTUP: CommandFacts = {
  names: ['rustup', '/usr/local/cargo/bin/rustup', '/root/.cargo/bin/rustup'],
  source: 'https://rust-lang.github.io/rustup/',
  environment: 'all',
  verbs: {
    ...each(
      'install update default target component toolchain self show set check which completions',
      RUSTUP_OWN,
    ),
    '': printing('--version -V --help'),
  },
};

/** `-h` is the only short option of it that clashes with a value above. */
const RUSTUP_INIT: CommandFacts = {
  names: ['rustup-init', './rustup-init', '/tmp/rustup-init'],
  source: 'https://rust-lang.github.io/rustup/installation/',
  reads: PLACES,
  writes: PLACES,
  uses: reader({ values: RUSTUP_VALUES, operand: () => null }),
  environment: 'all',
  network: true,
  packages: { manager: 'rustup', does: 'install', caches: [] },
};

const compile = build((value) => !value.startsWith('@') && !/^-C$/.test(value));

const RUSTC: CommandFacts = {
  names: ['rustc'],
  source: 'https://doc.rust-lang.org/rustc/command-line-arguments.html',
  reads: ['anything'],
  writes: ['cwd', 'tmp'],
  uses: (words) => only('--version -V -vV --help -h')(words) ?? compile(words),
  environment: 'all',
};

export const RUST: readonly CommandFacts[] = [CARGO, RUSTUP, RUSTUP_INIT, RUSTC];
