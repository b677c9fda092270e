import * as z from 'zod/mini';
import { GatewayError } from '../errors.ts';
import { type DocsClient, errorOf } from './client.ts';

const versionSchema = z.object({ version: z.string() });

/** The first Docs whose builder takes a key that we choose. */
const OWN_KEYS_SINCE = [7, 3] as const;

/** What a Docs that was built without a version number calls itself; such a one is from today. */
const UNSTAMPED = /^4\.1\.2(\.|$)/;

/**
 * Asks Docs for its version, `9.0.4.50` for one: the cheapest question that needs a good secret.
 *
 * @param timeoutMs for the whole question
 * @throws {GatewayError} DOCS_UNAVAILABLE, DOCS_TIMEOUT, DOCS_AUTH or DOCS_PROTOCOL
 * @see https://api.onlyoffice.com/docs/docs-api/additional-api/command-service/version/
 */
export async function askVersion(docs: DocsClient, timeoutMs = 10_000): Promise<string> {
  const answer = await docs.ask('command', { c: 'version' }, { timeoutMs });
  const { data } = versionSchema.safeParse(answer);
  if (!data) {
    const docsError = errorOf(answer);
    const message = `Docs did not tell its version (error ${docsError})`;
    throw new GatewayError('DOCS_PROTOCOL', message, { docsError });
  }
  return data.version;
}

/** Whether a Docs of this version starts a build once under a key of ours: 7.3 and newer. */
export function supportsOwnKeys(version: string): boolean {
  if (UNSTAMPED.test(version)) return true;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [since, minorSince] = OWN_KEYS_SINCE;
  return major > since || (major === since && minor >= minorSince);
}
