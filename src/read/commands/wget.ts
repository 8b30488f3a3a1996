/** wget. https://www.gnu.org/software/wget/manual/wget.html, busybox wget */
import { CERTIFICATES, HOSTS, PROXIES, TLS_ENVIRONMENT } from './accounts.js';
import {
  hasOption,
  madeAndEntered,
  nowhere,
  orPrints,
  readLine,
  textOf,
  useOf,
  valueAt,
  valuesOf,
  wordAt,
  type Syntax,
} from './arguments.js';
import type { Argument, CommandFacts, Use } from './facts.js';

export const WGET_LINE: Syntax = {
  flags: 'qvVdSNcLrkKmpxHEF46h',
  // `-nv`, `-nc`, `-nd`, `-nH`, `-np`: two letters.
  valued: 'aABDeiIlnoOPQRtTUwXY',
  longFlags:
    '--quiet --verbose --no-verbose --server-response --continue --timestamping --no-clobber --recursive --no-parent ' +
    '--no-host-directories --no-directories --no-check-certificate --show-progress --no-cookies --no-dns-cache ' +
    '--no-proxy --no-hsts --no-cache --content-disposition --trust-server-names --spider --inet4-only --inet6-only ' +
    '--prefer-family --retry-connrefused --auth-no-challenge --https-only --mirror --page-requisites --no-netrc ' +
    '--keep-session-cookies --no-use-server-timestamps --no-passive-ftp --passive-ftp --adjust-extension --no-iri ' +
    '--convert-links --force-directories --span-hosts --debug --unlink --no-http-keep-alive --ignore-length --no-config --no-if-modified-since --random-wait',
  longValued:
    '--output-document --directory-prefix --output-file --append-output --input-file --tries --timeout ' +
    '--dns-timeout --connect-timeout --read-timeout --wait --waitretry --limit-rate --quota --header ' +
    '--user-agent --referer --user --password --http-user --http-password --http-passwd --post-data --post-file ' +
    '--body-data --body-file --method --load-cookies --save-cookies --ca-certificate --ca-directory --certificate ' +
    '--certificate-type --private-key --secure-protocol --ciphers --crl-file --accept --reject --level --domains ' +
    '--max-redirect --cut-dirs --retry-on-http-error --progress --compression --local-encoding --include-directories ' +
    '--exclude-directories --accept-regex --reject-regex --start-pos --bind-address --prefer-family --restrict-file-names',
  attached: '--report-speed --https-only',
};

const READ = [
  ...[
    '-i',
    '--input-file',
    '--post-file',
    '--body-file',
    '--load-cookies',
    '--ca-certificate',
    '--ca-directory',
  ],
  ...['--certificate', '--private-key', '--crl-file'],
];
const WRITTEN = ['-o', '-a', '--output-file', '--append-output', '--save-cookies'];
/** Commands of its settings that concern the connection only. */
const SETTING =
  /^["']?(?:https?_proxy|use_proxy|ftp_proxy|robots|dns_timeout|timeout|tries|check_certificate)\s*=/;

function wgetUses(words: readonly Argument[]): readonly Use[] | null {
  const line = readLine(words, WGET_LINE);
  if (line === null) return null;
  // `-n` has its letter in the same word.
  if (!valuesOf(line, '-n').every((place) => /^[vcdHp]$/.test(valueAt(words, place) ?? ''))) return null;
  const settings = valuesOf(line, '-e');
  if (!settings.every(({ at, from }) => SETTING.test(textOf(wordAt(words, at)).slice(from)))) return null;
  const uses = [
    ...valuesOf(line, ...READ).map((place) => useOf(place, 'reads')),
    ...valuesOf(line, ...WRITTEN).map((place) => useOf(place, 'changes')),
  ];
  const documents = valuesOf(line, '-O', '--output-document').map((place) => useOf(place, 'changes'));
  // Names of files follow redirections, and get a number where they are taken: anything in the directory.
  const entered = valuesOf(line, '-P', '--directory-prefix').flatMap(madeAndEntered);
  return documents.length > 0 || hasOption(line, '--spider')
    ? [...uses, ...documents, ...nowhere(words)]
    : [...uses, ...entered];
}

export const WGET: CommandFacts = {
  names: ['wget'],
  source: 'https://www.gnu.org/software/wget/manual/wget.html',
  reads: [
    ...HOSTS,
    ...CERTIFICATES,
    ...([
      '/etc/wgetrc',
      '/usr/local/etc/wgetrc',
      'home:.wgetrc',
      'home:.netrc',
      '$WGETRC',
      '$SYSTEM_WGETRC',
    ] as const),
  ],
  // A list of hosts that asked for TLS.
  writes: ['cwd', 'home:.wget-hsts'],
  uses: orPrints(wgetUses),
  environment: ['WGETRC', 'SYSTEM_WGETRC', ...PROXIES, ...TLS_ENVIRONMENT],
  network: true,
};
