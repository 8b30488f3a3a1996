/** Dockerfiles to build for real: what the transforms do, and what they must not do. */
import type { Mode } from '../../src/index.js';

export interface Case {
  readonly name: string;
  readonly text: string;
  /** Files of the build context. */
  readonly files?: Readonly<Record<string, string>>;
  readonly mode?: Mode;
  /** Transforms besides those of the mode. */
  readonly with?: readonly string[];
  /** Layers that the image has fewer than before; default one or more. */
  readonly saves?: number;
}

const lines = (...text: readonly string[]): string => `${text.join('\n')}\n`;

/** Each is rewritten, and has to be the same image. */
export const rewritten: readonly Case[] = [
  {
    name: 'files that keep their names',
    text: lines(
      'FROM debian:12',
      'COPY --chown=5:6 a.sh /srv/app/bin/a.sh',
      'COPY --chown=5:6 sub/b.sh /srv/app/bin/b.sh',
      'WORKDIR /work',
      'COPY c.conf c.conf',
      'COPY sub/d.conf ./d.conf',
      'RUN cat /work/c.conf /srv/app/bin/b.sh > /seen',
    ),
    files: { 'a.sh': 'a', 'sub/b.sh': 'b', 'c.conf': 'c', 'sub/d.conf': 'd' },
  },
  {
    name: 'neighbours that write to the configuration',
    text: lines(
      'FROM busybox',
      'ARG PORT=81',
      'ENV A=1',
      '# the second',
      'ENV B="two words" C=three\\ words',
      "ENV D='$A' E=$PATH",
      'ENV F=$A',
      'ENV PATH=/f:$PATH',
      'RUN env | grep "^[A-F]=" > /env',
      'LABEL a=1',
      'LABEL "b.c"=$A',
      'EXPOSE 80',
      'EXPOSE $PORT/udp',
      'VOLUME /data',
      'VOLUME /log /run/x',
    ),
    with: ['merge-metadata'],
    saves: 0,
  },
  {
    name: 'an and-list behind another',
    text: lines('FROM busybox', 'RUN mkdir /a && touch /a/b', 'RUN rm /a/b && touch /a/c', 'RUN ls /a'),
  },
  {
    name: 'a list that goes on after a failure',
    text: lines('FROM busybox', 'RUN touch /a; false; touch /b', 'RUN touch /c || true', 'RUN touch /d'),
  },
  {
    name: 'directories, variables and umask that stay in their RUN',
    text: lines(
      'FROM busybox',
      'RUN mkdir /a && cd /a && A=1 && echo $A > one && pwd > place',
      'RUN umask 077 && mkdir /b && touch /b/c',
      'RUN touch "here$A" && pwd > /place && mkdir /d',
    ),
  },
  {
    name: 'traps and exits',
    text: lines(
      'FROM busybox',
      "RUN trap 'touch /trapped' EXIT; touch /a",
      'RUN touch /b; exit 0',
      'RUN test -e /trapped && touch /c',
    ),
  },
  {
    name: 'lists under errexit with a chain',
    text: lines(
      'FROM debian:12',
      'RUN set -eux; mkdir /a; touch /a/b',
      'RUN set -eux; rm /a/b; touch /a/c',
      'RUN mkdir /d && touch /d/e',
    ),
  },
  {
    name: 'packages, users and owners',
    text: lines(
      'FROM debian:12',
      'RUN apt-get update',
      'RUN apt-get install -y --no-install-recommends bc',
      'RUN rm -rf /var/lib/apt/lists/*',
      'RUN groupadd -g 900 app && useradd -u 900 -g app app',
      'RUN mkdir /srv/app && chown app:app /srv/app',
      'USER app',
      'RUN touch /srv/app/a',
      'RUN touch /srv/app/b',
    ),
  },
  {
    name: 'modes, sticky and setuid bits',
    text: lines(
      'FROM busybox',
      'RUN touch /a && chmod 4755 /a',
      'RUN mkdir -m 1777 /b && mkdir -m 2750 /c',
      'RUN ln -s a /l && mkfifo /p',
    ),
  },
  {
    name: 'WORKDIRs between RUNs',
    text: lines(
      'FROM busybox',
      'WORKDIR /srv/a',
      'RUN touch one',
      'WORKDIR b',
      'RUN touch two',
      'WORKDIR /',
      'RUN pwd > /place',
    ),
  },
  {
    name: 'a WORKDIR that a user makes',
    text: lines(
      'FROM debian:12',
      'RUN useradd -m me',
      'USER me',
      'WORKDIR /home/me/a',
      'RUN touch b',
      'RUN touch c',
    ),
  },
  {
    name: 'WORKDIRs one behind another',
    text: lines('FROM busybox', 'WORKDIR /a', 'WORKDIR b', 'WORKDIR c', 'RUN touch d', 'RUN touch e'),
  },
  {
    name: 'files copied into one directory',
    text: lines('FROM busybox', 'COPY a /srv/', 'COPY b /srv/', 'COPY d /srv/', 'RUN cat /srv/a'),
    files: { a: '1', b: '2', 'd/c': '3' },
  },
  {
    name: 'files copied with an owner and a mode',
    text: lines(
      'FROM busybox',
      'COPY --chown=5:6 --chmod=640 a /x/y/',
      'COPY --chown=5:6 --chmod=640 b /x/y/',
    ),
    files: { a: '1', b: '2' },
  },
  {
    name: 'a file that a later COPY overwrites',
    text: lines('FROM busybox', 'COPY a/ /srv/', 'COPY b/ /srv/', 'RUN cat /srv/f > /g'),
    files: { 'a/f': '1', 'a/g': '1', 'b/f': '2' },
  },
  {
    name: 'metadata between RUNs',
    text: lines(
      'FROM busybox',
      'RUN touch /a',
      'LABEL a=b',
      'EXPOSE 80',
      'CMD ["ls"]',
      'RUN touch /b',
      'HEALTHCHECK CMD true',
      'RUN touch /c',
    ),
  },
  {
    name: 'a volume that is filled before it is one',
    text: lines(
      'FROM busybox',
      'RUN mkdir /data',
      'RUN touch /data/a',
      'VOLUME /data',
      'RUN touch /b',
      'RUN touch /c',
    ),
  },
  {
    name: 'stages that are only copied from keep their layers',
    text: lines(
      'FROM busybox AS build',
      'RUN touch /a',
      'RUN touch /b',
      'FROM busybox',
      'RUN touch /c',
      'RUN touch /d',
      'COPY --from=build /a /b /',
    ),
    saves: 1,
  },
  {
    name: 'a stage FROM another one',
    text: lines(
      'FROM busybox AS base',
      'RUN touch /a',
      'RUN touch /b',
      'FROM base',
      'RUN touch /c',
      'RUN touch /d',
    ),
    saves: 2,
  },
  {
    name: 'a shell with pipefail',
    text: lines(
      'FROM debian:12',
      'SHELL ["/bin/bash", "-o", "pipefail", "-c"]',
      'RUN echo a | tee /a',
      'RUN [[ -e /a ]] && touch /b',
    ),
  },
  {
    name: 'comments, tabs and blank lines',
    text: lines(
      'FROM busybox',
      '# first',
      'RUN touch /a \\',
      '\t# inside',
      '\t&& touch /b',
      '',
      '# second',
      'RUN touch /c',
    ),
  },
  {
    name: 'RUNs with the same mounts',
    text: lines(
      'FROM debian:12',
      'RUN --mount=type=cache,target=/c touch /a',
      'RUN --mount=type=cache,target=/c touch /b',
    ),
  },
  {
    name: 'an alpine image',
    text: lines('FROM alpine:3.19', 'RUN apk add --no-cache curl', 'RUN mkdir -p /srv/a && chown 5:6 /srv/a'),
  },
  {
    name: 'a fedora image',
    text: lines('FROM fedora:40', 'RUN dnf install -y httpd', 'RUN dnf install -y php', 'RUN dnf clean all'),
  },
  {
    name: 'a Node application',
    text: lines(
      'FROM node:20',
      'WORKDIR /app',
      'COPY package.json .',
      'COPY index.js .',
      'RUN node index.js > out',
      'RUN chmod 600 out',
    ),
    files: { 'package.json': '{"name":"a","version":"1.0.0"}', 'index.js': 'console.log(1)' },
  },
  {
    name: 'steps of their own for the cache',
    mode: 'dev',
    text: lines(
      'FROM debian:12',
      'COPY Makefile /srv/',
      'RUN apt-get update && apt-get install -y bc && cd /srv && git --version || true',
      'RUN apt-get update \\',
      '    && apt-get install -y --no-install-recommends bc \\',
      '    && curl --version || true',
      'RUN apt-get update \\',
      '    && apt-get install -y --no-install-recommends make \\',
      '    && cd /srv \\',
      '    && touch a \\',
      '    && make',
    ),
    files: { Makefile: 'all:\n\tcat Makefile > made\n' },
    saves: -1,
  },
];

