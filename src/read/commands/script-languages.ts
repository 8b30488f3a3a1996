/** Perl and Lua. */
import type { CommandFacts, Region } from './facts.js';
import { building, deeds, PLACES } from './language-deeds.js';
import {
  each,
  nameOrFile,
  options,
  packageRole,
  printing,
  reader,
  unknown,
  type UseReader,
} from './words.js';

const PERL_PLACES: readonly Region[] = [
  ...PLACES,
  ...(['$PERL5LIB', '$PERL_LOCAL_LIB_ROOT', '$PERL_CPANM_HOME', '$PERLBREW_ROOT', '$PERLBREW_HOME'] as const),
];

/** A module's name that is a file is that file. */
const moduleRole: typeof nameOrFile = (value) =>
  /^[./~]/.test(value) ? packageRole('changes')(value) : value === '-' ? null : nameOrFile(value);

const PERL: readonly CommandFacts[] = [
  {
    names: ['cpanm', 'cpanminus', '/usr/local/bin/cpanm'],
    source: 'https://metacpan.org/dist/App-cpanminus/view/bin/cpanm',
    ...deeds(
      'cpan',
      PERL_PLACES,
      reader({
        values: options({
          name: '--mirror --from -M --prompt-timeout --configure-timeout --build-timeout --test-timeout --format --with-feature --without-feature --configure-args --build-args --test-args --install-args --cpanmetadb',
          reads: '--cpanfile --mirror-index',
          changes: '-l --local-lib -L --local-lib-contained --save-dists --scandeps-dir',
        }),
        operand: moduleRole,
        least: 1,
      }),
    ),
    environment: 'all',
    variants: [
      { when: ['--configure-args', '--build-args', '--install-args', '--self-contained-to'], uses: unknown },
      { when: ['--version', '-V', '--help', '-h'], ...printing('--version -V --help -h') },
    ],
  },
  {
    names: ['cpan'],
    source: 'https://perldoc.perl.org/cpan',
    ...deeds(
      'cpan',
      PERL_PLACES,
      reader({
        values: {},
        flags: ['-i', '-f', '-T', '-v'],
        operand: (value) => (/^[A-Z_a-z][\w:]*$|^[A-Z]+\/[\w.-]+$/.test(value) ? ['package', 'reads'] : null),
        least: 1,
      }),
    ),
    environment: 'all',
  },
  {
    names: ['perl'],
    source: 'https://perldoc.perl.org/perlrun',
    ...printing('-v -V --version'),
    environment: ['PERL*'],
  },
];

const LUA_VALUES = options({
  name: '--server --only-server --from --only-from --lua-version --namespace --timeout --branch --deps-mode --pack-binary-rock',
  reads: '--lua-dir',
  changes: '--tree --to --project-tree',
});
/** `OPENSSL_DIR=/opt/openssl` is read. */
const rocks =
  (verbs: number): UseReader =>
  (words) => {
    const settings = words.map(({ value }) => /^[A-Z]\w*=/.exec(value ?? '')?.[0].length);
    const plain = words.map((word, at) =>
      settings[at] === undefined ? word : { text: '--set', value: '--set' },
    );
    const uses = reader({
      values: LUA_VALUES,
      operand: (value) =>
        /\.rock(?:spec)?$/.test(value) ? ['package', 'reads'] : packageRole('reads')(value),
      verbs,
    })(plain);
    return uses === null
      ? null
      : [
          ...uses,
          ...settings.flatMap((from, at) =>
            from === undefined ? [] : [{ at, role: 'reads' as const, from }],
          ),
        ];
  };
const LUA_PLACES: readonly Region[] = [...PLACES, 'above:.luarocks', 'above:lua_modules', '$LUAROCKS_CONFIG'];

const LUA: CommandFacts = {
  names: ['luarocks', 'luarocks-5.1', 'luarocks-5.3', 'luarocks-5.4', 'luarocks5.1', 'luarocks5.3'],
  source: 'https://github.com/luarocks/luarocks/blob/main/docs/index.md',
  environment: 'all',
  options: LUA_VALUES,
  verbs: {
    ...each('install remove purge list show search', deeds('luarocks', LUA_PLACES, rocks(1))),
    ...each('make build', building('luarocks', [...LUA_PLACES, 'cwd'], rocks(1))),
    '': printing('--version --help -h'),
  },
};

export const SCRIPT_LANGUAGES: readonly CommandFacts[] = [...PERL, LUA];
