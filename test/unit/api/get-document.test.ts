import { deepEqual, equal } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { keys } from '../../../shared/storage/objects/keys.ts';
import type { LatestJson } from '../../../shared/storage/objects/latest-save.ts';
import { send } from '../../support/aws/http-event.ts';
import { functionFor } from '../../support/handler.ts';

const READ = 'GET /v1/documents/{key}';
const LINK = 'GET /v1/documents/{key}/files/{name}/link';
const LASTSAVE = '2026-11-22T08:00:00Z';

const fileOf = (key: string, name: string, contentType: string) => ({
  name,
  bucket: 'files',
  key: keys.saved('acme', key, LASTSAVE, name),
  size: 3,
  contentType,
  sha256: 'ab',
  versionId: 'v1',
});

function latestOf(key: string, changed: Partial<LatestJson> = {}): LatestJson {
  const files = {
    document: fileOf(key, 'document.pdf', 'application/pdf'),
    changes: null,
    history: fileOf(key, 'history.json', 'application/json'),
    form: null,
  };
  const savedAt = '2026-11-22T08:00:05.000Z';
  return { key, lastsave: LASTSAVE, status: 2, savedAt, files, ...changed };
}

/** A function with the newest saves of documents of acme in its bucket. */
async function documentsIn(t: TestContext, name: string, latest: LatestJson[], keyPrefix = '') {
  process.env.KEY_PREFIX = keyPrefix;
  const { aws, handler } = await functionFor(name, t);
  for (const each of latest) {
    aws.objects.set(`files/${keys.latest('acme', each.key)}`, JSON.stringify(each));
    for (const file of Object.values(each.files))
      if (file) aws.objects.set(`files/${file.key}`, 'abc');
  }
  const ask = (route: string, params: Record<string, string>, claims = {}) =>
    send(handler, route, { params, claims: { org: 'acme', scope: 'documents:read', ...claims } });
  return { aws, ask };
}

test('the newest save of a document is answered with its files, each with a fresh link', async (t) => {
  const { aws, ask } = await documentsIn(t, 'get-document', [latestOf('order-1')]);
  aws.objects.delete(`files/${keys.saved('acme', 'order-1', LASTSAVE, 'history.json')}`);

  const { status, headers, json } = await ask(READ, { key: 'order-1' });

  deepEqual([status, headers['cache-control']], [200, 'no-store']);
  const { files, ...rest } = json;
  deepEqual(rest, {
    key: 'order-1',
    tenant: 'acme',
    status: 2,
    forgotten: false,
    lastsave: LASTSAVE,
    savedAt: '2026-11-22T08:00:05.000Z',
  });
  const [document, history] = files;
  equal(files.length, 2);
  const { versionId, ...file } = fileOf('order-1', 'document.pdf', 'application/pdf');
  deepEqual({ ...document, url: undefined }, { ...file, url: undefined });
  equal(new URL(document.url).searchParams.get('versionId'), versionId);
  deepEqual([history.name, history.url], ['history.json', null]);
});

test('a forgotten file has no status and is called forgotten', async (t) => {
  const latest = latestOf('order-1', { status: 'forgotten' });
  const { ask } = await documentsIn(t, 'get-document', [latest]);

  const { json } = await ask(READ, { key: 'order-1' });

  deepEqual([json.status, json.forgotten], [null, true]);
});

test('a document is found by any key that a callback may have, also as API Gateway decodes it', async (t) => {
  const names = ['order 42', 'a/b', '../x', 'ä', '100%', 'k'.repeat(600)];
  const { ask } = await documentsIn(
    t,
    'get-document',
    names.map((key) => latestOf(key)),
  );

  for (const key of names) equal((await ask(READ, { key })).json.key, key);
  for (const [segment, key] of [
    ['100%25', '100%'],
    ['a%252Fb', 'a/b'],
    ['%252E%252E%252Fx', '../x'],
  ])
    equal((await ask(READ, { key: segment ?? '' })).json.key, key);
});

test('a document without a save, and one of another tenant, are DOCUMENT_NOT_FOUND', async (t) => {
  const { ask } = await documentsIn(t, 'get-document', [latestOf('order-1')]);

  for (const { status, json } of [
    await ask(READ, { key: 'order-2' }),
    await ask(READ, { key: 'order-1' }, { org: 'beta' }),
  ])
    deepEqual([status, json.code], [404, 'DOCUMENT_NOT_FOUND']);
});

test("a key without the caller's prefix is DOCUMENT_NOT_FOUND without a look at the bucket", async (t) => {
  const documents = [latestOf('acme.1'), latestOf('beta.1')];
  const { aws, ask } = await documentsIn(t, 'get-document', documents, '{tenant}.');

  const own = await ask(READ, { key: 'acme.1' });
  const asked = aws.requests.length;
  const other = await ask(READ, { key: 'beta.1' });

  deepEqual([own.status, own.json.key], [200, 'acme.1']);
  deepEqual([other.status, other.json.code], [404, 'DOCUMENT_NOT_FOUND']);
  equal(aws.requests.length, asked);
});

test('documents need the scope documents:read', async (t) => {
  const { ask } = await documentsIn(t, 'get-document', [latestOf('order-1')]);

  const { status, json } = await ask(READ, { key: 'order-1' }, { scope: 'builds:read commands:*' });

  deepEqual([status, json.code], [403, 'FORBIDDEN']);
  equal(json.detail.includes('documents:read'), true);
});

test('a file of the newest save has links, an unknown one is 404, and a deleted one is 410', async (t) => {
  const { aws, ask } = await documentsIn(t, 'get-document-link', [latestOf('order-1')]);
  const key = 'order-1';

  const document = await ask(LINK, { key, name: 'document.pdf' });
  const history = await ask(LINK, { key, name: 'history.json' });
  const unknown = await ask(LINK, { key, name: 'form.json' });
  const missing = await ask(LINK, { key: 'order-2', name: 'document.pdf' });
  aws.objects.delete(`files/${keys.saved('acme', key, LASTSAVE, 'document.pdf')}`);
  const gone = await ask(LINK, { key, name: 'document.pdf' });

  deepEqual([document.status, history.status], [200, 200]);
  const { searchParams } = new URL(document.json.inlineUrl);
  equal(searchParams.get('response-content-type'), 'application/pdf');
  equal(history.json.inlineUrl, null);
  deepEqual([unknown.status, unknown.json.code], [404, 'NOT_FOUND']);
  deepEqual([missing.status, missing.json.code], [404, 'DOCUMENT_NOT_FOUND']);
  deepEqual([gone.status, gone.json.code], [410, 'GONE']);
});
