/** What variables and earlier instructions may have told an installation. */
import {
  callsOf,
  fillsFolder,
  influenceOf,
  isWithin,
  mayMislead,
  maySetUp,
  movesHome,
  namesFiles,
  namesRead,
  type Tree,
  type Dockerfile,
  type Instruction,
  type Value,
} from '../../src/transform.js';
import { earlierInstructions } from '../cleaning/stages.js';
import type { Unfit } from '../joining/body.js';
import type { Candidate } from './candidates.js';

export function unfitSettings(
  file: Dockerfile,
  { run, copy, installs }: Candidate,
  copied: Tree,
): Unfit | null {
  const read = namesRead(installs);
  for (const one of earlierInstructions(file, run)) {
    const { keyword, joined } = one;
    const isFile = keyword === 'RUN' || keyword === 'COPY' || keyword === 'ADD';
    const text = isFile && one !== copy ? joined.text + documentsOf(file, one) : '';
    const isMisleading = one !== copy && mayMislead(one, copied, read);
    if (isMisleading || maySetUp(installs, text) || movesHome(text, copied.target))
      return { reason: 'settings', detail: joined.text.slice(0, 60) };
    if (keyword === 'RUN' && fills(file, one, copied.target))
      return { reason: 'settings', detail: joined.text.slice(0, 60) };
    if (keyword !== 'ENV' && keyword !== 'ARG') continue;
    for (const { name, raw, value } of one.pairs) {
      const influence = influenceOf(installs, name, keyword === 'ENV' ? value : null);
      const isFree =
        (influence === 'none' && !namesFiles(value ?? raw ?? '', copied)) ||
        (influence === 'places' && keyword === 'ENV' && isApart(one, name, raw ?? '', copied));
      if (!isFree) return { reason: 'settings', detail: name };
    }
  }
  return null;
}

const fills = (file: Dockerfile, run: Instruction, target: string): boolean =>
  callsOf(file, run).some(({ command, effects }) =>
    fillsFolder(
      command.words.map(({ value, text }) => value ?? text),
      effects.writes,
      target,
    ),
  );

const documentsOf = ({ text }: Dockerfile, { heredocs }: Instruction): string =>
  heredocs.map(({ content }) => text.slice(content.start, content.end)).join('');

/** Whether all places that a value names lie elsewhere, or where the project has nothing. */
function isApart(instruction: Instruction, name: string, raw: string, { target, project }: Tree): boolean {
  const text = expanded(instruction, name, raw);
  if (text === null) return false;
  return text.split(':').every((part) => {
    if (!/^\/[\w./+@-]*$/.test(part) || /(?:^|\/)\.\.(?:\/|$)/.test(part)) return false;
    const path = part.replace(/\/+/g, '/').replace(/(?<=.)\/$/, '');
    if (path === target) return name === 'HOME';
    if (!isWithin(path, target)) return true;
    return project.kindOf(path.slice(target.length + 1).split('/')[0] ?? '') === null;
  });
}

/** Stands for a variable's own former value, which has been looked at. */
const OWN = '/usr/bin';

/** The text with the variables in it replaced. */
function expanded({ state }: Instruction, name: string, raw: string): Value {
  let isKnown = !/['\\]|\$(?![\w{])|\$\{(?!\w+\})/.test(raw);
  const text = raw.replace(/"/g, '').replace(/\$\{?(\w+)\}?/g, (_, asked: string) => {
    if (asked === name) return OWN;
    const binding = state.lookup(asked);
    if (binding.kind !== 'set' || binding.by !== 'ENV' || binding.value === null) isKnown = false;
    return binding.kind === 'set' ? (binding.value ?? '') : '';
  });
  return isKnown ? text : null;
}
