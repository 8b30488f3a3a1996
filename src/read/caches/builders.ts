/** What programs that build leave behind. */
import type { CacheFacts } from './facts.js';

/** What a program that builds fetches: later builds, or a program that is built when it starts, would want it. */
export const BUILDERS: readonly CacheFacts[] = [
  {
    id: 'go',
    name: "go's build and module caches",
    source: 'https://go.dev/ref/mod#module-cache; go help cache',
    fills: {
      programs: /^go$/,
      verbs: /^(?:build|install|get|test|vet|generate|mod (?:download|tidy|vendor)|list|run)\b/,
    },
    paths: ['~/.cache/go-build', '/go/pkg/mod'],
    named: /\bGOCACHE\b|\bGOMODCACHE\b|\bGOFLAGS\b.*-mod=mod|\bGOPROXY=off\b/,
    settings: /^(?:GOCACHE|GOMODCACHE)$/,
    wantedBy: /(?:^|[^\w.-])(?:go|make|dlv|air|realize|gin|reflex|ginkgo|mage|task)(?![\w.-])/,
    cleanup: ['go clean -cache -modcache'],
    needs: 'go 1.11',
    cleanings: /^go clean(?: -(?:cache|modcache|testcache|fuzzcache|i|r))+$/,
    mount: {
      // What is unpacked below /go/pkg/mod is part of the build: `go list -m` tells people where it is.
      targets: [
        { path: '/go/pkg/mod/cache', images: /^golang(?::|@|$)/ },
        { path: '~/.cache/go-build', isBuilt: true, needs: 'CGO_ENABLED=0' },
      ],
      sharing: 'shared',
      holdsAll: false,
    },
  },
  {
    id: 'cargo',
    isKept: true,
    name: "cargo's registry",
    source: 'https://doc.rust-lang.org/cargo/guide/cargo-home.html',
    fills: { programs: /^cargo$/, verbs: /^(?:build|b|install|run|test|fetch|check|update|chef|rustc)\b/ },
    paths: ['/usr/local/cargo/registry', '~/.cargo/registry'],
    settings: /^CARGO_HOME$/,
    wantedBy: /(?:^|[^\w.-])(?:cargo|make|maturin|wasm-pack|trunk|diesel)(?![\w.-])/,
    cleanup: ['rm -rf /usr/local/cargo/registry ~/.cargo/registry'],
    mount: {
      targets: [{ path: '/usr/local/cargo/registry', images: /^rust(?::|@|$)/ }],
      sharing: 'shared',
      holdsAll: true,
      isKept: true,
    },
  },
  {
    id: 'maven',
    isKept: true,
    name: "maven's local repository",
    source: 'https://maven.apache.org/guides/introduction/introduction-to-repositories.html',
    fills: {
      programs: /^mvn$/,
      verbs: /(?:)/,
      unless:
        /^(?:-v|-version|--version|-o|--offline|-h|--help)$|^-Dmaven\.repo\.local|^install:install-file$/,
    },
    paths: ['~/.m2/repository'],
    wantedBy: /(?:^|[^\w.-])(?:mvnw?|gradlew?|sbt|lein|make|ant)(?![\w-])|\.m2\b/,
    cleanup: ['rm -rf ~/.m2/repository'],
    mount: { targets: [{ path: '~/.m2/repository' }], sharing: 'locked', holdsAll: true, isKept: true },
  },
  {
    id: 'gradle',
    isKept: true,
    name: "gradle's caches",
    source: 'https://docs.gradle.org/current/userguide/directory_layout.html',
    fills: {
      programs: /^gradle$/,
      verbs: /(?:)/,
      unless: /^(?:-v|--version|-h|--help|--offline|-g|--gradle-user-home\S*)$/,
    },
    paths: ['~/.gradle/caches'],
    settings: /^GRADLE_USER_HOME$/,
    wantedBy: /(?:^|[^\w.-])(?:gradlew?|mvnw?|make|kotlinc)(?![\w-])|\.gradle\b/,
    cleanup: ['rm -rf ~/.gradle/caches'],
    mount: { targets: [{ path: '~/.gradle/caches' }], sharing: 'locked', holdsAll: true, isKept: true },
  },
  {
    id: 'dotnet',
    isKept: true,
    name: "NuGet's packages",
    source:
      'https://learn.microsoft.com/nuget/consume-packages/managing-the-global-packages-and-cache-folders',
    fills: {
      programs: /^dotnet$/,
      verbs: /^(?:restore|build|publish|test|run|tool install|add|pack)\b/,
      unless: /^--no-restore$|^--(?:version|info|help)$/,
    },
    paths: ['~/.nuget/packages'],
    settings: /^NUGET_PACKAGES$/,
    // What is built without being published runs from the packages folder.
    wantedBy: /(?:^|[^\w.-])(?:dotnet|msbuild|nuget)(?![\w-])/,
    cleanup: ['dotnet nuget locals all --clear'],
    cleanings: /^dotnet nuget locals all (?:--clear|-c)$/,
    mount: { targets: [{ path: '~/.nuget/packages' }], sharing: 'shared', holdsAll: true, isKept: true },
  },
];