/** Two sides that are not the same image, and what has to be found. */
export interface Wrong extends Case {
  readonly after: string;
  /** Paths and kinds; `null` where the second side does not build. */
  readonly finds: readonly (readonly [string, string])[] | null;
}

/** Hazards of joining: what a careless rewrite makes of them is another image, and ours leaves them alone. */
export const kept: readonly Wrong[] = [
  {
    name: 'hard links and a later chmod',
    text: lines('FROM busybox', 'RUN touch /a && ln /a /b', 'RUN chmod 600 /a'),
    after: lines('FROM busybox', 'RUN touch /a && ln /a /b && chmod 600 /a'),
    finds: [
      ['/a', 'links'],
      ['/b', 'mode'],
      ['/b', 'links'],
    ],
  },
  {
    name: 'a job in the background',
    text: lines('FROM busybox', 'RUN (sleep 1; touch /late) &', 'RUN sleep 2'),
    after: lines('FROM busybox', 'RUN (sleep 1; touch /late) & sleep 2'),
    finds: [['/late', 'added']],
  },
  {
    name: 'a file in a place that Docker lays over',
    text: lines('FROM busybox', 'RUN echo 1 > /dev/shm/a', 'RUN ls /dev/shm | wc -l > /n'),
    after: lines('FROM busybox', 'RUN echo 1 > /dev/shm/a && ls /dev/shm | wc -l > /n'),
    finds: [['/n', 'content']],
  },
  {
    name: 'a removed working directory',
    text: lines('FROM busybox', 'WORKDIR /tmp/a', 'RUN rm -rf /tmp/a', 'RUN touch b'),
    after: lines('FROM busybox', 'WORKDIR /tmp/a', 'RUN rm -rf /tmp/a && touch b'),
    finds: null,
  },
  {
    name: 'a RUN that reads what is copied between',
    text: lines('FROM busybox', 'RUN ls / > /one', 'COPY file /', 'RUN ls / > /two'),
    after: lines('FROM busybox', 'COPY file /', 'RUN ls / > /one && ls / > /two'),
    files: { file: '1' },
    finds: [['/one', 'size']],
  },
  {
    name: 'a user between',
    text: lines('FROM busybox', 'RUN id -u > /tmp/a', 'USER 5', 'RUN id -u > /tmp/b'),
    after: lines('FROM busybox', 'RUN id -u > /tmp/a && id -u > /tmp/b', 'USER 5'),
    finds: [
      ['/tmp/b', 'owner'],
      ['/tmp/b', 'content'],
    ],
  },
];

