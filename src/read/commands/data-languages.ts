/** R, Jupyter and Ansible Galaxy. */
import type { Argument, CommandFacts, Deeds, PackageCall, Region } from './facts.js';
import { each, only, options, packageRole, printing, reader, unknown, type UseReader } from './words.js';

const call = (manager: string, does: PackageCall['does'] = 'install'): PackageCall => ({
  manager,
  does,
  caches: [],
});

const R_PLACES: readonly Region[] = [
  ...([
    'home',
    'tmp',
    'system',
    '$R_HOME',
    '$R_LIBS',
    '$R_LIBS_USER',
    '$R_LIBS_SITE',
    '$R_ENVIRON',
    '$R_PROFILE',
  ] as const),
  ...([
    '$R_ENVIRON_USER',
    '$R_PROFILE_USER',
    '$RENV_PATHS_CACHE',
    '$RENV_PATHS_ROOT',
    '$RETICULATE_PYTHON',
  ] as const),
];
/** R begins with these of the working directory, and with what they load. */
const STARTUP: readonly Region[] = [
  'cwd:.Rprofile',
  'cwd:.Renviron',
  'cwd:.RData',
  'cwd:.Rhistory',
  'cwd:renv',
];

/** Strings and numbers, `c(…)`, and arguments by name: no other calls. */
const LITERALS =
  /^(?:\s|,|=|c\(|\)|\d|"\0"|\b(?:TRUE|FALSE|T|F|NULL|NA)\b|\b(?!lib\b|destdir\b|contriburl\b|configure|INSTALL_opts|Ncpus\b|c\b)[A-Za-z][\w.]*\s*(?==)|\bNcpus\s*=)*$/;
const INSTALLS =
  /^(?:install\.packages|BiocManager::install|biocLite|(?:(?:remotes|devtools)::)?install_(?:github|gitlab|bitbucket|git|version|cran|url|bioc))\((.*)\)$/s;
const LOADS =
  /^(?:library|require|suppressMessages\(library)\((?:devtools|remotes|BiocManager|BiocInstaller|utils)\)?\)?$/;
const IF_MISSING =
  /^if\s*\(\s*!\s*(?:require|requireNamespace)\((?:"\0"|\w+)(?:,\s*quietly\s*=\s*(?:TRUE|T))?\)\s*\)\s*/;
/** Not a path, or the name of a repository. */
const isPlain = (text: string): boolean =>
  /^https?:\/\//.test(text) ||
  /^(?!.*\.(?:gz|zip|bz2|xz|tgz)$)[\w@.:+ ~>=<-]*$/.test(text) ||
  /^[A-Za-z][\w-]*\/[\w.-]+(?:\/[\w-]+)?(?:@[\w.-]+|#\d+)?$/.test(text);

/** Whether an R program does nothing but install packages by their names. */
export function onlyInstalls(program: string): boolean {
  const strings: string[] = [];
  const bare = program.replace(
    /"([^"\\]*)"|'([^'\\]*)'/g,
    (_, double: string | undefined, single: string | undefined) => {
      strings.push(double ?? single ?? '');
      return '"\0"';
    },
  );
  if (/["'\\#{}`]/.test(bare.replaceAll('"\0"', '')) || !strings.every(isPlain)) return false;
  const statements = bare
    .split(/[;\n](?![^()]*\))/)
    .map((one) => one.trim())
    .filter((one) => one !== '');
  return statements.length > 0 && statements.every((one) => isInstall(one, strings));
}

function isInstall(statement: string, strings: readonly string[]): boolean {
  const inner = INSTALLS.exec(statement.replace(IF_MISSING, ''))?.[1];
  if (inner === undefined) return LOADS.test(statement);
  // Without a repository, what is installed is a file: it has to be one of another machine.
  const isFile = /repos\s*=\s*NULL/.test(inner);
  return (
    LITERALS.test(inner) &&
    (!isFile || strings.every((text) => /^https?:\/\/|^(?:source|binary)$/.test(text)))
  );
}

const R_FLAG =
  /^--?(?:slave|vanilla|no-save|no-restore\S*|no-echo|quiet|q|no-init-file|no-environ|no-site-file|silent|verbose|default-packages=\w+|save|restore)$/;

/** `R -e PROGRAM`, more than once too. */
function programs(words: readonly Argument[]): readonly [] | null {
  let found = false;
  for (let at = 0; at < words.length; at += 1) {
    const value = words[at]?.value ?? null;
    if (value === '-e') {
      const program = words[(at += 1)]?.value ?? null;
      if (program === null || !onlyInstalls(program)) return null;
      found = true;
    } else if (value === null || !R_FLAG.test(value)) return null;
  }
  return found ? [] : null;
}

/** `R CMD INSTALL PATH`: the sources are compiled where they are. */
const rCommand: UseReader = (words) => {
  if (words[0]?.value !== 'CMD') return programs(words);
  if (words[1]?.value === 'javareconf') return words.length === 2 ? [] : null;
  if (words[1]?.value !== 'INSTALL') return null;
  return reader({
    values: options({ changes: '-l --library', name: '--configure-args --configure-vars' }),
    operand: 'changes',
    verbs: 2,
  })(words);
};

const R_OWN: Deeds = {
  reads: [...R_PLACES, ...STARTUP],
  writes: [...R_PLACES, 'cwd:.RData', 'cwd:.Rhistory'],
  environment: 'all',
  network: true,
  packages: call('r'),
};

const VERSION = { when: ['--version', '--help'], ...printing('--version --help'), reads: [], writes: [] };

