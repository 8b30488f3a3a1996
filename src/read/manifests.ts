/**
 * What installs of dependencies read and write of the project that they are run in, by tables: `src/read/manifests/*.ts`,
 * one for each family.
 */
import type { BuildContext } from '../model.js';
import { GO } from './manifests/go.js';
import { NODE } from './manifests/node.js';
import { OTHERS } from './manifests/others.js';
import { PYTHON } from './manifests/python.js';
import { RUBY } from './manifests/ruby.js';
import {
  isBound,
  type Bound,
  type Family,
  type Install,
  type Lookup,
  type Project,
  type Words,
} from './manifests/facts.js';

export { isBound, type Bound, type Project } from './manifests/facts.js';
export { areMadeAlike, isRealFolder, mayMislead, namesFiles, type Tree } from './manifests/surroundings.js';

const FAMILIES: readonly Family[] = [NODE, PYTHON, RUBY, GO, OTHERS];

/** What a RUN installs of what a project depends on. */
export interface Installs {
  readonly installs: readonly Install[];
  /** Names of the programs that install. */
  readonly programs: readonly string[];
  readonly families: readonly Family[];
  /** Places among the calls of those that do something else. */
  readonly others: readonly number[];
}

/** What the calls of a RUN install; `null` where none installs anything. */
export function installsIn(calls: readonly Words[], variable: Lookup): Installs | null {
  const found = calls.map((words, at) =>
    FAMILIES.flatMap((family) => {
      const install = family.installOf(words, calls.slice(0, at), variable);
      return install === null ? [] : [{ family, install }];
    }),
  );
  const all = found.flat();
  if (all.length === 0) return null;
  const families = [...new Set(all.map(({ family }) => family))];
  // Another tool would look at files of its own.
  const isBeside = (words: Words): boolean => families.some((family) => family.isBeside(words));
  return {
    families,
    installs: all.map(({ install }) => install),
    programs: calls.flatMap((words, at) => (found[at]?.length === 0 ? [] : [words[0] ?? ''])),
    others: calls.flatMap((words, at) => (found[at]?.length === 0 && !isBeside(words) ? [at] : [])),
  };
}

/** Why it is bound to the sources, whatever they are. */
export const boundAnyway = ({ installs }: Installs, asRule = false): Bound | null =>
  installs.flatMap(({ bound }) => (bound === null || (asRule && bound.isUnusual) ? [] : [bound]))[0] ?? null;

/** All that is read of the project: files, and folders with all that is in them. */
export function readFrom({ installs }: Installs, project: Project): readonly string[] | Bound {
  const names = new Set<string>();
  for (const { reads } of installs) {
    const found = reads(project);
    if ('reason' in found) return found;
    for (const name of found) names.add(name);
  }
  const home = AT_HOME.find((name) => project.kindOf(name) !== null);
  if (home !== undefined) return { reason: 'written', detail: home };
  return [...names];
}

/** The names that are read of a project; `null` where that cannot be told. */
export const namesRead =
  (installs: Installs) =>
  (project: Project): readonly string[] | null => {
    const names = readFrom(installs, project);
    return isBound(names) ? null : names;
  };

/**
 * What programs read and write in the home directory of their user: it may be the folder of the project itself.
 * https://specifications.freedesktop.org/basedir-spec/latest/
 */
const AT_HOME: readonly string[] = [
  ...['.cache', '.config', '.local', '.npm', '.gem', '.gemrc', '.yarn', '.pip', '.pydistutils.cfg', '.netrc'],
  ...[
    '.gitconfig',
    '.ssh',
    '.profile',
    '.bashrc',
    '.bash_profile',
    '.bundle',
    '.pnpm-state',
    '.node-gyp',
    '.cargo',
  ],
  ...['.pyenv', '.rbenv', '.nodenv', '.asdf', '.volta', '.nvm'],
  ...['.pypirc', '.prebuild-installrc', '.hgrc', '.curlrc', '.wgetrc', '.bash_login', '.npm-global'],
];

/** A folder of the build context; `null` where nothing is known of it. */
export function projectIn(
  context: BuildContext | null,
  folder: string,
  place: string,
  asRule = false,
): Project | null {
  if (context === null) return null;
  const at = (path: string): string => (folder === '' ? path : `${folder}/${path}`);
  return {
    place,
    asRule,
    kindOf: (path) => context.stat(at(path))?.kind ?? null,
    textOf: (path) => context.read?.(at(path)) ?? null,
    namesIn: (path) => context.list?.(at(path)) ?? null,
  };
}

/** Variables that many programs and their shells read: what is loaded, run and looked up. */
const PLACES =
  /^(?:PATH|HOME|TMPDIR|TMP|TEMP|VIRTUAL_ENV|CONDA_PREFIX|XDG_\w+|SSL_CERT_(?:FILE|DIR)|OPENSSL_CONF|GIT_SSL_CA(?:INFO|PATH)|NETRC|CURL_HOME|(?:REQUESTS|CURL)_CA_BUNDLE)$/;
