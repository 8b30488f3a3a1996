/** Modules that Python finds by their names alone: `python -m` and PYTHONPATH put directories in front of its own. */
import type { Effects } from '../effects.js';

const PYTHON = /^(?:python|pypy|pip|pipx|easy_install|virtualenv|poetry|pipenv|pdm|uv|conda|mamba)[\d.]*$/;

/**
 * Whether something may take a file for a module that it looks for.
 * https://docs.python.org/3/library/sys_path_init.html
 */
export const mayImport = ({ programs }: Effects, path: string): boolean =>
  /\.(?:pyc?|so|pth)$/.test(path) &&
  programs.some((program) => PYTHON.test(program.slice(program.lastIndexOf('/') + 1)));
