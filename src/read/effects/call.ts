/** The effects of one command line, read with the tables. */
import type { Value } from '../../model.js';
import type { Deeds, Region, Role, Use } from '../commands/facts.js';
import { commandFacts, moduleCall } from '../commands/index.js';
import { resolvePath } from '../paths.js';
import { ALWAYS_THERE, BINARIES, SYSTEM, TEMPORARY, union, type Paths } from '../regions.js';
import { deedsOf, usesOf, verbIn } from './arguments.js';
import { both, nothing, unknownEffects, type Effects, type Surroundings } from './model.js';
import { homesOf } from './surroundings.js';
import { cutWord, literalWord, pathsOf, type Directories, type Word } from './words.js';

/** Where a command is run. */
export interface Scene {
  readonly given: Surroundings;
  readonly directories: Directories;
  /** What a variable of its environment holds: `undefined` when nothing has set it. */
  readonly variable: (name: string) => Value | undefined;
  /** Names of variables that the shell has set. */
  readonly names: readonly string[];
  /** Directories that the shell has put into PATH, `null` for one that is not known. */
  readonly programs: readonly Value[];
  /** Reads a text that the command has a shell run. */
  readonly runText: (text: string, scene: Scene) => Effects;
}

/** Run by the shell itself: no program is looked up (POSIX.1-2024, 2.15; builtins of dash, busybox and bash). */
const BUILTINS: ReadonlySet<string> = new Set([
  ...['.', ':', '[', 'alias', 'bg', 'break', 'cd', 'command', 'continue', 'declare', 'dirs', 'echo', 'eval'],
  ...['exec', 'exit', 'export', 'false', 'fg', 'getopts', 'hash', 'jobs', 'kill', 'let', 'local', 'popd'],
  ...['printf', 'pushd', 'pwd', 'read', 'readonly', 'return', 'set', 'shift', 'shopt', 'source', 'test'],
  ...['times', 'trap', 'true', 'type', 'typeset', 'ulimit', 'umask', 'unalias', 'unset', 'wait'],
]);

/** Variables whose values may name files to every program: ld.so(8), environ(7). */
const SETTINGS_OF_ALL: readonly string[] = [
  'LD_*',
  'TMPDIR',
  'LOCPATH',
  'NLSPATH',
  'GCONV_PATH',
  'TZ',
  'TZDIR',
];
/**
 * Variables that set up those who may read any: package managers, their tools and the interpreters that they are
 * written in. The names that a project gives to places of its own are none of them.
 */
const SETTINGS: readonly string[] = [
  ...[
    'DEB*',
    'DPKG*',
    'APT*',
    'UCF*',
    'RPM*',
    'YUM*',
    'DNF*',
    'APK*',
    'ZYPP*',
    'PACMAN*',
    'PIP*',
    'UV_*',
    'POETRY*',
  ],
  ...[
    'PYTHON*',
    'VIRTUAL_ENV',
    'PERL*',
    'RUBY*',
    'GEM*',
    'BUNDLE*',
    'NODE_*',
    'NPM*',
    'npm_*',
    'YARN*',
    'PNPM*',
  ],
  ...[
    'COREPACK*',
    'PHP*',
    'COMPOSER*',
    'LUA*',
    'GO*',
    'CGO*',
    'CARGO*',
    'RUST*',
    'CONDA*',
    'MAMBA*',
    'R_*',
    'JULIA*',
  ],
  ...[
    'JAVA_TOOL*',
    'JDK_JAVA*',
    '_JAVA*',
    'JAVA_OPTS',
    'MAVEN_*',
    'MVN*',
    'GRADLE*',
    'ANT_*',
    'SBT*',
    'DOTNET*',
    'NUGET*',
  ],
  ...[
    'http_*',
    'https_*',
    'ftp_*',
    'HTTP_*',
    'HTTPS_*',
    'FTP_*',
    'SSL*',
    'OPENSSL*',
    'CURL*',
    'REQUESTS*',
    'GIT_*',
    'SSH*',
  ],
  ...[
    'XDG*',
    'FONTCONFIG*',
    'PKG_CONFIG*',
    'CC',
    'CXX',
    'CPP',
    'LD',
    'AR',
    'CFLAGS',
    'CXXFLAGS',
    'CPPFLAGS',
    'LDFLAGS',
  ],
  ...[
    'LIBS',
    'CPATH',
    'C_INCLUDE*',
    'CPLUS_INCLUDE*',
    'LIBRARY_PATH',
    'CMAKE*',
    'PREFIX',
    'DESTDIR',
    'MAKEFLAGS',
    'GNUPG*',
  ],
];
/** Managers of the distribution: they find their files wherever PATH leads. */
const DISTRIBUTION = /^(?:apt|apk|dnf|zypper|pacman)$/;