const UNFIT =
  /^(?:LD_\w+|DYLD_\w+|BASH_ENV|ENV|CDPATH|IFS|PERL5(?:LIB|OPT)|GIT_(?:DIR|WORK_TREE|CONFIG\w*|SSH\w*|EXEC_PATH|TEMPLATE_DIR|ASKPASS)|JAVA_TOOL_OPTIONS|CC|CXX|CFLAGS|CXXFLAGS|CPPFLAGS|LDFLAGS|PKG_CONFIG\w*|MAKEFLAGS)$/;

/**
 * What a variable that the file sets means to the installs: nothing, places that have to be apart from the project, or what
 * nobody can tell.
 * @param value `null` when it is not known
 */
export function influenceOf(
  { families }: Installs,
  name: string,
  value: string | null,
): 'none' | 'places' | 'unfit' {
  if (PLACES.test(name)) return 'places';
  for (const { variables, own } of families) {
    const row = variables.find(({ names }) => names.test(name));
    if (row?.influence.kind === 'places') return 'places';
    if (row?.influence.kind === 'free')
      return row.influence.values.source === '^' || (value !== null && row.influence.values.test(value))
        ? 'none'
        : 'unfit';
    if (own.test(name)) return 'unfit';
  }
  return UNFIT.test(name) ? 'unfit' : 'none';
}

/** Whether an earlier instruction may have told the tools to look elsewhere, or to run something else. */
export const maySetUp = ({ families }: Installs, text: string): boolean =>
  families.some(({ settings }) => settings.test(text.replace(ORDINARY, '')));

/**
 * Whether a mount of the RUN shows the tools settings, or other files of the build context.
 * https://docs.docker.com/reference/dockerfile/#run---mount
 */
export function mayTell(installs: Installs, mount: string): boolean {
  const valueOf = (name: string): string | undefined =>
    new RegExp(`(?:^|,)\\s*${name}=([^,]*)`).exec(mount)?.[1]?.replace(/["']/g, '');
  const [type = 'bind', from, variable] = ['type', 'from', 'env'].map(valueOf);
  if (type === 'cache' || type === 'tmpfs') return false;
  if (type === 'bind' && from === undefined) return true;
  if (variable !== undefined && influenceOf(installs, variable, null) !== 'none') return true;
  return maySetUp(installs, mount);
}

/**
 * Whether a call that is done before surely puts something into the folder, where an installation may look for it: more than
 * to make the folder, and to set its owner and its mode.
 */
export function fillsFolder(words: Words, writes: readonly string[] | 'anything', folder: string): boolean {
  if (writes === 'anything') return false;
  const isOfFolder = /^(?:mkdir|chown|chmod|chgrp|install)$/.test(words[0] ?? '');
  const install = installsIn([words], () => null);
  // Where other installations write is known.
  if (install !== null && boundAnyway(install) === null) return false;
  return writes.some((path) => path.startsWith(`${folder}/`) || (path === folder && !isOfFolder));
}

/** Whether a text makes a user whose home lies in a folder. */
export const movesHome = (text: string, folder: string): boolean =>
  /\b(?:useradd|adduser|usermod)\b/.test(text) && text.includes(`${folder}/`);

/** Where packages come from, and how much is told of it. */
const ORDINARY =
  /\b(?:npm|yarn|pnpm)\s+(?:(?:config|c)\s+)?set\s+(?:-g\s+)?(?:registry|progress|loglevel|fund|audit|strict-ssl|update-notifier)[\s=]+(?:https?:\/\/[^\s;&|]+|\w+)(?=\s|$|;|&)|\bpip[\d.]*\s+config\s+(?:--\w+\s+)?set\s+global\.(?:index-url|trusted-host|timeout)\s+(?:https?:\/\/)?[\w./:-]+|\bpoetry\s+config\s+virtualenvs\.create\s+false/g;

/** Folders of the system, of users and of tools themselves; a project lies in one of its own. */
const TAKEN: readonly RegExp[] = [
  /^\/(?:bin|boot|dev|etc|lib(?:32|64|x32)?|proc|sbin|sys|run|tmp|nix|snap)(?:\/|$)/,
  /^\/var(?:\/(?!www\/.|app(?:\/|$)|task(?:\/|$))|$)/,
  /^\/usr(?:\/(?!src\/.|app(?:\/|$))|$)/,
  /^\/(?:home|root|opt|srv|mnt|media|go)?$/,
  /^\/home\/[^/]+$/,
  // A folder of settings.
  /\/\./,
];

/** Whether nothing but a project is expected at an absolute path. */
export const isProjectPlace = (path: string): boolean =>
  path.startsWith('/') && !TAKEN.some((taken) => taken.test(path));
