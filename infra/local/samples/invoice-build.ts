import { mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Outputs } from '../stack.ts';
import { sampleArgument } from './sample-files.ts';

type Build = {
  id: string;
  status: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  startedAt: string;
  endedAt: string;
  files: { name: string; url: string }[];
  error: { code: string; detail: string } | null;
};

export type Sample = {
  build: Build;
  /** From the request to the answer with the links, in milliseconds. */
  tookMs: number;
  /** The paths of the downloaded files. */
  paths: string[];
};

/** The sample build failed, with the error code of the build. */
export class SampleError extends Error {
  override readonly name = 'SampleError';
  readonly code: string;

  constructor(code: string, detail: string) {
    super(`The sample invoice failed: ${code}, ${detail}`);
    this.code = code;
  }
}

/**
 * Builds the sample invoice by the HTTP API and downloads its files. Says so if the build has no slot
 * after 25 s.
 *
 * @throws {SampleError} if the build fails
 */
export async function buildInvoice(
  { apiUrl, token }: Pick<Outputs, 'apiUrl' | 'token'>,
  folder: string,
  onProgress: (line: string) => void,
): Promise<Sample> {
  const began = performance.now();
  const headers = { authorization: `Bearer ${token}`, prefer: 'wait=25' };
  let build = await ask(`${apiUrl}/v1/builds`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ template: 'invoice', argument: sampleArgument('invoice') }),
  });
  if (build.status === 'queued') onProgress('The sample waits: other builds hold all slots');
  while (build.status === 'queued' || build.status === 'running') {
    build = await ask(`${apiUrl}/v1/builds/${build.id}`, { headers });
  }
  const tookMs = performance.now() - began;
  if (build.error !== null) throw new SampleError(build.error.code, build.error.detail);
  mkdirSync(folder, { recursive: true });
  const paths = await Promise.all(build.files.map((file) => download(file, folder)));
  return { build, tookMs, paths };
}

async function ask(url: string, init: RequestInit): Promise<Build> {
  const response = await fetch(url, init);
  const body = await response.text();
  if (!response.ok) throw new SampleError(String(response.status), body);
  return JSON.parse(body) as Build;
}

async function download({ name, url }: Build['files'][number], folder: string): Promise<string> {
  const response = await fetch(url);
  if (!response.ok)
    throw new SampleError(String(response.status), `${name} could not be downloaded`);
  const path = join(folder, name);
  await writeFile(path, Buffer.from(await response.arrayBuffer()));
  return path;
}
