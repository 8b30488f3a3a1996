/**
 * Measures: files per second and time per file in-process, the whole process of the command line on one file, and how
 * time grows with the length of a file.
 *
 *   node scripts/bench.mjs [FOLDER]      Dockerfiles below FOLDER; default examples and fixtures
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { DockerfileError, squash } from '../dist/src/index.js';
import { crosscheck } from '../dist/src/read/crosscheck.js';
import { readDockerfile } from '../dist/src/read/read.js';
import { dockerfilesIn } from './dockerfiles.mjs';

const folders = process.argv.length > 2 ? process.argv.slice(2) : ['examples', '__tests__/fixtures'];
const texts = folders
  .flatMap(dockerfilesIn)
  .map((path) => readFileSync(path, 'utf8'))
  .filter(isDockerfile);
const print = (text) => process.stdout.write(`${text}\n`);

function isDockerfile(text) {
  try {
    readDockerfile(text);
    return true;
  } catch (error) {
    if (error instanceof DockerfileError) return false;
    throw error;
  }
}

/** Milliseconds that each item takes. */
function timesOf(items, work) {
  return items.map((item) => {
    const start = performance.now();
    work(item);
    return performance.now() - start;
  });
}

function quantile(times, part) {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}

const total = (times) => times.reduce((sum, time) => sum + time, 0);

function inProcess() {
  for (const text of texts.slice(0, 300)) squash(text);
  print(`in-process, ${texts.length} files, warm`);
  const parts = {
    'squash, release': (text) => squash(text),
    'squash, dev': (text) => squash(text, { mode: 'dev' }),
    'release, no proof': (text) => squash(text, { prove: false }),
    'read once': (text) => readDockerfile(text),
    'cross-check once': (text) => crosscheck(text, readDockerfile(text).instructions),
  };
  for (const [name, work] of Object.entries(parts)) {
    const times = timesOf(texts, work);
    const rate = Math.round(texts.length / (total(times) / 1000));
    const [p50, p99, most] = [0.5, 0.99, 1].map((part) => quantile(times, part).toFixed(2));
    print(`  ${name.padEnd(18)} ${rate} files/s, p50 ${p50} ms, p99 ${p99} ms, longest ${most} ms`);
  }
  shareOfProof();
}

/** What the proof of a file's rewrites takes, beside the rewriting, where something changes. */
function shareOfProof() {
  const changed = texts.filter((text) => squash(text).changed);
  const rewriting = total(timesOf(changed, (text) => squash(text, { prove: false })));
  const both = total(timesOf(changed, (text) => squash(text)));
  const [each, share] = [(both - rewriting) / changed.length, (both - rewriting) / rewriting];
  print(`  proof: ${each.toFixed(2)} ms a changed file, ${share.toFixed(2)} times the rewriting`);
}

function wholeProcess() {
  const file = 'examples/debian-service/Dockerfile';
  const run = (argv) => {
    const times = timesOf(Array.from({ length: 15 }), () => spawnSync(process.execPath, argv));
    return quantile(times, 0.5);
  };
  const bare = run(['-e', '0']);
  const ours = run(['dist/bin.js', '--quiet', file]);
  print('whole process, median of 15');
  print(`  node -e 0          ${bare.toFixed(0)} ms`);
  print(`  dockerfile-squash  ${ours.toFixed(0)} ms, ${(ours / bare).toFixed(2)} times that`);
}

const SHAPES = {
  'a RUN for each line': (lines) => `FROM debian\n${'RUN touch /a\n'.repeat(lines)}`,
  'one RUN of many lines': (lines) => `FROM debian\nRUN true${' && \\\n    touch /a'.repeat(lines)}\n`,
  'RUN and ENV in turn': (lines) => `FROM debian\n${'RUN touch /a\nENV A=$A\n'.repeat(lines / 2)}`,
  'RUN and WORKDIR in turn': (lines) => `FROM debian\n${'RUN touch a\nWORKDIR /usr/src\n'.repeat(lines / 2)}`,
  COPYs: (lines) => `FROM debian\n${'COPY a /b/\n'.repeat(lines)}`,
  comments: (lines) => `FROM debian\n${'# a\n'.repeat(lines)}RUN a\n`,
  stages: (lines) => `FROM debian\n${'FROM debian\nRUN touch /a\n'.repeat(lines / 2)}`,
};

function growth() {
  print('milliseconds for 1k, 5k and 20k lines');
  for (const [name, make] of Object.entries(SHAPES)) {
    const times = [1000, 5000, 20000].map((lines) => {
      const text = make(lines);
      return Math.min(...timesOf([text, text], (one) => squash(one)));
    });
    print(`  ${name.padEnd(24)} ${times.map((time) => time.toFixed(0).padStart(7)).join('')}`);
  }
}

inProcess();
wholeProcess();
growth();
