/** What the words of a command mean together, with the row of its table. */
import type { Deeds, Region, Role, Use } from '../commands/facts.js';
import { resolvePath } from '../paths.js';
import { OF_SERVICES, PACKAGED, SYSTEM, TEMPORARY, union, type Paths } from '../regions.js';
import { both, isListed, nothing, unknownEffects, type Effects } from './model.js';
import { aboveAnd, below, inHomes, missingAbove, pathsWithin, presentAbove } from './places.js';
import type { Scene } from './scene.js';
import { SETTINGS, SETTINGS_OF_ALL } from './settings.js';
import { homesOf } from './surroundings.js';
import { cutWord, literalWord, pathsOf, type Directories, type Word } from './words.js';

/** Managers of the distribution: they find their files wherever PATH leads. */
const DISTRIBUTION = /^(?:apt|apk|dnf|zypper|pacman)$/;

/** A package in one file, also where only the end of its name is known. */
const PACKED = /\.(?:deb|rpm|apk|whl|gem|t?gz|zip|egg|jar|tar|t[bx]z2?|bz2|xz)$/;

/** Adds up what the words of one command mean. */
export class Collector {
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
    /** Whether its first operand says what it does. */
    private readonly hasVerb: boolean,
    /** What a command line is that stands among its operands. */
    private readonly call: (words: readonly Word[], scene: Scene) => Effects,
  ) {
    this.directories = scene.directories;
  }

  effects(): Effects {
    for (const use of this.uses) this.take(use);
    const { environment = [], network, directory, packages } = this.deeds;
    const { asRule } = this.scene.given;
    const { reads = [] } = this.deeds;
    const writes = (asRule ? this.deeds.writesAsRule : undefined) ?? this.deeds.writes ?? [];
    const isLanguage = this.isOfLanguage();
    this.add({
      reads: union(...reads.map((region) => this.region(region))),
      spares: asRule && isLanguage ? OF_SERVICES : [],
    });
    const places = union(...writes.map((region) => this.region(region)));
    // Its own directory, and those of others, a tool leaves in their place as a rule.
    this.add({ writes: places, removes: asRule && packages !== undefined ? [] : places });
    const all = environment === 'system' ? 'all' : environment;
    this.add({ environment: all, network: network ?? false, directory: directory ?? false });
    const settings = this.settings(
      environment === 'system' || environment === 'all' ? SETTINGS : environment,
    );
    this.add({ reads: settings, writes: settings });
    if (packages) this.add({ packages: [{ ...packages, names: this.names }] });
    if (packages || network === true)
      this.add({ reads: this.scene.given.told(packages?.manager ?? 'network') });
    // Their scripts call programs by name.
    if (asRule && packages && !isLanguage) this.add({ programs: ['*'] });
    return this.found;
  }

  private isOfLanguage(): boolean {
    const { packages } = this.deeds;
    return packages !== undefined && !DISTRIBUTION.test(packages.manager);
  }

  private add(more: Partial<Effects>): void {
    this.found = both(this.found, { ...nothing, ...more });
  }

  private take({ at, role, from = 0 }: Use): void {
    const whole = this.words[at];
    if (whole === undefined) return;
    const word = from === 0 ? whole : cutWord(whole, from);
    if (role === 'name') {
      this.takeName(word);
      return;
    }
    if (role === 'command') {
      const scene = { ...this.scene, directories: this.directories };
      this.add(this.call(this.words.slice(at), scene));
    } else if (role === 'script') this.takeScript(word);
    else if (role === 'package') this.takePackage(word, at);
    else if (role === 'enters') this.directories = this.enter(word);
    else this.takePath(word, role);
  }

  /** A setting may name a file for those who go by it: `git config http.sslCAInfo /keys/ca.pem`. */
  private takeName({ value }: Word): void {
    const isSetting = this.hasVerb && value?.includes('://') !== true;
    if (isSetting || value?.startsWith('/') === true) this.add({ reads: pathsWithin(value ?? '') });
  }

  private takeScript(word: Word): void {
    const scene = { ...this.scene, directories: this.directories };
    this.add(word.value === null ? unknownEffects(word.text) : this.scene.runText(word.value, scene));
  }

  private takePackage(word: Word, at: number): void {
    this.names.push(word.text);
    const text = word.value ?? word.beginning;
    // A project may name others, anywhere; what is one file does not.
    const isPath =
      /^\.{0,2}\/|^\.\.?(?:\[|$)/.test(text) ||
      (text.includes('/') && this.uses.some((use) => use.at === at && use.role === 'changes'));
    if (isPath && !PACKED.test(word.value ?? word.text) && this.isOfLanguage())
      this.add({ reads: 'anything' });
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
    // What is taken away, or linked, is the name itself, wherever it leads; `rm -r link/` goes through it.
    const goesOn = /\/\.?$/.test(word.value ?? word.text);
    const isName = (role === 'removes' && !goesOn) || (this.links && (role === 'into' || role === 'writes'));
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
      const isLanguage = this.isOfLanguage();
      if (this.scene.given.asRule && packages !== undefined && !isLanguage) return PACKAGED;
      return isLanguage
        ? [...SYSTEM, ...programs.flatMap((path) => (path === null ? [] : (resolvePath(path, '..') ?? path)))]
        : SYSTEM;
    }
    if (region.startsWith('/')) return [region];
    if (region.startsWith('home:')) return inHomes(homes, region.slice('home:'.length));
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
    const fits = (name: string): boolean => !/^(?:PATH|HOME|PWD|OLDPWD)$/.test(name) && isListed(name, read);
    return [...given.names(), ...names].filter(fits).flatMap((name) => pathsWithin(variable(name) ?? ''));
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
