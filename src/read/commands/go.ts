/** Go: its tool, and the managers of dependencies before modules. */
import type { CommandFacts, Deeds, Region } from './facts.js';
import { each, list, options, printing, reader, type Syntax, type UseReader, packageCalls } from './words.js';

/** `/go` is GOPATH in the official image, `~/go` is its default. */
const OWN_PLACES: readonly Region[] = [
  ...(['/go', 'home', 'tmp', '$GOPATH', '$GOBIN', '$GOCACHE', '$GOMODCACHE', '$GOTMPDIR', '$GOENV'] as const),
  ...(['$GOROOT', '$XDG_CACHE_HOME', '$XDG_CONFIG_HOME', '$GOWORK', '$GOLANGCI_LINT_CACHE'] as const),
];
const PLACES: readonly Region[] = [...OWN_PLACES, 'system'];
const MODULE: readonly Region[] = [
  ...(['cwd', 'above:go.mod', 'above:go.sum', 'above:go.work', 'above:go.work.sum', 'above:vendor'] as const),
];
const CACHES: readonly Region[] = [
  ...(['/go/pkg/mod', 'home:go/pkg/mod', 'home:.cache/go-build', '$GOMODCACHE', '$GOCACHE'] as const),
];

const call = packageCalls('go', CACHES);

const VALUES = options({
  name: `-ldflags -gcflags -asmflags -gccgoflags -tags -mod -p -installsuffix -compiler -buildmode -buildvcs -covermode
    -coverpkg -vettool -reuse -replace -dropreplace -require -droprequire -go -compat -module -toolchain
    -exclude -dropexclude -retract -dropretract -godebug -dropgodebug -tool -droptool -run -f`,
  reads: '-overlay -pgo -fuzzcachedir',
  changes: '-o -pkgdir -modfile -C',
});

/** `-exec` and `-toolexec` run a program. */
const FLAGS =
  list(`-a -n -v -x -i -u -d -t -fix -insecure -race -msan -asan -trimpath -work -linkshared -modcacherw -json
  -m -e -c -cover -deps -test -find -compiled -export -versions -retracted -cache -testcache -modcache -fuzzcache -r
  -diff -w -s -print -unusedresult -all -vendor -h -help -buildvcs -changed`);

const syntax = (verbs: number, operand: Syntax['operand'] = 'name'): Syntax => ({
  values: VALUES,
  flags: FLAGS,
  operand,
  verbs,
  oneDash: true,
});
/** Packages are read by their names; a build may read anything. */
const packages = reader(syntax(1));

const BUILD: Deeds = {
  reads: ['anything'],
  // No code of a project is run while it is built (https://go.dev/issue/23672); C files include what is theirs or the system's.
  writesAsRule: [...OWN_PLACES, ...MODULE],
  writes: [...PLACES, ...MODULE],
  uses: packages,
  network: true,
  packages: call('download'),
};

/** `replace` names other places. https://go.dev/ref/mod#go-mod-file-replace */
const OWN: Deeds = {
  ...BUILD,
  uses: packages,
  network: true,
  packages: call('install'),
};

const second =
  (names: RegExp, uses: UseReader): UseReader =>
  (words) =>
    names.test(words.filter(({ value }) => value !== null && !value.startsWith('-'))[1]?.value ?? '')
      ? uses(words)
      : null;

const GO_ITSELF: CommandFacts = {
  names: ['go', '/usr/local/go/bin/go'],
  source: 'https://pkg.go.dev/cmd/go',
  environment: 'all',
  verbs: {
    build: BUILD,
    install: { ...BUILD, packages: call('install') },
    // Packages of the project stay below the working directory.
    get: OWN,
    mod: {
      ...OWN,
      uses: second(/^(?:download|tidy|vendor|verify|init|edit|graph|why)$/, reader(syntax(2))),
      packages: call('download'),
    },
    ...each('vet list', { ...BUILD, packages: call('query') }),
    ...each('env version', {
      ...OWN,
      reads: [...PLACES, ...MODULE],
      writes: ['tmp', 'home'],
      writesAsRule: ['tmp', 'home'],
      uses: reader(syntax(1, 'reads')),
      packages: call('query'),
      variants: [{ when: ['-w', '-u'], uses: reader(syntax(1)), packages: call('configure') }],
    }),
    clean: { ...BUILD, reads: [...PLACES, ...MODULE], packages: call('clean') },
    fmt: BUILD,
    work: { ...OWN, uses: second(/^(?:init|sync|use)$/, reader(syntax(2, 'reads'))) },
    help: printing('help build'),
  },
};

/** Until modules, a project was below GOPATH. */
const OLD: Deeds = {
  reads: [...PLACES, 'cwd', 'above:Gopkg.toml', 'above:Gopkg.lock', 'above:glide.yaml', 'above:vendor'],
  writes: [...PLACES, 'cwd', 'above:Gopkg.lock', 'above:vendor'],
  uses: (words) => (words.every(({ value }) => value !== null && !value.includes('=')) ? [] : null),
  network: true,
  packages: call('download'),
};

const MANAGERS: readonly CommandFacts[] = [
  {
    names: ['glide'],
    source: 'https://glide.readthedocs.io/en/latest/commands/',
    environment: 'all',
    verbs: { ...each('install i update up', OLD), '': printing('--version -v') },
  },
  {
    names: ['dep'],
    source: 'https://golang.github.io/dep/docs/daily-dep.html',
    environment: 'all',
    verbs: { ensure: OLD, ...each('status check', OLD), version: OLD },
  },
  {
    names: ['govendor'],
    source: 'https://github.com/kardianos/govendor#readme',
    environment: 'all',
    verbs: { ...each('sync fetch', OLD) },
  },
];

export const GO: readonly CommandFacts[] = [GO_ITSELF, ...MANAGERS];
