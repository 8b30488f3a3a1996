/** Tools on programs and libraries: what they need, and making them smaller. */
import { all, readLine, useOf, valuesOf, type Syntax } from './arguments.js';
import type { CommandFacts, Words, Uses } from './facts.js';

const STRIP: Syntax = {
  flags: 'sgdSxXpDUvw',
  valued: 'oRKNFIO',
  longFlags: [
    '--strip-all --strip-debug --strip-unneeded --strip-dwo --preserve-dates --only-keep-debug --discard-all',
    '--discard-locals --enable-deterministic-archives --disable-deterministic-archives --verbose --wildcard',
    '--keep-file-symbols --merge-notes --no-merge-notes --keep-section-symbols --version',
  ].join(' '),
  longValued:
    '--remove-section --keep-section --keep-symbol --strip-symbol --remove-relocations --target --input-target --output-target',
};
const UPX: Syntax = {
  flags: '123456789dltqvVfLh',
  valued: 'o',
  longFlags: [
    '--best --brute --ultra-brute --lzma --no-lzma --nrv2b --nrv2d --nrv2e --force --quiet --verbose',
    '--no-progress --no-color --mono --color --preserve-build-id --exact --android-shlib --force-overwrite --no-mode',
    '--no-owner --no-time --no-backup --all-methods --all-filters --force-macos --force-pie --fileinfo --list --test',
    '--decompress --version',
  ].join(' '),
};

/** Files are changed in their place, without `-o`. */
const inPlace =
  (syntax: Syntax) =>
  (words: Words): Uses => {
    const line = readLine(words, syntax);
    if (line === null) return null;
    const outputs = valuesOf(line, '-o');
    const role = outputs.length > 0 ? 'reads' : 'changes';
    return [...outputs.map((place) => useOf(place, 'writes')), ...all(line.operands, role)];
  };

/** Without `-X` and what else changes a file, and without the directories of PATH and of the settings of the linker. */
const SCANELF: Syntax = {
  flags: 'RmyAxetrnibgvaqBV',
  valued: 'skFEMN',
  longFlags: [
    '--recursive --mount --symlink --archives --ldcache --pax --header --textrel --rpath --needed --interp --bind',
    '--soname --textrels --gmatch --all --quiet --verbose --nobanner --version --nocolor --endian --osabi --eabi',
  ].join(' '),
  longValued: '--symbol --section --format --etype --bits --lib',
};

function scanelfUses(words: Words): Uses {
  const line = readLine(words, SCANELF);
  return line === null ? null : all(line.operands, 'reads');
}

export const BINARY_TOOLS: readonly CommandFacts[] = [
  {
    names: ['strip'],
    source: 'https://sourceware.org/binutils/docs/binutils/strip.html',
    reads: ['/usr/lib/bfd-plugins', '/usr/lib64/bfd-plugins'],
    environment: ['GNUTARGET', 'BFD_*', 'SOURCE_DATE_EPOCH'],
    uses: inPlace(STRIP),
  },
  {
    names: ['upx', 'upx-ucl'],
    source: 'https://github.com/upx/upx/blob/devel/doc/upx-doc.txt',
    environment: ['UPX*'],
    uses: inPlace(UPX),
  },
  {
    names: ['scanelf'],
    source: 'https://man.archlinux.org/man/scanelf.1',
    environment: ['QEMU_*', 'PAX_*', 'NO_COLOR', 'ROOT'],
    uses: scanelfUses,
  },
  {
    // The loader goes where the program says: its rpath may name any directory.
    names: ['ldd'],
    source: 'https://man7.org/linux/man-pages/man1/ldd.1.html',
    reads: ['anything'],
    environment: 'all',
    uses: (words) => {
      const line = readLine(words, {
        flags: 'vudr',
        valued: '',
        longFlags: '--verbose --unused --data-relocs --function-relocs',
      });
      return line === null ? null : all(line.operands, 'reads');
    },
  },
];
