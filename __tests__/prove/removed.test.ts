/** Removals that move to the RUN that wrote the files, and those that must not. */
import { describe, expect, it } from '@jest/globals';
import { proverOf } from '../../src/prove/prove.js';
import { readDockerfile } from '../../src/read/read.js';

interface Move {
  readonly name: string;
  /** In front of both. */
  readonly head?: readonly string[];
  /** Between the RUN that writes and the one that removes. */
  readonly between?: readonly string[];
  readonly writer?: string;
  /** The last RUN, `@` for the removal. */
  readonly run?: string;
  readonly removal?: string;
  /** At its new place, where it is written in another way there. */
  readonly moved?: string;
}

const WRITER = 'wget -q https://example.org/y.tar.gz -O /y.tar.gz && tar xzf /y.tar.gz -C /opt';
const RUN = '@ && mkdir /srv/data';

function differenceIn({
  head = [],
  between = ['COPY app /srv/app'],
  writer = WRITER,
  run = RUN,
  removal = 'rm /y.tar.gz',
  moved = removal,
}: Move): string | null {
  const textOf = (...lines: readonly string[]): string => ['FROM debian:12', ...lines, ''].join('\n');
  const isList = writer.startsWith('set -e');
  const left = run.replace(/ && @|@ && |; @|^@$/, '');
  const before = textOf(...head, `RUN ${writer}`, ...between, `RUN ${run.replace('@', removal)}`);
  const after = textOf(
    ...head,
    `RUN ${writer}${isList ? ';' : ' &&'} ${moved}`,
    ...between,
    ...(left === '' ? [] : [`RUN ${left}`]),
  );
  const read = (text: string) => readDockerfile(text);
  return proverOf(read)(read(before), read(after), { level: 'exact', drops: [] })?.message ?? null;
}

const right: readonly Move[] = [
  { name: 'past a COPY' },
  { name: 'out of a RUN of its own', run: '@' },
  { name: 'past RUNs that have nothing to do with it', between: ['RUN mkdir /srv/a', 'RUN touch /srv/a/b'] },
  { name: 'past a variable that it does not read', between: ['ENV CONFIG=/etc/app'] },
  { name: 'past a working directory', between: ['WORKDIR /srv/app'] },
  { name: 'past a LABEL and an EXPOSE', between: ['LABEL a=b', 'EXPOSE 80'] },
  { name: 'past a step of its own RUN', run: 'mkdir /srv/data && @' },
  {
    name: 'with its directory in front',
    writer: 'cd /opt && wget -q https://example.org/y.tar.gz -O y.tar.gz',
    run: 'cd /opt && @',
    removal: 'rm y.tar.gz',
    moved: 'rm /opt/y.tar.gz',
  },
  { name: 'a pattern', removal: 'rm -f /opt/*.tar.gz' },
  { name: 'at the end of a list under errexit', writer: 'set -e; touch /y.tar.gz; mkdir /opt/y' },
  { name: 'a variable with one value', head: ['ENV FILE=/y.tar.gz'], removal: 'rm "$FILE"' },
];

