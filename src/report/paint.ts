/** Colours of a terminal, or none. */
import { styleText } from 'node:util';

export type Colour = 'bold' | 'cyan' | 'dim' | 'green' | 'red' | 'yellow';

export type Paint = (colour: Colour, text: string) => string;

export function paintIn(colours: boolean): Paint {
  return colours ? (colour, text) => styleText(colour, text, { validateStream: false }) : (_, text) => text;
}

/** A diff with its lines coloured as git does. */
export function paintDiff(diff: string, paint: Paint): string {
  return diff
    .split('\n')
    .map((line) => {
      if (/^(?:---|\+\+\+) [ab"]/.test(line)) return paint('bold', line);
      if (line.startsWith('@@')) return line.replace(/^@@.*?@@/, (range) => paint('cyan', range));
      if (line.startsWith('+')) return paint('green', line);
      return line.startsWith('-') ? paint('red', line) : line;
    })
    .join('\n');
}
