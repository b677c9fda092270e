import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { GatewayEvent } from '../../../shared/events/bus.ts';
import { acceptUpload } from '../../../shared/queue/accept-upload.ts';
import { listBuilds } from '../../../shared/storage/rows/build-list.ts';
import { type recordOf, uploadOf } from '../aws/records.ts';
import { freshQueue, messagesIn, sqs } from '../aws/resources.ts';
import { scriptOf } from '../docs/saving-script.ts';
import { freshSandbox } from '../workflow/sandbox.ts';

/** Uploads to a bucket of their own, and what accepts them. */
export async function freshUploads() {
  const [sandbox, deadLetterUrl] = await Promise.all([freshSandbox(), freshQueue()]);
  const { bucket, table, admissionDeps } = sandbox;

  /** Uploads an object. @returns the message of S3 about it */
  async function put(
    Key: string,
    Body: string | Uint8Array = scriptOf('a.docx'),
    Metadata?: Record<string, string>,
  ) {
    const { VersionId } = await bucket.s3.send(
      new PutObjectCommand({ Bucket: bucket.name, Key, Body, Metadata }),
    );
    return uploadOf(bucket, Key, VersionId, Buffer.byteLength(Body));
  }

  const remove = (Key: string, VersionId: string) =>
    bucket.s3.send(new DeleteObjectCommand({ Bucket: bucket.name, Key, VersionId }));

  /** Accepts the uploads of one message. @returns the events of refusals */
  async function accept(record: ReturnType<typeof recordOf>, deps = admissionDeps) {
    const refused: GatewayEvent[] = [];
    const bus = async (...events: GatewayEvent[]) => void refused.push(...events);
    await acceptUpload(deps, { bus, deadLetters: { sqs, url: deadLetterUrl } }, record);
    return refused;
  }

  const buildsOf = async (tenant: string) =>
    (await listBuilds(table, tenant, { limit: 100 })).items;

  /** The messages in the dead-letter queue, with the reasons. */
  async function deadLetters(atLeast: number) {
    const letters = await messagesIn(deadLetterUrl, atLeast);
    return letters.map(({ Body, MessageAttributes: { code, detail } = {} }) => [
      Body,
      code?.StringValue,
      detail?.StringValue,
    ]);
  }

  return { sandbox, put, remove, accept, buildsOf, deadLetters };
}

/** The code of the first refusal. */
export const codeOf = ([event]: GatewayEvent[]) =>
  (event?.data as { code?: string } | undefined)?.code;
