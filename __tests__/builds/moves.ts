/** Instructions that change places: what may, and traps that must not. */
import type { Case, Wrong } from './cases.js';

const lines = (...text: readonly string[]): string => `${text.join('\n')}\n`;

/** Each is rewritten, and has to be the same image. */
export const moved: readonly Case[] = [
  {
    name: 'a COPY rises above an installation',
    text: lines(
      'FROM debian:12',
      'RUN apt-get update && apt-get install -y --no-install-recommends bc && rm -rf /var/lib/apt/lists/*',
      'COPY app /app/',
      'RUN ls /app > /app/list && echo "1 + 1" | bc > /app/two',
    ),
    files: { 'app/a': '1', 'app/b/c': '2' },
    saves: 1,
  },
  {
    name: 'a COPY and a WORKDIR rise above installations',
    text: lines(
      'FROM alpine:3.19',
      'RUN apk add --no-cache git cmake',
      'ADD Gemfile Gemfile.lock /site/',
      'RUN apk add --no-cache ruby',
      'WORKDIR /site',
      'RUN cat Gemfile > seen && pwd >> seen',
    ),
    files: { Gemfile: "gem 'jekyll'\n", 'Gemfile.lock': 'GEM\n' },
    saves: 2,
  },
  {
    name: 'variables between RUNs are exported',
    text: lines(
      'FROM debian:12',
      'RUN env | sort > /one',
      'ENV A=1 B="two words"',
      'ENV PATH=/opt/$A/bin:$PATH',
      'RUN env | sort > /two && echo "$A-$B" >> /two',
      'ENV A=3 C=$A',
      'RUN env | sort > /three && echo "$PATH" >> /three',
      'CMD ["env"]',
    ),
    saves: 2,
  },
  {
    name: 'a COPY sinks below a RUN that has nothing to do with it',
    text: lines(
      'FROM busybox',
      'RUN mkdir -m 700 /data && chown 5:6 /data',
      'COPY settings /data/settings',
      'RUN mkdir /srv && touch /srv/a',
    ),
    files: { settings: 'a=1' },
    saves: 1,
  },
  {
    name: 'owners by number, and from a stage',
    text: lines(
      'FROM busybox AS build',
      'RUN mkdir /out && echo built > /out/a',
      'FROM debian:12',
      'RUN groupadd -g 900 app && useradd -u 900 -g app -d /nowhere app',
      'COPY --from=build --chown=900:900 /out /app',
      'RUN mkdir -p /var/app && chown app:app /var/app',
      'COPY --chown=7:8 file /place/file',
      'RUN ls -ln /app > /var/app/list',
    ),
    files: { file: '1' },
    saves: 2,
  },
  {
    name: 'the whole picture',
    text: lines(
      'FROM busybox',
      'RUN mkdir /a',
      'COPY one /a/one',
      'RUN chmod 600 /a/one',
      'RUN mkdir /b',
      'COPY two /b/two',
      'RUN cat /a/one /b/two > /both',
    ),
    files: { one: '1', two: '2' },
    saves: 2,
  },
  {
    name: 'a Node application with a script of its own',
    text: lines(
      'FROM node:20',
      'WORKDIR /app',
      'COPY package.json ./',
      'RUN npm install --no-audit --no-fund --no-update-notifier',
      'COPY start.sh /start.sh',
      'RUN chmod 755 /start.sh',
      'CMD ["/start.sh"]',
    ),
    files: {
      'package.json': '{"name":"a","version":"1.0.0","dependencies":{"is-number":"7.0.0"}}',
      'start.sh': '#!/bin/sh\n',
    },
    saves: 1,
  },
  {
    name: 'a volume, and comments that go along',
    text: lines(
      'FROM busybox',
      '# the first',
      'RUN mkdir /data && touch /data/a',
      '# where the data is',
      'VOLUME /data',
      '# the second',
      'RUN mkdir /other && touch /other/b',
    ),
    saves: 1,
  },
  {
    name: 'a file whose kind the context tells',
    text: lines(
      'FROM debian:12',
      'RUN mkdir -p /srv/x && touch /srv/x/y',
      'COPY entry.sh /',
      'RUN mkdir -p /srv/z && chmod 700 /srv/z',
    ),
    files: { 'entry.sh': '#!/bin/sh\n' },
    saves: 1,
  },
  {
    name: 'RUNs of one user on both sides of another',
    text: lines(
      'FROM debian:12',
      'RUN useradd -u 900 app && mkdir /srv/app && chown app:app /srv/app',
      'USER app',
      'RUN mkdir -m 750 /srv/app/cache',
      'USER root',
      'RUN ln -sf /usr/share/zoneinfo/Europe/Berlin /etc/localtime',
      'USER app',
      'RUN touch /srv/app/cache/.keep',
    ),
    saves: 2,
  },
  {
    name: 'sources behind an installation, for the cache',
    mode: 'dev',
    text: lines(
      'FROM debian:12',
      'WORKDIR /src',
      'COPY . .',
      'RUN apt-get update && apt-get install -y --no-install-recommends bc',
      'RUN ls /src > /list',
    ),
    files: { 'a.txt': '1' },
    saves: 0,
  },
];

