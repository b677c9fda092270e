import { randomUUID } from 'node:crypto';
import type { S3EventRecord, SQSRecord } from 'aws-lambda';
import type { Bucket } from '../../../shared/storage/objects/bucket.ts';

/** A message as Lambda receives it. */
export function recordOf(body: unknown, changed: Partial<SQSRecord> = {}): SQSRecord {
  return {
    messageId: randomUUID(),
    receiptHandle: 'handle',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '1795334400000',
      SenderId: 'sender',
      ApproximateFirstReceiveTimestamp: '1795334400001',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:builds',
    awsRegion: 'us-east-1',
    ...changed,
  };
}

/** The same message at a later receive. */
export function receivedFor(times: number, record: SQSRecord): SQSRecord {
  const attributes = { ...record.attributes, ApproximateReceiveCount: String(times) };
  return { ...record, attributes };
}

/** A string attribute of a message. */
export function attribute(stringValue: string) {
  return { stringValue, dataType: 'String' as const };
}

/** The S3 notification of an upload, with its key encoded as S3 does. */
export function uploadOf(
  bucket: Bucket,
  key: string,
  versionId: string | undefined,
  size = 1,
): SQSRecord {
  const encoded = encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+');
  const s3 = {
    bucket: { name: bucket.name },
    object: { key: encoded, size, versionId },
  } as S3EventRecord['s3'];
  return recordOf({ Records: [{ eventTime: '2026-11-22T08:00:00.000Z', s3 }] });
}
