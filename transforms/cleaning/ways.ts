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
import { sitesIn, type Site } from './sites.js';

/** The first installation on a way through the build that finds these lists. */
export interface Reader {
  readonly run: Instruction;
  readonly site: Site;
}

export interface Way {
  readonly lists: CacheFacts;
  readonly from: Instruction;
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
  for (const instruction of own) {
    if (instruction.index <= at) continue;
    if (instruction.keyword === 'RUN') {
      const met = meet(file, instruction, way);
      if (met === 'end') return null;
      if (met !== 'on') return met;
    }
  }
  const borrowed = borrowerOf(file, stage);
  if (borrowed) return { reason: 'borrowed', detail: borrowed.joined.text.slice(0, 60) };
  for (const next of file.stages) {
    const unfit =
      next.base === stage ? followStage(file, { ...way, lists, stage: next.index, at: -1 }) : null;
    if (unfit) return unfit;
  }
  return null;
}

function meet(file: Dockerfile, run: Instruction, { lists, readers }: Way): Unfit | 'end' | 'on' {
  const { all, script, body } = sitesIn(file, run);
  const naming = all.find(({ call }) => mentions(call.words.join(' '), lists) && !clears(call.words, lists));
  if (naming) return { reason: 'unknown', detail: naming.call.words.join(' ').slice(0, 60) };
  if (run.heredocs.length > 0 || (script === null && all.length === 0))
    return { reason: 'unknown', detail: shown(run) };
  for (const site of all) {
    const use = useOfIndex(site.call, lists);
    if (use === 'renews' && site.isSure && body?.form !== 'list') return 'end';
    if (use === 'renews') return { reason: 'conditional', detail: site.call.words.join(' ').slice(0, 60) };
    if (use !== 'reads') continue;
    if (lists.index?.programs.test(site.call.program) !== true)
      return { reason: 'unknown', detail: site.call.words.join(' ').slice(0, 60) };
    readers.push({ run, site });
    return 'end';
  }
  return 'on';
}

const shown = (run: Instruction): string => run.joined.text.replace(/\s+/g, ' ').slice(0, 60);

/** An instruction that takes the lists, or all of the stage, out of it. */
function borrowerOf(file: Dockerfile, stage: number): Instruction | undefined {
  const names = [String(stage), file.stages[stage]?.name ?? ''].filter((name) => name !== '');
  return file.instructions.find(({ flags, words }) =>
    flags.some(({ name, value }) => {
      const from = /^from$/.test(name) ? (value ?? '') : (/\bfrom=([^,]*)/.exec(value ?? '')?.[1] ?? '');
      if (!names.includes(from.toLowerCase())) return false;
      return (
        name === 'mount' ||
        words.some(({ raw }) => /^\/(?:var(?:\/lib(?:\/apt.*)?)?)?\/?$/.test(raw) && raw !== '/')
      );
    }),
  );
}
