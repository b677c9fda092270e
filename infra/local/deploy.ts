import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ACCOUNT, AWS_KEYS, REGION } from './emulator/emulator.ts';
import { resetLeftovers } from './emulator/reset.ts';
import { cleanEnvironment, run } from './process.ts';
import { readSecret, writeSecret } from './secrets.ts';

/** The outputs of the deployed CloudFormation stack. */
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
  /** Exists. For the synthesized stack and the home directory of the `cdk` CLI. */
  folder: string;
  /** Whether the emulator keeps its state for the next start. */
  keep: boolean;
  onProgress: (line: string) => void;
  /** Aborts the running command. */
  signal?: AbortSignal;
};

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CDK = join(ROOT, 'node_modules/aws-cdk/bin/cdk');

/** The files that the synthesized stack depends on. */
const SOURCES = [
  'functions/**/*.ts',
  'shared/**/*.{ts,tsx,css}',
  'infra/**/*.ts',
  'cdk.json',
  'package-lock.json',
  'tsconfig.json',
];

const NOT_IN_STACK = ['infra/local/**'];

/**
 * The secret that records a deployment. It is in the emulator, so it is lost if the stack is lost.
 */
const RECORD = 'docs-gateway-local/deployed';

/**
 * Synthesizes the stack, unless it is there already from the same sources and configuration.
 *
 * @returns a hash of the sources and the configuration
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

/**
 * Prepares the emulator for CDK, as an AWS account is prepared. Does nothing if the stack has been
 * deployed to it before.
 *
 * Resets a kept emulator that has no record of a deployment and yet has buckets.
 */
export async function bootstrap(endpoint: string, deployment: Deployment): Promise<void> {
  if ((await readSecret(endpoint, RECORD)) !== undefined) return;
  const { folder, signal, onProgress } = deployment;
  await resetLeftovers(endpoint, deployment);
  onProgress('Preparing the emulator for CDK');
  const args = ['bootstrap', `aws://${ACCOUNT}/${REGION}`];
  await cdk(args, { cwd: folder, home: folder, endpoint, signal }); // there is no app in that folder
}

/**
 * Deploys the synthesized stack with the `cdk` CLI, as to AWS. If the same stack has been deployed
 * before, only reads its recorded outputs.
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

type CdkOptions = {
  cwd: string;
  home: string;
  /** Of the emulator; not needed to synthesize. */
  endpoint?: string;
  signal?: AbortSignal;
};

async function cdk(args: string[], { cwd, home, endpoint, signal }: CdkOptions) {
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

/** A hash of the configuration and of every file that the synthesized stack depends on. */
export function hashOf(config: object): string {
  const hash = createHash('sha256').update(JSON.stringify(config)).update(process.version);
  for (const path of globSync(SOURCES, { cwd: ROOT, exclude: NOT_IN_STACK }).sort()) {
    hash.update(`\n${path}\n`).update(readFileSync(join(ROOT, path)));
  }
  return hash.digest('hex');
}
