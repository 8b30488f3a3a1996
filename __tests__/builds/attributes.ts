/** Modes and owners of what is copied: set by a RUN behind the COPY, and by the COPY itself. */
import type { Case } from './cases.js';

const lines = (...text: readonly string[]): string => `${text.join('\n')}\n`;
const SCRIPT = '#!/bin/sh\necho hello\n';

export const attributes: readonly Case[] = [
  {
    name: 'a script that becomes executable',
    text: lines(
      'FROM debian:12',
      'COPY entrypoint.sh /usr/local/bin/entrypoint.sh',
      'RUN chmod +x /usr/local/bin/entrypoint.sh',
      'RUN entrypoint.sh > /said',
    ),
    files: { 'entrypoint.sh': SCRIPT },
  },
  {
    name: 'two files of one COPY, in folders that it makes',
    text: lines(
      'FROM busybox',
      'COPY a.sh b.sh /opt/app/bin/',
      'RUN chmod 755 /opt/app/bin/a.sh /opt/app/bin/b.sh',
    ),
    files: { 'a.sh': SCRIPT, 'b.sh': SCRIPT },
  },
  {
    name: 'a file that only root reads',
    text: lines(
      'FROM debian:12',
      'COPY secret.conf /etc/secret.conf',
      'RUN chmod 600 /etc/secret.conf && touch /done',
    ),
    files: { 'secret.conf': 'x\n' },
    saves: 0,
  },
  {
    name: 'a folder of scripts',
    text: lines(
      'FROM debian:12',
      'COPY scripts /scripts',
      'RUN chmod -R 755 /scripts',
      'RUN ls -lR /scripts | grep -c rwxr-xr-x > /count',
    ),
    files: { 'scripts/a.sh': SCRIPT, 'scripts/deep/b': SCRIPT, 'scripts/deep/er/c.sh': SCRIPT },
  },
  {
    name: 'a here-document that becomes executable',
    text: lines(
      'FROM debian:12',
      'COPY <<EOF /usr/local/bin/hello',
      '#!/bin/sh',
      'echo hello',
      'EOF',
      'RUN chmod +x /usr/local/bin/hello',
      'RUN hello > /said',
    ),
  },
  {
    name: 'a folder that the COPY makes, of a user',
    text: lines(
      'FROM debian:12',
      'RUN useradd --system app',
      'COPY . /app',
      'RUN chown -R app:app /app',
      'USER app',
      'CMD ["cat", "/app/data/a"]',
    ),
    files: { 'data/a': 'a\n', 'data/b/c': 'c\n', 'run.sh': SCRIPT },
  },
  {
    name: 'a folder that WORKDIR has made, of a user',
    text: lines(
      'FROM debian:12',
      'RUN groupadd --gid 1234 app && useradd --uid 1234 --gid app app',
      'WORKDIR /srv/app',
      'COPY data/a ./',
      'COPY data data',
      'RUN chown -R app:app /srv/app',
      'USER app',
    ),
    files: { 'data/a': 'a\n', 'data/b/c': 'c\n' },
    saves: 1,
  },
  {
    name: 'owners by numbers, without a group, and a group alone',
    text: lines(
      'FROM debian:12',
      'COPY one.txt two.txt /etc/',
      'COPY three.txt /etc/three.txt',
      'COPY four.txt /etc/four.txt',
      'RUN chown 1000:1001 /etc/one.txt /etc/two.txt && chown www-data /etc/three.txt && chgrp www-data /etc/four.txt',
    ),
    files: { 'one.txt': '1\n', 'two.txt': '2\n', 'three.txt': '3\n', 'four.txt': '4\n' },
  },
  {
    name: 'an owner and a mode',
    text: lines(
      'FROM debian:12',
      'COPY run.sh /usr/local/bin/run.sh',
      'RUN chown daemon:daemon /usr/local/bin/run.sh && chmod 750 /usr/local/bin/run.sh',
    ),
    files: { 'run.sh': SCRIPT },
  },
];
