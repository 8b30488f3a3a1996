/**
 * Go's modules. `go mod download` without names fetches what go.mod requires, and mends both files where they do not agree
 * with what the modules say of themselves (cmd/go/internal/modcmd/download.go, https://go.dev/issue/64008). That cannot be
 * seen in them: as `go mod tidy` leaves them they agree, and what shows that they are not so is looked for here.
 */
import {
  bound,
  filesOf,
  isBound,
  never,
  readOptions,
  type Bound,
  type Family,
  type Install,
  type Project,
  type Variables,
  type Words,
} from './facts.js';

interface GoModule {
  readonly path: string;
  readonly version: string;
}

/** What go.mod says; `null` where it says anything else. */
interface GoMod {
  readonly go: readonly [number, number] | null;
  readonly requires: readonly GoModule[];
  /** A version of a module, or all of them: `null`. */
  readonly replaces: readonly {
    readonly from: string;
    readonly only: string | null;
    readonly to: GoModule;
  }[];
}

const MODULE = String.raw`[\w.~-]+(?:/[\w.~!+-]+)*`;
/** One that need not be looked up. https://go.dev/ref/mod#versions */
const VERSION = String.raw`v\d+\.\d+\.\d+(?:-[\w.-]+)?(?:\+incompatible)?`;
const REQUIRE = new RegExp(`^(${MODULE}) (${VERSION})$`);
const REPLACE = new RegExp(`^(${MODULE})(?: (${VERSION}))? => (${MODULE}) (${VERSION})$`);

