/** Which steps of a body are worth a cache entry, and which belong together. */
import { simpleCommands, type ShellNode, type SimpleCommand } from '../../src/transform.js';
import type { Body } from '../joining/body.js';

/**
 * Programs that download, compile or install, with the operands that make them do so: any when the list is
 * empty, none where '' is one of them.
 */
const EXPENSIVE: Readonly<Record<string, readonly string[]>> = {
  'apt-get': ['install', 'upgrade', 'dist-upgrade', 'build-dep', 'full-upgrade'],
  apt: ['install', 'upgrade', 'full-upgrade', 'build-dep'],
  aptitude: ['install', 'upgrade'],
  apk: ['add', 'upgrade'],
  yum: ['install', 'update', 'upgrade', 'groupinstall', 'localinstall'],
  dnf: ['install', 'update', 'upgrade', 'groupinstall'],
  microdnf: ['install', 'update', 'upgrade'],
  zypper: ['install', 'in', 'update', 'up'],
  pacman: ['-S', '-Sy', '-Syu', '-Syyu', '-Su'],
  pip: ['install', 'download', 'wheel'],
  pip3: ['install', 'download', 'wheel'],
  pip2: ['install'],
  poetry: ['install'],
  pipenv: ['install', 'sync'],
  uv: ['sync', 'pip'],
  conda: ['install', 'create', 'env', 'update'],
  mamba: ['install', 'create', 'env', 'update'],
  npm: ['install', 'ci', 'i', 'run', 'rebuild', 'build'],
  yarn: ['', 'install', 'add', 'build', 'run'],
  pnpm: ['install', 'i', 'run', 'build'],
  bower: ['install'],
  gem: ['install', 'update'],
  bundle: ['', 'install', 'update', 'exec'],
  bundler: ['install'],
  composer: ['install', 'update', 'require', 'create-project', 'global'],
  pecl: ['install'],
  pear: ['install'],
  'docker-php-ext-install': [],
  cpanm: [],
  cpan: [],
  go: ['build', 'install', 'get', 'mod', 'test'],
  cargo: ['build', 'install', 'fetch', 'test'],
  rustup: ['toolchain', 'update', 'install', 'component', 'target'],
  stack: ['build', 'install', 'setup'],
  cabal: ['install', 'build', 'update'],
  mvn: [],
  gradle: [],
  './gradlew': [],
  './mvnw': [],
  sbt: [],
  dotnet: ['restore', 'build', 'publish', 'test', 'tool'],
  mix: ['deps.get', 'deps.compile', 'compile', 'release'],
  bazel: [],
  ninja: [],
  make: [],
  gmake: [],
  cmake: ['--build'],
  git: ['clone', 'fetch', 'pull'],
  svn: ['checkout', 'co', 'export'],
  hg: ['clone'],
  curl: [],
  wget: [],
  'add-apt-repository': [],
  Rscript: [],
  python: ['setup.py', '-m'],
  python3: ['setup.py', '-m'],
};
/** Steps that get something ready for what follows. */
const PREPARING = new Set([
  ...[
    'cd',
    'export',
    'mkdir',
    'set',
    'umask',
    'echo',
    'printf',
    'cmake',
    'meson',
    './configure',
    './autogen.sh',
    './bootstrap.sh',
  ],
  ...[
    './config',
    './Configure',
    'docker-php-ext-configure',
    './buildconf',
    'autoreconf',
    'phpize',
    './bootstrap',
    '../configure',
  ],
]);
/** Targets of make that take little time after the build itself. */
const QUICK_TARGETS = /^(?:install|clean|distclean|uninstall|strip)/;
/** Programs that take away what was there. */
const CLEANING = /^(?:rm|rmdir|unlink|find|shred|strip)$/;
const PACKAGE_CLEANUP =
  /^(?:clean|purge|remove|autoremove|autoclean|del|erase|uninstall|prune|cache|-e|-r|--purge|--remove)$/;
const PACKAGE_MANAGERS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      'apt-get',
      'apt',
      'aptitude',
      'dpkg',
      'apt-key',
      'add-apt-repository',
      'apt-cache',
      'dpkg-reconfigure',
    ].map((name) => [name, 'apt']),
  ),
  ...Object.fromEntries(['yum', 'dnf', 'microdnf', 'rpm', 'yum-config-manager'].map((name) => [name, 'rpm'])),
  ...{
    apk: 'apk',
    zypper: 'zypper',
    pacman: 'pacman',
    npm: 'npm',
    yarn: 'yarn',
    pnpm: 'pnpm',
    gem: 'gem',
    conda: 'conda',
    mamba: 'conda',
  },
  ...{ pip: 'pip', pip2: 'pip', pip3: 'pip', composer: 'composer', cargo: 'cargo', go: 'go' },
};
/** Where a manager keeps its indexes and caches. */
const CACHES: readonly (readonly [RegExp, string])[] = [
  [/^\/var\/(?:lib|cache)\/(?:apt|debconf|dpkg)/, 'apt'],
  [/^\/var\/cache\/(?:yum|dnf)/, 'rpm'],
  [/^\/var\/cache\/apk/, 'apk'],
  [/\/\.cache\/pip/, 'pip'],
  [/\/\.npm\b/, 'npm'],
];

