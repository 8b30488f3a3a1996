/**
 * Docker's own word processing: quotes, escapes and `$NAME`
 * (https://docs.docker.com/reference/dockerfile/#environment-replacement).
 */
import type { Value } from '../model.js';

/** The value of a variable: `undefined` when unset, `null` when unknown. */
export type Lookup = (name: string) => Value | undefined;

/** The word with quotes removed and variables replaced; `null` when a part is unknown or not understood. */
export function expandWord(raw: string, escape: string, lookup: Lookup): Value {
  let result = '';
  let quoted = false;
  for (let at = 0; at < raw.length;) {
    const character = raw.charAt(at);
    if (character === "'" && !quoted) {
      const close = raw.indexOf("'", at + 1);
      if (close < 0) return null;
      result += raw.slice(at + 1, close);
      at = close + 1;
    } else if (character === '"') {
      quoted = !quoted;
      at += 1;
    } else if (character === escape) {
      const next = raw.charAt(at + 1);
      // In double quotes an escape only counts before a quote, a dollar or itself.
      result += quoted && next !== '"' && next !== '$' && next !== escape ? character + next : next;
      at += 2;
    } else if (character === '$') {
      const variable = readVariable(raw, at, escape, lookup);
      if (variable === null || variable.value === null) return null;
      result += variable.value;
      at = variable.end;
    } else {
      result += character;
      at += 1;
    }
  }
  return quoted ? null : result;
}

interface Variable {
  readonly value: Value;
  readonly end: number;
}

function readVariable(raw: string, at: number, escape: string, lookup: Lookup): Variable | null {
  const plain = /^\$(\w+|[@*#?$!0-9-])/.exec(raw.slice(at));
  if (plain?.[1] !== undefined) {
    const name = /^\d/.exec(plain[1]) ? plain[1].charAt(0) : plain[1];
    return { value: valueOf(lookup(name)), end: at + 1 + name.length };
  }
  if (raw[at + 1] !== '{') return { value: '$', end: at + 1 };
  const close = closingBrace(raw, at + 1, escape);
  const match = close === null ? null : /^(\w+)(?:(:?[-+?])([^]*))?$/.exec(raw.slice(at + 2, close));
  if (match === null || close === null) return null;
  const [, name = '', operator, operand = ''] = match;
  return {
    value: substitute(lookup(name), operator, () => expandWord(operand, escape, lookup)),
    end: close + 1,
  };
}

const valueOf = (value: Value | undefined): Value => (value === undefined ? '' : value);

function substitute(value: Value | undefined, operator: string | undefined, operand: () => Value): Value {
  if (operator === undefined) return valueOf(value);
  if (value === null) return null;
  const present = value !== undefined && (value !== '' || !operator.startsWith(':'));
  if (operator.endsWith('-')) return present ? value : operand();
  if (operator.endsWith('+')) return present ? operand() : '';
  return present ? value : null;
}

function closingBrace(raw: string, open: number, escape: string): number | null {
  let depth = 0;
  for (let at = open; at < raw.length; at += 1) {
    const character = raw[at];
    if (character === escape) at += 1;
    else if (character === '{') depth += 1;
    else if (character === '}' && (depth -= 1) === 0) return at;
  }
  return null;
}
