/** Images that ship what package managers leave behind, and what may be missing when they no longer do. */
import type { Case } from './cases.js';

const lines = (...text: readonly string[]): string => `${text.join('\n')}\n`;

export interface Pruned extends Case {
  /** Where everything lies that is missing afterwards. */
  readonly missing: RegExp;
}

export const pruned: readonly Pruned[] = [
  {
    name: 'package lists of apt',
    text: lines('FROM debian:12', 'RUN apt-get update && apt-get install -y --no-install-recommends bc'),
    missing: /^\/var\/(?:lib\/apt\/lists|cache\/apt|log)\//,
  },
  {
    name: 'package lists that later installations need',
    text: lines(
      'FROM debian:12',
      'RUN apt-get update',
      'COPY wanted /etc/wanted',
      'RUN grep -q bc /etc/wanted && apt-get install -y --no-install-recommends bc',
      'COPY more /etc/more',
      'RUN set -e; cat /etc/more; apt-get install -y --no-install-recommends dc; echo 1p | dc > /one',
    ),
    files: { wanted: 'bc\n', more: 'dc\n' },
    missing: /^\/var\/(?:lib\/apt\/lists|cache\/apt|log)\//,
  },
  {
    name: "npm's cache",
    text: lines(
      'FROM node:20',
      'WORKDIR /app',
      'COPY package.json ./',
      'RUN npm install --no-audit --no-fund',
      'RUN node -e "require(\'is-number\')" && npm ls > /packages',
    ),
    files: { 'package.json': '{"name":"app","version":"1.0.0","dependencies":{"is-number":"7.0.0"}}\n' },
    missing: /^\/root\/\.npm(?:\/|$)/,
  },
  {
    name: 'the index of apk',
    text: lines('FROM alpine:3.19', 'RUN apk update && apk add --update git', 'RUN apk add cmake'),
    missing: /^\/var\/cache\/apk\//,
  },
  {
    name: 'caches of dnf',
    text: lines('FROM fedora:40', 'RUN dnf install -y httpd', 'RUN dnf -y install git && touch /a'),
    missing: /^\/var\/cache\/(?:dnf|yum|libdnf5)(?:\/|$)/,
  },
];
