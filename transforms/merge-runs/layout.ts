/** Writes a group as one RUN, in the hand of the file's author. */
import {
  type Comment,
  type Dockerfile,
  type Edit,
  type Instruction,
  type Span,
} from '../../src/transform.js';
import { inSource, type Body } from '../joining/body.js';
import type { Group, Member } from '../joining/join.js';
import { styleOf, type Style } from '../joining/style.js';

/** The edits that make one RUN of the group; `between` are the instructions that move behind it. */
export function joinEdits(file: Dockerfile, group: Group, between: readonly Instruction[]): readonly Edit[] {
  const style = styleOf(
    file,
    group.members.map(({ body }) => body.instruction),
  );
  const edits: Edit[] = [];
  group.members.forEach((member, index) => {
    const next = group.members[index + 1];
    if (index === 0) edits.push(...openingEdits(file, group, member, style));
    if (next) edits.push(seam(file, group, member, next, style));
    else edits.push(...closingEdit(member));
    if (group.frame === 'errexit' && next && member.wrap === 'none') edits.push(...stepEdits(member));
  });
  const last = group.members.at(-1);
  if (last && between.length > 0) {
    const end = last.body.instruction.span.end;
    const text = between.map((instruction) => file.eol + wholeText(file, instruction)).join('');
    edits.push({ start: end, end, text });
  }
  return edits.filter((edit) => edit.start !== edit.end || edit.text !== '');
}

/** An instruction with the comments above it. */
function wholeText(file: Dockerfile, instruction: Instruction): string {
  const comments = instruction.comments.map((comment) => lineOf(file, comment) + file.eol).join('');
  return comments + file.text.slice(instruction.span.start, instruction.span.end);
}

const lineOf = (file: Dockerfile, comment: Comment): string =>
  file.text.slice(file.text.lastIndexOf('\n', comment.span.start - 1) + 1, comment.span.end);

/** From the first step that is kept to the end of the last, without its separator. */
function bodySpan({ body, dropsSet }: Member): Span {
  const items = body.script.list.items;
  const skipped = dropsSet ? 1 : 0;
  const nodes = body.form === 'and' ? body.steps : items.map(({ node }) => node);
  const first = nodes[skipped];
  const last = nodes.at(-1);
  const whole = inSource(body, body.script.list.span);
  return {
    start: first ? inSource(body, first.span).start : whole.start,
    end: last ? inSource(body, last.span).end : whole.end,
  };
}

function openingText({ body, wrap }: Member, file: Dockerfile, start: number): string {
  if (wrap === 'braces') return '{ ';
  if (wrap === 'none' || body.script.text === '') return '';
  return file.text[start] === '(' ? '( ' : '(';
}

function closingText({ body, wrap }: Member): string {
  if (wrap === 'subshell') return ')';
  if (wrap === 'none') return '';
  return body.script.list.items.at(-1)?.separator?.text === '&' ? ' & }' : '; }';
}

/** A `set …` of its own stays in front of the parenthesis of an errexit body. */
function openingEdits(file: Dockerfile, group: Group, member: Member, style: Style): readonly Edit[] {
  const { body, wrap } = member;
  const [step] = body.steps;
  const { start } =
    body.form === 'errexit' && wrap === 'subshell' && step ? inSource(body, step.span) : bodySpan(member);
  const set =
    group.leadingSet === null ? '' : `${group.leadingSet}; ${file.escape}${file.eol}${style.indent}`;
  return [{ start, end: start, text: set + openingText(member, file, start) }];
}

/** What stands behind the last statement of the last member: its own separator stays inside of braces. */
function closingEdit(member: Member): readonly Edit[] {
  if (member.wrap === 'none') return [];
  const { end } = bodySpan(member);
  const separator = member.body.script.list.items.at(-1)?.separator;
  const upTo = separator ? inSource(member.body, separator.span).end : end;
  return [{ start: end, end: upTo, text: closingText(member) }];
}

/** From the end of one member to the start of the next: operator, comments, indentation. */
function seam(file: Dockerfile, group: Group, before: Member, next: Member, style: Style): Edit {
  const start = bodySpan(before).end;
  const end = bodySpan(next).start;
  const { instruction } = next.body;
  const inner = instruction.innerComments.filter((comment) => comment.span.start < end);
  const behind = before.body.instruction.innerComments.filter((comment) => comment.span.start >= start);
  const comments = [...behind, ...instruction.comments, ...inner].map(
    (comment) => lineOf(file, comment) + file.eol,
  );
  const operator = group.frame === 'and' ? ' &&' : ';';
  const close = closingText(before);
  const open = openingText(next, file, end);
  const leads = style.leads && group.frame === 'and';
  const step = (above: string): string => {
    const lineBreak = ` ${file.escape}${file.eol}${above}`;
    return leads ? `${lineBreak}${style.indent}&& ` : `${operator}${lineBreak}${style.indent}`;
  };
  const set = next.exports.map((variables) => `${step('')}export ${variables}`).join('');
  return { start, end, text: `${close}${set}${step(comments.join(''))}${open}` };
}

/** `a && b` in an errexit list becomes `a; b`. */
function stepEdits({ body, dropsSet }: Member): readonly Edit[] {
  const [only] = body.script.list.items;
  if (body.form !== 'and' || only?.node.kind !== 'and-or') return [];
  const { items, operators } = only.node;
  return operators.slice(dropsSet ? 1 : 0).flatMap((operator, index) => {
    const before = items[index + (dropsSet ? 1 : 0)];
    if (before === undefined) return [];
    const end = inSource(body, before.span).end;
    const sign = inSource(body, operator.span);
    const blanks = /^[ \t]*/.exec(body.script.text.slice(operator.span.end))?.[0].length ?? 0;
    const broken = /\n/.test(sourceBetween(body, before.span.end, operator.span.start));
    return broken
      ? [
          { start: end, end, text: ';' },
          { start: sign.start, end: sign.end + blanks, text: '' },
        ]
      : [{ start: end, end: sign.end, text: ';' }];
  });
}

/** A stand-in for the source between two offsets of a body: only its line breaks matter. */
function sourceBetween(body: Body, from: number, to: number): string {
  const { argumentsAt, joined } = body.instruction;
  const breaks = joined.segments.filter(({ at }) => at > from + argumentsAt && at <= to + argumentsAt);
  return '\n'.repeat(breaks.length);
}
