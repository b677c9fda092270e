import type { BuildSource } from '../../build/build.ts';
import type { BuildRequest } from '../../build/request.ts';
import { MAX_TEMPLATE_BYTES, readScript, requireSize } from '../../build/script.ts';
import { GatewayError } from '../../errors.ts';
import { sha256Hex } from '../../ids.ts';
import { checkSourceUrl } from '../../sources/source-url.ts';
import type { Bucket } from '../../storage/objects/bucket.ts';
import { readTemplateScript } from '../../storage/objects/templates.ts';
import type { AdmissionDeps } from './admission-deps.ts';
import { checkField } from './check-field.ts';

/** The script of a request: its `text`, or the `url` that `fetch-sources` fetches it from. */
export type FoundScript = { text?: string; url?: string; source: BuildSource };

/**
 * Finds the script of a request. A URL is only checked.
 *
 * @throws {GatewayError} TEMPLATE_NOT_FOUND, SCRIPT_INVALID, SCRIPT_TOO_LARGE, SOURCE_REFUSED
 */
export async function findScript(
  deps: Pick<AdmissionDeps, 'bucket' | 'sourceRules'>,
  request: BuildRequest,
  maxInlineBytes: number,
): Promise<FoundScript> {
  if (request.template !== undefined) return findTemplate(deps.bucket, request.template);
  if (request.url !== undefined) {
    const { url: from } = request;
    const url = checkField('/url', () => checkSourceUrl(from, deps.sourceRules));
    // The query may contain a secret, so it is not stored.
    return { url: url.href, source: { url: `${url.origin}${url.pathname}` } };
  }
  const text = checkField('/script', () => readScript(request.script ?? '', maxInlineBytes));
  return { text, source: { sha256: sha256Hex(text) } };
}

async function findTemplate(bucket: Bucket, template: string): Promise<FoundScript> {
  const object = await readTemplateScript(bucket, template, (bytes) =>
    checkField('/template', () => requireSize(bytes, MAX_TEMPLATE_BYTES)),
  );
  if (!object)
    throw new GatewayError('TEMPLATE_NOT_FOUND', `There is no template ${template}.`, {
      errors: [{ pointer: '/template', detail: `names no template: ${template}` }],
    });
  const text = checkField('/template', () => readScript(object.bytes, MAX_TEMPLATE_BYTES));
  return { text, source: { template, version: object.versionId } };
}
