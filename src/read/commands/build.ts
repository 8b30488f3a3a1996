/**
 * Compilers and what calls them. What runs the files of a build may read anything; where a build installs to has been
 * said elsewhere, so that whatever may install may do anything.
 */
import type { CommandFacts, Deeds, Region, Use } from './facts.js';
import { build, list, only, options, printing, reader, type UseReader } from './words.js';
import { COMPILERS } from './compilers.js';

const PLACES: readonly Region[] = ['cwd', 'home', 'tmp', 'system'];

/** Names of targets that may put files, or run a program, anywhere. */
const ANYWHERE =
  /install|deploy|dist|setup|publish|release|copy|export|stage|link|run|start|serve|exec|push|upload|docker|world/i;

const project = (uses: UseReader): Deeds => ({
  reads: ['anything'],
  writes: PLACES,
  uses,
  environment: 'all',
  network: true,
});

const MAKE_FLAGS =
  /^-(?:[sBeiknqtwrRSbm]+|j\d*|l[\d.]*|C.*|O\w*|I.+|f)$|^--(?:silent|quiet|always-make|keep-going|no-print-directory|print-directory|jobs|jobs=\d+|environment-overrides|ignore-errors|directory|directory=.*|output-sync(?:=\w+)?|no-builtin-rules|trace|load-average=[\d.]+|file|makefile)$/;
const isTarget = (value: string): boolean => /^[\w.][\w./%+-]*$/.test(value) && !ANYWHERE.test(value);
/** `PREFIX=/opt/x` is changed as a path is; DESTDIR means nothing but where to install. */
const isVariable = (value: string): boolean => /^(?!DESTDIR)\w+[:+]?=/.test(value);

