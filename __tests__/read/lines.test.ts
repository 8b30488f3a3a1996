import { describe, expect, it } from '@jest/globals';
import { DockerfileError } from '../../src/index.js';
import type { Instruction } from '../../src/model.js';
import { crosscheck } from '../../src/read/crosscheck.js';
import { sourceOffset } from '../../src/read/joined.js';
import { readDockerfile } from '../../src/read/read.js';

const read = (...lines: readonly string[]): readonly Instruction[] =>
  readDockerfile(lines.join('\n')).instructions;
/** Keyword and arguments of each instruction behind FROM, joined. */
const joined = (...lines: readonly string[]): readonly string[] =>
  read('FROM x', ...lines)
    .slice(1)
    .map((instruction) => instruction.joined.text);
const lineNumbers = (...lines: readonly string[]): readonly (readonly [number, number])[] =>
  read(...lines).map(({ lines: { first, last } }) => [first, last]);

function problemOf(text: string): string {
  try {
    readDockerfile(text, { file: 'D' });
  } catch (error) {
    if (error instanceof DockerfileError) return error.message;
    throw error;
  }
  return 'no problem';
}

describe('logical lines', () => {
  it('join where a line ends in the escape character, blanks behind it or not', () => {
    expect(joined('RUN a \\', '  b \\ \t', ' c')).toEqual(['RUN a   b  c']);
  });

  it('keep two escape characters at the end of a line', () => {
    expect(joined('RUN echo \\\\', 'RUN b')).toEqual(['RUN echo \\\\', 'RUN b']);
  });

  it('leave out comment lines and empty lines between continuations', () => {
    const [run] = read('FROM x', 'RUN a \\', '# one', '', '   # two', '  b').slice(1);
    expect(run?.joined.text).toBe('RUN a   b');
    expect(run?.innerComments.map(({ text, line }) => [text, line])).toEqual([
      ['# one', 3],
      ['# two', 5],
    ]);
    expect(run?.emptyContinuations).toBe(true);
  });

  it('end with the file when a continuation is open', () => {
    expect(joined('RUN a \\')).toEqual(['RUN a ']);
    expect(joined('RUN a \\', '')).toEqual(['RUN a ']);
  });

  it('keep comments above an instruction with it, and those at the end apart', () => {
    const file = readDockerfile('# top\nFROM x\n\n# a\n# b\nRUN c\n# end\n');
    expect(file.instructions.map(({ comments }) => comments.map(({ text }) => text))).toEqual([
      ['# top'],
      ['# a', '# b'],
    ]);
    expect(file.trailingComments.map(({ text }) => text)).toEqual(['# end']);
  });

  it('have 1-based line numbers, here-documents included', () => {
    expect(lineNumbers('FROM x', '', 'RUN a \\', ' b', 'RUN <<E', 'c', 'E', 'CMD d')).toEqual([
      [1, 1],
      [3, 4],
      [5, 7],
      [8, 8],
    ]);
  });

  it('map every character of the joined text back to the file', () => {
    const text = 'FROM x\r\nRUN a \\\r\n  # c\r\n  bc\\\r\nd\r\n';
    const run = readDockerfile(text).instructions[1];
    if (!run) throw new Error('no RUN');
    const back = Array.from(run.joined.text, (_, at) => text.charAt(sourceOffset(run.joined, at))).join('');
    expect(back).toBe(run.joined.text);
    expect(run.joined.text).toBe('RUN a   bcd');
  });

  it('of a file with a byte order mark and CRLF are the same', () => {
    const lines = ['# syntax=docker/dockerfile:1', 'FROM x', 'RUN a \\', '  b', 'COPY <<E /x', 'c', 'E'];
    const texts = (text: string): readonly string[] =>
      readDockerfile(text).instructions.map((instruction) => instruction.joined.text);
    expect(texts(`\uFEFF${lines.join('\r\n')}`)).toEqual(texts(lines.join('\n')));
  });
});

describe('directives', () => {
  it('stand at the top: syntax, escape and check', () => {
    const file = readDockerfile(
      '# syntax=a/b:1\n# Escape = `\n#check=skip=X;error=true\nFROM x\nRUN a `\n b\n',
    );
    expect(file.directives.map(({ name, value }) => [name, value])).toEqual([
      ['syntax', 'a/b:1'],
      ['escape', '`'],
      ['check', 'skip=X;error=true'],
    ]);
    expect(file.instructions[1]?.joined.text).toBe('RUN a  b');
  });

  it('are comments behind anything else', () => {
    expect(readDockerfile('# a comment\n# escape=`\nFROM x\nRUN a \\\n b\n').escape).toBe('\\');
    expect(readDockerfile('\n# escape=`\nFROM x\n').escape).toBe('\\');
  });

  it.each([
    ['# escape=x\nFROM x\n', "D:1:1: invalid escape token 'x': it must be \\ or `"],
    ['# escape=`\n# escape=`\nFROM x\n', 'D:2:1: only one escape parser directive can be used'],
  ])('%j is refused', (text, message) => {
    expect(problemOf(text)).toBe(message);
  });
});

