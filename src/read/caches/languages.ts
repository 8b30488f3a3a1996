/** What the package managers of languages leave behind. */
import { BUILDERS } from './builders.js';
import type { CacheFacts, MountTarget } from './facts.js';

/** Wheels that pip has built are found again by the version of Python alone, whatever they are linked with. */
const PIP: MountTarget = { path: '~/.cache/pip', isBuilt: true };

const PYTHON: readonly CacheFacts[] = [
  {
    id: 'pip',
    name: "pip's cache",
    source: 'https://pip.pypa.io/en/stable/topics/caching/',
    fills: {
      programs: /^pip$/,
      verbs: /^(?:install|download|wheel)\b/,
      unless: /^--(?:no-cache-dir|no-cache|cache-dir)(?:=|$)|^--(?:help|version)$/,
    },
    paths: ['~/.cache/pip'],
    named: /\bpip[\d.]* cache\b|--find-links/,
    settings: /^PIP_(?:NO_CACHE_DIR|CACHE_DIR|CONFIG_FILE)$/,
    configured: /no-cache-dir\s*=|global\.no-cache-dir/,
    flag: {
      word: '--no-cache-dir',
      calls: { programs: /^pip$/, verbs: /^(?:install|download|wheel)\b/ },
      since: 'pip 6',
    },
    cleanup: ['rm -rf ~/.cache/pip'],
    cleanings: /^pip cache purge$/,
    mount: { targets: [PIP], sharing: 'shared', holdsAll: true },
  },
  {
    id: 'pipenv',
    name: 'caches of pipenv and its pip',
    source: 'https://pipenv.pypa.io/en/latest/configuration.html',
    fills: { programs: /^pipenv$/, verbs: /^(?:install|sync|update|lock)\b/, unless: /^--clear$/ },
    paths: ['~/.cache/pipenv', '~/.cache/pip'],
    settings: /^(?:PIP_NO_CACHE_DIR|PIPENV_CACHE_DIR|PIP_CACHE_DIR)$/,
    cleanup: ['rm -rf ~/.cache/pipenv ~/.cache/pip'],
    mount: { targets: [{ path: '~/.cache/pipenv', isBuilt: true }, PIP], sharing: 'shared', holdsAll: true },
  },
  {
    id: 'pipx',
    name: "cache of pipx's pip",
    source: 'https://pipx.pypa.io/stable/',
    fills: { programs: /^pipx$/, verbs: /^(?:install|inject|upgrade|reinstall)\b/, unless: /no-cache-dir/ },
    paths: ['~/.cache/pip'],
    settings: /^PIP_(?:NO_CACHE_DIR|CACHE_DIR)$/,
    cleanup: ['rm -rf ~/.cache/pip'],
    mount: { targets: [PIP], sharing: 'shared', holdsAll: true },
  },
  {
    id: 'poetry',
    name: "poetry's cache",
    source: 'https://python-poetry.org/docs/configuration/#cache-directory',
    fills: { programs: /^poetry$/, verbs: /^(?:install|sync|update|add|lock)\b/, unless: /^--no-cache$/ },
    // Environments live beside them: ~/.cache/pypoetry/virtualenvs.
    paths: ['~/.cache/pypoetry/cache', '~/.cache/pypoetry/artifacts'],
    settings: /^POETRY_(?:CACHE_DIR|NO_CACHE)$/,
    configured: /(?<!no-)\bcache-dir\b/,
    cleanup: ['rm -rf ~/.cache/pypoetry/cache ~/.cache/pypoetry/artifacts'],
    mount: {
      targets: [
        { path: '~/.cache/pypoetry/cache', isBuilt: true },
        { path: '~/.cache/pypoetry/artifacts', isBuilt: true },
      ],
      sharing: 'shared',
      holdsAll: true,
    },
  },
  {
    id: 'uv',
    name: "uv's cache",
    source: 'https://docs.astral.sh/uv/concepts/cache/',
    fills: {
      programs: /^uv$/,
      verbs: /^(?:sync|pip (?:install|sync|compile)|add|lock|tool install|run|python install)\b/,
      unless: /^(?:--no-cache|-n|--cache-dir\S*)$/,
    },
    paths: ['~/.cache/uv'],
    settings: /^UV_(?:NO_CACHE|CACHE_DIR)$/,
    // A link instead of a copy would lead into the cache.
    configured: /symlink/,
    cleanup: ['rm -rf ~/.cache/uv'],
    cleanings: /^uv cache (?:clean|prune)(?: --\w+)*$/,
    mount: { targets: [{ path: '~/.cache/uv', isBuilt: true }], sharing: 'shared', holdsAll: true },
  },
  {
    id: 'conda',
    name: "conda's package cache",
    source: 'https://docs.conda.io/projects/conda/en/stable/commands/clean.html',
    fills: {
      programs: /^conda$/,
      verbs: /^(?:install|update|upgrade|create|env (?:create|update))\b/,
      unless: /^--(?:dry-run|help)$/,
    },
    paths: ['/opt/conda/pkgs', '~/miniconda3/pkgs', '~/.conda/pkgs'],
    settings: /^CONDA_PKGS_DIRS$/,
    cleanup: ['conda clean -afy'],
    cleanings:
      /^conda clean(?: (?:-\w+|--(?:all|yes|tarballs|packages|index-cache|force-pkgs-dirs|source-cache)))+$/,
  },
];

