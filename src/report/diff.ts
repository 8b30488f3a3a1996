/** Unified diffs that `git apply` and `patch -p1` take byte for byte. The only importer of the diff package. */
import { structuredPatch, type StructuredPatchHunk } from 'diff';

/** A remark for the hunk that holds a line of the input. */
export interface Heading {
  /** 1-based line of the input. */
  readonly line: number;
  readonly text: string;
}

const CONTEXT = 3;
/** Past this many changed lines the diff becomes one hunk: the shortest takes quadratic time. */
const MAX_EDITS = 1000;

/** The diff of two texts, empty when they are equal. Line ends are kept, a missing one at the end is marked. */
export function unifiedDiff(
  file: string,
  before: string,
  after: string,
  headings: readonly Heading[],
): string {
  if (before === after) return '';
  const patch = structuredPatch(file, file, before, after, undefined, undefined, {
    context: CONTEXT,
    maxEditLength: MAX_EDITS,
  });
  const hunks = patch?.hunks ?? [wholeHunk(before, after)];
  const lines = [`--- ${fileName('a', file)}`, `+++ ${fileName('b', file)}`];
  for (const hunk of hunks) lines.push(hunkHead(hunk, headings), ...hunk.lines);
  return `${lines.join('\n')}\n`;
}

/** Names with blanks end in a tab (GNU patch stops at the first blank otherwise); odd ones are quoted as git does. */
function fileName(side: string, file: string): string {
  const name = `${side}/${file.replace(/^\.?\/+/, '')}`;
  if (/["\\\n\t\r]/.test(name)) return JSON.stringify(name);
  return /\s/.test(name) ? `${name}\t` : name;
}

function hunkHead(hunk: StructuredPatchHunk, headings: readonly Heading[]): string {
  const { oldStart, oldLines, newStart, newLines } = hunk;
  const range = (start: number, lines: number): string =>
    lines === 1 ? String(start) : `${lines === 0 ? start - 1 : start},${lines}`;
  const remarks = headings.filter(({ line }) => line >= oldStart && line < oldStart + Math.max(1, oldLines));
  const text = [...new Set(remarks.map((heading) => heading.text))].join('; ').replace(/\s+/g, ' ');
  return `@@ -${range(oldStart, oldLines)} +${range(newStart, newLines)} @@${text === '' ? '' : ` ${text}`}`;
}

function wholeHunk(before: string, after: string): StructuredPatchHunk {
  const side = (text: string, sign: string): string[] => {
    const lines = text.split('\n');
    const complete = lines.at(-1) === '';
    if (complete) lines.pop();
    const marked = lines.map((line) => sign + line);
    return complete || text === '' ? marked : [...marked, '\\ No newline at end of file'];
  };
  const [removed, added] = [side(before, '-'), side(after, '+')];
  const count = (lines: readonly string[]): number => lines.filter((line) => !line.startsWith('\\')).length;
  return {
    oldStart: 1,
    oldLines: count(removed),
    newStart: 1,
    newLines: count(added),
    lines: [...removed, ...added],
  };
}
