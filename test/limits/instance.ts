import { fork } from 'node:child_process';
import { on } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { readStack } from '../support/aws/template.ts';
import type { Report } from './child.ts';
import type { AwsStub } from './stub/aws-stub.ts';

/** Lambda gives one processor to 1,769 MB. https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const MIB_OF_A_PROCESSOR = 1769;

const stack = readStack();

/** The memory of a function in the stack, in MiB. */
export function memoryOf(file: string): number {
  return Number(stack.function(file).Properties.MemorySize);
}

/** How long a function takes for this much processor time, by its share of a processor. */
export function atItsShare(file: string, cpuMs: number): number {
  return cpuMs / Math.min(1, memoryOf(file) / MIB_OF_A_PROCESSOR);
}

/** One instance of a function, from the bundle that the stack deploys. */
export async function openInstance(
  bundles: string,
  file: string,
  stub: Pick<AwsStub, 'url'>,
  variables: Record<string, string> = {},
) {
  const memory = memoryOf(file);
  const child = fork(childModule(), [join(bundles, file, 'index.mjs')], {
    // The shares of memory that Lambda's runtime gives to the young and to the whole heap.
    execArgv: [
      `--max-semi-space-size=${Math.floor((memory * 5) / 100)}`,
      `--max-old-space-size=${Math.floor((memory * 90) / 100)}`,
    ],
    env: { ...ownEnvironment(), ...variablesFor(stub.url), ...variables },
  });
  const messages = on(child, 'message', { close: ['exit'] });
  const next = async () => {
    const { done, value } = await messages.next();
    if (done) throw new Error(`the instance of ${file} ended`);
    return (value as [Report])[0];
  };
  const loaded = await next();
  return {
    /** The report about loading the bundle. */
    loaded,
    async invoke(event: object): Promise<Report> {
      child.send(event);
      const report = await next();
      if (report.error) throw new Error(`${file}: ${report.error}`);
      return report;
    },
    close: () => child.kill(),
  };
}

let written: string | undefined;

/** The module of the process, as JavaScript: what removes types takes memory and processor time that Lambda does not. */
function childModule(): string {
  if (written) return written;
  const source = readFileSync(join(import.meta.dirname, 'child.ts'), 'utf8');
  const folder = mkdtempSync(join(tmpdir(), 'docs-gateway-'));
  process.once('exit', () => rmSync(folder, { recursive: true }));
  written = join(folder, 'child.mjs');
  writeFileSync(written, transformSync(source, { loader: 'ts' }).code);
  return written;
}

/** Without a cache of compiled code: Lambda compiles a bundle at each cold start. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const { NODE_COMPILE_CACHE: _cache, ...others } = process.env;
  return others;
}

function variablesFor(url: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    // The certificate of a stub with TLS is signed by itself.
    NODE_TLS_REJECT_UNAUTHORIZED: '0',
    NODE_NO_WARNINGS: '1',
    STACK_NAME: 'limits',
    TABLE_NAME: 'table',
    BUCKET_NAME: 'bucket',
    STATE_MACHINE_ARN: 'arn:aws:states:us-east-1:000000000000:stateMachine:limits',
    STARTS_QUEUE_URL: `${url}/000000000000/starts`,
    FETCHES_QUEUE_URL: `${url}/000000000000/fetches`,
    QUEUE_URL: `${url}/000000000000/queue`,
    PUBLIC_URL: 'https://gateway.example.com',
    DOCS_URL: url,
    DOCS_TOKEN_HEADER: 'Authorization',
    DOCS_STORAGE_ORIGINS: '',
    DOCS_LEGACY_COMMANDS: '',
    INBOX_SECRET_NAME: 'inbox',
    MAX_IN_FLIGHT: '500',
    DOCS_SERVERS: '1',
    DIAGNOSES: 'true',
    MAX_HELD_CALLS: '50',
    BUILD_MINUTES: '60',
    WAIT_HOURS: '24',
    MAX_FILE_BYTES: String(1024 ** 3),
    KEEP_DAYS: '90',
    SCOPE_CLAIM: '',
    SCOPE_PREFIX: '',
    TENANT_CLAIM: 'tenant',
    SOURCE_RULES: '{"schemes":["https"],"ports":[443],"allow":[],"deny":[],"ownHosts":[]}',
  };
}