/** `CFLAGS="-O2 -I/x"`: whatever they are, they are for a compiler. */
const FLAGS = /^["']?\w*(?:FLAGS|LIBS|OPTS)[:+]?=/;

const makeLine = build(
  (value) => MAKE_FLAGS.test(value) || isVariable(value) || isTarget(value) || /^[./]/.test(value),
  ['-f', '--file', '--makefile'],
);

const make: UseReader = (words) =>
  words.some(({ value }) => ANYWHERE.test(value ?? '') && !isVariable(value ?? ''))
    ? null
    : makeLine(words.map((word) => (FLAGS.test(word.text) ? { text: 'FLAGS=', value: 'FLAGS=' } : word)));

const MAKE: CommandFacts = {
  names: ['make', 'gmake'],
  source: 'https://www.gnu.org/software/make/manual/html_node/Options-Summary.html',
  ...project(make),
  variants: [{ when: ['--version', '-v'], ...printing('--version -v'), reads: [], writes: [] }],
};

const NINJA_FLAGS = /^-(?:[vnw]|j\d*|k\d*|l[\d.]*|C.*|d)$|^--(?:verbose|quiet)$/;

const NINJA: CommandFacts = {
  names: ['ninja', 'ninja-build', 'samu'],
  source: 'https://ninja-build.org/manual.html',
  ...project((words) =>
    words.some(({ value }) => ANYWHERE.test(value ?? ''))
      ? null
      : (only('--version')(words) ??
        build((value) => NINJA_FLAGS.test(value) || isTarget(value) || /^[./]/.test(value), ['-f'])(words)),
  ),
};

const isJobs = (value: string): boolean => /^-?\d*$/.test(value);

/** `cmake --build DIR --target NAME -- ARGUMENTS`. */
const cmakeBuild: UseReader = (words) =>
  words.some(({ value }) => value !== null && ANYWHERE.test(value) && !/^\/|^--build-?dir/.test(value))
    ? null
    : build(
        (value) =>
          /^--(?:build|target|config|parallel|verbose|clean-first|use-stderr|)$|^--(?:target|config|parallel|build)=|^-(?:j\d*|t|v|k\d*)$/.test(
            value,
          ) ||
          isTarget(value) ||
          isJobs(value) ||
          /^[./]/.test(value),
      )(words);

const CMAKE_FLAGS =
  /^-(?:[DUGTASB].*|W\S*|Wno-dev|L\w*|N)$|^--(?:fresh|no-warn-unused-cli|warn-uninitialized|debug-output|trace|log-level=\w+|install-prefix=.*|toolchain=.*)$/;

/** Options that say what is put where when it is installed, or only read. */
const CMAKE_LATER =
  /^-D\w*(?:INSTALL\w*|PREFIX\w*|PATH|_ROOT|_LIBRARY|_LIBRARIES|_INCLUDE_DIRS?|_FLAGS\w*|COMPILER|MODULE_PATH|TOOLCHAIN_FILE)(?::\w+)?=/;

/** Configuring may write into the sources too, and tells the build where to write: `-DOUTPUT_DIRECTORY=/x`. */
const cmakeConfigure: UseReader = (words) => {
  const kept: { readonly at: number }[] = [];
  const shown = words.map((word, at) => {
    const text = word.value ?? word.text;
    const isLater = CMAKE_LATER.test(text) || ['-G', '-T', '-A'].includes(words[at - 1]?.value ?? '');
    if (!isLater) return word;
    kept.push({ at });
    return { text: '-DLATER', value: '-DLATER' };
  });
  return build(
    (value, at) => CMAKE_FLAGS.test(value) || !value.startsWith('-') || words[at - 1]?.value === '-D',
    ['-C', '--toolchain', '--install-prefix'],
  )(shown);
};

const cmake: UseReader = (words) => {
  const first = words[0]?.value ?? '';
  if (/^--(?:version|help)$/.test(first)) return only('--version --help')(words);
  if (words.some(({ value }) => value === '--build' || value?.startsWith('--build=')))
    return cmakeBuild(words);
  const other = /^-(?:[EP]|-install|-open|-find-package|-workflow|-preset|-list-presets|-graphviz)/;
  return words.length === 0 ||
    words.some(({ value }) => other.test(value ?? '') && !(value ?? '').startsWith('--install-prefix'))
    ? null
    : cmakeConfigure(words);
};

const MESON_FLAGS =
  /^-(?:D.*|j\d*|C.*|v)$|^--(?:reconfigure|wipe|werror|strip|buildtype|backend|default-library|wrap-mode|optimization|\w*dir|prefix|unity|warnlevel|layout|stdsplit|jobs|clean|verbose)(?:=.*)?$/;
const MESON_LATER = /^--(?:prefix|\w*dir)(?:=|$)/;

const meson: UseReader = (words) => {
  const values = words.map(({ value }) => value);
  if (values.some((value) => /^(?:install|test|dist|devenv|env2mfile|wrap|init|rewrite)$/.test(value ?? '')))
    return null;
  const shown = words.map((word, at) =>
    MESON_LATER.test(word.value ?? '') || MESON_LATER.test(values[at - 1] ?? '')
      ? { text: 'x', value: 'x' }
      : word,
  );
  return (
    only('--version --help')(words) ??
    build(
      (value) => MESON_FLAGS.test(value) || !value.startsWith('-'),
      ['--cross-file', '--native-file'],
    )(shown)
  );
};

const CONFIGURING: readonly CommandFacts[] = [
  {
    names: ['cmake', 'cmake3'],
    source: 'https://cmake.org/cmake/help/latest/manual/cmake.1.html',
    ...project(cmake),
  },
  {
    names: ['meson'],
    source: 'https://mesonbuild.com/Commands.html',
    ...project(meson),
  },
];

/** Arguments that say where a script may write besides the working directory. */
const configure: UseReader = (words) => {
  const uses: Use[] = [];
  for (const [at, { text, value }] of words.entries()) {
    const writes = /^--(?:builddir|build-dir|build-path|cache-file|objdir|output\w*)=/.exec(
      value ?? text,
    )?.[0];
    if (writes === undefined) continue;
    if (value === null) return null;
    uses.push({ at, role: 'changes', from: writes.length });
  }
  return uses;
};

const SCRIPTS: readonly CommandFacts[] = [
  {
    names: ['./configure', '../configure', 'configure', './Configure', './autogen.sh', './buildconf'],
    source: 'https://www.gnu.org/prep/standards/html_node/Configuration.html',
    reads: ['anything'],
    writes: ['cwd', 'tmp', 'home'],
    uses: configure,
    environment: 'all',
    network: true,
  },
  {
    names: list(`autoconf automake autoreconf aclocal autoheader libtoolize autopoint gettextize intltoolize
      autoconf2.13 autoconf2.69 automake-1.15 automake-1.16 aclocal-1.16`),
    source: 'https://www.gnu.org/software/autoconf/manual/autoconf.html',
    reads: ['anything'],
    writes: ['cwd', 'tmp'],
    uses: build((value) => !/^-o|^--output/.test(value), ['-I', '--include', '-B', '--prepend-include']),
    environment: 'all',
    network: true,
  },
  {
    names: ['pkg-config', 'pkgconf'],
    source: 'pkg-config(1)',
    reads: ['anything'],
    uses: reader({ values: options({ reads: '--with-path' }), operand: 'name' }),
    environment: ['PKG_CONFIG*', 'SYSROOT', 'DESTDIR'],
  },
];

export const BUILD: readonly CommandFacts[] = [MAKE, NINJA, ...CONFIGURING, ...SCRIPTS, ...COMPILERS];
