import { describe, expect, it } from '@jest/globals';
import {
  defineTransform,
  OptionError,
  squash,
  type Finding,
  type Instruction,
  type SquashOptions,
  type Transform,
} from '../../src/index.js';
import { applyEdits, collide, faultOf, sortEdits } from '../../src/rewrite/edits.js';
import { explanationOf } from '../../src/report/explain.js';
import { editOrigins, lineFinder, originalSpan, originsOf } from '../../src/rewrite/origins.js';

/** A transform whose findings are a function of each instruction. */
function transform(
  find: (instruction: Instruction, text: string) => readonly Finding[],
  more: Partial<Transform> = {},
): Transform {
  return defineTransform({
    name: 'test-it',
    summary: 'For tests.',
    why: 'For tests.',
    level: 'reshape',
    refusals: { no: 'not this one' },
    *find(file) {
      for (const instruction of file.instructions) yield* find(instruction, file.text);
    },
    ...more,
  });
}

/** Replaces the text of an instruction. */
const replace = (
  { span }: Instruction,
  text: string,
  level: 'exact' | 'prune' | 'reshape' = 'exact',
): Finding => ({
  kind: 'rewrite',
  at: span,
  edits: [{ ...span, text }],
  relies: [],
  because: 'it is better',
  level,
});

const only = (transforms: readonly Transform[], more: SquashOptions = {}): SquashOptions => ({
  transforms,
  only: transforms.map(({ name }) => name),
  ...more,
});

/** For what is said of rewrites whatever they mean. */
const unproven = (transforms: readonly Transform[]): SquashOptions => only(transforms, { prove: false });

const lower = transform((one) =>
  one.keyword === 'CMD' && one.joined.text.startsWith('CMD')
    ? [replace(one, one.joined.text.replace('CMD', 'cmd'))]
    : [],
);

describe('a transform of a library user', () => {
  it('runs behind the preset, on the text that it left', () => {
    const seen: string[] = [];
    const spy = transform((one, text) => {
      seen.push(text);
      return one.keyword === 'CMD' ? [{ kind: 'refusal', at: one.span, reason: 'no', detail: 'CMD' }] : [];
    });
    const result = squash('FROM debian\nRUN touch /a\nRUN touch /b\nCMD x\n', { transforms: [spy] });
    expect(seen[0]).toContain('&&');
    expect(result.refused).toEqual([
      {
        transform: 'test-it',
        lines: { first: 4, last: 4 },
        reason: 'no',
        message: 'not this one',
        detail: 'CMD',
      },
    ]);
  });

  it('rewrites as a built-in one does', () => {
    const result = squash('FROM x\nCMD y\n', only([lower]));
    expect(result.output).toBe('FROM x\ncmd y\n');
    expect(result.applied).toEqual([
      {
        transform: 'test-it',
        lines: { first: 2, last: 2 },
        level: 'exact',
        because: 'it is better',
        relies: [],
      },
    ]);
    expect(result.diff).toContain('@@ -1,2 +1,2 @@ test-it: it is better\n');
  });

  it('may take the place of a built-in one by its name', () => {
    const own = transform(() => [], { name: 'merge-runs' });
    expect(squash('FROM x\nRUN touch /a\nRUN touch /b\n', { transforms: [own] }).changed).toBe(false);
  });

  it('gets its options, defaults filled in', () => {
    let given: unknown;
    const spy = transform(() => [], {
      options: { a: { summary: 'a', default: 1 }, b: { summary: 'b', default: 'x', choices: ['x', 'y'] } },
      *find(_, { values }) {
        given = values;
        yield* [];
      },
    });
    squash('FROM x\n', only([spy], { options: { 'test-it': { b: 'y' } } }));
    expect(given).toEqual({ a: 1, b: 'y' });
  });
});

