import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Span } from '../../src/index.js';
import { proverOf } from '../../src/prove/prove.js';
import type { Claim } from '../../src/transform.js';
import type { Difference } from '../../src/prove/difference.js';
import { readDockerfile } from '../../src/read/read.js';
import { faults, harmless, type Planted } from './planted.js';

const EXACT: Claim = { level: 'exact', drops: [] };

function differenceOf(before: string, after: string, claim: Claim = EXACT): Difference | null {
  const read = (text: string) => readDockerfile(text);
  return proverOf(read)(read(before), read(after), claim);
}

function differenceBy({ file, edits, level = 'exact', drops = false }: Planted): Difference | null {
  const before = readFileSync(join(import.meta.dirname, 'dockerfiles', `${file}.Dockerfile`), 'utf8');
  const dropped: Span[] = [];
  let after = before;
  for (const [from, to] of edits) {
    if (after.split(from).length !== 2) throw new Error(`${file}: not found once: ${from}`);
    const start = before.indexOf(from);
    if (drops) dropped.push({ start, end: start + from.length });
    after = after.replace(from, () => to);
  }
  return differenceOf(before, after, { level, drops: dropped });
}

describe('a planted fault is found', () => {
  it('in each of the kinds that there are', () => {
    expect(faults.length).toBeGreaterThan(100);
  });

  it.each(faults.map((fault) => [fault.file, fault.name, fault] as const))(
    '%s: %s',
    (_file, _name, fault) => {
      expect(differenceBy(fault)?.message).toBe(fault.tells);
    },
  );
});

describe('a harmless edit is proven', () => {
  it.each(harmless.map((edit) => [edit.file, edit.name, edit] as const))('%s: %s', (_file, _name, edit) => {
    expect(differenceBy(edit)).toBeNull();
  });
});

const file = (...lines: readonly string[]): string => `FROM debian:12 AS first\n${lines.join('\n')}\n`;

describe('a difference', () => {
  it('has its places on both sides', () => {
    const [before, after] = [file('RUN a && b'), file('RUN a && \\', '    c')];
    const found = differenceOf(before, after);
    expect(before.slice(found?.before?.start, found?.before?.end)).toBe('b');
    expect(after.slice(found?.after?.start, found?.after?.end)).toBe('c');
  });

  it.each([
    [file('RUN a'), file('RUN a', 'RUN b'), '"b" is done that was not'],
    [file('RUN a', 'RUN b'), file('RUN a'), '"b" is no longer done'],
    [file('RUN A=1 && b $A'), file('RUN A=2 && b $A'), 'variables of "b $A": A=1 has become A=2'],
    [file('RUN set -f && a *'), file('RUN a *'), 'options of "a *": noglob has become none'],
    [
      file('RUN mkdir /x', 'RUN echo $_ > /y'),
      file('RUN mkdir /x && echo $_ > /y'),
      'variables of "echo $_ > /y": _=of the shell has become _?1',
    ],
    [file('RUN a || b; c $?'), file('RUN a || b; true; c $?'), '"true" is done that was not'],
    [file('ARG A', 'RUN a'), file('RUN a'), '"a" sees other build arguments'],
  ])('%#: is told in words', (before, after, message) => {
    expect(differenceOf(before, after)?.message).toBe(`stage first: ${message}`);
  });
});

describe('commands that a shell has looked up', () => {
  it.each([
    ['renewed in between', 'RUN git a && apt-get install git', 'RUN git b', false],
    ['renewed as package/release', 'RUN git a && apt-get install git/backports', 'RUN git b', false],
    ['not renewed', 'RUN git a && apt-get install curl', 'RUN git b', true],
    ['renewed before they are looked up', 'RUN apt-get install git', 'RUN git b', true],
    ['looked up by a subshell', 'RUN (git a && apt-get install git)', 'RUN git b', true],
  ])('%s', (_, one, other, same) => {
    const joined = `${one} && ${other.slice(4)}`;
    expect(differenceOf(file(one, other), file(joined)) === null).toBe(same);
  });
});

describe('directories', () => {
  it.each([
    [
      'WORKDIR makes it, as mkdir -p by root does',
      ['WORKDIR /a', 'RUN b'],
      ['RUN mkdir -p /a && cd /a && b', 'WORKDIR /a'],
      true,
    ],
    [
      'mkdir -p by another user',
      ['USER me', 'WORKDIR /a'],
      ['USER me', 'RUN mkdir -p /a', 'WORKDIR /a'],
      false,
    ],
    ['a cd into one that is known', ['WORKDIR /a', 'RUN b; c'], ['WORKDIR /a', 'RUN cd /a; b; c'], true],
    ['a cd into one that may fail', ['RUN b; c'], ['RUN cd /a; b; c'], false],
    [
      'a cd into one that has been removed',
      ['WORKDIR /a', 'RUN rm -rf /a', 'RUN b'],
      ['WORKDIR /a', 'RUN rm -rf /a && b'],
      false,
    ],
    ['operands made absolute', ['WORKDIR /a', 'RUN touch b'], ['WORKDIR /a', 'RUN cd / && touch /a/b'], true],
    [
      'operands of a program that is not known',
      ['WORKDIR /a', 'RUN make b'],
      ['WORKDIR /a', 'RUN cd / && make /a/b'],
      false,
    ],
  ])('%s', (_, before, after, same) => {
    expect(differenceOf(file(...before), file(...after)) === null).toBe(same);
  });
});

