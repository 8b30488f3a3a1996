/** Properties are tried with one seed, so that a failure comes back; SEED in the environment gives another. */
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env.SEED ?? 1) });