const R_LANGUAGE: readonly CommandFacts[] = [
  {
    ...R_OWN,
    names: ['R', 'Rscript', '/usr/bin/R', '/usr/local/bin/R', '/usr/bin/Rscript', '/usr/local/bin/Rscript'],
    source: 'https://cran.r-project.org/doc/manuals/r-release/R-admin.html',
    uses: rCommand,
    variants: [{ when: ['--configure-args', '--configure-vars'], uses: unknown }, VERSION],
  },
  {
    ...R_OWN,
    names: ['install2.r', 'installGithub.r', 'installBioc.r', 'install.r'],
    source: 'https://github.com/eddelbuettel/littler',
    uses: reader({
      values: options({
        name: '-r --repos -d --deps -n --ncpus -m --method -t --type',
        changes: '-l --libloc',
      }),
      operand: (value) =>
        /^[A-Za-z][\w.-]*(?:\/[\w.-]+)?(?:@[\w.-]+)?$/.test(value) && !/\.(?:gz|zip|tgz)$/.test(value)
          ? ['package']
          : null,
    }),
  },
];

const JUPYTER_PLACES: readonly Region[] = [
  ...([
    'home',
    'tmp',
    'system',
    '$JUPYTER_CONFIG_DIR',
    '$JUPYTER_DATA_DIR',
    '$JUPYTER_PATH',
    '$JUPYTERLAB_DIR',
  ] as const),
  ...([
    '$VIRTUAL_ENV',
    '$CONDA_PREFIX',
    '$CONDA_DIR',
    '$JUPYTERLAB_SETTINGS_DIR',
    '$JUPYTER_RUNTIME_DIR',
  ] as const),
];
/** Jupyter's programs read their settings from the working directory too. */
const JUPYTER_SETTINGS: readonly Region[] = [
  ...(['cwd:jupyter_config.py', 'cwd:jupyter_config.json', 'cwd:jupyter_notebook_config.py'] as const),
  ...([
    'cwd:jupyter_notebook_config.json',
    'cwd:jupyter_lab_config.py',
    'cwd:jupyter_server_config.py',
  ] as const),
  ...([
    'cwd:jupyter_server_config.json',
    'cwd:jupyter_lab_config.json',
    'cwd:jupyter_nbconvert_config.py',
  ] as const),
];

const jupyter = (second: RegExp): Deeds => ({
  reads: [...JUPYTER_PLACES, ...JUPYTER_SETTINGS],
  writes: JUPYTER_PLACES,
  uses: (words) =>
    second.test(
      words.find(({ value }, at) => at > 0 && value !== null && !value.startsWith('-'))?.value ?? '',
    )
      ? reader({
          values: options({
            name: '--name --debug-log-path --section',
            changes: '--app-dir --prefix --nbextensions --dev-build-dir',
            reads: '--config',
          }),
          operand: packageRole('changes'),
          verbs: 2,
        })(words)
      : null,
  network: true,
  packages: call('jupyter'),
});

const JUPYTER: CommandFacts = {
  names: ['jupyter'],
  source: 'https://docs.jupyter.org/en/latest/',
  environment: 'all',
  verbs: {
    ...each(
      'nbextension labextension serverextension bundlerextension',
      jupyter(/^(?:install|enable|disable|uninstall|list|update|link|lock|unlock)$/),
    ),
    server: jupyter(/^extension$/),
    kernelspec: jupyter(/^(?:list|install|remove|uninstall)$/),
    lab: jupyter(/^(?:build|clean|path)$/),
    notebook: {
      ...jupyter(/^$/),
      uses: (words) =>
        only('notebook --generate-config -y --allow-root')(words) !== null &&
        words.some(({ value }) => value === '--generate-config')
          ? []
          : null,
    },
    '': printing('--version --help -h'),
  },
};

const GALAXY_PLACES: readonly Region[] = [
  ...([
    'home',
    'tmp',
    'system',
    'cwd:ansible.cfg',
    'cwd:roles',
    'cwd:collections',
    '$ANSIBLE_CONFIG',
    '$ANSIBLE_HOME',
  ] as const),
  ...([
    '$ANSIBLE_ROLES_PATH',
    '$ANSIBLE_COLLECTIONS_PATH',
    '$ANSIBLE_COLLECTIONS_PATHS',
    '$ANSIBLE_GALAXY_CACHE_DIR',
  ] as const),
];
const GALAXY_VALUES = options({
  name: '-s --server --api-key --token --timeout',
  reads: '-r --role-file --requirements-file --keyring',
  changes: '-p --roles-path --collections-path',
});
const galaxy = (verbs: number): Deeds => ({
  reads: GALAXY_PLACES,
  writes: GALAXY_PLACES,
  uses: reader({ values: GALAXY_VALUES, operand: packageRole('reads'), verbs }),
  network: true,
  packages: call('ansible-galaxy'),
  // A list may name folders, anywhere. https://docs.ansible.com/ansible/latest/galaxy/user_guide.html
  variants: [{ when: ['-r', '--role-file', '--requirements-file'], reads: ['anything'] }],
});

const GALAXY: CommandFacts = {
  names: ['ansible-galaxy'],
  source: 'https://docs.ansible.com/ansible/latest/cli/ansible-galaxy.html',
  environment: 'all',
  verbs: {
    ...each('install remove list', galaxy(1)),
    ...each('role collection', {
      ...galaxy(2),
      uses: (words) =>
        /^(?:install|remove|list)$/.test(words[1]?.value ?? '') ? (galaxy(2).uses?.(words) ?? null) : null,
    }),
    '': printing('--version --help -h'),
  },
};

export const LANGUAGES_OF_DATA: readonly CommandFacts[] = [...R_LANGUAGE, JUPYTER, GALAXY];
