/** Installations that a careless rewriter would part from what they read. */
import { describe, expect, it } from '@jest/globals';
import type { BuildContext } from '../../src/model.js';
import { proverOf } from '../../src/prove/prove.js';
import { readDockerfile } from '../../src/read/read.js';

/** Texts of files; `null` for a folder. */
type Files = Readonly<Record<string, string | null>>;

const contextOf = (files: Files, isRead: boolean): BuildContext => ({
  stat: (path) => {
    const text = files[path];
    if (text === undefined) return null;
    return text === null
      ? { kind: 'directory', mode: 0o755, size: 0 }
      : { kind: 'file', mode: 0o644, size: text.length };
  },
  ...(isRead ? { read: (path: string) => files[path] ?? null } : {}),
  list: (folder) =>
    Object.keys(files)
      .filter((path) => path.startsWith(`${folder}/`) && !path.slice(folder.length + 1).includes('/'))
      .map((path) => path.slice(folder.length + 1)),
});

const NODE: Files = {
  'package.json': '{"scripts":{"build":"tsc"}}',
  'package-lock.json': '{"packages":{"":{},"node_modules/a":{"resolved":"https://r.example/a.tgz"}}}',
  src: null,
  'src/index.ts': '',
};

interface Case {
  readonly head?: string;
  /** Before, and last after. */
  readonly copy?: string;
  readonly first?: string;
  readonly between?: string;
  readonly run?: string;
  /** After, where they are not those before. */
  readonly rest?: string;
  readonly install?: string;
  /** Besides those of a project of npm. */
  readonly files?: Files;
  readonly context?: 'none' | 'unread';
}

function differenceOf({
  head = 'FROM node:20\nWORKDIR /app\n',
  copy = 'COPY . .',
  first = 'COPY package.json package-lock.json ./',
  between = '',
  run = 'RUN npm ci',
  rest = copy,
  install = run,
  files = {},
  context,
}: Case): string | null {
  const known = contextOf({ ...NODE, ...files }, context !== 'unread');
  const read = (text: string): ReturnType<typeof readDockerfile> =>
    readDockerfile(text, context === 'none' ? {} : { context: known });
  const before = `${head}${copy}\n${between}${run}\nRUN npm run build\n`;
  const after = `${head}${first}\n${between}${install}\n${rest}\nRUN npm run build\n`;
  return proverOf(read)(read(before), read(after), { level: 'exact', drops: [] })?.message ?? null;
}

const PYTHON: Case = {
  head: 'FROM python:3.11\nWORKDIR /app\n',
  first: 'COPY requirements.txt ./',
  run: 'RUN pip install -r requirements.txt',
  files: { 'requirements.txt': 'flask\n' },
};

const LISTS: Case = {
  ...PYTHON,
  first: 'COPY requirements/prod.txt requirements/base.txt requirements/\nCOPY all.txt ./',
  run: 'RUN pip install -r requirements/prod.txt',
  files: {
    requirements: null,
    'requirements/prod.txt': '-r base.txt\n-r ../all.txt\n',
    'requirements/base.txt': 'flask\n',
    'all.txt': 'six\n',
  },
};
const VENDORED: Case = {
  ...PYTHON,
  first: 'COPY requirements.txt ./\nCOPY vendor/kit vendor/kit/',
  files: {
    'requirements.txt': './vendor/kit\n',
    ...{ vendor: null, 'vendor/kit': null, 'vendor/kit/kit.py': '', 'vendor/other': null },
    'vendor/kit/pyproject.toml':
      '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n[project]\nname = "kit"\n',
  },
};
const vendoredWith = (files: Files): Case => ({ ...VENDORED, files: { ...VENDORED.files, ...files } });

const link = (to: string): string => `{"link":true,"resolved":"${to}"}`;
const WORKSPACES: Case = {
  first: 'COPY package.json package-lock.json ./\nCOPY packages/a/package.json packages/a/',
  files: {
    'package.json': '{"workspaces":["packages/*"]}',
    'package-lock.json': `{"packages":{"":{},"packages/a":{},"node_modules/a":${link('packages/a')}}}`,
    ...{ packages: null, 'packages/a': null, 'packages/a/package.json': '{"name":"a"}' },
  },
};
const workspaceWith = (files: Files): Case => ({ ...WORKSPACES, files: { ...WORKSPACES.files, ...files } });

