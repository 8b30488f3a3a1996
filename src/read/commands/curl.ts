/** curl. https://curl.se/docs/manpage.html */
import { CERTIFICATES, HOSTS, PROXIES, TLS_ENVIRONMENT } from './accounts.js';
import { hasOption, nowhere, readLine, textOf, useOf, valueAt, valuesOf, wordAt } from './arguments.js';
import type { Line, Place, Syntax } from './arguments.js';
import type { CommandFacts, Role, Use, Words } from './facts.js';

export const CURL_LINE: Syntax = {
  flags: '#012346aBfgGiIjJklLMnNOpqRsSvVZ:',
  valued: 'AbcCdDeEFHKmoPQrtTuUwxXyYz',
  longFlags:
    '--fail --fail-early --fail-with-body --silent --show-error --no-show-error --location --location-trusted ' +
    '--insecure --compressed --remote-name --remote-name-all --remote-header-name --remote-time --create-dirs ' +
    '--progress-bar --no-progress-meter --verbose --http1.0 --http1.1 --http2 --http2-prior-knowledge --http3 ' +
    '--tlsv1 --tlsv1.0 --tlsv1.1 --tlsv1.2 --tlsv1.3 --sslv2 --sslv3 --ssl --ssl-reqd --ssl-no-revoke --ipv4 --ipv6 ' +
    '--globoff --get --head --include --netrc --netrc-optional --retry-connrefused --retry-all-errors --no-buffer ' +
    '--anyauth --basic --digest --negotiate --ntlm --list-only --append --parallel --path-as-is --tcp-nodelay ' +
    '--no-keepalive --no-sessionid --junk-session-cookies --post301 --post302 --post303 --raw --version --next ' +
    '--proxy-insecure --proxytunnel --no-alpn --no-npn --tr-encoding --disable --ftp-pasv --cert-status --no-clobber ' +
    '--skip-existing --false-start --tcp-fastopen --disable-epsv --styled-output --use-ascii --no-progress',
  longValued:
    '--output --output-dir --dump-header --cookie-jar --cookie --upload-file --cert --key --cacert --capath ' +
    '--cert-type --key-type --pass --netrc-file --trace --trace-ascii --stderr --hsts --etag-save --etag-compare ' +
    '--data --data-ascii --data-binary --data-raw --data-urlencode --json --form --form-string --header ' +
    '--proxy-header --user-agent --referer --request --request-target --user --proxy --proxy-user --noproxy --socks5 ' +
    '--socks5-hostname --socks4 --socks4a --preproxy --max-time --connect-timeout --retry --retry-delay ' +
    '--retry-max-time --max-redirs --max-filesize --limit-rate --speed-limit --speed-time --range --continue-at ' +
    '--time-cond --write-out --url --proto --proto-default --proto-redir --tls-max --ciphers --tls13-ciphers ' +
    '--resolve --connect-to --interface --dns-servers --keepalive-time --oauth2-bearer --aws-sigv4 --parallel-max ' +
    '--proxy-cacert --proxy-cert --proxy-key --crlfile --unix-socket --rate --expect100-timeout --url-query --curves',
};

/** Options that name a file. */
const FILES: readonly (readonly [Role, RegExp])[] = [
  ['changes', /^(?:-D|-c|--dump-header|--cookie-jar|--trace|--trace-ascii|--stderr|--hsts|--etag-save)$/],
  [
    'reads',
    /^(?:-T|-E|--upload-file|--cert|--key|--cacert|--capath|--netrc-file|--etag-compare|--crlfile|--unix-socket|--proxy-(?:cacert|cert|key))$/,
  ],
];
/** Options whose value may be `@FILE`. */
const TEXTS =
  /^(?:-d|-H|-w|--data|--data-ascii|--data-binary|--data-urlencode|--json|--header|--proxy-header|--write-out|--url-query|--url)$/;

const REMOTE = ['-O', '-J', '--remote-name', '--remote-name-all', '--remote-header-name'] as const;

function curlUses(words: Words): readonly Use[] | null {
  const line = readLine(words, CURL_LINE);
  if (line === null || hasOption(line, '-K', '-Q') || !line.options.every((one) => isPlain(words, one)))
    return null;
  if (line.operands.some((at) => /^["']?file:/i.test(textOf(wordAt(words, at))))) return null;
  const uses = line.options.flatMap(({ name, value }): readonly Use[] => {
    const role = FILES.find(([, names]) => names.test(name))?.[0];
    if (value === null) return [];
    if (role !== undefined) return [useOf(value, role)];
    return /^(?:-b|--cookie)$/.test(name) && !shown(words, value).includes('=')
      ? [useOf(value, 'reads')]
      : [];
  });
  const outputs = valuesOf(line, '-o', '--output');
  const places = valuesOf(line, '--output-dir');
  if (outputs.some((place) => /#\d/.test(shown(words, place)))) return null;
  if (places.length > 0 && outputs.some((place) => !/^["']?[\w.]/.test(shown(words, place)))) return null;
  const makes = (place: Place): readonly Use[] =>
    hasOption(line, '--create-dirs') ? [useOf(place, 'makes')] : [];
  return [
    ...uses,
    ...places.flatMap((place) => [...makes(place), useOf(place, 'enters')]),
    ...outputs.flatMap((place) => [...makes(place), useOf(place, 'changes')]),
    ...remoteNames(words, line),
  ];
}

const shown = (words: Words, { at, from }: Place): string => textOf(wordAt(words, at)).slice(from);

function isPlain(words: Words, { name, value }: Line['options'][number]): boolean {
  if (value === null) return true;
  const text = shown(words, value);
  const isKnown = valueAt(words, value) !== null;
  if (TEXTS.test(name)) {
    if (name.startsWith('--data-u') && text.includes('@')) return false;
    return !/^["']?[@<]/.test(text) && !text.includes('%output') && (isKnown || !/^["']?[$`]/.test(text));
  }
  return !/^(?:-F|--form)$/.test(name) || (isKnown && !/[@<]/.test(text));
}

/** `-O`: each address gives the name of its file, in the working directory; otherwise nothing is written there. */
function remoteNames(words: Words, line: Line): readonly Use[] {
  if (!hasOption(line, ...REMOTE)) return nowhere(words);
  const addresses = [...line.operands.map((at) => ({ at, from: 0 })), ...valuesOf(line, '--url')];
  const files = addresses.flatMap(({ at, from }): readonly Place[] => {
    const value = valueAt(words, { at, from });
    const name = value === null ? null : /\/[\w.+~-]*\w$/.exec(value);
    return name === null ? [] : [{ at, from: from + name.index + 1 }];
  });
  const last = files.at(-1);
  const isKnown = files.length === addresses.length && !hasOption(line, '-J', '--remote-header-name');
  return isKnown && last ? [...files.map((file) => useOf(file, 'changes')), useOf(last, 'enters')] : [];
}

export const CURL: CommandFacts = {
  names: ['curl'],
  source: 'https://curl.se/docs/manpage.html',
  reads: [
    ...HOSTS,
    ...CERTIFICATES,
    ...([
      'home:.curlrc',
      'home:.config/curlrc',
      'home:.netrc',
      '$CURL_HOME',
      '$CURL_CA_BUNDLE',
      '$NETRC',
    ] as const),
  ],
  uses: curlUses,
  environment: ['CURL_*', 'XDG_CONFIG_HOME', 'NETRC', 'QLOGDIR', ...PROXIES, ...TLS_ENVIRONMENT],
  network: true,
  // Where -O stands the row writes `cwd`; `curlUses` takes that back where the names are known.
  variants: [{ when: REMOTE, writes: ['cwd'] }],
};
