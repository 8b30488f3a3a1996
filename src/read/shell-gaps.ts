/** What stands between two commands: the parser keeps neither separators nor comments. */
import type { ShellOperator, Span } from '../model.js';

export interface Gaps {
  readonly operators: readonly ShellOperator[];
  readonly comments: readonly Span[];
  /** Where something else begins; the end of the stretch when nothing does. */
  readonly until: number;
}

/** The operators and comments in a stretch of text without commands; stops at anything else. */
export function gapsOf(text: string, from: number, to: number): Gaps {
  const operators: ShellOperator[] = [];
  const comments: Span[] = [];
  let at = from;
  while (at < to) {
    const character = text.charAt(at);
    if (character === '#') {
      const feed = text.indexOf('\n', at);
      const end = feed < 0 ? text.length : Math.min(feed, to);
      comments.push({ start: at, end });
      at = end;
    } else if (character === ' ' || character === '\t') at += 1;
    else if (character === '\\' && text[at + 1] === '\n') at += 2;
    else {
      const operator = /^(?:&&|\|\||\|&|;;&|;;|;&|;|&|\||\n)/.exec(text.slice(at, at + 3))?.[0];
      if (operator === undefined) break;
      operators.push({ text: operator, span: { start: at, end: at + operator.length } });
      at += operator.length;
    }
  }
  const solid = operators.filter(({ text: sign }, index) => index === 0 || sign !== '\n');
  return { operators: solid, comments, until: at };
}

/** The one operator between two commands; `null` when it is not alone there. */
export function gapOperator(
  text: string,
  from: number,
  to: number,
  sign: string,
): { readonly span: Span; readonly comments: readonly Span[] } | null {
  const { operators, comments } = gapsOf(text, from, to);
  const solid = operators.filter((operator) => operator.text !== '\n');
  const [only] = solid;
  return solid.length === 1 && only?.text === sign ? { span: only.span, comments } : null;
}
