import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ShellNode, ShellScript } from '../../src/model.js';
import { simpleCommands } from '../../src/read/commands.js';
import { andList, failsHard, isUnmovedBy, optionsTurnedOn, setOperands } from '../../src/read/errexit.js';
import { endsWithItsRun, makesHardLinks } from '../../src/read/run-scope.js';
import { parseShell } from '../../src/read/shell.js';
import { stateLeftBy } from '../../src/read/shell-state.js';

function script(text: string): ShellScript {
  const reading = parseShell(text);
  if (!reading.ok) throw new Error(`${text}: ${reading.message}`);
  return reading.script;
}

function only(text: string): ShellNode {
  const node = script(text).list.items[0]?.node;
  if (!node) throw new Error(`${text}: empty`);
  return node;
}

const spans = (text: string, nodes: readonly { readonly span: { start: number; end: number } }[]) =>
  nodes.map(({ span }) => text.slice(span.start, span.end));

describe('a shell script', () => {
  it('has its statements, separators and comments where they stand', () => {
    const text = 'a b; c & d # e';
    const { list, comments } = script(text);
    expect(
      spans(
        text,
        list.items.map(({ node }) => node),
      ),
    ).toEqual(['a b', 'c', 'd']);
    expect(list.items.map(({ separator }) => separator?.text ?? null)).toEqual([';', '&', null]);
    expect(comments.map(({ start, end }) => text.slice(start, end))).toEqual(['# e']);
  });

  it('has and-or lists flat, with the places of their operators', () => {
    const text = 'a && b||c';
    const node = only(text);
    if (node.kind !== 'and-or') throw new Error(node.kind);
    expect(spans(text, node.items)).toEqual(['a', 'b', 'c']);
    expect(spans(text, node.operators)).toEqual(['&&', '||']);
  });

  it('has words with value, or the expansions that keep it from being known', () => {
    const node = only('A=1 cmd "a b" \'c\'d $X ${Y:-z} *.txt "$(e f)" >/dev/null 2>&1');
    if (node.kind !== 'simple') throw new Error(node.kind);
    expect(node.words.map(({ value }) => value)).toEqual(['cmd', 'a b', 'cd', null, null, null, null]);
    expect(node.words.map(({ expansions }) => expansions.map(({ kind }) => kind).join())).toEqual([
      ...['', '', '', 'variable', 'variable', '', 'command'],
    ]);
    expect(node.words.map(({ glob }) => glob)).toEqual([false, false, false, false, false, true, false]);
    expect(node.assignments.map(({ name }) => name)).toEqual(['A']);
    expect(node.redirects.map(({ operator, fileDescriptor }) => [operator, fileDescriptor])).toEqual([
      ['>', null],
      ['>&', 2],
    ]);
  });

  it('has the commands of every nested construct', () => {
    const text =
      'if a; then b "$(c)"; elif d; then e; else f; fi; for i in $(g); do h; done; case $(j) in x) k;; esac; (l); { m; }; n() { o; }; p | q';
    expect(simpleCommands(script(text).list).map(({ words }) => words[0]?.value)).toEqual(
      expect.arrayContaining(Array.from('abcdefghjklmopq')),
    );
  });

  it.each([
    'a &&',
    'a ||',
    'a |',
    'if a; then b',
    '(a',
    '{ a',
    'a )',
    'echo "a',
    "echo 'a",
    'a;;',
    'do a',
    '&& a',
  ])('%j is not read', (text) => {
    expect(parseShell(text).ok).toBe(false);
  });

  it.each([
    ['[[ a == b ]]', true],
    ['a <(b)', true],
    ['echo $((1+1))', false],
    ['[ a = b ]', false],
    ['for ((i=0;i<3;i++)); do a; done', true],
  ])('%s needs bash: %s', (text, needsBash) => {
    expect(script(text).bashisms.length > 0).toBe(needsBash);
  });

  it('is read only where real shells read it', () => {
    const piece = fc.constantFrom(
      ...['a', 'b c', '"d e"', "'f'", '$G', '$(h)', ';', '&&', '||', '|', '&', '(', ')', '{', '}', '!'],
      ...['if', 'then', 'fi', 'else', 'for', 'i', 'in', 'do', 'done', 'while', 'case', 'esac', ';;', '\n'],
      ...['>', '>x', '2>&1', '<', '#', '# x', '\\', '"', "'", '`', '$((1))', 'x=1', 'f()', '[', ']'],
    );
    const text = fc.array(piece, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(' '));
    const accepts = (shell: string, source: string): boolean =>
      spawnSync(shell, ['-n', '-c', source], { env: { PATH: process.env.PATH ?? '', HOME: '/' } }).status ===
      0;
    fc.assert(
      fc.property(text, (source) => {
        const reading = parseShell(source);
        if (!reading.ok) {
          fc.pre(false);
          return;
        }
        const shells = reading.script.bashisms.length > 0 ? ['bash'] : ['sh', 'bash'];
        expect([source, shells.filter((shell) => !accepts(shell, source))]).toEqual([source, []]);
      }),
      { numRuns: 600, maxSkipsPerRun: 200 },
    );
  });
});

