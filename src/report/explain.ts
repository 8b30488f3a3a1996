/** Each rewrite and each refusal with the lines of the user's file that it is about. */
import type { LineRange, SquashResult, WithheldRewrite } from '../result.js';
import type { Paint } from './paint.js';

/** Longer passages are shown by their beginning and end. */
const MOST_LINES = 8;

/** Ends with a line end, or is empty. */
export function explanationOf(result: SquashResult, paint: Paint): string {
  const { file, input, applied, withheld, refused } = result;
  const source = input.split(/\r?\n/);
  const entries = [
    ...applied.map((entry) => ({
      lines: entry.lines,
      text: [
        heading(entry.lines, `${paint('green', entry.transform)}: ${entry.because}`),
        ...quote(source, entry.lines, paint),
        ...entry.relies.map((fact) => `    relies on: ${fact}`),
      ],
    })),
    ...withheld.map((entry) => ({
      lines: entry.lines,
      text: [
        heading(
          entry.lines,
          `${paint('yellow', entry.transform)} withheld (${whyText(entry)}): ${entry.because}`,
        ),
        ...quote(source, entry.lines, paint),
        ...(entry.why === 'unproven' ? [`    difference: ${entry.difference ?? ''}`] : []),
      ],
    })),
    ...refused.map((entry) => ({
      lines: entry.lines,
      text: [
        heading(
          entry.lines,
          `${paint('yellow', entry.transform)} refused (${entry.reason}): ${entry.message}${detailText(entry.detail)}`,
        ),
        ...quote(source, entry.lines, paint),
      ],
    })),
  ];
  const place = (lines: string): string => `${file}:${lines}`;
  return entries
    .sort((a, b) => a.lines.first - b.lines.first || a.lines.last - b.lines.last)
    .map(({ text }) => `${[place(text[0] ?? ''), ...text.slice(1)].join('\n')}\n\n`)
    .join('');
}

function heading({ first, last }: LineRange, text: string): string {
  return `${first === last ? String(first) : `${String(first)}-${String(last)}`}: ${text}`;
}

const detailText = (detail: string | null): string => (detail === null || detail === '' ? '' : `: ${detail}`);

function whyText({ why, level, difference }: WithheldRewrite): string {
  if (why === 'level') return `needs --level ${level}`;
  return why === 'pragma'
    ? (difference ?? 'a comment in the file asks for it')
    : 'its result failed our own check; please report it';
}

function quote(source: readonly string[], { first, last }: LineRange, paint: Paint): readonly string[] {
  const width = String(last).length;
  const line = (number: number): string =>
    paint('dim', `  ${String(number).padStart(width)} | ${source[number - 1] ?? ''}`.trimEnd());
  const numbers = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  if (numbers.length <= MOST_LINES) return numbers.map(line);
  const head = MOST_LINES - 2;
  return [...numbers.slice(0, head).map(line), paint('dim', `  ${' '.repeat(width)} ⋮`), line(last)];
}
