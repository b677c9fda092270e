import { issuerKey, SCOPES, signToken } from '../../../infra/local/issuer.ts';
import type { Outputs } from '../../../infra/local/stack.ts';

/** What `.local/test/outputs.json` says: as for `npm start`, and what only tests need. */
export type Facts = Outputs & {
  test: {
    /** Where the embedded Docs is looked into and made to fail: `docs-server/control.ts`. */
    controlUrl: string;
    issuerUrl: string;
    issuerKeyFile: string;
    inboxSecret: string;
    /** Ports that a caller's `url` may name, on 127.0.0.1. */
    sourcePorts: number[];
  };
};

/** The variable that says where the facts are told, once the stack is up. */
export const FACTS_URL = 'DOCS_GATEWAY_TEST_STACK';

/**
 * The stack that all end-to-end tests share; waits until it is up. A test file that imports this is
 * run once the stack has begun to start, two files at a time; those in `test/stack/alone/`,
 * which break Docs or fill it, one at a time after all others.
 */
export async function stack(): Promise<Facts> {
  const url = process.env[FACTS_URL];
  if (url === undefined) throw new Error('run this file as: npm test -- <file>');
  const response = await fetch(url);
  if (!response.ok) throw new Error(`the stack did not start: ${await response.text()}`);
  return (await response.json()) as Facts;
}

/** A token of the local issuer; every scope and the tenant `default` unless said otherwise. */
export async function tokenOf(
  { test }: Facts,
  claims: { scope?: string; tenant?: string; subject?: string; expiresInSeconds?: number } = {},
): Promise<string> {
  const usual = { scope: SCOPES, tenant: 'default', subject: 'a-caller' };
  const key = await issuerKey(test.issuerKeyFile);
  return signToken(key, test.issuerUrl, { ...usual, ...claims });
}
