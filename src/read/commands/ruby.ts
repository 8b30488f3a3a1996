/** Ruby: RubyGems and Bundler. */
import type { CommandFacts, Deeds, PackageCall, Region } from './facts.js';
import { each, isAddress, options, packageRole, printing, reader, unknown, type UseReader } from './words.js';

const PLACES: readonly Region[] = [
  ...([
    'home',
    'tmp',
    'system',
    '$GEM_HOME',
    '$GEM_PATH',
    '$GEM_SPEC_CACHE',
    '$GEMRC',
    '$RUBYLIB',
    '$RBENV_ROOT',
  ] as const),
  ...(['$BUNDLE_PATH', '$BUNDLE_BIN', '$RUBYGEMS_GEMDEPS'] as const),
];
const CACHES: readonly Region[] = [
  'home:.gem/specs',
  'home:.local/share/gem/specs',
  '/usr/local/bundle/cache',
];

const call = (does: PackageCall['does'], caches = CACHES): PackageCall => ({ manager: 'gem', does, caches });

const GEM_OPTIONS = options({
  name: `-v --version -P --trust-policy -s --source --platform -B --bulk-threshold --key --host --otp -a --add -r
    --remove --default-executable`,
  reads: '--config-file --cert --private-key --target-rbconfig',
  changes: '-i --install-dir -n --bindir --build-root --vendor -o --output',
});

/** What stands behind `--` is for the build of the gem: `-- --with-xml2-include=/opt/xml2`. */
function splitBuild(install: UseReader): UseReader {
  return (words) => {
    const end = words.findIndex(({ value }) => value === '--');
    const uses = install(end < 0 ? words : words.slice(0, end));
    if (uses === null || end < 0) return uses;
    const build = words.slice(end + 1).map(({ value }, index) => ({ value, at: end + 1 + index }));
    if (build.some(({ value }) => value === null || /[\s:]/.test(value))) return null;
    const paths = build.filter(({ value }) => value?.includes('/'));
    return [
      ...uses,
      ...paths.map(({ value, at }) => ({
        at,
        role: 'reads' as const,
        from: (value?.indexOf('=') ?? -1) + 1,
      })),
    ];
  };
}

const local = packageRole('reads');
const operand = (value: string): ReturnType<typeof local> =>
  /\.gem$/.test(value) ? ['package', 'reads'] : local(value);
const gems = splitBuild(reader({ values: GEM_OPTIONS, operand, verbs: 1 }));

/** `-r`, `-l`, `-f`, `-a` and `-d` have no value when gems are installed. */
const INSTALL_OPTIONS = Object.fromEntries(
  Object.entries(GEM_OPTIONS).filter(
    ([name]) => !['-r', '-a', '--add', '--remove', '-o', '--output'].includes(name),
  ),
);
const installs = splitBuild(reader({ values: INSTALL_OPTIONS, operand, verbs: 1 }));

/** Of the gems in the working directory, one with the name is taken too where it is newer. */
const INSTALL: Deeds = {
  reads: [...PLACES, 'cwd:*.gem'],
  writes: PLACES,
  uses: installs,
  network: true,
  packages: call('install'),
  variants: [
    { when: ['-g', '--file', '--config-file'], uses: unknown },
    { when: ['--remote'], reads: PLACES },
    // Behind it may stand a version.
    { when: ['--system'], uses: reader({ values: INSTALL_OPTIONS, operand: 'name', verbs: 1 }) },
  ],
};

const OWN: Deeds = { reads: PLACES, writes: PLACES, uses: gems, network: true, packages: call('query') };

const GEM: CommandFacts = {
  names: ['gem', 'gem2.0', 'gem2.1', 'gem2.2', 'gem2.3', 'gem1.9.1', 'gem1.9.3'],
  source: 'https://guides.rubygems.org/command-reference/',
  environment: 'all',
  verbs: {
    install: INSTALL,
    update: { ...INSTALL, packages: call('upgrade') },
    ...each('uninstall cleanup', { ...OWN, uses: installs, packages: call('remove') }),
    pristine: { ...OWN, uses: installs, packages: call('install') },
    sources: { ...OWN, packages: call('configure') },
    ...each('env environment list query search info contents which outdated', OWN),
    // The description of a gem is a program, and names the files of the project.
    build: {
      reads: ['anything'],
      writes: [...PLACES, 'cwd'],
      uses: reader({ values: options({ changes: '-o --output -C' }), operand: 'reads', verbs: 1 }),
    },
    fetch: { ...OWN, writes: [...PLACES, 'cwd'], packages: call('download') },
    '': printing('--version -v --help -h'),
  },
};

