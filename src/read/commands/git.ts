/** git. https://git-scm.com/docs */
import { CERTIFICATES, HOSTS, PROXIES, TLS_ENVIRONMENT } from './accounts.js';
import {
  all,
  hasOption,
  madeAndEntered,
  readLine,
  textOf,
  useOf,
  valuesOf,
  wordAt,
  type Syntax,
} from './arguments.js';
import type { Argument, CommandFacts, Deeds, Region, Use } from './facts.js';

/** Settings, credentials, and the hosts that ssh knows. */
const SETTINGS: readonly Region[] = [
  ...([
    '/etc/gitconfig',
    '/usr/local/etc/gitconfig',
    '/etc/gitattributes',
    'home:.gitconfig',
    'home:.config/git',
  ] as const),
  ...(['home:.netrc', 'home:.git-credentials', 'home:.ssh', '/etc/ssh', '/usr/share/git-core'] as const),
  ...(['$GIT_CONFIG_GLOBAL', '$GIT_CONFIG_SYSTEM', '$XDG_CONFIG_HOME'] as const),
];
/** What belongs to a repository lies in the working directory or above it, or where a variable points to. */
const REPOSITORY: readonly Region[] = ['above:.git', '$GIT_DIR'];
const READ: readonly Region[] = [...SETTINGS, ...REPOSITORY];
const REMOTE: readonly Region[] = [...READ, ...HOSTS, ...CERTIFICATES];

const ENVIRONMENT: readonly string[] = [
  ...[
    'GIT_*',
    'GCM_*',
    'SSH_*',
    'XDG_CONFIG_HOME',
    'XDG_CACHE_HOME',
    'EMAIL',
    'EDITOR',
    'VISUAL',
    'PAGER',
    'LESS*',
    'CURL_*',
  ],
  ...PROXIES,
  ...TLS_ENVIRONMENT,
];

/**
 * The files of a repository lie below its top directory, which may be above the working directory. And hooks and
 * filters of the repository are programs that are run.
 */
const WORK_TREE: Deeds = {
  reads: ['anything'],
  writes: ['anything'],
  environment: 'all',
  directory: true,
  uses: () => [],
};
const REMOTE_WORK_TREE: Deeds = { ...WORK_TREE, network: true };

