import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../../infra/local/deploy.ts';
import { openControl } from '../../../infra/local/docs-server/control.ts';
import { startAws } from '../../../infra/local/emulator/aws.ts';
import { AWS_KEYS, type Emulator, REGION } from '../../../infra/local/emulator/emulator.ts';
import { claimPort, freePort } from '../../../infra/local/port.ts';
import { realDocsFrom } from '../../../infra/local/real-docs.ts';
import { type LocalStack, startStack } from '../../../infra/local/stack.ts';
import type { TestOutputs } from '../stack/stack.ts';

const FOLDER = join(ROOT, '.local', 'test');
const SECRETS = {
  inbox: 'the-inbox-secret-of-the-tests-of-docs',
  outbox: 'the-outbox-secret-of-the-tests-of-docs',
};

export type TestStack = Pick<LocalStack, 'stop'> & { outputs: TestOutputs };

type Progress = (line: string) => void;

/**
 * Starts the AWS emulator of a test run, empty and with IAM enforced, and puts its address and keys into
 * the environment.
 *
 * @param folder of its data; two runs at a time need two folders
 */
export async function startTestAws(onProgress: Progress, folder = FOLDER): Promise<Emulator> {
  rmSync(join(folder, 'aws'), { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  // Starting a process takes a function longer than most invocations.
  const aws = { folder, port: await port(4766), keep: false, warmSeconds: 300, onProgress };
  const emulator = await startAws(aws);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: emulator.endpoint,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: AWS_KEYS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: AWS_KEYS.secretAccessKey,
  });
  return emulator;
}

/**
 * Starts the stack that all end-to-end tests share, without data of earlier runs. A caller's `url` may
 * name this machine at one of `test.sourcePorts`. With `DOCS_URL` and `DOCS_SECRET` the stack uses a real
 * Docs; tests that need the control server of the embedded Docs fail then.
 */
export async function startTestStack(
  emulator: Emulator,
  onProgress: Progress,
  folder = FOLDER,
): Promise<TestStack> {
  rmSync(join(folder, 'outputs.json'), { force: true });
  const gateway = Number(new URL(emulator.endpoint).port);
  const ports = { gateway, issuer: await port(4767), docs: await port(4768) };
  const sourcePorts = await Promise.all(Array.from({ length: 8 }, (_, n) => port(4770 + n)));
  const stack = await startStack({
    folder,
    ports,
    keep: false,
    emulator,
    realDocs: realDocsFrom({ GATEWAY_URL: emulator.endpoint, ...process.env }, gateway),
    secrets: SECRETS,
    config: configOf(sourcePorts),
    onProgress,
  });
  const control = stack.docs && (await openControl(stack.docs));
  const outputs: TestOutputs = {
    ...stack.outputs,
    test: {
      controlUrl: control?.url ?? 'http://a-real-docs.invalid',
      issuerUrl: `http://127.0.0.1:${ports.issuer}`,
      issuerKeyFile: join(folder, 'issuer-key.json'),
      inboxSecret: SECRETS.inbox,
      emulatorPid: emulator.pid,
      sourcePorts,
    },
  };
  writeFileSync(join(folder, 'outputs.json'), JSON.stringify(outputs, null, 2));
  return {
    outputs,
    async stop() {
      await control?.stop();
      await stack.stop();
    },
  };
}

function configOf(sourcePorts: number[]): object {
  return {
    allowedOrigins: ['https://app.example.com'],
    sources: { schemes: ['https', 'http'], ports: [443, ...sourcePorts], allow: ['127.0.0.0/8'] },
  };
}

/** The usual port if it is free, so that the stack need not be synthesized again. */
function port(usual: number): Promise<number> {
  return claimPort(usual, '', '127.0.0.1').catch(freePort);
}
