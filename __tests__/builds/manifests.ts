/** Installations whose manifests are copied first, and traps that must not be fallen into. */
import type { Case, Wrong } from './cases.js';

const lines = (...text: readonly string[]): string => `${text.join('\n')}\n`;

const PACKAGE = {
  resolved: 'https://registry.npmjs.org/left-pad/-/left-pad-1.3.0.tgz',
  integrity:
    'sha512-XI5MPzVNApjAyhQzphX8BkmKsKUxD4LdyK24iZeQGinBN9yTQT3bFlCBy/aVx2HrNcqQGsdot8ghrjyrvMCoEA==',
  version: '1.3.0',
};
const dependencies = { 'left-pad': '1.3.0' };
const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
const project = (more: object = {}): Readonly<Record<string, string>> => ({
  'package.json': json({ name: 'app', version: '1.0.0', dependencies, ...more }),
  'package-lock.json': json({
    ...{ name: 'app', version: '1.0.0', lockfileVersion: 3, requires: true },
    packages: { '': { name: 'app', version: '1.0.0', dependencies }, 'node_modules/left-pad': PACKAGE },
  }),
  'src/index.js': 'console.log(require("left-pad")(1, 3));\n',
  'src/deep/data.txt': '1\n',
});

/** npm's cache and logs have other names in each build: they are in a mount. */
const CI = 'RUN --mount=type=cache,target=/root/.npm npm ci --no-audit --no-fund --no-update-notifier';

/** Each is rewritten in dev mode, and has to be the same image, in one layer more. */
export const copiedFirst: readonly Case[] = [
  {
    name: 'what npm reads is copied first',
    text: lines('FROM node:20', 'WORKDIR /app', 'COPY . .', CI, 'RUN node src/index.js > /out'),
    files: project(),
  },
  {
    name: 'to a folder that the COPY makes',
    text: lines('FROM node:20', 'COPY . /srv/new/app', 'WORKDIR /srv/new/app', CI),
    files: project(),
  },
  {
    name: 'with an owner',
    text: lines('FROM node:20', 'COPY --chown=node:node . /srv/app', 'WORKDIR /srv/app', CI),
    files: project(),
  },
  {
    name: 'a folder of the context, by ADD',
    text: lines('FROM node:20', 'WORKDIR /app', 'ADD server ./', CI),
    files: Object.fromEntries(
      Object.entries(project()).map(([path, text]) => [`server/${path}`, text] as const),
    ),
  },
  {
    name: 'settings come along',
    text: lines('FROM node:20', 'WORKDIR /app', 'COPY . .', CI),
    files: { ...project(), '.npmrc': 'engine-strict=true\n' },
  },
].map((one) => ({ ...one, mode: 'dev', saves: -1 }));

/** What a careless rewriter makes of them is another image, and ours leaves them alone. */
export const copiedAtOnce: readonly Wrong[] = [
  {
    name: 'a script that reads the sources',
    text: lines('FROM node:20', 'WORKDIR /app', 'COPY . .', CI),
    after: lines('FROM node:20', 'WORKDIR /app', 'COPY package.json package-lock.json ./', CI, 'COPY . .'),
    files: project({ scripts: { postinstall: 'node src/index.js' } }),
    finds: null,
  },
  {
    name: 'a manifest of another part of the project',
    text: lines('FROM node:20', 'WORKDIR /app', 'COPY . .', 'RUN cat src/*.js > /seen'),
    after: lines(
      'FROM node:20',
      'WORKDIR /app',
      'COPY package.json ./',
      'RUN cat src/*.js > /seen',
      'COPY . .',
    ),
    files: project(),
    finds: null,
  },
  {
    name: 'a file that the installation changes',
    text: lines('FROM busybox', 'WORKDIR /app', 'COPY . .', 'RUN echo 2 > package-lock.json'),
    after: lines(
      ...['FROM busybox', 'WORKDIR /app', 'COPY package-lock.json ./'],
      ...['RUN echo 2 > package-lock.json', 'COPY . .'],
    ),
    files: { 'package-lock.json': '1\n' },
    finds: [['/app/package-lock.json', 'content']],
  },
];