describe('here-documents', () => {
  it('end at their delimiter, and are no instructions', () => {
    const [run] = read('FROM x', 'RUN <<EOF cat', 'RUN not', '# neither', ' EOF', 'EOF', 'CMD y').slice(1);
    expect(run?.heredocs.map(({ name, expand, chomp }) => [name, expand, chomp])).toEqual([
      ['EOF', true, false],
    ]);
    expect(run?.lines).toEqual({ first: 2, last: 6 });
  });

  it('may be several, quoted and chomped', () => {
    const text = 'FROM x\nCOPY <<"a b" <<-E /x/\n1\na b\n\t2\n\tE\n';
    const copy = readDockerfile(text).instructions[1];
    expect(
      copy?.heredocs.map(({ name, expand, chomp, content }) => [
        name,
        expand,
        chomp,
        text.slice(content.start, content.end),
      ]),
    ).toEqual([
      ['a b', false, false, '1\n'],
      ['E', true, true, '\t2\n'],
    ]);
  });

  it('are for RUN, COPY and ADD alone, in ONBUILD too', () => {
    expect(read('FROM x', 'ONBUILD RUN <<E', 'a', 'E', 'CMD b')).toHaveLength(3);
    expect(joined('CMD cat <<E', 'RUN a')).toEqual(['CMD cat <<E', 'RUN a']);
  });

  it('are none inside of quotes or arithmetic', () => {
    expect(joined('RUN echo "<<E"', 'RUN echo $((1<<2))')).toHaveLength(2);
  });

  it('without end are refused', () => {
    expect(problemOf('FROM x\nRUN <<E\na\n')).toBe('D:2:1: unterminated here-document: no line "E" ends it');
  });
});

describe('instructions', () => {
  it('are known by any case', () => {
    expect(read('from x', 'Run a').map(({ keyword }) => keyword)).toEqual(['FROM', 'RUN']);
  });

  it('have flags, repeated or not, with values in quotes', () => {
    const [run] = read('FROM x', 'RUN --mount=type=cache,target="/a b" --network=none  --  a --b').slice(1);
    expect(run?.flags.map(({ name, value }) => [name, value])).toEqual([
      ['mount', 'type=cache,target=/a b'],
      ['network', 'none'],
    ]);
    expect(run?.joined.text.slice(run.argumentsAt)).toBe('a --b');
  });

  it.each([
    ['RUN ["a", "b c"]', ['a', 'b c']],
    ['CMD [ "a\\n" , "\\u0041" ]', ['a\n', 'A']],
    ['CMD []', []],
    ["RUN ['a']", null],
    ['RUN ["a" "b"]', null],
    ['RUN [ -f x ]', null],
    ['HEALTHCHECK CMD ["a"]', ['a']],
  ])('%s: JSON form %j', (line, words) => {
    expect(read('FROM x', line)[1]?.json).toEqual(words);
  });

  it('have words, parted at blanks alone, variables evaluated', () => {
    const [copy] = read('FROM debian', 'ENV D=/srv', 'COPY "a b" $D/${E:-e}/ ').slice(2);
    expect(copy?.words.map(({ raw, value }) => [raw, value])).toEqual([
      ['"a', null],
      ['b"', null],
      ['$D/${E:-e}/', '/srv/e/'],
    ]);
  });

  it('read ONBUILD and what it triggers', () => {
    const trigger = read('FROM x', 'ONBUILD  COPY --chown=a b c')[1]?.trigger;
    expect([trigger?.keyword, trigger?.flags[0]?.raw, trigger?.words.map(({ raw }) => raw)]).toEqual([
      'COPY',
      '--chown=a',
      ['b', 'c'],
    ]);
  });
});

describe('mistakes', () => {
  it.each([
    ['', 'D:1:1: no FROM: a Dockerfile needs at least one build stage'],
    ['# nothing\n', 'D:1:1: no FROM: a Dockerfile needs at least one build stage'],
    ['ARG a\nRUN b\nFROM x\n', 'D:2:1: RUN before FROM: only ARG may stand there'],
    [
      'FROM x\nRUN a &&\n  b\n',
      'D:3:3: unknown instruction: b; if it belongs to the line before, that line must end in a continuation character',
    ],
    ['FROM x\nCOPY\n', 'D:2:1: COPY requires at least one argument'],
    ['FROM x\nRUN --mont=a b\n', 'D:2:1: unknown flag: --mont for RUN'],
    ['FROM x\nCOPY --from=a --from=b c d\n', 'D:2:1: duplicate flag: --from for COPY'],
    ['FROM x\nSHELL bash -c\n', 'D:2:1: SHELL requires the arguments to be in JSON form'],
    [
      'FROM x\nRUN ["a", 1]\n',
      'D:2:1: when using JSON array syntax, arrays must be comprised of strings only',
    ],
    ['FROM x\nONBUILD FROM y\n', "D:2:1: FROM isn't allowed as an ONBUILD trigger"],
  ])('%j: %s', (text, message) => {
    expect(problemOf(text)).toBe(message);
  });

  it('name the stages when the target is none of them', () => {
    expect(() => readDockerfile('FROM x AS a\nFROM y\n', { target: 'b' })).toThrow(
      'Dockerfile:1:1: no stage "b" to build; there are: a, 1',
    );
  });
});

describe('the second reader', () => {
  it('agrees on a common file', () => {
    const text = 'FROM x\nRUN a \\\n# c\n  b\nCOPY a b\n';
    expect(crosscheck(text, readDockerfile(text).instructions)).toBeNull();
  });

  it('is heard when it sees other instructions', () => {
    const text = 'FROM x\nRUN a\nRUN b\n';
    const { instructions } = readDockerfile(text);
    expect(crosscheck(text, instructions.slice(0, 2))).toBe(
      'dockerfile-ast reads line 3 in another way than BuildKit does',
    );
  });
});