describe('errexit', () => {
  it.each([
    ['a', true],
    ['! a', false],
    ['a | b', true],
    ['a && b', false],
    ['a || b', true],
    ['(a && b)', true],
    ['{ a && b; }', false],
    ['if a; then b; fi', true],
    ['if a; then b && c; fi', false],
    ['while a; do b; done', true],
    ['[[ a ]]', false],
  ])('the failure of %j ends the shell: %s', (text, hard) => {
    expect(failsHard(only(text))).toBe(hard);
  });

  it.each([
    ['a', true],
    ['if a; then b; fi', true],
    ['if a; then b; c; fi', false],
    ['(a; b)', false],
    ['for i in 1 2; do a; done', false],
    ['a "$(b; c)"', false],
    ['eval "a; b"', false],
    ['. ./x', false],
    ['trap "a; b" EXIT', false],
    ['$CMD', false],
  ])('%j does the same without it: %s', (text, same) => {
    expect(isUnmovedBy(only(text), 'errexit', () => true)).toBe(same);
  });

  it.each([
    ['nounset', 'echo $A', false],
    ['nounset', 'echo ${B:-}', true],
    ['pipefail', 'a | b', false],
    ['pipefail', 'a', true],
    ['noglob', 'rm *.o', false],
    ['xtrace', '{ a; } 2>x', false],
    ['xtrace', 'a 2>x', true],
    ['unheard-of', 'a', false],
  ])('%s means nothing to %j: %s', (option, text, same) => {
    expect(isUnmovedBy(only(text), option, (name) => name === 'B')).toBe(same);
  });

  it('is turned on by set', () => {
    expect(setOperands(only('set -eux'))).toEqual(['-eux']);
    expect(optionsTurnedOn(['-eux', '-o', 'pipefail'])).toEqual(['errexit', 'nounset', 'xtrace', 'pipefail']);
    expect(optionsTurnedOn(['+e'])).toBeNull();
    expect(optionsTurnedOn(['--', 'a'])).toBeNull();
  });

  it('and-lists are one statement of commands joined by &&', () => {
    expect(andList(script('a && b && c'))).toHaveLength(3);
    expect(andList(script('a'))).toHaveLength(1);
    expect(andList(script('a && b || c'))).toBeNull();
    expect(andList(script('a; b'))).toBeNull();
    expect(andList(script('a &'))).toBeNull();
  });
});

describe('what a script leaves in its shell', () => {
  it.each([
    ['cd /a', { cwd: true }],
    ['(cd /a)', { cwd: false }],
    ['cd /a | b', { cwd: false }],
    ['exit 1', { leaves: true }],
    ['exec a', { leaves: true }],
    ['(exit 1)', { leaves: false }],
    ['export A=1', { exports: true }],
    ['eval "$X"', { dynamic: false, others: ['eval'] }],
    ['$X', { dynamic: true }],
    ['umask 077', { others: ['umask'] }],
    ['trap a EXIT', { others: ['trap'] }],
    ['if a; then cd b; fi', { cwd: true }],
  ])('%j: %j', (text, state) => {
    expect(stateLeftBy(script(text).list)).toMatchObject(state);
  });

  it.each([
    ['A=1', ['A']],
    ['A=1 b', []],
    ['read A', ['A']],
    ['for i in a; do b; done', ['i']],
    ['echo ${A:=1}', ['A']],
    ['(A=1)', []],
  ])('%j sets %j', (text, names) => {
    expect([...stateLeftBy(script(text).list).variables]).toEqual(expect.arrayContaining([...names]));
    if (names.length === 0) expect(stateLeftBy(script(text).list).variables.size).toBe(0);
  });

  it('functions too', () => {
    expect([...stateLeftBy(script('f() { a; }').list).functions]).toEqual(['f']);
  });
});

describe('what ends with a RUN', () => {
  it.each(['a &', 'service mysql start', 'echo "1.2.3.4 x" >> /etc/hosts', 'sysctl -w a=b', 'mount /x'])(
    '%j does',
    (text) => {
      expect(endsWithItsRun(script(text))).not.toBeNull();
    },
  );

  it.each(['a', 'apt-get install -y mysql-server', 'cp hosts /etc/hosts.d/x'])('%j does not', (text) => {
    expect(endsWithItsRun(script(text))).toBeNull();
  });

  it('hard links are seen', () => {
    expect(makesHardLinks(script('ln a b'))).toBe(true);
    expect(makesHardLinks(script('ln -s a b'))).toBe(false);
  });
});
