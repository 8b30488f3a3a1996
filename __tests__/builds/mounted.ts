/** Images whose caches go to mounts: what may be missing then, and whether the mounts hold it. */
import type { Case } from './cases.js';

const lines = (...text: readonly string[]): string => `${text.join('\n')}\n`;

export interface Mounted extends Case {
  /** Where everything lies that may be missing afterwards; `null` when nothing is. */
  readonly missing: RegExp | null;
  /** A Dockerfile that fails when the mount is empty. */
  readonly probe: string;
}

export const mounted: readonly Mounted[] = [
  {
    name: 'lists of apt, cleaned before',
    text: lines(
      'FROM debian:12',
      'RUN apt-get update && apt-get install -y --no-install-recommends bc && rm -rf /var/lib/apt/lists/*',
    ),
    missing: null,
    probe: lines(
      'FROM debian:12',
      'RUN --mount=type=cache,target=/var/lib/apt/lists,sharing=locked ls /var/lib/apt/lists/*Packages*',
    ),
  },
  {
    name: 'lists of apt, left before',
    text: lines(
      'FROM debian:12',
      'RUN set -eux; apt-get update; apt-get install -y --no-install-recommends dc',
      'RUN echo 1p | dc > /one',
    ),
    missing: /^\/var\/(?:lib\/apt\/lists|cache\/apt|log)\//,
    probe: lines(
      'FROM debian:12',
      'RUN --mount=type=cache,target=/var/lib/apt/lists,sharing=locked ls /var/lib/apt/lists/*Packages*',
    ),
  },
  {
    name: 'packages that apt keeps',
    text: lines(
      'FROM debian:12',
      'RUN rm /etc/apt/apt.conf.d/docker-clean',
      'RUN apt-get update && apt-get install -y --no-install-recommends bc',
    ),
    missing: /^\/var\/(?:lib\/apt\/lists|cache\/apt|log)\//,
    probe: lines(
      'FROM debian:12',
      'RUN --mount=type=cache,target=/var/cache/apt,sharing=locked ls /var/cache/apt/archives/bc*.deb',
    ),
  },
  {
    name: "npm's cache",
    text: lines(
      'FROM node:20',
      'WORKDIR /app',
      'COPY package.json ./',
      'RUN npm install --no-audit --no-fund && npm cache clean --force',
      'RUN node -e "require(\'is-number\')" && npm ls > /packages',
    ),
    files: { 'package.json': '{"name":"app","version":"1.0.0","dependencies":{"is-number":"7.0.0"}}\n' },
    missing: /^\/root\/\.npm(?:\/|$)/,
    probe: lines('FROM node:20', 'RUN --mount=type=cache,target=/root/.npm ls /root/.npm/_cacache/index-v5'),
  },
  {
    name: "go's build cache",
    text: lines(
      'FROM golang:1.19 AS build',
      'ENV CGO_ENABLED=0',
      'WORKDIR /src',
      'COPY go.mod main.go ./',
      'RUN go build -trimpath -buildvcs=false -o /out/app .',
      'FROM debian:12',
      'COPY --from=build /out/app /app',
      'RUN /app > /said',
    ),
    files: {
      'go.mod': 'module app\n\ngo 1.19\n',
      'main.go': 'package main\n\nfunc main() { println("built") }\n',
    },
    missing: null,
    probe: lines(
      'FROM golang:1.19',
      'RUN --mount=type=cache,id=go-build-golang-1.19,target=/root/.cache/go-build test -d /root/.cache/go-build/00',
    ),
  },
];
