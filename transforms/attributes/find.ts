/** RUNs that change what has been copied. */
import {
  type AttributeCall,
  type Dockerfile,
  type Finding,
  type Instruction,
  type TransformOptions,
} from '../../src/transform.js';
import { readBody } from '../joining/body.js';
import { discardsVolumes } from '../joining/runs.js';
import { planFor } from './plan.js';
import { requestsIn } from './requests.js';
import { shippedRuns } from '../cleaning/stages.js';

export function* findRequests(
  file: Dockerfile,
  options: TransformOptions,
  sets: AttributeCall['sets'],
): Generator<Finding> {
  for (const run of shippedRuns(file, options)) yield* findIn(file, run, options, sets);
}

function* findIn(
  file: Dockerfile,
  run: Instruction,
  { builder, ignores }: TransformOptions,
  sets: AttributeCall['sets'],
): Generator<Finding> {
  const body = readBody(run);
  if ('reason' in body || body.form === 'list') return;
  const { plan, refusals } = planFor(file, body, requestsIn(body, sets));
  for (const refusal of refusals) yield { kind: 'refusal', at: run.span, ...refusal };
  if (plan === null || plan.copies.some(ignores) || discardsVolumes(file, run, builder)) return;
  const frontend = file.directives.find(({ name }) => name === 'syntax')?.value ?? '';
  // https://docs.docker.com/build/buildkit/dockerfile-release-notes/#120
  const isOld = builder === 'classic' || /dockerfile:1\.[01](?:[.-]|$)/.test(frontend);
  if (isOld && sets === 'mode') {
    yield { kind: 'refusal', at: run.span, reason: 'builder' };
    return;
  }
  const paths = plan.paths.join(', ');
  yield {
    kind: 'rewrite',
    at: { start: plan.copies[0]?.span.start ?? run.span.start, end: run.span.end },
    edits: plan.edits,
    relies: [`nothing between the COPY and the RUN has to do with ${paths}`],
    because: `${paths}: written once, with its ${sets}`,
    level: 'exact',
  };
}
