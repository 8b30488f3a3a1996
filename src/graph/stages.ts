/** The graph of a whole file, as data to show. */
import type { Dockerfile } from '../model.js';
import { reasonFor, type Reason } from './graph.js';
import { effectsOf } from './instruction.js';

export interface StageGraph {
  /** Name, or index where it has none. */
  readonly stage: string;
  /** The stage that it is FROM; `null` for an image. */
  readonly base: string | null;
  readonly instructions: readonly GraphNode[];
  /** Dependencies that no others imply. */
  readonly dependencies: readonly GraphEdge[];
}

export interface GraphNode {
  /** 1-based line of the file. */
  readonly line: number;
  readonly text: string;
  /** Trees of the image that it reads and changes, `anything` for all of it. */
  readonly reads: readonly string[] | 'anything';
  readonly writes: readonly string[] | 'anything';
  /** The first command that is not known, `null` for none. */
  readonly unknown: string | null;
  /** Other stages that it takes files from, as written. */
  readonly from: readonly string[];
}

/** The instruction at line `to` stays behind that at line `from`. */
export interface GraphEdge {
  readonly from: number;
  readonly to: number;
  readonly kind: Reason['kind'];
  readonly what: string;
}

export function stageGraphs(file: Dockerfile): readonly StageGraph[] {
  const nameOf = (index: number): string => file.stages[index]?.name ?? String(index);
  return file.stages.map(({ index, base, instructions }) => {
    const own = instructions.slice(1);
    const nodes = own.map((instruction): GraphNode => {
      const { reads, writes, makes, unknown } = effectsOf(file, instruction);
      const changed = writes === 'anything' ? writes : [...new Set([...writes, ...makes])];
      const from = instruction.flags.flatMap(({ raw }) => /\bfrom=([^,\s]+)/.exec(raw)?.[1] ?? []);
      const text = instruction.joined.text.replace(/\s+/g, ' ').trim();
      return { line: instruction.lines.first, text, reads, writes: changed, unknown, from };
    });
    const edges: GraphEdge[] = [];
    const above: Set<number>[] = own.map(() => new Set());
    for (const [to, after] of own.entries()) {
      for (let from = to - 1; from >= 0; from -= 1) {
        const before = own[from];
        if (before === undefined || above[to]?.has(from) === true) continue;
        const reason = reasonFor(file, before, after);
        if (reason === null) continue;
        edges.push({ from: before.lines.first, to: after.lines.first, kind: reason.kind, what: reason.what });
        for (const one of [from, ...(above[from] ?? [])]) above[to]?.add(one);
      }
    }
    return {
      stage: nameOf(index),
      base: base === null ? null : nameOf(base),
      instructions: nodes,
      dependencies: edges,
    };
  });
}
