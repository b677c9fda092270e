import { Miniflare } from 'miniflare';

/** Runs the bundled worker once in workerd, and prints its answer. */
const { API, TOKEN, SCRIPT } = process.env;
const worker = new Miniflare({
  modules: true,
  scriptPath: 'worker.bundle.js',
  compatibilityDate: '2026-07-01',
  bindings: { API, TOKEN, SCRIPT },
});
console.log(await (await worker.dispatchFetch('http://localhost/')).text());
await worker.dispose();
