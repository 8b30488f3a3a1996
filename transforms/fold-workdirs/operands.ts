/** Commands whose operands alone say which files they mean. */
import {
  resolvePath,
  simpleCommands,
  type ShellScript,
  type ShellWord,
  type SimpleCommand,
} from '../../src/transform.js';

/** A change of a body: `plain` in its joined text, `text` in the file. */
export interface Insertion {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly plain: string;
}

/** POSIX utilities all of whose operands are paths. */
const PATHS = new Set(['mkdir', 'rmdir', 'touch', 'rm', 'cp', 'mv']);
/** Their first operand is a mode or an owner. */
const MODES = new Set(['chmod', 'chown', 'chgrp']);
/**
 * They look at no file of the directory they are run in, and run the scripts of packages in `/`
 * (dpkg: src/main/script.c, rpm: lib/rpmscript.c, apk: src/package.c).
 */
const PACKAGES = new Set(['apt-get', 'apt', 'apk', 'yum', 'dnf', 'microdnf']);
const ACCOUNTS = new Set(['useradd', 'groupadd', 'adduser', 'addgroup', 'usermod']);
const NOTHING = new Set(['true', ':', 'set', 'echo', 'printf']);
/** More than this, and `cd` reads better. */
const MOST_OPERANDS = 2;

/** Whether the body does the same wherever it is run. */
export function needsNoDirectory(script: ShellScript): boolean {
  return (
    !/PWD|~[+-]/.test(script.text) &&
    script.bashisms.length === 0 &&
    simpleCommands(script.list).every(isPlaceless) &&
    hasOnlyLists(script)
  );
}

/** No compound commands, functions or substitutions: what is left is judged command by command. */
function hasOnlyLists(script: ShellScript): boolean {
  return script.list.items.every(({ node }) => {
    const parts = node.kind === 'and-or' ? node.items : [node];
    return parts.every((part) => part.kind === 'simple');
  });
}

function isPlaceless(command: SimpleCommand): boolean {
  const [name, ...rest] = command.words;
  if (name === undefined || command.assignments.some(({ value }) => value?.value === null)) return false;
  if (
    command.redirects.some(
      ({ target }) => target?.value?.startsWith('/') !== true && !/^&?\d$/.test(target?.text ?? ''),
    )
  )
    return false;
  const value = name.value ?? '';
  if (NOTHING.has(value)) return rest.every(({ glob, expansions }) => !glob && expansions.length === 0);
  if (PACKAGES.has(value))
    return rest.every(({ value: word }) => word !== null && !/[/\\]|\.(?:deb|rpm|apk)$/.test(word));
  if (ACCOUNTS.has(value))
    return rest.every(({ value: word }) => word !== null && (word.startsWith('/') || !word.includes('/')));
  const operands = operandsOf(command);
  return operands?.every(({ text }) => text.startsWith('/')) ?? false;
}

/** The path operands of a file command; `null` for other commands and for options with values. */
function operandsOf({ words }: SimpleCommand): readonly ShellWord[] | null {
  const [name, ...rest] = words;
  const value = name?.value ?? '';
  if (!PATHS.has(value) && !MODES.has(value)) return null;
  const options = rest.filter(({ text }) => text.startsWith('-'));
  if (
    options.some(
      ({ value: option }) =>
        option === null || !/^-[a-zA-Z]+$|^--[a-z-]+$/.test(option) || /^-[a-z]*[tSmZ]/.test(option),
    )
  )
    return null;
  const operands = rest.filter(({ text }) => !text.startsWith('-'));
  if (operands.some(({ expansions }) => expansions.length > 0)) return null;
  return MODES.has(value) ? operands.slice(1) : operands;
}

/** The body with its relative operands made absolute; `null` where that is not the same or reads worse. */
export function absoluteOperands(script: ShellScript, directory: string): readonly Insertion[] | null {
  if (!hasOnlyLists(script)) return null;
  const found: Insertion[] = [];
  for (const command of simpleCommands(script.list)) {
    if (isPlaceless(command)) continue;
    const operands =
      command.redirects.length === 0 && command.assignments.length === 0 ? operandsOf(command) : null;
    if (operands === null) return null;
    for (const word of operands) {
      if (word.text.startsWith('/')) continue;
      if (word.value === null || word.value !== word.text || !/^[\w./+@,-]+$/.test(word.value)) return null;
      const path = (resolvePath(directory, word.value) ?? '') + (word.value.endsWith('/') ? '/' : '');
      found.push({ ...word.span, text: path, plain: path });
    }
  }
  return found.length > 0 && found.length <= MOST_OPERANDS ? found : null;
}