/** What a careless move makes of them is another image, and ours leaves them alone. */
export const unmoved: readonly Wrong[] = [
  {
    name: 'a configuration file that the package owns',
    text: lines(
      'FROM debian:12',
      'RUN apt-get update && apt-get install -y --no-install-recommends logrotate',
      'COPY logrotate.conf /etc/logrotate.conf',
      'RUN apt-get install -y --no-install-recommends bc',
    ),
    after: lines(
      'FROM debian:12',
      'COPY logrotate.conf /etc/logrotate.conf',
      'RUN apt-get update && apt-get install -y --no-install-recommends logrotate && apt-get install -y --no-install-recommends bc',
    ),
    files: { 'logrotate.conf': 'weekly\n' },
    finds: null,
  },
  {
    name: 'a directory whose owner a RUN sets',
    text: lines(
      'FROM busybox',
      'RUN mkdir -p /data && chown -R 5:6 /data',
      'COPY file /data/file',
      'RUN cat /data/file > /copy',
    ),
    after: lines(
      'FROM busybox',
      'COPY file /data/file',
      'RUN mkdir -p /data && chown -R 5:6 /data && cat /data/file > /copy',
    ),
    files: { file: '1' },
    finds: [['/data/file', 'owner']],
  },
  {
    name: 'a wildcard that would see the file',
    text: lines(
      'FROM busybox',
      'RUN mkdir /app && touch /app/a.txt && echo /app/*.txt > /before',
      'COPY b.txt /app/',
      'RUN echo /app/*.txt > /behind',
    ),
    after: lines(
      'FROM busybox',
      'COPY b.txt /app/',
      'RUN mkdir -p /app && touch /app/a.txt && echo /app/*.txt > /before && echo /app/*.txt > /behind',
    ),
    files: { 'b.txt': '1' },
    finds: [['/before', 'size']],
  },
  {
    name: 'npm ci before its manifest',
    text: lines(
      'FROM node:20',
      'RUN mkdir -p /app',
      'COPY package.json package-lock.json /app/',
      'RUN cd /app && npm ci',
    ),
    after: lines(
      'FROM node:20',
      'RUN mkdir -p /app && cd /app && npm ci',
      'COPY package.json package-lock.json /app/',
    ),
    files: {
      'package.json': '{"name":"a","version":"1.0.0"}',
      'package-lock.json':
        '{"name":"a","version":"1.0.0","lockfileVersion":3,"packages":{"":{"name":"a","version":"1.0.0"}}}',
    },
    finds: null,
  },
  {
    name: 'a user that the RUN makes',
    text: lines(
      'FROM debian:12',
      'RUN useradd -u 900 app',
      'COPY --chown=app file /srv/file',
      'RUN cat /srv/file > /copy',
    ),
    after: lines(
      'FROM debian:12',
      'COPY --chown=app file /srv/file',
      'RUN useradd -u 900 app && cat /srv/file > /copy',
    ),
    files: { file: '1' },
    finds: [['/srv/file', 'owner']],
  },
  {
    name: 'a symbolic link that the COPY goes through',
    text: lines(
      'FROM busybox',
      'RUN mkdir /data && ln -s /data /app',
      'COPY file /app/file',
      'RUN ls /data > /list',
    ),
    after: lines(
      'FROM busybox',
      'COPY file /app/file',
      'RUN mkdir /data && ln -s /data /app && ls /data > /list',
    ),
    files: { file: '1' },
    finds: [
      ['/app', 'type'],
      ['/app/data', 'added'],
      ['/app/file', 'added'],
      ['/data/file', 'missing'],
      ['/list', 'size'],
    ],
  },
  {
    name: 'a program in the place of another',
    text: lines('FROM debian:12', 'RUN id > /one', 'ADD id /usr/local/bin/', 'RUN id > /two'),
    after: lines('FROM debian:12', 'ADD --chmod=755 id /usr/local/bin/', 'RUN id > /one && id > /two'),
    files: { id: '#!/bin/sh\necho nobody\n' },
    finds: [
      ['/one', 'size'],
      ['/two', 'size'],
      ['/usr/local/bin/id', 'mode'],
    ],
  },
  {
    name: 'a directory that a WORKDIR would make first',
    text: lines('FROM busybox', 'RUN mkdir -m 700 /work && chown 5 /work', 'WORKDIR /work', 'RUN touch a'),
    after: lines('FROM busybox', 'WORKDIR /work', 'RUN mkdir -m 700 /work && chown 5 /work', 'RUN touch a'),
    finds: null,
  },
  {
    name: 'a variable that a program prints',
    text: lines('FROM busybox', 'RUN env > /one', 'ENV A=1', 'RUN env > /two'),
    after: lines('FROM busybox', 'ENV A=1', 'RUN env > /one && env > /two'),
    finds: [['/one', 'size']],
  },
];
