import type { SQSRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import { correlationIdIn } from '../build/metadata.ts';
import { type BuildRequest, parseBuildRequest } from '../build/request.ts';
import { MAX_SCRIPT_BYTES, readScript } from '../build/script.ts';
import { GatewayError } from '../errors.ts';
import { idOfSource } from '../ids.ts';
import { parseJson } from '../json.ts';
import { addLogFields } from '../log.ts';
import { parseWith } from '../parse.ts';
import { abandoned, isAbandoned } from '../sqs.ts';
import { findObject, readObject } from '../storage/objects/bucket.ts';
import { getRow } from '../storage/rows/builds.ts';
import { decodeUtf8 } from '../utf8.ts';
import type { AdmissionDeps } from '../workflow/admission/admission-deps.ts';
import { admit } from '../workflow/admission/admit.ts';
import type { Source } from './messages.ts';
import { orRefuse, type RefusalDeps, type RequestSender } from './refusal.ts';
import { invalidKey, readUploadKey, tenantInKey, type Upload } from './upload-key.ts';
import { priorityOf, withPriority } from './upload-priority.ts';

/** The part of S3's event that is read. The test event that S3 sends has no `Records`. */
const eventSchema = z.object({
  Records: z.optional(
    z.array(
      z.object({
        eventTime: z.iso.datetime(),
        s3: z.object({
          bucket: z.object({ name: z.string() }),
          object: z.object({
            key: z.string(),
            size: z.number(),
            versionId: z.optional(z.string()),
          }),
        }),
      }),
    ),
  ),
});

type S3Record = NonNullable<z.infer<typeof eventSchema>['Records']>[number];

/** An upload as S3's message describes it; `key` is decoded. */
type Notice = { s3: S3Record['s3']; key: string; version: string; source: Source };

/** An upload that was read; `time` is when it was made, in milliseconds since 1970. */
type Content = { upload: Upload; time: number; request: unknown };

/** Admits a build for each upload that a message of S3 names. */
export async function acceptUpload(
  deps: AdmissionDeps,
  refusalDeps: RefusalDeps,
  record: SQSRecord,
): Promise<void> {
  const refusable = <T>(sender: RequestSender, action: () => Promise<T>) =>
    orRefuse(refusalDeps, 'uploads', record, sender, action);
  const notices = await refusable(sourceOfMessage(record), async () => noticesIn(record));
  for (const notice of notices ?? []) {
    const sender = { ...notice.source, tenant: tenantInKey(notice.key), isStored: true };
    const content = await refusable(sender, async () => {
      if (!isAbandoned('uploads', record)) return readUpload(deps, notice);
      if (await isAdmitted(deps, notice)) return undefined;
      throw abandoned('uploads');
    });
    if (!content) continue;
    const named = { ...sender, ...correlationIdIn(content.request) };
    await refusable(named, () => admitUpload(deps, notice, content));
  }
}

/**
 * The uploads in a message. Folders are not uploads.
 *
 * @throws {GatewayError} MALFORMED or REQUEST_INVALID when the message is not an event of S3
 */
function noticesIn({ body }: SQSRecord): Notice[] {
  const { Records = [] } = parseWith(eventSchema, parseJson(body));
  return Records.map(readNotice).filter(({ key }) => !key.endsWith('/'));
}

function readNotice({ s3, eventTime }: S3Record): Notice {
  const key = decodedKey(s3.object.key);
  const version = s3.object.versionId ?? 'null';
  const sourceId = JSON.stringify([s3.bucket.name, key, version]);
  const time = Date.parse(eventTime);
  return { s3, key, version, source: { origin: 's3', time, sourceId, correlationId: key } };
}

function decodedKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    throw invalidKey(key, 'is not encoded as in a URL');
  }
}

/** The source of a message that cannot be read, for the event of its refusal. */
function sourceOfMessage({ messageId, attributes }: SQSRecord): Source {
  const time = Number(attributes.SentTimestamp);
  return { origin: 's3', time, sourceId: messageId, correlationId: messageId };
}

async function readUpload(deps: AdmissionDeps, { s3, key, source }: Notice): Promise<Content> {
  if (s3.bucket.name !== deps.bucket.name) throw invalidKey(key, 'is in another bucket');
  const upload = readUploadKey(key);
  requireUploadSize(upload, s3.object.size);
  const content = await readObject(deps.bucket, { key, versionId: s3.object.versionId });
  if (!content) throw new GatewayError('NOT_FOUND', 'The upload was deleted before it was read.');

  const time = timeOf(content, source);
  const request = withPriority(requestIn(upload, content.bytes), priorityOf(content.metadata));
  return { upload, time, request };
}

async function admitUpload(
  deps: AdmissionDeps,
  { key, version, source }: Notice,
  { upload, time, request }: Content,
): Promise<void> {
  const isScript = upload.kind === 'script';
  const parsed = isScript ? (request as BuildRequest) : parseBuildRequest(request);
  const { build } = await admit(deps, parsed, {
    tenant: upload.tenant,
    origin: 's3',
    correlationId: key,
    id: buildIdOf(source, upload.tenant, time),
    maxScriptBytes: isScript ? MAX_SCRIPT_BYTES : undefined,
    upload: { upload: key, versionId: version },
  });
  addLogFields({ tenant: upload.tenant, build: build.id });
}

/** Whether the upload has become a build: its function may have died after it had admitted the build. */
async function isAdmitted({ bucket, table }: AdmissionDeps, { s3, key, source }: Notice) {
  const tenant = tenantInKey(key);
  const found = await findObject(bucket, key, s3.object.versionId);
  if (!found || tenant === undefined) return false;
  const id = buildIdOf(source, tenant, timeOf(found, source));
  return (await getRow(table, tenant, id)) !== undefined;
}

const timeOf = ({ lastModified }: { lastModified?: Date }, { time }: Source) =>
  lastModified?.getTime() ?? time;

const buildIdOf = ({ sourceId }: Source, tenant: string, time: number) =>
  idOfSource(time, 's3', tenant, sourceId);

function requireUploadSize({ kind, maxBytes }: Upload, bytes: number): void {
  if (bytes <= maxBytes) return;
  const code = kind === 'script' ? 'SCRIPT_TOO_LARGE' : 'TOO_LARGE';
  throw new GatewayError(code, `The upload has ${bytes} bytes; the limit is ${maxBytes}.`);
}

/** The request that an upload is; JSON is not validated yet. */
function requestIn(upload: Upload, bytes: Uint8Array): unknown {
  if (upload.kind === 'script') return { script: readScript(bytes, upload.maxBytes) };
  const text = decodeUtf8(bytes);
  if (text === undefined) throw new GatewayError('MALFORMED', 'The upload is not UTF-8.');
  const json = parseJson(text.replace(/^\uFEFF/, ''));
  return upload.kind === 'request' ? json : { template: upload.template, argument: json };
}