const SUM = `h1:${'A'.repeat(43)}=`;
const GO: Case = {
  head: 'FROM golang:1.22\nWORKDIR /src\n',
  first: 'COPY go.mod go.sum ./',
  run: 'RUN go mod download',
  files: {
    'go.mod': 'module a\n\ngo 1.22\n\nrequire b.example/b v1.0.0\n',
    'go.sum': `b.example/b v1.0.0 ${SUM}\nb.example/b v1.0.0/go.mod ${SUM}\n`,
  },
};
const goWith = (files: Files): Case => ({ ...GO, files: { ...GO.files, ...files } });

describe('the proof accepts', () => {
  it.each<readonly [string, Case]>([
    ['what npm reads', {}],
    [
      'more than what npm reads',
      { first: 'COPY package.json package-lock.json .nvmrc ./', files: { '.nvmrc': '20' } },
    ],
    [
      'an owner of both',
      { copy: 'COPY --chown=node . .', first: 'COPY --chown=node package.json package-lock.json ./' },
    ],
    [
      'a folder that the COPY makes',
      {
        head: 'FROM node:20\n',
        copy: 'COPY . /app',
        first: 'COPY package.json package-lock.json /app/',
        between: 'WORKDIR /app\n',
      },
    ],
    ['what pip reads', PYTHON],
    ['what go reads', GO],
    ['lists in folders', LISTS],
    ['workspaces', WORKSPACES],
    ['a package of the project', VENDORED],
    ['the folder that it lies in', { ...VENDORED, first: 'COPY requirements.txt ./\nCOPY vendor vendor/' }],
    [
      'it in front of its list',
      { ...VENDORED, first: 'COPY vendor/kit vendor/kit/\nCOPY requirements.txt ./' },
    ],
    ['a mount of a cache', { run: 'RUN --mount=type=cache,target=/root/.npm npm ci' }],
  ])('%s', (_, one) => {
    expect(differenceOf(one)).toBeNull();
  });
});

