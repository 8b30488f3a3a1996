/** Puts the command and everything that it loads into one file: a run then reads one file instead of a hundred. */
import { chmodSync, readFileSync } from 'node:fs';
import { build } from 'esbuild';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

await build({
  entryPoints: ['src/cli/bin.ts'],
  outdir: 'dist',
  // What `verify` needs is read only when it is asked for.
  splitting: true,
  chunkNames: 'bin-[name]-[hash]',
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'linked',
  alias: { 'string-width': './scripts/text-width.mjs' },
  define: { VERSION: JSON.stringify(version) },
  // Packages in CommonJS call require.
  banner: {
    js: "import{createRequire as requireFor}from'node:module';const require=requireFor(import.meta.url);",
  },
});
chmodSync('dist/bin.js', 0o755);
