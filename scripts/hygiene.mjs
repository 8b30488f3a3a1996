/**
 * Judges how many Dockerfiles ship what package managers leave behind, before and after `squash` in release mode.
 *
 *   node scripts/hygiene.mjs FOLDER [--least N] [--list SMELL]
 *
 * The definitions are simple ones of its own, not those that the transforms go by. Only RUNs of shipped stages count.
 * --list prints the places where a smell is left. Exit code 1 where less than N percent of the smells are resolved, or
 * where one is left in a RUN that none of the transforms has a refusal for.
 */
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { DockerfileError, squash } from '../dist/src/index.js';
import { simpleCommands } from '../dist/src/read/commands.js';
import { readDockerfile } from '../dist/src/read/read.js';
import { parseShell, readShell } from '../dist/src/read/shell.js';
import { dockerfilesIn, readText } from './dockerfiles.mjs';

// The reader may have gone (`| head`).
process.stdout.on('error', () => process.exit());

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { least: { type: 'string', default: '0' }, list: { type: 'string' } },
});
const [folder] = positionals;
if (folder === undefined) throw new Error('usage: node scripts/hygiene.mjs FOLDER');

const TRANSFORMS = new Set(['drop-caches', 'drop-apt-lists', 'drop-updates', 'drop-late-cleanups']);
const RULES = /\bDL(?:3009|3019|3032|3036|3040|3042|3060)\b/;

/** Options between a program and its verb, those with `key=value` behind them included. */
const FLAGS = String.raw`(?: -\S+(?: \w[\w:.-]*=\S*)?)*`;
const call = (programs, verbs) => new RegExp(`^(?:${programs})${FLAGS} (?:${verbs})(?: |$)`);
const DNF = 'yum|dnf|microdnf';

/**
 * `fills` and `cleans` are matched against the words of a command, joined by blanks; `gone` against what `rm` or `find`
 * takes away, and the targets of cache mounts; `spared` are variables of the environment that turn the cache off, `images` base images that do.
 */