const NODE: readonly CacheFacts[] = [
  {
    id: 'npm',
    name: "npm's cache",
    source: 'https://docs.npmjs.com/cli/commands/npm-cache',
    fills: {
      programs: /^npm$/,
      verbs:
        /^(?:install|i|add|ci|clean-install|ic|install-ci-test|cit|install-test|it|update|up|upgrade|link|ln|rebuild|dedupe)\b/,
      unless: /^--(?:cache|help|version|dry-run)(?:=|$)/,
    },
    paths: ['~/.npm', '~/.npm/_cacache'],
    named: /\bnpm (?:cache (?:ls|verify|add)|config get cache)\b/,
    settings: /^npm_config_cache$/i,
    configured: /npm (?:config )?set (?:-g )?cache\b/,
    cleanup: ['npm cache clean --force'],
    cleanings:
      /^npm cache (?:clean|clear|rm)(?: (?:--force|-f|-g|--silent))*$|^npm (?:--force|-f|-g) cache (?:clean|clear)$/,
    mount: { targets: [{ path: '~/.npm' }], sharing: 'shared', holdsAll: true },
  },
  {
    id: 'yarn',
    name: "yarn's cache",
    source: 'https://classic.yarnpkg.com/lang/en/docs/cli/cache/',
    fills: {
      programs: /^yarn$/,
      verbs: /^(?:$|install\b|add\b|upgrade\b|global (?:add|upgrade)\b)/,
      unless: /^--(?:cache-folder|version|help|immutable|immutable-cache)(?:=|$)|^-[vh]$/,
    },
    // Those of Yarn 1; later ones keep theirs in the project or in ~/.yarn.
    paths: [
      ...['~/.cache/yarn', '/usr/local/share/.cache/yarn'],
      ...['~/.cache/yarn/v6', '/usr/local/share/.cache/yarn/v6'],
    ],
    named: /\byarn cache (?:dir|list)\b/,
    settings: /^YARN_(?:CACHE_FOLDER|ENABLE_GLOBAL_CACHE|GLOBAL_FOLDER)$/,
    configured: /yarn config set cache-folder/,
    cleanup: ['rm -rf ~/.cache/yarn /usr/local/share/.cache/yarn'],
    cleanings: /^yarn cache clean(?: (?:--all|--force|-f))*$/,
    mount: {
      targets: [{ path: '/usr/local/share/.cache/yarn', isBuilt: true }],
      sharing: 'locked',
      holdsAll: false,
    },
  },
  {
    id: 'pnpm',
    name: "pnpm's metadata",
    source: 'https://pnpm.io/cli/store',
    fills: {
      programs: /^pnpm$/,
      verbs: /^(?:install|i|add|update|up|fetch|deploy)\b/,
      unless: /^--(?:store-dir|version|help|offline)(?:=|$)/,
    },
    paths: ['~/.cache/pnpm'],
    // The store itself is hard-linked into node_modules, and costs nothing twice.
    cleanup: ['rm -rf ~/.cache/pnpm'],
    cleanings: /^pnpm store prune$/,
    mount: {
      targets: [{ path: '~/.local/share/pnpm/store', isBuilt: true }],
      sharing: 'shared',
      holdsAll: false,
      isKept: true,
    },
  },
];

