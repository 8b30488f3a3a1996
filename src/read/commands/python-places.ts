/** Where the packages of Python are, and what their managers keep. */
import type { Region } from './facts.js';

export const PLACES: readonly Region[] = ['home', 'tmp', 'system', '$VIRTUAL_ENV', '$CONDA_PREFIX'];
export const PIP_PLACES: readonly Region[] = [
  ...PLACES,
  ...(['$PIP_TARGET', '$PIP_PREFIX', '$PIP_ROOT', '$PIP_CACHE_DIR', '$PIP_SRC', '$PYTHONUSERBASE'] as const),
  ...(['$PYTHONPATH', '$PIP_FIND_LINKS', '$PIP_CONFIG_FILE', '$PIP_PYTHON', '$PIP_CONSTRAINT'] as const),
];
export const PIP_CACHES: readonly Region[] = ['home:.cache/pip', '$PIP_CACHE_DIR'];
