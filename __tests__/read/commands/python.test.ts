import { describe, expect, it } from '@jest/globals';
import { effectsIn } from '../effects-of.js';
import { importedFrom } from '../../../src/read/commands/index.js';
import { told, where } from './languages.js';

const SYSTEM = 'reads the system, writes the system';
const PROJECT = 'reads anything, writes the system /work';

describe('pip', () => {
  it.each([
    ['pip install flask', `pip install: ${SYSTEM}`],
    ['pip3 --no-cache-dir install -U "numpy>=1.2" \'x[extra]==3\'', `pip install: ${SYSTEM}`],
    ['pip install numpy==$VERSION -i https://x.org/simple', `pip install: ${SYSTEM}`],
    ['pip install git+https://github.com/x/y.git@main', `pip install: ${SYSTEM}`],
    ['pip uninstall -y flask', `pip remove: ${SYSTEM}`],
    ['pip list', `pip query: ${SYSTEM}`],
    ['pip cache purge', `pip clean: ${SYSTEM}`],
    ['pip --version', `pip query: ${SYSTEM}`],
  ])('%s keeps to the places of packages', (text, sentence) => {
    expect(told(text)).toBe(sentence);
    expect(effectsIn(text).environment).toBe('all');
  });

  it.each([
    ['pip install -e .', PROJECT],
    ['pip install .', PROJECT],
    ['pip install .[dev]', PROJECT],
    ['pip install -r requirements.txt', PROJECT],
    ['pip install --requirement=/data/r.txt', 'reads anything, writes the system /work'],
    ['pip install ./x', 'reads anything, writes the system /work/x'],
    ['pip install a/b', 'reads anything, writes the system /work/a/b'],
    [
      'pip install x-1.0-py3-none-any.whl',
      'reads the system /work/x-1.0-py3-none-any.whl, writes the system /work/x-1.0-py3-none-any.whl',
    ],
    ['pip install -c /data/c.txt x', 'reads anything, writes the system'],
    ['pip install --target /data/lib x', 'reads the system /data/lib, writes the system /data/lib'],
    ['pip install -t/data/lib x', 'reads the system /data/lib, writes the system /data/lib'],
    ['pip install --prefix=/data x', 'reads the system /data, writes the system /data'],
    ['pip install --no-index --find-links=/data x', 'reads the system /data, writes the system'],
    ['pip install /data/x-$VERSION.whl', 'reads the system /data, writes the system /data'],
  ])('%s has paths in it', (text, sentence) => {
    expect(told(text)).toBe(`pip install: ${sentence}`);
  });

  it('downloads to the working directory', () => {
    expect(told('pip download x')).toBe('pip download: reads the system /work, writes the system /work');
    expect(told('pip wheel -w /data x')).toBe(
      'pip download: reads the system /data /work, writes the system /data /work',
    );
  });

  it.each([
    'pip install $PACKAGES',
    'pip install "$OPTIONS"',
    'pip install --req requirements.txt',
    'pip install --install-option="--prefix=/data" x',
    'pip install x@file:///data/x',
    'pip install --group dev',
    'pip install /data/x-*.whl',
    'pip run x',
    'pip',
  ])('%s may do anything', (text) => {
    expect(told(text)).toBe('unknown');
  });

  it('installs below the directories of PATH and where variables say', () => {
    expect(effectsIn('pip install x', where({ programs: ['/venv/bin'] })).writes).toContain('/venv');
    const given = where({ values: { PIP_TARGET: '/data/lib' } });
    expect(told('pip install x', given)).toBe(
      'pip install: reads the system /data/lib, writes the system /data/lib',
    );
  });

  it('knows the names of packages and the caches', () => {
    expect(effectsIn('pip install a "b==1" $C c==$V').unknown).not.toBeNull();
    expect(effectsIn('pip install a "b==1" c==$V').packages).toMatchObject([
      { manager: 'pip', does: 'install', names: ['a', '"b==1"', 'c==$V'] },
    ]);
  });
});

