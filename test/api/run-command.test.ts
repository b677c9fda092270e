import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { writeSecret } from '../../infra/local/secrets.ts';
import type { HttpHandler } from '../../shared/api/http.ts';
import { NO_FILES } from '../../shared/documents/copy-files.ts';
import type { Bucket } from '../../shared/storage/objects/bucket.ts';
import { recordSave } from '../../shared/storage/rows/saves.ts';
import type { Table } from '../../shared/storage/rows/table.ts';
import { freshBucket, freshTable } from '../support/aws.ts';
import { commandDocs, freshKey, INBOX } from '../support/commands.ts';
import { type Sent, send } from './event.ts';

let table: Table;
let bucket: Bucket;
let secret: string;

before(async () => {
  secret = `inbox-${randomUUID()}`;
  await writeSecret(process.env.AWS_ENDPOINT_URL ?? '', secret, INBOX);
  [table, bucket] = await Promise.all([freshTable(), freshBucket()]);
});

type Docs = Awaited<ReturnType<typeof commandDocs>>;

/** The function as Lambda starts it; callers are of the tenant `acme`. */
async function functionFor({ url }: Pick<Docs, 'url'>, KEY_PREFIX = '') {
  Object.assign(process.env, {
    TABLE_NAME: table.name,
    BUCKET_NAME: bucket.name,
    MAX_FILE_BYTES: '1048576',
    KEY_PREFIX,
    SCOPE_CLAIM: '',
    SCOPE_PREFIX: '',
    TENANT_CLAIM: 'org',
    DOCS_URL: url,
    DOCS_STORAGE_ORIGINS: '',
    DOCS_LEGACY_COMMANDS: 'false',
    INBOX_SECRET_NAME: secret,
  });
  const file = `../../functions/api/run-command.ts?${randomUUID()}`;
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

/** Docs, which answers so, and the function in front of it. */
async function doorTo(t: TestContext, answer: Parameters<typeof commandDocs>[1], keys?: string[]) {
  const docs = await commandDocs(t, answer, keys);
  return { ...docs, call: await functionFor(docs) };
}

test('a command is answered with the unchanged answer of Docs', async (t) => {
  const key = freshKey();
  const { asked, call } = await doorTo(t, () => ({ error: 0, users: ['anna'], new: { in: 12 } }));

  const answer = await call({ c: 'info', key, userdata: 'mine' });

  equal(answer.status, 200);
  deepEqual(answer.json, { key, error: 0, users: ['anna'], new: { in: 12 } });
  deepEqual(asked, [{ c: 'info', key, userdata: 'mine' }]);
  equal(answer.headers['cache-control'], 'no-store');
  equal(answer.headers['preference-applied'], undefined);
});

const PROBLEMS: [object | number, number, string, number | undefined, boolean][] = [
  [{ error: 1 }, 404, 'DOCUMENT_NOT_FOUND', 1, false],
  [{ error: 2 }, 422, 'CALLBACK_URL_INVALID', 2, false],
  [{ error: 3 }, 502, 'DOCS_INTERNAL', 3, true],
  [{ error: 5 }, 422, 'COMMAND_INVALID', 5, false],
  [{ error: 6 }, 502, 'DOCS_AUTH', 6, true],
  [{ error: 7 }, 502, 'DOCS_AUTH', 7, true],
  [503, 503, 'DOCS_UNAVAILABLE', undefined, true],
  [404, 502, 'DOCS_PROTOCOL', undefined, true],
];

for (const [said, status, code, docsError, retryable] of PROBLEMS) {
  test(`${JSON.stringify(said)} of Docs is answered ${status} ${code}`, async (t) => {
    const { call } = await doorTo(t, () => said);

    const answer = await call({ c: 'info', key: freshKey() });

    equal(answer.status, status);
    equal(answer.headers['content-type'], 'application/problem+json');
    equal(answer.headers['retry-after'], status === 503 ? '5' : undefined);
    const { json } = answer;
    deepEqual([json.code, json.docsError, json.retryable], [code, docsError, retryable]);
  });
}

test('a command that Docs does not answer in time is 504', async (t) => {
  const { call } = await doorTo(t, () => new Promise(() => {}));

  const answer = await call({ c: 'version' }, { timeEpoch: Date.now() - 24_800 });

  deepEqual([answer.status, answer.json.code], [504, 'DOCS_TIMEOUT']);
});

test('a command is 503 with Retry-After while Docs is unreachable', async () => {
  const call = await functionFor({ url: 'http://127.0.0.1:1' });

  const answer = await call({ c: 'version' });

  deepEqual([answer.status, answer.json.code], [503, 'DOCS_UNAVAILABLE']);
  equal(answer.headers['retry-after'], '5');
});

test('an invalid command is 422 with the field, and Docs is not asked', async (t) => {
  const { asked, call } = await doorTo(t, () => ({ error: 0 }));

  const answer = await call({ c: 'drop', key: '..', users: 'anna' });

  equal(answer.status, 422);
  equal(answer.json.code, 'COMMAND_INVALID');
  deepEqual(
    answer.json.errors.map(({ pointer }: { pointer: string }) => pointer),
    ['/key', '/users'],
  );
  deepEqual(asked, []);
});

test('a body that is not JSON is 400, and a form is 415', async (t) => {
  const { asked, call } = await doorTo(t, () => ({ error: 0 }));

  equal((await call(undefined, { body: '{"c":' })).status, 400);
  equal((await call(undefined, { body: '{"c":"version","c":"version"}' })).status, 400);
  const form = { headers: { 'content-type': 'multipart/form-data; boundary=x' }, body: '--x--' };
  equal((await call(undefined, form)).status, 415);
  deepEqual(asked, []);
});

test('a command needs its own scope or the scope for all commands', async (t) => {
  const { asked, call } = await doorTo(t, () => ({ error: 0, version: '9' }));

  equal((await call({ c: 'version' }, { scope: 'commands:version' })).status, 200);
  equal((await call({ c: 'version' }, { scope: 'builds:read commands:*' })).status, 200);
  const refused = await call({ c: 'version' }, { scope: 'commands:license builds:write' });
  const stranger = await call({ c: 'version' }, { scope: 'builds:read builds:write' });

  deepEqual([refused.status, refused.json.code], [403, 'FORBIDDEN']);
  match(refused.json.detail, /commands:version/);
  deepEqual([stranger.status, stranger.json.code], [403, 'FORBIDDEN']);
  match(stranger.json.detail, /commands:\*/);
  equal(asked.length, 2);
});

test('a forgotten file is copied into the bucket and answered with a link to the copy', async (t) => {
  const key = freshKey();
  const link = { error: 0, url: `http://docs.internal/files/${key}/output.docx?md5=1` };
  const { call } = await doorTo(t, () => link, [key]);

  const answer = await call({ c: 'getForgotten', key });

  equal(answer.status, 200);
  const { error, url, document, ...rest } = answer.json;
  deepEqual([error, rest], [0, { key }]);
  equal(document.key, `documents/acme/${key}/2026-11-22T08:00:00.000Z/document.docx`);
  equal(document.name, 'document.docx');
  equal(document.bucket, bucket.name);
  equal(document.url, url);
  equal(document.versionId, undefined);
  const content = await (await fetch(url)).text();
  equal(content, `/files/${key}/output.docx?md5=1`);
  equal(document.size, content.length);
});

test("with keyPrefix, another tenant's document is 404 and Docs is not asked", async (t) => {
  const docs = await commandDocs(t, () => ({ error: 0, users: [] }), ['acme.1', 'beta.1', 'acme']);
  const call = await functionFor(docs, '{tenant}.');

  const own = await call({ c: 'info', key: 'acme.1' });
  const theirs = await Promise.all(
    ['info', 'forcesave', 'getForgotten', 'deleteForgotten'].map((c) => call({ c, key: 'beta.1' })),
  );

  equal(own.status, 200);
  for (const { status, json } of theirs)
    deepEqual([status, json.code], [404, 'DOCUMENT_NOT_FOUND']);
  deepEqual(docs.asked, [{ c: 'info', key: 'acme.1' }]);
});

test('with keyPrefix, the list of forgotten files contains only those of the tenant', async (t) => {
  const keys = ['acme.1', 'beta.1', 'acme', 'acme1.1', 'acme.2'];
  const docs = await commandDocs(t, () => 500, keys);

  const own = await (await functionFor(docs, '{tenant}.'))({ c: 'getForgottenList' });
  const all = await (await functionFor(docs))({ c: 'getForgottenList' });

  deepEqual(own.json, { error: 0, keys: ['acme.1', 'acme.2'] });
  deepEqual(all.json, { error: 0, keys });
});

const wait = { headers: { prefer: 'wait=10' } };

function savedOf(key: string, userdata: unknown) {
  const now = new Date().toISOString();
  const document = {
    name: 'document.docx',
    bucket: bucket.name,
    key: `documents/acme/${key}/${now}/document.docx`,
    size: 3,
    contentType: 'text/plain',
    sha256: 'ab',
    versionId: 'v1',
  };
  return {
    tenant: 'acme',
    key,
    status: 6 as const,
    lastsave: now,
    files: { ...NO_FILES, document },
    userdata: typeof userdata === 'string' ? userdata : undefined,
    seenAt: now,
    expiresAt: Math.ceil(Date.now() / 1000) + 60,
  };
}

test('a forced save with Prefer: wait is answered with its file', async (t) => {
  const key = freshKey();
  const { asked, call } = await doorTo(t, async ({ userdata }) => {
    setTimeout(() => recordSave(table, savedOf(key, userdata)), 200);
    return { error: 0 };
  });

  const answer = await call({ c: 'forcesave', key }, wait);

  equal(answer.status, 200);
  equal(answer.headers['preference-applied'], 'wait=10');
  const { document, ...rest } = answer.json;
  deepEqual(rest, { key, error: 0 });
  deepEqual(
    [document.name, document.size, document.url, 'versionId' in document],
    ['document.docx', 3, null, false],
  );
  match(String(asked[0]?.userdata), /^docs-gateway\/[0-9A-Z]{26}$/);
});

test('a forced save whose file is not stored in time is 202', async (t) => {
  const key = freshKey();
  const { call } = await doorTo(t, () => ({ error: 0 }));

  const answer = await call({ c: 'forcesave', key }, { headers: { prefer: 'wait=1' } });

  equal(answer.status, 202);
  equal(answer.headers['preference-applied'], 'wait=1');
  deepEqual(answer.json, { key, error: 0 });
});

test('a forced save with nothing to save is 200 at once, with and without Prefer: wait', async (t) => {
  const key = freshKey();
  const { call } = await doorTo(t, () => ({ error: 4 }));
  const since = performance.now();

  const answers = [await call({ c: 'forcesave', key }), await call({ c: 'forcesave', key }, wait)];

  for (const { status, json } of answers) deepEqual([status, json], [200, { key, error: 4 }]);
  ok(performance.now() - since < 10_000, 'none of the 10 s were waited for');
});

test('a forced save without Prefer: wait is answered at once with the answer of Docs', async (t) => {
  const key = freshKey();
  const { asked, call } = await doorTo(t, () => ({ error: 0 }));

  const answer = await call({ c: 'forcesave', key });

  deepEqual([answer.status, answer.json], [200, { key, error: 0 }]);
  deepEqual(asked, [{ c: 'forcesave', key }]);
});

test('Prefer: wait is ignored for other commands', async (t) => {
  const { call } = await doorTo(t, () => ({ error: 0, version: '9.0.4.50' }));

  const answer = await call({ c: 'version' }, wait);

  deepEqual([answer.status, answer.headers['preference-applied']], [200, undefined]);
});

test('every document key that breaks the rule is refused', async (t) => {
  const { asked, call } = await doorTo(t, () => ({ error: 0 }));
  const keys = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 140 }),
    fc.stringMatching(/^[._=\-/\\%a0]{0,12}$/),
    fc.jsonValue(),
  );
  const named = fc.constantFrom('info', 'forcesave', 'deleteForgotten', 'getForgotten');

  await fc.assert(
    fc.asyncProperty(named, keys, async (c, key) => {
      asked.length = 0;
      const isKey =
        typeof key === 'string' && /^[0-9A-Za-z._=-]{1,128}$/.test(key) && /[0-9A-Za-z]/.test(key);

      const { status } = await call({ c, key });

      equal(asked.length > 0, isKey);
      equal(status === 422 || status === 400, !isKey);
    }),
    { numRuns: 100 },
  );
});
