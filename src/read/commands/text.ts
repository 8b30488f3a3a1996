/** Commands on text. A row holds for GNU, busybox and toybox alike: what one of them may do counts. */
import { orPrints } from './arguments.js';
import type { CommandFacts, Deeds, Region } from './facts.js';
import { COPIES, copyingSed, plainSed } from './sed-uses.js';
import { awkUses, dateUses, grepUses, jqUses, patchUses } from './text-uses.js';
import { recursiveGrepUses, splitUses, xxdUses, yqUses } from './text-uses.js';

const posix = (name: string): string =>
  `https://pubs.opengroup.org/onlinepubs/9799919799/utilities/${name}.html`;
const gnu = (name: string): string =>
  `https://www.gnu.org/software/coreutils/manual/html_node/${name}-invocation.html`;
const man = (name: string): string => `https://man7.org/linux/man-pages/man1/${name}.1.html`;

/** Options whose value is no path. */
const named = (names: string): NonNullable<Deeds['options']> =>
  Object.fromEntries(names.split(' ').map((name) => [name, 'name' as const]));

/** A filter: it reads its operands and prints. */
const filter = (name: string, source: string, options = ''): CommandFacts => ({
  names: [name],
  source,
  operands: { rest: 'reads' },
  ...(options === '' ? {} : { options: named(options) }),
});

const FILTERS: readonly CommandFacts[] = [
  filter('cat', posix('cat')),
  filter('tac', gnu('tac'), '-s --separator'),
  filter('head', posix('head'), '-n -c --lines --bytes'),
  filter('tail', posix('tail'), '-n -c -s --lines --bytes --pid --sleep-interval --max-unchanged-stats'),
  filter('cut', posix('cut'), '-b -c -d -f --bytes --characters --delimiter --fields --output-delimiter'),
  filter('nl', posix('nl'), '-b -d -f -h -i -l -n -s -v -w'),
  filter('fold', posix('fold'), '-w --width'),
  filter('paste', posix('paste'), '-d --delimiters'),
  filter('comm', posix('comm'), '--output-delimiter'),
  filter('join', posix('join'), '-a -e -o -t -v -1 -2 -j'),
  filter('rev', man('rev')),
  filter('od', posix('od'), '-A -j -N -t -w -S --address-radix --skip-bytes --read-bytes --format'),
  filter('cmp', posix('cmp'), '-i -n --ignore-initial --bytes'),
  filter(
    'strings',
    'https://sourceware.org/binutils/docs/binutils/strings.html',
    '-n -t -e -T -s -U --bytes --radix',
  ),
  filter('expand', posix('expand'), '-t --tabs'),
  filter('unexpand', posix('unexpand'), '-t --tabs'),
  filter('fmt', gnu('fmt'), '-w -g -p --width --goal --prefix'),
  filter(
    'column',
    man('column'),
    '-c -s -o -N -l -R -W -H -O --separator --output-separator --table-columns',
  ),
  {
    ...filter(
      'diff',
      posix('diff'),
      '-C -U -x -I -L -F -W -S --label --exclude --ignore-matching-lines --width',
    ),
    variants: [
      { when: ['-X', '--exclude-from', '--from-file', '--to-file', '-l', '--paginate'], operands: null },
    ],
  },
  {
    ...filter('wc', posix('wc')),
    variants: [{ when: ['--files0-from'], operands: null }],
  },
  {
    names: ['sort'],
    source: posix('sort'),
    operands: { rest: 'reads' },
    options: {
      ...named('-k -t -S --key --field-separator --buffer-size --parallel --batch-size --sort'),
      ...{ '-o': 'writes', '--output': 'writes', '-T': 'reads', '--temporary-directory': 'reads' },
      ...{ '--random-source': 'reads' },
    },
    environment: ['_POSIX2_VERSION'],
    variants: [{ when: ['--files0-from', '--compress-program'], operands: null }],
  },
  {
    names: ['uniq'],
    source: posix('uniq'),
    operands: { first: ['reads', 'writes'], rest: 'writes' },
    options: named('-f -s -w --skip-fields --skip-chars --check-chars'),
  },
  {
    names: ['shuf'],
    source: gnu('shuf'),
    operands: { rest: 'reads' },
    options: {
      ...named('-i -n --input-range --head-count'),
      ...{ '-o': 'writes', '--output': 'writes', '--random-source': 'reads' },
    },
  },
  {
    names: ['tee'],
    source: posix('tee'),
    operands: { rest: 'writes' },
    variants: [{ when: ['-a', '--append'], operands: { rest: 'changes' } }],
  },
  {
    names: ['iconv'],
    source: posix('iconv'),
    operands: { rest: 'reads' },
    options: { ...named('-f -t --from-code --to-code'), '-o': 'writes', '--output': 'writes' },
    reads: ['/usr/lib/gconv', '/usr/lib64/gconv'],
    environment: ['GCONV_PATH'],
  },
  {
    names: ['split'],
    source: posix('split'),
    writes: ['cwd'],
    uses: splitUses,
    variants: [{ when: ['--filter'], uses: () => null }],
  },
];

