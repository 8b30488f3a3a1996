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
import { allKeepToThemselves, keepsToItself } from './install-scripts.js';
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
  bound: Bound | null,
  reads: (project: Project, isQuiet: boolean) => Read,
): Install {
  const options = readOptions(words, OPTIONS);
  if (typeof options === 'string') return never('options', options);
  const [operand] = options.operands;
  if (operand !== undefined) return never('options', operand);
  // The last one counts.
  const said = words.filter((word) => word.startsWith('--ignore-scripts'));
  const isQuiet = said.length > 0 && said.every((word) => /^--ignore-scripts(?:=true)?$/.test(word));
  return { bound, reads: (project) => reads(project, isQuiet) };
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

/** @param unfitLock what the text of the lock file says; `null` for its text where it is not there */
function readsOf(
  project: Project,
  lock: { readonly name: string; readonly isNeeded: boolean },
  unfitLock: (text: string | null) => Bound | null,
  { isQuiet, parts }: { readonly isQuiet: boolean; readonly parts?: readonly string[] },
): Read {
  const { name, isNeeded } = lock;
  const needed = isNeeded || project.kindOf(name) !== null ? ['package.json', name] : ['package.json'];
  // npm looks at a lock file of Yarn as well, where there is one, and Yarn at that of npm.
  const others = ['.npmrc', 'yarn.lock', 'package-lock.json', ...VERSIONS].filter((one) => one !== name);
  const files = filesOf(project, needed, others, ABSENT);
  if (isBound(files)) return files;
  const text = files.includes(name) ? project.textOf(name) : null;
  const isUnread = files.includes(name) && text === null;
  return (
    unfitManifest(project, 'package.json', isQuiet, parts) ??
    unfitSettings(project) ??
    (isUnread ? bound('content', `${name} cannot be read`) : unfitLock(text)) ??
    files
  );
}

/** What is not told counts as there, but as a rule. */
function untold(project: Project, lock: string, text: string): Bound | null {
  const manifest = project.textOf('package.json') ?? '';
  return allKeepToThemselves(`${manifest}\n${text}`, project)
    ? null
    : bound('scripts', `${lock} does not tell which packages have install scripts`);
}

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
    if (workspaces.length > 0) return bound('content', 'package-lock.json: packages');
    return isQuiet ? null : untold(project, 'package-lock.json', text);
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
    if (!isQuiet && hasInstallScript !== undefined && !keepsToItself(name, project))
      return bound('scripts', name);
  }
  return null;
}

/**
 * `npm install` leaves a lock file alone that says what package.json says, as a rule: it may write the same in another way.
 * https://docs.npmjs.com/cli/v10/configuring-npm/package-lock-json
 */
function unfitInStep(project: Project): Bound | null {
  const [manifest, lock] = ['package.json', 'package-lock.json'].map((name) => jsonOf(project, name));
  const own = isObject(lock?.packages) ? lock.packages[''] : undefined;
  const isInStep =
    manifest != null &&
    isObject(own) &&
    DEPENDENCIES.slice(0, 4).every((name) => sortedText(manifest[name]) === sortedText(own[name]));
  return isInStep ? null : bound('lock', 'package-lock.json does not say what package.json says');
}

const sortedText = (value: unknown): string =>
  JSON.stringify(Object.entries(isObject(value) ? value : {}).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Workspaces are its own in that it reads of each no more than package.json. */
const npm = (words: Words, isFrozen: boolean): Install =>
  install(words, isFrozen ? null : { ...NOT_FROZEN, isUnusual: true }, (project, isQuiet) => {
    const workspaces = workspacesIn(project, jsonOf(project, 'package.json')?.workspaces);
    if (isBound(workspaces)) return workspaces;
    if (!isFrozen && workspaces.length > 0) return NOT_FROZEN;
    const name = 'package-lock.json';
    const unfitLock = (text: string | null): Bound | null => {
      if (text === null) return isQuiet ? null : untold(project, name, '');
      return unfitNpmLock(project, text, isQuiet, workspaces) ?? (isFrozen ? null : unfitInStep(project));
    };
    const parts = PARTS.filter((part) => part !== 'workspaces');
    const files = readsOf(project, { name, isNeeded: isFrozen }, unfitLock, { isQuiet, parts });
    if (isBound(files)) return files;
    const manifests = workspaces.map((folder) => `${folder}/package.json`);
    const odd = manifests.map((name) => unfitManifest(project, name, isQuiet)).find((one) => one !== null);
    return odd ?? [...files, ...manifests];
  });

/** https://classic.yarnpkg.com/lang/en/docs/cli/install/ */
const yarn = (words: Words): Install =>
  install(
    words,
    words.some((word) => /^--(?:frozen|pure)-lockfile$/.test(word)) ? null : NOT_FROZEN,
    (project, isQuiet) => {
      const unfitLock = (text: string | null): Bound | null => {
        if (text?.startsWith('# THIS IS AN AUTOGENERATED FILE') !== true || text.includes('__metadata:'))
          return bound('content', 'yarn.lock is not one of Yarn 1');
        if (/^\s+resolved "(?!https?:)|@(?:file|link|portal|workspace|patch):/m.test(text))
          return bound('sources', 'yarn.lock names files');
        return (isQuiet ? null : untold(project, 'yarn.lock', text)) ?? unpinned(project);
      };
      return readsOf(project, { name: 'yarn.lock', isNeeded: true }, unfitLock, { isQuiet });
    },
  );

/** https://pnpm.io/cli/install; `requiresBuild` stood in lock files until version 9. */
const pnpm = (words: Words): Install =>
  install(words, words.includes('--frozen-lockfile') ? null : NOT_FROZEN, (project, isQuiet) => {
    const unfitLock = (raw: string | null): Bound | null => {
      const text = (raw ?? '').replace(/\r\n/g, '\n');
      if (/(?:file|link|workspace):|type: directory|^(?:patchedDependencies|pnpmfileChecksum):/m.test(text))
        return bound('sources', 'pnpm-lock.yaml names files');
      const importers = /^importers:\s*\n((?:[ \t]+.*\n|\s*\n)*)/m.exec(text)?.[1] ?? '';
      if (/^ {2}(?!\.:|'\.':)\S/m.test(importers))
        return bound('sources', 'pnpm-lock.yaml: several projects');
      const tells = /^lockfileVersion: '?[56](?:\.\d+)?(?:-\w+)?'?\s*$/m.test(text);
      if (isQuiet || (tells && !/requiresBuild: true/.test(text))) return unpinned(project);
      return untold(project, 'pnpm-lock.yaml', text) ?? unpinned(project);
    };
    return readsOf(project, { name: 'pnpm-lock.yaml', isNeeded: true }, unfitLock, { isQuiet });
  });

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
    if (/^(?:ci|clean-install|ic)$/.test(verb)) return npm(others, true);
    return /^(?:install|i)$/.test(verb) && isAll ? npm(others, false) : null;
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
