/** Tools that install, and of which it is known or not known enough that they stay behind the sources. */
import { never, type Family, type Install, type Words } from './facts.js';

interface Row {
  readonly call: RegExp;
  readonly install: Install;
}

const ROWS: readonly Row[] = [
  // Autoloaders are made of the sources; plugins may read and change them. https://getcomposer.org/doc/03-cli.md#install-i
  {
    call: /^(?:php )?(?:[\w./-]*\/)?composer(?:\.phar)? (?:[^ ]+ )*install\b/,
    install: never('sources', 'composer makes autoloaders of the sources, and runs plugins'),
  },
  // https://github.com/LukeMathWalker/cargo-chef
  {
    call: /^cargo (?:\+\w+ )?(?:build|install|fetch)\b/,
    install: never('sources', 'cargo reads the sources; cargo-chef builds the dependencies apart from them'),
  },
  // https://maven.apache.org/plugins/maven-dependency-plugin/go-offline-mojo.html
  {
    call: /^(?:\.\/)?mvnw? (?:[^ ]+ )*dependency:(?:go-offline|resolve)\b/,
    install: never('sources', 'maven may read the modules and the extensions of the project'),
  },
  // https://docs.gradle.org/current/userguide/build_lifecycle.html
  {
    call: /^(?:\.\/)?gradlew? (?:[^ ]+ )*dependencies\b/,
    install: never('sources', 'gradle runs the build scripts of all projects'),
  },
  // https://learn.microsoft.com/en-us/dotnet/core/tools/dotnet-restore
  {
    call: /^dotnet restore\b/,
    install: never('sources', 'dotnet restore reads the files of all projects, and what they import'),
  },
  // https://hexdocs.pm/mix/Mix.Tasks.Deps.Get.html
  { call: /^mix deps\.get\b/, install: never('sources', 'mix reads mix.exs and config, which are programs') },
];

export const OTHERS: Family = {
  source: 'see the rows',
  installOf: (words: Words) => ROWS.find(({ call }) => call.test(words.join(' ')))?.install ?? null,
  isBeside: () => false,
  variables: [],
  own: /^(?!)/,
  settings: /^(?!)/,
};
