import type { S3EventRecord, SQSRecord } from 'aws-lambda';
import { type BuildRequest, parseBuildRequest } from '../build/request.ts';
import { MAX_SCRIPT_BYTES, readScript } from '../build/script.ts';
import { GatewayError } from '../errors.ts';
import { idOfSource } from '../ids.ts';
import { parseJson } from '../json.ts';
import { addLogFields } from '../log.ts';
import { abandoned, isAbandoned } from '../sqs.ts';
import { readObject } from '../storage/objects/bucket.ts';
import { decodeUtf8 } from '../utf8.ts';
import type { AdmissionDeps } from '../workflow/admission/admission-deps.ts';
import { admit } from '../workflow/admission/admit.ts';
import type { Source } from './messages.ts';
import { orRefuse, type RefusalDeps } from './refusal.ts';
import { invalidKey, readUploadKey, tenantInKey, type Upload } from './upload-key.ts';

/** An upload as S3's message describes it; `key` is decoded. */
type Notice = { s3: S3EventRecord['s3']; key: string; version: string; source: Source };

/** Admits a build for each upload that a message of S3 names. */
export async function acceptUpload(
  deps: AdmissionDeps,
  refusalDeps: RefusalDeps,
  record: SQSRecord,
): Promise<void> {
  const refusable = <T>(sender: Source & { tenant?: string }, action: () => Promise<T>) =>
    orRefuse(refusalDeps, 'uploads', record, sender, action);
  const notices = await refusable(sourceOfMessage(record), async () => noticesIn(record));
  for (const notice of notices ?? []) {
    const sender = { ...notice.source, tenant: tenantInKey(notice.key) };
    await refusable(sender, async () => {
      if (isAbandoned('uploads', record)) throw abandoned('uploads');
      await admitUpload(deps, notice);
    });
  }
}

/** The uploads in a message; the test message that S3 sends has none, and folders are not uploads. */
function noticesIn({ body }: SQSRecord): Notice[] {
  const { Records = [] } = JSON.parse(body) as { Records?: S3EventRecord[] };
  return Records.map(readNotice).filter(({ key }) => !key.endsWith('/'));
}

function readNotice({ s3, eventTime }: S3EventRecord): Notice {
  const key = decodeURIComponent(s3.object.key.replaceAll('+', ' '));
  const version = s3.object.versionId ?? 'null';
  const sourceId = JSON.stringify([s3.bucket.name, key, version]);
  const time = Date.parse(eventTime);
  return { s3, key, version, source: { origin: 's3', time, sourceId, correlationId: key } };
}

/** The source of a message that cannot be read, for the event of its refusal. */
function sourceOfMessage({ messageId, attributes }: SQSRecord): Source {
  const time = Number(attributes.SentTimestamp);
  return { origin: 's3', time, sourceId: messageId, correlationId: messageId };
}

async function admitUpload(deps: AdmissionDeps, notice: Notice): Promise<void> {
  const { s3, key, version, source } = notice;
  if (s3.bucket.name !== deps.bucket.name) throw invalidKey(key, 'is in another bucket');
  const upload = readUploadKey(key);
  requireUploadSize(upload, s3.object.size);
  const content = await readObject(deps.bucket, { key, versionId: s3.object.versionId });
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

function requireUploadSize({ kind, maxBytes }: Upload, bytes: number): void {
  if (bytes <= maxBytes) return;
  const code = kind === 'script' ? 'SCRIPT_TOO_LARGE' : 'TOO_LARGE';
  throw new GatewayError(code, `The upload has ${bytes} bytes; the limit is ${maxBytes}.`);
}

function requestOf(upload: Upload, bytes: Uint8Array): BuildRequest {
  if (upload.kind === 'script') return { script: readScript(bytes, upload.maxBytes) };
  const text = decodeUtf8(bytes);
  if (text === undefined) throw new GatewayError('MALFORMED', 'The upload is not UTF-8.');
  const json = parseJson(text.replace(/^\uFEFF/, ''));
  if (upload.kind === 'request') return parseBuildRequest(json);
  return parseBuildRequest({ template: upload.template, argument: json });
}
