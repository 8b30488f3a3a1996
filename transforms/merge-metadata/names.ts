/** What an instruction sets, and the variables in its text. */
import type { Instruction } from '../../src/transform.js';

/** Names of variables and labels; ports and volumes as written. */
export function namesSet(instruction: Instruction): readonly string[] {
  const { keyword, pairs, words } = instruction;
  return keyword === 'ENV' || keyword === 'LABEL'
    ? pairs.map(({ name }) => known(instruction, name))
    : words.map(({ raw, value }) => value ?? raw);
}

/** In quotes as well, and where the `$` is escaped: one too many does no harm. */
export const namesUsed = (instruction: Instruction): readonly string[] =>
  instruction.words.flatMap(({ raw }) =>
    [...raw.matchAll(/\$\{?(\w+)/g)].map(([, name = '']) => known(instruction, name)),
  );

/** Windows makes no difference between upper and lower case in names of variables. */
const known = ({ state, keyword }: Instruction, name: string): string =>
  keyword === 'ENV' && state.shell.dialect === 'other' ? name.toUpperCase() : name;