describe('transforms that are asked for besides those of the mode', () => {
  const text = 'FROM debian\nCMD x\nCOPY a /x/\nCOPY b /x/\nRUN touch /a\nRUN touch /b\n';
  const applied = (options: SquashOptions): readonly string[] =>
    squash(text, options).applied.map((one) => one.transform);

  it('run behind them', () => {
    expect(applied({ mode: 'dev' })).toEqual([]);
    expect(applied({ mode: 'dev', with: ['merge-copies'] })).toEqual(['merge-copies']);
    const own = { transforms: [lower], prove: false, mode: 'dev', with: ['merge-copies'] } as const;
    expect(applied(own)).toEqual(['merge-copies', 'test-it']);
  });

  it('run once where the mode runs them too, and in its order', () => {
    expect(applied({ with: ['merge-runs', 'merge-copies'] })).toEqual(['merge-copies', 'merge-runs']);
  });

  it('run besides those that are chosen, and not when they are skipped', () => {
    expect(applied({ only: ['merge-runs'], with: ['merge-copies'] })).toEqual(['merge-copies', 'merge-runs']);
    expect(applied({ with: ['merge-copies'], skip: ['merge-copies'] })).toEqual(['merge-runs']);
  });
});

describe('wrong options', () => {
  const options = { a: { summary: 'a', default: 1 }, b: { summary: 'b', default: 'x', choices: ['x', 'y'] } };
  const own = transform(() => [], { options });
  it.each<[SquashOptions, string]>([
    [{ mode: 'fast' as 'dev' }, 'unknown mode "fast"; choose one of: release, dev'],
    [{ level: 'all' as 'exact' }, 'unknown level "all"; choose one of: exact, prune, reshape'],
    [{ builder: 'x' as 'buildah' }, 'unknown builder "x"; choose one of: buildkit, classic, buildah'],
    [{ caches: 'no' as 'keep' }, 'unknown caches "no"; choose one of: clean, mount, keep'],
    [
      { mode: 'dev', caches: 'clean' },
      'caches "clean" is for release mode: dev mode has no layers that ship; choose mount or keep',
    ],
    [
      { only: ['merge-rums'] },
      'unknown transform "merge-rums"; there are: add-cache-mounts, bind-instead-of-copy, copy-manifests-first, drop-apt-lists, drop-caches, drop-late-cleanups, drop-leftovers, drop-removed-files, drop-touched-twice, drop-updates, fold-workdirs, hoist-layers, merge-copies, merge-metadata, merge-runs, order-for-cache, set-copy-mode, set-copy-owner, split-runs, use-copy',
    ],
    [
      { with: ['merge-everything'] },
      'unknown transform "merge-everything"; there are: add-cache-mounts, bind-instead-of-copy, copy-manifests-first, drop-apt-lists, drop-caches, drop-late-cleanups, drop-leftovers, drop-removed-files, drop-touched-twice, drop-updates, fold-workdirs, hoist-layers, merge-copies, merge-metadata, merge-runs, order-for-cache, set-copy-mode, set-copy-owner, split-runs, use-copy',
    ],
    [
      only([own], { options: { 'test-it': { c: 1 } } }),
      'transform test-it has no option "c"; there are: a, b',
    ],
    [only([own], { options: { 'test-it': { a: 'x' } } }), 'option test-it.a: x is not a number'],
    [only([own], { options: { 'test-it': { b: 'z' } } }), 'option test-it.b: z is not x, y'],
    [
      { transforms: [{ ...own, name: 'Bad Name' }] },
      'a transform\'s name must be kebab-case, not "Bad Name"',
    ],
    [{ transforms: [{ ...own, find: undefined as never }] }, 'transform test-it has no find function'],
  ])('%#: %s', (given, message) => {
    expect(() => squash('FROM x\n', given)).toThrow(new OptionError(message));
  });

  it('a reason that the transform does not declare is a defect, and said so', () => {
    const bad = transform((one) => [{ kind: 'refusal', at: one.span, reason: 'other' }]);
    expect(() => squash('FROM x\n', only([bad]))).toThrow(
      'transform test-it gives an undeclared reason "other"',
    );
  });
});

describe('levels', () => {
  const prune = transform((one) => (one.keyword === 'CMD' ? [replace(one, 'cmd y', 'prune')] : []));
  it('above the one asked for are withheld, and counted', () => {
    expect(squash('FROM x\nCMD y\n', only([prune], { level: 'exact' }))).toMatchObject({
      changed: false,
      withheld: [{ transform: 'test-it', why: 'level', level: 'prune', lines: { first: 2, last: 2 } }],
    });
    expect(squash('FROM x\nCMD y\n', only([prune])).changed).toBe(true);
  });

  it('above the transform’s own are never applied', () => {
    const liar: Transform = { ...prune, level: 'exact' };
    expect(squash('FROM x\nCMD y\n', only([liar])).withheld).toMatchObject([
      { why: 'unproven', difference: "its level prune is above the transform's exact" },
    ]);
  });
});