/** What the words of a command do; the first is its name. */
export function callEffects(words: readonly Word[], scene: Scene): Effects {
  const [first, ...rest] = words;
  if (first === undefined) return nothing;
  const name = nameOf(first);
  const shown = words.map(({ text }) => text).join(' ');
  const called = name === null ? null : moduleCall(name, rest);
  if (called !== null) return both(callEffects(called.map(literalWord), scene), lookUp(name ?? '', scene));
  const row = name === null ? undefined : commandFacts(name);
  const deeds = row === undefined ? null : deedsOf(row, rest);
  if (row === undefined || deeds === null) return unknownEffects(shown);
  const uses = usesOf(deeds, rest, row.verbs === undefined ? -1 : verbIn(row, rest));
  if (uses === null) return unknownEffects(shown);
  const isLinking = name === 'ln';
  const own = new Collector(scene, rest, deeds, uses, isLinking).effects();
  const links = isLinking && rest.every(({ value }) => value !== null) ? own.writes : [];
  return both(own, {
    ...lookUp(first.value ?? '', scene),
    placeless: BUILTINS.has(name ?? '') || UTILITIES.has(name ?? '') || isManager(deeds),
    links,
    environment: words.flatMap(({ names }) => names),
  });
}

/** Utilities that do what their operands say. https://pubs.opengroup.org/onlinepubs/9799919799/utilities/ */
const UTILITIES: ReadonlySet<string> = new Set([
  ...[
    'mkdir',
    'rmdir',
    'touch',
    'rm',
    'cp',
    'mv',
    'ln',
    'chmod',
    'chown',
    'chgrp',
    'cat',
    'install',
    'sed',
    'grep',
  ],
  ...[
    'useradd',
    'usermod',
    'userdel',
    'groupadd',
    'groupmod',
    'groupdel',
    'adduser',
    'addgroup',
    'deluser',
    'sleep',
  ],
]);

/** Managers that install by name, into places of their own. */
const isManager = ({ packages }: Deeds): boolean =>
  packages !== undefined && /^(?:apt|apk|dnf|zypper|pacman|pip|gem|conda)$/.test(packages.manager);

/** The name of a program, without a directory that all distributions have; `null` when it is not known. */
function nameOf({ value }: Word): Value {
  if (value === null) return null;
  const slash = value.lastIndexOf('/');
  return BINARIES.includes(value.slice(0, Math.max(slash, 0))) ? value.slice(slash + 1) : value;
}

function lookUp(program: string, { given, programs }: Scene): Effects {
  if (BUILTINS.has(program)) return nothing;
  if (program.includes('/')) return { ...nothing, programs: [program] };
  const places = [...given.programs, ...programs];
  const known = places.flatMap((directory) => (directory === null ? [] : [`${directory}/${program}`]));
  // It may be found in a directory that nobody knows.
  const reads: Paths = places.includes(null) ? 'anything' : [];
  return { ...nothing, programs: [program, ...known], reads };
}

/** Adds up what the words of one command mean. */
class Collector {
  private directories: Directories;
  private found: Effects = nothing;
  /** Whether it has entered a directory that an absolute path names. */
  private isElsewhere = false;
  /** Words that `into` puts into a directory. */
  private readonly moved: Word[] = [];
  private readonly names: string[] = [];

  constructor(
    private readonly scene: Scene,
    private readonly words: readonly Word[],
    private readonly deeds: Deeds,
    private readonly uses: readonly Use[],
    /** Whether it makes links. */
    private readonly links: boolean,
  ) {
    this.directories = scene.directories;
  }

