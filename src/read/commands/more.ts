/** Other languages: the managers of their packages, and what builds them. */
import type { CommandFacts, Region } from './facts.js';
import { LANGUAGES_OF_DATA } from './data-languages.js';
import { building, deeds, PLACES, PROJECT } from './language-deeds.js';
import { SCRIPT_LANGUAGES } from './script-languages.js';
import {
  packageCall,
  build,
  each,
  list,
  only,
  options,
  packageRole,
  printing,
  reader,
  type UseReader,
} from './words.js';

const HASKELL_PLACES: readonly Region[] = [
  ...PROJECT,
  ...([
    'above:.stack-work',
    'above:stack.yaml',
    'above:stack.yaml.lock',
    'above:dist-newstyle',
    'above:dist',
  ] as const),
  ...([
    'above:.cabal-sandbox',
    'above:cabal.project',
    '$STACK_ROOT',
    '$STACK_WORK',
    '$CABAL_DIR',
    '$CABAL_CONFIG',
  ] as const),
];
const STACK_FLAGS =
  /^-(?:j\d*|-(?:resolver|snapshot|ghc-options|flag|jobs|system-ghc|install-ghc|no-install-ghc|no-system-ghc|local-bin-path|copy-bins|allow-different-user|no-terminal|dependencies-only|only-dependencies|only-snapshot|fast|test|no-run-tests|no-haddock-deps|haddock|stack-root|verbosity|silent|terminal|no-nix|force-dirty|pedantic|copy-compiler-tool|split-objs)(?:=.*)?|v)$/;
const CABAL_FLAGS =
  /^-(?:[jvfOw]\S*|-(?:jobs|global|user|only-dependencies|dependencies-only|enable-\S+|disable-\S+|force-reinstalls|reinstall|allow-newer|allow-older|max-backjumps|reorder-goals|constraint|flags|flag|ghc-options?|lib|overwrite-policy|install-method|installdir|bindir|prefix|libdir|datadir|builddir|symlink-bindir|with-compiler|index-state|minimize-conflict-set|haskell-.*|upgrade-dependencies|avoid-reinstalls|package-env|env|verbose|ghc)(?:=.*)?)$/;
const haskell = (verbs: readonly string[], flags: RegExp): UseReader =>
  build((value, at) =>
    at === 0
      ? verbs.includes(value)
      : flags.test(value) || (/^[\w./~:*=<>&| -]+$/.test(value) && !value.startsWith('-')),
  );

const stack = building(
  'stack',
  HASKELL_PLACES,
  haskell(list('build install setup update upgrade haddock unpack path config'), STACK_FLAGS),
);
const cabal = building(
  'cabal',
  HASKELL_PLACES,
  haskell(
    list(
      'update install build configure v2-update v2-install v2-build new-build new-install new-update new-configure v1-update v1-install v1-build v1-configure sandbox unpack get fetch info list user-config',
    ),
    CABAL_FLAGS,
  ),
);

const HASKELL: readonly CommandFacts[] = [
  {
    names: ['stack'],
    source: 'https://docs.haskellstack.org/en/stable/commands/',
    ...stack,
    environment: 'all',
    variants: [{ when: ['--version', '--numeric-version'], ...printing('--version --numeric-version') }],
  },
  {
    names: ['cabal'],
    source: 'https://cabal.readthedocs.io/en/stable/cabal-commands.html',
    ...cabal,
    environment: 'all',
    variants: [{ when: ['--version', '--numeric-version'], ...printing('--version --numeric-version') }],
  },
  {
    names: ['ghcup'],
    source: 'https://www.haskell.org/ghcup/guide/',
    environment: 'all',
    verbs: each(
      'install set upgrade rm unset list gc tool-requirements',
      deeds(
        'ghcup',
        [...PLACES, '$GHCUP_INSTALL_BASE_PREFIX'],
        reader({
          values: options({
            changes: '-i --isolate',
            name: '-u --url -p --platform --set-version -m -k -c -d --downloader',
          }),
          operand: 'name',
          verbs: 1,
        }),
      ),
    ),
  },
];

