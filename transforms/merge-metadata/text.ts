/** The text of the merged instruction, in the style of its members. */
import type { Dockerfile, Instruction } from '../../src/transform.js';
import { indentOf, partsInLines, WIDTH, wordsOf, type Part } from '../merge-copies/text.js';

/** On one line where all were, it fits and there is no comment to keep; otherwise on a line for each. */
export function mergedText(file: Dockerfile, members: readonly Instruction[]): string {
  const parts = members.flatMap((member, at) => wordsOf(file, member, member.words, at > 0).parts);
  const [first] = members;
  if (first === undefined) return '';
  const keyword = file.text.slice(first.keywordSpan.start, first.keywordSpan.end);
  const json = first.json !== null;
  const line = onOneLine(keyword, json, parts);
  const isShort = members.every(({ lines }) => lines.first === lines.last) && line.length <= WIDTH;
  if (isShort && parts.every(({ comments }) => comments.length === 0)) return line;
  const beside = !json && parts[0]?.comments.length === 0 && !members.some((one) => standsAlone(file, one));
  return partsInLines(file, keyword, parts, { indent: indentFor(file, members, keyword), json, beside });
}

/** Of the file where no member goes on over lines; one that is deeper than usual lines up with the words above. */
function indentFor(file: Dockerfile, members: readonly Instruction[], keyword: string): string {
  const indent = indentOf(file, members);
  const isOfOthers = members.every(({ lines }) => lines.first === lines.last);
  return isOfOthers && /^ {5,}$/.test(indent) ? ' '.repeat(keyword.length + 1) : indent;
}

function onOneLine(keyword: string, json: boolean, parts: readonly Part[]): string {
  const texts = parts.map(({ text }) => text);
  return json ? `${keyword} [${texts.join(', ')}]` : [keyword, ...texts].join(' ');
}

/** Whether its author has left the keyword alone on its line. */
const standsAlone = ({ text }: Dockerfile, { keywordSpan, words }: Instruction): boolean =>
  text.slice(keywordSpan.end, words[0]?.span.start).includes('\n');
