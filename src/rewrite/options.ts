/** Which transforms run, and with which options. Every mistake is an `OptionError` that names the choices. */
import { OptionError } from '../errors.js';
import type { SquashOptions } from '../result.js';
import type { OptionValue, Transform } from '../transform.js';
import { LEVELS } from './select.js';

/** One transform of a run, its options complete. */
export interface Step {
  readonly transform: Transform;
  readonly values: Readonly<Record<string, OptionValue>>;
}

const MODES = ['release', 'dev'];
const BUILDERS = ['buildkit', 'classic', 'buildah'];
const CACHES = ['clean', 'mount', 'keep'];

/**
 * The steps of a run in order.
 * @param preset names of the mode's transforms, in order
 * @param known all transforms built in
 * @throws OptionError for an unknown mode, level, builder, way with caches, transform or option
 */
export function chooseSteps(
  options: SquashOptions,
  preset: readonly string[],
  known: readonly Transform[],
): readonly Step[] {
  checkChoice('mode', options.mode, MODES);
  checkChoice('level', options.level, LEVELS);
  checkChoice('builder', options.builder, BUILDERS);
  checkChoice('caches', options.caches, CACHES);
  if (options.mode === 'dev' && options.caches === 'clean')
    throw new OptionError(
      'caches "clean" is for release mode: dev mode has no layers that ship; choose mount or keep',
    );
  const extra = options.transforms ?? [];
  extra.forEach(checkTransform);
  const all = new Map([...known, ...extra].map((transform) => [transform.name, transform]));
  const { only, skip = [], with: added = [] } = options;
  const named = [...(only ?? []), ...skip, ...added, ...Object.keys(options.options ?? {})];
  for (const name of named) {
    if (!all.has(name))
      throw new OptionError(`unknown transform "${name}"; there are: ${[...all.keys()].join(', ')}`);
  }
  const order = [...new Set([...preset, ...added, ...extra.map((transform) => transform.name)])];
  const skipped = new Set(skip);
  const chosen = only === undefined ? order : chooseOnly([...only, ...added], order);
  return chosen
    .filter((name) => !skipped.has(name))
    .flatMap((name) => all.get(name) ?? [])
    .map((transform) => ({
      transform,
      values: fillOptions(transform, options.options?.[transform.name] ?? {}),
    }));
}

/** The named ones: those of the preset in its order, then the others as named. */
function chooseOnly(only: readonly string[], order: readonly string[]): readonly string[] {
  const wanted = new Set(only);
  return [...order.filter((name) => wanted.has(name)), ...only.filter((name) => !order.includes(name))];
}

function checkChoice(option: string, value: string | undefined, choices: readonly string[]): void {
  if (value === undefined || choices.includes(value)) return;
  throw new OptionError(`unknown ${option} "${value}"; choose one of: ${choices.join(', ')}`);
}

/** A library user may pass anything: say what is missing instead of failing later. */
function checkTransform(transform: Transform): void {
  const given: Partial<Record<keyof Transform, unknown>> = transform;
  if (typeof given.name !== 'string' || !/^[a-z][a-z0-9-]*$/.test(given.name)) {
    throw new OptionError(`a transform's name must be kebab-case, not ${JSON.stringify(given.name)}`);
  }
  checkChoice(`level of transform ${given.name}`, transform.level, LEVELS);
  if (typeof given.find !== 'function') throw new OptionError(`transform ${given.name} has no find function`);
  if (typeof given.refusals !== 'object')
    throw new OptionError(`transform ${given.name} declares no refusals`);
}

function fillOptions(
  transform: Transform,
  given: Readonly<Record<string, OptionValue>>,
): Readonly<Record<string, OptionValue>> {
  const specs = transform.options ?? {};
  for (const [name, value] of Object.entries(given)) {
    const spec = specs[name];
    if (spec === undefined) {
      const choices = Object.keys(specs).join(', ') || 'none';
      throw new OptionError(`transform ${transform.name} has no option "${name}"; there are: ${choices}`);
    }
    if (typeof value !== typeof spec.default || (spec.choices && !spec.choices.includes(value))) {
      const wanted = spec.choices?.join(', ') ?? `a ${typeof spec.default}`;
      throw new OptionError(`option ${transform.name}.${name}: ${String(value)} is not ${wanted}`);
    }
  }
  const defaults = Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, spec.default]));
  return { ...defaults, ...given };
}
