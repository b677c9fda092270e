/** A process that copies one file as the gateway does. */
import { S3Client } from '@aws-sdk/client-s3';
import { copyToBucket } from '../../../shared/storage/objects/copy-to-bucket.ts';
import { localClient } from '../../support/local-client.ts';
import { reportCopy } from './report.ts';

const [from = '', to = '', bytes = '0'] = process.argv.slice(2);

const s3 = localClient(S3Client, {
  endpoint: to,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  region: 'us-east-1',
  forcePathStyle: true,
});

async function copy(size: number): Promise<void> {
  const { body } = await fetch(`${from}/${size}`);
  if (!body) throw new Error('the source sent nothing');
  const file = { s3, bucket: 'bench', key: 'copy', name: 'copy.bin', body, length: size };
  const copied = await copyToBucket({ ...file, maxBytes: size });
  if (copied.size !== size) throw new Error(`${copied.size} of ${size} bytes were copied`);
}

await reportCopy(() => copy(Number(bytes)));
