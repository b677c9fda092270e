import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bundleFunctions } from '../../../infra/functions/bundle.ts';
import { hashOf } from '../../../infra/local/deploy.ts';
import { withFileLock } from '../../../infra/local/file-lock.ts';

const FOLDER = resolve('.local', 'test', 'bundles');

/**
 * The bundles of all functions, as the stack deploys them. They are kept until a source changes, and made once
 * for all test files that need them at the same time.
 *
 * @returns the folder that `bundleFunctions` describes; nothing may be written to it
 */
export async function testBundles(): Promise<string> {
  mkdirSync(FOLDER, { recursive: true });
  const hash = hashOf({});
  const folder = join(FOLDER, hash);
  await withFileLock(`${FOLDER}.lock`, async () => {
    if (existsSync(folder)) return;
    for (const other of readdirSync(FOLDER)) rmSync(join(FOLDER, other), { recursive: true });
    const draft = join(FOLDER, 'draft');
    cpSync(await bundleFunctions(), draft, { recursive: true });
    renameSync(draft, folder);
  });
  return folder;
}
