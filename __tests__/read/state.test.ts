import { describe, expect, it } from '@jest/globals';
import type { BuildState } from '../../src/model.js';
import { expandWord } from '../../src/read/expand.js';
import { readDockerfile } from '../../src/read/read.js';

/** The state before the last instruction. */
function stateAt(...lines: readonly string[]): BuildState {
  const state = readDockerfile([...lines, 'CMD x'].join('\n')).instructions.at(-1)?.state;
  if (!state) throw new Error('no instruction');
  return state;
}

describe('variables in words', () => {
  const values: Readonly<Record<string, string | null>> = {
    A: 'a',
    EMPTY: '',
    UNKNOWN: null,
    P: '/x/y.tar.gz',
  };
  it.each([
    ['$A', 'a'],
    ['${A}b', 'ab'],
    ['$NONE', ''],
    ['${A:-d}', 'a'],
    ['${EMPTY:-d}', 'd'],
    ['${EMPTY-d}', ''],
    ['${NONE-d}', 'd'],
    ['${A:+d}', 'd'],
    ['${NONE:+d}', ''],
    ['${NONE:-${A}}', 'a'],
    ['$UNKNOWN', null],
    ['${UNKNOWN:-d}', null],
    ["'$A'", '$A'],
    ['"$A"', 'a'],
    ['\\$A', '$A'],
    ['a\\ b', 'a b'],
    ['"a b"c', 'a bc'],
    ['$', '$'],
  ])('%s is %j', (raw, value) => {
    expect(expandWord(raw, '\\', (name) => values[name])).toBe(value);
  });
});

describe('ENV and ARG', () => {
  it('ENV is in force behind its instruction and in stages FROM it', () => {
    expect(stateAt('FROM debian AS a', 'ENV A=1 B="x y"', 'FROM a').lookup('B')).toEqual({
      kind: 'set',
      by: 'ENV',
      value: 'x y',
    });
  });

  it('the old form of ENV takes the rest of the line', () => {
    expect(stateAt('FROM debian', 'ENV A b  c').lookup('A')).toMatchObject({ value: 'b  c' });
  });

  it('all pairs of one ENV see the values before it', () => {
    expect(stateAt('FROM debian', 'ENV A=1', 'ENV A=2 B=$A').lookup('B')).toMatchObject({ value: '1' });
  });

  it('the value of an ARG is never known: --build-arg may replace it', () => {
    expect(stateAt('FROM debian', 'ARG A=1').lookup('A')).toEqual({ kind: 'set', by: 'ARG', value: null });
  });

  it('an ARG ends with its stage', () => {
    expect(stateAt('FROM debian AS a', 'ARG A=1', 'FROM a').lookup('A').kind).toBe('unset');
  });

  it('ENV wins over ARG', () => {
    expect(stateAt('FROM debian', 'ENV A=1', 'ARG A=2').lookup('A')).toMatchObject({ by: 'ENV', value: '1' });
  });

  it('what a base image sets is unknown, unless it is known to set little', () => {
    expect(stateAt('FROM example/base').lookup('A').kind).toBe('unknown');
    expect(stateAt('FROM debian:bookworm').lookup('A').kind).toBe('unset');
    expect(stateAt('FROM debian:bookworm').lookup('PATH').kind).not.toBe('unset');
    expect(stateAt('FROM scratch').lookup('A').kind).toBe('unset');
  });

  it('names() has all that were declared', () => {
    expect([...stateAt('FROM debian', 'ENV A=1', 'ARG B').names()].sort()).toEqual(['A', 'B']);
  });
});

describe('the working directory', () => {
  it.each([
    [['FROM debian'], '/'],
    [['FROM debian', 'WORKDIR /a', 'WORKDIR b/../c'], '/a/c'],
    [['FROM debian', 'ENV D=/srv', 'WORKDIR $D/x'], '/srv/x'],
    [['FROM debian', 'ARG D', 'WORKDIR $D'], null],
    [['FROM debian', 'ARG D', 'WORKDIR $D', 'WORKDIR /b'], '/b'],
    [['FROM example/base'], null],
    [['FROM example/base', 'WORKDIR b'], null],
    [['FROM debian AS a', 'WORKDIR /a', 'FROM a'], '/a'],
    [['FROM debian AS a', 'WORKDIR /a', 'FROM debian'], '/'],
  ])('after %j is %j', (lines, workdir) => {
    expect(stateAt(...lines).workdir).toBe(workdir);
  });
});

describe('the user', () => {
  it.each([
    [['FROM debian'], 'root'],
    [['FROM example/base'], null],
    [['FROM example/base', 'USER app:app'], 'app:app'],
    [['FROM debian', 'ARG U', 'USER $U'], null],
  ])('after %j is %j', (lines, user) => {
    expect(stateAt(...lines).user).toBe(user);
  });
});

describe('the shell', () => {
  it.each([
    [['FROM debian'], 'sh', []],
    [['FROM debian', 'SHELL ["/bin/bash", "-o", "pipefail", "-c"]'], 'bash', ['pipefail']],
    [['FROM debian', 'SHELL ["/bin/bash", "-eux", "-c"]'], 'bash', ['errexit', 'nounset', 'xtrace']],
    [['FROM debian', 'SHELL ["/bin/ash", "-eo", "pipefail", "-c"]'], 'sh', ['errexit', 'pipefail']],
    [['FROM debian', 'SHELL ["powershell", "-Command"]'], 'other', []],
    [['FROM debian', 'SHELL ["/app/bin/sh", "-c"]'], 'other', []],
    [['FROM debian', 'SHELL ["bin/bash", "-c"]'], 'other', []],
    [['FROM mcr.microsoft.com/windows/nanoserver:ltsc2022'], 'other', []],
    [['FROM debian AS a', 'SHELL ["/bin/bash", "-c"]', 'FROM a'], 'bash', []],
  ])('after %j is %s with %j', (lines, dialect, options) => {
    const { shell } = stateAt(...lines);
    expect([shell.dialect, [...shell.options].sort()]).toEqual([dialect, options]);
  });
});

describe('stages', () => {
  it('ship when they are the target or what it is FROM', () => {
    const text = 'FROM a AS one\nFROM one AS two\nFROM b AS three\nFROM two\nCOPY --from=three /x /x\n';
    expect(readDockerfile(text).stages.map(({ shipped }) => shipped)).toEqual([true, true, false, true]);
    expect(readDockerfile(text, { target: 'three' }).stages.map(({ shipped }) => shipped)).toEqual([
      false,
      false,
      true,
      false,
    ]);
    expect(readDockerfile(text, { target: '0' }).target).toBe(0);
  });

  it('take the image from ARGs before the first FROM', () => {
    const file = readDockerfile('ARG V=12\nFROM debian:$V AS A\nFROM a\n');
    expect(file.stages.map(({ image, base, name }) => [image, base, name])).toEqual([
      [null, null, 'a'],
      ['a', 0, null],
    ]);
  });
});
