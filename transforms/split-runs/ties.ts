/** Which steps of a body belong together, so that no layer holds what the next one only takes away again. */
import {
  APT_LISTS,
  CACHES,
  callOf,
  changesSources,
  cleaningOf,
  clears,
  fills,
  saidIn,
  simpleCommands,
  useOfIndex,
  type Call,
  type CommandCall,
  type Effects,
  type ShellNode,
} from '../../src/transform.js';
import { wordsOf, type Work } from '../timing/work.js';

/** A step of a body, and what is known of it. */
export interface Step {
  readonly node: ShellNode;
  readonly text: string;
  readonly calls: readonly StepCall[];
  /** What keeps it busy the longest. */
  readonly work: Work;
  /** It runs a script that it fetches: `curl … | sh`. */
  readonly feedsShell: boolean;
}

export interface StepCall {
  readonly call: Call;
  readonly effects: Effects | null;
}

/** The steps from the one place to the other belong into one layer. */
export interface Tie {
  readonly from: number;
  readonly to: number;
  /** Whether they are one piece of work, so that nobody would ask why they stay together. */
  readonly isOne?: boolean;
}

/** The calls of a step, with what they do where that is known. */
export function callsIn(node: ShellNode, known: readonly CommandCall[]): readonly StepCall[] {
  return simpleCommands({ span: node.span, items: [{ node, separator: null }] }).flatMap((command) => {
    const call = callOf(wordsOf(command));
    const effects = known.find((one) => one.command === command)?.effects ?? null;
    return call === null ? [] : [{ call, effects }];
  });
}

/** @param directory that the RUN begins in */
export function tiesOf(steps: readonly Step[], directory: string | null): readonly Tie[] {
  const ties = steps.flatMap((step, at) => [
    ...step.calls.flatMap((one) => [
      ...indexTie(one, steps, at),
      ...cleaningTies(one, steps, at, directory),
      ...removalTie(one, steps, at),
      ...goingOnTie(one, steps, at),
      ...fetchedTie(one, steps, at),
    ]),
    ...sourcesTie(step, steps, at),
    ...setupTie(step, steps, at),
  ]);
  return ties.filter(({ from, to }) => from >= 0 && from < to);
}

/** Installations stay with the update of the index that they use: in a layer of its own it would go out of date. */
function indexTie({ call }: StepCall, steps: readonly Step[], at: number): readonly Tie[] {
  return CACHES.flatMap((cache): readonly Tie[] => {
    if (useOfIndex(call, cache) !== 'reads' || !isManager(call)) return [];
    const from = steps.findLastIndex(
      ({ calls }, one) => one < at && calls.some((other) => useOfIndex(other.call, cache) === 'renews'),
    );
    return [{ from, to: at }];
  });
}

const isManager = ({ program }: Call): boolean =>
  CACHES.some(({ index }) => index?.programs.test(program) === true);

/** A cleanup stays with what it cleans: caches with the first call that fills them, files with the step that names them. */
function cleaningTies(
  { call }: StepCall,
  steps: readonly Step[],
  at: number,
  directory: string | null,
): readonly Tie[] {
  const words = call.words.slice(call.words.length - call.rest.length - 1);
  const ofCaches = CACHES.filter((cache) => clears(words, cache)).map((cache): Tie => {
    const uses = (other: Call): boolean =>
      fills(other, cache) || (isManager(other) && useOfIndex(other, cache) !== 'none');
    return { from: steps.findIndex(({ calls }) => calls.some((other) => uses(other.call))), to: at };
  });
  if (/^(?:g?make|ninja)$/.test(call.program) && /clean/.test(saidIn(call)))
    return [...ofCaches, { from: 0, to: at }];
  if (!/^(?:rm|rmdir|unlink|find|shred|strip)$/.test(call.program)) return ofCaches;
  const paths = call.rest.filter((word) => !word.startsWith('-'));
  const others = paths.filter((path) => cleaningOf(['rm', '-rf', path]) === null);
  return [
    ...ofCaches,
    ...others.map((path): Tie => ({ from: firstMention(path, steps, at, directory), to: at })),
  ];
}

/** Places where others leave things that nobody asked for. */
const LITTER = /^\/(?:tmp|var\/(?:tmp|cache|log)|root\/\.cache|usr\/share\/(?:doc|man|info|locale))(?:\/|$)/;

