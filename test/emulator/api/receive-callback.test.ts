import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { routeOf } from '../../../shared/api/routes.ts';
import { statusOf } from '../../../shared/docs/callback-status.ts';
import { readText } from '../../../shared/storage/objects/bucket.ts';
import { keys } from '../../../shared/storage/objects/keys.ts';
import { recordSave, type SaveStatus } from '../../../shared/storage/rows/saves.ts';
import { callbackBody, LASTSAVE } from '../../support/docs/callbacks.ts';

import {
  bucket,
  freshClaims,
  functionFor,
  ROUTE,
  recordOf,
  table,
} from '../../support/documents/receive-callback-function.ts';

test('a final save is answered with error 0 once its document is stored, and not before', async () => {
  const { call, messages } = await functionFor();
  const claims = freshClaims();
  let answered = false;

  const answer = call(await callbackBody(claims)).finally(() => {
    answered = true;
  });
  const [message] = await messages(1);
  equal(answered, false);
  await recordSave(table, recordOf(claims));

  const { status, json } = await answer;
  equal(status, 200);
  deepEqual(json, { error: 0 });
  equal(message?.key, claims.key);
});

test('the message of a callback is small, and its id leads to the claims, stored without the token', async () => {
  const { call, messages } = await functionFor();
  const claims = freshClaims();
  await recordSave(table, recordOf(claims, { status: 'force-saved' })); // another save of the same document

  const answer = call(await callbackBody(claims), { query: { order: '42', 'a b': 'č' } });
  const [message] = await messages(1);
  await recordSave(table, recordOf(claims));
  await answer;

  const { callbackId = '', receivedAt = '', ...rest } = message ?? {};
  deepEqual(rest, {
    tenant: 'acme',
    key: claims.key,
    status: 'saved',
    lastsave: LASTSAVE,
    query: { order: '42', 'a b': 'č' },
  });
  equal(callbackId.length, 26);
  equal(Date.now() - Date.parse(receivedAt) < 30_000, true);
  const { iat, exp, ...staged } = JSON.parse(
    (await readText(bucket, keys.callback('acme', callbackId))) ?? '{}',
  );
  deepEqual(staged, claims);
});

test('a callback without a document is answered as soon as it is queued', async () => {
  const { call, messages } = await functionFor();

  for (const status of [1, 3, 4, 7]) {
    const { json } = await call(
      await callbackBody(freshClaims({ status, url: undefined, changesurl: undefined })),
    );
    deepEqual(json, { error: 0 });
  }

  deepEqual((await messages(4)).map(({ status }) => status).sort(), [
    'closed',
    'editing',
    'force-save-failed',
    'save-failed',
  ]);
});

test('a failed save with a link is answered with error 0 once its file is stored', async () => {
  for (const status of [3, 7] as const) {
    const { call, messages } = await functionFor();
    const claims = freshClaims({ status });
    let answered = false;

    const answer = call(await callbackBody(claims)).finally(() => {
      answered = true;
    });
    await messages(1);
    const before = answered;
    await recordSave(table, recordOf(claims, { status: statusOf(status) as SaveStatus }));

    deepEqual([before, (await answer).json], [false, { error: 0 }]);
  }
});

test('a failed save whose file is not stored in time is 503', async () => {
  const { call, messages } = await functionFor();
  const timeEpoch = Date.now() - 21_500; // half a second is left

  for (const status of [3, 7]) {
    const { status: answer } = await call(await callbackBody(freshClaims({ status })), {
      timeEpoch,
    });
    equal(answer, 503);
  }
  equal((await messages(2)).length, 2);
});

test('a document that is not stored in time is 503, so that Docs tries again', async () => {
  const { call, messages } = await functionFor();
  const timeEpoch = Date.now() - 21_500; // half a second is left

  const { status, json, headers } = await call(await callbackBody(freshClaims()), { timeEpoch });

  equal(status, 503);
  equal(headers['content-type'], 'application/problem+json');
  equal(headers['retry-after'], '5');
  deepEqual([json.code, json.retryable], ['STORAGE_FAILED', true]);
  equal(json.detail, 'The document is not in S3 yet.');
  equal((await messages(1)).length, 1);
});

test('the callback address without a tenant belongs to the tenant default', async () => {
  const { call, messages } = await functionFor();

  await call(await callbackBody(freshClaims({ status: 1 })), { params: {} });

  equal((await messages(1))[0]?.tenant, 'default');
});

test('a query of 2 KB is passed on; of a longer one the first parameters, with queryOmitted', async () => {
  const { call, messages } = await functionFor();
  const send = async (key: string, query: Record<string, string>) =>
    (await call(await callbackBody(freshClaims({ key, status: 1 })), { query })).status;

  const statuses = [
    await send('fits', { q: 'x'.repeat(2046) }),
    await send('exceeds', { q: 'x'.repeat(2047), order: '42' }),
    await send('cut', { order: '42', name: 'a', q: 'x'.repeat(2046), late: '1' }),
  ];

  deepEqual(statuses, [200, 200, 200]);
  const queries = (await messages(3)).map(({ key, query, queryOmitted }) => [
    key,
    { query, queryOmitted },
  ]);
  deepEqual(Object.fromEntries(queries), {
    fits: { query: { q: 'x'.repeat(2046) }, queryOmitted: undefined },
    exceeds: { query: {}, queryOmitted: true },
    cut: { query: { order: '42', name: 'a' }, queryOmitted: true },
  });
});

test('a large history is stored complete', async () => {
  const { call, messages } = await functionFor();
  const changes = Array.from({ length: 20_000 }, (_, n) => ({ created: n, user: { id: 'anna' } }));
  const claims = freshClaims({ status: 3, url: undefined, history: { changes } });

  equal((await call(await callbackBody(claims))).status, 200);

  const [message] = await messages(1);
  const staged = await readText(bucket, keys.callback('acme', message?.callbackId ?? ''));
  equal(JSON.parse(staged ?? '{}').history.changes.length, 20_000);
});

test('the callback routes accept only POST', () => {
  equal(routeOf(ROUTE)?.function, 'receive-callback');
  equal(routeOf('POST /v1/callbacks')?.function, 'receive-callback');
  equal(routeOf('GET /v1/callbacks/{tenant}'), undefined);
});
