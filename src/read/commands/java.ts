/** Java and its builds. What builds a project runs plugins and the project's own code, which may read anything. */
import type { Argument, CommandFacts, Deeds, PackageCall, Region, Use } from './facts.js';
import { build, list, only, packageCall, printing, type UseReader } from './words.js';

const PLACES: readonly Region[] = ['cwd', 'home', 'tmp', 'system'];

const project = (writes: readonly Region[], uses: UseReader, packages: PackageCall): Deeds => ({
  reads: ['anything'],
  writes: [...PLACES, ...writes],
  uses,
  environment: 'all',
  network: true,
  packages,
});

/** Options with a value in the next word: any value, and a file that is only read. */
function lineOf(valued: string, read: string, knows: (value: string) => boolean): UseReader {
  const names = list(valued);
  return (words: readonly Argument[]) =>
    build(
      (value, at) => names.includes(value) || names.includes(words[at - 1]?.value ?? '') || knows(value),
      list(read),
    )(words);
}

/** Phases, and goals of plugins that do not run a program of the project. */
const GOALS =
  /^(?:(?:pre-|post-)?clean|validate|initialize|(?:generate|process)-(?:test-)?(?:sources|resources|classes)|compile|test-compile|test|prepare-package|package|(?:pre-|post-)?integration-test|verify|install|(?:dependency|versions|help|wrapper|assembly|jar|war|compiler|resources|shade|install|surefire|source|javadoc|license|enforcer)(?::\d[\w.-]*)?:[\w-]+|org\.apache\.maven\.plugins:maven-(?:dependency|help|install|clean)-plugin:[\w.:-]+|de\.qaware\.maven:go-offline-maven-plugin:[\w.:-]+)$/;
const MAVEN_FLAGS =
  /^-(?:B|q|e|o|U|X|N|am|amd|ntp|nsu|fae|ff|fn|C|c|npr|llr|V|T\S+|P\S+|pl\S*|D\S+|rf\S*|s\S*|gs\S*|t\S*|f\S*|l\S*|b\S*)$|^--(?:batch-mode|quiet|errors|offline|update-snapshots|debug|non-recursive|also-make|also-make-dependents|no-transfer-progress|no-snapshot-updates|fail-at-end|fail-fast|fail-never|strict-checksums|show-version|(?:settings|global-settings|projects|threads|activate-profiles|define|file|log-file|resume-from)(?:=.*)?)$/;

const maven = lineOf(
  '-P -D -pl -T -f -l -rf -b --projects --threads --activate-profiles --define --file --log-file --resume-from',
  '-s -gs -t --settings --global-settings --toolchains',
  (value) => GOALS.test(value) || MAVEN_FLAGS.test(value),
);
const VERSION = only('-v -version --version -h --help');

const MAVEN: CommandFacts = {
  names: ['mvn', './mvnw', 'mvnw', '../mvnw', '/usr/share/maven/bin/mvn', '/opt/maven/bin/mvn'],
  source: 'https://maven.apache.org/ref/current/maven-embedder/cli.html',
  ...project(
    ['$M2_HOME', '$MAVEN_CONFIG', '$MAVEN_HOME', '$MAVEN_USER_HOME', 'above:.mvn'],
    (words) => VERSION(words) ?? maven(words),
    packageCall('maven', 'install', ['home:.m2']),
  ),
  variants: [
    {
      when: ['-version', '--version'],
      ...printing('-version --version'),
      reads: ['system', 'above:.mvn'],
      writes: ['home', 'tmp'],
    },
  ],
};

/** Names of tasks that every build with these plugins has, and that keep to the build. */
const TASKS =
  /^:?(?:[\w-]+:)*(?:build|assemble|clean|jar|war|ear|shadowJar|bootJar|bootWar|installDist|installBootDist|installShadowDist|distTar|distZip|shadowDistZip|shadowDistTar|fatJar|uberJar|classes|testClasses|compile\w*|process\w*Resources|test|check|dependencies|(?:resolve|download|copy|get)\w*[Dd]ep\w*|wrapper|tasks|projects|properties|help|buildDependents|buildNeeded|javadoc)$/;
const GRADLE_FLAGS =
  /^-(?:q|i|d|s|S|w|P\S+|D\S+|g\S*|p\S*|I\S*|x|a|m)$|^--(?:no-daemon|daemon|quiet|info|debug|stacktrace|full-stacktrace|warn|offline|parallel|no-parallel|build-cache|no-build-cache|configure-on-demand|refresh-dependencies|continue|rerun-tasks|no-scan|scan|no-watch-fs|no-configuration-cache|configuration-cache|stop|status|warning-mode|max-workers|console|project-dir|gradle-user-home|exclude-task|init-script|write-locks|no-rebuild|(?:console|max-workers|warning-mode|project-dir|gradle-user-home|exclude-task|system-prop|project-prop|init-script)=.*)$/;

const gradle = lineOf(
  '-x --exclude-task -P -D -p --project-dir -g --gradle-user-home --console --max-workers --warning-mode',
  '-I --init-script',
  (value) => TASKS.test(value) || GRADLE_FLAGS.test(value),
);

const GRADLE: CommandFacts = {
  names: ['gradle', './gradlew', 'gradlew', '../gradlew', '/opt/gradle/bin/gradle'],
  source: 'https://docs.gradle.org/current/userguide/command_line_interface.html',
  ...project(
    ['above:.gradle', 'above:build', '$GRADLE_USER_HOME', '$GRADLE_HOME'],
    (words) => (words.length === 0 ? null : (only('-v')(words) ?? gradle(words))),
    packageCall('gradle', 'install', ['home:.gradle', '$GRADLE_USER_HOME']),
  ),
  variants: [
    {
      when: ['--version'],
      ...printing('--version --no-daemon'),
      reads: ['system', 'above:gradle', 'above:gradle.properties'],
      writes: ['home', 'tmp', '$GRADLE_USER_HOME'],
    },
  ],
};

