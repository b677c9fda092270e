import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { sign } from '../../../shared/docs/token.ts';
import { localClient } from '../../support/local-client.ts';

type Input = { key: string; scriptUrl: string; links?: string[] };

const { DOCS_URL = '', DOCS_SECRET = '', BUCKET = '' } = process.env;
const s3 = localClient(S3Client);

/**
 * Both steps of a plain state machine around Docs, as a first attempt would have them: without links it asks
 * Docs for the build, with links it copies the files.
 */
export async function handler({ key, scriptUrl, links }: Input): Promise<Input & { end: boolean }> {
  console.log('called');
  if (links) {
    await Promise.all(links.map((link, index) => copy(link, `naive/${key}/${index}`)));
    return { key, scriptUrl, end: true };
  }
  const params = { async: true, key, url: scriptUrl };
  const token = await sign(DOCS_SECRET, 'docbuilder', params);
  const response = await fetch(`${DOCS_URL}/docbuilder`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...params, token }),
  });
  const answer = (await response.json()) as { end?: boolean; urls?: Record<string, string> };
  if (answer.end === undefined) throw new Error(JSON.stringify(answer));
  return { key, scriptUrl, end: answer.end, links: Object.values(answer.urls ?? {}) };
}

async function copy(link: string, Key: string): Promise<void> {
  const Body = new Uint8Array(await (await fetch(link)).arrayBuffer());
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
}
