/** hadolint's rules about caches, by their documentation, held against what release mode makes of every Dockerfile here. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { squash, type SquashOptions, type SquashResult } from '../src/index.js';
import type { Dockerfile, Instruction } from '../src/model.js';
import { simpleCommands } from '../src/read/commands.js';
import { readDockerfile } from '../src/read/read.js';
import { parseShell, readShell } from '../src/read/shell.js';

/** The words of a command, without `sudo` and the folder of the program. */
type Words = readonly string[];

interface Rule {
  readonly code: string;
  /** From the rule's page at https://github.com/hadolint/hadolint/wiki. */
  readonly bad: string;
  readonly good: string;
  readonly isInstall: (words: Words) => boolean;
  /** What the rule wants behind the last installation. */
  readonly isCleaning: (words: Words) => boolean;
  /** It asks only for a cleanup anywhere in the RUN, in a function for example. */
  readonly isAnywhere?: boolean;
  /** Target of a mount over the cache. */
  readonly mount: RegExp;
  readonly isOff?: (run: Instruction) => boolean;
  /** What takes the cache away just as well, though the rule does not know it. */
  readonly isAlike?: (words: Words) => boolean;
}

const calls =
  (program: RegExp, verb: RegExp) =>
  ([name = '', ...rest]: Words): boolean =>
    program.test(name) && rest.some((word) => verb.test(word));
const removes =
  (folder: RegExp) =>
  ([name = '', ...rest]: Words): boolean =>
    name === 'rm' && rest.some((word) => folder.test(word));
const either =
  (...some: readonly ((words: Words) => boolean)[]) =>
  (words: Words): boolean =>
    some.some((one) => one(words));
const never = (): boolean => false;

