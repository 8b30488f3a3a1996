/** What is built again after an edit, and how long it takes. */
import { join } from 'node:path';
import { editFile } from './edits.js';
import { stepReader, type BuildStep } from './steps.js';

export interface Rebuild {
  /** File of the build context that was edited; `null` for none. */
  readonly edit: string | null;
  /** The steps that ran again. */
  readonly ran: readonly Omit<BuildStep, 'cached'>[];
  /** Steps of the build that make layers. */
  readonly steps: number;
  /** Wall time. */
  readonly seconds: number;
}

/** One Dockerfile, built from nothing, then without an edit, then with each. */
export interface SideRebuilds {
  readonly cold: { readonly steps: number; readonly seconds: number };
  readonly unchanged: Rebuild;
  readonly edits: readonly Rebuild[];
}

export interface Rebuilds {
  readonly before: SideRebuilds;
  readonly after: SideRebuilds;
  /** Whether a RUN of either has a cache mount, which no build begins without. */
  readonly mounts: boolean;
}

/** A side that has been built from nothing. */
export interface ColdBuild {
  readonly text: string;
  readonly lines: StepLines;
  readonly seconds: number;
}

export type StepLines = ReturnType<typeof stepReader>;

export const stepLines = (): StepLines => stepReader(() => performance.now());

/** Builds with the cache of the builds before. */
export type BuildAgain = (edit: string | null, lines: StepLines) => Promise<unknown>;

/** @param drawn the numbers of lines that edits have added so far */
export async function rebuild(
  { text, lines, seconds }: ColdBuild,
  edits: readonly string[],
  place: { readonly context: string; readonly drawn: Set<number> },
  build: BuildAgain,
): Promise<SideRebuilds> {
  const steps = lines.steps(text).length;
  const measured = async (edit: string | null): Promise<Rebuild> => {
    const again = stepLines();
    const start = performance.now();
    await build(edit, again);
    const took = (performance.now() - start) / 1000;
    const ran = again
      .steps(text)
      .filter(({ cached }) => !cached)
      .map(({ line, text: said, seconds: own }) => ({ line, text: said, seconds: own }));
    return { edit, ran, steps, seconds: took };
  };
  const unchanged = await measured(null);
  const found: Rebuild[] = [];
  for (const edit of edits) {
    const undo = editFile(join(place.context, edit), place.drawn);
    found.push(await measured(edit));
    undo();
  }
  return { cold: { steps, seconds }, unchanged, edits: found };
}
