/** Who meets an index of packages that a RUN has fetched. */
import {
  clears,
  mentions,
  useOfIndex,
  type CacheFacts,
  type Dockerfile,
  type Instruction,
} from '../../src/transform.js';
import type { Unfit } from '../joining/body.js';
import { quoted, quotedCall } from './quotes.js';
import { definesFunctions, setsTrap, sitesIn, type Site } from './sites.js';

/** The first installation on a way through the build that finds these lists. */
export interface Reader {
  readonly run: Instruction;
  readonly site: Site;
}

export interface Way {
  readonly lists: CacheFacts;
  readonly stage: number;
  /** Instructions behind this one. */
  readonly at: number;
  readonly readers: Reader[];
}

/** Follows the build behind an instruction until each way has met an update, a reader, or its end. */
export function followStage(file: Dockerfile, way: Way): Unfit | null {
  const { stage, at, lists } = way;
  const own = file.stages[stage]?.instructions ?? [];
  const trigger = own.some(
    ({ keyword, joined }) => keyword === 'ONBUILD' && /^ONBUILD\s+RUN\b|\/var\/lib\/apt/i.test(joined.text),
  );
  if (trigger) return { reason: 'trigger' };
  const starting = starterOf(own, lists);
  if (starting) return { reason: 'unknown', detail: quoted(starting) };
  for (const instruction of own) {
    if (instruction.index <= at) continue;
    if (instruction.keyword === 'RUN') {
      const met = meet(file, instruction, way);
      if (met === 'end') return null;
      if (met !== 'on') return met;
    }
  }
  const borrowed = borrowerOf(file, stage, lists);
  if (borrowed) return { reason: 'borrowed', detail: borrowed.joined.text.slice(0, 60) };
  for (const next of file.stages) {
    const unfit = next.base === stage ? followStage(file, { ...way, stage: next.index, at: -1 }) : null;
    if (unfit) return unfit;
  }
  return null;
}

function meet(file: Dockerfile, run: Instruction, { lists, readers }: Way): Unfit | 'end' | 'on' {
  const { all, body, script } = sitesIn(file, run);
  const naming = all.find(({ call }) => mentions(call.words.join(' '), lists) && !clears(call.words, lists));
  if (naming) return { reason: 'unknown', detail: quotedCall(naming.call) };
  if (isOpaque(file, run) || definesFunctions(script)) return { reason: 'unknown', detail: quoted(run) };
  for (const site of all) {
    const use = useOfIndex(site.call, lists);
    if (use === 'renews' && site.isSure && body?.form !== 'list') return 'end';
    if (use === 'renews') return { reason: 'conditional', detail: quotedCall(site.call) };
    if (use !== 'reads') continue;
    if (lists.index?.programs.test(site.call.program) !== true)
      return { reason: 'unknown', detail: quotedCall(site.call) };
    readers.push({ run, site });
    return 'end';
  }
  return 'on';
}

/** What is run in the image and may install from the index. */
export const starterOf = (
  instructions: readonly Instruction[],
  { index }: CacheFacts,
): Instruction | undefined =>
  instructions.find(
    ({ keyword, joined }) =>
      /^(?:CMD|ENTRYPOINT|HEALTHCHECK)$/.test(keyword) &&
      joined.text.split(/[\s"',[\];&|()]+/).some((word) => index?.programs.test(word) === true),
  );

/** A here-document, a trap, a shell that is started by an exec form, or what cannot be read. */
export function isOpaque(file: Dockerfile, run: Instruction): boolean {
  if (run.heredocs.length > 0 || /^(?:\S*\/)?\w*sh$/.test(run.json?.[0] ?? '')) return true;
  const { script, all } = sitesIn(file, run);
  return script === null ? all.length === 0 : setsTrap(script);
}

/** An instruction that takes the cache, or all that is around it, out of a stage. */
export function borrowerOf(file: Dockerfile, stage: number, cache: CacheFacts): Instruction | undefined {
  const names = [String(stage), file.stages[stage]?.name ?? ''].filter((name) => name !== '');
  const folders = cache.paths.map((path) => path.replace(/^~/, '/root'));
  const isTaken = (path: string): boolean =>
    /^\/./.test(path) &&
    folders.some(
      (folder) => `${folder}/`.startsWith(`${path.replace(/\/+$/, '')}/`) || path.startsWith(`${folder}/`),
    );
  return file.instructions.find(({ flags, words, joined }) =>
    flags.some(({ name, value }) => {
      const from = /^from$/.test(name) ? (value ?? '') : (/\bfrom=([^,]*)/.exec(value ?? '')?.[1] ?? '');
      if (!names.includes(from.toLowerCase())) return false;
      return name === 'mount'
        ? cache.index !== undefined || mentions(joined.text, cache)
        : words.some(({ raw }) => isTaken(raw) || mentions(raw, cache));
    }),
  );
}
