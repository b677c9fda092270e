import { parseArgs } from 'node:util';
import { SetupError } from '../python/environment.ts';
import { installEngine } from './builder/engine.ts';
import { openControl } from './control.ts';
import { startDocsServer } from './server.ts';

// node infra/local/docs-server/main.ts --port 8000 --control-port 8001 --converters 2
// The secrets come from the environment, where other users cannot read them: DOCS_SECRET, or
// DOCS_INBOX_SECRET and DOCS_OUTBOX_SECRET. The first line on standard output is JSON:
// {"url", "controlUrl"}. With --engine it runs the program
// `docbuilder` in that folder, not the real engine. With --end-with-input it ends when its standard input closes, also because the process
// that started it has died.

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    host: { type: 'string', default: '127.0.0.1' },
    'control-port': { type: 'string', default: '0' },
    converters: { type: 'string', default: '2' },
    'token-header': { type: 'string', default: 'Authorization' },
    'public-origin': { type: 'string' },
    engine: { type: 'string' },
    'end-with-input': { type: 'boolean', default: false },
  },
});

const {
  DOCS_SECRET,
  DOCS_INBOX_SECRET = DOCS_SECRET,
  DOCS_OUTBOX_SECRET = DOCS_SECRET,
} = process.env;

try {
  const engine = values.engine
    ? { folder: values.engine }
    : await installEngine({ onProgress: (line) => console.error(line) });
  const docs = await startDocsServer({
    port: Number(values.port),
    host: values.host,
    secrets: { inbox: DOCS_INBOX_SECRET, outbox: DOCS_OUTBOX_SECRET },
    converters: Number(values.converters),
    tokenHeader: values['token-header'],
    publicOrigin: values['public-origin'],
    engine: async () => engine,
  });
  const control = await openControl(docs, Number(values['control-port']));
  console.log(JSON.stringify({ url: docs.url, controlUrl: control.url }));
  const stop = async () => {
    await Promise.all([docs.stop(), control.stop()]);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  if (values['end-with-input']) process.stdin.once('end', stop).resume();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