/** Names that a module of the standard library may have in the working directory; the longer ones first. */
const MODULES = importedFrom([{ text: '-m', value: '-m' }])
  .map((region) => region.replace('cwd:', '/work/'))
  .sort((a, b) => b.length - a.length);

describe('python', () => {
  it.each([
    ['python3 -m pip install x', `pip install: ${SYSTEM}`],
    ['python -m pip install --no-cache-dir x==$V', `pip install: ${SYSTEM}`],
    ['python3 -m venv /data/venv', 'pip query: reads the system /data/venv, writes /data/venv'],
    ['python3 -m virtualenv env', 'reads the system /work/env, writes the system /work/env'],
    ['python -m ensurepip --upgrade', `pip install: ${SYSTEM}`],
    ['python setup.py install', 'pip install: reads anything, writes the system /work'],
    ['python /tmp/get-pip.py "pip==9"', `pip install: ${SYSTEM}`],
    ['python get-pip.py', 'pip install: reads the system /work/get-pip.py, writes the system'],
    ['python --version', 'pip query: nothing'],
    ['python3 -V', 'pip query: nothing'],
  ])('%s is known', (text, sentence) => {
    const said = MODULES.reduce((rest, path) => rest.replace(` ${path}`, ''), told(text));
    expect(said).toBe(sentence);
  });

  it('looks for modules where it is run, unless it is told not to', () => {
    expect(effectsIn('python -m pip install x').reads).toEqual(expect.arrayContaining(MODULES));
    for (const option of ['-I', '-uI'])
      expect(effectsIn(`python ${option} -m pip install x`).reads).not.toContain('/work/*.py');
    expect(effectsIn('pip install x').reads).not.toContain('/work/*.py');
  });

  it.each([
    'python',
    'python x.py --version',
    'python -c "print(1)"',
    'python -m http.server',
    'python -m pip install $X',
    'python setup.py install --prefix=/data',
    'python ../setup.py install',
    'python manage.py migrate',
  ])('%s may do anything', (text) => {
    expect(told(text)).toBe('unknown');
  });
});

describe('environments and projects', () => {
  it.each([
    [
      'virtualenv -p python3 /data/env',
      'reads the system /data/env /work/python3, writes the system /data/env',
    ],
    [
      'easy_install pip',
      'pip install: reads the system /work/pip /work/setup.cfg, writes the system /work/pip',
    ],
    ['pipx install poetry==1.8', `pip install: ${SYSTEM}`],
    ['pipx install ./x', 'pip install: reads anything, writes the system /work/x'],
    ['pipenv install --system --deploy', `pip install: ${PROJECT}`],
    ['poetry install --no-root --only main', `poetry install: ${PROJECT}`],
    [
      'poetry config virtualenvs.create false',
      'poetry configure: reads the system /work, writes the system /work',
    ],
    [
      'poetry export -f requirements.txt -o /data/r.txt',
      'poetry install: reads anything, writes the system /data/r.txt /work',
    ],
    ['poetry --version', 'nothing'],
    ['uv sync --frozen --no-dev', `uv install: ${PROJECT}`],
    ['uv pip install --system -r requirements.txt', `uv install: ${PROJECT}`],
    ['uv pip install -e .', `uv install: ${PROJECT}`],
    ['uv cache clean', 'uv clean: reads the system'],
  ])('%s is known', (text, sentence) => {
    expect(told(text).startsWith(sentence)).toBe(true);
  });

  it('uv looks for its settings above, and installs into the environment there', () => {
    const { reads, writes } = effectsIn('uv pip install ruff', where({ directory: '/work/a' }));
    expect(reads).toEqual(expect.arrayContaining(['/work/pyproject.toml', '/work/a/uv.toml']));
    expect(writes).toContain('/work/.venv');
    expect(writes).not.toContain('/work/a');
  });

  it.each([
    'pipenv run x',
    'pipenv --rm',
    'poetry run x',
    'poetry',
    'uv run x',
    'uv tool run x',
    'uvx x',
    'pipx run x',
  ])('%s may do anything', (text) => {
    expect(told(text)).toBe('unknown');
  });
});
