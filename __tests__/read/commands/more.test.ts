import { describe, expect, it } from '@jest/globals';
import { onlyInstalls } from '../../../src/read/commands/data-languages.js';
import { effectsIn } from '../effects-of.js';
import { told } from './languages.js';

const SYSTEM = 'reads the system, writes the system';
const HERE = 'reads anything, writes the system /work';

describe('R', () => {
  it.each([
    ['install.packages("a")', true],
    ["install.packages(c('a', 'b'), repos='https://x.org', dependencies = TRUE)", true],
    ['BiocManager::install("a"); devtools::install_github("x/y@main")', true],
    ['library(devtools); install_github("x/y")', true],
    ['if (!require("a")) install.packages("a")', true],
    ['install.packages("https://x.org/a.tar.gz", repos=NULL, type="source")', true],
    ['install.packages("a.tar.gz", repos=NULL)', false],
    ['install.packages("a", repos=NULL)', false],
    ['install.packages("/data/a")', false],
    ['install.packages("a", lib="/data")', false],
    ['install.packages("a", lib = x)', false],
    ['install.packages(readLines("a"))', false],
    ['install.packages("a"); file.remove("b")', false],
    ['devtools::install_local("a")', false],
    ['devtools::install("/data")', false],
    ['install.packages("a") # b', false],
    ['source("a.R")', false],
    ['', false],
  ])('%s only installs: %s', (program, answer) => {
    expect(onlyInstalls(program)).toBe(answer);
  });

  it('reads what R begins with in the working directory', () => {
    const { reads, writes, packages } = effectsIn(
      `R -q -e "install.packages('a')" -e 'install.packages("b")'`,
    );
    expect(reads).toEqual(expect.arrayContaining(['/work/.Rprofile', '/usr/lib']));
    expect(writes).not.toContain('/work');
    expect(packages).toMatchObject([{ manager: 'r', does: 'install' }]);
  });

  it.each([
    ['R CMD INSTALL /data/x', 'writes the system /data/x /work/.RData /work/.Rhistory'],
    ['R CMD javareconf', 'writes the system /work/.RData /work/.Rhistory'],
    ['install2.r --error -n 4 dplyr', 'writes the system /work/.RData /work/.Rhistory'],
    ['R --version', 'nothing'],
  ])('%s: %s', (text, sentence) => {
    expect(told(text)).toContain(sentence);
  });

  it.each([
    'R',
    'R -e "q()"',
    'R -f x.R',
    'Rscript x.R',
    'Rscript -e "$X"',
    'R CMD build x',
    'install2.r x.tar.gz',
  ])('%s may do anything', (text) => {
    expect(told(text)).toBe('unknown');
  });
});

describe('managers of packages', () => {
  it.each([
    ['cpanm -n Moose', 'cpan install: reads the system /work/Moose, writes the system'],
    ['cpanm --installdeps .', 'cpan install: reads anything, writes the system /work'],
    ['cpanm -l /data X', 'cpan install: reads the system /data /work/X, writes the system /data'],
    ['cpan install X::Y', 'cpan install: reads the system /work/X::Y /work/install, writes the system'],
    [
      'luarocks install lpeg OPENSSL_DIR=/data',
      'luarocks install: reads the system /data /work/.luarocks /work/lua_modules',
    ],
    ['luarocks make', `luarocks install: ${HERE}`],
    ['cabal update', `cabal install: ${HERE}`],
    ['cabal install --installdir=/data x', 'cabal install: reads anything, writes the system /data /work'],
    ['stack build --system-ghc', `stack install: ${HERE}`],
    ['stack --local-bin-path /data install', 'unknown'],
    ['stack install --local-bin-path /data', 'stack install: reads anything, writes the system /data /work'],
    ['ghcup install ghc 9.2', `ghcup install: ${SYSTEM}`],
    ['opam install -y dune', 'opam install: reads anything, writes the system /work/_opam'],
    ['opam install .', 'opam install: reads anything, writes the system /work'],
    ['mix local.hex --force', 'mix install: reads the system /work, writes the system'],
    ['mix deps.get --only prod', `mix install: ${HERE}`],
    ['mix do local.hex --force, local.rebar --force', `mix install: ${HERE}`],
    ['mix release --path /data', 'mix install: reads anything, writes the system /data /work'],
    ['rebar3 compile', `rebar install: ${HERE}`],
    ['swift build -c release', `swift install: ${HERE}`],
    ['swift package resolve', `swift install: ${HERE}`],
    ['nimble install -y x', `nimble install: ${HERE}`],
    ['shards install --production', `shards install: ${HERE}`],
    ['pub get', 'pub install: reads anything, writes the system /work'],
    ['dart pub get', 'pub install: reads anything, writes the system /work'],
    ['ansible-galaxy install -r /data/r.yml', 'ansible-galaxy install: reads anything'],
    ['ansible-galaxy collection install x.y -p /data', 'ansible-galaxy install: reads the system /data'],
    [
      'jupyter nbextension enable x --sys-prefix',
      'jupyter install: reads the system /work/jupyter_config.json',
    ],
    ['jupyter lab build', 'jupyter install: reads the system /work/jupyter_config.json'],
    ['jupyter notebook --generate-config', 'jupyter install: reads the system /work/jupyter_config.json'],
  ])('%s: %s', (text, sentence) => {
    expect(told(text).slice(0, sentence.length)).toBe(sentence);
  });

  it.each([
    'cpanm',
    'cpanm -',
    'cpan .',
    'perl x.pl',
    'perl -e 1',
    'stack exec x',
    'stack test',
    'stack build --stack-yaml /data/stack.yaml',
    'cabal run',
    'opam exec -- x',
    'mix test',
    'mix phx.server',
    'mix do deps.get, run x.exs',
    'rebar3 eunit',
    'swift run',
    'swift package plugin x',
    'dart x.dart',
    'pub run x',
    'jupyter notebook',
    'jupyter lab',
    'ansible-galaxy init x',
  ])('%s may do anything', (text) => {
    expect(told(text)).toBe('unknown');
  });
});