describe('rewrites', () => {
  it('that touch one another wait for the next round', () => {
    const both = transform((one, text) => {
      if (one.keyword !== 'CMD') return [];
      const edits = [{ start: one.span.end, end: one.span.end, text: '\n# done' }];
      const mark = { ...replace(one, ''), edits } as Finding;
      return [
        ...(text.includes('CMD y') ? [replace(one, 'CMD a')] : []),
        ...(text.includes('#') ? [] : [mark]),
      ];
    });
    const { output, applied } = squash('FROM x\nCMD y\n', unproven([both]));
    expect(output).toBe('FROM x\nCMD a\n# done\n');
    expect(applied).toHaveLength(2);
  });

  it('whose result cannot be read are dropped, the others stay', () => {
    const broken = transform((one) => {
      if (one.keyword === 'CMD') return [replace(one, 'NONSENSE')];
      return one.joined.text === 'RUN a' ? [replace(one, 'RUN b')] : [];
    });
    const { output, withheld } = squash('FROM x\nRUN a\nCMD y\n', unproven([broken]));
    expect(output).toBe('FROM x\nRUN b\nCMD y\n');
    expect(withheld).toMatchObject([{ why: 'unproven', lines: { first: 3, last: 3 } }]);
    expect(withheld[0]?.difference).toContain('unknown instruction: NONSENSE');
  });

  it('that change what is built are dropped, the others stay, and the difference is told', () => {
    const mixed = transform((one) => {
      if (one.joined.text === 'RUN a && b') return [replace(one, 'RUN a; b')];
      return one.joined.text === 'RUN c && d' ? [replace(one, 'RUN (c && d)')] : [];
    });
    const text = 'FROM x\nRUN a && b\nRUN c && d\n';
    const { output, applied, withheld } = squash(text, only([mixed]));
    expect(output).toBe('FROM x\nRUN a && b\nRUN (c && d)\n');
    expect(applied).toHaveLength(1);
    expect(withheld).toMatchObject([
      {
        why: 'unproven',
        lines: { first: 2, last: 2 },
        difference: 'stage 0: failure of "a": abort has become ignore',
      },
    ]);
    expect(squash(text, unproven([mixed])).output).toBe('FROM x\nRUN a; b\nRUN (c && d)\n');
  });

  it('of a low level are not covered by the promise of a higher one', () => {
    const cleans = (level: 'exact' | 'prune') =>
      transform((one) =>
        /npm c.$/.test(one.joined.text)
          ? [
              replace(
                one,
                `${one.joined.text} && npm cache clean --force`,
                /ci$/.test(one.joined.text) ? level : 'prune',
              ),
            ]
          : [],
      );
    const text = 'FROM x\nRUN npm ci\nRUN npm cx\n';
    const clean = (line: string): string => text.replace(line, `${line} && npm cache clean --force`);
    expect(squash(text, only([cleans('prune')])).output).toBe(
      clean('npm ci').replace('cx', 'cx && npm cache clean --force'),
    );
    expect(squash(text, only([cleans('exact')])).output).toBe(clean('npm cx'));
  });

  it('that drop what they declare are applied, those that drop more are not', () => {
    const drops = (declared: boolean) =>
      transform((one) => {
        const line = { start: one.span.start, end: one.span.end + 1 };
        const rewrite = { ...replace(one, '', 'reshape'), edits: [{ ...line, text: '' }] } as Finding;
        return one.keyword === 'LABEL'
          ? [declared ? ({ ...rewrite, drops: [line] } as Finding) : rewrite]
          : [];
      });
    const text = 'FROM x\nLABEL a=b\nRUN c\n';
    expect(squash(text, only([drops(true)], { level: 'reshape' })).output).toBe('FROM x\nRUN c\n');
    expect(squash(text, only([drops(false)], { level: 'reshape' })).withheld).toMatchObject([
      { difference: 'stage 0: "LABEL a=b" is no longer done' },
    ]);
  });

  it('that never end are stopped', () => {
    const swing = transform((one) =>
      one.keyword === 'CMD' ? [replace(one, one.joined.text === 'CMD a' ? 'CMD b' : 'CMD a')] : [],
    );
    expect(squash('FROM x\nCMD a\n', unproven([swing])).output).toMatch(/^FROM x\nCMD [ab]\n$/);
    const grow = transform((one) => (one.keyword === 'CMD' ? [replace(one, `${one.joined.text}x`)] : []));
    expect(squash('FROM x\nCMD a\n', unproven([grow])).output).toMatch(/^FROM x\nCMD ax+\n$/);
  });

  it.each([
    [[{ start: 5, end: 3, text: '' }], 'edit 5–3 outside the text'],
    [[{ start: 0, end: 99, text: '' }], 'edit 0–99 outside the text'],
    [
      [
        { start: 0, end: 4, text: '' },
        { start: 2, end: 5, text: '' },
      ],
      'edits overlap at offset 2',
    ],
  ])('with impossible edits %j are dropped', (edits, difference) => {
    const wild = transform((one) =>
      one.keyword === 'FROM'
        ? [{ kind: 'rewrite', at: one.span, edits, relies: [], because: 'x', level: 'exact' }]
        : [],
    );
    expect(squash('FROM x\n', only([wild])).withheld).toMatchObject([{ why: 'unproven', difference }]);
  });

  it('tell lines of the input, whatever has moved since', () => {
    const first = transform((one, text) =>
      one.keyword === 'FROM' && !text.includes('\n\n') ? [replace(one, 'FROM x\n\n\n')] : [],
    );
    const second = { ...lower, name: 'second' };
    const { applied } = squash('FROM x\nRUN a\nCMD y\n', only([first, second]));
    expect(applied.map(({ transform: name, lines }) => [name, lines.first])).toEqual([
      ['test-it', 1],
      ['second', 3],
    ]);
  });
});

