/** What `dockerfile-squash transforms` prints. */
import type { Mode, Transform } from '../transform.js';
import type { Paint } from './paint.js';

const WIDTH = 78;

/** The list of all transforms. */
export function transformList(
  transforms: readonly Transform[],
  presets: Readonly<Record<Mode, readonly string[]>>,
  paint: Paint,
): string {
  const width = Math.max(...transforms.map(({ name }) => name.length));
  const lines = transforms.map(
    (transform) =>
      `${paint('bold', transform.name.padEnd(width))}  ${(modesOf(transform, presets) || '--with').padEnd(7)}  ${transform.level.padEnd(7)}  ${transform.summary}`,
  );
  return `${lines.join('\n')}\n`;
}

/** All about one transform. */
export function transformText(
  transform: Transform,
  presets: Readonly<Record<Mode, readonly string[]>>,
  paint: Paint,
): string {
  const { name, summary, why, level, refusals, silencedBy = [] } = transform;
  const reasons = Object.entries(refusals).map(([reason, text]) =>
    wrap(`${reason}: ${text}`, '  ', '      '),
  );
  const modes = modesOf(transform, presets);
  const parts = [
    `${paint('bold', name)} (${modes || 'off by default'}, ${level})`,
    wrap(summary, '', ''),
    wrap(why, '', ''),
    ...(modes === '' ? [`Off by default: name it with --with ${name}.`] : []),
    `${paint('bold', 'Refuses')}\n${reasons.join('\n')}`,
  ];
  if (silencedBy.length > 0) parts.push(`Silenced by an ignore pragma for: ${silencedBy.join(', ')}`);
  return `${parts.join('\n\n')}\n`;
}

/** Empty for one that runs only when it is named. */
function modesOf({ name }: Transform, presets: Readonly<Record<Mode, readonly string[]>>): string {
  return (['release', 'dev'] as const).filter((mode) => presets[mode].includes(name)).join(', ');
}

function wrap(text: string, first: string, rest: string): string {
  const lines: string[] = [];
  let line = first;
  for (const word of text.split(/\s+/)) {
    if (line.trim() !== '' && line.length + word.length >= WIDTH) {
      lines.push(line.trimEnd());
      line = rest;
    }
    line += `${word} `;
  }
  return [...lines, line.trimEnd()].join('\n');
}
