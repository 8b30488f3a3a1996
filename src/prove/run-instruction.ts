/** What a RUN does, as steps. https://docs.docker.com/reference/dockerfile/#run */
import type { Flag, Instruction, ShellList, SimpleCommand } from '../model.js';
import { isRoot, nothing, unknownEffects } from '../read/effects.js';
import { sourceSpan } from '../read/joined.js';
import { readShell } from '../read/shell.js';
import { readsStartupFiles } from '../read/startup.js';
import { declared, declaredIn, documentsOf, kindInBase, makeDirectory, type Build } from './build.js';
import { OVERLAID } from './commands.js';
import { effectsOfExec, effectsOfNode, effectsOfShell } from './effects.js';
import { visitList } from './mentions.js';
import { follow, type Directories } from './paths.js';
import type { Run } from './run.js';
import { endShell, takeList } from './script.js';
import { freshShell } from './shell-state.js';
import type { Plain } from './steps.js';

export function takeRun(build: Build, instruction: Instruction): void {
  makeDirectory(build, instruction);
  const mounts = instruction.flags.filter(({ name }) => name === 'mount');
  if (mounts.length === 0) {
    takeBody(build, instruction);
    return;
  }
  // Steps may also be put in among those that are there.
  const known = new Set(build.steps);
  const since = build.directories.copy();
  takeBody(build, instruction);
  forgetMounted(build, mounts, since);
  const valuesOf = (areAdded: boolean): readonly string[] =>
    mounts.flatMap(({ span, value }) => (build.omitted.has(span.start) === areAdded ? (value ?? '') : []));
  const { user, directory, image, isKnownImage, env } = build;
  build.mounted.push({
    added: valuesOf(true),
    own: valuesOf(false),
    steps: build.steps.filter((step) => !known.has(step)),
    ...{ user, directory, image, isKnownImage, env },
  });
}

/** Directories that have been made in a mount are not in the image. */
function forgetMounted(build: Build, mounts: readonly Flag[], since: Directories): void {
  for (const { value } of mounts) {
    const target = /(?:^|,)\s*(?:target|dst|destination)=([^,]*)/.exec(value ?? '')?.[1];
    if (target !== undefined)
      build.directories.keepBelow(follow(build.directory, target.replace(/["']/g, '')), since);
  }
}

function takeBody(build: Build, instruction: Instruction): void {
  const reading = instruction.state.shell.dialect === 'other' ? null : readShell(instruction);
  const run = runOf(build, instruction);
  const { text } = run;
  const whole = { start: 0, end: text.length };
  if (run.readsStartupFiles)
    build.steps.push({
      parts: { command: 'startup files of the shell', ...run.surroundings },
      text,
      at: instruction.span,
    });
  if (reading?.ok !== true || reading.script.comments.length > 0) {
    takeUnread(build, instruction, run, reading?.ok === true ? reading.script.list : null);
    return;
  }
  const shell = freshShell(build.directory, instruction.state.shell.options);
  takeList(run, shell, reading.script.list, 'must', false);
  endShell(run, shell, whole);
  const ends = [
    ...(run.stays || OVERLAID.test(text) ? ['what has been started or laid over ends'] : []),
    ...(run.flags.some(({ name, value }) => name === 'mount' && /tmpfs|\brw\b|readwrite/.test(value ?? ''))
      ? ['what was mounted is gone']
      : []),
    ...(makesHardLinks(run, reading.script.list) ? ['hard links belong to one layer'] : []),
  ];
  for (const command of ends)
    build.steps.push({ parts: { command }, text: `end of ${text}`, at: instruction.span });
}

/** A body that is no shell, or cannot be read: one step, compared as a whole. */
function takeUnread(
  build: Build,
  { json, state, span, heredocs }: Instruction,
  run: Run,
  list: ShellList | null,
): void {
  const { text } = run;
  const command = JSON.stringify([json ?? text, documentsOf({ heredocs })]);
  const parts = {
    command,
    ...run.surroundings,
    environment: run.environment,
    arguments: run.argsId,
    directory: build.directory,
    variables: declaredIn(build, text),
  };
  const shell = freshShell(build.directory, state.shell.options);
  const effects =
    json !== null
      ? effectsOfExec(run, shell, json)
      : list !== null
        ? effectsOfShell(run, shell, list)
        : unknownEffects(text);
  const told = build.asked ? { effects, sees: { environment: run.env, arguments: run.args } } : {};
  build.steps.push({
    parts,
    text,
    at: span,
    calls: json !== null ? () => [execOf(json)] : list !== null ? () => callsOf(list) : 'unknown',
    ...told,
  });
  // Nothing can be joined to such a text without changing it, so its end may stand among others.
  const end = build.asked ? { effects: nothing } : {};
  build.steps.push({ parts: { command: 'end of an unread RUN' }, text, at: span, ...end });
  if (/\b(?:rm|mv|rmdir)\b/.test(text)) build.directories.forget('?');
}

/** What an exec form calls; its words have no places of their own. */
const execOf = (words: readonly string[]): Plain => ({ words, starts: [], literal: true, directory: '?' });

/** What a body calls that is compared as a whole. */
function callsOf(list: ShellList): readonly Plain[] {
  const calls: Plain[] = [];
  const take = ({ words }: SimpleCommand): void => {
    if (words.length > 0) calls.push(execOf(words.map(({ value, text }) => value ?? text)));
  };
  visitList(list, { simple: take }, false);
  return calls;
}

function makesHardLinks({ text }: Run, list: Parameters<typeof takeList>[2]): boolean {
  let found = false;
  visitList(
    list,
    {
      simple: ({ words, span }) => {
        const name = words[0]?.value ?? '';
        const command = text.slice(span.start, span.end);
        if (name === 'ln' && !/\s-\S*s|\s--symbolic/.test(command)) found = true;
        if (name === 'cp' && /\s-[a-zA-Z]*l|\s--link\b/.test(command)) found = true;
      },
    },
    false,
  );
  return found;
}

function runOf(build: Build, instruction: Instruction): Run {
  const { joined, argumentsAt, state } = instruction;
  const flags = instruction.flags.filter(({ span }) => !build.omitted.has(span.start));
  const flagTexts = flags.map(({ raw }) => [raw, declaredIn(build, raw)]).sort();
  return {
    ids: build.ids,
    text: joined.text.slice(argumentsAt),
    placeOf: ({ start, end }) =>
      sourceSpan(joined, { start: start + argumentsAt, end: Math.max(start, end) + argumentsAt }),
    surroundings: {
      user: build.user,
      interpreter: state.shell.argv.join(' '),
      flags: flags.length === 0 ? '' : JSON.stringify(flagTexts),
    },
    isRoot: isRoot(build.user),
    isKnownImage: build.isKnownImage,
    asRule: build.asRule,
    told: build.told,
    isExec: instruction.json !== null,
    readsStartupFiles: instruction.json === null && readsStartupFiles(state),
    env: build.env,
    environment: build.environment,
    args: build.args,
    argsId: build.argsId,
    declared: (name) => declared(build, name),
    kindOf: (name) => (declared(build, name) === undefined ? kindInBase(instruction, name) : 'set'),
    directories: build.directories,
    steps: build.steps,
    copies: build.copies,
    count: build.count,
    occurrences: build.occurrences,
    flags,
    links: build.links,
    effectsOf: build.asked ? effectsOfNode : null,
    mentioned: build.mentioned,
    supported: build.supported,
    omitted: build.omitted,
    stays: false,
  };
}