describe('pragmas', () => {
  const text = (...lines: readonly string[]): string => [...lines, ''].join('\n');
  it.each([
    [['FROM x', '# dockerfile-squash ignore', 'CMD y']],
    [['FROM x', '# dockerfile-squash ignore=other, test-it', 'CMD y']],
    [['FROM x', '#dockerfile-squash IGNORE = test-it', 'CMD y']],
    [['FROM x', '# hadolint ignore=DL1,DL2', 'CMD y']],
    [['# check=skip=A,SomeCheck', 'FROM x', 'CMD y']],
    [['# check=error=true;skip=SomeCheck', 'FROM x', 'CMD y']],
    [['# hadolint global ignore=DL2', 'FROM x', 'CMD y']],
  ])('%j withholds the rewrite', (lines) => {
    const own = { ...lower, silencedBy: ['DL2', 'SomeCheck'] };
    expect(squash(text(...lines), only([own]))).toMatchObject({
      changed: false,
      withheld: [{ why: 'pragma' }],
    });
  });

  it.each([
    [['FROM x', '# dockerfile-squash ignore=other', 'CMD y']],
    [['# dockerfile-squash ignore', 'FROM x', 'CMD y']],
    [['FROM x', '# hadolint ignore=DL1', 'CMD y']],
    [['FROM x', '# see dockerfile-squash ignore', 'CMD y']],
    [['FROM x', 'CMD y', '# dockerfile-squash ignore']],
  ])('%j does not', (lines) => {
    expect(squash(text(...lines), only([{ ...lower, silencedBy: ['DL2'] }])).changed).toBe(true);
  });

  it('ignore-file leaves the whole file alone, and says so', () => {
    const result = squash(text('FROM x', 'RUN a', 'RUN b', '# dockerfile-squash ignore-file'));
    expect(result).toMatchObject({ changed: false, leftAlone: 'the file says ignore-file', diff: '' });
  });

  describe('keep', () => {
    /** Writes the keywords of all LABELs in lower case: one rewrite. */
    const labels = transform(() => [], {
      *find({ instructions }) {
        const found = instructions.filter(({ joined }) => joined.text.startsWith('LABEL'));
        const edits = found.map(({ keywordSpan }) => ({ ...keywordSpan, text: 'label' }));
        const at = { start: found[0]?.span.start ?? 0, end: found.at(-1)?.span.end ?? 0 };
        if (edits.length > 0)
          yield { kind: 'rewrite', at, edits, relies: [], because: 'it is better', level: 'exact' };
      },
    });

    it.each(['# dockerfile-squash keep', '#dockerfile-squash  KEEP: a reason', '# dockerfile-squash keep:'])(
      '%j withholds what changes both sides of it, whatever transform finds it',
      (pragma) => {
        const input = text('FROM x', 'LABEL a=b', '', pragma, '# more', 'LABEL c=d');
        const result = squash(input, only([labels]));
        expect(result).toMatchObject({
          changed: false,
          withheld: [{ why: 'pragma', difference: 'a pragma keeps the layer boundary at line 4' }],
        });
        expect(explanationOf(result, (_, words) => words)).toContain(
          'test-it withheld (a pragma keeps the layer boundary at line 4): it is better',
        );
      },
    );

    it('tells the line of the file as it was given', () => {
      const input = text('FROM x', 'RUN a', 'RUN b', 'LABEL a=b', '# dockerfile-squash keep', 'LABEL c=d');
      const { withheld } = squash(input, { transforms: [labels], only: ['merge-runs', 'test-it'] });
      expect(withheld).toMatchObject([{ difference: 'a pragma keeps the layer boundary at line 5' }]);
    });

    it('withholds what touches the comment itself', () => {
      const drop = transform(({ index, comments: [comment] }) =>
        index === 2 && comment !== undefined
          ? [
              {
                kind: 'rewrite',
                at: comment.span,
                edits: [{ ...comment.span, text: '#' }],
                relies: [],
                because: 'x',
                level: 'exact',
              },
            ]
          : [],
      );
      const input = text('FROM x', 'RUN a', '# dockerfile-squash keep', 'RUN b');
      expect(squash(input, unproven([drop])).withheld).toMatchObject([{ why: 'pragma' }]);
    });

    it.each([
      [['# dockerfile-squash keep', 'FROM x', 'LABEL a=b', 'LABEL c=d']],
      [['FROM x', '# dockerfile-squash keep', 'LABEL a=b', 'LABEL c=d']],
      [['FROM x', 'LABEL a=b', '# dockerfile-squash keeps', 'LABEL c=d']],
      [['FROM x', 'LABEL a=b', '# dockerfile-squash keep this', 'LABEL c=d']],
      [['FROM x', 'LABEL a=b', '# see dockerfile-squash keep', 'LABEL c=d']],
      [['FROM x', 'LABEL a=b', 'LABEL c=d', '# dockerfile-squash keep']],
      [['FROM x', 'LABEL a=b', 'RUN a \\', '# dockerfile-squash keep', ' b', 'LABEL c=d']],
      [['FROM x', 'LABEL a=b', 'LABEL c=d', '# dockerfile-squash keep', 'FROM y']],
    ])('%j does not', (lines) => {
      expect(squash(text(...lines), only([labels]))).toMatchObject({ changed: true, withheld: [] });
    });
  });
});