const BUNDLE_PLACES: readonly Region[] = [
  ...PLACES,
  ...([
    '$BUNDLE_APP_CONFIG',
    '$BUNDLE_USER_HOME',
    '$BUNDLE_USER_CACHE',
    '$BUNDLE_USER_CONFIG',
    '$BUNDLE_CACHE_PATH',
  ] as const),
  ...(['$BUNDLE_USER_PLUGIN', '$BUNDLE_GEMFILE', '$BUNDLE_HOME'] as const),
  ...([
    'above:Gemfile',
    'above:Gemfile.lock',
    'above:gems.rb',
    'above:gems.locked',
    'above:.bundle',
  ] as const),
  ...(['above:.ruby-version', 'above:.tool-versions', 'above:vendor'] as const),
];
const BUNDLE_PROJECT: readonly Region[] = [...BUNDLE_PLACES, 'cwd'];

const BUNDLE_OPTIONS = options({
  name: `-j --jobs --retry --without --with --trust-policy --shebang -P --group -g --source --ruby
    --gem -s --git --branch --ref --require --patch --minor --major --update --add-platform --remove-platform`,
  changes: '--path --binstubs --standalone --cache-path --bin --target-rbconfig --path-override',
});

const bundled = (verbs: number): UseReader => reader({ values: BUNDLE_OPTIONS, operand: 'name', verbs });

/** `gem 'x', path: '../x'`. `--without development test`: more words may follow than one. */
const BUNDLE_INSTALL: Deeds = {
  reads: ['anything'],
  writes: BUNDLE_PROJECT,
  uses: reader({
    values: Object.fromEntries(
      Object.entries(BUNDLE_OPTIONS).filter(([name]) => !['--binstubs', '--standalone'].includes(name)),
    ),
    operand: (value) => (isAddress(value) || /^[\w.:+-]+$/.test(value) ? ['name'] : ['changes']),
    verbs: 1,
  }),
  network: true,
  packages: { manager: 'bundler', does: 'install', caches: ['home:.bundle/cache', ...CACHES] },
  // The project is where its Gemfile is.
  variants: [{ when: ['--gemfile'], uses: unknown }],
};

const BUNDLE_QUERY: Deeds = {
  ...BUNDLE_INSTALL,
  packages: { manager: 'bundler', does: 'query', caches: [] },
};

/** A setting may be a path: it is read by the calls that follow. */
const CONFIG: Deeds = {
  reads: [...BUNDLE_PLACES, 'cwd:.bundle'],
  writes: [...BUNDLE_PLACES, 'cwd:.bundle'],
  uses: (words) => (words.every(({ value }) => value !== '--parseable') ? bundled(1)(words) : []),
  packages: { manager: 'bundler', does: 'configure', caches: [] },
};

const BUNDLE: CommandFacts = {
  names: ['bundle', 'bundler'],
  source: 'https://bundler.io/man/bundle-install.1.html',
  environment: 'all',
  verbs: {
    ...each('install update add remove lock clean package cache binstubs pristine', BUNDLE_INSTALL),
    ...each('check show list info outdated platform env', BUNDLE_QUERY),
    config: CONFIG,
    '': {
      ...BUNDLE_INSTALL,
      uses: bundled(0),
      variants: [
        { when: ['--gemfile'], uses: unknown },
        { when: ['--version', '-v'], reads: BUNDLE_PLACES, writes: ['home', 'tmp'] },
      ],
    },
  },
};

const RUBY_ITSELF: CommandFacts = {
  names: ['ruby', 'irb', 'rake', 'rbenv'],
  source: 'https://docs.ruby-lang.org/en/master/ruby/options_md.html',
  ...printing('--version -v'),
  environment: ['RUBY*', 'GEM_*', 'BUNDLE_*', 'RBENV_*'],
};

export const RUBY: readonly CommandFacts[] = [GEM, BUNDLE, RUBY_ITSELF];