/** https://go.dev/ref/mod#go-mod-file-grammar */
function statementsOf(text: string): readonly (readonly [string, string])[] {
  const found: (readonly [string, string])[] = [];
  let block = '';
  for (const line of text.split(/\r?\n/)) {
    const plain = line
      .replace(/\/\/.*$/, '')
      .trim()
      .replace(/\s+/g, ' ');
    const opened = /^(\w+) ?\($/.exec(plain)?.[1];
    if (plain === '') continue;
    else if (opened !== undefined && block === '') block = opened;
    else if (plain === ')') block = '';
    else if (block !== '') found.push([block, plain]);
    else found.push([plain.split(' ')[0] ?? '', plain.split(' ').slice(1).join(' ')]);
  }
  return found;
}

function goModOf(text: string): GoMod | string {
  let go: GoMod['go'] = null;
  const requires: GoModule[] = [];
  const replaces: GoMod['replaces'][number][] = [];
  for (const [verb, rest] of statementsOf(text)) {
    const required = verb === 'require' ? REQUIRE.exec(rest) : null;
    const replaced = verb === 'replace' ? REPLACE.exec(rest) : null;
    const version: readonly string[] | null =
      verb === 'go' && go === null ? /^(\d+)\.(\d+)(?:\.\d+)?$/.exec(rest) : null;
    if (version !== null) go = [Number(version[1]), Number(version[2])];
    else if (required !== null) requires.push({ path: required[1] ?? '', version: required[2] ?? '' });
    else if (replaced !== null)
      replaces.push({
        from: replaced[1] ?? '',
        only: replaced[2] ?? null,
        to: { path: replaced[3] ?? '', version: replaced[4] ?? '' },
      });
    else if (verb !== 'module') return `${verb} ${rest}`;
  }
  return { go, requires, replaces };
}

function reads(project: Project): readonly string[] | Bound {
  const files = filesOf(project, ['go.mod'], ['go.sum', '.go-version'], {
    ...{ 'go.work': 'content', vendor: 'sources' },
    // The default of GOPATH at home, which may be the folder of the project.
    ...{ go: 'written' },
  });
  if (isBound(files)) return files;
  const text = project.textOf('go.mod');
  const sums = project.kindOf('go.sum') === null ? '' : project.textOf('go.sum');
  if (text === null || sums === null) return bound('content', 'go.mod or go.sum cannot be read');
  const found = goModOf(text);
  if (typeof found === 'string')
    return bound(/=> ?\.{0,2}\//.test(found) ? 'sources' : 'content', `go.mod: ${found}`);
  const { go, requires, replaces } = found;
  // Before, the modules that are needed indirectly are not named. https://go.dev/ref/mod#go-mod-file-go
  if (go === null || (go[0] === 1 && go[1] < 17)) return bound('lock', 'go.mod: go before 1.17, or none');
  const names = requires.map(({ path }) => path);
  if (new Set(names).size < names.length) return bound('lock', 'go.mod requires a module twice');
  return unfitSums(sums, requires, replaces) ?? files;
}

/** Sums that are not there are written, and so are the lines, in order. https://go.dev/ref/mod#go-sum-files */
function unfitSums(sums: string, requires: GoMod['requires'], replaces: GoMod['replaces']): Bound | null {
  const lines = sums.split(/\r?\n/).filter((line) => line !== '');
  const odd = lines.find((line) => !/^\S+ v\S+ h1:[\w+/]{43}=$/.test(line));
  if (odd !== undefined) return bound('lock', `go.sum: ${odd}`);
  const known = new Set(lines.map((line) => line.split(' ').slice(0, 2).join(' ')));
  if (known.size < lines.length) return bound('lock', 'go.sum names a module twice');
  for (const one of requires) {
    const { path, version } =
      replaces.find(({ from, only }) => from === one.path && (only ?? one.version) === one.version)?.to ??
      one;
    for (const line of [`${path} ${version}`, `${path} ${version}/go.mod`])
      if (!known.has(line)) return bound('lock', `go.sum: no ${line}`);
  }
  return null;
}

function installOf(words: Words): Install | null {
  if (words.slice(0, 3).join(' ') !== 'go mod download') return null;
  const options = readOptions(words.slice(3), { flags: /^--?(?:x|json)$/, values: [] });
  if (typeof options === 'string') return never('options', options);
  const [operand] = options.operands;
  return operand === undefined ? { bound: null, reads } : never('lock', `${operand} is added to go.sum`);
}

const free = (names: RegExp, values = /^/): Variables => ({ names, influence: { kind: 'free', values } });

/** Where modules come from, and how they are checked. */
const SOURCES = 'GO(?:PROXY|PRIVATE|NOPROXY|NOSUMDB|NOSUMCHECK|SUMDB|INSECURE|VCS)';
/** `go env -w` of no more than that. */
const ORDINARY = `(?:(?:${SOURCES}|GO111MODULE)=[\\w:/.,*|@-]+(?:[ \\t]+|(?=[;&\\r\\n]|$)))+(?=[;&\\r\\n]|$)`;

export const GO: Family = {
  source: 'https://go.dev/ref/mod#environment-variables',
  installOf,
  // They change no file of the project. https://go.dev/ref/mod#go-mod-verify
  isBeside: (words) =>
    /^go (?:mod verify|version|env|clean -(?:cache|modcache))$/.test(words.join(' ')) ||
    new RegExp(`^go env -w ${ORDINARY}`).test(words.join(' ')),
  own: /^(?:GO[A-Z0-9_]*|CGO_\w+)$/,
  variables: [
    free(new RegExp(`^${SOURCES}$`)),
    free(/^GO111MODULE$/, /^(?:on|auto|)$/),
    free(
      /^(?:CGO_ENABLED|GOOS|GOARCH|GOARM|GOAMD64|GOMAXPROCS|GO_VERSION|GOLANG_\w+|GOTOOLCHAIN)$/,
      /^[\w.+-]*$/,
    ),
    // Those that a command does not know do not count. https://pkg.go.dev/cmd/go#hdr-Environment_variables
    free(
      /^GOFLAGS$/,
      /^(?:\s*-(?:mod=(?:mod|readonly)|modcacherw|buildvcs=(?:false|true|auto)|trimpath|v|x|p=\d+))*\s*$/,
    ),
    free(/^GOWORK$/, /^off$/),
    { names: /^GO(?:PATH|MODCACHE|CACHE|ROOT|BIN|TMPDIR)$/, influence: { kind: 'places' } },
  ],
  settings: new RegExp(`\\bgo\\s+env\\s+-w\\s+(?!${ORDINARY})|\\bgo/env\\b|\\bgo\\s+work\\b|\\bGOENV\\b`),
};
