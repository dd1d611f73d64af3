// Makes one file for the browser of each source in `browser/`, with the engine in it: `node bundle.mjs`.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

await build({
  entryPoints: [here('../browser/form.js')],
  outdir: here('../static/registers/built'),
  nodePaths: [here('node_modules')],
  conditions: ['solid', 'module'], // the engine with the solid-js beside it, by which the page notices what changes
  bundle: true,
  minify: true,
  format: 'esm', // the engine awaits its parser at the top
  target: 'es2022',
  external: ['fs', 'path'], // asked for only where the engine runs in Node
  legalComments: 'linked',
  logLevel: 'warning',
});
