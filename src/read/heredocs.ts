/**
 * Which words of a joined RUN, COPY or ADD announce here-documents, by the rules of BuildKit's lexer
 * (https://github.com/moby/buildkit/blob/master/frontend/dockerfile/shell/lex.go).
 */
export interface HeredocWord {
  readonly name: string;
  readonly expand: boolean;
  readonly chomp: boolean;
  readonly fileDescriptor: number;
}

const CARRIERS = /^\s*(?:ONBUILD\s+)*(?:RUN|COPY|ADD)(?=\s|$)/i;
const ANNOUNCEMENT = /^(\d*)<<(-?)\s*([^<]*)$/;

/** The here-documents that follow the joined line, in order. */
export function heredocWords(joined: string): readonly HeredocWord[] {
  if (!joined.includes('<<')) return [];
  const carrier = CARRIERS.exec(joined)?.[0];
  if (carrier === undefined || isJson(joined.slice(carrier.length))) return [];
  return (lexWords(joined) ?? []).flatMap((word) => announcedBy(word) ?? []);
}

function isJson(rest: string): boolean {
  const value = rest.replace(/^(?:\s*--\S*)*\s*/, '');
  if (!value.startsWith('[')) return false;
  try {
    const parsed: unknown = JSON.parse(value);
    return Array.isArray(parsed) && parsed.every((item) => typeof item === 'string');
  } catch {
    return false;
  }
}

function announcedBy(word: string): HeredocWord | null {
  const match = ANNOUNCEMENT.exec(word);
  const raw = match?.[3] ?? '';
  if (match === null || raw === '') return null;
  const name = unquoted(raw);
  return {
    name: name.text,
    expand: !name.quoted,
    chomp: match[2] === '-',
    fileDescriptor: Number(match[1] || '0'),
  };
}

function unquoted(raw: string): { readonly text: string; readonly quoted: boolean } {
  let text = '';
  let quoted = false;
  for (let at = 0; at < raw.length; at += 1) {
    const character = raw.charAt(at);
    if (character === "'" || character === '"') {
      quoted = true;
      for (at += 1; at < raw.length && raw[at] !== character; at += 1) {
        if (character === '"' && raw[at] === '\\') at += 1;
        text += raw.charAt(at);
      }
    } else if (character === '\\') text += raw.charAt((at += 1));
    else text += character;
  }
  return { text, quoted };
}

/** Words with their quotes; `null` when a quote is not closed, which BuildKit takes for no words at all. */
function lexWords(line: string): readonly string[] | null {
  const words: string[] = [];
  for (let at = 0; at < line.length;) {
    if (/\s/.test(line.charAt(at))) {
      at += 1;
      continue;
    }
    const end = wordEnd(line, at);
    if (end === null) return null;
    words.push(line.slice(at, end));
    at = end;
  }
  return words;
}

function wordEnd(line: string, start: number): number | null {
  let at = start;
  while (at < line.length) {
    const character = line.charAt(at);
    if (/\s/.test(character)) {
      // `<< EOF`: the lexer goes on behind the blanks.
      if (!/^\d*<<-?$/.test(line.slice(start, at))) return at;
      while (at < line.length && /\s/.test(line.charAt(at))) at += 1;
      if (at === line.length) return at;
    } else if (character === "'" || character === '"') {
      const close = closingQuote(line, at);
      if (close === null) return null;
      at = close + 1;
    } else if (character === '\\') at += 2;
    else if (character === '$' && line[at + 1] === '{') at = closingBrace(line, at + 1) + 1;
    else at += 1;
  }
  return Math.min(at, line.length);
}

function closingQuote(line: string, open: number): number | null {
  const quote = line.charAt(open);
  for (let at = open + 1; at < line.length; at += 1) {
    if (quote === '"' && line[at] === '\\') at += 1;
    else if (line[at] === quote) return at;
  }
  return null;
}

function closingBrace(line: string, open: number): number {
  let depth = 0;
  for (let at = open; at < line.length; at += 1) {
    if (line[at] === '{') depth += 1;
    else if (line[at] === '}' && (depth -= 1) === 0) return at;
  }
  return line.length - 1;
}
