/** Images with files that a later layer removes: what moves, and traps that must not. */
import type { Case, Wrong } from './cases.js';

const lines = (...text: readonly string[]): string => `${text.join('\n')}\n`;

/** Each is rewritten at `exact`: the same image, and nothing in a layer that a later one removes. */
export const removed: readonly Case[] = [
  {
    name: 'a file that a later RUN removes',
    text: lines(
      'FROM debian:12',
      'RUN cp /etc/bash.bashrc /blob && mkdir /srv/app && cp /blob /srv/app/services',
      'COPY app /srv/app/',
      'RUN ls /srv/app > /list && rm /blob',
    ),
    files: { 'app/a': '1' },
    saves: 0,
  },
  {
    name: 'a RUN that does nothing but remove a directory',
    text: lines(
      'FROM busybox',
      'RUN mkdir /build /out && cp /bin/busybox /build/a && cp /build/a /out/a',
      'COPY app /out/',
      'RUN rm -rf /build',
    ),
    files: { 'app/b': '2' },
    saves: 1,
  },
  {
    name: 'a pattern, a variable and a relative path',
    text: lines(
      'FROM debian:12',
      'ENV PLACE=/opt/place',
      'WORKDIR /opt/work',
      'RUN mkdir $PLACE && cp /etc/bash.bashrc $PLACE/a.log && cp /etc/bash.bashrc $PLACE/kept && cp /etc/bash.bashrc here && cp here /srv/a',
      'COPY app /srv/',
      'RUN ls /srv > /list && rm $PLACE/a.log && cd /opt/work && rm here',
    ),
    files: { 'app/c': '3' },
    saves: 0,
  },
];

/** What a careless move makes of them is another image, or none, and ours leaves them alone. */
export const unremoved: readonly Wrong[] = [
  {
    name: 'a file that is read before it is removed',
    text: lines(
      'FROM busybox',
      'RUN mkdir /a && touch /a/b',
      'COPY app /a/',
      'RUN cp /a/b /c',
      'USER 1',
      'RUN true',
      'USER root',
      'RUN rm /a/b',
    ),
    after: lines(
      'FROM busybox',
      'RUN mkdir /a && touch /a/b && rm /a/b',
      'COPY app /a/',
      'RUN cp /a/b /c',
      'USER 1',
      'RUN true',
      'USER root',
    ),
    files: { 'app/d': '4' },
    finds: null,
  },
  {
    name: 'a pattern that a later COPY has files for',
    text: lines('FROM busybox', 'RUN mkdir /a && touch /a/b.log', 'COPY app /a/', 'RUN rm /a/*.log'),
    after: lines('FROM busybox', 'RUN mkdir /a && touch /a/b.log && rm /a/*.log', 'COPY app /a/'),
    files: { 'app/c.log': '5' },
    finds: [['/a/c.log', 'added']],
  },
  {
    name: 'a directory that a RUN in between works in',
    text: lines(
      'FROM busybox',
      'RUN mkdir -m 700 /a && touch /a/b',
      'WORKDIR /a',
      'RUN stat -c %a /a > /seen',
      'WORKDIR /',
      'RUN rm -r /a',
    ),
    after: lines(
      'FROM busybox',
      'RUN mkdir -m 700 /a && touch /a/b && rm -r /a',
      'WORKDIR /a',
      'RUN stat -c %a /a > /seen',
      'WORKDIR /',
    ),
    finds: [
      ['/a', 'added'],
      ['/seen', 'content'],
    ],
  },
];
