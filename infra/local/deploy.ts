import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
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

type Deployment = {
  /** Of the emulator. */
  endpoint: string;
  /** The CDK context `docsGateway`. */
  config: object;
  /** Holds the synthesized stack and what the `cdk` CLI keeps at home. */
  folder: string;
  onProgress: (line: string) => void;
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

/** Synthesizes the stack unless it was, from the same sources and configuration. */
export async function synthesize(deployment: Omit<Deployment, 'endpoint'>): Promise<string> {
  const { config, folder, onProgress } = deployment;
  const hash = hashOf(config);
  const stamp = join(folder, 'synthesized.txt');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return hash;
  onProgress('Synthesizing the stack and bundling its functions');
  mkdirSync(folder, { recursive: true });
  const context = `docsGateway=${JSON.stringify(config)}`;
  await cdk(ROOT, folder, ['synth', '--quiet', '--output', join(folder, 'cdk.out'), '-c', context]);
  writeFileSync(stamp, hash);
  return hash;
}

/**
 * Deploys the stack to the emulator with the plain `cdk` CLI, as to AWS; when nothing has changed
 * since the last time it only reads what it is called.
 */
export async function deploy(deployment: Deployment): Promise<StackOutputs> {
  const { endpoint, folder, onProgress } = deployment;
  const recorded = await readSecret(endpoint, RECORD);
  const before = recorded === undefined ? undefined : JSON.parse(recorded);
  if (before?.hash === hashOf(deployment.config)) return before.outputs;
  const [hash] = await Promise.all([
    synthesize(deployment),
    before === undefined ? bootstrap(deployment) : undefined,
  ]);
  onProgress('Deploying the stack');
  const file = join(folder, 'stack-outputs.json');
  const options = ['--require-approval', 'never', '--method', 'direct', '--outputs-file', file];
  await cdk(
    ROOT,
    folder,
    ['deploy', '--app', join(folder, 'cdk.out'), '--all', ...options],
    endpoint,
  );
  const [outputs] = Object.values(JSON.parse(readFileSync(file, 'utf8')) as [StackOutputs]);
  if (outputs === undefined) throw new Error('the deployed stack has no outputs');
  await writeSecret(endpoint, RECORD, JSON.stringify({ hash, outputs }));
  return outputs;
}

async function bootstrap({ endpoint, folder, onProgress }: Deployment): Promise<void> {
  onProgress('Preparing the emulator for CDK');
  await cdk(folder, folder, ['bootstrap', `aws://${ACCOUNT}/${REGION}`], endpoint); // no app there
}

/** @param endpoint without it nothing but this machine is needed */
async function cdk(cwd: string, home: string, args: string[], endpoint?: string): Promise<void> {
  await run(process.execPath, [CDK, ...args, '--no-notices', '--no-version-reporting'], {
    cwd,
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
