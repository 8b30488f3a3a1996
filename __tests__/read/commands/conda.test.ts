import { describe, expect, it } from '@jest/globals';
import { effectsIn } from '../effects-of.js';
import { told, where } from './languages.js';

const SYSTEM = 'reads the system, writes the system';
const PROJECT = 'reads anything, writes the system /work';

describe('conda', () => {
  it.each([
    ['conda install -y -c conda-forge numpy=1.2', `conda install: ${SYSTEM}`],
    [
      'conda install -y numpy=1.* conda-forge::scipy',
      'conda install: reads the system /work, writes the system',
    ],
    ['mamba install --quiet --yes "a>=1"', `conda install: ${SYSTEM}`],
    ['conda create -y -n env python=3', `conda install: ${SYSTEM}`],
    [
      'conda create -p /data/env python',
      'conda install: reads the system /data/env, writes the system /data/env',
    ],
    ['micromamba install -y -n base -f env.yml', `conda install: ${PROJECT}`],
    [
      'conda install --file /data/r.txt',
      'conda install: reads anything, writes the system /data/r.txt /work',
    ],
    ['conda env create -f environment.yml', `conda install: ${PROJECT}`],
    ['conda env update', `conda install: ${PROJECT}`],
    ['conda update --all -y', `conda upgrade: ${SYSTEM}`],
    ['conda remove -y x', `conda remove: ${SYSTEM}`],
    ['conda clean -tipsy', `conda clean: ${SYSTEM}`],
    ['micromamba clean --all --yes', `conda clean: ${SYSTEM}`],
    ['conda config --add channels conda-forge', `conda configure: ${SYSTEM}`],
    ['conda init bash', `conda configure: ${SYSTEM}`],
    [
      'micromamba shell init -s bash -p /data',
      'conda configure: reads the system /data, writes the system /data',
    ],
    ['conda list', `conda query: ${SYSTEM}`],
    ['conda --version', 'nothing'],
  ])('%s is known', (text, sentence) => {
    expect(told(text)).toBe(sentence);
  });

  it.each([
    'conda activate env',
    'conda run -n env x',
    'micromamba shell -n env',
    'conda env config vars set A=1',
    'conda build x',
    'conda',
    'conda install $PACKAGES',
  ])('%s may do anything', (text) => {
    expect(told(text)).toBe('unknown');
  });

  it('installs where its programs are', () => {
    expect(effectsIn('conda install x', where({ programs: ['/miniconda/bin'] })).writes).toContain(
      '/miniconda',
    );
  });
});
