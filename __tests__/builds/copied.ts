/** Files that are copied for one RUN, or to be moved by it: shown by a mount, or copied to their place. */
import type { Case, Wrong } from './cases.js';

const lines = (...text: readonly string[]): string => `${text.join('\n')}\n`;
/** More than the blocks of a layer that has nothing in it. */
const TEXT = 'port @PORT@\n'.repeat(2000);

/** Each is rewritten at `reshape`: the same image, without a layer that is hidden. */
export const bound: readonly Case[] = [
  {
    name: 'a template that is read',
    text: lines(
      'FROM debian:12',
      'COPY app.template /tmp/app.template',
      'RUN sed -e s/@PORT@/80/ /tmp/app.template > /etc/app.conf && rm /tmp/app.template && echo done > /done',
    ),
    files: { 'app.template': TEXT },
  },
  {
    name: 'lists in a folder that the COPY makes',
    text: lines(
      'FROM debian:12',
      'COPY a.list b.list /tmp/lists/',
      'RUN set -e; cat /tmp/lists/a.list /tmp/lists/b.list > /etc/both; rm -r /tmp/lists; test ! -e /etc/none',
    ),
    files: { 'a.list': TEXT, 'b.list': 'b\n' },
  },
  {
    name: 'a folder of a stage',
    text: lines(
      'FROM debian:12 AS build',
      'RUN mkdir /wheels && cp /etc/bash.bashrc /wheels/a.whl && chown daemon /wheels/a.whl',
      'FROM debian:12',
      'COPY --from=build /wheels/ /wheels/',
      'RUN cat /wheels/a.whl > /etc/read && rm -rf /wheels',
    ),
  },
  {
    name: 'a file right below the root',
    text: lines('FROM busybox', 'COPY app.conf /', 'RUN cat < /app.conf > /srv.conf && rm -f /app.conf'),
    files: { 'app.conf': TEXT },
  },
  {
    name: 'a folder of the build context',
    text: lines(
      'FROM debian:12',
      'COPY lists/ /tmp/lists/',
      'RUN cat /tmp/lists/a /tmp/lists/deep/b > /read && rm -rf /tmp/lists',
    ),
    files: { 'lists/a': TEXT, 'lists/deep/b': 'b\n' },
  },
];

/** What a careless rewrite makes of them is another image, or none, and ours leaves them alone. */
export const unbound: readonly Wrong[] = [
  {
    name: 'a file that is removed by a pattern',
    text: lines('FROM busybox', 'COPY a.conf /tmp/a.conf', 'RUN cat /tmp/a.conf > /a && rm -rf /tmp/*'),
    after: lines(
      'FROM busybox',
      'RUN --mount=type=bind,source=a.conf,target=/tmp/a.conf cat /tmp/a.conf > /a && rm -rf /tmp/*',
    ),
    files: { 'a.conf': 'a\n' },
    finds: null,
  },
  {
    name: 'a file that is linked',
    text: lines('FROM busybox', 'COPY a.conf /tmp/a.conf', 'RUN ln /tmp/a.conf /a && rm /tmp/a.conf'),
    after: lines('FROM busybox', 'RUN --mount=type=bind,source=a.conf,target=/tmp/a.conf ln /tmp/a.conf /a'),
    files: { 'a.conf': 'a\n' },
    finds: null,
  },
  {
    name: 'a file that is asked whether it may be written to',
    text: lines(
      'FROM debian:12',
      'COPY a.conf /tmp/a.conf',
      'RUN test -w /tmp/a.conf && cat /tmp/a.conf > /a && rm /tmp/a.conf',
    ),
    after: lines(
      'FROM debian:12',
      'RUN --mount=type=bind,source=a.conf,target=/tmp/a.conf test -w /tmp/a.conf && cat /tmp/a.conf > /a',
    ),
    files: { 'a.conf': 'a\n' },
    finds: null,
  },
  {
    name: 'a folder that the COPY makes and nobody removes',
    text: lines('FROM debian:12', 'COPY a.conf /x/y/a.conf', 'RUN cat /x/y/a.conf > /a && rm /x/y/a.conf'),
    after: lines(
      'FROM debian:12',
      'RUN --mount=type=bind,source=a.conf,target=/x/y/a.conf cat /x/y/a.conf > /a',
    ),
    files: { 'a.conf': 'a\n' },
    finds: [
      ['/x', 'missing'],
      ['/x/y', 'missing'],
    ],
  },
];

/** Each is rewritten at `exact`: the same image, and the file is stored once. */
export const touched: readonly Case[] = [
  {
    name: 'a script that is moved to its place',
    text: lines(
      'FROM debian:12',
      'COPY start.sh /tmp/start.sh',
      'RUN mv /tmp/start.sh /usr/local/bin/start && ln -s /usr/local/bin/start /start',
    ),
    files: { 'start.sh': TEXT },
    saves: 0,
  },
  {
    name: 'a file that is renamed',
    text: lines(
      'FROM debian:12',
      'WORKDIR /app',
      'COPY config.docker.json .',
      'RUN mv config.docker.json config.json',
    ),
    files: { 'config.docker.json': TEXT },
    saves: 1,
  },
  {
    name: 'a file of a stage that is moved',
    text: lines(
      'FROM debian:12 AS build',
      'RUN cp /etc/bash.bashrc /tool.bash && chmod 755 /tool.bash',
      'FROM debian:12',
      'COPY --from=build /tool.bash /tmp/',
      'RUN mv /tmp/tool.bash /usr/local/bin/tool && echo done > /done',
    ),
    saves: 0,
  },
];

/** A link in the way: the COPY would go through it, and the move takes its place. */
export const untouched: readonly Wrong[] = [
  {
    name: 'a link where the file is moved to',
    text: lines(
      'FROM debian:12',
      'RUN ln -s /opt/tool /usr/local/bin/tool',
      'COPY a.sh /tmp/a.sh',
      'RUN mv /tmp/a.sh /usr/local/bin/tool',
    ),
    after: lines(
      'FROM debian:12',
      'RUN ln -s /opt/tool /usr/local/bin/tool',
      'COPY a.sh /usr/local/bin/tool',
    ),
    files: { 'a.sh': 'a\n' },
    finds: [
      ['/opt/tool', 'added'],
      ['/usr/local/bin/tool', 'type'],
    ],
  },
];
