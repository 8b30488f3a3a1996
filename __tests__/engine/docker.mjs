/**
 * Stands in for docker, podman and buildah. A Dockerfile says with `# image: NAME` what comes of it: STORE/NAME.tar; with
 * `# joined: NAME` what comes of it when its RUNs are joined, with `# old: NAME` what comes of it unless without a cache.
 * Each call is noted in STORE/calls, each image in STORE/tags, with `# steps` each step of a build in STORE/steps, to be
 * found cached by the next. ENGINE is the name that it is called by.
 */
import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers';
import {
  appendFileSync,
  createReadStream,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

const store = process.env.STORE ?? '';
const args = process.argv.slice(2);
appendFileSync(join(store, 'calls'), `${args.join(' ')}\n`);
const tags = join(store, 'tags');
mkdirSync(tags, { recursive: true });
const tagPath = (tag) => join(tags, encodeURIComponent(tag));
const fail = (status, message) => {
  process.stderr.write(`${message}\n`);
  process.exit(status);
};
const after = (flag) => args[args.indexOf(flag) + 1] ?? '';

function build() {
  const text = readFileSync(after('--file'), 'utf8');
  process.stderr.write('#1 building\n');
  if (text.includes('# steps')) steps(text, args.at(-1) ?? '');
  if (text.includes('RUN false')) fail(1, '#2 RUN false\nERROR: failed to build: exit code: 1');
  if (text.includes('RUN sleep')) {
    setTimeout(() => undefined, 60_000);
    return;
  }
  const joined = text.includes('&&') ? /# joined: (\S+)/.exec(text)?.[1] : undefined;
  const old = args.includes('--no-cache') ? undefined : /# old: (\S+)/.exec(text)?.[1];
  const name = old ?? joined ?? /# image: (\S+)/.exec(text)?.[1] ?? 'before';
  if (args.includes('type=oci,dest=-')) createReadStream(join(store, `${name}.tar`)).pipe(process.stdout);
  else writeFileSync(tagPath(after('--tag')), name);
}

/** What a step is known by: all steps before, and the files that it copies. Each takes half a second, as far as it tells. */
function steps(text, context) {
  const lines = text.split('\n').filter((line) => /^(?:FROM|RUN|COPY|ADD|WORKDIR|ENV)\b/.test(line));
  const isDocker = process.env.ENGINE === 'docker';
  const listed = lines.filter((line) => !isDocker || !/^(?:ENV|FROM scratch)/.test(line));
  const remembers = isDocker || process.env.ENGINE === 'podman' || args.includes('--layers');
  let key = '';
  for (const [at, line] of listed.entries()) {
    const sources = line.startsWith('COPY') ? line.split(/\s+/).slice(1, -1) : [];
    const contents = sources.map((source) => readFileSync(join(context, source), 'latin1'));
    if (contents.some((content) => content.includes('one line') && content.endsWith('\n')))
      fail(1, 'ERROR: failed to build: too many lines');
    key = createHash('sha256')
      .update(JSON.stringify([key, line, contents]))
      .digest('hex');
    const path = join(store, 'steps', key);
    const cached = existsSync(path) && !args.includes('--no-cache');
    mkdirSync(join(store, 'steps'), { recursive: true });
    if (remembers) writeFileSync(path, '');
    const place = `${String(at + 1)}/${String(listed.length)}`;
    const words = isDocker
      ? [
          `#${String(at + 2)} [${place}] ${line}`,
          `#${String(at + 2)} 0.1 CACHED`,
          `#${String(at + 2)} ${cached ? 'CACHED' : 'DONE 0.5s'}`,
        ]
      : [`STEP ${place}: ${line}`, ...(cached ? [`--> Using cache ${key}`] : []), `--> ${key.slice(0, 11)}`];
    process.stderr.write(`${words.join('\n')}\n`);
  }
}

function save(tag) {
  if (!existsSync(tagPath(tag))) fail(1, `Error response from daemon: reference does not exist: ${tag}`);
  const name = readFileSync(tagPath(tag), 'utf8');
  if (name === 'stopped') fail(1, 'Cannot connect to the Docker daemon. Is the docker daemon running?');
  createReadStream(join(store, `${name}.tar`)).pipe(process.stdout);
}

const [command = '', second = ''] = args;
const image = args.find((word) => /^(?:dockerfile-squash-verify|gone):/.test(word)) ?? '';
if (command === 'version' && process.env.STOPPED) fail(1, 'Cannot connect to the Docker daemon.');
if (command === 'buildx' && second === 'inspect')
  process.stdout.write(`Driver: ${args[2] === 'local' ? 'docker' : 'kubernetes'}\n`);
if (command === 'build' || (command === 'buildx' && second === 'build')) build();
if (command === 'save' || command === 'push') save(image);
if (command === 'image' || command === 'rmi') rmSync(tagPath(image));
if (command === 'run') {
  const name = readFileSync(tagPath(image), 'utf8');
  const script = args.at(-1) ?? '';
  if (script === 'gone') fail(127, 'sh: gone: not found');
  process.stdout.write(`${script} in ${name === 'other' ? name : 'the image'}\n`);
}
