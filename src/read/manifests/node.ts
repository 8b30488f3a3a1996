/** npm, Yarn 1 and pnpm. What `npm ci` does: https://docs.npmjs.com/cli/v10/commands/npm-ci */
import {
  bound,
  filesOf,
  isBound,
  isObject,
  jsonOf,
  linesOf,
  never,
  readOptions,
  type Bound,
  type Family,
  type Install,
  type Options,
  type Project,
  type Variables,
  type Words,
} from './facts.js';
import { isLinkToOne, withoutWorkspace, workspacesIn } from './workspaces.js';

/** Run for the project itself. https://docs.npmjs.com/cli/v10/using-npm/scripts#npm-ci, https://pnpm.io/scripts */
const LIFECYCLE =
  /^(?:pre|post)?(?:install|prepare|prepublish|dependencies)$|^pnpm:devPreinstall$|^(?:pre|post)?uninstall$/;
/** Fields of package.json by which other parts of the project may be installed or changed. */
const PARTS: readonly string[] = [
  'workspaces',
  'pnpm',
  'dependenciesMeta',
  'installConfig',
  'bin',
  'directories',
  // Yarn 1 then writes what it has chosen to package.json.
  'flat',
];
const DEPENDENCIES = [
  ...['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies', 'overrides'],
  'resolutions',
];
/** What names a place in the project: https://docs.npmjs.com/cli/v10/configuring-npm/package-json#local-paths */
const LOCAL = /^(?:file|link|portal|workspace|patch|exec|catalog):|^(?:\.|\/|~\/)|\.t(?:ar\.)?gz$/;

/**
 * Packages whose install scripts look at nothing of the project but its package.json, by their sources: they fetch or check
 * a program of their own, build in their own folder, or print a line.
 */
const KEEPING_TO_THEMSELVES: ReadonlySet<string> = new Set([
  // https://github.com/evanw/esbuild/blob/main/lib/npm/node-install.ts
  'esbuild',
  // For macOS alone: it is not installed elsewhere. https://github.com/fsevents/fsevents/blob/main/package.json
  'fsevents',
  // They print. https://github.com/zloirock/core-js/blob/master/packages/core-js/postinstall.js
  ...['core-js', 'core-js-pure', 'core-js-bundle'],
  // It reads package.json to print. https://github.com/protobufjs/protobuf.js/blob/master/scripts/postinstall.js
  'protobufjs',
  // They build in their own folder. https://github.com/prebuild/node-gyp-build
  ...['bufferutil', 'utf-8-validate'],
]);

