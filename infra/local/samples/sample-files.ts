import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { AWS_KEYS, REGION } from '../emulator/emulator.ts';

const SAMPLES = new URL('.', import.meta.url);

/** The sample argument of a template. */
export function sampleArgument(template: string): unknown {
  return JSON.parse(readFileSync(new URL(`arguments/${template}.json`, SAMPLES), 'utf8'));
}

/** Uploads the sample templates and the files that they read to the gateway's bucket. */
export async function uploadTemplates(endpoint: string, bucket: string): Promise<void> {
  const s3 = new S3Client({ endpoint, region: REGION, credentials: AWS_KEYS });
  const cwd = fileURLToPath(SAMPLES);
  const files = globSync('templates/**/*.*', { cwd });
  await Promise.all(
    files.map((key) => putIfChanged(s3, bucket, key, readFileSync(new URL(key, SAMPLES)))),
  );
  s3.destroy();
}

/** Does not upload an unchanged file, which would add a version to the bucket. */
async function putIfChanged(
  s3: S3Client,
  bucket: string,
  key: string,
  body: Buffer,
): Promise<void> {
  const sha256 = createHash('sha256').update(body).digest('hex');
  const object = { Bucket: bucket, Key: key };
  try {
    const { Metadata } = await s3.send(new HeadObjectCommand(object));
    if (Metadata?.sha256 === sha256) return;
  } catch (error) {
    if (!(error instanceof Error && error.name === 'NotFound')) throw error;
  }
  await s3.send(new PutObjectCommand({ ...object, Body: body, Metadata: { sha256 } }));
}