describe('edits', () => {
  it('are applied in the order of the text, insertions at one place in their own', () => {
    const edits = sortEdits([
      { start: 3, end: 3, text: 'x' },
      { start: 0, end: 1, text: '' },
      { start: 3, end: 3, text: 'y' },
    ]);
    expect(applyEdits('abcdef', edits)).toBe('bcxydef');
    expect(faultOf(edits, 6)).toBeNull();
  });

  it('collide where they touch a common place', () => {
    expect(collide({ start: 0, end: 3 }, { start: 3, end: 5 })).toBe(false);
    expect(collide({ start: 0, end: 3 }, { start: 2, end: 5 })).toBe(true);
    expect(collide({ start: 3, end: 3 }, { start: 0, end: 3 })).toBe(true);
  });
});

describe('origins', () => {
  it('lead from the text after edits to the input', () => {
    const origins = editOrigins(originsOf('one two three'), [
      { start: 0, end: 4, text: '' },
      { start: 8, end: 8, text: 'and ' },
    ]);
    // The text is now `two and three`.
    expect(originalSpan(origins, { start: 0, end: 3 })).toEqual({ start: 4, end: 7 });
    expect(originalSpan(origins, { start: 8, end: 13 })).toEqual({ start: 8, end: 13 });
    expect(originalSpan(origins, { start: 4, end: 7 })).toEqual({ start: 8, end: 8 });
  });

  it('have line numbers', () => {
    const linesOf = lineFinder('a\nbc\n\nd');
    expect(linesOf({ start: 0, end: 1 })).toEqual({ first: 1, last: 1 });
    expect(linesOf({ start: 2, end: 7 })).toEqual({ first: 2, last: 4 });
  });
});