/** Lists of sums name files anywhere. */
const SUMS: readonly CommandFacts[] = [
  {
    names: [
      'md5sum',
      'sha1sum',
      'sha224sum',
      'sha256sum',
      'sha384sum',
      'sha512sum',
      'b2sum',
      'cksum',
      'shasum',
    ],
    source: 'https://www.gnu.org/software/coreutils/manual/html_node/sha2-utilities.html',
    operands: { rest: 'reads' },
    options: named('-a -l --algorithm --length'),
    variants: [{ when: ['-c', '--check'], reads: ['anything'] }],
  },
];

const EDITING: readonly CommandFacts[] = [
  {
    names: ['sed'],
    source: 'https://www.gnu.org/software/sed/manual/sed.html',
    uses: orPrints(plainSed),
    environment: ['COLS'],
    variants: [
      {
        when: [
          '-i.*',
          '-ri.*',
          '-Ei.*',
          '-ni.*',
          '-i_*',
          '-i~*',
          '-i-*',
          '-ie',
          '-ire',
          '-rie',
          '-Eie',
          '--in-place=*',
        ],
        writes: ['cwd', ...COPIES.map((path): Region => path)],
        uses: copyingSed,
      },
    ],
  },
  {
    names: ['grep', 'egrep', 'fgrep'],
    source: 'https://www.gnu.org/software/grep/manual/grep.html',
    uses: orPrints(grepUses),
    environment: ['GREP_*'],
    variants: [
      {
        when: ['-r', '-R', '-d', '--recursive', '--dereference-recursive', '--directories'],
        reads: ['cwd'],
        uses: recursiveGrepUses,
      },
    ],
  },
  {
    names: ['awk', 'gawk', 'mawk'],
    source: posix('awk'),
    uses: orPrints(awkUses),
    environment: ['AWK*', 'GAWK_*', 'MAWK*', 'WHINY_USERS'],
  },
  {
    names: ['patch'],
    source: man('patch'),
    writes: ['cwd'],
    uses: patchUses,
    environment: ['PATCH_*', 'QUOTING_STYLE', 'SIMPLE_BACKUP_SUFFIX', 'VERSION_CONTROL'],
  },
  {
    names: ['dos2unix', 'unix2dos', 'mac2unix'],
    source: 'https://waterlan.home.xs4all.nl/dos2unix/man1/dos2unix.htm',
    operands: { rest: 'changes' },
    options: named('-c -D --convmode --display-enc'),
    environment: ['DOS2UNIX_*'],
  },
  {
    names: ['jq'],
    source: 'https://jqlang.org/manual/',
    reads: ['home:.jq'],
    uses: orPrints(jqUses),
    environment: ['JQ_*', 'NO_COLOR'],
  },
  {
    names: ['yq'],
    source: 'https://mikefarah.gitbook.io/yq',
    uses: yqUses,
    environment: ['NO_COLOR'],
  },
  { names: ['envsubst'], source: man('envsubst'), uses: () => [], environment: 'all' },
  {
    names: ['xxd'],
    source: man('xxd'),
    uses: xxdUses,
    environment: ['NO_COLOR'],
  },
  {
    names: ['base64', 'base32'],
    source: gnu('base64'),
    operands: { rest: 'reads' },
    options: named('-w --wrap'),
  },
];

const PRINTING: readonly CommandFacts[] = [
  {
    names: ['echo', ':', 'true', 'false', 'sleep', 'yes', 'seq', 'expr', 'tr'],
    source: posix('echo'),
    uses: () => [],
  },
  // `-v` sets a variable.
  { names: ['printf'], source: posix('printf'), uses: () => [] },
  // The time zone is that of the system.
  { names: ['date'], source: posix('date'), uses: dateUses, reads: ['/etc/localtime'] },
];

export const TEXT: readonly CommandFacts[] = [...FILTERS, ...SUMS, ...EDITING, ...PRINTING];
