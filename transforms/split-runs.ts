import {
  callsOf,
  defineTransform,
  endsWithItsRun,
  makesHardLinks,
  mayRemove,
  readsStartupFiles,
  type Builder,
  type Dockerfile,
  type Finding,
  type Instruction,
} from '../src/transform.js';
import { readBody, refusalAt, type Body, type Unfit } from './joining/body.js';
import { discardsVolumes, isDiscarded } from './joining/runs.js';
import { carriesTo } from './split-runs/flow.js';
import { splitEdits } from './split-runs/layout.js';
import { chooseCuts } from './split-runs/steps.js';

export const splitRuns = defineTransform({
  name: 'split-runs',
  summary: 'Give each expensive step of a RUN a cache entry of its own.',
  why:
    'While an image is being developed, one changed line in a long RUN repeats all of its downloads and builds. ' +
    'With one RUN for each step that takes long, only the steps from the changed one on are repeated. Steps that ' +
    'take no time stay with their neighbours, and a cleanup stays with what it cleans.',
  level: 'exact',
  refusals: {
    heredoc: 'here-documents in a RUN are left as they are',
    shell: 'the shell in force is not a POSIX shell',
    'inline-comment': 'a # comment hides a part of the text',
    list: 'after `;` or `||` the next command runs although the one before failed; a RUN does not',
    startup: 'the shell reads startup files before each RUN, and a step may change them',
    'run-scoped': 'the RUN starts or changes something that ends with it, and later steps may need it',
    'hard-links': 'a change to a hard-linked file in a later layer breaks the link',
    volume: 'this builder discards at the end of each RUN what it wrote below a VOLUME',
    'removes-workdir': 'the RUN may remove its working directory, and the next one would begin in a new one',
    mount: 'what the mount holds is discarded at the end of each RUN',
    pragma: 'a linter pragma above the RUN would hold for its first part alone',
    state: 'directory, variables, functions or traps flow from one step to the next',
    'soft-failure': 'a step may fail without ending the `set -e` shell, but not as the last of a RUN',
    together:
      'its steps belong into one layer: a cleanup and what it cleans, or installs from one package index',
    layers: 'an image can hold no more than about 125 layers, and this one has many',
  },
  *find(file, { ignores, mode, builder }) {
    if (mode !== 'dev') return;
    const added: number[] = file.stages.map(() => 0);
    for (const run of file.instructions) {
      if (run.keyword !== 'RUN' || ignores(run)) continue;
      const finding = split(file, run, builder);
      if (finding?.kind === 'rewrite' && !hasRoom(file, run, finding.edits.length, added))
        yield { kind: 'refusal', at: run.span, reason: 'layers' };
      else if (finding) yield finding;
    }
  },
});

/**
 * Layers that a file may make, so that the 127 that Docker stacks (`maxDepth` of its layer store) suffice with those of
 * the image that it is FROM.
 */
const MOST_LAYERS = 80;

/** Whether a stage, and those that are FROM it, have room for more layers; notes them when they have. */
function hasRoom(file: Dockerfile, { stage }: Instruction, more: number, added: number[]): boolean {
  if (stage === null) return false;
  const own = file.stages.map(
    ({ instructions, index }) =>
      instructions.filter(({ keyword }) => /^(?:RUN|COPY|ADD|WORKDIR)$/.test(keyword)).length +
      (added[index] ?? 0) +
      (index === stage ? more : 0),
  );
  const depths: number[] = [];
  for (const { index, base } of file.stages)
    depths.push((own[index] ?? 0) + (base === null ? 0 : (depths[base] ?? 0)));
  if (Math.max(...depths) > MOST_LAYERS) return false;
  added[stage] = (added[stage] ?? 0) + more;
  return true;
}

function split(file: Dockerfile, run: Instruction, builder: Builder): Finding | null {
  const refuse = (unfit: Unfit): Finding => refusalAt(run, unfit);
  const body = readBody(run);
  if ('reason' in body) return NEAR_MISSES.has(body.reason) && mayBeLong(run) ? refuse(body) : null;
  const steps = stepsOf(body);
  if (steps.length < 2) return null;
  const { costly, places: cuts } = chooseCuts(body, steps, callsOf(file, run));
  if (costly < 2) return null;
  const unfit = discardsVolumes(file, run, builder) ? { reason: 'volume' } : unfitToSplit(run, body);
  if (unfit) return refuse(unfit);
  if (cuts.length === 0) return refuse({ reason: 'together' });
  const found = cuts.map((cut) => ({ cut, carry: carriesTo(body, steps, cut) }));
  const places = found.flatMap(({ cut, carry }) => ('reason' in carry ? [] : [cut]));
  const carries = places.flatMap((cut, at) => {
    const carry = carriesTo(body, steps, cut, places[at + 1]);
    return 'reason' in carry ? [] : [{ cut, carry }];
  });
  if (carries.length === 0)
    return refuse(found.map(({ carry }) => carry).find((one) => 'reason' in one) ?? { reason: 'state' });
  return {
    kind: 'rewrite',
    at: run.span,
    edits: splitEdits(file, body, steps, carries),
    relies: ['a RUN begins only when the one before it succeeded, as a step behind && or under set -e does'],
    because: `${String(carries.length + 1)} RUNs, so that a change repeats only the steps from it on`,
    level: 'exact',
  };
}

/** A body whose steps cannot be counted is a near miss when it has several lines. */
const NEAR_MISSES = new Set(['heredoc', 'shell', 'inline-comment']);
const mayBeLong = ({ lines }: Instruction): boolean => lines.last - lines.first > 2;

/** The steps behind the leading `set …`. */
const stepsOf = (body: Body): Body['steps'] =>
  body.form === 'and' && body.set !== null ? body.steps.slice(1) : body.steps;

function unfitToSplit(run: Instruction, body: Body): Unfit | null {
  if (body.form === 'list') return { reason: 'list' };
  if (readsStartupFiles(run.state)) return { reason: 'startup' };
  const scoped = endsWithItsRun(body.script);
  if (scoped !== null) return { reason: 'run-scoped', detail: scoped };
  if (makesHardLinks(body.script)) return { reason: 'hard-links' };
  if (mayRemove(run, run.state.workdir)) return { reason: 'removes-workdir' };
  const discarded = run.flags.find(({ name, value }) => name === 'mount' && isDiscarded(value ?? ''));
  if (discarded) return { reason: 'mount', detail: discarded.raw };
  const pragma = run.comments.find(({ text }) =>
    /^#\s*(?:hadolint|checkov|kics|trivy|tally)\b.*(?:ignore|disable|skip)/i.test(text),
  );
  return pragma ? { reason: 'pragma', detail: pragma.text } : null;
}
