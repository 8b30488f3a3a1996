/** Which files an installation reads of what is copied in front of it, where it has to do with nothing else. */
import {
  areMadeAlike,
  boundAnyway,
  callsOf,
  conflict,
  effectsOf,
  isProjectPlace,
  isWithin,
  mayHide,
  mayTell,
  projectIn,
  readFrom,
  readsStartupFiles,
  resolvePath,
  type Builder,
  type Dockerfile,
  type Instruction,
  type Project,
} from '../../src/transform.js';
import { readBody, type Unfit } from '../joining/body.js';
import type { Candidate } from './candidates.js';
import { unfitSettings } from './settings.js';

export interface Manifests {
  readonly project: Project;
  /** What is read: files, and folders with all that is in them. */
  readonly names: readonly string[];
}

/** @param asRule whether tools are taken to do what they do as a rule */
export function manifestsFor(
  file: Dockerfile,
  candidate: Candidate,
  builder: Builder,
  asRule: boolean,
): Manifests | Unfit {
  const { installs, folder, target } = candidate;
  const unfit =
    unfitBetween(candidate) ??
    boundAnyway(installs, asRule) ??
    unfitRun(file, candidate) ??
    unfitCopy(candidate);
  if (unfit !== null) return unfit;
  if (target === null || !isProjectPlace(target)) return { reason: 'target', detail: target ?? '?' };
  if (candidate.run.state.workdir !== target)
    return {
      reason: 'target',
      detail: `the working directory is ${candidate.run.state.workdir ?? 'not known'}`,
    };
  if (effectsOf(file, candidate.copy).unknown !== null)
    return { reason: 'target', detail: `${target} is a link` };
  if (builder !== 'buildkit') return { reason: 'builder', detail: builder };
  const { context } = file;
  const project = projectIn(context, folder, target, asRule);
  if (context === null || project === null) return { reason: 'context' };
  const names = readFrom(installs, project);
  if ('reason' in names) return names;
  const tree = { context, folder, target, project };
  if (!areMadeAlike(tree, names, candidate.run.state.user))
    return { reason: 'user', detail: candidate.run.state.user ?? 'not known' };
  return unfitSettings(file, candidate, tree) ?? { project, names };
}

/** Whether the folder is a part of the project that the installation reads as a whole: then it stands in front for that. */
export function isReadWhole({ context }: Dockerfile, { installs, folder, target, run }: Candidate): boolean {
  const { workdir } = run.state;
  if (workdir === null || target === null || target === workdir || !isWithin(target, workdir)) return false;
  const below = target.slice(workdir.length + 1);
  const above = folder === below ? '' : folder.slice(0, -below.length - 1);
  if (folder !== (above === '' ? below : `${above}/${below}`)) return false;
  const project = projectIn(context, above, workdir);
  const names = project === null ? [] : readFrom(installs, project);
  return !('reason' in names) && names.includes(below);
}

/** They change neither a file nor what is copied. */
const SETTINGS = /^(?:ENV|ARG|LABEL|EXPOSE|CMD|ENTRYPOINT|HEALTHCHECK|STOPSIGNAL|MAINTAINER|USER|SHELL)$/;

function unfitBetween({ between, target, copy, run }: Candidate): Unfit | null {
  const isPlain = (one: Instruction): boolean => {
    if (SETTINGS.test(one.keyword)) return true;
    const path = one.words[0]?.value;
    const directory = one.keyword !== 'WORKDIR' || path == null ? null : resolvePath(one.state.workdir, path);
    // The COPY has made it.
    return directory !== null && target !== null && isWithin(target, directory);
  };
  const odd = between.find((one) => !isPlain(one));
  if (odd !== undefined) return { reason: 'between', detail: odd.joined.text.slice(0, 60) };
  // A variable of the COPY may be another one behind them.
  const setting = copy.words.some(({ raw }) => raw.includes('$'))
    ? between.find(({ keyword }) => keyword === 'ENV' || keyword === 'ARG')
    : undefined;
  if (setting !== undefined) return { reason: 'between', detail: setting.joined.text.slice(0, 60) };
  const isRelative = copy.words.at(-1)?.value?.startsWith('/') === false;
  return isRelative && copy.state.workdir !== run.state.workdir
    ? { reason: 'target', detail: 'WORKDIR' }
    : null;
}

/** What is behind them is run in another place, or in another shell. */
const CHANGING =
  /^(?:cd|pushd|popd|export|unset|set|shopt|umask|alias|unalias|source|\.|eval|exec|exit|return|trap|hash|enable|command|builtin|read|declare|local|typeset|readonly|ulimit)$/;

function unfitRun(file: Dockerfile, { run, copy, installs, target }: Candidate): Unfit | null {
  const body = readBody(run);
  if ('reason' in body) return { reason: 'alone', detail: body.reason };
  const { steps, form, set, state } = body;
  const isPlain = steps.every(
    (node) =>
      node.kind === 'simple' &&
      node.assignments.length + node.redirects.length === 0 &&
      node.words.every(({ value }) => value !== null),
  );
  const calls = callsOf(file, run);
  if (!isPlain || (form !== 'and' && steps.length > 1) || set !== null || calls.length !== steps.length)
    return { reason: 'alone', detail: run.joined.text.slice(0, 60) };
  const isOdd = state.functions.size > 0 || readsStartupFiles(run.state);
  if (isOdd) return { reason: 'alone', detail: 'functions, or a shell that reads other files' };
  const changing = steps.find((node) => node.kind === 'simple' && CHANGING.test(node.words[0]?.value ?? ''));
  if (changing !== undefined) return { reason: 'alone', detail: run.joined.text.slice(0, 60) };
  const brought = effectsOf(file, copy);
  for (const at of installs.others) {
    const effects = calls[at]?.effects;
    const met = effects === undefined ? null : conflict(effects, brought);
    if (met !== null) return { reason: 'alone', detail: met.what };
  }
  const odd = run.flags.find(
    ({ name, value }) =>
      name !== 'network' &&
      (name !== 'mount' || mayHide(value ?? '', target ?? '/') || mayTell(installs, value ?? '')),
  );
  return odd === undefined ? null : { reason: 'flags', detail: odd.raw };
}

function unfitCopy({ copy: { words, flags, json } }: Candidate): Unfit | null {
  const odd = flags.find(({ name, raw }) => name !== 'chown' || raw.includes('$'));
  if (odd !== undefined) return { reason: 'copy', detail: odd.raw };
  const target = words.at(-1)?.raw ?? '';
  const isPlain = json === null && /^[\w./@${}+-]+$/.test(target) && words.at(-1)?.value !== '';
  return isPlain ? null : { reason: 'copy', detail: target };
}
