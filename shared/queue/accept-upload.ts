import type { S3EventRecord, SQSRecord } from 'aws-lambda';
import { type BuildRequest, MAX_ARGUMENT_BYTES, parseBuildRequest } from '../build/request.ts';
import { MAX_INLINE_SCRIPT_BYTES, MAX_SCRIPT_BYTES, readScript } from '../build/script.ts';
import { GatewayError } from '../errors.ts';
import { idOfSource } from '../ids.ts';
import { parseJson } from '../json.ts';
import { addLogFields } from '../log.ts';
import { readObject } from '../storage/objects/bucket.ts';
import { TENANT_PATTERN } from '../tenant.ts';
import type { AdmissionDeps } from '../workflow/admission/admission-deps.ts';
import { admit } from '../workflow/admission/admit.ts';
import type { Source } from './messages.ts';
import { type Claim, orRefuse, type Refuser } from './refusal.ts';

/** What an upload below `inbox/` is, by its key. */
export type Upload = { tenant: string } & (
  | { kind: 'script'; maxBytes: number }
  | { kind: 'request'; maxBytes: number }
  | { kind: 'data'; template: string; maxBytes: number }
);

/** An upload that S3 tells of; its key is decoded. */
type Found = { s3: S3EventRecord['s3']; key: string; version: string; source: Source };

/** A whole build request: its script, its argument and room for the rest. */
const MAX_REQUEST_BYTES = 4 * MAX_INLINE_SCRIPT_BYTES;
/** JSON may be written with blanks that do not count. */
const MAX_DATA_BYTES = 10 * MAX_ARGUMENT_BYTES;

/** Lets in the builds of the uploads that one message of S3 names. */
export async function acceptUpload(
  deps: AdmissionDeps,
  refuser: Refuser,
  record: SQSRecord,
): Promise<void> {
  const found: Found[] = [];
  await orRefuse(refuser, 'uploads', record, sourceOfMessage(record), async () => {
    found.push(...uploadsIn(record));
  });
  for (const upload of found) {
    const claim: Claim = { ...upload.source, tenant: tenantIn(upload.key) };
    await orRefuse(refuser, 'uploads', record, claim, () => acceptOne(deps, upload));
  }
}

function uploadsIn({ body }: SQSRecord): Found[] {
  const { Records = [] } = JSON.parse(body) as { Records?: S3EventRecord[] };
  return Records.map(foundIn).filter(({ key }) => !key.endsWith('/'));
}

function foundIn({ s3, eventTime }: S3EventRecord): Found {
  const key = decodeURIComponent(s3.object.key.replaceAll('+', ' '));
  const version = s3.object.versionId ?? 'null';
  const sourceId = JSON.stringify([s3.bucket.name, key, version]);
  const source = {
    origin: 's3' as const,
    time: Date.parse(eventTime),
    sourceId,
    correlationId: key,
  };
  return { s3, key, version, source };
}

/** What a message that names no upload is announced under. */
function sourceOfMessage({ messageId, attributes }: SQSRecord): Source {
  const time = Number(attributes.SentTimestamp);
  return { origin: 's3', time, sourceId: messageId, correlationId: messageId };
}

/**
 * What an upload is.
 *
 * @throws {GatewayError} REQUEST_INVALID for a key that fits no row of the contract
 */
export function readUploadKey(key: string): Upload {
  const [inbox, tenant = '', ...path] = key.split('/');
  const name = path.at(-1) ?? '';
  if (inbox !== 'inbox' || !TENANT_PATTERN.test(tenant) || name === '')
    throw unfit(key, 'does not lie below inbox/<tenant>/');
  if (/.\.(docbuilder|js)$/.test(name))
    return { tenant, kind: 'script', maxBytes: MAX_SCRIPT_BYTES };
  if (/.\.build\.json$/.test(name)) return { tenant, kind: 'request', maxBytes: MAX_REQUEST_BYTES };
  const [template] = path;
  if (path.length < 2 || !template || !/.\.json$/.test(name))
    throw unfit(key, 'is no script, no .build.json and no data file of a template');
  return { tenant, kind: 'data', template, maxBytes: MAX_DATA_BYTES };
}

async function acceptOne(deps: AdmissionDeps, { s3, key, version, source }: Found): Promise<void> {
  const { bucket, object } = s3;
  if (bucket.name !== deps.bucket.name) throw unfit(key, 'lies in another bucket');
  const upload = readUploadKey(key);
  if (object.size > upload.maxBytes)
    throw new GatewayError(
      upload.kind === 'script' ? 'SCRIPT_TOO_LARGE' : 'TOO_LARGE',
      `The upload has ${object.size} bytes; the limit is ${upload.maxBytes}.`,
    );
  const content = await readObject(deps.bucket, { key, versionId: object.versionId });
  if (!content) throw new GatewayError('NOT_FOUND', 'The upload was deleted before it was read.');

  const time = content.lastModified?.getTime() ?? source.time;
  const { build } = await admit(deps, requestOf(upload, content.bytes), {
    tenant: upload.tenant,
    origin: 's3',
    correlationId: key,
    id: idOfSource(time, 's3', upload.tenant, source.sourceId),
    maxScriptBytes: upload.kind === 'script' ? MAX_SCRIPT_BYTES : undefined,
    upload: { upload: key, versionId: version },
  });
  addLogFields({ tenant: upload.tenant, build: build.id });
}

function requestOf(upload: Upload, bytes: Uint8Array): BuildRequest {
  if (upload.kind === 'script') return { script: readScript(bytes, upload.maxBytes) };
  const json = parseJson(textOf(bytes));
  if (upload.kind === 'request') return parseBuildRequest(json);
  return parseBuildRequest({ template: upload.template, argument: json });
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new GatewayError('MALFORMED', 'The upload is not UTF-8.', { cause });
  }
}

function tenantIn(key: string): string | undefined {
  const tenant = key.split('/')[1] ?? '';
  return TENANT_PATTERN.test(tenant) ? tenant : undefined;
}

function unfit(key: string, rule: string): GatewayError {
  return new GatewayError('REQUEST_INVALID', `The key ${rule}.`, {
    errors: [{ pointer: '', detail: `${key.slice(0, 200).toWellFormed()} ${rule}` }],
  });
}
