/** Cache mounts that a careless rewriter would add. */
import { describe, expect, it } from '@jest/globals';
import { proverOf } from '../../src/prove/prove.js';
import { readDockerfile } from '../../src/read/read.js';

const PIP = '--mount=type=cache,id=pip,target=/root/.cache/pip';
const NPM = '--mount=type=cache,target=/root/.npm';
const LISTS = '--mount=type=cache,target=/var/lib/apt/lists,sharing=locked';
const APK = '--mount=type=cache,target=/etc/apk/cache,sharing=locked';
const GO_BUILD = '--mount=type=cache,id=go,target=/root/.cache/go-build';

function differenceOf(before: string, after: string, level: 'exact' | 'prune' = 'prune'): string | null {
  const read = (text: string): ReturnType<typeof readDockerfile> => readDockerfile(text);
  return proverOf(read)(read(before), read(after), { level, drops: [] })?.message ?? null;
}

describe('the proof accepts', () => {
  it.each([
    ['a mount', 'FROM python:3\nRUN pip install x', `FROM python:3\nRUN ${PIP} pip install x`],
    [
      'a mount in place of a flag',
      'FROM python:3\nRUN pip install --no-cache-dir x',
      `FROM python:3\nRUN ${PIP} pip install x`,
    ],
    [
      'a mount in place of a cleanup',
      'FROM debian:12\nRUN apt-get update && apt-get install -y bc && rm -rf /var/lib/apt/lists/*',
      `FROM debian:12\nRUN ${LISTS} apt-get update && apt-get install -y bc`,
    ],
    [
      'a mount in place of a part of a cleanup',
      'FROM debian:12\nRUN apt-get update && apt-get install -y bc && rm -rf /var/lib/apt/lists/* /tmp/*',
      `FROM debian:12\nRUN ${LISTS} apt-get update && apt-get install -y bc && rm -rf /tmp/*`,
    ],
    [
      'an index that is fetched for the call',
      'FROM alpine:3\nRUN apk add --no-cache bc',
      `FROM alpine:3\nRUN ${APK} apk add -U bc`,
    ],
    [
      'a mount for a known user',
      'FROM node:20\nUSER node\nRUN npm ci',
      'FROM node:20\nUSER node\nRUN --mount=type=cache,target=/home/node/.npm,uid=1000,gid=1000 npm ci',
    ],
    [
      'compiled packages where nothing of C is in them',
      'FROM golang:1\nENV CGO_ENABLED=0\nRUN go build .',
      `FROM golang:1\nENV CGO_ENABLED=0\nRUN ${GO_BUILD} go build .`,
    ],
  ])('%s', (_, before, after) => {
    expect(differenceOf(before, after)).toBeNull();
  });
});

