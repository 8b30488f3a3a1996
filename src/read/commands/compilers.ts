/** Compilers, linkers and the tools for what they make. Sources name other files, so that any may be read. */
import type { Argument, CommandFacts, Use } from './facts.js';
import { list, only, options, printing, reader, type UseReader } from './words.js';

/** gcc(1), ENVIRONMENT; the clang command guide; ccache may stand in front of both. */
const ENVIRONMENT = [
  ...[
    'CPATH',
    'C_INCLUDE_PATH',
    'CPLUS_INCLUDE_PATH',
    'OBJC_INCLUDE_PATH',
    'LIBRARY_PATH',
    'COMPILER_PATH',
    'GCC*',
  ],
  ...[
    'COLLECT*',
    'DEPENDENCIES_OUTPUT',
    'SUNPRO_DEPENDENCIES',
    'SOURCE_DATE_EPOCH',
    'CCC_*',
    'CCACHE*',
    'LDEMULATION',
  ],
  ...[
    'GNUTARGET',
    'COLLECT_NO_DEMANGLE',
    'DISTCC*',
    'MACOSX*',
    'SDKROOT',
    'CLANG*',
    'DEB*',
    'NIX_*',
    'LLVM*',
  ],
];

/** Options whose value is the next word, which is no file that is written. */
const COMPILER_VALUES =
  list(`-I -L -l -D -U -x -include -imacros -isystem -idirafter -iquote -iprefix -isysroot -T -u -z -e
  -Xlinker -Xassembler -Xpreprocessor -Xclang -arch -target -MT -MQ -m -A -B -rpath -soname -h -dynamic-linker -b -R -y`);
/** Options whose value is the next word, and a file that is written. */
const OUTPUT = ['-o', '-MF', '-Map', '-dumpbase', '-dumpdir', '--output', '--dependency-file'];

/** `-Wl,-Map=x` and its like write files with names of their own. */
const WRITES_MORE =
  /^@|^-(?:Wl|Wa|Wp),.*(?:-Map|-o,|dependency-file|-M|=\/(?!.*rpath))|^-(?:f|save-temps|dump|aux|MJ|plugin|specs)[\w-]*=.*\/|^-Map=|^--(?:dependency-file|out-implib|Map)/;
/** These write files beside the one that is made. */
const WRITES_BESIDE =
  /^-(?:MM?D|save-temps|gsplit-dwarf|ftest-coverage|fprofile-\w+|-coverage|ftime-trace)\b/;
const HARMLESS = /^-f(?:debug|file|macro)-prefix-map=|^-Wl,-rpath|^-f(?:use-ld|sanitize)=/;
const isSafe = (value: string): boolean =>
  HARMLESS.test(value) || !(WRITES_MORE.test(value) || WRITES_BESIDE.test(value));

