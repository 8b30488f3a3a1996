import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { presets } from '../../transforms/presets.js';
import { transforms } from '../../transforms/index.js';
import type { BuildContext } from '../../src/model.js';
import { squash, type Builder, type Mode, type SquashOptions, type Transform } from '../../src/index.js';

const root = join(import.meta.dirname, '..', 'fixtures');

interface Report {
  readonly refused?: readonly string[];
  readonly builder?: Builder;
  /** Of the transform. */
  readonly options?: Readonly<Record<string, string | number | boolean>>;
  /** Of the build context: modes of files in octal, `folder` for folders (or with a mode, `folder 700`), or the text of a file, which may be read. */
  readonly context?: Readonly<Record<string, string | { readonly text: string }>>;
}

/** Where it does something. */
const modeOf = ({ name }: Transform): Mode =>
  presets.release.includes(name) && !presets.dev.includes(name) ? 'release' : 'dev';

const casesOf = (name: string): readonly string[] => {
  const folder = join(root, name);
  return existsSync(folder) ? readdirSync(folder).sort() : [];
};

describe.each(transforms.map((transform) => [transform.name, transform] as const))(
  '%s',
  (name, transform) => {
    it('has a case for every refusal it declares', () => {
      const recorded = new Set(casesOf(name).flatMap((one) => reportOf(name, one).refused ?? []));
      expect([...Object.keys(transform.refusals)].filter((reason) => !recorded.has(reason))).toEqual([]);
    });

    it.each(casesOf(name))('%s', (one) => {
      const before = readFileSync(join(root, name, one, 'before.Dockerfile'), 'utf8');
      const after = readFileSync(join(root, name, one, 'after.Dockerfile'), 'utf8');
      const report = reportOf(name, one);
      const options = optionsFor(transform, report);
      const result = squash(before, options);
      expect(result.output).toBe(after);
      expect(result.withheld.filter(({ why }) => why === 'unproven')).toEqual([]);
      if (report.refused) expect(result.refused.map(({ reason }) => reason)).toEqual(report.refused);
      expect(squash(after, options).output).toBe(after);
      if (one.startsWith('keeps-')) expect(after).toBe(before);
      else expect(after).not.toBe(before);
    });

    it.each(casesOf(name))('%s, with CRLF line ends and a BOM, gives the same with them', (one) => {
      const twin = (text: string): string => `\uFEFF${text.replace(/\r?\n/g, '\r\n')}`;
      const before = readFileSync(join(root, name, one, 'before.Dockerfile'), 'utf8');
      const options = optionsFor(transform, reportOf(name, one));
      expect(squash(twin(before), options).output).toBe(twin(squash(before, options).output));
    });
  },
);

function optionsFor(transform: Transform, { builder, context, options }: Report): SquashOptions {
  return {
    ...{ mode: modeOf(transform), level: 'reshape', only: [transform.name] },
    ...(builder === undefined ? {} : { builder }),
    ...(options === undefined ? {} : { options: { [transform.name]: options } }),
    ...(context === undefined ? {} : { context: contextOf(context) }),
  };
}

const contextOf = (entries: NonNullable<Report['context']>): BuildContext => ({
  stat: (path) => {
    const entry = entries[path];
    if (entry === undefined) return null;
    if (typeof entry !== 'string') return { kind: 'file', mode: 0o644, size: entry.text.length };
    const [, mode = ''] = /^folder ?(\d*)$/.exec(entry) ?? [];
    if (entry.startsWith('folder')) return { kind: 'directory', mode: parseInt(mode || '755', 8), size: 0 };
    return entry === 'link'
      ? { kind: 'link', mode: 0o777, size: 1 }
      : { kind: 'file', mode: parseInt(entry, 8), size: 1 };
  },
  read: (path) => {
    const entry = entries[path];
    return entry === undefined || typeof entry === 'string' ? null : entry.text;
  },
  list: (folder) => {
    const inside = Object.keys(entries).filter((path) => path.startsWith(`${folder}/`));
    return [...new Set(inside.map((path) => path.slice(folder.length + 1).replace(/\/.*/, '')))];
  },
});

function reportOf(name: string, one: string): Report {
  const path = join(root, name, one, 'report.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Report) : {};
}
