import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { buildClient } from '../../../infra/client/build.ts';

/** Builds the package of the client into a folder, which is deleted after the tests of the file. */
export async function builtClient(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'docs-gateway-client-'));
  after(() => rmSync(folder, { recursive: true }));
  const dist = join(folder, 'dist');
  await buildClient(dist);
  return dist;
}
