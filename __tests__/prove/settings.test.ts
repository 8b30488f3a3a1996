/** What is written to the configuration of an image: one step for each thing that is set. */
import { describe, expect, it } from '@jest/globals';
import { proverOf } from '../../src/prove/prove.js';
import { readDockerfile } from '../../src/read/read.js';

const file = (...lines: readonly string[]): string => `FROM debian:12 AS first\n${lines.join('\n')}\n`;

function differenceOf(before: string, after: string): string | null {
  const read = (text: string) => readDockerfile(text);
  return proverOf(read)(read(before), read(after), { level: 'exact', drops: [] })?.message ?? null;
}

describe('several instructions are one with all that they set', () => {
  it.each<[string, readonly string[], string]>([
    ['variables', ['ENV A=1', 'ENV B="x y" C=', 'ENV D=$PATH:/d'], 'ENV A=1 B="x y" C= D=$PATH:/d'],
    ['variables that RUNs see', ['ENV A=1', 'ENV B=2', 'RUN make $A'], 'ENV A=1 B=2\nRUN make $A'],
    [
      'values that are not known, which a RUN sees',
      ['ENV A=${X:-1}', 'ENV PATH=/a:$PATH', 'RUN make'],
      'ENV A=${X:-1} PATH=/a:$PATH\nRUN make',
    ],
    ['labels', ['LABEL a=1', "LABEL b='two words'"], "LABEL a=1 \\\n  b='two words'"],
    ['a label with the name of another', ['LABEL a=1', 'LABEL b=$a'], 'LABEL a=1 b=$a'],
    ['ports', ['EXPOSE 80', 'EXPOSE 81/udp 82'], 'EXPOSE 80 81/udp 82'],
    ['volumes', ['VOLUME /a', 'VOLUME /b /c'], 'VOLUME /a /b /c'],
    ['volumes in JSON form', ['VOLUME ["/a"]', 'VOLUME ["/b", "/c"]'], 'VOLUME ["/a", "/b", "/c"]'],
    ['volumes between RUNs', ['RUN a', 'VOLUME /a', 'VOLUME /b', 'RUN b'], 'RUN a\nVOLUME /a /b\nRUN b'],
  ])('%s', (_, before, after) => {
    expect(differenceOf(file(...before), file(after))).toBeNull();
    expect(differenceOf(file(after), file(...before))).toBeNull();
  });
});

describe('a planted fault is found', () => {
  it.each<[string, readonly string[], string, string]>([
    [
      'a variable that the instruction before sets',
      ['ENV A=1', 'ENV B=$A'],
      'ENV A=1 B=$A',
      'variables of "ENV B=$A": A=1 has become A!',
    ],
    [
      'a variable that the instruction before sets anew',
      ['ENV A=1', 'ENV A=2', 'ENV B=${A:-3}'],
      'ENV A=1\nENV A=2 B=${A:-3}',
      'variables of "ENV B=${A:-3}": A=2 has become A=1',
    ],
    [
      'one that adds to itself',
      ['ENV A=/a', 'ENV A=$A:/b'],
      'ENV A=/a A=$A:/b',
      'variables of "ENV A=$A:/b": A=/a has become A!',
    ],
    [
      'a label with a variable that is set in between',
      ['LABEL a=1', 'ARG B=1', 'LABEL b=$B'],
      'LABEL a=1 b=$B\nARG B=1',
      'variables of "LABEL b=$B": B?0 has become B!',
    ],
    ['a variable is lost', ['ENV A=1', 'ENV B=2'], 'ENV A=1', '"ENV B=2" is no longer done'],
    ['a label is lost', ['LABEL a=1', 'LABEL b=2'], 'LABEL b=2', '"LABEL a=1" is no longer done'],
    ['a port is lost', ['EXPOSE 80', 'EXPOSE 81'], 'EXPOSE 80', '"EXPOSE 81" is no longer done'],
    ['a volume is lost', ['VOLUME /a', 'VOLUME /b'], 'VOLUME /a', '"VOLUME /b" is no longer done'],
    [
      'a port is another',
      ['EXPOSE 80', 'EXPOSE 81'],
      'EXPOSE 80 81/udp',
      '"EXPOSE 81" has become "EXPOSE 81/udp"',
    ],
    ['a value is another', ['ENV A=1', 'ENV B=2'], 'ENV A=1 B=3', '"ENV B=2" has become "ENV B=3"'],
    [
      'two values of one name change places',
      ['ENV A=1', 'ENV A=2'],
      'ENV A=2 A=1',
      '"ENV A=1" is no longer done',
    ],
    [
      'two labels of one name change places',
      ['LABEL a=1', 'LABEL a=2'],
      'LABEL a=2 a=1',
      '"LABEL a=1" is no longer done',
    ],
    [
      'quotes that keep a variable from being replaced',
      ['ENV A=1', "ENV B='$PATH'"],
      'ENV A=1 B="$PATH"',
      `"ENV B='$PATH'" has become "ENV B="$PATH""`,
    ],
    [
      'quotes are lost',
      ['ENV A=1', 'ENV B="x y=z"'],
      'ENV A=1 B=x y=z',
      '"ENV B="x y=z"" has become "ENV B=x"',
    ],
    [
      'a quote is not closed',
      ['ENV A="1', 'ENV B=2"'],
      'ENV A="1 B=2"',
      '"ENV A="1" has become "ENV A="1 B=2""',
    ],
    ['the form with a blank', ['ENV A 1', 'ENV B=2'], 'ENV A 1 B=2', '"ENV A 1" has become "ENV A 1 B=2"'],
    [
      'words become JSON',
      ['VOLUME "/a"', 'VOLUME ["/b"]'],
      'VOLUME ["/a", "/b"]',
      'form of "VOLUME "/a"": words has become JSON',
    ],
    [
      'a RUN in between that does not see the variable any more',
      ['ENV A=1', 'RUN make', 'ENV B=2'],
      'ENV A=1 B=2\nRUN make',
      '"make" sees other variables',
    ],
  ])('%s', (_, before, after, message) => {
    expect(differenceOf(file(...before), file(after))).toBe(`stage first: ${message}`);
  });

  it('under another escape character, where a blank belongs to a value', () => {
    const head = '# escape=`\n';
    expect(
      differenceOf(`${head}${file('ENV A=x` B=1', 'ENV C=2')}`, `${head}${file('ENV A=x` B=1 C=2')}`),
    ).toBe('stage first: "ENV A=x` B=1" has become "ENV A=x` B=1 C=2"');
  });
});