const SMELLS = {
  noclean_apt: {
    fills: call('apt|apt-get|aptitude', 'update'),
    cleans: call('apt|apt-get', 'dist-?clean'),
    gone: /^\/var\/lib(?:\/apt(?:\/lists)?)?(?:\/?$|\/?\*|\/(?:lists|apt)\/)|^\/var\/lib\/apt\/lists/,
  },
  noclean_apk: {
    fills: call('apk', 'add'),
    unless: / --no-(?:cache|network)(?: |$)/,
    cleans: call('apk', 'cache clean'),
    gone: /^\/var\/cache(?:\/?\*?$|\/apk)/,
  },
  noclean_dnf: {
    fills: call(DNF, 'install|localinstall|groupinstall|reinstall'),
    cleans: new RegExp(`^(?:${DNF})${FLAGS} clean${FLAGS} all`),
    gone: /^\/var\/cache(?:\/?\*?$|\/(?:yum|dnf|libdnf5?))/,
  },
  noclean_zypper: {
    fills: call('zypper', 'install|in'),
    cleans: call('zypper', 'clean|cc'),
    gone: /^\/var\/cache(?:\/?\*?$|\/zypp)/,
  },
  noclean_pacman: {
    fills: /^(?:pacman|yay|paru) (?:--\S+ )*-S(?![a-z]*[csigl])/,
    cleans: /^(?:pacman|yay|paru) (?:.* )?-Sc/,
    gone: /^\/var\/cache(?:\/?\*?$|\/pacman)/,
  },
  noclean_pip: {
    fills: call(String.raw`pip[\d.]*`, 'install'),
    unless: / --no-cache(?:-dir)?(?: |=|$)| --cache-dir/,
    cleans: call(String.raw`pip[\d.]*`, 'cache purge'),
    gone: /\/\.cache(?:\/?\*?$|\/pip)|pip cache dir/,
    spared: /^(?:PIP_NO_CACHE_DIR|PIP_CACHE_DIR)$/,
  },
  noclean_npm: {
    fills: call('npm', 'install|i|ci|add'),
    unless: / --cache[ =]/,
    cleans: call('npm', String.raw`cache(?: -\S+)* (?:clean|clear|rm)`),
    gone: /\/\.npm|npm config get cache/,
    spared: /^npm_config_cache$/i,
  },
  noclean_yarn: {
    fills: /^yarn(?: -\S+)*(?: (?:install|add|global add)(?: |$)|$)/,
    unless: / (?:--version|-v|--help|--cache-folder\S*)(?: |$)/,
    cleans: call('yarn', 'cache clean'),
    gone: /\/\.cache(?:\/?\*?$|\/yarn)|\/usr\/local\/share\/\.cache|yarn cache dir/,
    spared: /^YARN_CACHE_FOLDER$/,
  },
  noclean_gem: {
    fills: call('gem', 'install|i'),
    unless: / (?:--no-(?:document|doc|ri|rdoc)|-N)(?: |$)/,
    gone: /\/(?:doc|ri)\/?\*?$/,
    // https://github.com/docker-library/ruby: its gemrc says --no-document
    images: /^(?:docker\.io\/)?(?:library\/)?ruby(?::|@|$)/,
  },
  noclean_composer: {
    fills: call('composer', 'install|i|update|u|require|create-project|global require'),
    unless: / --no-cache(?: |$)/,
    cleans: call('composer', 'clear-?cache|cc'),
    gone: /\/\.composer|\/\.cache(?:\/?\*?$|\/composer)/,
    spared: /^COMPOSER_(?:CACHE_DIR|NO_CACHE)$/,
  },
  noclean_bundler: {
    fills: /^bundler?(?: -\S+)*(?: (?:install|update)(?: |$)|$)/,
    unless: / --(?:no-cache|local|version)(?: |$)/,
    gone: /(?:bundle|bundler|gems|\.gem)\S*\/cache|\/cache\/\S*\.gem/,
    spared: /^BUNDLE_(?:NO_CACHE|CACHE_PATH)$/,
  },
  noclean_conda: {
    fills: call('conda|mamba|micromamba', 'install|update|create|env create|env update'),
    cleans: call('conda|mamba|micromamba', 'clean|clean .*'),
    gone: /\/pkgs/,
  },
  noclean_go: {
    fills: call('go', 'build|install|get|mod download|test'),
    cleans: /^go clean .*-(?:cache|modcache)/,
    gone: /go-build|pkg\/mod|GOPATH|^\/go(?:\/(?:pkg|\*)?)?$|^\/usr\/local\/go\/?$|\/\.cache\/?\*?$/,
    spared: /^(?:GOCACHE|GOMODCACHE)$/,
  },
  noclean_cargo: {
    fills: call(String.raw`cargo(?: \+\S+)?`, 'build|install|fetch|test'),
    gone: /\.cargo|cargo\/(?:registry|\*)|CARGO_HOME/,
  },
  noclean_maven: {
    fills: /^mvnw? (?!-v$|-version$|--version$)/,
    unless: / -Dmaven\.repo\.local=/,
    gone: /\.m2/,
  },
  noclean_gradle: {
    fills: /^gradlew? (?!-v$|--version$)/,
    gone: /\.gradle|GRADLE_USER_HOME/,
  },
  noclean_dotnet: {
    fills: call('dotnet', 'restore|build|publish'),
    unless: / --no-restore(?: |$)/,
    cleans: call('dotnet', 'nuget locals'),
    gone: /\.nuget/,
    spared: /^NUGET_PACKAGES$/,
  },
};

const counts = { read: 0, invalid: 0, leftAlone: 0, changed: 0, unproven: 0 };
const names = [...Object.keys(SMELLS), 'late_cache_clean'];
const files = new Map(names.map((name) => [name, { before: 0, after: 0 }]));
const runs = new Map(names.map((name) => [name, { before: 0, after: 0 }]));
const any = { before: 0, after: 0 };
const refusals = new Map();
const unexplained = [];
for (const path of dockerfilesIn(folder)) judge(relative(folder, path), readText(path).text);
report();

