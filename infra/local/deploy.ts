import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ACCOUNT, AWS_KEYS, REGION } from './emulator/emulator.ts';
import { cleanEnvironment, run } from './process.ts';
import { readSecret, writeSecret } from './secrets.ts';

/** What the deployed stack says of itself. */
export type StackOutputs = {
  ApiUrl: string;
  BucketName: string;
  BuildsQueueUrl: string;
  CommandsQueueUrl?: string;
  BusName: string;
  StateMachineArn: string;
  TableName: string;
};

export type Deployment = {
  /** The CDK context `docsGateway`. */
  config: object;
  /** Exists; holds the synthesized stack and what the `cdk` CLI keeps at home. */
  folder: string;
  onProgress: (line: string) => void;
  /** Gives up. */
  signal?: AbortSignal;
};

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CDK = join(ROOT, 'node_modules/aws-cdk/bin/cdk');

/** Everything that the deployed stack is made of. */
const SOURCES = [
  'functions/**/*.ts',
  'shared/**/*.ts',
  'infra/*.ts',
  'cdk.json',
  'package-lock.json',
  'tsconfig.json',
];

/** Lies in the emulator itself: what is lost with its state counts as not deployed. */
const RECORD = 'docs-gateway-local/deployed';

/**
 * Synthesizes the stack unless it was, from the same sources and configuration.
 *
 * @returns what tells this stack from any other
 */
export async function synthesize({ config, folder, ...rest }: Deployment): Promise<string> {
  const hash = hashOf(config);
  const stamp = join(folder, 'synthesized.txt');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return hash;
  rest.onProgress('Synthesizing the stack and bundling its functions');
  const context = `docsGateway=${JSON.stringify(config)}`;
  const options = ['--quiet', '--output', join(folder, 'cdk.out'), '-c', context];
  await cdk(['synth', ...options], { cwd: ROOT, home: folder, signal: rest.signal });
  writeFileSync(stamp, hash);
  return hash;
}

/** Prepares a new emulator for CDK, as an AWS account would be. */
export async function bootstrap(endpoint: string, deployment: Deployment): Promise<void> {
  if ((await readSecret(endpoint, RECORD)) !== undefined) return;
  const { folder, signal, onProgress } = deployment;
  onProgress('Preparing the emulator for CDK');
  const args = ['bootstrap', `aws://${ACCOUNT}/${REGION}`];
  await cdk(args, { cwd: folder, home: folder, endpoint, signal }); // there is no app in that folder
}

/**
 * Deploys what was synthesized with the plain `cdk` CLI, as to AWS; when it is there already, only
 * reads what it is called.
 */
export async function deploy(
  endpoint: string,
  hash: string,
  { folder, signal, onProgress }: Deployment,
): Promise<StackOutputs> {
  const recorded = await readSecret(endpoint, RECORD);
  const before = recorded === undefined ? undefined : JSON.parse(recorded);
  if (before?.hash === hash) return before.outputs;
  onProgress('Deploying the stack');
  const file = join(folder, 'stack-outputs.json');
  const options = ['--require-approval', 'never', '--method', 'direct', '--outputs-file', file];
  const args = ['deploy', '--app', join(folder, 'cdk.out'), '--all', ...options];
  await cdk(args, { cwd: ROOT, home: folder, endpoint, signal });
  const [outputs] = Object.values(JSON.parse(readFileSync(file, 'utf8')) as [StackOutputs]);
  if (outputs === undefined) throw new Error('the deployed stack has no outputs');
  await writeSecret(endpoint, RECORD, JSON.stringify({ hash, outputs }));
  return outputs;
}

type CdkSurroundings = {
  cwd: string;
  home: string;
  /** Without it nothing but this machine is needed. */
  endpoint?: string;
  signal?: AbortSignal;
};

async function cdk(args: string[], { cwd, home, endpoint, signal }: CdkSurroundings) {
  await run(process.execPath, [CDK, ...args, '--no-notices', '--no-version-reporting'], {
    cwd,
    signal,
    env: cleanEnvironment({
      HOME: home,
      CDK_DISABLE_VERSION_CHECK: '1',
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      CDK_DEFAULT_ACCOUNT: ACCOUNT,
      CDK_DEFAULT_REGION: REGION,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: AWS_KEYS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: AWS_KEYS.secretAccessKey,
      AWS_ENDPOINT_URL: endpoint,
    }),
  });
}

function hashOf(config: object): string {
  const hash = createHash('sha256').update(JSON.stringify(config)).update(process.version);
  for (const path of globSync(SOURCES, { cwd: ROOT }).sort()) {
    hash.update(`\n${path}\n`).update(readFileSync(join(ROOT, path)));
  }
  return hash.digest('hex');
}