/** A wrong after side, and what has to be found. */
export const wrong: readonly Wrong[] = [
  {
    name: 'a variable between',
    text: lines('FROM busybox', 'RUN echo "a$A" > /a', 'ENV A=1', 'RUN echo "$A" > /b'),
    after: lines('FROM busybox', 'ENV A=1', 'RUN echo "a$A" > /a && echo "$A" > /b'),
    finds: [['/a', 'size']],
  },
  {
    name: 'a directory that leaks',
    text: lines('FROM busybox', 'RUN cd /tmp && touch a', 'RUN touch b'),
    after: lines('FROM busybox', 'RUN cd /tmp && touch a && touch b'),
    finds: [
      ['/b', 'missing'],
      ['/tmp/b', 'added'],
    ],
  },
  {
    name: 'a lost file',
    text: lines('FROM busybox', 'RUN touch /a', 'RUN touch /b'),
    after: lines('FROM busybox', 'RUN touch /a'),
    finds: [['/b', 'missing']],
  },
  {
    name: 'another mode',
    text: lines('FROM busybox', 'RUN touch /a && chmod 600 /a'),
    after: lines('FROM busybox', 'RUN touch /a && chmod 640 /a'),
    finds: [['/a', 'mode']],
  },
  {
    name: 'another ENV',
    text: lines('FROM busybox', 'ENV A=1', 'RUN touch /a'),
    after: lines('FROM busybox', 'ENV A=2', 'RUN touch /a'),
    finds: [['Env', 'config']],
  },
  {
    name: 'a link that the COPY to its name goes through',
    text: lines(
      'FROM busybox',
      'RUN mkdir /data && ln -s /data/a.sh /a.sh',
      'COPY a.sh /a.sh',
      'COPY b.sh /b.sh',
    ),
    after: lines('FROM busybox', 'RUN mkdir /data && ln -s /data/a.sh /a.sh', 'COPY a.sh b.sh /'),
    files: { 'a.sh': 'a', 'b.sh': 'b' },
    finds: [
      ['/a.sh', 'type'],
      ['/data/a.sh', 'missing'],
    ],
  },
  {
    name: 'a variable that the ENV before sets',
    text: lines('FROM busybox', 'ENV A=1', 'ENV B=$A', 'RUN touch /a'),
    after: lines('FROM busybox', 'ENV A=1 B=$A', 'RUN touch /a'),
    finds: [['Env', 'config']],
  },
  {
    name: 'a broken hard link',
    text: lines('FROM busybox', 'RUN touch /a && ln /a /b'),
    after: lines('FROM busybox', 'RUN touch /a /b'),
    finds: [
      ['/a', 'links'],
      ['/b', 'links'],
    ],
  },
  {
    name: 'documentation removed at exact',
    text: lines('FROM busybox', 'RUN mkdir -p /usr/share/doc/a && touch /usr/share/doc/a/b'),
    after: lines('FROM busybox', 'RUN mkdir -p /usr/share/doc/a'),
    finds: [['/usr/share/doc/a/b', 'missing']],
  },
  {
    name: 'another owner, by USER moved in front of a WORKDIR',
    text: lines('FROM busybox', 'WORKDIR /a', 'USER 5', 'RUN id'),
    after: lines('FROM busybox', 'USER 5', 'WORKDIR /a', 'RUN id'),
    finds: [['/a', 'owner']],
  },
];