const TRUE = /^(?:1|true|on|yes)$/i;
const isPipOff = ({ state, joined }: Instruction): boolean => {
  const binding = state.lookup('PIP_NO_CACHE_DIR');
  return (
    (binding.kind === 'set' && TRUE.test(binding.value ?? '')) ||
    /\bPIP_NO_CACHE_DIR=["']?(?:1|true|on|yes)\b/i.test(joined.text)
  );
};

const RULES: readonly Rule[] = [
  {
    code: 'DL3009',
    bad: 'FROM busybox\nRUN apt-get update && apt-get install --no-install-recommends -y python\n',
    good: 'FROM busybox\nRUN apt-get update && apt-get install --no-install-recommends -y python && rm -rf /var/lib/apt/lists/*\n',
    isInstall: calls(/^apt(?:-get)?$/, /^update$/),
    isCleaning: removes(/^\/var\/lib\/apt(?:\/lists)?(?:\/\*?)?$/),
    isAnywhere: true,
    mount: /^\/var\/lib\/apt(?:\/lists)?\/?$/,
    isAlike: either(calls(/^apt(?:-get)?$/, /^dist-?clean$/), (words) =>
      /^(?:rm|find) .*\/var\/lib\/(?:apt|\{apt)/.test(words.join(' ')),
    ),
  },
  {
    code: 'DL3019',
    bad: 'FROM alpine:3.7\nRUN apk update && apk add foo=1.0 && rm -rf /var/cache/apk/*\n',
    good: 'FROM alpine:3.7\nRUN apk --no-cache add foo=1.0\n',
    isInstall: (words) => calls(/^apk$/, /^add$/)(words) && !words.includes('--no-cache'),
    isCleaning: never,
    mount: /^\/var\/cache\/apk\/?$/,
    isAlike: removes(/^\/var\/cache\/apk/),
  },
  {
    code: 'DL3032',
    bad: 'FROM centos\nRUN yum install -y httpd-2.24.4\n',
    good: 'FROM centos\nRUN yum install -y httpd-2.24.4 && yum clean all\n',
    isInstall: calls(/^yum$/, /^install$/),
    isCleaning: either(calls(/^yum$/, /^clean$/), removes(/^\/var\/cache\/yum/)),
    mount: /^\/var\/cache\/yum\/?$/,
  },
  {
    code: 'DL3036',
    bad: 'FROM opensuse/leap:15.2\nRUN zypper install -y httpd=2.4.46\n',
    good: 'FROM opensuse/leap:15.2\nRUN zypper install -y httpd=2.4.46 && zypper clean\n',
    isInstall: calls(/^zypper$/, /^(?:install|in)$/),
    isCleaning: calls(/^zypper$/, /^(?:clean|cc)$/),
    mount: /^\/var\/cache\/zypp\/?$/,
    isAlike: removes(/^\/var\/cache\/zypp/),
  },
  {
    code: 'DL3040',
    bad: 'FROM fedora:32\nRUN dnf install -y httpd-2.4.46\n',
    good: 'FROM fedora:32\nRUN dnf install -y httpd-2.4.46 && dnf clean all\n',
    isInstall: calls(/^(?:micro)?dnf$/, /^install$/),
    isCleaning: either(
      calls(/^(?:micro)?dnf$/, /^clean$/),
      removes(/^\/var\/cache\/(?:yum|dnf|libdnf5)(?:\/\*?)?$/),
    ),
    mount: /^\/var\/cache\/(?:dnf|libdnf5|yum)\/?$/,
  },
  {
    code: 'DL3042',
    bad: 'FROM python:3\nRUN pip3 install MySQL_python\n',
    good: 'FROM python:3\nRUN pip3 install --no-cache-dir MySQL_python\n',
    isInstall: (words) =>
      (calls(/^pip[\d.]*$/, /^install$/)(words) ||
        (calls(/^python[\d.]*$/, /^pip$/)(words) && words.includes('install'))) &&
      // Who says where the cache is wants it there.
      !words.some((word) => /^--(?:no-cache-dir|cache-dir)\b/.test(word)),
    isCleaning: never,
    mount: /\/\.cache(?:\/pip)?\/?$/,
    isOff: isPipOff,
    isAlike: either(removes(/^(?:~|\/root)\/\.cache(?:\/pip|\/?\*?$)/), calls(/^pip[\d.]*$/, /^purge$/)),
  },
  {
    code: 'DL3060',
    bad: 'FROM node:22\nRUN yarn install foo\n',
    good: 'FROM node:22\nRUN yarn install bar && yarn cache clean\n',
    isInstall: calls(/^yarn$/, /^install$/),
    isCleaning: (words) => calls(/^yarn$/, /^cache$/)(words) && words.includes('clean'),
    mount: /\/\.cache\/yarn\/?$/,
    isAlike: removes(/^(?:~|\/root|\/usr\/local\/share)\/\.cache\/yarn/),
  },
];

interface Found {
  readonly code: string;
  readonly run: Instruction;
  /** The cache is removed all the same, in a way that the rule does not know. */
  readonly isRemoved: boolean;
}

/** What hadolint would say of the stages that ship, its own pragmas heeded. */
function findings(text: string): readonly Found[] {
  const file = readDockerfile(text);
  return file.stages
    .filter(({ shipped }) => shipped)
    .flatMap(({ instructions }) => instructions.filter(({ keyword }) => keyword === 'RUN'))
    .flatMap((run) =>
      RULES.filter(({ code }) => !isIgnored(file, run, code)).flatMap((rule) => findingOf(file, run, rule)),
    );
}

function findingOf(file: Dockerfile, run: Instruction, rule: Rule): readonly Found[] {
  const { code, isInstall, isCleaning, isAnywhere = false, isOff = never, isAlike = never, mount } = rule;
  const commands = commandsOf(file, run);
  const last = commands.findLastIndex(isInstall);
  if (last < 0 || isOff(run) || isMounted(run, mount)) return [];
  const behind = isAnywhere ? commands : commands.slice(last + 1);
  if (behind.some(isCleaning)) return [];
  return [{ code, run, isRemoved: behind.some(isAlike) }];
}

function commandsOf(file: Dockerfile, run: Instruction): readonly Words[] {
  if (run.json !== null) return [run.json.slice(run.json[0] === 'sudo' ? 1 : 0)];
  const readings =
    run.heredocs.length > 0
      ? run.heredocs.map(({ content }) => parseShell(file.text.slice(content.start, content.end)))
      : [readShell(run)];
  return readings
    .flatMap((reading) => (reading?.ok === true ? simpleCommands(reading.script.list) : []))
    .map(({ words }) => words.map(({ value, text }) => value ?? text))
    .map(([name = '', ...rest]) => (name === 'sudo' ? rest : [name.replace(/^.*\//, ''), ...rest]));
}

const isMounted = ({ flags }: Instruction, mount: RegExp): boolean =>
  flags.some(({ name, value }) => {
    const target = /(?:target|dst|destination)=([^,]*)/.exec(value ?? '')?.[1] ?? '';
    return name === 'mount' && /type=(?:cache|tmpfs)/.test(value ?? '') && mount.test(target);
  });

/** https://github.com/hadolint/hadolint#inline-ignores */
const isIgnored = ({ text }: Dockerfile, { comments }: Instruction, code: string): boolean =>
  [
    ...comments.map((comment) => comment.text),
    ...text.split('\n').filter((line) => /^\s*#\s*hadolint\s+global/.test(line)),
  ].some((comment) => /hadolint\s+(?:global\s+)?ignore\s*=/.test(comment) && comment.includes(code));

const codes = (text: string): readonly string[] => findings(text).map(({ code }) => code);

describe('a rule of hadolint', () => {
  it.each(RULES)(
    '$code finds what its page calls problematic, and nothing in what it calls correct',
    (rule) => {
      expect(codes(rule.bad)).toEqual([rule.code]);
      expect(codes(rule.good)).toEqual([]);
    },
  );

  it('does not take a cleanup in front of the installation, or in another RUN, for one', () => {
    expect(codes('FROM centos:7\nRUN yum clean all && yum install -y git-2.0\n')).toEqual(['DL3032']);
    expect(codes('FROM fedora:40\nRUN dnf install -y git\nRUN dnf clean all\n')).toEqual(['DL3040']);
  });

  it('holds for the stage that is built and those that it is FROM', () => {
    const text = (from: string): string =>
      `FROM ubuntu AS foo\nRUN apt-get update && apt-get install python\nFROM ${from}\nRUN echo hey!\n`;
    expect(codes(text('scratch'))).toEqual([]);
    expect(codes(text('foo'))).toEqual(['DL3009']);
  });

  it('heeds mounts, variables of the image and pragmas', () => {
    expect(codes('FROM alpine\nRUN --mount=type=cache,target=/var/cache/apk apk add -U curl\n')).toEqual([]);
    expect(codes('FROM python\nENV PIP_NO_CACHE_DIR=1\nRUN pip install flask\n')).toEqual([]);
    expect(codes('FROM python\nENV PIP_NO_CACHE_DIR=0\nRUN pip install flask\n')).toEqual(['DL3042']);
    expect(codes('FROM alpine\n# hadolint ignore=DL3019\nRUN apk add curl\n')).toEqual([]);
  });
});

describe('what release mode gives', () => {
  const OPTIONS: SquashOptions = { mode: 'release', level: 'prune' };
  const root = join(import.meta.dirname, '..');
  const paths = ['__tests__/fixtures', 'examples'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /^(?:before\.)?Dockerfile$/.test(entry.name))
      .map((entry) => relative(root, join(entry.parentPath, entry.name))),
  );
  const results = paths.sort().map((path) => {
    const result = squash(readFileSync(join(root, path), 'utf8'), OPTIONS);
    return { path, result, found: findings(result.output) };
  });

  /** A second run changes nothing: the lines of its input are those of the output. */
  const isExplained = (
    { output, leftAlone }: SquashResult,
    { lines, comments, state }: Instruction,
  ): boolean =>
    leftAlone !== null ||
    // Whatever its value means to this version of pip, it is the author's.
    state.lookup('PIP_NO_CACHE_DIR').kind === 'set' ||
    comments.some(({ text }) => /dockerfile-squash\s+ignore/.test(text)) ||
    [
      ...squash(output, OPTIONS).refused,
      ...squash(output, OPTIONS).withheld.filter(({ why }) => why === 'pragma'),
    ].some(
      (refusal) =>
        /^drop-(?:caches|apt-lists)$/.test(refusal.transform) &&
        refusal.lines.first <= lines.last &&
        lines.first <= refusal.lines.last,
    );

  it('is found fault with only where a transform says why it has left a cache', () => {
    const unexplained = results.flatMap(({ path, result, found }) =>
      found
        .filter(({ run, isRemoved }) => !isRemoved && !isExplained(result, run))
        .map(({ code, run }) => `${path}:${run.lines.first} ${code}`),
    );
    expect(unexplained).toEqual([]);
  });

  it.each(RULES)('has no $code where its page has one', ({ bad }) => {
    const found = findings(squash(bad.replace('busybox', 'debian:12'), OPTIONS).output);
    expect(found.filter(({ isRemoved }) => !isRemoved)).toEqual([]);
  });

  it('is judged by enough Dockerfiles for this to mean something', () => {
    expect(results.length).toBeGreaterThan(300);
    expect(results.filter(({ result }) => findings(result.input).length > 0).length).toBeGreaterThan(50);
  });
});
