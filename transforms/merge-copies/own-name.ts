/** A COPY of one file to its own name in a folder is one into the folder. */
import {
  callsOf,
  copiedOf,
  effectsOf,
  existsBefore,
  hasNoLinkAt,
  isWithin,
  makesNoLinkAt,
  type Dockerfile,
  type Instruction,
} from '../../src/transform.js';
import type { CopyTarget } from './target.js';

/**
 * The folder that one file is copied to under the name that it has; `null` where the file may be a folder, or where there
 * may be a directory or a link of that name: a COPY to the name goes through a link, one into the folder replaces it
 * (https://github.com/tonistiigi/fsutil/blob/master/copy/copy.go).
 */
export function folderOf(file: Dockerfile, copy: Instruction): CopyTarget | null {
  const [source, target, ...more] = copy.words;
  if (source === undefined || target === undefined || more.length + copy.heredocs.length > 0) return null;
  const copied = copiedOf(file, copy);
  const path = copied?.root ?? '';
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (copied?.files?.length !== 1 || copied.files[0]?.path !== path) return null;
  if (source.value?.slice(source.value.lastIndexOf('/') + 1) !== name) return null;
  // Engines give folders that they make different modes.
  if (copy.flags.some((flag) => flag.name === 'chmod') && !existsBefore(file, copy.index, copied.parent))
    return null;
  const written = writtenFolder(target.raw, name, copy.json !== null);
  return written !== null && isFree(file, copy, path)
    ? { written, directory: copied.parent, asDirectory: true }
    : null;
}

/** The target without the name, in the form that it is written in. */
function writtenFolder(raw: string, name: string, isJson: boolean): string | null {
  const end = isJson ? `${name}"` : name;
  if (!raw.endsWith(end)) return null;
  const folder = raw.slice(0, raw.length - end.length);
  const bare = isJson ? folder.slice(1) : folder;
  if (bare !== '' && !bare.endsWith('/')) return null;
  const written = bare === '' ? './' : bare;
  return isJson ? `"${written}"` : written;
}

/** Whether there is surely neither a link nor a directory at the path. */
function isFree(file: Dockerfile, copy: Instruction, path: string): boolean {
  const stage = file.stages[copy.stage ?? 0];
  return (
    stage?.base === null &&
    hasNoLinkAt(stage.image, path) &&
    stage.instructions.every(
      (one) =>
        one.index >= copy.index ||
        isElsewhere(file, one, path) ||
        makesNoLinkAt(
          effectsOf(file, one),
          path,
          (one.keyword === 'RUN' ? callsOf(file, one) : []).map(({ effects }) => effects),
        ),
    )
  );
}

/** Whether an instruction copies files that are known one by one, and none to the path or below. */
const isElsewhere = (file: Dockerfile, one: Instruction, path: string): boolean =>
  copiedOf(file, one)?.files?.every((copied) => !isWithin(copied.path, path)) === true;