describe('the proof rejects', () => {
  it.each<readonly [string, Case]>([
    ['a manifest that is left out', { first: 'COPY package.json ./' }],
    ['a file of an earlier RUN', { head: "FROM node:20\nRUN echo '{}' > /app/binding.gyp\nWORKDIR /app\n" }],
    [
      'a repository that an earlier RUN has cloned',
      { head: 'FROM node:20\nRUN git clone https://example.org/app /app\nWORKDIR /app\n' },
    ],
    ['settings that are left out', { files: { '.npmrc': 'registry=https://r.example/' } }],
    [
      'a list that another one names',
      { ...PYTHON, files: { 'requirements.txt': '-r base.txt\n', 'base.txt': 'flask\n' } },
    ],
    [
      'a source that changes what is installed',
      { files: { 'package.json': '{"scripts":{"postinstall":"node src/fix.js"}}' } },
    ],
    [
      'a package whose script reads the sources',
      {
        files: {
          'package-lock.json': '{"packages":{"node_modules/@prisma/client":{"hasInstallScript":true}}}',
        },
      },
    ],
    ['a workspace', { files: { 'package.json': '{"workspaces":["src"]}' } }],
    ['a lock file that the installation changes', { run: 'RUN npm install' }],
    ['a file that is named in the list', { ...PYTHON, files: { 'requirements.txt': './lib\n' } }],
    ['the project itself, installed', { ...PYTHON, run: 'RUN pip install -r requirements.txt -e .' }],
    ['modules that are copied over those that are installed', { files: { node_modules: null } }],
    ['what the installation keeps at home', { files: { '.npm': null } }],
    ['a folder in the place of a manifest', { files: { 'package.json': null } }],
    ['another owner in front', { copy: 'COPY --chown=node . .' }],
    ['another owner behind', { rest: 'COPY --chown=node . .' }],
    ['a mode', { copy: 'COPY --chmod=700 . .', first: 'COPY --chmod=700 package.json package-lock.json ./' }],
    [
      'an owner that is a variable',
      {
        head: 'FROM node:20\nARG U=node\nWORKDIR /app\n',
        copy: 'COPY --chown=$U . .',
        first: 'COPY --chown=$U package.json package-lock.json ./',
      },
    ],
    ['a target elsewhere', { first: 'COPY package.json package-lock.json /src/' }],
    ['another target behind', { rest: 'COPY . /app/sub' }],
    ['another folder behind', { rest: 'COPY src .' }],
    [
      'files of another folder',
      { first: 'COPY src/package.json package-lock.json ./', files: { 'src/package.json': '{}' } },
    ],
    ['a file that is renamed', { first: 'COPY package.json /app/package-lock.json' }],
    ['a folder among the files', { first: 'COPY package.json package-lock.json src ./' }],
    [
      'a file of a folder below',
      { first: 'COPY package.json package-lock.json src/.nvmrc ./', files: { 'src/.nvmrc': '' } },
    ],
    [
      'a folder that is not there',
      {
        copy: 'COPY lib .',
        first: 'COPY lib/package.json lib/package-lock.json ./',
        files: { 'lib/package.json': '{}', 'lib/package-lock.json': '{"packages":{}}' },
      },
    ],
    [
      'a directory that is another one behind',
      {
        head: 'FROM node:20\nWORKDIR /\n',
        first: 'COPY package.json package-lock.json /app/',
        between: 'WORKDIR /app\n',
      },
    ],
    [
      'a working directory elsewhere',
      {
        head: 'FROM node:20\nWORKDIR /srv/app\n',
        copy: 'COPY . /app',
        first: 'COPY package.json package-lock.json /app/',
      },
    ],
    ['an installation whose failure does not count', { run: 'RUN npm ci; true' }],
    ['what is written to a source', { run: 'RUN npm ci > src/index.ts' }],
    ['a variable for the installation alone', { run: 'RUN npm_config_cafile=src/ca npm ci' }],
    [
      'a home among the sources',
      { head: 'FROM node:20\nRUN useradd -d /app/src app\nUSER app\nWORKDIR /app\n' },
    ],
    ['a pattern', { first: 'COPY package*.json ./' }],
    ['files of a stage', { first: 'COPY --from=node:18 package.json package-lock.json ./' }],
    ['ADD in front', { first: 'ADD package.json package-lock.json ./' }],
    ['no COPY behind', { rest: 'RUN true' }],
    ['an installation elsewhere', { between: 'WORKDIR /app/src\n' }],
    [
      'a directory that is not the one of the COPY',
      { between: 'WORKDIR /\n', head: 'FROM node:20\nWORKDIR /app\n' },
    ],
    ['a command that reads the sources', { run: 'RUN npm ci && npm run lint' }],
    ['a command that nobody knows', { run: 'RUN npm ci && ./configure' }],
    ['a command that is run in between', { between: 'RUN ls > /list\n' }],
    ['an installation that may fail', { run: 'RUN npm ci || true' }],
    ['an installation in a shell that is not plain', { run: 'RUN umask 077 && npm ci' }],
    ['another installation', { install: 'RUN npm ci --omit=dev' }],
    ['a folder of the system', { head: 'FROM node:20\nWORKDIR /usr/local\n' }],
    ['a folder of a user', { head: 'FROM node:20\nWORKDIR /root\n' }],
    ['a link', { head: 'FROM node:20\nRUN ln -s /srv/app /app\nWORKDIR /app\n' }],
    ['programs of the project', { head: 'FROM node:20\nENV PATH=/app/src:$PATH\nWORKDIR /app\n' }],
    ['programs of the working directory', { head: 'FROM node:20\nENV PATH=.:$PATH\nWORKDIR /app\n' }],
    [
      'programs where a variable says',
      { head: 'FROM node:20\nARG BIN=/opt/bin\nENV PATH=$BIN:$PATH\nWORKDIR /app\n' },
    ],
    ['modules of the project', { ...PYTHON, head: 'FROM python:3.11\nENV PYTHONPATH=/app\nWORKDIR /app\n' }],
    ['a hook', { head: 'FROM node:20\nENV NODE_OPTIONS="-r ./src/hook.js"\nWORKDIR /app\n' }],
    ['an option by ARG', { head: 'FROM node:20\nARG npm_config_cafile\nWORKDIR /app\n' }],
    [
      'a setting before',
      { head: 'FROM node:20\nRUN npm config set script-shell /app/src/sh\nWORKDIR /app\n' },
    ],
    [
      'a startup file of the shell',
      { head: 'FROM node:20\nSHELL ["/bin/bash", "-c"]\nENV BASH_ENV=/app/src/env\nWORKDIR /app\n' },
    ],
    ['modules in a mount', { run: 'RUN --mount=type=cache,target=/app/node_modules npm ci' }],
    ['settings in a mount', { run: 'RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci' }],
    ['a variable in a mount', { run: 'RUN --mount=type=secret,id=a,env=NODE_OPTIONS npm ci' }],
    ['the context in another place', { run: 'RUN --mount=type=bind,source=src,target=/etc/pki npm ci' }],
    ['the context in a mount', { run: 'RUN --mount=type=bind,target=/app npm ci' }],
    [
      'a manifest that Corepack may write to',
      {
        first: 'COPY package.json pnpm-lock.yaml ./',
        run: 'RUN pnpm install --frozen-lockfile --ignore-scripts',
        files: { 'pnpm-lock.yaml': "lockfileVersion: '9.0'\n" },
      },
    ],
    [
      'modules of the project in front of those of Python',
      { ...PYTHON, run: 'RUN python -m pip install -r requirements.txt' },
    ],
    [
      'an archive of the project, with a marker',
      { ...PYTHON, files: { 'requirements.txt': 'lib.whl ; python_version > "3"\n' } },
    ],
    [
      'scripts after all',
      {
        run: 'RUN npm ci --ignore-scripts --ignore-scripts=false',
        files: { 'package.json': '{"scripts":{"postinstall":"node src/fix.js"}}' },
      },
    ],
    ['a shell of the project', { head: 'FROM node:20\nSHELL ["/app/bin/sh", "-c"]\nWORKDIR /app\n' }],
    [
      'settings of OpenSSL',
      {
        head: 'FROM node:20\nENV OPENSSL_CONF=/app/openssl.cnf\nWORKDIR /app\n',
        files: { 'openssl.cnf': '' },
      },
    ],
    [
      'a variable that names a file of the project',
      { head: 'FROM node:20\nENV PYTHON=/app/src/python\nWORKDIR /app\n' },
    ],
    [
      'a folder that is laid over the project',
      {
        head: 'FROM node:20\nWORKDIR /app\nCOPY . .\n',
        copy: 'COPY docker/ ./',
        first: 'COPY docker/package.json docker/package-lock.json ./',
        files: {
          ...{ docker: null, 'docker/package.json': '{}', 'docker/package-lock.json': '{"packages":{}}' },
          '.npmrc': 'script-shell=./run\n',
        },
      },
    ],
    [
      'a file that has been given another name',
      {
        head: 'FROM node:20\nWORKDIR /app\nCOPY src/index.ts binding.gyp\n',
      },
    ],
    [
      'a folder behind a link',
      {
        copy: 'COPY web/app/ ./',
        first: 'COPY web/app/package.json web/app/package-lock.json ./',
        files: {
          'web/app': null,
          'web/app/package.json': '{}',
          'web/app/package-lock.json': '{"packages":{}}',
        },
      },
    ],
    [
      'a list in a folder that is left out',
      { ...LISTS, first: 'COPY requirements/prod.txt requirements/\nCOPY all.txt ./' },
    ],
    [
      'lists that go to another folder',
      { ...LISTS, first: 'COPY requirements/prod.txt requirements/base.txt all.txt ./' },
    ],
    ['lists for a user', { ...LISTS, head: 'FROM python:3.11\nUSER nobody\nWORKDIR /app\n' }],
    ['lists for a user of the image', { ...LISTS, head: 'FROM example.org/python\nWORKDIR /app\n' }],
    [
      'a list in a folder that is there before',
      { ...LISTS, head: 'FROM python:3.11\nRUN mkdir -m 700 -p /app/requirements\nWORKDIR /app\n' },
    ],
    ['a folder behind which is a link', { ...LISTS, files: { ...LISTS.files, requirements: '' } }],
    ['a workspace that is left out', { ...WORKSPACES, first: 'COPY package.json package-lock.json ./' }],
    ['a workspace with a program', workspaceWith({ 'packages/a/package.json': '{"bin":"a.js"}' })],
    [
      'a workspace with a script',
      workspaceWith({ 'packages/a/package.json': '{"scripts":{"install":"./a"}}' }),
    ],
    ['another workspace', workspaceWith({ 'packages/b': null, 'packages/b/package.json': '{}' })],
    ['workspaces by another pattern', workspaceWith({ 'package.json': '{"workspaces":["packages/**"]}' })],
    [
      'a link to another folder',
      workspaceWith({
        'package-lock.json': `{"packages":{"packages/a":{},"node_modules/a":${link('src')}}}`,
      }),
    ],
    [
      'a workspace from elsewhere',
      { ...WORKSPACES, head: 'FROM node:20\nWORKDIR /app\nCOPY src/index.ts packages/b/package.json\n' },
    ],
    ['a package that is left out', { ...VENDORED, first: 'COPY requirements.txt ./' }],
    [
      'a part of a package',
      { ...VENDORED, first: 'COPY requirements.txt ./\nCOPY vendor/kit/kit.py vendor/kit/' },
    ],
    [
      'a package elsewhere',
      { ...VENDORED, first: 'COPY requirements.txt ./\nCOPY vendor/kit vendor/other/' },
    ],
    ['what is in a package', { ...VENDORED, first: 'COPY requirements.txt ./\nCOPY vendor/kit ./' }],
    ['a package among files', { ...VENDORED, first: 'COPY requirements.txt vendor/kit ./' }],
    [
      'a package of no folder',
      { ...VENDORED, first: 'COPY requirements.txt ./\nCOPY vendor/kit vendor/kit' },
    ],
    [
      'another owner of one of two',
      { ...VENDORED, first: 'COPY requirements.txt ./\nCOPY --chown=nobody vendor/kit vendor/kit/' },
    ],
    [
      'another instruction between two',
      { ...VENDORED, first: 'COPY requirements.txt ./\nRUN ls > /list\nCOPY vendor/kit vendor/kit/' },
    ],
    ['a package for a user', { ...VENDORED, head: 'FROM python:3.11\nUSER nobody\nWORKDIR /app\n' }],
    ['a package with a program', vendoredWith({ 'vendor/kit/setup.py': '' })],
    ['a package that has been built', vendoredWith({ 'vendor/kit/kit.egg-info': null })],
    ['a package in a repository', vendoredWith({ '.git': null })],
    ['a package of a plugin', vendoredWith({ 'vendor/kit/pyproject.toml': '[tool.setuptools_scm]\n' })],
    [
      'a package that more is put into',
      { ...VENDORED, head: 'FROM python:3.11\nWORKDIR /app\nCOPY src/index.ts vendor/kit/setup.cfg\n' },
    ],
    ['sums of Go that are left out', { ...GO, first: 'COPY go.mod ./' }],
    ['sums of Go that are added', goWith({ 'go.sum': `b.example/b v1.0.0 ${SUM}\n` })],
    ['a module of Go in a folder', goWith({ 'go.mod': `${GO.files?.['go.mod'] ?? ''}replace c => ./c\n` })],
    ['a workspace of Go', goWith({ 'go.work': 'go 1.22\nuse ./a\n' })],
    ['another go.mod', { ...GO, head: 'FROM golang\nENV GOFLAGS=-modfile=a/go.mod\nWORKDIR /src\n' }],
    ['a context that is not known', { context: 'none' }],
    ['files that cannot be read', { context: 'unread' }],
  ])('%s', (_, one) => {
    expect(differenceOf(one)).not.toBeNull();
  });
});