const commandsOf = (step: ShellNode): readonly SimpleCommand[] =>
  simpleCommands({ span: step.span, items: [{ node: step, separator: null }] });

const wordsOf = (command: SimpleCommand): readonly string[] => {
  const words = command.words.map(({ text }) => text.replace(/^["']|["']$/g, ''));
  const start = words.findIndex((word) => !/^(?:sudo|env|time|nice|command|exec|-E|-n)$|^\w+=/.test(word));
  return start < 0 ? [] : words.slice(start);
};

/** Whether a step usually takes longer than starting a container for it. */
export function isExpensive(step: ShellNode): boolean {
  return (
    !feedsShell(step) &&
    commandsOf(step).some((command) => {
      const [path = '', ...rest] = wordsOf(command);
      const name = path.slice(path.lastIndexOf('/') + 1);
      const verbs = EXPENSIVE[path] ?? EXPENSIVE[name];
      if (/^(?:g?make|ninja)$/.test(name)) return !rest.some((word) => QUICK_TARGETS.test(word));
      if (verbs === undefined) return false;
      const operands = rest.some((word) => !word.startsWith('-')) ? rest : [...rest, ''];
      return verbs.length === 0 || operands.some((word) => verbs.includes(word));
    })
  );
}

/** `curl … | bash`: mostly the setup of a package repository, which belongs to the installation behind it. */
function feedsShell(step: ShellNode): boolean {
  if (step.kind !== 'pipeline') return false;
  const last = step.items.at(-1);
  return last?.kind === 'simple' && /^(?:ba|da)?sh$/.test(wordsOf(last)[0] ?? '');
}

/** Numbers of the steps before which the body is cut: each part has one expensive step or group of steps. */
export function chooseCuts(body: Body, steps: readonly ShellNode[]): readonly number[] {
  const ties = tieSteps(body, steps);
  const cuts: number[] = [];
  let hasExpensive = false;
  let candidate: number | null = null;
  for (const [index, step] of steps.entries()) {
    const tied = ties.some(([from, to]) => from < index && index <= to);
    if (!tied && hasExpensive) {
      const prepares = isPreparing(step);
      if (prepares) candidate ??= index;
      else if (!isExpensive(step)) candidate = null;
    }
    if (tied) candidate = null;
    if (isExpensive(step) && !tied && hasExpensive) {
      cuts.push(candidate ?? index);
      candidate = null;
    }
    hasExpensive ||= isExpensive(step);
  }
  return cuts;
}

function isPreparing(step: ShellNode): boolean {
  if (feedsShell(step)) return true;
  const commands = commandsOf(step);
  return (
    commands.length > 0 &&
    commands.every((command) => command.words.length === 0 || PREPARING.has(wordsOf(command)[0] ?? ''))
  );
}

/** Ranges of steps that must stay in one layer. */
function tieSteps(body: Body, steps: readonly ShellNode[]): readonly (readonly [number, number])[] {
  const texts = steps.map(({ span }) => body.script.text.slice(span.start, span.end));
  return steps.flatMap((step, index) =>
    commandsOf(step).flatMap((command) => {
      const from = firstTied(command, steps, texts, index);
      return from === null || from >= index ? [] : [[from, index] as const];
    }),
  );
}

/** The first step that a command must stay with; `null` for none. */
function firstTied(
  command: SimpleCommand,
  steps: readonly ShellNode[],
  texts: readonly string[],
  index: number,
): number | null {
  const [name = '', ...rest] = wordsOf(command);
  const manager = PACKAGE_MANAGERS[name];
  if (manager === 'apt' || manager === 'rpm' || manager === 'apk') {
    // An index that an earlier layer fetched is stale by the time that the packages change.
    return steps.findIndex((step) =>
      commandsOf(step).some((other) => PACKAGE_MANAGERS[wordsOf(other)[0] ?? ''] === manager),
    );
  }
  if (manager !== undefined && rest.some((word) => PACKAGE_CLEANUP.test(word))) {
    return steps.findIndex((step) =>
      commandsOf(step).some((other) => PACKAGE_MANAGERS[wordsOf(other)[0] ?? ''] === manager),
    );
  }
  if (/^(?:g?make|ninja)$/.test(name) && rest.some((word) => /clean/.test(word))) return 0;
  if (!CLEANING.test(name)) return null;
  return Math.min(
    ...rest.filter((word) => !word.startsWith('-')).map((path) => firstMention(path, steps, texts, index)),
  );
}

/** The first step that has to do with a path; the very first when that is unclear. */
function firstMention(
  path: string,
  steps: readonly ShellNode[],
  texts: readonly string[],
  index: number,
): number {
  const manager = CACHES.find(([pattern]) => pattern.test(path))?.[1];
  if (manager !== undefined) {
    const first = steps.findIndex((step) =>
      commandsOf(step).some((other) => PACKAGE_MANAGERS[wordsOf(other)[0] ?? ''] === manager),
    );
    return first < 0 ? index : first;
  }
  const name = path.replace(/\/+$/, '').split('/').at(-1) ?? '';
  if (name.length < 3 || /[$*?[{`]/.test(name)) return 0;
  const first = texts.findIndex((text) => text.includes(name));
  return first >= 0 && first < index ? first : 0;
}
