/** Install scripts of packages of npm, and whether they look at the project that the package is installed for. */
import type { Project } from './facts.js';

/**
 * Packages whose install scripts look at nothing of the project but its package.json, by their sources: they fetch or check
 * a program of their own, build in their own folder, or print a line.
 */
const KEEPING_TO_THEMSELVES: ReadonlySet<string> = new Set([
  // https://github.com/evanw/esbuild/blob/main/lib/npm/node-install.ts
  'esbuild',
  // For macOS alone: it is not installed elsewhere. https://github.com/fsevents/fsevents/blob/main/package.json
  'fsevents',
  // They print. https://github.com/zloirock/core-js/blob/master/packages/core-js/postinstall.js
  ...['core-js', 'core-js-pure', 'core-js-bundle'],
  // It reads package.json to print. https://github.com/protobufjs/protobuf.js/blob/master/scripts/postinstall.js
  'protobufjs',
  // They build in their own folder. https://github.com/prebuild/node-gyp-build
  ...['bufferutil', 'utf-8-validate'],
]);

/** Packages whose install scripts are known to look at the project, or to change it. */
const LOOKING_AROUND: ReadonlySet<string> = new Set([
  // The schema. https://www.prisma.io/docs/orm/prisma-client/setup-and-configuration/generating-prisma-client
  ...['prisma', '@prisma/client', '@prisma/engines'],
  // Hooks of git. https://typicode.github.io/husky/
  ...[
    'husky',
    'simple-git-hooks',
    'lefthook',
    '@evilmartians/lefthook',
    'pre-commit',
    'ghooks',
    'yorkie',
    'git-hooks',
  ],
  // https://nx.dev/reference/nx-json
  'nx',
  // The folder that package.json names. https://mswjs.io/docs/cli/init
  'msw',
  // Files of settings. https://pptr.dev/guides/configuration
  ...['puppeteer', 'puppeteer-core', 'playwright', 'playwright-chromium', 'electron', 'cypress'],
  // https://github.com/ds300/patch-package
  ...[
    'patch-package',
    'postinstall-postinstall',
    'wxt',
    'nuxt',
    '@nuxt/devtools',
    'svelte-kit',
    '@sveltejs/kit',
  ],
  // https://github.com/vercel/ncc, https://relay.dev
  ...['relay-compiler', 'ngx-build-plus', 'meteor-node-stubs'],
]);

/** Whether the install script of a package has nothing to do with the project: by its source, or as a rule. */
export const keepsToItself = (name: string, { asRule }: Project): boolean =>
  KEEPING_TO_THEMSELVES.has(name) || (asRule && !LOOKING_AROUND.has(name));

/** Whether those of packages that nobody has told do so: as a rule, where a text names none that does not. */
export const allKeepToThemselves = (text: string, { asRule }: Project): boolean =>
  asRule && ![...LOOKING_AROUND].some((name) => names(text, name));

/** As package.json, and lock files of npm, Yarn and pnpm name it: `"name"`, `name@^1`, `'name@1'`, `/name@1`, `/name/1`. */
const names = (text: string, name: string): boolean =>
  text
    .split(name)
    .some((part, at, parts) => /(?:^|[\s"'/,])$/.test(part) && /^["'@:/]/.test(parts[at + 1] ?? ''));
