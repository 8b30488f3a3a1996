/** Shell text to our own tree, by way of unbash, which always reads as bash. */
import { parse } from 'unbash';
import type { Instruction, ShellList, ShellReading, ShellScript } from '../model.js';
import { inspect, strayText } from './shell-faults.js';
import { listOf, type Context } from './shell-tree.js';

const readings = new WeakMap<Instruction, ShellReading>();

/** The body of a RUN in shell form without here-documents; `null` for anything else. Spans index the body. */
export function readShell(instruction: Instruction): ShellReading | null {
  if (instruction.keyword !== 'RUN' || instruction.json !== null || instruction.heredocs.length > 0)
    return null;
  const known = readings.get(instruction);
  if (known) return known;
  const reading = parseShell(instruction.joined.text.slice(instruction.argumentsAt));
  readings.set(instruction, reading);
  return reading;
}

/** Parses a piece of shell. What neither dash nor bash would read is not `ok`. */
export function parseShell(text: string): ShellReading {
  const parsed = parse(text);
  const findings = inspect(parsed, text);
  if (findings.error) return { ok: false, ...findings.error };
  const context: Context = { text, frozen: null, comments: [] };
  const list = listOf(parsed.commands, { start: parsed.pos, end: parsed.end }, context);
  const fault = context.fault ?? strayText(parsed, text);
  if (fault) return { ok: false, ...fault };
  const script: ShellScript = {
    text,
    list: trimmed(list),
    comments: context.comments,
    bashisms: findings.bashisms,
  };
  return { ok: true, script };
}

/** The list's span from its first statement to its last separator. */
function trimmed(list: ShellList): ShellList {
  const first = list.items[0];
  const last = list.items.at(-1);
  if (!first || !last) return list;
  return {
    ...list,
    span: { start: first.node.span.start, end: last.separator?.span.end ?? last.node.span.end },
  };
}
