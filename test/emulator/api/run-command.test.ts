import { deepEqual, equal, match } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { commandDocs, freshKey } from '../../support/docs/commands.ts';
import { bucket, callerOf, functionFor } from '../../support/documents/run-command-function.ts';

test('a command is answered with the unchanged answer of Docs', async (t) => {
  const key = freshKey();
  const { asked, call } = await callerOf(t, () => ({ error: 0, users: ['anna'], new: { in: 12 } }));

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
    const { call } = await callerOf(t, () => said);

    const answer = await call({ c: 'info', key: freshKey() });

    equal(answer.status, status);
    equal(answer.headers['content-type'], 'application/problem+json');
    equal(answer.headers['retry-after'], status === 503 ? '5' : undefined);
    const { json } = answer;
    deepEqual([json.code, json.docsError, json.retryable], [code, docsError, retryable]);
  });
}

test('a command that Docs does not answer in time is 504', async (t) => {
  const { call } = await callerOf(t, () => new Promise(() => {}));

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
  const { asked, call } = await callerOf(t, () => ({ error: 0 }));

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
  const { asked, call } = await callerOf(t, () => ({ error: 0 }));

  equal((await call(undefined, { body: '{"c":' })).status, 400);
  equal((await call(undefined, { body: '{"c":"version","c":"version"}' })).status, 400);
  const form = { headers: { 'content-type': 'multipart/form-data; boundary=x' }, body: '--x--' };
  equal((await call(undefined, form)).status, 415);
  deepEqual(asked, []);
});

test('a command needs its own scope or the scope for all commands', async (t) => {
  const { asked, call } = await callerOf(t, () => ({ error: 0, version: '9' }));

  equal((await call({ c: 'version' }, { scope: 'commands:version' })).status, 200);
  equal((await call({ c: 'version' }, { scope: 'builds:read commands:*' })).status, 200);
  const refused = await call({ c: 'version' }, { scope: 'commands:license builds:write' });
  const unscoped = await call({ c: 'version' }, { scope: 'builds:read builds:write' });

  deepEqual([refused.status, refused.json.code], [403, 'FORBIDDEN']);
  match(refused.json.detail, /commands:version/);
  deepEqual([unscoped.status, unscoped.json.code], [403, 'FORBIDDEN']);
  match(unscoped.json.detail, /commands:\*/);
  equal(asked.length, 2);
});

test('a forgotten file is copied into the bucket and answered with a link to the copy', async (t) => {
  const key = freshKey();
  const link = { error: 0, url: `http://docs.internal/files/${key}/output.docx?md5=1` };
  const { call } = await callerOf(t, () => link, [key]);

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

test('every document key that breaks the rule is refused', async (t) => {
  const { asked, call } = await callerOf(t, () => ({ error: 0 }));
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
    { numRuns: 40 },
  );
});