const compile: UseReader = (words) => {
  const uses: Use[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const { text, value } = words[at] ?? { text: '', value: '' };
    if (value === null) {
      // Flags of pkg-config, and sources by a pattern.
      if (
        /^["']?[$`]\(?\s*(?:pkg-config|pkgconf|\w+-config)\b|^[\w./-]*\*\.(?:c|cc|cpp|cxx|o|s|S)$/.test(text)
      )
        continue;
      return null;
    }
    if (!isSafe(value)) return null;
    if (COMPILER_VALUES.includes(value)) {
      if (value.startsWith('-X') && !isSafe(words[at + 1]?.value ?? '@')) return null;
      at += 1;
    } else if (OUTPUT.includes(value)) uses.push({ at: (at += 1), role: 'changes' });
    else if (/^-o./.test(value)) uses.push({ at, role: 'changes', from: 2 });
  }
  return uses;
};

const compiler = (names: string, source: string): CommandFacts => ({
  names: list(names),
  source,
  reads: ['anything'],
  writes: ['cwd', 'tmp', 'home:.ccache', 'home:.cache/ccache', '$CCACHE_DIR'],
  uses: (words) => only('--version -v -dumpversion -dumpmachine --help')(words) ?? compile(words),
  environment: ENVIRONMENT,
});

const changed = (words: readonly Argument[], from: number): readonly Use[] =>
  words
    .slice(from)
    .flatMap(({ value }, index) =>
      value?.startsWith('-') === true ? [] : [{ at: index + from, role: 'changes' as const }],
    );

/** Options with a file in them, `--add-section`, `--dump-section`, may write it. */
const objcopy: UseReader = (words) => {
  if (
    words.some(
      ({ value }) => value === null || /^@|^--(?:dump-section|write|split-dwo|extract-dwo)/.test(value),
    )
  )
    return null;
  return reader({
    values: options({
      name: '-O -I -B -F -j -R -K -N -G -L -W --output-target --input-target --only-section --remove-section',
    }),
    operand: 'changes',
  })(words);
};

/** `--go_out=plugins=grpc:DIRECTORY`: the directory is behind the last colon. */
const protoc: UseReader = (words) => {
  const uses: Use[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const { text, value } = words[at] ?? { text: '', value: '' };
    if (value === null) {
      if (/^[\w./-]*\*\.proto$/.test(text)) continue;
      return null;
    }
    if (value.startsWith('@')) return null;
    const sign = value.indexOf('=');
    const name = sign < 0 ? value : value.slice(0, sign);
    if (!/^--\w+_out$|^--(?:descriptor_set_out|dependency_out)$|^-o/.test(name)) continue;
    if (/^-o./.test(value)) uses.push({ at, role: 'changes', from: 2 });
    else if (sign < 0) uses.push({ at: (at += 1), role: 'changes' });
    else uses.push({ at, role: 'changes', from: Math.max(sign, value.lastIndexOf(':')) + 1 });
  }
  return uses;
};

const GCC = 'https://gcc.gnu.org/onlinedocs/gcc/Invoking-GCC.html';
const BINUTILS = 'https://sourceware.org/binutils/docs/binutils/';

export const COMPILERS: readonly CommandFacts[] = [
  compiler(
    'gcc g++ cc c++ c89 c99 cpp gfortran gcc-4.8 gcc-4.9 gcc-5 gcc-6 gcc-7 gcc-8 gcc-9 gcc-10 gcc-11 gcc-12',
    GCC,
  ),
  compiler(
    'g++-4.8 g++-4.9 g++-5 g++-6 g++-7 g++-8 g++-9 g++-10 g++-11 g++-12 gcc-13 g++-13 gcc-14 g++-14',
    GCC,
  ),
  compiler('clang clang++ musl-gcc', 'https://clang.llvm.org/docs/ClangCommandLineReference.html'),
  compiler('ld ld.gold ld.bfd ld.lld lld', 'https://sourceware.org/binutils/docs/ld/Options.html'),
  compiler('as', 'https://sourceware.org/binutils/docs/as/'),
  {
    names: ['ranlib'],
    source: BINUTILS,
    uses: (words) => (words.some(({ value }) => value?.startsWith('@')) ? null : changed(words, 0)),
    writes: ['tmp'],
  },
  {
    names: ['nm', 'readelf', 'objdump', 'size'],
    source: BINUTILS,
    reads: ['anything'],
    uses: (words) => (words.some(({ value }) => value?.startsWith('@')) ? null : []),
  },
  { names: ['objcopy'], source: BINUTILS, writes: ['tmp'], uses: objcopy },
  {
    names: ['protoc'],
    source: 'https://protobuf.dev/reference/',
    reads: ['anything'],
    writes: ['tmp'],
    uses: protoc,
    environment: 'all',
  },
  {
    names: ['tsc', 'swig', 'ctest'],
    source: 'https://www.typescriptlang.org/docs/handbook/compiler-options.html',
    ...printing('--version -v -version'),
  },
];
