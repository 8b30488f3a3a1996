/**
 * Translation validation: whether two Dockerfiles are the same build, argued from what Docker and the shell do. It
 * knows no transform, and shares nothing with them but the reader and tables of facts.
 *
 * Both sides are taken apart into steps (a command that has to succeed, with everything that gives it meaning), and the
 * steps are compared one by one. What cannot be taken apart is compared as a whole.
 */
import type { Dockerfile, Span } from '../model.js';
import { Interner, type StageBuild, type Step } from './steps.js';
import { buildsOf } from './stage.js';

/** Where two builds differ. */
export interface Difference {
  readonly message: string;
  /** Places in the texts of both sides; `null` where one of them has nothing. */
  readonly before: Span | null;
  readonly after: Span | null;
}

/** `null` when both are the same build; otherwise the first difference. */
export function prove(before: Dockerfile, after: Dockerfile): Difference | null {
  const ids = new Interner();
  const [old, new_] = [buildsOf(before, ids), buildsOf(after, ids)];
  if (old.length !== new_.length) return plain('the number of stages differs');
  for (const [index, stage] of old.entries()) {
    const other = new_[index];
    if (other === undefined) return plain('a stage is missing');
    const difference = compareStages(stage, other);
    if (difference) return difference;
  }
  return compareTexts(before, after);
}

const plain = (message: string): Difference => ({ message, before: null, after: null });

function compareStages(before: StageBuild, after: StageBuild): Difference | null {
  if (before.name !== after.name) return plain(`stage ${before.name} has become ${after.name}`);
  return (
    compareSteps(before.name, before.steps, after.steps) ??
    compareSteps(before.name, before.config, after.config)
  );
}

function compareSteps(stage: string, before: readonly Step[], after: readonly Step[]): Difference | null {
  for (let at = 0; at < Math.max(before.length, after.length); at += 1) {
    const [one, other] = [before[at], after[at]];
    if (one === undefined || other === undefined) {
      const step = one ?? other;
      const what = one === undefined ? 'is done that was not' : 'is no longer done';
      return {
        message: `stage ${stage}: ${shown(step)} ${what}`,
        before: one?.at ?? null,
        after: other?.at ?? null,
      };
    }
    const part = differingPart(one, other);
    if (part === null) continue;
    const [was, is] = [one.parts[part] ?? 'none', other.parts[part] ?? 'none'];
    const message =
      part === 'command'
        ? `stage ${stage}: ${shown(one)} has become ${shown(other)}`
        : `stage ${stage}: ${part} of ${shown(one)}: ${brief(was)} has become ${brief(is)}`;
    return { message, before: one.at, after: other.at };
  }
  return null;
}

function differingPart(a: Step, b: Step): string | null {
  if (a.parts.command !== b.parts.command) return 'command';
  const names = new Set([...Object.keys(a.parts), ...Object.keys(b.parts)]);
  for (const name of names) if (a.parts[name] !== b.parts[name]) return name;
  return null;
}

const shown = (step: Step | undefined): string => `"${brief(step?.text ?? '')}"`;

function brief(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}

/** What the steps do not hold: comments, directives, the text of here-documents. */
function compareTexts(before: Dockerfile, after: Dockerfile): Difference | null {
  const comments = (file: Dockerfile): string =>
    file.instructions
      .flatMap((one) => [...one.comments, ...one.innerComments])
      .concat(file.trailingComments)
      .map(({ text }) => text)
      .sort()
      .join('\n');
  if (comments(before) !== comments(after)) return plain('a comment is lost or changed');
  const directives = ({ directives: list }: Dockerfile): string =>
    JSON.stringify(list.map(({ name, value }) => [name, value]));
  if (directives(before) !== directives(after)) return plain('a parser directive is lost or changed');
  const documents = ({ text, instructions }: Dockerfile): string =>
    JSON.stringify(
      instructions.flatMap(({ heredocs }) =>
        heredocs.map(({ content }) => text.slice(content.start, content.end)),
      ),
    );
  return documents(before) === documents(after) ? null : plain('a here-document is changed');
}
