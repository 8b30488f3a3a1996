/** How an author writes RUNs of several lines. */
import {
  readShell,
  sourceOffset,
  type Dockerfile,
  type Instruction,
  type ShellNode,
} from '../../src/transform.js';

/** How a RUN is continued on the next line. */
export interface Style {
  /** `&&` at the start of the next line rather than at the end of this one. */
  readonly leads: boolean;
  readonly indent: string;
}

/** That of these RUNs, else of the first RUN of the file that has one. */
export function styleOf(file: Dockerfile, runs: readonly Instruction[]): Style {
  for (const run of [...runs, ...file.instructions.filter(({ keyword }) => keyword === 'RUN')]) {
    const style = styleOfRun(file, run);
    if (style) return style;
  }
  return { leads: false, indent: '    ' };
}

/** The style of the first line break between two steps of a RUN. */
function styleOfRun(file: Dockerfile, instruction: Instruction): Style | null {
  const reading = readShell(instruction);
  if (!reading?.ok || instruction.lines.first === instruction.lines.last) return null;
  const { list } = reading.script;
  const at = (offset: number): number => sourceOffset(instruction.joined, offset + instruction.argumentsAt);
  const indentAt = (offset: number): string =>
    /^[ \t]*/.exec(file.text.slice(file.text.lastIndexOf('\n', offset - 1) + 1, offset))?.[0] ?? '';
  const breaks = (from: number, to: number): boolean => file.text.slice(from, to).includes('\n');
  for (const [index, item] of list.items.entries()) {
    const { node } = item;
    if (node.kind === 'and-or') {
      for (const [step, operator] of node.operators.entries()) {
        const left = node.items[step];
        const right: ShellNode | undefined = node.items[step + 1];
        if (!left || !right) continue;
        if (breaks(at(left.span.end - 1), at(operator.span.start)))
          return { leads: true, indent: indentAt(at(operator.span.start)) };
        if (breaks(at(operator.span.end - 1), at(right.span.start)))
          return { leads: false, indent: indentAt(at(right.span.start)) };
      }
    }
    const next = list.items[index + 1];
    if (next && breaks(at(node.span.end - 1), at(next.node.span.start)))
      return { leads: false, indent: indentAt(at(next.node.span.start)) };
  }
  return null;
}
