#!/usr/bin/env node
import { readFileSync, writeSync } from 'node:fs';
import { main } from './main.js';
import type { Sink } from './surroundings.js';
import { codeOf } from './system-error.js';

/** Of the package; put in by scripts/bundle.mjs. */
declare const VERSION: string;

/** Writes at once, so that nothing is lost when the process ends; a full pipe is waited for. */
function sinkOf(stream: NodeJS.WriteStream, descriptor: number): Sink {
  return {
    isTerminal: stream.isTTY,
    write: (text) => {
      const bytes = typeof text === 'string' ? Buffer.from(text) : text;
      for (let at = 0; at < bytes.length;) {
        try {
          at += writeSync(descriptor, bytes, at);
        } catch (error) {
          const code = codeOf(error);
          // The reader has gone (`| head`): there is nobody left to tell.
          if (code === 'EPIPE') process.exit(process.exitCode ?? 0);
          if (code !== 'EAGAIN') throw error;
        }
      }
    },
  };
}

function onInterrupt(stop: () => void): () => void {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const name of signals) process.on(name, stop);
  return () => {
    for (const name of signals) process.off(name, stop);
  };
}

process.exitCode = await main(process.argv.slice(2), {
  cwd: process.cwd(),
  version: VERSION,
  stdin: () => readFileSync(0),
  stdout: sinkOf(process.stdout, 1),
  stderr: sinkOf(process.stderr, 2),
  noColour: process.env.NO_COLOR,
  env: process.env,
  onInterrupt,
});
