/**
 * Composer, .NET, Mix, Maven, Gradle and Cargo, whose manifests are programs, or name what may be anywhere: what they read of a
 * project is so as a rule.
 */
import {
  bound,
  filesOf,
  isBound,
  never,
  readOptions,
  unfitText,
  type Family,
  type Install,
  type Options,
  type Project,
  type Variables,
  type Words,
} from './facts.js';
import { restore } from './dotnet.js';

interface Row {
  readonly call: RegExp;
  readonly installOf: (words: Words) => Install;
}

/** What is known as a rule: `why` it is not known in every case. */
const usual = (why: string, reads: Install['reads']): Install => ({
  bound: { ...bound('sources', why), isUnusual: true },
  reads,
});

/** Folders that are there. */
const foldersOf = (project: Project, ...names: readonly string[]): readonly string[] =>
  names.filter((name) => project.kindOf(name) === 'directory');

const COMPOSER_WHY = 'composer makes autoloaders of the sources, and runs plugins';
const COMPOSER_OPTIONS: Options = {
  flags:
    /^--(?:no-dev|no-scripts|no-autoloader|no-plugins|no-interaction|prefer-dist|no-progress|quiet|ignore-platform-reqs|no-suggest|no-cache|optimize-autoloader|no-ansi|ansi)$|^-[nqo]$/,
  values: [[/^--ignore-platform-req$/, /^[\w*-]+$/]],
};

/** https://getcomposer.org/doc/03-cli.md#install-i: without autoloader and scripts it fetches what the lock file names. */
function composer(words: Words): Install {
  const at = words.indexOf('install');
  const options = readOptions([...words.slice(1, at), ...words.slice(at + 1)], COMPOSER_OPTIONS);
  if (!['--no-scripts', '--no-autoloader'].every((name) => words.includes(name)))
    return never('sources', COMPOSER_WHY);
  if (typeof options === 'string') return never('options', options);
  return usual(COMPOSER_WHY, (project) => {
    const names = ['composer.json', 'composer.lock'];
    const files = filesOf(project, names, ['auth.json'], { vendor: 'written', 'symfony.lock': 'scripts' });
    if (isBound(files)) return files;
    const isQuiet = words.includes('--no-plugins');
    const odd = isQuiet ? PLACED : new RegExp(`${PLACED.source}|"type"\\s*:\\s*"composer-plugin"`);
    return unfitText(project, names, odd) ?? files;
  });
}

/** A repository in a folder, or another place for what is installed. */
const PLACED =
  /"type"\s*:\s*"(?:path|artifact)"|"url"\s*:\s*"(?!https?:|ssh:|git:|git@)[^"]*"|"(?:vendor-dir|bin-dir|cache-dir|home|data-dir)"/;

