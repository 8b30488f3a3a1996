/** The calls of package managers in a RUN, with their places. */
import {
  callOf,
  clears,
  isUnder,
  parseShell,
  readShell,
  simpleCommands,
  type CacheFacts,
  type Call,
  type Dockerfile,
  type Instruction,
  type ShellNode,
  type ShellScript,
  type SimpleCommand,
} from '../../src/transform.js';
import { readBody, type Body, type Unfit } from '../joining/body.js';

export interface Site {
  readonly call: Call;
  readonly command: SimpleCommand;
  /** Index among the body's steps; `null` where the body has none that can be told apart. */
  readonly step: number | null;
  /** Whether it is a step itself, and so surely run: not in a condition, a loop, a pipeline. */
  readonly isSure: boolean;
}

export interface Sites {
  readonly run: Instruction;
  /** `null` where the body cannot be added to; then `unfit` says why. */
  readonly body: Body | null;
  readonly unfit: Unfit | null;
  readonly script: ShellScript | null;
  readonly all: readonly Site[];
  /** What seems to be called where the text cannot be read. */
  readonly rough: readonly Call[];
}

const known = new WeakMap<Instruction, Sites>();

/** What a RUN calls, also where nothing can be added to it. */
export function sitesIn(file: Dockerfile, run: Instruction): Sites {
  const found = known.get(run) ?? readSites(file, run);
  known.set(run, found);
  return found;
}

function readSites(file: Dockerfile, run: Instruction): Sites {
  const body = readBody(run);
  const none = { run, body: null, script: null, rough: [] } as const;
  if (!('reason' in body))
    return { run, body, unfit: null, script: body.script, all: sitesOf(body.script, body), rough: [] };
  if (run.json !== null) {
    const inner = /^(?:\/\S*\/)?(?:ba|da|z)?sh$/.test(run.json[0] ?? '') ? (run.json.at(-1) ?? '') : null;
    const script = parsed(inner ?? run.json.map((word) => `'${word.replace(/'/g, `'\\''`)}'`).join(' '));
    return { ...none, unfit: body, all: script === null ? [] : sitesOf(script, null) };
  }
  if (run.heredocs.length > 0) {
    const scripts = run.heredocs.flatMap(
      ({ content }) => parsed(file.text.slice(content.start, content.end)) ?? [],
    );
    return { ...none, unfit: body, all: scripts.flatMap((script) => sitesOf(script, null)) };
  }
  const reading = run.state.shell.dialect === 'other' ? null : readShell(run);
  if (reading?.ok === true) return { ...none, unfit: body, all: sitesOf(reading.script, null) };
  return { ...none, unfit: body, all: [], rough: roughCalls(run) };
}

const roughCalls = ({ joined, argumentsAt }: Instruction): readonly Call[] =>
  joined.text
    .slice(argumentsAt)
    .split(/[;&|()\n]+/)
    .flatMap((part) => callOf(part.trim().split(/\s+/)) ?? []);

function parsed(text: string): ShellScript | null {
  const reading = parseShell(text);
  return reading.ok ? reading.script : null;
}

function sitesOf(script: ShellScript, body: Body | null): readonly Site[] {
  return simpleCommands(script.list).flatMap((command): readonly Site[] => {
    const call = callOf(command.words.map(({ value, text }) => value ?? text));
    if (call === null) return [];
    const { start } = command.span;
    const step = body?.steps.findIndex(({ span }) => span.start <= start && start < span.end) ?? -1;
    const isSure = body?.steps[step]?.kind === 'simple' && body.steps[step] === command;
    return [{ call, command, step: step < 0 ? null : step, isSure }];
  });
}

/** Whether something behind the site, or a function of the RUN, takes the cache away. */
export const isClearedBehind = (site: Site, cache: CacheFacts, { all, script }: Sites): boolean =>
  all.some(
    ({ command, call }) =>
      clears(call.words, cache) &&
      (command.span.start > site.command.span.start || isInFunction(script, command)),
  );

/** Whether a call may be one of a function's, wherever it is defined. */
export const definesFunctions = (script: ShellScript | null): boolean =>
  /(?:^|[\s;&|({])[\w.-]+\s*\(\s*\)|(?:^|[\s;&|({])function\s/.test(script?.text ?? '');

/** Whether something is done when the RUN ends, or a part of it. */
export const setsTrap = (script: ShellScript | null): boolean =>
  /(?:^|[\s;&|({])trap\s/.test(script?.text ?? '');

const isInFunction = (script: ShellScript | null, { span }: SimpleCommand): boolean =>
  functionsIn(script?.list.items.map(({ node }) => node) ?? []).some(
    (one) => one.span.start <= span.start && span.end <= one.span.end,
  );

const functionsIn = (nodes: readonly ShellNode[]): readonly ShellNode[] =>
  nodes.flatMap((node): readonly ShellNode[] =>
    node.kind === 'function' ? [node] : node.kind === 'and-or' ? functionsIn(node.items) : [],
  );

/** Whether a mount lies over the cache: what is written there does not ship. */
export const isMounted = ({ flags }: Instruction, cache: CacheFacts): boolean =>
  flags.some(({ name, value }) => {
    if (name !== 'mount' || !/type=(?:cache|tmpfs)/.test(value ?? '')) return false;
    return isUnder(targetOf(value ?? ''), cache);
  });

/** The directory of a mount, as its author wrote it; empty when it names none. */
export const targetOf = (mount: string): string =>
  /(?:target|dst|destination)=([^,]*)/.exec(mount)?.[1] ?? '';
