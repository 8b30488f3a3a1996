/** Directories that a RUN may have removed: WORKDIR and COPY can't count on them. */
import type { ShellList, ShellNode, ShellWord } from '../model.js';
import { parseShell } from '../read/shell.js';
import { directoriesTaken } from './commands.js';
import { visit } from './mentions.js';
import { follow } from './paths.js';
import { expanded, TEMPORARY, valueOf, type Run } from './run.js';
import type { ShellState } from './shell-state.js';

/**
 * Directories that commands in the node may have removed are no longer known to exist.
 * @param isInner whether another shell runs the node: its directory and its variables are not followed
 */
export function forgetRemoved(run: Run, shell: ShellState, node: ShellNode, isInner = false): void {
  let moves = isInner;
  visit(node, {
    simple: ({ words }) => {
      const [name, ...rest] = withoutPrefix(words);
      if (name?.value === 'cd' || name?.value === 'pushd') moves = true;
      if (name?.value == null) return;
      const inner = scriptOf(name.value, rest);
      if (inner !== null) {
        for (const { node: part } of inner.items) forgetRemoved(run, shell, part, true);
        return;
      }
      const texts = rest.map(({ value, text }) => value ?? text);
      const taken = directoriesTaken(name.value, texts);
      if (taken === 'unknown') run.directories.forget('?');
      else {
        for (const at of taken) {
          const text = texts[at] ?? '';
          const pattern = isInner ? patternOfInner(text) : patternOf(run, shell, text);
          run.directories.forget(pattern === null ? '?' : follow(moves ? '?' : shell.directory, pattern));
        }
      }
    },
  });
}

/** The same of another shell, whose variables are not known. */
function patternOfInner(text: string): string | null {
  const bare = text.replace(/["']/g, '');
  const end = bare.search(/[$`\\~]/);
  if (end < 0) return bare;
  return end === 0 ? null : `${bare.slice(0, end)}*`;
}

/** The script of `sh -c '…'`, where it is literal and can be read. */
function scriptOf(name: string, words: readonly ShellWord[]): ShellList | null {
  if (!/^(?:sh|bash|dash|ash|su)$/.test(name)) return null;
  const at = words.findIndex(({ value }) => /^-[a-z]*c$/.test(value ?? ''));
  const text = at < 0 ? null : (words[at + 1]?.value ?? null);
  const reading = text === null ? null : parseShell(text);
  return reading?.ok === true ? reading.script.list : null;
}

/** `sudo rm`: the command that a prefix without options runs. */
function withoutPrefix(words: readonly ShellWord[]): readonly ShellWord[] {
  const at = words.findIndex(({ value }) => !/^(?:sudo|command|exec|nice|time|busybox)$/.test(value ?? ''));
  const [first, ...rest] = words.slice(Math.max(at, 0));
  return first === undefined || first.text.startsWith('-') ? words : [first, ...rest];
}

/** A path with `*` for what is not known behind its beginning; `null` without a beginning. */
function patternOf(run: Run, shell: ShellState, text: string): string | null {
  const whole = expanded(run, shell, text);
  if (whole !== null) return whole;
  const bare = text.replace(/["']/g, '');
  const end = bare.search(/[$`\\~]/);
  if (end > 0) return `${bare.slice(0, end)}*`;
  const [variable = '', name = ''] = /^\$\{?(\w+)\}?/.exec(bare) ?? [];
  if (valueOf(run, shell, name).startsWith(`?${TEMPORARY}`) || isTemporary(run, name)) return '/tmp/*';
  const start = variable === '' ? null : expanded(run, shell, variable);
  return start === null || start === ''
    ? null
    : `${start}${bare.slice(variable.length).replace(/[$`\\][^]*$/, '')}*`;
}

/** Whether all that a variable may be given, perhaps in a branch, is what `mktemp` makes. */
function isTemporary({ text, kindOf }: Run, name: string): boolean {
  if (name === '' || kindOf(name) !== 'unset') return false;
  if (new RegExp(`\\b(?:read|for|getopts|mapfile|readarray)\\b[^;&|\\n]*\\b${name}\\b`).test(text))
    return false;
  const values = [...text.matchAll(new RegExp(`\\b${name}=(["']?(?:\\$\\(|\`)\\s*mktemp\\b)?`, 'g'))];
  return values.length > 0 && values.every(([, made]) => made !== undefined);
}
