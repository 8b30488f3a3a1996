/** What the file itself says must be left alone. */
import type { Dockerfile, Instruction } from '../model.js';
import type { Transform } from '../transform.js';

const OWN = /^#\s*dockerfile-squash\s+(ignore-file|ignore)(?:\s*=\s*(\S.*))?\s*$/i;
/** https://github.com/hadolint/hadolint#inline-ignores */
const HADOLINT = /^#\s*hadolint\s+(global\s+)?ignore\s*=\s*(\S.*)$/i;

const names = (list: string): readonly string[] => list.split(/[\s,;]+/).filter((name) => name !== '');

/** Whether a comment anywhere asks for the whole file to be left alone. */
export function ignoresFile(file: Dockerfile): boolean {
  return allComments(file).some((comment) => OWN.exec(comment)?.[1]?.toLowerCase() === 'ignore-file');
}

/** Whether the file asks that this transform leave this instruction alone. */
export function ignoreRule(file: Dockerfile, transform: Transform): (instruction: Instruction) => boolean {
  const silencers = new Set(transform.silencedBy ?? []);
  if (silencers.size > 0 && skippedEverywhere(file).some((rule) => silencers.has(rule))) return () => true;
  return (instruction) =>
    instruction.comments.some(({ text }) => {
      const own = OWN.exec(text);
      if (own) return own[2] === undefined || names(own[2]).includes(transform.name);
      const rules = HADOLINT.exec(text)?.[2];
      return rules !== undefined && names(rules).some((rule) => silencers.has(rule));
    });
}

/** Rules that `# check=skip=…` or hadolint's global pragma switch off for the file. */
function skippedEverywhere(file: Dockerfile): readonly string[] {
  const checks = file.directives
    .filter((directive) => directive.name === 'check')
    .flatMap((directive) => directive.value.split(';'))
    .flatMap((part) => names(/^\s*skip\s*=(.*)$/.exec(part)?.[1] ?? ''));
  const global = allComments(file).flatMap((text) => {
    const match = HADOLINT.exec(text);
    return match?.[1] === undefined ? [] : names(match[2] ?? '');
  });
  return [...checks, ...global];
}

function allComments(file: Dockerfile): readonly string[] {
  return [...file.instructions.flatMap((instruction) => instruction.comments), ...file.trailingComments].map(
    (comment) => comment.text,
  );
}