const OPAM_PLACES: readonly Region[] = [...PLACES, 'above:_opam', '$OPAMROOT', '$OPAM_SWITCH_PREFIX'];
const OPAM_VALUES = options({
  name: '-j --jobs --compiler -c --packages --repos --repositories -k --kind --solver --switch --color --dot-profile-kind --disable --enable',
  changes: '--root --destdir --config --dot-profile --assume-built-dir',
});

const OPAM: CommandFacts = {
  names: ['opam'],
  source: 'https://opam.ocaml.org/doc/man/',
  environment: 'all',
  options: OPAM_VALUES,
  verbs: {
    ...each(
      'install reinstall upgrade update pin depext init switch repository repo remote remove clean list show info option',
      // What is pinned is a folder, anywhere. https://opam.ocaml.org/doc/Usage.html#opam-pin
      {
        ...building(
          'opam',
          OPAM_PLACES,
          reader({ values: OPAM_VALUES, operand: packageRole('changes'), verbs: 1 }),
        ),
        packages: packageCall('opam', 'install', ['home:.opam/download-cache']),
      },
    ),
    '': printing('--version'),
  },
};

const MIX_PLACES: readonly Region[] = [
  ...PROJECT,
  ...([
    'above:deps',
    'above:_build',
    'above:mix.lock',
    '$MIX_HOME',
    '$HEX_HOME',
    '$MIX_DEPS_PATH',
    '$MIX_BUILD_PATH',
  ] as const),
  ...([
    '$REBAR_CACHE_DIR',
    '$REBAR_GLOBAL_CONFIG_DIR',
    '$MIX_BUILD_ROOT',
    '$MIX_ARCHIVES',
    '$MIX_EXS',
  ] as const),
];
const MIX_OWN: readonly Region[] = [...PLACES, '$MIX_HOME', '$HEX_HOME', '$MIX_ARCHIVES'];
const MIX_TASK =
  /^(?:deps(?:\.(?:get|compile|clean|update|unlock))?|compile|phx\.digest|local\.(?:hex|rebar)|hex\.info|clean|loadpaths),?$/;
const MIX_FLAGS =
  /^--(?:force|only|prod|if-missing|all|skip-umbrella-apps|include-children|no-archives-check|warnings-as-errors|check-locked|unused|no-deps-check|verbose|no-compile),?$/;

/** `mix do deps.get, deps.compile --force`: every word behind a comma is a task. */
const mixDo: UseReader = (words) => {
  const values = words.slice(1).map(({ value }) => value ?? '');
  const isTask = (at: number): boolean => at === 0 || /,$|^\+$/.test(values[at - 1] ?? '');
  return values.every((value, at) =>
    isTask(at) ? MIX_TASK.test(value) : MIX_FLAGS.test(value) || /^(?:prod|dev|test|\+),?$/.test(value),
  )
    ? []
    : null;
};

