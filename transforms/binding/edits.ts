/** COPYs give way to mounts, and a removal to none. */
import { bindText, downloadOf, failsHard, type Dockerfile, type Edit } from '../../src/transform.js';
import { blanksBefore, dropSteps, unfitWithout } from '../cleaning/edits.js';
import { inSource, type Body, type Unfit } from '../joining/body.js';
import { styleOf } from '../joining/style.js';
import { lineRemoval, unitOf } from '../moving/text.js';
import type { Loan } from './loans.js';

export function editsFor(file: Dockerfile, body: Body, loans: readonly Loan[]): readonly Edit[] | Unfit {
  const copies = [...new Set(loans.flatMap((loan) => loan.copies.map(({ instruction }) => instruction)))];
  const commented = copies.find(
    ({ innerComments, comments }) =>
      // A linter's pragma would come to stand above another instruction.
      innerComments.length > 0 || comments.some(({ text }) => /^#\s*hadolint\s/i.test(text)),
  );
  if (commented) return { reason: 'comment', detail: commented.joined.text.slice(0, 60) };
  const left = editsOfRun(file, body, loans);
  if ('reason' in left) return left;
  const stages = addStages(file, body, loans);
  if ('reason' in stages) return stages;
  return [...stages, ...copies.map((one) => lineRemoval(file, one)), addBinds(file, body, loans), ...left];
}

/** A stage for each file that is fetched, in front of the stage that is shown it. */
function addStages(file: Dockerfile, { instruction }: Body, loans: readonly Loan[]): readonly Edit[] | Unfit {
  const from = file.stages[instruction.stage ?? 0]?.instructions[0];
  const names = new Set<string>();
  const texts: string[] = [];
  for (const { instruction: add, fetchedIn } of loans.flatMap(({ copies }) => copies)) {
    const download = fetchedIn === null ? null : downloadOf(add);
    if (download === null || fetchedIn === null || from === undefined) continue;
    if (names.has(fetchedIn)) return { reason: 'twice', detail: download.name };
    names.add(fetchedIn);
    const [keyword, fetch] = [from, add].map((one) =>
      file.text.slice(one.keywordSpan.start, one.keywordSpan.end),
    );
    const as = keyword?.toLowerCase() === keyword ? 'as' : 'AS';
    texts.push(`${keyword} scratch ${as} ${fetchedIn}`, `${fetch} ${download.what} /${download.name}`, '');
  }
  if (from === undefined || texts.length === 0) return [];
  // What stands on top of a file speaks of the whole of it, unless it is a tool's.
  const isFirst = from.index === 0;
  if (isFirst && from.comments.some(({ text }) => /^#\s*(?:hadolint|check|dockerfile-squash)\b/i.test(text)))
    return { reason: 'comment', detail: 'above the FROM' };
  const start = isFirst ? from.span.start : unitOf(file, from).start;
  return [{ start, end: start, text: texts.map((text) => `${text}${file.eol}`).join('') }];
}

/** As wide as lines are read at ease. */
const WIDTH = 100;

/** Words go that name what is mounted, and with the last of them the step. */
function editsOfRun(file: Dockerfile, body: Body, loans: readonly Loan[]): readonly Edit[] | Unfit {
  const dropped = new Set<number>();
  const edits: Edit[] = [];
  for (const step of new Set(loans.map((loan) => loan.step))) {
    const node = body.steps[step];
    if (node?.kind !== 'simple') continue;
    const gone = new Set(loans.filter((loan) => loan.step === step).map(({ word }) => word));
    const stays = node.words.some(({ text }, at) => at > 0 && !text.startsWith('-') && !gone.has(at));
    if (!stays) dropped.add(step);
    else
      for (const at of gone) {
        const span = node.words[at]?.span;
        if (span === undefined) continue;
        const { start, end } = inSource(body, span);
        edits.push({ start: start - blanksBefore(file.text, start), end, text: '' });
      }
  }
  if (dropped.size === 0) return edits;
  const last = body.steps.findLastIndex((_, at) => !dropped.has(at));
  const node = body.steps[last];
  if (node === undefined) return { reason: 'used' };
  const detail = body.script.text.slice(node.span.start, node.span.end).slice(0, 60);
  const isNewLast = last < body.steps.length - 1;
  if (isNewLast && body.form === 'and' && node.kind !== 'simple' && !failsHard(node))
    return { reason: 'last', detail };
  if (unfitWithout(body, dropped) !== null) return { reason: 'last', detail };
  const steps = dropSteps(file, body, dropped);
  return steps === null ? { reason: 'comment' } : [...edits, ...steps];
}

/** Behind the other flags, each on a line of its own where the RUN has several. */
function addBinds(file: Dockerfile, { instruction }: Body, loans: readonly Loan[]): Edit {
  const { keywordSpan, flags, lines } = instruction;
  const binds = loans.flatMap(({ copies }) => copies.flatMap((one) => one.binds.map(bindText)));
  const start = flags.at(-1)?.span.end ?? keywordSpan.end;
  const [blanks = ''] = /^[ \t]*/.exec(file.text.slice(start)) ?? [];
  const lineBreak = ` ${file.escape}${file.eol}${styleOf(file, [instruction]).indent}`;
  const behind = file.text.slice(start + blanks.length);
  // The author goes on in the next line already.
  const isBroken = behind.startsWith(file.escape) && /^.[ \t]*\r?\n/.test(behind);
  const text = binds.map((bind) => `--mount=${bind}`).join(lineBreak);
  if (isBroken) return { start, end: start, text: (flags.length > 0 ? lineBreak : ' ') + text };
  const isLong =
    lines.first !== lines.last || binds.length > 1 || instruction.joined.text.length + text.length > WIDTH;
  return { start, end: start + blanks.length, text: ` ${text}${isLong ? lineBreak : ' '}` };
}