const RUBY: readonly CacheFacts[] = [
  {
    id: 'gem',
    name: 'documentation of gems',
    source: 'https://guides.rubygems.org/command-reference/#gem-install',
    fills: {
      programs: /^gem$/,
      verbs: /^(?:install|i|update)\b/,
      unless: /^--no-(?:document|doc|ri|rdoc)$|^-N$|^--document(?:=|$)|^--(?:rdoc|ri)$/,
    },
    paths: [],
    named: /(?:^|[\s;&|])(?:ri|rdoc)\s/,
    configured: /gem:.*--no-|gemrc/,
    flag: {
      word: '--no-document',
      calls: { programs: /^gem$/, verbs: /^(?:install|i|update)\b/ },
      since: 'rubygems 2',
    },
  },
  {
    id: 'bundler',
    name: 'gems that bundler has downloaded',
    source: 'https://bundler.io/man/bundle-install.1.html; https://hub.docker.com/_/ruby (GEM_HOME)',
    fills: {
      programs: /^(?:bundle|bundler)$/,
      verbs: /^(?:$|install\b|update\b)/,
      unless: /^--(?:version|help|local|no-cache)$/,
    },
    paths: ['/usr/local/bundle/cache', '~/.bundle/cache'],
    settings: /^BUNDLE_(?:NO_CACHE|CACHE_PATH|CACHE_ALL|GLOBAL_GEM_CACHE)$/,
    configured: /vendor\/cache|bundle (?:config )?(?:set )?(?:--\w+ )*(?:cache|no-cache)/,
    cleanup: ['rm -rf ~/.bundle/cache /usr/local/bundle/cache/*.gem'],
    mount: {
      targets: [{ path: '/usr/local/bundle/cache', images: /^ruby(?::|@|$)/ }],
      sharing: 'locked',
      holdsAll: false,
    },
  },
];

const OTHERS: readonly CacheFacts[] = [
  {
    id: 'composer',
    name: "composer's cache",
    source: 'https://getcomposer.org/doc/03-cli.md#clear-cache-clearcache-cc',
    fills: {
      programs: /^composer$/,
      verbs: /^(?:install|i|update|upgrade|u|require|r|create-project|global (?:require|install|update))\b/,
      unless: /^--(?:no-cache|help|version|dry-run)$/,
    },
    paths: ['~/.composer/cache', '~/.cache/composer'],
    settings: /^COMPOSER_(?:CACHE_DIR|NO_CACHE)$/,
    configured: /(?<!no-)\bcache-dir\b/,
    cleanup: ['composer clear-cache'],
    cleanings:
      /^composer(?: (?:-q|-n|--quiet|--no-interaction))* (?:clear-?cache|cc)(?: (?:-q|-n|--quiet|--no-interaction))*$/,
    mount: {
      targets: [{ path: '~/.composer/cache', images: /^php(?::|@|$)/ }],
      sharing: 'shared',
      holdsAll: false,
    },
  },
  {
    id: 'cpanm',
    isKept: true,
    name: "cpanm's work files",
    source: 'https://metacpan.org/dist/App-cpanminus/view/bin/cpanm',
    fills: { programs: /^cpanm$/, verbs: /(?:)/, unless: /^(?:--self-upgrade|--version|--help|-V|-h)$/ },
    paths: ['~/.cpanm'],
    settings: /^PERL_CPANM_HOME$/,
    cleanup: ['rm -rf ~/.cpanm'],
  },
  {
    id: 'cpan',
    isKept: true,
    name: "cpan's sources and builds",
    source: 'https://metacpan.org/pod/CPAN#Cache-Manager',
    fills: { programs: /^cpan$/, verbs: /(?:)/, unless: /^-[vhJjg]$/ },
    paths: ['~/.cpan/build', '~/.cpan/sources'],
    cleanup: ['rm -rf ~/.cpan/build ~/.cpan/sources'],
  },
  {
    id: 'luarocks',
    name: "luarocks' cache",
    source: 'https://github.com/luarocks/luarocks/wiki/Config-file-format',
    fills: { programs: /^luarocks(?:-[\d.]+)?$/, verbs: /^(?:install|build|make|download)\b/ },
    paths: ['~/.cache/luarocks'],
    cleanup: ['rm -rf ~/.cache/luarocks'],
  },
  {
    id: 'pecl',
    isKept: true,
    name: "pecl's work files",
    source: 'https://www.php.net/manual/en/install.pecl.pear.php; pear config-show (temp_dir, cache_dir)',
    fills: {
      programs: /^(?:pecl|pear)$/,
      verbs: /^(?:install|upgrade|download|update-channels|channel-update)\b/,
    },
    paths: ['/tmp/pear'],
    cleanup: ['rm -rf /tmp/pear'],
  },
  {
    id: 'php-source',
    isKept: true,
    name: "PHP's unpacked sources",
    source: 'https://github.com/docker-library/php/blob/master/docker-php-source',
    fills: { programs: /^docker-php-source$/, verbs: /^extract\b/ },
    paths: ['/usr/src/php'],
    cleanup: ['docker-php-source delete'],
    cleanings: /^docker-php-source delete$/,
    wantedBy: /\bdocker-php-ext-|\/usr\/src\/php\b/,
  },
];

export const LANGUAGE_CACHES: readonly CacheFacts[] = [...PYTHON, ...NODE, ...RUBY, ...OTHERS, ...BUILDERS];
