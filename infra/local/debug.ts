import { once } from 'node:events';
import { globSync } from 'node:fs';
import inspector from 'node:inspector';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findDeployed, redirect, restore } from './debug/deployed.ts';
import { openInspector } from './debug/inspector.ts';
import { type Handler, serveHandler } from './debug/serve.ts';
import { ROOT } from './deploy.ts';
import { findPlace } from './observe/place.ts';
import { runTool } from './observe/run-tool.ts';
import { claimPort } from './port.ts';

const HELP = `npm run debug -- <function> [--wait] [--port 9229]

Runs one function of the local stack (npm start) in this process, from its TypeScript source, under
Node's inspector: attach an editor or chrome://inspect, set breakpoints, and call the gateway. Its log
lines are printed here. Ctrl-C makes the emulator run the function again.

  <function>   a file of functions/: get-build, or queue/run-command where two have the same name
  --wait       load the function once a debugger has attached, so that it can stop at cold start
  --port       the inspector's port

While the function is stopped at a breakpoint, its callers wait for up to 15 minutes. A step of the
workflow may be retried and a message of a queue delivered again meanwhile, after their usual times. The
function runs with all rights, so a right that its role lacks is not noticed here.`;

/** `npm run debug`. */
async function main(signal: AbortSignal): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      wait: { type: 'boolean', default: false },
      port: { type: 'string', default: '9229' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return console.log(HELP);
  const file = fileOf(positionals[0] ?? '');
  const { aws } = await findPlace();
  const endpoint = aws.endpoint ?? '';
  const deployed = await findDeployed(endpoint, file);
  setEnvironment(deployed.variables, aws);

  openInspector(await claimPort(Number(values.port), '--port', '127.0.0.1'), values.wait);
  const module = (await import(join(ROOT, 'functions', `${file}.ts`))) as { handler: Handler };
  const served = await serveHandler(module.handler);
  try {
    await redirect(endpoint, deployed, served.url);
    console.log(`Events for ${deployed.name} come to functions/${file}.ts here. Ctrl-C stops.`);
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    await restore(endpoint, deployed);
    served.close();
    inspector.close();
  }
}

/** @throws {Error} which lists the functions when none or several have the name */
function fileOf(name: string): string {
  const all = globSync('functions/*/*.ts', { cwd: ROOT })
    .map((path) => path.slice(10, -3))
    .sort();
  const [file, ...others] = all.filter((file) => file === name || file.endsWith(`/${name}`));
  if (file !== undefined && others.length === 0) return file;
  const choice = file === undefined ? all : [file, ...others];
  throw new Error(`Name one function:\n${choice.map((file) => `  ${file}`).join('\n')}`);
}

function setEnvironment(variables: Record<string, string>, aws: Aws): void {
  const { NODE_OPTIONS, ...own } = variables; // read when a process starts, not later
  Object.assign(process.env, own, {
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_REGION: aws.region,
    AWS_ACCESS_KEY_ID: aws.credentials?.accessKeyId,
    AWS_SECRET_ACCESS_KEY: aws.credentials?.secretAccessKey,
  });
}

type Aws = Awaited<ReturnType<typeof findPlace>>['aws'];

await runTool(main);
