/** What builders write while they build: which steps they run, and which they find in their cache. */
import type { Instruction } from '../model.js';
import { readDockerfile } from '../read/read.js';

/** A step of a build that makes a layer. */
export interface BuildStep {
  /** Line of its instruction in the Dockerfile, from 1; `null` where the builder's words do not tell. */
  readonly line: number | null;
  /** The instruction, as the builder writes it. */
  readonly text: string;
  readonly cached: boolean;
  /** Seconds that it took; 0 when it was cached. */
  readonly seconds: number;
}

interface Seen {
  readonly place: Place;
  readonly text: string;
  cached: boolean;
  seconds: number;
  /** When it began, for builders that do not tell how long it took. */
  readonly began: number;
}

/** Where a builder says a step is: the number of instructions counted so far, and of all, in a stage or in the file. */
interface Place {
  /** BuildKit's name of the stage, or Buildah's number; `null` where the count is that of the file or its only stage. */
  readonly stage: string | null;
  readonly number: number;
  readonly total: number;
  readonly counts: 'layers' | 'instructions';
}

/** `#7 [build 2/4] RUN make`, with a platform in front of the stage when there are several. */
const BUILDKIT = /^#(\d+) \[(?:(?:\S+ )?(\S+) )?(\d+)\/(\d+)\] (.+)$/;
/** `STEP 2/4: RUN make`, `[1/2] STEP 2/4: RUN make` (Buildah, Podman), `Step 2/4 : RUN make` (Docker without BuildKit). */
const BUILDAH = /^(?:\[(\d+)\/\d+\] )?STEP (\d+)\/(\d+) ?: (.+)$/i;
/** A RUN's own output has a number of seconds behind the `#7`, so it is not taken for the builder's words. */
const END = /^#(\d+) (?:(CACHED)|DONE ([\d.]+)s)$/;
const FROM_CACHE = /^\s*--?-> Using cache\b/;
const LAYER = /^(?:RUN|COPY|ADD|WORKDIR)\b/i;

/** Takes a build's words line by line, and gives its steps. */
export function stepReader(now: () => number) {
  const seen = new Map<string, Seen>();
  let current: Seen | null = null;
  const close = (): void => {
    if (current && !current.cached) current.seconds = (now() - current.began) / 1000;
    current = null;
  };
  const begin = (key: string, place: Place, text: string): Seen => {
    const known = seen.get(key) ?? { place, text, cached: false, seconds: 0, began: now() };
    if (LAYER.test(text)) seen.set(key, known);
    return known;
  };
  return {
    take: (line: string): void => {
      const words = line.trimEnd();
      const [, id = '', stage = null, number = '', total = '', text = ''] = BUILDKIT.exec(words) ?? [];
      if (id !== '') {
        begin(id, { stage, number: Number(number), total: Number(total), counts: 'layers' }, text);
        return;
      }
      const [, ended = '', cached, seconds] = END.exec(words) ?? [];
      const step = seen.get(ended);
      if (step) Object.assign(step, { cached: cached !== undefined, seconds: Number(seconds ?? 0) });
      const [, of = null, at = '', all = '', said = ''] = BUILDAH.exec(words) ?? [];
      if (at !== '') {
        close();
        const place: Place = { stage: of, number: Number(at), total: Number(all), counts: 'instructions' };
        current = begin(`${of ?? ''} ${at}`, place, said);
      } else if (current && FROM_CACHE.test(words)) current.cached = true;
      else if (/^(?:\[\d+\/\d+\] )?(?:COMMIT\b|Successfully built)/.test(words)) close();
    },
    /** @param dockerfile the text that was built */
    steps: (dockerfile: string): readonly BuildStep[] => {
      close();
      const lineOf = lineFinder(dockerfile);
      return [...seen.values()]
        .map(({ place, text, cached, seconds }) => ({ line: lineOf(place, text), text, cached, seconds }))
        .sort((a, b) => (a.line ?? Infinity) - (b.line ?? Infinity));
    },
  };
}

/** Finds the line of the instruction at a place; `null` where something else stands there than the builder says. */
function lineFinder(dockerfile: string): (place: Place, text: string) => number | null {
  const { instructions, stages } = readDockerfile(dockerfile);
  const counted = ({ stage, counts }: Place): readonly Instruction[] => {
    const only = stages.length === 1 ? stages[0] : undefined;
    if (counts === 'instructions') {
      const own = stage === null ? only : stages[Number(stage) - 1];
      return own?.instructions ?? instructions;
    }
    const named = stages.find(
      ({ name, index }) => (name ?? `stage-${String(index)}`) === stage?.toLowerCase(),
    );
    const own = named ?? only;
    // BuildKit counts FROM where it is an image.
    const isImage = own?.base === null && own.from.toLowerCase() !== 'scratch';
    return (own?.instructions ?? []).filter(
      ({ keyword }) => LAYER.test(keyword) || (keyword === 'FROM' && isImage),
    );
  };
  return (place, text) => {
    const list = counted(place);
    const found = list.length === place.total ? list[place.number - 1] : undefined;
    const [keyword = ''] = text.split(/\s/);
    return found?.keyword === keyword.toUpperCase() ? found.lines.first : null;
  };
}