/** The first step that has to do with a path; the very first one where that is unclear. */
function firstMention(path: string, steps: readonly Step[], at: number, directory: string | null): number {
  const mentioning = (name: string): number => {
    const found = steps.findIndex(({ text }, one) => one < at && text.includes(name));
    return found < 0 ? at : found;
  };
  const plain = path.replace(/["']/g, '').replace(/\/+$/, '');
  const name = plain.slice(plain.lastIndexOf('/') + 1);
  if (name.length >= 3 && !/[$*?[{`]/.test(name)) {
    const found = mentioning(name);
    return found < at ? found : 0;
  }
  const [, variable] = /^\$\{?(\w{3,})\}?$/.exec(name) ?? [];
  if (variable !== undefined) {
    const found = mentioning(variable);
    return found < at ? found : 0;
  }
  const parent = plain.slice(0, plain.lastIndexOf('/'));
  const isLitter = LITTER.test(parent) && !/[$`]/.test(parent);
  return isLitter && directory?.startsWith(parent) !== true ? mentioning(parent) : 0;
}

const REMOVING = /^(?:purge|remove|autoremove|auto-remove|autopurge|del|erase|uninstall|prune)\b/;

/** Packages that are taken away again, with the first installation by the same manager. */
function removalTie({ call, effects }: StepCall, steps: readonly Step[], at: number): readonly Tie[] {
  const managers = (one: StepCall): readonly string[] => [
    familyOf(one.call.program),
    ...(one.effects?.packages.map(({ manager }) => manager) ?? []),
  ];
  const removes =
    effects?.packages.some(({ does }) => does === 'remove') === true ||
    REMOVING.test(saidIn(call)) ||
    (/^(?:dpkg|rpm)$/.test(call.program) &&
      /^-\w*[ePr]$|^--(?:purge|remove|erase)$/.test(call.rest[0] ?? ''));
  if (!removes) return [];
  const own = managers({ call, effects });
  const isOfIts = (one: StepCall): boolean => managers(one).some((name) => own.includes(name));
  return [{ from: steps.findIndex(({ calls }) => calls.some(isOfIts)), to: at }];
}

const FAMILIES: Readonly<Record<string, string>> = {
  ...{ 'apt-get': 'apt', aptitude: 'apt', dpkg: 'apt', yum: 'dnf', microdnf: 'dnf', tdnf: 'dnf', rpm: 'dnf' },
};
const familyOf = (program: string): string => FAMILIES[program] ?? program;

/** What goes on with a clone, and the install that a manager is brought up to date for. */
function goingOnTie({ call }: StepCall, steps: readonly Step[], at: number): readonly Tie[] {
  if (call.program === 'git' && !/^clone\b/.test(saidIn(call))) {
    const from = steps.findLastIndex(
      ({ calls }, one) => one < at && calls.some((other) => isClone(other.call)),
    );
    const isNext = from >= 0 && steps.slice(from + 1, at).every(({ work }) => work === 'quick');
    return isNext ? [{ from, to: at, isOne: true }] : [];
  }
  if (!INSTALLING.test(saidIn(call)) || isTool(call)) return [];
  const before = steps.findLastIndex(({ work }, one) => one < at && work !== 'quick');
  const tool = steps[before]?.calls.some(
    (one) => isTool(one.call) && MANAGED[one.call.program]?.test(call.program),
  );
  return tool === true ? [{ from: before, to: at, isOne: true }] : [];
}

/** What is fetched to be installed at once: `curl -O …/get-pip.py && python get-pip.py`. */
function fetchedTie({ call }: StepCall, steps: readonly Step[], at: number): readonly Tie[] {
  if (steps[at]?.work !== 'install') return [];
  const from = steps.findLastIndex(({ work }, one) => one < at && work !== 'quick');
  const before = steps[from];
  if (before?.work !== 'network') return [];
  const names = call.rest.map((word) => word.replace(/["']/g, '').split('/').at(-1) ?? '');
  const isFetched = names.some((name) => /[\w}]\.\w/.test(name) && before.text.includes(name));
  return isFetched ? [{ from, to: at, isOne: true }] : [];
}

const isClone = (call: Call): boolean => call.program === 'git' && /^clone\b/.test(saidIn(call));

const INSTALLING = /^(?:$|install|ci\b|i\b|add\b|update|sync|wheel|download)/;

/** Whom the packages that a manager installs serve, when these are but itself and its like. */
const MANAGED: Readonly<Record<string, RegExp>> = {
  pip: /^pip$/,
  npm: /^npm$/,
  gem: /^(?:gem|bundle|bundler)$/,
  conda: /^conda$/,
};
const TOOLS =
  /^(?:install|update|i)(?: (?:pip|setuptools|wheel|npm|bundler|conda|rubygems-update)(?:(?:[=<>~@:]+|==)[\w.*${}"'-]+)?)+$|^update$/;

/** It brings managers of packages, and nothing else. */
const isTool = (call: Call): boolean =>
  MANAGED[call.program] !== undefined &&
  TOOLS.test(saidIn(call).replace(/["']/g, '')) &&
  (call.program !== 'gem' || /^install|--system/.test(call.rest.join(' '))) &&
  (call.program === 'gem' || !/^update$/.test(saidIn(call)));

/** Where packages come from is said for the update behind it. */
function sourcesTie({ text, work, calls }: Step, steps: readonly Step[], at: number): readonly Tie[] {
  const index = APT_LISTS.index;
  const isCleanup = calls.some(({ call }) => /^(?:rm|unlink)$/.test(call.program));
  if (index === undefined || isCleanup || work === 'install' || !changesSources(text, index)) return [];
  const to = steps.findIndex(
    (step, one) => one > at && step.calls.some(({ call }) => useOfIndex(call, APT_LISTS) === 'renews'),
  );
  return [{ from: at, to, isOne: true }];
}

/** `curl … | sh` in front of an installation by the system's manager sets up where that comes from. */
function setupTie({ feedsShell }: Step, steps: readonly Step[], at: number): readonly Tie[] {
  const to = feedsShell ? steps.findIndex(({ work }, one) => one > at && work !== 'quick') : -1;
  const isOfSystem = steps[to]?.calls.some(({ call }) =>
    /^(?:apt|apt-get|aptitude|yum|dnf|microdnf|zypper)$/.test(call.program),
  );
  return isOfSystem === true ? [{ from: at, to, isOne: true }] : [];
}
