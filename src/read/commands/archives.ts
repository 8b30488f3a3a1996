/** Archives and compressed files. */
import { ACCOUNTS } from './accounts.js';
import { arUses, lz4Uses, packToFileUses, packToOutputUses, packUses, sevenUses } from './archive-uses.js';
import { unzipListUses, unzipUses, zipUses } from './archive-uses.js';
import { orPrints } from './arguments.js';
import type { CommandFacts, Variant } from './facts.js';
import { tarUses } from './tar-uses.js';

/** Variables with options for the programs that pack. */
const PACKING: readonly string[] = [
  ...['GZIP', 'BZIP', 'BZIP2', 'XZ_*', 'ZSTD_*', 'LZOP', 'LZIP', 'PIGZ', 'LZ4_*'],
];

const TO_OUTPUT: Variant = {
  when: ['-c', '--stdout', '--to-stdout', '-t', '--test', '-l', '--list'],
  writes: [],
  uses: packToOutputUses,
};

/** Whether there is a file is told by the words alone: both readings are tried. */
const packer = (names: readonly string[], source: string): CommandFacts => ({
  names,
  source,
  writes: ['cwd', 'tmp'],
  uses: (words) => packUses(words) ?? packToOutputUses(words),
  environment: PACKING,
  variants: [TO_OUTPUT],
});

export const ARCHIVES: readonly CommandFacts[] = [
  {
    names: ['tar', 'bsdtar', 'gtar'],
    source: 'https://www.gnu.org/software/tar/manual/tar.html',
    reads: ACCOUNTS,
    writes: ['cwd'],
    uses: orPrints(tarUses),
    environment: ['TAR_*', 'TAPE', 'TAR', 'RSH', 'COPYFILE_DISABLE', ...PACKING],
  },
  {
    names: ['unzip'],
    source: 'https://infozip.sourceforge.net/UnZip.html',
    writes: ['cwd'],
    uses: unzipUses,
    environment: ['UNZIP*', 'ZIPINFO*'],
    variants: [{ when: ['-l', '-t', '-p', '-v', '-z', '-Z', '-c'], writes: [], uses: unzipListUses }],
  },
  {
    names: ['zip'],
    source: 'https://infozip.sourceforge.net/Zip.html',
    uses: zipUses,
    environment: ['ZIP*'],
  },
  packer(['gzip', 'gunzip', 'pigz', 'unpigz'], 'https://www.gnu.org/software/gzip/manual/gzip.html'),
  packer(['xz', 'unxz', 'lzma', 'unlzma'], 'https://tukaani.org/xz/man/xz.1.html'),
  packer(['bzip2', 'bunzip2'], 'https://sourceware.org/bzip2/manual/manual.html'),
  {
    names: ['zcat', 'gzcat', 'xzcat', 'lzcat', 'bzcat', 'zstdcat'],
    source: 'https://www.gnu.org/software/gzip/manual/gzip.html',
    operands: { rest: 'reads' },
    environment: PACKING,
    // zcat looks for FILE.gz where there is no FILE.
    variants: [{ when: ['-S', '--suffix', '-r'], operands: null }],
  },
  {
    names: ['zstd', 'unzstd', 'zstdmt'],
    source: 'https://github.com/facebook/zstd/blob/dev/programs/zstd.1.md',
    writes: ['cwd', 'tmp'],
    uses: (words) => packUses(words) ?? packToOutputUses(words),
    environment: PACKING,
    variants: [TO_OUTPUT, { when: ['-o'], writes: [], uses: packToFileUses }],
  },
  {
    names: ['lz4', 'unlz4'],
    source: 'https://github.com/lz4/lz4/blob/dev/programs/lz4.1.md',
    uses: lz4Uses,
    environment: PACKING,
    // `-l` is another format.
    variants: [{ when: ['-c', '-t', '--stdout', '--test'], uses: packToOutputUses }],
  },
  {
    names: ['7z', '7za', '7zr', '7zz', 'p7zip'],
    source: 'https://documentation.help/7-Zip/syntax.htm',
    writes: ['cwd'],
    uses: sevenUses,
  },
  {
    names: ['ar'],
    source: 'https://sourceware.org/binutils/docs/binutils/ar.html',
    writes: ['cwd'],
    uses: arUses,
  },
];