const mix = reader({
  values: options({
    name: '--only --sha512 --elixir --app --organization --repo --target',
    changes: '--path -o --output',
  }),
  operand: (value) => (value.includes('/') && !/^\w+:\/\//.test(value) ? null : ['name']),
  verbs: 1,
});

const ELIXIR: readonly CommandFacts[] = [
  {
    names: ['mix'],
    source: 'https://hexdocs.pm/mix/Mix.html',
    environment: 'all',
    verbs: {
      // Any task reads the project, where there is one.
      ...each('local.hex local.rebar archive.install hex.info', {
        ...deeds('mix', MIX_OWN, mix),
        // It is a program: `File.read!("VERSION")`.
        reads: [...MIX_OWN, 'cwd'],
      }),
      ...each(
        'deps.get deps.compile deps.clean deps.update deps.unlock compile clean release phx.digest',
        building('mix', MIX_PLACES, mix),
      ),
      do: building('mix', MIX_PLACES, mixDo),
      '': printing('--version -v'),
    },
  },
  {
    names: ['rebar3', './rebar3'],
    source: 'https://rebar3.org/docs/commands/',
    environment: 'all',
    verbs: {
      ...each(
        'get-deps compile clean upgrade unlock tree deps update version',
        building(
          'rebar',
          [...PROJECT, 'above:_build', 'above:rebar.lock', '$REBAR_CACHE_DIR', '$REBAR_BASE_DIR'],
          build((value) => /^[\w.,-]+$/.test(value)),
        ),
      ),
    },
  },
];

const SWIFT_VALUES = options({
  name: '-c --configuration --product --target -j --jobs --triple -Xswiftc -Xcc -Xlinker -Xcxx --arch --swift-sdk --sdk --traits --type --name',
  changes: '--package-path --build-path --scratch-path --cache-path --config-path --security-path --chdir -C',
});
const swift = (verbs: number): UseReader =>
  reader({ values: SWIFT_VALUES, operand: (value) => (/^[\w.-]+$/.test(value) ? ['name'] : null), verbs });

const dartUses: UseReader = (words) => {
  const operands = words.flatMap(({ value }) => (value !== null && /^\w/.test(value) ? [value] : []));
  return /^(?:pub )?(?:get|upgrade|downgrade|add|remove|outdated|deps|cache (?:repair|clean|add)|global (?:activate|deactivate|list))\b/.test(
    operands.join(' '),
  )
    ? reader({
        values: options({ name: '--source -s -u --hosted-url -x --executable', changes: '-C --directory' }),
        operand: packageRole('changes'),
        verbs: 1,
      })(words)
    : null;
};
const DART_PLACES: readonly Region[] = [
  ...PROJECT,
  'above:.dart_tool',
  'above:pubspec.yaml',
  'above:pubspec.lock',
  '$PUB_CACHE',
];
const dart = building('pub', DART_PLACES, dartUses);

const OTHERS: readonly CommandFacts[] = [
  {
    names: ['swift'],
    source: 'https://docs.swift.org/swiftpm/documentation/packagemanagerdocs/',
    environment: 'all',
    verbs: {
      build: building('swift', PROJECT, swift(1)),
      package: building('swift', PROJECT, (words) =>
        /^(?:resolve|update|reset|clean|init|show-dependencies|describe|dump-package)$/.test(
          words.find(({ value }, at) => at > 0 && /^[a-z]/.test(value ?? ''))?.value ?? '',
        )
          ? swift(2)(words)
          : null,
      ),
      '': printing('--version -version'),
    },
  },
  {
    names: ['nimble'],
    source: 'https://nim-lang.github.io/nimble/',
    environment: 'all',
    verbs: each(
      'install refresh build update uninstall list',
      building(
        'nimble',
        [...PROJECT, '$NIMBLE_DIR'],
        build((value) => /^-[yd]$|^--(?:accept|depsOnly|verbose|noColor)$|^[\w@.#~>=<-]+$/.test(value)),
      ),
    ),
  },
  {
    names: ['shards'],
    source: 'https://crystal-lang.org/reference/latest/man/shards/',
    environment: 'all',
    verbs: each(
      'install update build prune check list',
      building(
        'shards',
        [...PROJECT, '$SHARDS_CACHE_PATH', '$CRYSTAL_CACHE_DIR', '$SHARDS_INSTALL_PATH'],
        build((value) =>
          /^--(?:production|frozen|release|static|ignore-crystal-version|no-color|without-development|no-debug|skip-postinstall)$|^\w[\w-]*$/.test(
            value,
          ),
        ),
      ),
    ),
  },
  { names: ['pub'], source: 'https://dart.dev/tools/pub/cmd', environment: 'all', ...dart },
  {
    names: ['dart'],
    source: 'https://dart.dev/tools/pub/cmd',
    environment: 'all',
    verbs: { pub: dart, '': { uses: only('--version --disable-analytics --help') } },
  },
];

export const LANGUAGES: readonly CommandFacts[] = [
  ...LANGUAGES_OF_DATA,
  ...SCRIPT_LANGUAGES,
  ...HASKELL,
  OPAM,
  ...ELIXIR,
  ...OTHERS,
];
