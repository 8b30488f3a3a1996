import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { mergeRuns } from '../../transforms/merge-runs.js';
import { presets } from '../../transforms/presets.js';
import { builtInTransforms, squash, type Transform } from '../../src/index.js';
import { explanationOf } from '../../src/report/explain.js';
import { jsonReport } from '../../src/report/json.js';
import { paintIn } from '../../src/report/paint.js';
import { summaryOf, totalOf } from '../../src/report/summary.js';
import { transformList, transformText } from '../../src/report/transforms.js';

const plain = paintIn(false);
const schema = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../report.schema.json'), 'utf8'),
) as object;

/** Drops each CMD, at the level that only the bravest ask for. */
const dropCmd: Transform = {
  name: 'drop-cmd',
  summary: 'Drop CMD.',
  why: 'For tests.',
  level: 'reshape',
  refusals: {},
  *find(file) {
    for (const { keyword, span } of file.instructions)
      if (keyword === 'CMD')
        yield {
          kind: 'rewrite',
          at: span,
          edits: [{ ...span, text: '' }],
          relies: [],
          because: 'nobody runs it',
          level: 'reshape',
        };
  },
};

const TEXT = `FROM debian AS build
RUN a
RUN b
FROM debian
RUN touch /1
RUN touch /2
EXPOSE 80
RUN ["touch", "/3"]
CMD sh
`;

describe('the summary', () => {
  it('has layers of the image and of each stage, and counts by transform and reason', () => {
    expect(summaryOf(squash(TEXT, { transforms: [dropCmd] }), plain)).toBe(
      [
        'Dockerfile: 3 → 2 layers',
        '  stage build: 2 layers, kept: it is not part of the image',
        '  stage 1: 3 → 2 layers',
        '  applied: merge-runs',
        '  withheld: drop-cmd (level)',
        '  refused: merge-runs (exec-form)',
      ].join('\n'),
    );
  });

  it('says why a file was left alone', () => {
    expect(summaryOf(squash('# dockerfile-squash ignore-file\nFROM x\n'), plain)).toBe(
      'Dockerfile: left alone: the file says ignore-file',
    );
  });

  it('of several files has a total', () => {
    expect(totalOf([squash(TEXT), squash('FROM x\n')], 1)).toBe(
      '3 files, 1 to change, 1 with errors: 3 → 2 layers',
    );
  });
});

describe('the explanation', () => {
  it('is in the order of the lines and quotes them', () => {
    const text = explanationOf(squash(TEXT, { transforms: [dropCmd] }), plain);
    expect(text.match(/^Dockerfile:.*/gm)).toEqual([
      'Dockerfile:5-6: merge-runs: 2 RUNs become one layer',
      'Dockerfile:5-8: merge-runs refused (exec-form): a RUN in exec form (JSON) has no shell to join it in',
      'Dockerfile:9: drop-cmd withheld (needs --level reshape): nobody runs it',
    ]);
    expect(text).toContain('\n  7 | EXPOSE 80\n  8 | RUN ["touch", "/3"]\n');
  });

  it('shortens long passages', () => {
    const text = explanationOf(squash(`FROM x\n${'RUN touch /a\n'.repeat(20)}`), plain);
    expect(text).toContain('\n   7 | RUN touch /a\n     ⋮\n  21 | RUN touch /a\n');
  });

  it('is empty when there is nothing to tell', () => {
    expect(explanationOf(squash('FROM x\n'), plain)).toBe('');
  });
});

describe('the JSON report', () => {
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);

  it('is as its schema says', () => {
    const results = [
      squash(TEXT, { transforms: [dropCmd] }),
      squash('FROM x\n'),
      squash('# dockerfile-squash ignore-file\nFROM x\n'),
    ];
    const errors = [{ file: 'bad', line: null, column: null, message: 'bad: is a directory' }];
    expect(validate(JSON.parse(jsonReport(results, errors)))).toBe(true);
  });

  it('is refused by the schema when something is missing or too much', () => {
    const report = JSON.parse(jsonReport([squash(TEXT)], [])) as { files: Record<string, unknown>[] };
    const [file] = report.files;
    expect(validate({ ...report, files: [{ ...file, more: 1 }] })).toBe(false);
    expect(validate({ ...report, files: [{ ...file, diff: undefined }] })).toBe(false);
  });
});

describe('the texts about transforms', () => {
  it('have all of them with their modes', () => {
    const list = transformList([...builtInTransforms(), dropCmd], presets, plain);
    expect(list.split('\n')).toHaveLength(builtInTransforms().length + 2);
    expect(list).toMatch(/^split-runs +dev +exact/m);
    expect(list).toMatch(/^drop-cmd +--with +reshape/m);
  });

  it('say how one that no mode runs is asked for', () => {
    const text = transformText(dropCmd, presets, plain);
    expect(text).toMatch(/^drop-cmd \(off by default, reshape\)$/m);
    expect(text).toMatch(/^Off by default: name it with --with drop-cmd\.$/m);
    expect(transformText(mergeRuns, presets, plain)).not.toContain('--with');
  });

  it('have every refusal, within 80 columns', () => {
    for (const transform of builtInTransforms()) {
      const text = transformText(transform, presets, plain);
      for (const reason of Object.keys(transform.refusals)) expect(text).toContain(`\n  ${reason}: `);
      expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    }
  });
});