function judge(path, text) {
  let result;
  try {
    result = squash(text, { mode: 'release', level: 'prune' });
  } catch (error) {
    if (!(error instanceof DockerfileError)) throw error;
    counts.invalid += 1;
    return;
  }
  counts.read += 1;
  if (result.changed) counts.changed += 1;
  if (result.leftAlone !== null) counts.leftAlone += 1;
  counts.unproven += result.withheld.filter(
    ({ transform, why }) => why === 'unproven' && TRANSFORMS.has(transform),
  ).length;
  const before = smellsIn(text);
  const after = result.changed ? smellsIn(result.output) : before;
  count(before, 'before');
  count(after, 'after');
  // Lines of the output are those that a second run, which changes nothing, tells of.
  const again = result.changed ? squash(result.output, { mode: 'release', level: 'prune' }) : result;
  const refused = again.refused.filter(({ transform }) => TRANSFORMS.has(transform));
  for (const { transform, reason } of refused) add(refusals, `${transform} ${reason}`);
  if (result.leftAlone !== null) return;
  for (const { smell, run, others } of after) {
    const isExplained = [run, ...others].some(({ lines }) =>
      refused.some((one) => one.lines.first <= lines.last && lines.first <= one.lines.last),
    );
    const { first } = run.lines;
    const said = run.joined.text.replace(/\s+/g, ' ').slice(0, 160);
    if (smell === values.list) process.stdout.write(`${path}:${first} ${said}\n`);
    if (!isExplained && !asksToBeLeft(result.output, run))
      unexplained.push({ file: path, line: first, smell, text: said });
  }
}

function count(found, when) {
  const smelly = new Set(found.map(({ smell }) => smell));
  if (smelly.size > 0) any[when] += 1;
  for (const smell of smelly) files.get(smell)[when] += 1;
  for (const { smell } of found) runs.get(smell)[when] += 1;
}

function add(map, key) {
  map.set(key, (map.get(key) ?? 0) + 1);
}

