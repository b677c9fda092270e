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
  // API Gateway decodes the path except for %25.
  const names = new Set([key, key.replaceAll('%25', '%')]);
  for (const name of names) {
    const latest = ownsKey(keyPrefix, tenant, name)
      ? await findLatest(bucket, tenant, name)
      : undefined;
    if (!latest) continue;
    addLogFields({ documentKey: name });
    return latest;
  }
  throw new GatewayError('DOCUMENT_NOT_FOUND', 'There is no document of this key.');
}
