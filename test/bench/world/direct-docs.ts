import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { sign } from '../../../shared/docs/token.ts';

export type DirectDocs = ReturnType<typeof directDocs>;

type BuilderAnswer = { key: string; end?: boolean; urls?: Record<string, string>; error?: number };

/** Where the files of a direct build are put, as the gateway puts them. */
export type Store = { s3: S3Client; bucket: string };

/** Docs without the gateway: what a program does that calls Docs itself. */
export function directDocs(url: string, secret: string) {
  async function ask<Answer>(path: string, operation: string, params: object): Promise<Answer> {
    const token = await sign(secret, operation, { ...params });
    const response = await fetch(`${url}/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...params, token }),
    });
    if (!response.ok) throw new Error(`Docs answered ${response.status} at /${path}`);
    return (await response.json()) as Answer;
  }

  async function askForBuild(params: object): Promise<BuilderAnswer> {
    const answer = await ask<BuilderAnswer>('docbuilder', 'docbuilder', params);
    if (answer.error) throw new Error(`Docs answered with error ${answer.error}`);
    return answer;
  }

  /** Asks again after each pause until the build has ended. @returns the links of its files */
  async function buildAsync(scriptUrl: string, pauseMs: number): Promise<string[]> {
    const params = { async: true, key: `bench-${randomUUID()}`, url: scriptUrl };
    for (;;) {
      const answer = await askForBuild(params);
      if (answer.end) return Object.values(answer.urls ?? {});
      await sleep(pauseMs);
    }
  }

  return {
    buildAsync,
    /** Waits for Docs' own answer at the end of the build. @returns the links of its files */
    async buildSync(scriptUrl: string): Promise<string[]> {
      const answer = await askForBuild({ key: `bench-${randomUUID()}`, url: scriptUrl });
      return Object.values(answer.urls ?? {});
    },
    command: (params: object) => ask<{ error: number }>('command', 'command', params),
  };
}

/** Copies the files of these links into the bucket. */
export async function putFiles({ s3, bucket }: Store, links: string[]): Promise<void> {
  if (links.length === 0) throw new Error('the build made no file');
  await Promise.all(
    links.map(async (link) => {
      const response = await fetch(link);
      if (!response.ok) throw new Error(`Docs answered ${response.status} to the link of a file`);
      const Body = new Uint8Array(await response.arrayBuffer());
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: `bench/${randomUUID()}`, Body }));
    }),
  );
}
