import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod/mini';
import type { DocsClient } from '../docs/client.ts';
import { askVersion, supportsOwnKeys } from '../docs/send-command.ts';
import { GatewayError, isGatewayError, nameOf } from '../errors.ts';
import { addLogFields } from '../log.ts';

/** The answer of `GET /v1/health`. `supported` is also false while the version of Docs is unknown. */
export const healthSchema = z.object({
  status: z.enum(['ok', 'down']),
  docs: z.object({ reachable: z.boolean(), supported: z.boolean() }),
});
export type Health = z.infer<typeof healthSchema>;

/** Callers get the answer within 3 s. */
const TIMEOUT_MS = 2_500;
const FRESH_MS = 10_000;

/** Asks Docs for its version at most every 10 s; answers within 2.5 s. */
export function healthOf(docs: DocsClient): () => Promise<Health> {
  let last: { at: number; health: Promise<Health> } | undefined;
  return () => {
    if (!last || Date.now() - last.at >= FRESH_MS)
      last = { at: Date.now(), health: checkDocs(docs) };
    return last.health;
  };
}

async function checkDocs(docs: DocsClient): Promise<Health> {
  try {
    const version = await Promise.race([askVersion(docs, TIMEOUT_MS), tooLate()]);
    addLogFields({ docsVersion: version });
    return healthWith(true, supportsOwnKeys(version));
  } catch (error) {
    addLogFields({ docsErrorCode: isGatewayError(error) ? error.code : nameOf(error) });
    return healthWith(isGatewayError(error, 'DOCS_AUTH', 'DOCS_PROTOCOL'), false);
  }
}

function healthWith(reachable: boolean, supported: boolean): Health {
  return { status: reachable && supported ? 'ok' : 'down', docs: { reachable, supported } };
}

async function tooLate(): Promise<never> {
  await sleep(TIMEOUT_MS, undefined, { ref: false });
  throw new GatewayError('DOCS_TIMEOUT', `Docs did not answer within ${TIMEOUT_MS} ms.`);
}
