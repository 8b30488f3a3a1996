/** Bundler. https://bundler.io/man/bundle-install.1.html, https://bundler.io/man/bundle-config.1.html */
import {
  bound,
  filesOf,
  isBound,
  linesOf,
  never,
  readOptions,
  type Bound,
  type Family,
  type Install,
  type Lookup,
  type Project,
  type Words,
} from './facts.js';

const QUOTED = String.raw`(?:"[^"#\\]*"|'[^'\\]*')`;
const WORD = String.raw`(?:${QUOTED}|:\w+|true|false|nil|[\d.]+|%[wi]\[[\w\s.-]*\]|\[[\w\s:'",.-]*\])`;
/** Lines of a Gemfile that name packages and where they come from: it is a program, and anything else may read files. */
const LINE = new RegExp(
  [
    String.raw`^(?:source\s*\(?\s*["']https?:[^"'#]*["']\)?(?:\s+do)?`,
    String.raw`gem\s*\(?\s*${QUOTED}(?:\s*,\s*${QUOTED})*(?:\s*,\s*(?:\w+:|:\w+\s*=>)\s*${WORD})*\s*\)?`,
    String.raw`ruby\s*\(?\s*${QUOTED}\s*\)?`,
    String.raw`(?:group|platforms?)\s*\(?\s*${WORD}(?:\s*,\s*${WORD})*\s*\)?\s+do`,
    String.raw`git_source\(:github\)\s*(?:do\s*\|\w+\||\{\s*\|\w+\|)\s*"https:\/\/github\.com\/#\{\w+\}(?:\.git)?"\s*\}?`,
    String.raw`end)$`,
  ].join('|'),
);

/** A gem of the project itself, or of another folder. */
const LOCAL =
  /^gemspec\b|\bpath[:\s]|:path\b|^path\b|^eval_gemfile\b|\bgit(?::|\s*=>)\s*(?!["'](?:https?:|ssh:|git:|git@))/;

const GEMFILE_OPTIONS = {
  flags:
    /^(?:--(?:deployment|frozen|quiet|no-cache|no-prune|full-index|verbose|prefer-local|system)|-V|-j\d+)$/,
  values: [
    [/^(?:-j|--jobs|--retry)$/, /^\d+$/],
    [/^--(?:without|with)$/, /^[\w:-]+$/],
  ],
} as const;

/** A setting that keeps the lock file as it is. */
const FROZEN =
  /^bundler? config(?: set)?(?: --(?:global|local))? (?:frozen|deployment) (?:true|1)(?: --(?:global|local))?$/;
const HARMLESS =
  /^bundler? config(?: set)?(?: --(?:global|local))? (?:jobs|retry|without|with|silence_root_warning|build\.[\w-]+) [\w:\s.=-]+$/;

function bundle(words: Words, before: readonly Words[], variable: Lookup): Install {
  const [, ...rest] = words;
  const options = readOptions(
    rest.filter((word) => word !== 'install'),
    GEMFILE_OPTIONS,
  );
  if (typeof options === 'string') return never('options', options);
  // `--without development test`: each word more is a group.
  const odd = options.operands.find((word) => !/^[\w:-]+$/.test(word));
  if (odd !== undefined) return never('options', odd);
  const isSet = (name: string): boolean => /^(?:true|1)$/.test(variable(name) ?? '');
  const isFrozen =
    rest.some((word) => word === '--frozen' || word === '--deployment') ||
    before.some((call) => FROZEN.test(call.join(' '))) ||
    isSet('BUNDLE_FROZEN') ||
    isSet('BUNDLE_DEPLOYMENT');
  const isDeployed =
    rest.includes('--deployment') ||
    before.some((call) => call.includes('deployment')) ||
    variable('BUNDLE_DEPLOYMENT') !== null;
  return {
    bound: isFrozen
      ? null
      : bound('lock', 'it may change Gemfile.lock: with frozen or deployment it would not'),
    reads: (project) => readsOf(project, isDeployed),
  };
}

function readsOf(project: Project, isDeployed: boolean): readonly string[] | Bound {
  const absent: Readonly<Record<string, Bound['reason']>> = {
    ...{ '.bundle': 'written', 'gems.rb': 'content', 'gems.locked': 'content', '.rbenv-vars': 'content' },
    // Gems are installed there, or taken from there.
    ...(isDeployed ? { vendor: 'written' } : { 'vendor/bundle': 'written', 'vendor/cache': 'sources' }),
  };
  if (project.kindOf('vendor') === 'link') return bound('content', 'vendor is no folder');
  const files = filesOf(project, ['Gemfile', 'Gemfile.lock'], ['.ruby-version'], absent);
  if (isBound(files)) return files;
  const [lines, lock] = [linesOf(project, 'Gemfile'), project.textOf('Gemfile.lock')];
  if (lines === null || lock === null) return bound('content', 'Gemfile or Gemfile.lock cannot be read');
  if (/^(?:PATH|PLUGIN SOURCE)$/m.test(lock)) return bound('sources', 'Gemfile.lock: PATH');
  if (/^\s+remote: (?!https?:|ssh:|git:|git@)/m.test(lock)) return bound('sources', 'Gemfile.lock: remote');
  for (const line of lines) {
    if (LOCAL.test(line)) return bound('sources', `Gemfile: ${line}`);
    if (!LINE.test(line)) return bound('content', `Gemfile: ${line}`);
  }
  return files;
}

export const RUBY: Family = {
  source: 'https://bundler.io/man/bundle-config.1.html',
  installOf: (words, before, variable) => {
    const [program = '', verb = 'install'] = words.filter((word, at) => at === 0 || !word.startsWith('-'));
    const isAsked = words.some((word) => /^(?:-v|--version|-h|--help)$/.test(word));
    return /^bundler?$/.test(program) && verb === 'install' && !isAsked
      ? bundle(words, before, variable)
      : null;
  },
  isBeside: (words) => FROZEN.test(words.join(' ')) || HARMLESS.test(words.join(' ')),
  own: /^(?:BUNDLE_|GEM_|RUBY|GEMRC)/,
  variables: [
    {
      names: /^BUNDLE_(?:FROZEN|DEPLOYMENT|WITHOUT|WITH|JOBS|RETRY|SILENCE_ROOT_WARNING|VERSION)$/,
      influence: { kind: 'free', values: /^/ },
    },
    {
      names: /^RUBY_(?:VERSION|MAJOR|DOWNLOAD_\w+)$|^GEM_VERSION$/,
      influence: { kind: 'free', values: /^/ },
    },
    {
      names: /^BUNDLE_(?:PATH|APP_CONFIG|BIN|USER_HOME|USER_CACHE)$|^GEM_(?:HOME|PATH)$|^RUBYLIB$/,
      influence: { kind: 'places' },
    },
  ],
  settings: /\bbundler?\s+config\b|\.bundle\b|gemrc/,
};
