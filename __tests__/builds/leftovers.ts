/** Images that ship what a RUN has fetched or made for itself, and what is missing when it removes it. */
import type { Pruned } from './pruned.js';

const lines = (...text: readonly string[]): string => `${text.join('\n')}\n`;

const ARCHIVE = 'bc_1.07.1.orig.tar.gz';

export const leftovers: readonly Pruned[] = [
  {
    name: 'an archive that has been unpacked',
    text: lines(
      'FROM debian:12',
      'RUN apt-get update && apt-get install -y --no-install-recommends wget && rm -rf /var/lib/apt/lists/* /var/log/* /var/cache/ldconfig/*',
      'WORKDIR /usr/src',
      'COPY name /name',
      `RUN wget -q http://deb.debian.org/debian/pool/main/b/bc/${ARCHIVE} \\`,
      ` && tar -xzf ${ARCHIVE} \\`,
      ' && ls /usr/src/bc-1.07.1 > /listed && chown -R daemon /usr/src/bc-1.07.1',
    ),
    files: { name: 'bc\n' },
    missing: /^\/usr\/src\/bc_1\.07\.1\.orig\.tar\.gz$/,
  },
  {
    name: 'a folder that something was copied out of',
    text: lines(
      'FROM debian:12',
      'RUN mkdir /tmp/build && cp /etc/os-release /tmp/build/name && cd /tmp/build && cp name /srv/name',
      'CMD ["cat", "/srv/name"]',
    ),
    missing: /^\/tmp\/build(?:\/|$)/,
  },
  {
    name: 'a folder of mktemp',
    text: lines(
      'FROM debian:12',
      'RUN d=$(mktemp -d) && cp /etc/os-release "$d/name" && cp "$d/name" /srv/name',
    ),
    missing: /^\/tmp\/tmp\.\w+(?:\/|$)/,
  },
];
