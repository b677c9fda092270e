import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { failureDepsOf, printFailedBuilds } from './author/failed-builds.ts';
import { ROOT } from './deploy.ts';
import { endInterruptedBuilds, repairDepsOf } from './interrupted-builds.ts';
import { claimPort } from './port.ts';
import { checkDocs, diagnosis, type RealDocs, realDocsFrom } from './real-docs.ts';
import { buildInvoice, type Sample, SampleError } from './samples/invoice-build.ts';
import { claimFolder } from './single-instance.ts';
import { LOOPBACK_ORIGIN, type LocalStack, type StackRequest, startStack } from './stack.ts';
import { farewell, greeting } from './start-output.ts';

const FOLDER = join(ROOT, '.local');
const began = performance.now();

/** `npm start`: runs the gateway on this machine until Ctrl-C, and builds a sample with it. */
async function main(signal: AbortSignal): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const release = await claimFolder(FOLDER, `http://127.0.0.1:${gatewayPort(process.env)}`);
  try {
    await runGateway(signal);
  } finally {
    await release();
  }
}

async function runGateway(signal: AbortSignal): Promise<void> {
  progress('Starting Docs Gateway on this machine');
  const request = await requestFrom(process.env);
  const stack = await startStack({ ...request, signal });
  try {
    writeFileSync(join(FOLDER, 'outputs.json'), `${JSON.stringify(stack.outputs, null, 2)}\n`);
    if (!request.realDocs)
      await endInterruptedBuilds(repairDepsOf(stack.outputs, request.secrets.inbox), progress);
    progress('Building the sample invoice');
    const sample = await buildSample(stack, request.realDocs);
    console.log(greeting(stack.outputs, sample, docsMs(stack, sample)));
    await runUntilStopped(stack, signal);
  } finally {
    console.log(farewell);
    await stack.stop();
  }
}

/** Prints each build that fails. The stack also runs on if that is no longer possible. */
async function runUntilStopped({ outputs }: LocalStack, signal: AbortSignal): Promise<void> {
  await printFailedBuilds(failureDepsOf(outputs), console.log, signal).catch((error: Error) => {
    if (!signal.aborted) console.error(`Failed builds are no longer shown: ${error.message}`);
  });
  if (!signal.aborted) await once(signal, 'abort');
}

async function buildSample({ outputs }: LocalStack, realDocs?: RealDocs): Promise<Sample> {
  try {
    return await buildInvoice(outputs, join(FOLDER, 'samples'), progress);
  } catch (error) {
    if (!(error instanceof SampleError && realDocs)) throw error;
    throw new Error(diagnosis(error.code, error.message, realDocs), { cause: error });
  }
}

async function requestFrom(env: NodeJS.ProcessEnv): Promise<StackRequest> {
  const gateway = gatewayPort(env);
  const realDocs = realDocsFrom(env, gateway);
  const host = realDocs ? '0.0.0.0' : '127.0.0.1';
  const ports = {
    gateway: await claimPort(gateway, 'GATEWAY_PORT', host),
    issuer: await claimPort(Number(env.ISSUER_PORT ?? 4667), 'ISSUER_PORT', '127.0.0.1'),
    docs: realDocs ? 0 : await claimPort(Number(env.DOCS_PORT ?? 4668), 'DOCS_PORT', '127.0.0.1'),
  };
  if (realDocs) realDocs.legacyCommands = (await checkDocs(realDocs)) !== '/command';
  return {
    folder: FOLDER,
    ports,
    keep: true,
    realDocs,
    secrets: secretsIn(join(FOLDER, 'docs-secrets.json')),
    config: { allowedOrigins: originsFrom(env) },
    onProgress: progress,
  };
}

const gatewayPort = (env: NodeJS.ProcessEnv) => Number(env.GATEWAY_PORT ?? 4666);

/** The origins whose pages may call the stack, besides those of this machine with any port. */
function originsFrom({ ALLOWED_ORIGINS = '' }: NodeJS.ProcessEnv): string[] {
  return [LOOPBACK_ORIGIN, ...ALLOWED_ORIGINS.split(/[\s,]+/).filter(Boolean)];
}

/** The secrets of the embedded Docs; created at the first start. */
function secretsIn(path: string): StackRequest['secrets'] {
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8'));
  const secret = () => randomBytes(32).toString('base64url');
  const secrets = { inbox: secret(), outbox: secret() };
  writeFileSync(path, JSON.stringify(secrets), { mode: 0o600 });
  return secrets;
}

/** How long Docs worked on the sample; undefined for a real Docs, which does not report it. */
function docsMs({ docs }: LocalStack, { build }: Sample): number | undefined {
  const job = docs?.jobs().findLast(({ key }) => key.startsWith(build.id));
  if (!job?.endedAt) return undefined;
  return Date.parse(job.endedAt) - Date.parse(job.queuedAt);
}

/** Aborted by the first Ctrl-C. A second one ends the process at once. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => controller.abort());
  }
  return controller.signal;
}

function progress(line: string): void {
  const seconds = ((performance.now() - began) / 1000).toFixed(1).padStart(6);
  console.log(`${seconds} s  ${line}`);
}

const signal = stopSignal();
await main(signal).catch((error: Error) => {
  if (!signal.aborted) console.error(`\n${error.message}`);
  process.exit(1); // does not wait for a running installation
});
