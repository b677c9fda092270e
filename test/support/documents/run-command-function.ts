import { randomUUID } from 'node:crypto';
import { before, type TestContext } from 'node:test';
import { writeSecret } from '../../../infra/local/secrets.ts';
import type { HttpHandler } from '../../../shared/api/http.ts';
import type { Bucket } from '../../../shared/storage/objects/bucket.ts';
import type { Table } from '../../../shared/storage/table/table.ts';
import { type Sent, send } from '../aws/http-event.ts';
import { freshBucket, freshTable } from '../aws/resources.ts';
import { commandDocs, INBOX } from '../docs/commands.ts';

/** The table and the bucket of the function; made before the first test. */
export let table: Table;
export let bucket: Bucket;
let secret: string;

before(async () => {
  secret = `inbox-${randomUUID()}`;
  await writeSecret(process.env.AWS_ENDPOINT_URL ?? '', secret, INBOX);
  [table, bucket] = await Promise.all([freshTable(), freshBucket()]);
});

type Docs = Awaited<ReturnType<typeof commandDocs>>;

/** A caller of run-command, which is loaded as Lambda loads it. The tenant is `acme`. */
export async function functionFor({ url }: Pick<Docs, 'url'>, KEY_PREFIX = '') {
  Object.assign(process.env, {
    TABLE_NAME: table.name,
    BUCKET_NAME: bucket.name,
    MAX_FILE_BYTES: '1048576',
    MAX_HELD_CALLS: process.env.MAX_HELD_CALLS ?? '50',
    KEY_PREFIX,
    SCOPE_CLAIM: '',
    SCOPE_PREFIX: '',
    TENANT_CLAIM: 'org',
    DOCS_URL: url,
    DOCS_STORAGE_ORIGINS: '',
    DOCS_LEGACY_COMMANDS: 'false',
    INBOX_SECRET_NAME: secret,
  });
  const file = `../../../functions/api/run-command.ts?${randomUUID()}`;
  const { handler } = (await import(file)) as { handler: HttpHandler };
  return (
    command: unknown,
    { headers, scope = 'commands:*', ...sent }: Sent & { scope?: string } = {},
  ) =>
    send(handler, 'POST /v1/commands', {
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(command),
      claims: { org: 'acme', sub: 'anna', scope },
      ...sent,
    });
}

/** A Docs with this answer, and a caller of the function in front of it. */
export async function callerOf(
  t: TestContext,
  answer: Parameters<typeof commandDocs>[1],
  keys?: string[],
) {
  const docs = await commandDocs(t, answer, keys);
  return { ...docs, call: await functionFor(docs) };
}
