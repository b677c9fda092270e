import { ownsKey } from '../docs/document-key.ts';
import { GatewayError } from '../errors.ts';
import { addLogFields } from '../log.ts';
import type { Bucket } from '../storage/objects/bucket.ts';
import { findLatest, type LatestJson } from '../storage/objects/latest-save.ts';
import type { Call } from './call.ts';
import type { Caller } from './caller.ts';

/**
 * The newest save of the document that the path names. A document of another tenant is not looked up.
 *
 * @param keyPrefix as configured; empty if all tenants share the keys
 * @throws {GatewayError} DOCUMENT_NOT_FOUND when nothing is stored for the caller's tenant under this key
 */
export async function readDocument(
  bucket: Bucket,
  keyPrefix: string,
  { caller: { tenant }, params: { key = '' } }: Call & { caller: Caller },
): Promise<LatestJson> {
  for (const name of namesIn(key)) {
    const latest = ownsKey(keyPrefix, tenant, name)
      ? await findLatest(bucket, tenant, name)
      : undefined;
    if (!latest) continue;
    addLogFields({ documentKey: name });
    return latest;
  }
  throw new GatewayError('DOCUMENT_NOT_FOUND', 'There is no document of this key.');
}

/**
 * The keys that a segment of the path may mean. API Gateway decodes the path except for %25, and takes a
 * decoded slash for the end of the segment, so a key with a slash arrives encoded once more.
 */
function namesIn(segment: string): Set<string> {
  const decoded = segment.replaceAll('%25', '%');
  return new Set([segment, decoded, decodedAgain(decoded)]);
}

function decodedAgain(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // it has a % that encodes nothing
  }
}
