/** PHP: Composer, PECL and PEAR, and the scripts of the official image. */
import type { CommandFacts, Deeds, PackageCall, Region, Use } from './facts.js';
import {
  configureArguments,
  each,
  list,
  nameOrFile,
  only,
  options,
  packageRole,
  printing,
  reader,
  type UseReader,
} from './words.js';

const PLACES: readonly Region[] = [
  ...(['home', 'tmp', 'system', '$PHP_INI_DIR', '$PHP_INI_SCAN_DIR', '$PHPRC'] as const),
  ...([
    '$PHP_PEAR_INSTALL_DIR',
    '$PHP_PEAR_BIN_DIR',
    '$PHP_PEAR_CACHE_DIR',
    '$PHP_PEAR_DOWNLOAD_DIR',
  ] as const),
  ...(['$PHP_PEAR_EXTENSION_DIR', '$PHP_PEAR_TEMP_DIR', '$PHP_PEAR_SYSCONF_DIR'] as const),
];
const COMPOSER_PLACES: readonly Region[] = [
  ...PLACES,
  ...([
    '$COMPOSER_HOME',
    '$COMPOSER_CACHE_DIR',
    '$COMPOSER_BIN_DIR',
    '$COMPOSER_VENDOR_DIR',
    '$COMPOSER',
  ] as const),
  ...([
    '$XDG_CONFIG_HOME',
    '$XDG_CACHE_HOME',
    '$COMPOSER_CACHE_FILES_DIR',
    '$COMPOSER_CACHE_REPO_DIR',
  ] as const),
  // The home of Composer in its official image.
  '/composer',
];
const CACHES: readonly Region[] = ['home:.composer/cache', 'home:.cache/composer', '$COMPOSER_CACHE_DIR'];

const COMPOSER_OPTIONS = options({
  name: `--prefer-install --ignore-platform-req --repository --repository-url -s --stability --name --description
    --author --type --homepage --require --require-dev --license --format -f --audit-format`,
  reads: '--cafile --file --autoload',
  changes: '-d --working-dir --dir --config',
});

const composerCall = (does: PackageCall['does']): PackageCall => ({
  manager: 'composer',
  does,
  caches: CACHES,
});

const composerUses = (verbs: number): UseReader =>
  reader({ values: COMPOSER_OPTIONS, operand: packageRole('reads'), verbs });
const names = reader({ values: COMPOSER_OPTIONS, operand: 'name', verbs: 1 });

/** Plugins and scripts of the project are run; a repository may be a folder, anywhere. */
const PROJECT: Deeds = {
  reads: ['anything'],
  writes: [...COMPOSER_PLACES, 'cwd'],
  uses: names,
  network: true,
  packages: composerCall('install'),
};

/** It works in the home of Composer. */
const OWN: Deeds = {
  reads: COMPOSER_PLACES,
  writes: COMPOSER_PLACES,
  uses: names,
  network: true,
  packages: composerCall('install'),
};

const GLOBAL_VERBS =
  list(`require req r install i update u upgrade remove rm show info config dump-autoload dumpautoload
  clear-cache clearcache cc diagnose outdated status validate`);

const globally: UseReader = (words) => {
  const operands = words
    .map(({ value }) => value)
    .filter((value) => value === null || !value.startsWith('-'));
  const at = operands.indexOf('global');
  return GLOBAL_VERBS.includes(operands[at + 1] ?? '')
    ? reader({ values: COMPOSER_OPTIONS, operand: 'name', verbs: 2 })(words)
    : null;
};

const COMPOSER: CommandFacts = {
  names: ['composer', 'composer.phar', '/usr/bin/composer.phar', '/usr/local/bin/composer.phar'],
  source: 'https://getcomposer.org/doc/03-cli.md',
  environment: 'all',
  options: COMPOSER_OPTIONS,
  verbs: {
    ...each('install i update u upgrade require req r dump-autoload dumpautoload', PROJECT),
    ...each('remove rm', { ...PROJECT, packages: composerCall('remove') }),
    ...each('show info outdated status validate check-platform-reqs licenses why depends suggests diagnose', {
      ...PROJECT,
      packages: composerCall('query'),
    }),
    config: { ...PROJECT, packages: composerCall('configure') },
    'create-project': {
      ...PROJECT,
      uses: reader({
        values: COMPOSER_OPTIONS,
        operand: (_, index) => [index === 1 ? 'changes' : 'name'],
        verbs: 1,
      }),
    },
    global: { ...OWN, uses: globally },
    ...each('clear-cache clearcache cc', { ...OWN, packages: composerCall('clean') }),
    ...each('self-update selfupdate', { ...OWN, packages: composerCall('upgrade') }),
    ...each('about help', { ...OWN, packages: composerCall('query') }),
    '': { ...OWN, uses: composerUses(0), packages: composerCall('query') },
  },
};

const PEAR_OPTIONS = options({
  name: '-d -D -u -s -G --preferred_state -C --configureoptions --channel',
  changes: '-R --installroot -P --packagingroot -c --destination --tgz',
});

const pearCall = (does: PackageCall['does']): PackageCall => ({
  manager: 'pear',
  does,
  caches: ['/tmp/pear', 'home:.pearrc'],
});
/** A package's name that is a file is that file; what a `package.xml` describes is built where it is. */
const pearUses = reader({
  values: PEAR_OPTIONS,
  operand: (value) =>
    value.endsWith('.xml')
      ? null
      : (nameOrFile(value)?.concat(value.includes('/') ? ['changes'] : []) ?? null),
  verbs: 1,
});
const pearNames = reader({ values: PEAR_OPTIONS, operand: 'name', verbs: 1 });
const PEAR_INSTALL: Deeds = {
  reads: PLACES,
  writes: PLACES,
  uses: pearUses,
  network: true,
  packages: pearCall('install'),
};

