/** The graph of a file's instructions, for people and for programs that draw. */
import type { GraphEdge, GraphNode, StageGraph } from '../graph/stages.js';

export type GraphFormat = 'dot' | 'mermaid' | 'json' | 'text';

export function graphReport(graphs: readonly StageGraph[], format: GraphFormat): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(graphs, null, 2)}\n`;
    case 'dot':
      return asDot(graphs);
    case 'mermaid':
      return asMermaid(graphs);
    case 'text':
      return graphs.map(asText).join('\n');
  }
}

/** Why, in a few words: behind "stays behind …". */
export function reasonText({ kind, what }: Pick<GraphEdge, 'kind' | 'what'>): string {
  switch (kind) {
    case 'files':
      return `touches ${what}`;
    case 'programs':
      return `may replace ${what}`;
    case 'unknown':
      return `not known: ${brief(what, 40)}`;
    case 'variable':
      return `may read $${what}`;
    case 'user':
      return `user ${what}`;
    case 'directory':
      return `directory ${what}`;
    case 'shell':
      return `shell ${what}`;
    case 'configuration':
      return `order of the ${what}`;
    case 'fixed':
      return 'stays where it is';
  }
}

const brief = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length - 3)}...` : text;

const titleOf = ({ stage, base }: StageGraph): string =>
  `stage ${stage}${base === null ? '' : `, from ${base}`}`;

function asText(graph: StageGraph): string {
  const lines = [titleOf(graph)];
  for (const node of graph.instructions) {
    lines.push(`  ${String(node.line)}: ${brief(node.text, 90)}`);
    for (const edge of graph.dependencies.filter(({ to }) => to === node.line))
      lines.push(`      behind ${String(edge.from)}: ${reasonText(edge)}`);
    for (const from of node.from) lines.push(`      takes files from ${from}`);
  }
  return `${lines.join('\n')}\n`;
}

/** https://graphviz.org/doc/info/lang.html */
function asDot(graphs: readonly StageGraph[]): string {
  const quoted = (text: string): string => `"${text.replace(/\\/g, '\\\\').replace(/"/g, '\\"')}"`;
  const lines = ['digraph dockerfile {', '  node [shape=box, fontname="monospace"];'];
  for (const [index, graph] of graphs.entries()) {
    lines.push(`  subgraph cluster_${String(index)} {`, `    label=${quoted(titleOf(graph))};`);
    for (const node of graph.instructions)
      lines.push(`    n${String(node.line)} [label=${quoted(labelOf(node))}];`);
    lines.push('  }');
    for (const { from, to, ...reason } of graph.dependencies)
      lines.push(`  n${String(from)} -> n${String(to)} [label=${quoted(reasonText(reason))}];`);
  }
  for (const { from, to, label } of betweenStages(graphs))
    lines.push(`  n${String(from)} -> n${String(to)} [label=${quoted(label)}, style=dashed];`);
  return `${[...lines, '}'].join('\n')}\n`;
}

/** https://mermaid.js.org/syntax/flowchart.html */
function asMermaid(graphs: readonly StageGraph[]): string {
  const quoted = (text: string): string =>
    `"${text.replace(/[#"<>&]/g, (sign) => `#${String(sign.charCodeAt(0))};`)}"`;
  const lines = ['flowchart TD'];
  for (const [index, graph] of graphs.entries()) {
    lines.push(`  subgraph s${String(index)}[${quoted(titleOf(graph))}]`);
    for (const node of graph.instructions) lines.push(`    n${String(node.line)}[${quoted(labelOf(node))}]`);
    lines.push('  end');
    for (const { from, to, ...reason } of graph.dependencies)
      lines.push(`  n${String(from)} -->|${quoted(reasonText(reason))}| n${String(to)}`);
  }
  for (const { from, to, label } of betweenStages(graphs))
    lines.push(`  n${String(from)} -.->|${quoted(label)}| n${String(to)}`);
  return `${lines.join('\n')}\n`;
}

const labelOf = ({ line, text }: GraphNode): string => `${String(line)}: ${brief(text, 60)}`;

/** From the last instruction of a stage to what takes files from it, or builds on it. */
function betweenStages(
  graphs: readonly StageGraph[],
): readonly { readonly from: number; readonly to: number; readonly label: string }[] {
  const lastOf = (name: string): number | undefined =>
    (
      graphs.find(({ stage }) => stage === name.toLowerCase()) ??
      graphs[/^\d+$/.test(name) ? Number(name) : -1]
    )?.instructions.at(-1)?.line;
  return graphs.flatMap(({ instructions, base }) => {
    const first = instructions[0];
    const own = base === null || first === undefined ? [] : [{ name: base, to: first.line, label: 'FROM' }];
    const taken = instructions.flatMap(({ line, from }) =>
      from.map((name) => ({ name, to: line, label: `from ${name}` })),
    );
    return [...own, ...taken].flatMap(({ name, to, label }) => {
      const from = lastOf(name);
      return from === undefined ? [] : [{ from, to, label }];
    });
  });
}
