import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { AWS_KEYS, REGION } from '../emulator/emulator.ts';

const SAMPLES = new URL('.', import.meta.url);

/** The sample argument of a template. */
export function sampleArgument(template: string): unknown {
  return JSON.parse(readFileSync(new URL(`arguments/${template}.json`, SAMPLES), 'utf8'));
}

/** Uploads the sample templates, the files that they read and their sample arguments to the gateway's bucket. */
export async function uploadTemplates(endpoint: string, bucket: string): Promise<void> {
  const s3 = new S3Client({ endpoint, region: REGION, credentials: AWS_KEYS });
  const cwd = fileURLToPath(SAMPLES);
  const templates = globSync('templates/**/*.*', { cwd }).map((file) => [file, file] as const);
  const samples = globSync('arguments/*.json', { cwd }).map(
    (file) => [file, `templates/${basename(file, '.json')}.sample.json`] as const,
  );
  await Promise.all(
    [...templates, ...samples].map(([file, key]) =>
      putIfChanged(s3, bucket, key, readFileSync(new URL(file, SAMPLES))),
    ),
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
