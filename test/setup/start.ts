import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../infra/local/deploy.ts';
import { openControl } from '../../infra/local/docs-server/control.ts';
import { claimPort, freePort } from '../../infra/local/port.ts';
import { type LocalStack, startStack } from '../../infra/local/stack.ts';
import type { Facts } from './stack.ts';

const FOLDER = join(ROOT, '.local', 'test');
const SECRETS = {
  inbox: 'the-inbox-secret-of-the-tests-of-docs',
  outbox: 'the-outbox-secret-of-the-tests-of-docs',
};

export type TestStack = Pick<LocalStack, 'stop'> & { facts: Facts };

/**
 * Starts the one stack that all end-to-end tests share: it knows nothing of earlier runs, and a
 * caller's `url` may lie on this machine, on one of `test.sourcePorts`.
 */
export async function startTestStack(onProgress: (line: string) => void): Promise<TestStack> {
  for (const name of ['aws', 'outputs.json']) {
    rmSync(join(FOLDER, name), { recursive: true, force: true });
  }
  mkdirSync(FOLDER, { recursive: true });
  const ports = { gateway: await port(4766), issuer: await port(4767), docs: await port(4768) };
  const sourcePorts = await Promise.all(Array.from({ length: 8 }, (_, n) => port(4770 + n)));
  const stack = await startStack({
    folder: FOLDER,
    ports,
    keep: false,
    secrets: SECRETS,
    config: {
      allowedOrigins: ['https://app.example.com'],
      sources: { schemes: ['https', 'http'], ports: [443, ...sourcePorts], allow: ['127.0.0.0/8'] },
    },
    onProgress,
  });
  if (stack.docs === undefined) throw new Error('the stack of the tests has its own Docs');
  const control = await openControl(stack.docs);
  const test = {
    controlUrl: control.url,
    issuerUrl: `http://127.0.0.1:${ports.issuer}`,
    issuerKeyFile: join(FOLDER, 'issuer-key.json'),
    inboxSecret: SECRETS.inbox,
    sourcePorts,
  };
  const facts: Facts = { ...stack.outputs, test };
  writeFileSync(join(FOLDER, 'outputs.json'), JSON.stringify(facts, null, 2));
  return {
    facts,
    async stop() {
      await control.stop();
      await stack.stop();
    },
  };
}

/** The same port each time where that is free: then nothing has to be synthesized again. */
function port(usual: number): Promise<number> {
  return claimPort(usual, '', '127.0.0.1').catch(freePort);
}