describe('at `prune`', () => {
  const prune: Claim = { level: 'prune', drops: [] };
  const INSTALL = 'RUN apt-get update && apt-get install -y curl';
  const CLEAN = `${INSTALL} && rm -rf /var/lib/apt/lists/*`;
  it.each<[string, readonly string[], string | null]>([
    ['where nothing follows', [], null],
    ['in front of commands that do not read them', ['RUN curl -O https://example.org/a', 'COPY . /a'], null],
    [
      'in front of an install with an update of its own',
      ['RUN apt-get update && apt-get install -y git'],
      null,
    ],
    ['in front of a removal', ['RUN apt-get purge -y curl'], null],
    ['in front of an install', ['RUN apt-get install -y git'], 'apt-get install -y git'],
    [
      'in front of an update that may fail',
      ['RUN apt-get update || true; apt-get install git'],
      'apt-get install git',
    ],
    ['in front of a script', ['RUN ./setup.sh'], './setup.sh'],
    ['in front of a function', ['RUN curl() { apt-get install git; } && curl'], 'curl'],
    ['in front of a here-document', ['RUN <<EOF', 'apt-get install -y git', 'EOF'], '<<EOF'],
    [
      'in front of a loop that installs',
      ['RUN for p in a b; do apt-get install "$p"; done'],
      'for p in a b; do apt-get install "$p"; done',
    ],
    ['in front of a loop that does not', ['RUN for p in a b; do mkdir "$p"; done'], null],
    ['in front of a copy of them', ['RUN cp -r /var/lib/apt/lists /a'], 'cp -r /var/lib/apt/lists /a'],
    [
      'in front of a stage that installs',
      ['FROM first', 'RUN apt-get install -y git'],
      'apt-get install -y git',
    ],
    [
      'in front of a stage that copies them',
      ['FROM debian:12', 'COPY --from=0 /var/lib /var/lib'],
      'what is built on it',
    ],
    [
      'in front of a stage that copies other things',
      ['FROM debian:12', 'COPY --from=0 /usr/bin/curl /usr/bin/'],
      null,
    ],
    [
      'in front of a stage that mounts all',
      ['FROM debian:12', 'RUN --mount=from=0,target=/a ls /a'],
      'what is built on it',
    ],
    ['in front of an ONBUILD that installs', ['ONBUILD RUN apt-get install -y git'], 'what is built on it'],
    ['in front of an ONBUILD that copies', ['ONBUILD COPY . /a'], null],
  ])('lists may go %s, or not', (_, behind, reader) => {
    const found = differenceOf(file(INSTALL, ...behind), file(CLEAN, ...behind), prune);
    const said =
      reader === 'what is built on it'
        ? `${reader} may read`
        : `"${reader ?? ''}" may read apt's package lists`;
    expect(found?.message ?? null).toEqual(reader === null ? null : expect.stringContaining(said));
  });

  it.each([
    ['pip install -r a', 'pip install --no-cache-dir -r a', true],
    ['pip install -q a', 'pip install -q --no-cache-dir a', true],
    ['pip install -r a', 'pip install -r --no-cache-dir a', false],
    ['pip install a', 'pip install a --no-cache-dir', false],
    ['pip wheel a', 'pip wheel --no-cache-dir a', true],
    [
      'pip install a && pip install --no-index b',
      'pip install --no-cache-dir a && pip install --no-index b',
      false,
    ],
    ['apk add a', 'apk add --no-cache a', true],
    ['apk add a && apk add b', 'apk add --no-cache a && apk add b', false],
    ['apk add a && apk add b', 'apk add --no-cache a && apk add --no-cache b', true],
    ['apk update && apk add a', 'apk add a', false],
    ['npm ci', 'npm ci && npm cache clean --force', true],
    ['npm ci && npm ci --offline', 'npm ci && npm cache clean --force && npm ci --offline', false],
    ['npm ci', 'npm ci || true && npm cache clean --force', false],
    ['npm ci', 'npm cache clean --force && npm ci', false],
    ['sudo npm ci', 'sudo npm ci && npm cache clean --force', false],
  ])('%s → %s: %s', (before, after, same) => {
    expect(differenceOf(file(`RUN ${before}`), file(`RUN ${after}`), prune) === null).toBe(same);
  });

  it('a cache that is mounted is not emptied', () => {
    const run = 'RUN --mount=type=cache,target=/root/.npm npm ci';
    expect(differenceOf(file(run), file(`${run} && npm cache clean --force`), prune)?.message).toBe(
      'stage first: "npm cache clean --force" is done that was not',
    );
  });

  it('another user than the one who has installed cannot clean', () => {
    const before = file('RUN npm ci', 'USER node', 'RUN ls');
    const after = file('RUN npm ci', 'USER node', 'RUN ls && npm cache clean --force');
    expect(differenceOf(before, after, prune)?.message).toContain('npm has not run there before');
  });
});

describe('at `reshape`', () => {
  const text = file('LABEL a=b', 'RUN apt-get install -y gcc make', 'RUN c');
  const cut = (what: string): Claim => {
    const start = text.indexOf(what);
    return { level: 'reshape', drops: [{ start, end: start + what.length }] };
  };
  it.each<[string, string, boolean]>([
    ['LABEL a=b\n', 'LABEL a=b\n', true],
    [' make', ' make', true],
    ['RUN c\n', 'RUN c\n', true],
    [' make', ' gcc make', false],
    ['LABEL a=b\n', 'RUN c\n', false],
    ['RUN apt-get install -y ', 'RUN apt-get install -y ', false],
  ])('%j is declared, %j is dropped: %s', (declared, dropped, same) => {
    const after = dropped === 'RUN apt-get install -y ' ? text : text.replace(dropped, '');
    expect(differenceOf(text, after, cut(declared)) === null).toBe(same);
  });
});