const wrong: readonly (Move & { readonly tells: string })[] = [
  {
    name: 'past a RUN that reads it',
    between: ['RUN cp /y.tar.gz /srv/a'],
    tells: 'stage 0: "cp /y.tar.gz /srv/a" is no longer done',
  },
  {
    name: 'past a RUN that writes it again',
    between: ['RUN touch /y.tar.gz'],
    tells: 'stage 0: "touch /y.tar.gz" is no longer done',
  },
  {
    name: 'past a COPY of the same name',
    between: ['COPY y.tar.gz /y.tar.gz'],
    tells: 'stage 0: "COPY y.tar.gz /y.tar.gz" is no longer done',
  },
  { name: 'past a COPY to the root', between: ['COPY . /'], tells: 'stage 0: "COPY . /" is no longer done' },
  {
    name: 'past a command that nobody knows',
    between: ['RUN /srv/install'],
    tells: 'stage 0: "/srv/install" is no longer done',
  },
  {
    name: 'past a RUN in exec form that nobody knows',
    between: ['RUN ["/srv/install"]'],
    tells: 'stage 0: "rm /y.tar.gz" is done that was not',
  },
  {
    name: 'past a here-document',
    between: ['RUN <<EOF\ncat /y.tar.gz\nEOF'],
    tells: 'stage 0: "rm /y.tar.gz" is done that was not',
  },
  {
    name: 'past a loop that looks for files',
    between: ['RUN for f in /*; do echo "$f"; done > /srv/a'],
    tells: 'stage 0: "for f in /*; do echo "$f"; done > /srv/a" is no longer done',
  },
  {
    name: 'past another PATH',
    between: ['ENV PATH=/opt/y/bin:$PATH'],
    tells: 'stage 0: "rm /y.tar.gz" sees other variables',
  },
  {
    name: 'past another user',
    between: ['USER daemon'],
    tells: 'stage 0: user of "rm /y.tar.gz": daemon has become root',
  },
  {
    name: 'past another shell',
    between: ['SHELL ["/bin/bash", "-c"]'],
    tells: 'stage 0: interpreter of "rm /y.tar.gz": /bin/bash -c has become /bin/sh -c',
  },
  {
    name: 'past programs of any name',
    between: ['COPY programs /usr/local/bin/'],
    tells: 'stage 0: "COPY programs /usr/local/bin/" is no longer done',
  },
  {
    name: 'past an installation, which may bring another rm',
    between: ['RUN apt-get install -y bc'],
    tells: 'stage 0: "apt-get install -y bc" is no longer done',
  },
  {
    name: 'past a VOLUME that holds it',
    between: ['VOLUME /opt'],
    removal: 'rm -r /opt/y',
    tells: 'stage 0: "VOLUME /opt" is no longer done',
  },
  {
    name: 'past the RUN that is done in the directory',
    between: ['WORKDIR /opt/y', 'RUN mkdir /srv/a'],
    removal: 'rm -r /opt/y',
    tells: 'stage 0: "rm -r /opt/y" is done that was not',
  },
  {
    name: 'past a COPY into the directory',
    between: ['COPY app /opt/y/'],
    removal: 'rm -r /opt/y',
    tells: 'stage 0: "COPY app /opt/y/" is no longer done',
  },
  {
    name: 'a pattern past a file beside',
    between: ['RUN touch /opt/z'],
    removal: 'rm -f /opt/*.tar.gz',
    tells: 'stage 0: "touch /opt/z" is no longer done',
  },
  {
    name: 'a pattern of a directory that is copied to',
    between: ['COPY app /opt/'],
    removal: 'rm -f /opt/*.tar.gz',
    tells: 'stage 0: "COPY app /opt/" is no longer done',
  },
  {
    name: 'what a link leads to',
    writer: 'ln -s /srv /opt/srv',
    between: ['RUN mkdir /srv/a'],
    removal: 'rm -rf /opt/srv/',
    tells: 'stage 0: "mkdir /srv/a" is no longer done',
  },
  {
    name: 'the time zone past a date',
    writer: 'cp /usr/share/zoneinfo/Asia/Tokyo /etc/localtime',
    between: ['RUN date > /srv/built'],
    removal: 'rm -f /etc/localtime',
    tells: 'stage 0: "date > /srv/built" is no longer done',
  },
  {
    name: 'a program past another that runs it',
    writer: 'cp /opt/pigz /usr/local/bin/gzip',
    between: ['RUN tar xzf /opt/a.tgz -C /srv'],
    removal: 'rm /usr/local/bin/gzip',
    tells: 'stage 0: "tar xzf /opt/a.tgz -C /srv" is no longer done',
  },
  {
    name: 'past what reads it through a link',
    between: ['RUN ln -s /opt/y /srv/y', 'RUN cat /srv/y/a > /srv/a'],
    removal: 'rm -r /opt/y',
    tells: 'stage 0: "cat /srv/y/a > /srv/a" is no longer done',
  },
  {
    name: 'a variable with another value',
    between: ['ENV FILE=/y.tar.gz'],
    removal: 'rm -f $FILE',
    tells: 'stage 0: variables of "rm -f $FILE": FILE=/y.tar.gz has become FILE!',
  },
  {
    name: 'a variable that its RUN sets',
    run: 'FILE=/y.tar.gz && @ && mkdir /srv/data',
    removal: 'rm -f $FILE',
    tells: 'stage 0: "COPY app /srv/app" is no longer done',
  },
  {
    name: 'a path that its RUN has moved to',
    run: 'cd /srv && @',
    removal: 'rm y.tar.gz',
    tells: 'stage 0: "rm y.tar.gz" has become "rm y.tar.gz"',
  },
  {
    name: 'past a step of its own RUN that reads it',
    run: 'cp /y.tar.gz /srv/a && @',
    tells: 'stage 0: "cp /y.tar.gz /srv/a" is no longer done',
  },
  {
    name: 'past a step of its own RUN that writes it',
    run: 'touch /y.tar.gz && @',
    tells: 'stage 0: "touch /y.tar.gz" is no longer done',
  },
  {
    name: 'whose failure has been ignored',
    run: '@; mkdir /srv/data',
    tells: 'stage 0: failure of "rm /y.tar.gz": ignore has become abort',
  },
  {
    name: 'past a trap that reads it',
    writer: `trap "cat /y.tar.gz" EXIT && ${WRITER}`,
    tells: 'stage 0: "rm /y.tar.gz" is done that was not',
  },
  {
    name: 'past the end of a RUN with hard links',
    writer: 'touch /y.tar.gz && ln /y.tar.gz /srv/y',
    tells: 'stage 0: "rm /y.tar.gz" is done that was not',
  },
  {
    name: 'past the end of a service',
    between: ['RUN service cron start'],
    tells: 'stage 0: "rm /y.tar.gz" is done that was not',
  },
  {
    name: 'with another mount',
    between: ['COPY app /srv/app'],
    run: '--mount=type=tmpfs,target=/srv @',
    tells: 'stage 0: flags of "rm /y.tar.gz": [["--mount=type=tmpfs,target=/srv",""]] has become none',
  },
  {
    name: 'to a RUN that changes how its shell finds files',
    writer: `set -f && ${WRITER}`,
    removal: 'rm -f /opt/*.gz',
    tells: 'stage 0: options of "rm -f /opt/*.gz": none has become noglob',
  },
  {
    name: 'to a RUN with a function of its name',
    writer: 'rm() { :; } && touch /y.tar.gz',
    tells: 'stage 0: "COPY app /srv/app" is no longer done',
  },
  {
    name: 'from the end, where the step before it could fail unseen',
    run: 'set -e; test -d /x && mkdir /srv/data; @',
    tells: 'stage 0: "test -d /x && mkdir /srv/data" is no longer done',
  },
];

describe('a removal moves to the RUN that wrote the files', () => {
  it.each(right.map((move) => [move.name, move] as const))('%s', (_name, move) => {
    expect(differenceIn(move)).toBeNull();
  });
});

describe('a removal does not move', () => {
  it.each(wrong.map((move) => [move.name, move] as const))('%s', (_name, move) => {
    expect(differenceIn(move)).toBe(move.tells);
  });
});