const SBT =
  /^(?:(?:[\w-]+\/)?(?:Test\/|test:)?(?:clean|update|compile|package|assembly|stage|dist|test|packageBin|packageZipTarball|sbtVersion|about|exit|reload|dependencyTree|universal:package\w*|universal:stage|Universal\/package\w*)|-(?:batch|no-colors|mem|v|d|J\S+|D\S+|Xm[xs]\w+)|--(?:batch|no-colors)|\d+)$/;
const scala = build((value) => SBT.test(value));

const LEIN =
  /^(?:deps|uberjar|compile|jar|clean|with-profile|uberimage|version|self-install|install|test|check|classpath|cljsbuild|once|do|[+-]?[\w-]+(?:,[+-]?[\w-]+)*|-[oU])$/;
const LEIN_VERBS =
  /^(?:deps|uberjar|compile|jar|clean|version|self-install|install|check|classpath|with-profile)$/;
const LEIN_SECOND = /^(?:deps|uberjar|compile|jar|clean|check|install|classpath)$/;

/** `lein with-profile production uberjar`. */
const lein: UseReader = (words) => {
  const [first, , third] = words.map(({ value }) => value ?? '');
  if (!LEIN_VERBS.test(first ?? '') || (first === 'with-profile' && !LEIN_SECOND.test(third ?? '')))
    return null;
  return build((value) => LEIN.test(value))(words);
};

const OTHERS: readonly CommandFacts[] = [
  {
    names: ['sbt', './sbt'],
    source: 'https://www.scala-sbt.org/1.x/docs/Command-Line-Reference.html',
    ...project(
      ['$SBT_HOME', '$COURSIER_CACHE', '$IVY_HOME'],
      (words) => (words.length === 0 ? null : scala(words)),
      packageCall('sbt', 'install', ['home:.ivy2', 'home:.sbt', 'home:.cache/coursier']),
    ),
  },
  {
    names: ['lein', './lein'],
    source: 'https://codeberg.org/leiningen/leiningen',
    ...project(['$LEIN_HOME', '$LEIN_JAR'], lein, packageCall('lein', 'install', ['home:.m2', 'home:.lein'])),
  },
];

/** A target of this name may put files anywhere: where is said in the file of the build. */
const ANYWHERE = /install|deploy|dist|publish|release|upload|run|start|exec/i;
const ant = build(
  (value) => !ANYWHERE.test(value) && !/^-(?:f|file|buildfile|lib|propertyfile|find)\b/.test(value),
);

const ANT: CommandFacts = {
  names: ['ant'],
  source: 'https://ant.apache.org/manual/running.html',
  ...project([], ant, packageCall('ant', 'install', ['home:.ivy2'])),
};

/** Without `-d`, classes are put beside their sources. */
const javac: UseReader = (words) => {
  if (words.some(({ value }) => value?.startsWith('@'))) return null;
  const uses: Use[] = [];
  const pathed = list(
    '-cp -classpath --class-path -sourcepath --source-path -p --module-path -processorpath -bootclasspath',
  );
  for (const [at, { value }] of words.entries()) {
    const before = words[at - 1]?.value ?? '';
    if (pathed.includes(before)) continue;
    if (['-d', '-s', '-h'].includes(before)) {
      if (value === null) return null;
      uses.push({ at, role: 'changes' });
    } else if (value === null || value.startsWith('/') || value.includes('..') || value.startsWith('-A'))
      return null;
  }
  return uses;
};

/** `jar xf a.jar`, `jar cf a.jar -C classes .`: what it is given is counted as changed. */
const jar: UseReader = (words) => {
  if (!/^-?-?[ctxu]/.test(words[0]?.value ?? '')) return null;
  if (words.some(({ value }) => value === null || value.startsWith('@'))) return null;
  return words
    .slice(1)
    .flatMap(({ value }, index) =>
      value?.startsWith('-') === true ? [] : [{ at: index + 1, role: 'changes' as const }],
    );
};

const TOOLS: readonly CommandFacts[] = [
  {
    names: ['javac'],
    source: 'https://docs.oracle.com/en/java/javase/21/docs/specs/man/javac.html',
    reads: ['anything'],
    writes: ['cwd', 'tmp'],
    uses: (words) => only('-version --version -help --help')(words) ?? javac(words),
    environment: 'all',
  },
  {
    names: ['jar'],
    source: 'https://docs.oracle.com/en/java/javase/21/docs/specs/man/jar.html',
    reads: ['cwd'],
    writes: ['cwd', 'tmp'],
    uses: jar,
    environment: ['JAVA_*', 'JDK_*', '_JAVA_OPTIONS'],
  },
  {
    names: ['java'],
    source: 'https://docs.oracle.com/en/java/javase/21/docs/specs/man/java.html',
    ...printing('-version --version -fullversion -showversion -help --help'),
    environment: ['JAVA_*', 'JDK_*', '_JAVA_OPTIONS', 'CLASSPATH'],
  },
  {
    names: ['native-image'],
    source: 'https://www.graalvm.org/latest/reference-manual/native-image/overview/Options/',
    reads: ['anything'],
    writes: ['cwd', 'tmp', 'home'],
    uses: build((value) => !value.startsWith('@') && !/^--(?:bundle|macro)/.test(value)),
    environment: 'all',
  },
];

export const JAVA: readonly CommandFacts[] = [MAVEN, GRADLE, ...OTHERS, ANT, ...TOOLS];