/** https://hexdocs.pm/mix/Mix.Tasks.Deps.Get.html */
const mix = usual('mix reads mix.exs and config, which are programs', (project) => {
  const names = ['mix.exs', 'mix.lock'];
  const absent = { deps: 'written', _build: 'written', apps: 'sources' } as const;
  const files = filesOf(project, names, ['.formatter.exs'], absent);
  if (isBound(files)) return files;
  const odd = /\b(?:File|Code|Path|System)\.\w+|\bpath:|in_umbrella|apps_path|__DIR__|require_file/;
  const unfit = unfitText(project, ['mix.exs'], odd);
  if (unfit !== null) return unfit;
  const [manifest = '', lock = ''] = names.map((name) => project.textOf(name) ?? '');
  const wanted = [...manifest.matchAll(/\{:(\w+),/g)].map(([, name = '']) => name);
  const missing = wanted.find((name) => !lock.includes(`"${name}":`));
  return missing === undefined
    ? [...files, ...foldersOf(project, 'config')]
    : bound('lock', `mix.lock: no ${missing}`);
});

const MAVEN_OPTIONS: Options = {
  flags:
    /^-(?:B|q|ntp|U|e|o)$|^--(?:batch-mode|quiet|no-transfer-progress|update-snapshots|errors)$|^dependency:(?:go-offline|resolve|resolve-plugins)$/,
  values: [[/^(?:-P|--activate-profiles)$/, /^[\w,-]+$/]],
};

/** https://maven.apache.org/plugins/maven-dependency-plugin/go-offline-mojo.html */
function maven(words: Words): Install {
  const options = readOptions(words.slice(1), MAVEN_OPTIONS);
  const operands = typeof options === 'string' ? [options] : options.operands;
  const odd = operands.find((word) => !MAVEN_OPTIONS.flags.test(word));
  if (odd !== undefined) return never('options', odd);
  return usual('maven may read the modules and the extensions of the project', (project) => {
    const wrapper = words[0] === './mvnw' ? ['mvnw'] : [];
    const files = filesOf(project, ['pom.xml', ...wrapper], [], {});
    if (isBound(files)) return files;
    const inside =
      /<modules?>|<systemPath>|<exists>|<missing>|<relativePath>\s*[^<\s]|\$\{(?:project\.)?basedir\}|<plugin>[^]*?<extensions>/;
    return unfitText(project, ['pom.xml'], inside) ?? [...files, ...foldersOf(project, '.mvn')];
  });
}

const GRADLE_OPTIONS: Options = {
  flags:
    /^(?:dependencies|--no-daemon|--quiet|-q|--info|--stacktrace|--console=plain|--refresh-dependencies|--no-watch-fs)$/,
  values: [],
};

/** https://docs.gradle.org/current/userguide/build_lifecycle.html */
function gradle(words: Words): Install {
  const options = readOptions(words.slice(1), GRADLE_OPTIONS);
  const operands = typeof options === 'string' ? [options] : options.operands;
  const odd = operands.find((word) => !GRADLE_OPTIONS.flags.test(word));
  if (odd !== undefined) return never('options', odd);
  return usual('gradle runs the build scripts of all projects', (project) => {
    const build = ['build.gradle', 'build.gradle.kts'].filter((name) => project.kindOf(name) !== null);
    const wrapper = words[0] === './gradlew' ? ['gradlew'] : [];
    const settings = ['settings.gradle', 'settings.gradle.kts'];
    const files = filesOf(
      project,
      [...(build.length === 0 ? ['build.gradle'] : build), ...wrapper],
      [...settings, 'gradle.properties', 'gradle.lockfile'],
      { '.gradle': 'written', build: 'written', buildSrc: 'sources' },
    );
    if (isBound(files)) return files;
    const inside =
      /\binclude(?:Build|Flat)?\b|\bfrom\s*[(=:]|\bapply\s+from|fileTree|\bfiles?\s*\(|\bproject\s*\(|(?:root|project)(?:Dir|\.file)|\bFile\s*\(|readText|\bexec\b|commandLine|\bgit\b|jgit|axion|nebula/i;
    return unfitText(project, [...build, ...settings], inside) ?? [...files, ...foldersOf(project, 'gradle')];
  });
}

const ROWS: readonly Row[] = [
  // https://getcomposer.org/doc/03-cli.md#install-i
  { call: /^(?:[\w./-]*\/)?composer(?:\.phar)? (?:[^ ]+ )*install\b/, installOf: composer },
  // Another file that is run.
  { call: /^php (?:[\w./-]*\/)?composer(?:\.phar)? /, installOf: () => never('sources', COMPOSER_WHY) },
  // https://github.com/LukeMathWalker/cargo-chef
  {
    call: /^cargo (?:\+\w+ )?(?:build|install|fetch)\b/,
    installOf: () =>
      never('sources', 'cargo reads the sources; cargo-chef builds the dependencies apart from them'),
  },
  { call: /^(?:\.\/)?mvnw? (?:[^ ]+ )*dependency:(?:go-offline|resolve)\b/, installOf: maven },
  { call: /^(?:\.\/)?gradlew? (?:[^ ]+ )*dependencies\b/, installOf: gradle },
  // https://learn.microsoft.com/en-us/dotnet/core/tools/dotnet-restore
  {
    call: /^dotnet restore\b/,
    installOf: (words) => {
      const found = restore(words);
      return 'reads' in found ? found : never(found.reason, found.detail);
    },
  },
  {
    call: /^mix deps\.get\b/,
    installOf: (words) => {
      const odd = words
        .slice(2)
        .find((word) => !/^(?:--only|--no-archives-check|prod|--check-locked)$/.test(word));
      return odd === undefined ? mix : never('options', odd);
    },
  },
];

const free = (names: RegExp): Variables => ({ names, influence: { kind: 'free', values: /^[\w.:/-]*$/ } });

export const OTHERS: Family = {
  source: 'see the rows',
  installOf: (words: Words) => ROWS.find(({ call }) => call.test(words.join(' ')))?.installOf(words) ?? null,
  isBeside: (words) =>
    /^(?:composer clear-?cache|mix local\.(?:hex|rebar) --force|mix (?:do )?local\.hex)$/.test(
      words.join(' '),
    ),
  variables: [
    free(/^COMPOSER_(?:ALLOW_SUPERUSER|NO_INTERACTION|MEMORY_LIMIT|VERSION|PROCESS_TIMEOUT)$|^MIX_ENV$/),
    free(
      /^DOTNET_(?:\w*VERSION|CLI_TELEMETRY_OPTOUT|NOLOGO|RUNNING_IN_CONTAINER|GENERATE_ASPNET_CERTIFICATE|SYSTEM_GLOBALIZATION_INVARIANT|USE_POLLING_FILE_WATCHER)$|^NUGET_XMLDOC_MODE$|^ASPNET\w*$/,
    ),
    free(/^(?:MAVEN|GRADLE|ELIXIR|HEX|COMPOSER)_VERSION$|^GRADLE_DOWNLOAD_SHA256$/),
    {
      names:
        /^(?:COMPOSER_(?:HOME|CACHE_DIR)|M(?:AVEN|2)_HOME|GRADLE_(?:USER_)?HOME|(?:MIX|HEX)_HOME|MAVEN_CONFIG)$/,
      influence: { kind: 'places' },
    },
  ],
  own: /^(?:DOTNET|NUGET|MSBUILD|COMPOSER|MIX|HEX|MAVEN|M2|GRADLE|MVNW|ORG_GRADLE|JAVA_OPTS|ERL_)/,
  settings:
    /\bcomposer\s+(?:global\s+)?config\b|settings\.xml|init\.gradle|\.gradle\/|\.m2\b|\.mavenrc|auth\.json|\bnuget\s+(?:add|update|enable|disable)\b|nuget\.config|\bworkload\b/i,
};
