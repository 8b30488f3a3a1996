import { describe, expect, it } from '@jest/globals';
import { effectsIn } from '../effects-of.js';
import { told, where } from './languages.js';

const SYSTEM = 'reads the system, writes the system';
const PROJECT = 'reads anything, writes the system /work';

describe('npm', () => {
  it.each([
    ['npm ci', `npm install: ${PROJECT}`],
    ['npm install', `npm install: ${PROJECT}`],
    ['npm i --save express', `npm install: ${PROJECT}`],
    ['npm install --global=false x', `npm install: ${PROJECT}`],
    ['npm install ../x', `npm install: ${PROJECT}`],
    ['npm install /data/x', 'npm install: reads anything, writes the system /data/x /work'],
    ['npm --prefix /data install', 'npm install: reads anything, writes the system /data /work'],
    ['npm prune --production', `npm remove: ${PROJECT}`],
    ['npm rebuild', `npm install: ${PROJECT}`],
    [
      'npm cache clean --force',
      'npm clean: reads the system /work/.npmrc /work/package.json, writes the system',
    ],
    [
      'npm config set registry https://x.org',
      'npm configure: reads the system /work/.npmrc /work/package.json, writes the system /work/.npmrc /work/package.json',
    ],
    ['npm --version', 'nothing'],
  ])('%s: %s', (text, sentence) => {
    expect(told(text)).toBe(sentence);
  });

  it('works in the next directory above that has a project', () => {
    const { writes } = effectsIn('npm install x', where({ directory: '/work/a' }));
    expect(writes).toEqual(expect.arrayContaining(['/work/a', '/work/node_modules', '/work/package.json']));
  });

  it.each([
    ['npm install -g yarn', 'reads the system /work/yarn, writes the system'],
    [
      'npm i -g --silent @angular/cli@9 "typescript@~2.8"',
      'reads the system /work/@angular/cli@9 /work/typescript@~2.8, writes the system',
    ],
    ['npm -g install npm@$V', SYSTEM],
    ['npm install --global ./x.tgz', 'reads the system /work/x.tgz, writes the system /work/x.tgz'],
    ['npm install -g .', PROJECT],
    ['npm install -g --prefix /data x', 'reads the system /data /work/x, writes the system /data'],
  ])('%s does not read the project', (text, sentence) => {
    expect(told(text)).toBe(`npm install: ${sentence}`);
    expect(effectsIn(text).packages).toMatchObject([{ manager: 'npm', does: 'install' }]);
  });

  it.each([
    'npm install -g',
    'npm install -g false',
    'npm install -g --unheard x',
    'npm run build',
    'npm start',
    'npm test',
    'npm publish',
    'npm exec x',
    'npm x',
    'npm cache frob',
    'npm',
  ])('%s may do anything', (text) => {
    expect(told(text)).toBe('unknown');
  });
});

describe('yarn, pnpm, bower', () => {
  it.each([
    ['yarn', `yarn install: ${PROJECT}`],
    ['yarn --frozen-lockfile', `yarn install: ${PROJECT}`],
    ['yarn install --production', `yarn install: ${PROJECT}`],
    ['yarn add x', `yarn install: ${PROJECT}`],
    ['yarn --cwd /data install', 'yarn install: reads anything, writes the system /data /work'],
    ['pnpm install --frozen-lockfile', `pnpm install: ${PROJECT}`],
    ['pnpm -C /data i', 'pnpm install: reads anything, writes the system /data /work'],
    ['pnpm --filter=x deploy /data', 'pnpm install: reads anything, writes the system /data /work'],
    ['bower --allow-root install', `bower install: ${PROJECT}`],
  ])('%s installs a project', (text, sentence) => {
    expect(told(text)).toBe(sentence);
  });

  it('yarn global writes no project, but the project says which yarn runs', () => {
    const { reads, writes } = effectsIn('yarn global add x');
    expect(reads).toEqual(expect.arrayContaining(['/work/.yarnrc', '/work/.yarn']));
    expect(writes).not.toContain('/work');
    expect(told('yarn --version')).toContain('writes the system');
    expect(effectsIn('yarn cache clean').writes).toContain('/work/.yarn');
  });

  it.each([
    'yarn build',
    'yarn run x',
    'yarn global x',
    'yarn upgrade',
    'pnpm build',
    'pnpm exec x',
    'pnpm dlx x',
    'pnpm',
    'bower install --config.directory=/x',
  ])('%s may do anything', (text) => {
    expect(told(text)).toBe('unknown');
  });
});

describe('what installs Node.js', () => {
  it.each([
    ['n stable', `npm install: ${SYSTEM}`],
    ['n 16.1.0', `npm install: ${SYSTEM}`],
    ['corepack enable', `npm configure: ${SYSTEM}`],
    [
      'corepack enable --install-directory /data',
      'npm configure: reads the system /data, writes the system /data',
    ],
    [
      'corepack prepare pnpm@9 --activate',
      'npm install: reads the system /work/.corepack.env /work/.yarnrc.yml /work/package.json, writes the system',
    ],
    ['node --version', 'nothing'],
  ])('%s is known', (text, sentence) => {
    expect(told(text)).toBe(sentence);
  });

  it.each([
    'n auto',
    'n run 16 x.js',
    'n',
    'node x.js',
    'node x.js --version',
    'node -e 1',
    'npx x',
    'nvm install 16',
    'corepack yarn',
  ])('%s may do anything', (text) => {
    expect(told(text)).toBe('unknown');
  });
});
