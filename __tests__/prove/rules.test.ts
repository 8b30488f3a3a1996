/** What may change places as a rule only, which is for `reshape`. */
import { describe, expect, it } from '@jest/globals';
import { proverOf } from '../../src/prove/prove.js';
import { readDockerfile } from '../../src/read/read.js';
import type { Level } from '../../src/transform.js';

const COPY = 'COPY --from=build /server /usr/local/bin/server';
const APT = 'RUN apt-get update && apt-get install -y curl';

/** Of two Dockerfiles that differ in the order of two instructions. */
function differenceOf(
  one: string,
  other: string,
  { level = 'reshape', head = 'FROM debian:12' }: { level?: Level; head?: string } = {},
): string | null {
  const read = (text: string): ReturnType<typeof readDockerfile> => readDockerfile(text);
  const [before, after] = [`${head}\n${one}\n${other}\n`, `${head}\n${other}\n${one}\n`];
  return proverOf(read)(read(before), read(after), { level, drops: [] })?.message ?? null;
}

describe('the proof takes it for a rule', () => {
  it.each([
    ['that scripts of packages call no program of the project', COPY, APT],
    ['that packages leave the places of the user alone', 'COPY --from=build /out /srv/www', APT],
    ['for other distributions too', 'COPY --from=build /out /opt/app', 'RUN dnf install -y curl'],
  ])('%s', (_, one, other) => {
    expect(differenceOf(one, other)).toBeNull();
    expect(differenceOf(one, other, { level: 'prune' })).not.toBeNull();
    expect(differenceOf(one, other, { level: 'exact' })).not.toBeNull();
  });

  it.each([
    ['that a build of Go', 'RUN go build -o /usr/local/bin/server .', 'FROM golang:1.22'],
    ['that npm', 'RUN npm ci', 'FROM node:20'],
  ])('%s looks at no accounts', (_, build, image) => {
    const head = `${image}\nWORKDIR /src`;
    expect(differenceOf(build, 'RUN useradd --system app', { head })).toBeNull();
    expect(differenceOf(build, 'RUN useradd --system app', { head, level: 'prune' })).not.toBeNull();
  });
});

describe('the proof takes it for no rule', () => {
  it.each([
    ['a program that scripts may call', 'COPY --from=build /usr/bin/perl /usr/local/bin/perl', APT],
    ['a folder of programs', 'COPY --from=build /out/ /usr/local/bin/', APT],
    ['a program where packages have theirs', 'COPY --from=build /server /usr/bin/server', APT],
    ['a library', 'COPY --from=build /libx.so /usr/local/lib/', APT],
    ['a setting', 'COPY own.conf /etc/own.conf', APT],
    ['data of a service', 'COPY --from=build /out /var/lib/own', APT],
    ['an unknown command', COPY, 'RUN curl -fsSL https://example.org/setup.sh | sh'],
    ['a package of the project', 'COPY own.deb /srv/', 'RUN apt-get install -y /srv/own.deb'],
  ])('%s', (_, one, other) => {
    expect(differenceOf(one, other)).not.toBeNull();
  });

  it.each([
    ['a repository in the file system', 'RUN echo "deb file:/srv/own ./" > /etc/apt/sources.list.d/own.list'],
    ['a hook', `RUN echo 'DPkg::Post-Invoke {"/usr/local/bin/server";};' > /etc/apt/apt.conf.d/hook`],
    ['settings of unknown content', 'COPY own.conf /etc/apt/apt.conf.d/own.conf'],
    ['a package from elsewhere', 'RUN curl -fsSLo /tmp/own.deb https://example.org/own.deb'],
  ])('where there is %s', (_, line) => {
    expect(differenceOf(COPY, APT, { head: `FROM debian:12\n${line}` })).not.toBeNull();
  });

  it.each([
    ['an account and what looks it up', 'RUN useradd app', 'RUN npm ci && chown -R app node_modules'],
    ['a tool and who may call it', 'RUN apt-get update && apt-get install -y python3', 'RUN npm ci'],
    ['the project and what is installed for it', 'COPY . /app', 'RUN npm ci'],
    ['a folder that a dependency may name', 'COPY shared /shared', 'RUN npm ci'],
  ])('%s', (_, one, other) => {
    expect(differenceOf(one, other, { head: 'FROM node:20\nWORKDIR /app' })).not.toBeNull();
  });
});