describe('the proof finds', () => {
  it.each([
    [
      'a mount that nothing fills',
      'FROM python:3\nRUN pip --version',
      `FROM python:3\nRUN ${PIP} pip --version`,
      'nothing in the RUN fills this cache',
    ],
    [
      'a mount over the result',
      'FROM python:3\nRUN pip install -t /app x',
      'FROM python:3\nRUN --mount=type=cache,target=/app pip install -t /app x',
      'nothing in the RUN fills this cache',
    ],
    [
      'a mount that is no cache',
      'FROM python:3\nRUN pip install x',
      'FROM python:3\nRUN --mount=type=tmpfs,target=/root/.cache/pip pip install x',
      'flags of "pip install x"',
    ],
    [
      'a mount of another image',
      'FROM python:3\nRUN pip install x',
      'FROM python:3\nRUN --mount=type=cache,id=pip,from=wheels,target=/root/.cache/pip pip install x',
      'flags of "pip install x"',
    ],
    [
      'wheels that images with other libraries share',
      'FROM python:3\nRUN pip install x',
      'FROM python:3\nRUN --mount=type=cache,target=/root/.cache/pip pip install x',
      'images with other libraries must not share it',
    ],
    [
      'lists that two builds write at a time',
      'FROM debian:12\nRUN apt-get update && apt-get install -y bc',
      'FROM debian:12\nRUN --mount=type=cache,target=/var/lib/apt/lists apt-get update && apt-get install -y bc',
      'two builds at a time cannot share it',
    ],
    [
      'two directories that are one',
      'FROM python:3\nRUN pip install x && uv sync',
      `FROM python:3\nRUN ${PIP} --mount=type=cache,id=pip,target=/root/.cache/uv pip install x && uv sync`,
      'two directories would be one',
    ],
    [
      'compiled packages that do not see a changed library',
      'FROM golang:1\nRUN go build .',
      `FROM golang:1\nRUN ${GO_BUILD} go build .`,
      'does not see that a library has changed',
    ],
    [
      'a directory that cannot be removed while it is mounted',
      'FROM python:3\nRUN pip install x && rm -rf /root/.cache',
      `FROM python:3\nRUN ${PIP} pip install x && rm -rf /root/.cache`,
      'has to do with what is mounted over',
    ],
    [
      'a pattern that stands for the mounted directory',
      'FROM node:20\nRUN npm ci && rm -rf ~/.n*',
      `FROM node:20\nRUN ${NPM} npm ci && rm -rf ~/.n*`,
      'has to do with what is mounted over',
    ],
    [
      'a cleanup that would empty the mount',
      'FROM node:20\nRUN npm ci && rm -rf ~/.npm',
      `FROM node:20\nRUN ${NPM} npm ci && rm -rf ~/.npm`,
      'has to do with what is mounted over',
    ],
    [
      'an index that another RUN has fetched',
      'FROM debian:12\nRUN apt-get update\nRUN apt-get install -y bc',
      `FROM debian:12\nRUN apt-get update\nRUN ${LISTS} apt-get install -y bc`,
      'nothing in the RUN fills this cache',
    ],
    [
      'an installation before the update',
      'FROM debian:12\nRUN apt-get update\nRUN apt-get install -y bc && apt-get update && apt-get install -y dc',
      `FROM debian:12\nRUN apt-get update\nRUN ${LISTS} apt-get install -y bc && apt-get update && apt-get install -y dc`,
      "may read apt's package lists, and would find other content",
    ],
    [
      'lists that a later RUN installs from',
      'FROM debian:12\nRUN apt-get update && apt-get install -y bc\nRUN apt-get install -y dc',
      `FROM debian:12\nRUN ${LISTS} apt-get update && apt-get install -y bc\nRUN apt-get install -y dc`,
      "may read apt's package lists, and would find other content",
    ],
    [
      'lists that an image built on it installs from',
      'FROM debian:12\nRUN apt-get update && apt-get install -y bc\nONBUILD RUN apt-get install -y dc',
      `FROM debian:12\nRUN ${LISTS} apt-get update && apt-get install -y bc\nONBUILD RUN apt-get install -y dc`,
      "what is built on it may read apt's package lists",
    ],
    [
      'an index that is out of date',
      'FROM alpine:3\nRUN apk add --no-cache bc',
      `FROM alpine:3\nRUN ${APK} apk add bc`,
      "may read apk's index, and would find other content",
    ],
    [
      'a cleanup dropped that also cleans the image below',
      'FROM acme/base\nUSER root\nRUN apt-get update && apt-get install -y bc && rm -rf /var/lib/apt/lists/*',
      `FROM acme/base\nUSER root\nRUN ${LISTS} apt-get update && apt-get install -y bc`,
      "apt's package lists would be left behind",
    ],
    [
      'a flag dropped where the cache may be elsewhere',
      'FROM acme/python\nRUN pip install --no-cache-dir x',
      `FROM acme/python\nRUN ${PIP} pip install x`,
      'has become "pip install x"',
    ],
    [
      'a flag dropped without a mount',
      'FROM python:3\nRUN pip install --no-cache-dir x',
      'FROM python:3\nRUN pip install x',
      'has become "pip install x"',
    ],
    [
      'another flag dropped with a mount',
      'FROM python:3\nRUN pip install --no-cache-dir --no-deps x',
      `FROM python:3\nRUN ${PIP} pip install x`,
      'has become "pip install x"',
    ],
    [
      'an operand dropped that is no cache',
      'FROM node:20\nRUN npm ci && rm -rf ~/.npm /tmp/*',
      `FROM node:20\nRUN ${NPM} npm ci && rm -rf ~/.npm`,
      'has to do with what is mounted over',
    ],
    [
      'the mount of root for another user',
      'FROM node:20\nUSER node\nRUN npm ci',
      'FROM node:20\nUSER node\nRUN --mount=type=cache,target=/home/node/.npm npm ci',
      'the cache belongs to another user',
    ],
    [
      'a user whose number is not known',
      'FROM golang:1\nUSER app\nRUN go mod download',
      'FROM golang:1\nUSER app\nRUN --mount=type=cache,target=/go/pkg/mod/cache go mod download',
      'the cache belongs to another user',
    ],
    [
      'a directory above the mount that root would own',
      'FROM node:20\nUSER node\nRUN pip install x',
      'FROM node:20\nUSER node\nRUN --mount=type=cache,id=pip,target=/home/node/.cache/pip,uid=1000,gid=1000 pip install x',
      'the directory above the mount would belong to root',
    ],
    [
      'a RUN without network',
      'FROM node:20\nRUN --network=none npm ci',
      `FROM node:20\nRUN ${NPM} --network=none npm ci`,
      'the RUN has no network',
    ],
    [
      'a call that must not fetch',
      'FROM node:20\nRUN npm ci --offline',
      `FROM node:20\nRUN ${NPM} npm ci --offline`,
      'the RUN must not fetch again what is not there',
    ],
    [
      'a script of which nothing is known',
      'FROM node:20\nRUN ["sh", "-c", "npm ci"]',
      `FROM node:20\nRUN ${NPM} ["sh", "-c", "npm ci"]`,
      'nothing in the RUN fills this cache',
    ],
    [
      'a here-document of which nothing is known',
      'FROM node:20\nRUN <<EOF\nnpm ci\nEOF',
      `FROM node:20\nRUN ${NPM} <<EOF\nnpm ci\nEOF`,
      'what the RUN does is not known',
    ],
    [
      'a cache that a COPY brings',
      'FROM node:20\nCOPY cache /root/.npm\nRUN npm ci',
      `FROM node:20\nCOPY cache /root/.npm\nRUN ${NPM} npm ci`,
      "what a COPY has brought of npm's cache would be hidden",
    ],
  ])('%s', (_, before, after, tells) => {
    expect(differenceOf(before, after)).toContain(tells);
  });

  it('any mount at exact', () => {
    expect(differenceOf('FROM node:20\nRUN npm ci', `FROM node:20\nRUN ${NPM} npm ci`, 'exact')).toContain(
      'flags of "npm ci"',
    );
  });
});