/** The author has said so, for this RUN or for the file. */
function asksToBeLeft(text, { comments }) {
  if (/^#\s*check\s*=.*skip=/im.test(text) && RULES.test(/^#\s*check\s*=.*$/im.exec(text)?.[0] ?? ''))
    return true;
  if (text.split('\n').some((line) => /^\s*#\s*hadolint\s+global\s+ignore/i.test(line) && RULES.test(line)))
    return true;
  return comments.some(
    ({ text: said }) =>
      (/hadolint\s+ignore/i.test(said) && RULES.test(said)) || /dockerfile-squash\s+ignore/i.test(said),
  );
}

/** What is smelly in the stages that ship: the smell, its RUN, and other RUNs that it is about. */
function smellsIn(text) {
  const file = readDockerfile(text);
  const shipped = file.stages.filter((stage) => stage.shipped).flatMap(({ instructions }) => instructions);
  const found = [];
  const left = new Map(Object.keys(SMELLS).map((name) => [name, []]));
  for (const run of shipped.filter(({ keyword }) => keyword === 'RUN')) {
    const commands = commandsOf(file, run);
    for (const [smell, facts] of Object.entries(SMELLS)) {
      const lastFill = commands.findLastIndex((words) => fills(words, facts));
      const firstFill = commands.findIndex((words) => fills(words, facts));
      const lastClean = commands.findLastIndex((words) => cleans(words, facts));
      const firstClean = commands.findIndex((words) => cleans(words, facts));
      const earlier = left.get(smell);
      // It is too late for what stands in earlier layers; what the RUN has filled itself is another matter.
      if (firstClean >= 0 && (firstFill < 0 || firstClean < firstFill) && earlier.length > 0) {
        found.push({ smell: 'late_cache_clean', run, others: earlier });
        left.set(smell, []);
      }
      if (lastFill < 0 || lastClean > lastFill || isSpared(file, run, facts)) continue;
      found.push({ smell, run, others: [] });
      left.set(smell, [...left.get(smell), run]);
    }
  }
  return found;
}

function fills(words, { fills: pattern, unless }) {
  const said = words.join(' ');
  return pattern.test(said) && unless?.test(said) !== true && !/ (?:--help|-h)(?: |$)/.test(said);
}

function cleans(words, { cleans: pattern, gone }) {
  if (pattern?.test(words.join(' ')) === true) return true;
  if (!/^(?:rm|find|unlink|rmdir)$/.test(words[0] ?? '')) return false;
  if (words[0] === 'find' && !/-delete|\brm\b/.test(words.join(' '))) return false;
  return words
    .slice(1)
    .flatMap(bracesIn)
    .some((word) => gone.test(word));
}

/** By a variable, by the base image, or by a mount that does not ship. */
function isSpared(file, run, { spared, gone, images }) {
  const mounts = run.flags.filter(
    ({ name, value }) => name === 'mount' && /type=(?:cache|tmpfs)/.test(value ?? ''),
  );
  const targets = mounts.map(({ value }) => /(?:target|dst|destination)=([^,]*)/.exec(value)?.[1] ?? '');
  if (targets.some((target) => gone.test(target))) return true;
  const root = file.stages.find(({ shipped }) => shipped);
  if (images?.test(root?.image ?? '') === true) return true;
  if (spared === undefined) return false;
  const assigned = [...run.joined.text.matchAll(/\b([A-Za-z_]\w*)=/g)].map(([, name]) => name);
  return [...run.state.names(), ...assigned].some((name) => spared.test(name));
}

/** `a{b,c}` as `ab` and `ac`. */
function bracesIn(word) {
  const [all, front, middle, back] = /^([^{]*)(?<!\$)\{([^{}]*)\}(.*)$/.exec(word) ?? [];
  return all === undefined ? [word] : middle.split(',').flatMap((one) => bracesIn(front + one + back));
}

/** The words of each simple command of a RUN, quotes removed, in the order of the text. */
function commandsOf(file, run) {
  const texts =
    run.json !== null
      ? []
      : run.heredocs.length > 0
        ? run.heredocs.map(({ content }) => file.text.slice(content.start, content.end))
        : null;
  if (run.json !== null) {
    const [shell, option, script] = run.json;
    if (!/(?:^|\/)(?:ba|da|a)?sh$/.test(shell ?? '') || !/^-\w*c$/.test(option ?? ''))
      return [plain(run.json)];
    texts.push(script ?? '');
  }
  if (texts === null && run.state.shell.dialect === 'other') return [];
  const readings = texts === null ? [readShell(run)] : texts.map((text) => parseShell(text));
  return readings
    .flatMap((reading) => (reading?.ok === true ? simpleCommands(reading.script.list) : []))
    .map(({ words }) => plain(words.map(({ value, text }) => value ?? text.replace(/["'\\]/g, ''))));
}

/** Without what stands in front of the program's name, and its folder; `pip` for `python -m pip`. */
function plain(words) {
  const at = words.findIndex(
    (word, index) =>
      !/^(?:sudo|env|exec|command|time|yes|nice|-[EHn]|--preserve-env|\w+=.*)$/.test(word) || index > 5,
  );
  const [program = '', ...rest] = at < 0 ? words : words.slice(at);
  const name = program.slice(program.lastIndexOf('/') + 1);
  if (/^python[\d.]*$/.test(name) && rest[0] === '-m') return rest.slice(1);
  if (name === 'php' && /composer(?:\.phar)?$/.test(rest[0] ?? '')) return ['composer', ...rest.slice(1)];
  return [name === 'composer.phar' ? 'composer' : name, ...rest];
}

function report() {
  const percent = ({ before, after }) =>
    before === 0 ? '-' : `${((100 * (before - after)) / before).toFixed(1)} %`;
  const row = (name, counted, all) =>
    [
      name.padEnd(18),
      ...[counted.before, counted.after, percent(counted), all.before, all.after, percent(all)].map((one) =>
        String(one).padStart(9),
      ),
    ].join('');
  const total = [...runs.values()].reduce(
    (sum, { before, after }) => ({ before: sum.before + before, after: sum.after + after }),
    { before: 0, after: 0 },
  );
  const lines = [
    `${'smell'.padEnd(18)}${['files', 'after', 'resolved', 'RUNs', 'after', 'resolved'].map((one) => one.padStart(9)).join('')}`,
    ...names.map((name) => row(name, files.get(name), runs.get(name))),
    row('any', any, total),
    '',
    'refusals left in the results:',
    ...[...refusals].sort((a, b) => b[1] - a[1]).map(([key, times]) => `  ${key} ${times}`),
    '',
    `${unexplained.length} left without a refusal:`,
    ...unexplained.slice(0, 20).map(({ file, line, smell, text }) => `  ${file}:${line} ${smell}: ${text}`),
  ];
  const numbers = {
    ...counts,
    smells: Object.fromEntries(names.map((name) => [name, files.get(name)])),
    any,
    runs: total,
    unexplained: unexplained.length,
  };
  process.stdout.write(`${lines.join('\n')}\n${JSON.stringify(numbers)}\n`);
  const resolved = total.before === 0 ? 100 : (100 * (total.before - total.after)) / total.before;
  process.exitCode = unexplained.length > 0 || resolved < Number(values.least) ? 1 : 0;
}
