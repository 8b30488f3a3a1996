/**
 * Where a body is cut: each part holds one step that is worth a cache entry (`timing/work`), with the steps that belong to
 * it (`ties`). What takes no time stays with what it belongs to: behind what it finishes, or in front of what it prepares.
 */
import type { CommandCall, ShellNode } from '../../src/transform.js';
import type { Body } from '../joining/body.js';
import { isCostly, worksOf, wordsOf, type Work } from '../timing/work.js';
import { callsIn, tiesOf, type Step } from './ties.js';

export interface Cuts {
  /** How many steps are worth an entry of their own. */
  readonly costly: number;
  /** Numbers of the steps before which the body is cut. */
  readonly places: readonly number[];
}

/** Steps that are nothing without what follows. */
const LEADING =
  /^(?:cd|export|cmake|meson|autoreconf|phpize|docker-php-ext-configure|configure|Configure|config|autogen\.sh|bootstrap(?:\.sh)?|buildconf)$/;
/** Steps that get something ready for what follows, unless they have to do with what stands in front of them. */
const PREPARING = /^(?:mkdir|set|umask|echo|printf|apt-key|add-apt-repository|gpg|curl|wget)$/;

/** @param calls all commands of the body, with what they do */
export function chooseCuts(body: Body, nodes: readonly ShellNode[], calls: readonly CommandCall[]): Cuts {
  const steps = stepsOf(body, nodes, calls);
  const ties = tiesOf(steps, body.instruction.state.workdir);
  const isTied = (at: number): boolean => ties.some(({ from, to }) => from < at && at <= to);
  const places: number[] = [];
  let start = 0;
  /** The last step of the part that is worth an entry, so far. */
  let costly: number | null = null;
  for (let at = 0; at < steps.length;) {
    let end = at + 1;
    while (end < steps.length && isTied(end)) end += 1;
    const unit = steps.slice(at, end);
    if (unit.some(({ work }) => isCostly(work))) {
      if (costly !== null) {
        const place = startOf(steps, start, costly + 1, at, end, isTied);
        places.push(place);
        start = place;
      }
      costly = end - 1;
    }
    at = end;
  }
  const isPart = (at: number): boolean =>
    ties.some(({ from, to, isOne }) => isOne === true && from < at && at <= to);
  return { costly: steps.filter(({ work }, at) => isCostly(work) && !isPart(at)).length, places };
}

function stepsOf(body: Body, nodes: readonly ShellNode[], calls: readonly CommandCall[]): readonly Step[] {
  const works = worksOf(calls);
  return nodes.map((node) => {
    const own = works.filter((_, at) => isWithin(calls[at], node));
    const feeds = feedsShell(node);
    // What only takes in a key, or a list of sources, is done with it at once.
    const work = isOfKeys(node) ? 'quick' : feeds ? 'install' : longest(own);
    return {
      ...{ node, work, feedsShell: feeds, calls: callsIn(node, calls) },
      text: body.script.text.slice(node.span.start, node.span.end),
    };
  });
}

const isWithin = (call: CommandCall | undefined, { span }: ShellNode): boolean =>
  call !== undefined && span.start <= call.command.span.start && call.command.span.end <= span.end;

const longest = (works: readonly Work[]): Work => BY_WEIGHT.find((work) => works.includes(work)) ?? 'quick';

/** What is known to take its time comes first. */
const BY_WEIGHT: readonly Work[] = ['install', 'build', 'network', 'unknown', 'update'];

/** The name of the last program of a pipeline, also of one in brackets. */
function lastOfPipe(node: ShellNode): string | null {
  if (node.kind === 'group' && node.body.items.length === 1)
    return node.body.items[0] ? lastOfPipe(node.body.items[0].node) : null;
  const last = node.kind === 'pipeline' ? node.items.at(-1) : undefined;
  return last?.kind === 'simple' ? (wordsOf(last)[0] ?? null) : null;
}

/** `curl … | bash`. */
const feedsShell = (node: ShellNode): boolean => /^(?:ba|da)?sh$/.test(lastOfPipe(node) ?? '');

const isOfKeys = (node: ShellNode): boolean => /^(?:apt-key|gpg|rpm|tee)$/.test(lastOfPipe(node) ?? '');

/**
 * The first step that belongs to what is worth an entry from `at` on, of those that stand between it and the one before.
 * @param from where the part in front begins
 * @param first the first step that may belong to either
 */
function startOf(
  steps: readonly Step[],
  from: number,
  first: number,
  at: number,
  end: number,
  isTied: (at: number) => boolean,
): number {
  let place = at;
  for (let one = at - 1; one >= first; one -= 1) {
    const step = steps[one];
    if (step === undefined || !leadsOn(step, steps.slice(from, one), steps.slice(place, end))) break;
    if (!isTied(one)) place = one;
  }
  return place;
}

/** Whether a step belongs to what stands behind it rather than to what stands in front of it. */
function leadsOn(step: Step, front: readonly Step[], back: readonly Step[]): boolean {
  const names = step.calls.map(({ call }) => call.program);
  if (step.feedsShell || (names.length > 0 && names.every((name) => LEADING.test(name)))) return true;
  const own = namesIn(step);
  const isOf = (others: readonly Step[]): boolean => {
    const theirs = others.flatMap(namesIn);
    return own.some((name) => theirs.some((other) => meet(name, other)));
  };
  const prepares = names.every((name) => LEADING.test(name) || PREPARING.test(name));
  return isOf(front) ? prepares && isOf(back) : prepares || isOf(back);
}

/** Files and directories that a step names. */
function namesIn({ calls }: Step): readonly string[] {
  return calls.flatMap(({ call }) =>
    call.rest
      .flatMap((word) => word.split(/[=:,]/))
      .map((word) => word.replace(/["']/g, '').replace(/\/+$/, ''))
      .filter((word) => /[\w$]/.test(word) && /[/.]/.test(word) && !EVERYWHERE.test(word)),
  );
}

/** Everybody has something here. */
const EVERYWHERE =
  /^(?:\.{1,2}|\/(?:usr|etc|opt|var|tmp|srv|root|home|dev\S*|bin|sbin|lib\w*)(?:\/(?:local|bin|sbin|src|lib|share|log|tmp|cache))*)$/;

const meet = (one: string, other: string): boolean =>
  one === other ||
  one.startsWith(`${other}/`) ||
  other.startsWith(`${one}/`) ||
  (lastName(one).includes('.') && lastName(one) === lastName(other));

const lastName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