/** Reads the repository only, files that belong to it not. */
const reading = (options: string): Deeds => ({
  reads: READ,
  environment: ENVIRONMENT,
  uses: (words) => (words.some(({ text }) => RISKY.test(text)) ? null : globalUses(words, options)),
});
/** Options that write a file, or run a program. */
const RISKY =
  /^["']?(?:--output|--ext-diff|--textconv|-O|--open-files-in-pager|--upload-pack|--exec(?:=|$)|--git-dir|--work-tree)/;

/** What stands before the verb: `-C` enters a directory. Words behind the verb are names. */
function globalUses(words: readonly Argument[], verbs: string): readonly Use[] | null {
  const uses: Use[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const text = textOf(wordAt(words, at));
    if (verbs.split(' ').includes(text)) return uses;
    if (text === '-C') uses.push({ at: at + 1, role: 'enters' });
    if (text === '-C' || text === '-c') at += 1;
    else if (!/^(?:--no-pager|--bare|--no-replace-objects|-P)$/.test(text)) return null;
  }
  return null;
}

const CLONE: Syntax = {
  flags: 'lqvns46',
  valued: 'Ccbjo',
  longFlags:
    '--quiet --verbose --progress --no-checkout --bare --mirror --single-branch --no-single-branch --no-tags --tags ' +
    '--recursive --recurse --recurse-submodules --shallow-submodules --no-shallow-submodules --no-hardlinks --sparse ' +
    '--remote-submodules --no-remote-submodules --no-pager --local --no-local --ipv4 --ipv6 --reject-shallow',
  longValued: '--branch --depth --config --origin --jobs --filter --shallow-since --shallow-exclude',
  attached: '--recurse-submodules',
};

/** `git clone URL [DIRECTORY]`: without a directory, a new one below the working directory. */
function cloneUses(words: readonly Argument[]): readonly Use[] | null {
  const line = readLine(words, CLONE);
  const [, address, target, ...more] = line?.operands ?? [];
  if (line === null || address === undefined || more.length > 0) return null;
  const text = textOf(wordAt(words, address)).replace(/^["']/, '');
  const entered = valuesOf(line, '-C').map((place) => useOf(place, 'enters'));
  // A path of this machine; a variable holds an address.
  const isPath = /^(?:file:|[./~])/.test(text) || /^[\w.-]+(?:\/[\w.-]+)*$/.test(text);
  const read = isPath ? all([address], 'reads') : [];
  if (text.startsWith('file:')) return null;
  if (target !== undefined) return [...entered, ...read, ...madeAndEntered({ at: target, from: 0 })];
  const name = /[/:][\w-][\w.-]*$/.exec(wordAt(words, address).value ?? '');
  const isWhole =
    name !== null && !/\.(?:git|bundle)$/.test(name[0]) && !hasOption(line, '--bare', '--mirror');
  return isWhole
    ? [...entered, ...read, { at: address, role: 'enters', from: name.index + 1 }]
    : [...entered, ...read];
}

const INIT: Syntax = {
  flags: 'q',
  valued: 'Ccb',
  longFlags: '--quiet --bare',
  longValued: '--initial-branch',
  attached: '--shared --object-format',
};

function initUses(words: readonly Argument[]): readonly Use[] | null {
  const line = readLine(words, INIT);
  const [, target, ...more] = line?.operands ?? [];
  if (line === null || more.length > 0) return null;
  const entered = valuesOf(line, '-C').map((place) => useOf(place, 'enters'));
  return target === undefined ? entered : [...entered, ...madeAndEntered({ at: target, from: 0 })];
}

const CONFIG: Syntax = {
  flags: 'lez',
  valued: 'Ccf',
  longFlags:
    '--global --system --local --add --get --get-all --unset --unset-all --replace-all --list --bool --int --path ' +
    '--show-origin --remove-section --rename-section --null --all',
  longValued: '--file --type --default --value',
};

/** `-f FILE` and what `--global` and `--system` write. */
function configUses(words: readonly Argument[]): readonly Use[] | null {
  const line = readLine(words, CONFIG);
  if (line === null || hasOption(line, '-e')) return null;
  return [
    ...valuesOf(line, '-C').map((place) => useOf(place, 'enters')),
    ...valuesOf(line, '-f', '--file').map((place) => useOf(place, 'changes')),
  ];
}

const CONFIGURING: Deeds = {
  reads: READ,
  writes: REPOSITORY,
  environment: ENVIRONMENT,
  uses: configUses,
  variants: [
    // Where XDG_CONFIG_HOME or GIT_CONFIG_GLOBAL is set, the file is there.
    {
      when: ['--global'],
      reads: SETTINGS,
      writes: ['home:.gitconfig', 'home:.config/git', '$XDG_CONFIG_HOME', '$GIT_CONFIG_GLOBAL'],
    },
    {
      when: ['--system'],
      reads: SETTINGS,
      writes: ['/etc/gitconfig', '/usr/local/etc/gitconfig', '$GIT_CONFIG_SYSTEM'],
    },
    { when: ['-f', '--file'], writes: [] },
  ],
};

const patching = (verb: string): Deeds => ({
  // Files outside the working directory are left out; those of the patch are read.
  reads: ['anything'],
  writes: ['cwd', ...REPOSITORY],
  environment: ENVIRONMENT,
  uses: (words) =>
    words.some(({ text }) =>
      /^["']?(?:--directory|--unsafe-paths|-3|--3way|--index|--build-fake-ancestor)/.test(text),
    )
      ? null
      : globalUses(words, verb),
});

const verbsOf = (names: string, deeds: Deeds): Readonly<Record<string, Deeds>> =>
  Object.fromEntries(names.split(' ').map((name) => [name, deeds]));

const QUERIES =
  'rev-parse log show rev-list name-rev symbolic-ref cat-file ls-tree shortlog for-each-ref version';

export const GIT: CommandFacts = {
  names: ['git'],
  source: 'https://git-scm.com/docs/git',
  options: { '-C': 'enters', '-c': 'name' },
  verbs: {
    clone: {
      reads: [...SETTINGS, ...HOSTS, ...CERTIFICATES],
      writes: ['cwd', 'home:.ssh'],
      environment: ENVIRONMENT,
      network: true,
      uses: cloneUses,
    },
    init: {
      reads: SETTINGS,
      writes: ['cwd:.git'],
      environment: ENVIRONMENT,
      uses: initUses,
      variants: [{ when: ['--bare'], writes: ['cwd'] }],
    },
    config: CONFIGURING,
    ...verbsOf(
      'checkout reset switch restore am commit cherry-pick revert merge stash rebase add rm mv worktree',
      WORK_TREE,
    ),
    ...verbsOf('gc sparse-checkout', WORK_TREE),
    ...verbsOf('pull submodule lfs', REMOTE_WORK_TREE),
    ...verbsOf('status diff update-index', WORK_TREE),
    fetch: {
      reads: REMOTE,
      writes: [...REPOSITORY, 'home:.ssh'],
      environment: 'all',
      network: true,
      uses: (words) => (words.some(({ text }) => RISKY.test(text)) ? null : globalUses(words, 'fetch')),
    },
    'ls-remote': { ...reading('ls-remote'), reads: REMOTE, writes: ['home:.ssh'], network: true },
    ...verbsOf('tag branch', {
      ...reading('tag branch'),
      writes: REPOSITORY,
      variants: [
        {
          when: [
            '-e',
            '-s',
            '-u',
            '-v',
            '--edit',
            '--sign',
            '--verify',
            '--local-user',
            '--edit-description',
          ],
          uses: () => null,
        },
      ],
    }),
    remote: {
      ...reading('remote'),
      reads: REMOTE,
      writes: [...REPOSITORY, 'home:.ssh'],
      network: true,
    },
    archive: {
      ...reading('archive'),
      variants: [{ when: ['-o*', '--output', '--remote', '--exec', '--add-file'], uses: () => null }],
    },
    // `--dirty` compares with the files, and refreshes the index.
    describe: { ...reading('describe'), reads: ['anything'], writes: REPOSITORY },
    clean: {
      reads: ['cwd', ...READ],
      writes: ['cwd', ...REPOSITORY],
      environment: 'all',
      uses: (words) => globalUses(words, 'clean'),
    },
    apply: patching('apply'),
    ...verbsOf(QUERIES, reading(QUERIES)),
    'ls-files': { ...reading('ls-files'), reads: ['cwd', ...READ] },
    '': { reads: SETTINGS, environment: ENVIRONMENT },
  },
};