/** Lines of .npmrc that say nothing of files. https://docs.npmjs.com/cli/v10/using-npm/config */
const SETTING =
  /^[;#]|^(?:@[\w.-]+:)?registry\s*=|^\/\/[^\s=]+:(?:_authToken|_auth|username|_password|always-auth|email)\s*=|^(?:always-auth|engine-strict|save-exact|save-prefix|legacy-peer-deps|strict-ssl|fund|audit|loglevel|progress|update-notifier|ignore-scripts|fetch-[\w-]+|maxsockets|prefer-offline|auto-install-peers|strict-peer-dependencies|access|save|shamefully-hoist|node-linker|hoist)\s*=\s*[\w^~${}.-]*$/;

const FLAGS =
  /^(?:--(?:production|prod|no-audit|no-fund|ignore-scripts|legacy-peer-deps|silent|quiet|verbose|no-optional|prefer-offline|no-progress|non-interactive|frozen-lockfile|no-update-notifier|unsafe-perm|force|dev|no-bin-links|ignore-engines|ignore-optional|ignore-platform|strict-peer-dependencies|pure-lockfile)|-[sqdPDf]|-dd|-ddd)$|^--(?:omit|only|include|loglevel|audit|fund|progress|production|unsafe-perm|ignore-scripts|frozen-lockfile|network-timeout|fetch-\w+|maxsockets|network-concurrency|reporter|prefer-offline)=[\w-]+$/;
const OPTIONS: Options = {
  flags: FLAGS,
  values: [[/^--(?:omit|only|include|loglevel|network-timeout|registry)$/, /^(?:\w+|https?:\/\/[^\s]+)$/]],
};

/** Managers of versions look for these from the working directory on (nodenv, fnm, mise). */
const VERSIONS = ['.node-version', '.nvmrc'];

type Read = readonly string[] | Bound;

function install(
  words: Words,
  isFrozen: boolean,
  reads: (project: Project, isQuiet: boolean) => Read,
): Install {
  const options = readOptions(words, OPTIONS);
  if (typeof options === 'string') return never('options', options);
  const [operand] = options.operands;
  if (operand !== undefined) return never('options', operand);
  // The last one counts.
  const said = words.filter((word) => word.startsWith('--ignore-scripts'));
  const isQuiet = said.length > 0 && said.every((word) => /^--ignore-scripts(?:=true)?$/.test(word));
  return { bound: isFrozen ? null : NOT_FROZEN, reads: (project) => reads(project, isQuiet) };
}

const NOT_FROZEN = bound('lock', 'it may change the lock file: npm ci or --frozen-lockfile would not');

/** Folders that are written, and what would be read below the project. */
const ABSENT: Readonly<Record<string, Bound['reason']>> = {
  node_modules: 'written',
  ...{ '.pnp.cjs': 'sources', '.pnp.js': 'sources', '.yarn': 'sources', '.yarnrc.yml': 'sources' },
  ...{ '.yarnclean': 'sources', '.pnpm-store': 'written', 'pnpm-workspace.yaml': 'sources' },
  ...{ '.pnpmfile.cjs': 'scripts', '.pnpmfile.mjs': 'scripts', 'pnpmfile.js': 'scripts' },
  // https://github.com/nodejs/corepack#environment-variables
  ...{ '.corepack.env': 'content', 'package.json5': 'content' },
  ...{ 'package.yaml': 'content', 'npm-shrinkwrap.json': 'content' },
  ...{ 'yarn.json': 'content', '.yarn-metadata.json': 'content', 'pnpm-workspace.yml': 'content' },
  // Yarn writes one at home, which may be the folder of the project.
  '.yarnrc': 'content',
};

/**
 * What package.json says; `null` for nothing that keeps the install from being parted from the sources.
 * @param parts fields by which other parts of the project may be installed
 */
function unfitManifest(project: Project, name: string, isQuiet: boolean, parts = PARTS): Bound | null {
  const manifest = jsonOf(project, name);
  if (manifest === null) return bound('content', `${name} cannot be read`);
  const part = parts.find((field) => manifest[field] !== undefined);
  if (part !== undefined) return bound('sources', `${name}: ${part}`);
  const scripts = isObject(manifest.scripts) ? Object.keys(manifest.scripts) : [];
  const script = scripts.find((one) => LIFECYCLE.test(one));
  if (!isQuiet && script !== undefined) return bound('scripts', `${name}: ${script}`);
  // npm builds such a project. https://docs.npmjs.com/cli/v10/using-npm/scripts#npm-install
  if (!isQuiet && project.kindOf('binding.gyp') !== null) return bound('scripts', 'binding.gyp');
  const manager = manifest.packageManager;
  if (manager !== undefined && (typeof manager !== 'string' || /^yarn@(?!1\.)/.test(manager)))
    return bound('content', `${name}: packageManager`);
  const local = DEPENDENCIES.flatMap((field) => texts(manifest[field])).find(
    (text) => LOCAL.test(text) && !/^https?:/.test(text),
  );
  return local === undefined ? null : bound('sources', `${name}: ${local}`);
}

/**
 * Corepack, which may stand behind the names of Yarn and pnpm in any image, adds the manager to a package.json that names
 * none (versions 0.26 to 0.32). https://github.com/nodejs/corepack#environment-variables, COREPACK_ENABLE_AUTO_PIN
 */
const unpinned = (project: Project): Bound | null =>
  jsonOf(project, 'package.json')?.packageManager === undefined
    ? bound('lock', 'package.json: no packageManager, which Corepack may write')
    : null;

const texts = (value: unknown): readonly string[] =>
  typeof value === 'string' ? [value] : isObject(value) ? Object.values(value).flatMap(texts) : [];

function unfitSettings(project: Project): Bound | null {
  const name = '.npmrc';
  if (project.kindOf(name) === null) return null;
  const lines = linesOf(project, name);
  if (lines === null) return bound('content', `${name} cannot be read`);
  const odd = lines.find((line) => !SETTING.test(line));
  return odd === undefined ? null : bound('content', `${name}: ${odd.replace(/=[^]*/, '')}`);
}

function readsOf(
  project: Project,
  isQuiet: boolean,
  lock: string,
  unfitLock: (text: string) => Bound | null,
  parts?: readonly string[],
): Read {
  // npm looks at a lock file of Yarn as well, where there is one, and Yarn at that of npm.
  const others = ['.npmrc', 'yarn.lock', 'package-lock.json', ...VERSIONS].filter((name) => name !== lock);
  const files = filesOf(project, ['package.json', lock], others, ABSENT);
  if (isBound(files)) return files;
  const text = project.textOf(lock);
  return (
    unfitManifest(project, 'package.json', isQuiet, parts) ??
    unfitSettings(project) ??
    (text === null ? bound('content', `${lock} cannot be read`) : unfitLock(text)) ??
    files
  );
}

/** What is not told counts as there. */
const untold = (lock: string): Bound =>
  bound('scripts', `${lock} does not tell which packages have install scripts`);

/** https://docs.npmjs.com/cli/v10/configuring-npm/package-lock-json */
function unfitNpmLock(
  project: Project,
  text: string,
  isQuiet: boolean,
  workspaces: readonly string[],
): Bound | null {
  const lock = jsonOf(project, 'package-lock.json');
  if (lock === null) return bound('content', 'package-lock.json cannot be read');
  const { packages } = lock;
  // npm 6 reads what stands outside of `packages`.
  if (/"(?:version|resolved|from)":\s*"(?:file|link):/.test(text))
    return bound('sources', 'package-lock.json names files');
  if (!isObject(packages)) {
    return isQuiet && workspaces.length === 0 ? null : untold('package-lock.json');
  }
  for (const [full, entry] of Object.entries(packages)) {
    if (full === '' || isLinkToOne(full, entry, workspaces)) continue;
    // A workspace itself; its package.json has been looked at.
    const isOne = workspaces.includes(full) && isObject(entry) && entry.link === undefined;
    if (isOne && (isQuiet || entry.hasInstallScript === undefined)) continue;
    const path = withoutWorkspace(full, workspaces);
    if (!path.startsWith('node_modules/') || !isObject(entry) || entry.link !== undefined)
      return bound('sources', path);
    const { resolved, hasInstallScript } = entry;
    if (resolved !== undefined && !(typeof resolved === 'string' && /^https?:/.test(resolved)))
      return bound('sources', path);
    const name = typeof entry.name === 'string' ? entry.name : path.replace(/^.*node_modules\//, '');
    if (!isQuiet && hasInstallScript !== undefined && !KEEPING_TO_THEMSELVES.has(name))
      return bound('scripts', name);
  }
  return null;
}

/** Workspaces are its own in that it reads of each no more than package.json. */
const npm = (words: Words): Install =>
  install(words, true, (project, isQuiet) => {
    const workspaces = workspacesIn(project, jsonOf(project, 'package.json')?.workspaces);
    if (isBound(workspaces)) return workspaces;
    const unfitLock = (text: string): Bound | null => unfitNpmLock(project, text, isQuiet, workspaces);
    const parts = PARTS.filter((name) => name !== 'workspaces');
    const files = readsOf(project, isQuiet, 'package-lock.json', unfitLock, parts);
    if (isBound(files)) return files;
    const manifests = workspaces.map((folder) => `${folder}/package.json`);
    const odd = manifests.map((name) => unfitManifest(project, name, isQuiet)).find((one) => one !== null);
    return odd ?? [...files, ...manifests];
  });

/** https://classic.yarnpkg.com/lang/en/docs/cli/install/ */
const yarn = (words: Words): Install =>
  install(
    words,
    words.some((word) => /^--(?:frozen|pure)-lockfile$/.test(word)),
    (project, isQuiet) =>
      readsOf(project, isQuiet, 'yarn.lock', (text) => {
        if (!text.startsWith('# THIS IS AN AUTOGENERATED FILE') || text.includes('__metadata:'))
          return bound('content', 'yarn.lock is not one of Yarn 1');
        if (/^\s+resolved "(?!https?:)|@(?:file|link|portal|workspace|patch):/m.test(text))
          return bound('sources', 'yarn.lock names files');
        return isQuiet ? unpinned(project) : untold('yarn.lock');
      }),
  );

/** https://pnpm.io/cli/install; `requiresBuild` stood in lock files until version 9. */
const pnpm = (words: Words): Install =>
  install(words, words.includes('--frozen-lockfile'), (project, isQuiet) =>
    readsOf(project, isQuiet, 'pnpm-lock.yaml', (raw) => {
      const text = raw.replace(/\r\n/g, '\n');
      if (/(?:file|link|workspace):|type: directory|^(?:patchedDependencies|pnpmfileChecksum):/m.test(text))
        return bound('sources', 'pnpm-lock.yaml names files');
      const importers = /^importers:\s*\n((?:[ \t]+.*\n|\s*\n)*)/m.exec(text)?.[1] ?? '';
      if (/^ {2}(?!\.:|'\.':)\S/m.test(importers))
        return bound('sources', 'pnpm-lock.yaml: several projects');
      const tells = /^lockfileVersion: '?[56](?:\.\d+)?(?:-\w+)?'?\s*$/m.test(text);
      if (isQuiet || (tells && !/requiresBuild: true/.test(text))) return unpinned(project);
      return tells ? bound('scripts', 'pnpm-lock.yaml: requiresBuild') : untold('pnpm-lock.yaml');
    }),
  );

function installOf([program = '', ...rest]: Words): Install | null {
  if (rest.some((word) => /^(?:-g|--global|--location=global|-v|--version|-h|--help)$/.test(word)))
    return null;
  const at = rest.findIndex((word) => !word.startsWith('-'));
  const verb = rest[at] ?? '';
  const others = rest.filter((_, place) => place !== at);
  // The word behind an option may be its value.
  const isAll = others.every(
    (word, place) => word.startsWith('-') || others[place - 1]?.startsWith('-') === true,
  );
  if (program === 'npm') {
    if (/^(?:ci|clean-install|ic)$/.test(verb)) return npm(others);
    return /^(?:install|i)$/.test(verb) && isAll ? { reads: () => [], bound: NOT_FROZEN } : null;
  }
  if (program === 'yarn') return verb === 'install' || at < 0 ? yarn(others) : null;
  return program === 'pnpm' && /^(?:install|i)$/.test(verb) && isAll ? pnpm(others) : null;
}

const free = (names: RegExp, values: RegExp): Variables => ({ names, influence: { kind: 'free', values } });

export const NODE: Family = {
  source: 'https://docs.npmjs.com/cli/v10/using-npm/config',
  installOf,
  isBeside: (words) =>
    /^(?:npm|yarn|pnpm) cache (?:clean|clear|verify)(?: --force| -f| --all)?$/.test(words.join(' ')),
  own: /^(?:npm_|yarn_|pnpm_|NODE_|COREPACK_|INIT_CWD)/i,
  variables: [
    free(
      /^npm_config_(?:loglevel|registry|fund|audit|progress|update_notifier|production|only|omit|include|legacy_peer_deps|unsafe_perm|ignore_scripts)$/i,
      /^[\w:/.-]*$/,
    ),
    free(/^(?:NPM|NODE_AUTH|YARN)_(?:\w+_)?TOKEN$/, /^/),
    free(/^NODE_(?:ENV|VERSION|PORT|MAJOR|TLS_REJECT_UNAUTHORIZED)$|^(?:NPM|YARN|PNPM)_VERSION$/, /^/),
    free(/^NODE_OPTIONS$/, /^(?:--max[-_]old[-_]space[-_]size=\d+|--openssl-legacy-provider)$/),
    // https://pnpm.io/cli/setup
    {
      names: /^(?:npm_config_(?:cache|store_dir|tmp)|YARN_CACHE_FOLDER|PNPM_HOME|COREPACK_HOME)$/i,
      influence: { kind: 'places' },
    },
    { names: /^(?:NODE_PATH|NODE_EXTRA_CA_CERTS)$/, influence: { kind: 'places' } },
  ],
  settings: /\b(?:npm|yarn|pnpm)\s+(?:config|c|set)\b|npmrc|yarnrc|pnpmrc|\bcorepack\s[^;&|]*\bnpm\b/,
};
