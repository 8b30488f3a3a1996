/** Errors of the operating system. */
import { isNativeError } from 'node:util/types';

/** `ENOENT`, `EACCES` …; `null` for any other error. https://nodejs.org/api/errors.html#errorcode */
export function codeOf(error: unknown): string | null {
  return isNativeError(error) && 'code' in error && typeof error.code === 'string' ? error.code : null;
}
