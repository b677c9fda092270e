import type { TestContext } from 'node:test';
import type { HttpHandler } from '../../shared/api/http.ts';
import type { StoredBuild } from '../../shared/storage/rows/builds.ts';
import { fakeAws, rowKey } from './aws/fake-aws.ts';

/** The claims of a caller who may read builds. */
export const reader = { sub: 'bert', scope: 'builds:read' };

/** Imports a function as Lambda does, after setting its variables. */
export async function functionFor(name: string, t: TestContext, ...builds: StoredBuild[]) {
  const aws = await fakeAws(t);
  for (const build of builds) aws.rows.set(rowKey(build), build);
  Object.assign(process.env, {
    TABLE_NAME: 'builds',
    MAX_HELD_CALLS: '50',
    BUCKET_NAME: 'files',
    PUBLIC_URL: 'https://docs.example.com',
    SCOPE_CLAIM: '',
    SCOPE_PREFIX: '',
    TENANT_CLAIM: 'org',
    VERSION: '1.2.3',
    PAGE_SETTINGS: '',
    DOCS_URL: 'http://127.0.0.1:1',
    DOCS_TOKEN_HEADER: 'Authorization',
    DOCS_STORAGE_ORIGINS: '',
    DOCS_LEGACY_COMMANDS: 'false',
    INBOX_SECRET_NAME: 'inbox',
    OUTBOX_SECRET_NAME: 'outbox',
  });
  const file = `../../functions/api/${name}.ts?${Math.random()}`;
  const { handler } = (await import(file)) as { handler: HttpHandler };
  return { aws, handler };
}

/** A request for a build by its id. */
export function asked(id: string, claims: Record<string, string>, more = {}) {
  return { params: { id }, claims: { org: 'default', ...claims }, ...more };
}
