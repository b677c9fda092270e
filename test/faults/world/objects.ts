import { createHash } from 'node:crypto';
import {
  GetObjectCommand,
  type ObjectVersion as ListedVersion,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { ObjectVersion } from '../model/world.ts';

/** Reads what is in the bucket. */
export function storedObjects(s3: S3Client, Bucket: string) {
  async function read(Key: string, VersionId?: string): Promise<Buffer> {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, VersionId }));
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  }

  async function listed(Prefix: string): Promise<ListedVersion[]> {
    const found: ListedVersion[] = [];
    let from: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
    while (from) {
      const command = new ListObjectVersionsCommand({ Bucket, Prefix, ...from });
      const page: ListObjectVersionsCommandOutput = await s3.send(command);
      found.push(...(page.Versions ?? []));
      const next = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
      from = page.IsTruncated ? next : undefined;
    }
    return found;
  }

  async function versionsBelow(Prefix: string): Promise<ObjectVersion[]> {
    const described: ObjectVersion[] = [];
    for (const { Key = '', VersionId = '', IsLatest = false } of await listed(Prefix)) {
      const bytes = await read(Key, VersionId);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      described.push({
        key: Key,
        versionId: VersionId,
        isLatest: IsLatest,
        size: bytes.length,
        sha256,
      });
    }
    return described;
  }

  return {
    /** All versions of the results and documents of a tenant, with their digests. */
    versionsOf: async (tenant: string) => [
      ...(await versionsBelow(`results/${tenant}/`)),
      ...(await versionsBelow(`documents/${tenant}/`)),
    ],
    /** The keys of staged scripts. */
    async staged(): Promise<string[]> {
      const keys: string[] = [];
      let ContinuationToken: string | undefined;
      do {
        const page = await s3.send(
          new ListObjectsV2Command({ Bucket, Prefix: 'scripts/', ContinuationToken }),
        );
        keys.push(...(page.Contents ?? []).map(({ Key = '' }) => Key));
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken);
      return keys;
    },
    /** The keys of multipart uploads that were neither completed nor aborted. */
    async uploads(): Promise<string[]> {
      const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket }));
      return Uploads.map(({ Key = '' }) => Key);
    },
  };
}

export type StoredObjects = ReturnType<typeof storedObjects>;