  effects(): Effects {
    for (const use of this.uses) this.take(use);
    const { reads = [], writes = [], environment = [], network, directory, packages } = this.deeds;
    this.add({ reads: union(...reads.map((region) => this.region(region))) });
    const places = union(...writes.map((region) => this.region(region)));
    this.add({ writes: places, removes: places });
    const all = environment === 'system' ? 'all' : environment;
    this.add({ environment: all, network: network ?? false, directory: directory ?? false });
    const settings = this.settings(
      environment === 'system' || environment === 'all' ? SETTINGS : environment,
    );
    this.add({ reads: settings, writes: settings });
    if (packages) this.add({ packages: [{ ...packages, names: this.names }] });
    return this.found;
  }

  private add(more: Partial<Effects>): void {
    this.found = both(this.found, { ...nothing, ...more });
  }

  private take({ at, role, from = 0 }: Use): void {
    const whole = this.words[at];
    if (whole === undefined) return;
    const word = from === 0 ? whole : cutWord(whole, from);
    if (role === 'name') return;
    if (role === 'command') {
      const scene = { ...this.scene, directories: this.directories };
      this.add(callEffects(this.words.slice(at), scene));
    } else if (role === 'script') this.takeScript(word);
    else if (role === 'package') this.takePackage(word);
    else if (role === 'enters') this.directories = this.enter(word);
    else this.takePath(word, role);
  }

  private takeScript(word: Word): void {
    const scene = { ...this.scene, directories: this.directories };
    this.add(word.value === null ? unknownEffects(word.text) : this.scene.runText(word.value, scene));
  }

  private takePackage(word: Word): void {
    this.names.push(word.text);
    const text = word.value ?? word.beginning;
    if (
      text.includes('://') ||
      !/^(?:\.{0,2}\/|\.\.?(?:\[|$))|\.(?:deb|rpm|apk|whl|gem|t?gz|zip|egg|jar)$/.test(text)
    )
      return;
    const plain = word.value === null ? word : literalWord(word.value.replace(/\[[^\]]*\]$/, ''));
    this.takePath(plain, 'changes');
  }

  private takePath(
    word: Word,
    role: Exclude<Role, 'name' | 'command' | 'script' | 'package' | 'enters'>,
  ): void {
    const { isLink } = this.scene.given;
    // What is taken away, or linked, is the name itself, wherever it leads.
    const isName = role === 'removes' || (this.links && (role === 'into' || role === 'writes'));
    const leads = isName ? (path: string): boolean => isLink(path.slice(0, path.lastIndexOf('/'))) : isLink;
    const { paths, relative } = pathsOf(word, this.directories, leads);
    this.add({ directory: relative && !this.isElsewhere });
    if (role === 'reads' || role === 'changes') this.add({ reads: paths });
    if (role === 'writes' || role === 'changes') this.add({ writes: paths, ...this.created(paths) });
    if (role === 'removes') this.add({ writes: paths, removes: paths });
    if (role === 'reads' || role === 'removes') this.moved.push(word);
    if (role === 'into') {
      const targets = this.targets(word, paths);
      this.add({ writes: targets, ...this.created(targets) });
      if (targets !== paths && paths !== 'anything') this.add({ needs: paths });
    }
    if (role === 'makes') this.make(paths);
  }

  /** What may not have been there before, and what is known to be. */
  private created(paths: Paths): Pick<Effects, 'creates' | 'needs'> {
    if (paths === 'anything') return { creates: [], needs: [] };
    const { isDirectory } = this.scene.given;
    const creates = paths.filter((path) => !isDirectory(path));
    return { creates, needs: paths.filter((path) => !creates.includes(path)) };
  }

  /** Where files go that are put into a directory, or take its name. */
  private targets(word: Word, paths: Paths): Paths {
    const [path, ...more] = word.value === '/' ? [''] : paths === 'anything' ? [] : paths;
    if (path === undefined || more.length > 0) return paths;
    if (!word.text.endsWith('/') && !this.scene.given.isDirectory(path)) return paths;
    const names = this.moved.map(({ value }) => value?.replace(/\/+$/, '').split('/').at(-1) ?? null);
    const known = names.every((name) => name !== null && /^\w[\w.+-]*$/.test(name));
    return known && names.length > 0 ? names.map((name) => `${path}/${name ?? ''}`) : paths;
  }

