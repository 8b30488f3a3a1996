/** .NET: restoring, building and publishing, and tools. */
import type { CommandFacts, Deeds, Region } from './facts.js';
import { each, options, packageRole, printing, reader, packageCalls } from './words.js';

const PLACES: readonly Region[] = [
  ...([
    'home',
    'tmp',
    'system',
    '$NUGET_PACKAGES',
    '$DOTNET_CLI_HOME',
    '$NUGET_HTTP_CACHE_PATH',
    '$DOTNET_ROOT',
  ] as const),
  ...(['$NUGET_SCRATCH', '$DOTNET_INSTALL_DIR', '$XDG_DATA_HOME'] as const),
];
/** Settings are looked for in all directories above. */
const SETTINGS: readonly Region[] = [
  ...([
    'above:global.json',
    'above:nuget.config',
    'above:NuGet.config',
    'above:NuGet.Config',
    'above:.config',
  ] as const),
];
const CACHES: readonly Region[] = ['home:.nuget', 'home:.local/share/NuGet', '$NUGET_PACKAGES'];

const call = packageCalls('nuget', CACHES);

/** A project writes into the projects that it refers to, which mostly are beside it: `../Common/obj`. */
const PROJECT: Deeds = {
  reads: ['anything'],
  writes: ['anything'],
  network: true,
  packages: call('install'),
};

const VALUES = options({
  name: `-a --arch -c --configuration -f --framework -r --runtime -v --verbosity -s --source --add-source --version
    -n --name -lang --language --os --version-suffix --channel --feed -lang --from-previous-sdk --username --password`,
  reads: '--configfile --tool-manifest --manifest-file',
  changes: '-o --output --tool-path --packages --artifacts-path --temp-dir -ep --export-path',
});

const OWN: Deeds = {
  reads: [...PLACES, ...SETTINGS],
  writes: PLACES,
  uses: reader({ values: VALUES, operand: packageRole('reads'), verbs: 1 }),
  network: true,
  packages: call('install'),
};

const NEW: Deeds = {
  ...OWN,
  reads: [...PLACES, ...SETTINGS, 'cwd', 'above:Directory.Build.props', 'above:Directory.Build.targets'],
  writes: [...PLACES, 'cwd'],
  uses: reader({ values: VALUES, operand: packageRole('changes'), verbs: 1 }),
};

const NUGET: Deeds = {
  ...OWN,
  writes: [...PLACES, 'above:nuget.config', 'above:NuGet.config', 'above:NuGet.Config'],
  uses: (words) => {
    const second = words[1]?.value ?? '';
    return /^(?:locals|add|remove|update|list|enable|disable)$/.test(second)
      ? reader({ values: VALUES, operand: packageRole('reads'), verbs: 2 })(words)
      : null;
  },
  packages: call('configure'),
};

export const DOTNET: readonly CommandFacts[] = [
  {
    names: ['dotnet', '/usr/share/dotnet/dotnet', '/usr/bin/dotnet'],
    source: 'https://learn.microsoft.com/en-us/dotnet/core/tools/dotnet',
    environment: 'all',
    verbs: {
      ...each('restore build publish pack clean add remove list', PROJECT),
      tool: {
        ...OWN,
        writes: [...PLACES, 'above:.config'],
        // `dotnet tool run` runs one.
        uses: (words) => {
          const second = words[1]?.value ?? '';
          return /^(?:install|uninstall|update|restore|list|search)$/.test(second)
            ? reader({ values: VALUES, operand: packageRole('reads'), verbs: 2 })(words)
            : null;
        },
      },
      workload: OWN,
      ...each('new sln', NEW),
      nuget: NUGET,
      'dev-certs': OWN,
      // The first call makes the home directory ready.
      help: OWN,
      '': {
        reads: [...PLACES, ...SETTINGS],
        writes: PLACES,
        ...printing('--version --info --help -h --list-sdks --list-runtimes'),
      },
    },
  },
];
