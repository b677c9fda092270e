import { issuerKey, SCOPES, signToken } from '../../../infra/local/issuer.ts';
import type { Outputs } from '../../../infra/local/stack.ts';

/** The content of `.local/test/outputs.json`: the outputs of `npm start`, and more for tests. */
export type TestOutputs = Outputs & {
  test: {
    /** The URL of the control server of the embedded Docs, see `docs-server/control.ts`. */
    controlUrl: string;
    issuerUrl: string;
    issuerKeyFile: string;
    inboxSecret: string;
    /** The process of the AWS emulator, which starts those of the functions. */
    emulatorPid: number;
    /** Ports that a caller's `url` may name, on 127.0.0.1. */
    sourcePorts: number[];
  };
};

/** The variable with the outputs of the stack as JSON, or with the error that kept it from starting. */
export const STACK = 'DOCS_GATEWAY_TEST_STACK';

/**
 * The outputs of the stack that all end-to-end tests share. A test file that imports this runs after
 * the stack has started. Several files run at a time, except those in `test/stack/alone/`: they break
 * Docs or fill it, so they run one at a time while no other file uses the stack.
 *
 * @throws {Error} if the stack did not start
 */
export async function stack(): Promise<TestOutputs> {
  const started = process.env[STACK];
  if (started === undefined) throw new Error('run this file as: npm test -- <file>');
  const { outputs, error } = JSON.parse(started) as { outputs?: TestOutputs; error?: string };
  if (outputs === undefined) throw new Error(`the stack did not start: ${error}`);
  return outputs;
}

/** A token of the local issuer; every scope and the tenant `default` unless said otherwise. */
export async function tokenOf(
  { test }: TestOutputs,
  claims: { scope?: string; tenant?: string; subject?: string; expiresInSeconds?: number } = {},
): Promise<string> {
  const usual = { scope: SCOPES, tenant: 'default', subject: 'a-caller' };
  const key = await issuerKey(test.issuerKeyFile);
  return signToken(key, test.issuerUrl, { ...usual, ...claims });
}