  /** Directories that all make alike when root makes them, and that belong to somebody else otherwise. */
  private make(paths: Paths): void {
    if (paths === 'anything') {
      this.add({ writes: paths });
      return;
    }
    const { isDirectory, isRoot: plain } = this.scene.given;
    const missing = paths.flatMap((path) => missingAbove(path, isDirectory));
    const needs = paths.flatMap((path) => presentAbove(path, isDirectory));
    this.add(plain ? { makes: missing, needs } : { writes: missing, creates: missing, needs });
  }

  private enter(word: Word): Directories {
    const { paths, relative } = pathsOf(word, this.directories, this.scene.given.isLink);
    this.add({ reads: paths, directory: relative && !this.isElsewhere });
    if (!relative) this.isElsewhere = true;
    return paths === 'anything' ? null : paths;
  }

  private region(region: Region): Paths {
    const programs = [...this.scene.given.programs, ...this.scene.programs];
    const homes = this.homes();
    if (region === 'anything') return region;
    if (region === 'tmp') return union(TEMPORARY, this.region('$TMPDIR'));
    if (region === 'home') return homes ?? 'anything';
    if (region === 'system') {
      const { packages } = this.deeds;
      const isLanguage = packages !== undefined && !DISTRIBUTION.test(packages.manager);
      return isLanguage
        ? [...SYSTEM, ...programs.flatMap((path) => (path === null ? [] : (resolvePath(path, '..') ?? path)))]
        : SYSTEM;
    }
    if (region.startsWith('/')) return [region];
    if (region.startsWith('home:')) return homes?.map((home) => below(home, region.slice(5))) ?? 'anything';
    if (region.startsWith('$')) {
      const value = this.scene.variable(region.slice(1));
      if (value === undefined || value === '') return [];
      return value?.startsWith('/') === true
        ? union(value.split(':').flatMap((one) => resolvePath(null, one) ?? []))
        : 'anything';
    }
    return this.inDirectory(region);
  }

  /** Paths in the values of variables that set the command up: a file that it reads, a place that it writes to. */
  private settings(patterns: readonly string[]): Paths {
    const { given, names, variable } = this.scene;
    const read = [...SETTINGS_OF_ALL, ...patterns];
    const fits = (name: string): boolean =>
      !/^(?:PATH|HOME|PWD|OLDPWD)$/.test(name) &&
      read.some((one) => (one.endsWith('*') ? name.startsWith(one.slice(0, -1)) : one === name));
    return [...given.names(), ...names]
      .filter(fits)
      .flatMap((name) =>
        [...(variable(name) ?? '').matchAll(/(?<![\w.:/@-])\/[\w.+@-][\w./+@-]*/g)].flatMap(
          ([path]) => resolvePath(null, path) ?? [],
        ),
      );
  }

  /** Where HOME leads, if the shell has set it; else where that of the user may be. */
  private homes(): readonly string[] | null {
    const home = this.scene.variable('HOME');
    return home === undefined ? this.scene.given.homes : homesOf(null, home);
  }

  /** `cwd`, `cwd:name`, `above:name`. */
  private inDirectory(region: Region): Paths {
    // Files that are looked for by a pattern are taken to be nowhere but where the file has put them.
    if (!region.includes('*')) this.add({ directory: !this.isElsewhere });
    if (this.directories === null) return 'anything';
    if (region === 'cwd') return union(this.directories);
    const name = region.slice(region.indexOf(':') + 1);
    if (region.startsWith('cwd:')) return this.directories.map((directory) => below(directory, name));
    return this.directories.flatMap((directory) => aboveAnd(directory).map((one) => below(one, name)));
  }
}

const below = (directory: string, name: string): string => resolvePath(directory, name) ?? directory;

/** A directory and all above it. */
function aboveAnd(directory: string): readonly string[] {
  const parts = directory.split('/').filter((part) => part !== '');
  return ['/', ...parts.map((_, at) => `/${parts.slice(0, at + 1).join('/')}`)];
}

/** The last directory of a path, itself included, that is known to be there: whoever has made it was first. */
export function presentAbove(path: string, isDirectory: (path: string) => boolean): readonly string[] {
  return aboveAnd(path)
    .filter((one) => !ALWAYS_THERE.has(one) && isDirectory(one))
    .slice(-1);
}

/** The directories of a path, itself included, that are not known to be there. */
export function missingAbove(path: string, isDirectory: (path: string) => boolean): readonly string[] {
  return aboveAnd(path).filter((one) => !ALWAYS_THERE.has(one) && !isDirectory(one));
}