const PEAR: CommandFacts = {
  names: ['pecl', 'pear'],
  source: 'https://pear.php.net/manual/en/guide.users.commandline.commands.php',
  environment: 'all',
  options: PEAR_OPTIONS,
  verbs: {
    install: PEAR_INSTALL,
    ...each('upgrade upgrade-all', { ...PEAR_INSTALL, packages: pearCall('upgrade') }),
    uninstall: { ...PEAR_INSTALL, packages: pearCall('remove') },
    ...each('update-channels channel-update channel-discover channel-add', {
      ...PEAR_INSTALL,
      packages: pearCall('update'),
    }),
    ...each('config-set config-create', {
      ...PEAR_INSTALL,
      uses: pearNames,
      packages: pearCall('configure'),
    }),
    ...each('list info config-show config-get channel-info list-channels search remote-info version', {
      ...PEAR_INSTALL,
      packages: pearCall('query'),
    }),
    'clear-cache': { ...PEAR_INSTALL, packages: pearCall('clean') },
    download: { ...PEAR_INSTALL, writes: [...PLACES, 'cwd'], packages: pearCall('download') },
    '': printing('-V --version'),
  },
};

/** On Alpine these install the compiler too. */
const extension: Deeds = {
  reads: PLACES,
  writes: PLACES,
  environment: 'all',
  network: true,
  packages: { manager: 'php', does: 'install', caches: [] },
};
const IMAGE = 'https://github.com/docker-library/php';
/** A name is one of a directory in `/usr/src/php/ext`. */
const extensionName = (value: string): readonly ['name'] | null =>
  /^\w[\w.+-]*$/.test(value) ? ['name'] : null;

const SCRIPTS: readonly CommandFacts[] = [
  {
    ...extension,
    names: ['docker-php-ext-install'],
    source: IMAGE,
    uses: reader({ values: options({ name: '-j --jobs --ini-name' }), operand: extensionName }),
  },
  {
    ...extension,
    names: ['docker-php-ext-enable'],
    source: IMAGE,
    uses: reader({ values: options({ name: '--ini-name' }), operand: extensionName }),
  },
  {
    ...extension,
    names: ['docker-php-ext-configure'],
    source: IMAGE,
    uses: (words) => (extensionName(words[0]?.value ?? '') === null ? null : configureArguments(words)),
  },
  {
    ...extension,
    names: ['docker-php-source'],
    source: IMAGE,
    uses: only('extract delete'),
  },
  {
    ...extension,
    names: list(
      `install-php-extensions /usr/bin/install-php-extensions /usr/local/bin/install-php-extensions`,
    ),
    source: 'https://github.com/mlocati/docker-php-extension-installer',
    reads: COMPOSER_PLACES,
    writes: COMPOSER_PLACES,
    uses: reader({ values: {}, operand: (value) => (/^@?[A-Za-z][\w.^-]*$/.test(value) ? ['name'] : null) }),
  },
  {
    names: ['phpize'],
    source: 'https://www.php.net/manual/en/install.pecl.phpize.php',
    reads: ['system', 'cwd', 'tmp', '$PHP_AUTOCONF'],
    writes: ['cwd', 'tmp'],
    uses: (words) => (words.length === 0 ? [] : only('--clean --version --help')(words)),
    environment: 'all',
  },
];

const INSTALLER = 'https://github.com/composer/getcomposer.org/blob/main/web/installer';
const VERSIONS = only('--version -v -m --modules -i --info --ini -h --help');

/** `php -- --install-dir=DIR --filename=composer`: these are options of the installer of Composer. */
const installer: UseReader = (words) => {
  const values = words.map(({ value }) => value ?? '');
  const [first = '', ...rest] = values;
  const isScript = /^(?:[\w./-]*\/)?composer-setup\.php$/.test(first);
  if (!isScript && (first !== '--' || !rest.some((value) => /^--(?:install-dir|filename)=/.test(value))))
    return null;
  const uses: Use[] = isScript ? [{ at: 0, role: 'reads' }] : [];
  for (const [index, value] of rest.entries()) {
    const directory = /^--install-dir=(?=.)/.exec(value)?.[0];
    if (directory !== undefined) uses.push({ at: index + 1, role: 'changes', from: directory.length });
    else if (
      !/^--(?:filename=[\w.-]+|version=[\w.-]+|quiet|no-ansi|ansi|stable|preview|snapshot|force|\d|\d\.\d+)$/.test(
        value,
      )
    )
      return null;
  }
  return uses;
};

const PHP_ITSELF: CommandFacts = {
  names: ['php', 'php5', 'php7', 'php8', 'php-fpm', 'php81', 'php82', 'php83', 'php-config'],
  source: `https://www.php.net/manual/en/features.commandline.options.php, ${INSTALLER}`,
  reads: [...COMPOSER_PLACES, 'cwd:composer.phar'],
  writes: [...COMPOSER_PLACES, 'cwd:composer.phar'],
  uses: installer,
  network: true,
  environment: 'all',
  variants: [
    {
      when: ['-v', '-m', '--modules', '-i', '--info', '--ini', '--help'],
      reads: PLACES,
      writes: [],
      uses: VERSIONS,
    },
    { when: ['--version'], uses: (words) => installer(words) ?? VERSIONS(words) },
  ],
};

export const PHP: readonly CommandFacts[] = [COMPOSER, PEAR, ...SCRIPTS, PHP_ITSELF];
