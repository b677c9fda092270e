import { deepEqual, equal, rejects } from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { Call } from '../../../shared/api/call.ts';
import { orAnnounce, orUnavailable } from '../../../shared/api/callbacks/callback-refusal.ts';
import { GatewayError } from '../../../shared/errors.ts';
import { freshBus, messagesIn } from '../../support/aws/resources.ts';
import { callbackBody, claimsOf, outboxToken } from '../../support/docs/callbacks.ts';

import {
  freshClaims,
  functionFor,
  NOW_S,
} from '../../support/documents/receive-callback-function.ts';

test('any failure of the gateway is 503', async () => {
  const body = await callbackBody(freshClaims({ status: 1 }));
  const save = await callbackBody(freshClaims());
  const broken = [
    [await functionFor({ BUCKET_NAME: 'no-such-bucket' }), body],
    [await functionFor({ TABLE_NAME: 'no-such-table' }), save],
    [await functionFor({ CALLBACKS_QUEUE_URL: 'http://127.0.0.1:1/000000000000/none' }), body],
    [await functionFor({ OUTBOX_SECRET_NAME: 'no-such-secret' }), body],
  ] as const;

  for (const [{ call }, sent] of broken) {
    const { status, json } = await call(sent);
    deepEqual([status, json.code, json.retryable], [503, 'STORAGE_FAILED', true]);
  }
});

test("a callback for another tenant's document, or to an address with an invalid tenant, is 403", async () => {
  const { call, messages } = await functionFor({ KEY_PREFIX: '{tenant}.' });
  const body = await callbackBody(freshClaims({ status: 1 }));

  const statuses = [];
  for (const tenant of ['other', 'acm', '..', 'a.b', 'x'.repeat(65)])
    statuses.push((await call(body, { params: { tenant } })).status);

  deepEqual(statuses, [403, 403, 403, 403, 403]);
  deepEqual(await messages(0), []);
  equal((await call(body)).status, 200);
});

test('claims that are not a callback are 422, with the field', async () => {
  const { call, messages } = await functionFor();
  const wrong = [
    [{ status: 5 }, '/status'],
    [{ status: 'saved' }, '/status'],
    [{ key: '' }, '/key'],
    [{ key: 'x'.repeat(4097) }, '/key'],
    [{ url: undefined }, '/url'],
    [{ status: 6, url: 7 }, '/url'],
    [{ url: 'file:///etc/passwd' }, '/url'],
  ] as const;

  for (const [changed, pointer] of wrong) {
    const { status, json } = await call(await callbackBody(freshClaims(changed)));
    deepEqual([status, json.code, json.errors[0]?.pointer], [422, 'REQUEST_INVALID', pointer]);
  }
  deepEqual(await messages(0), []);
});

test('the reason of a refused callback with a valid token is published, without links, token and history', async () => {
  const bus = await freshBus();
  const { call } = await functionFor({ BUS_NAME: bus.name, KEY_PREFIX: '{tenant}.' });
  const url = 'https://docs.example/cache/files/secret-path?md5=secret';
  const secretive = { changesurl: url, history: { a: 'secret' } };
  const post = async (changed: Record<string, unknown>, tenant = 'acme') => {
    const body = await callbackBody(freshClaims({ ...secretive, ...changed }));
    const answers = [
      await call(body, { params: { tenant } }),
      await call(body, { params: { tenant } }),
    ];
    return answers.map(({ status }) => status);
  };

  deepEqual(await post({ key: 'acme.one', url: 'file:///secret' }), [422, 422]);
  deepEqual(await post({ key: 'other.two', url }), [403, 403]);
  deepEqual(await post({ key: '', url }, 'no tenant'), [403, 403]);
  const text = JSON.stringify(claimsOf());
  await call(JSON.stringify({ ...claimsOf(), token: 'forged' }));
  await call(await callbackBody(freshClaims({ status: 5 }), { ageSeconds: 660, expiresIn: 3600 }));
  await call(text);

  const bodies = (await messagesIn(bus.queueUrl, 6)).map(({ Body = '' }) => JSON.parse(Body));
  equal(bodies.length, 6);
  const published = new Map(bodies.map(({ detail }) => [detail.metadata.id, detail]));
  equal(published.size, 3);
  const [one, two, none] = ['acme.one', 'other.two', undefined].map((key) =>
    [...published.values()].find(({ metadata: { correlationId, tenant } }) =>
      key ? correlationId === key : tenant === 'default',
    ),
  );
  deepEqual(one.data, {
    origin: 'callback',
    code: 'REQUEST_INVALID',
    detail: 'The request is not valid: /url must be a link to the document.',
    errors: [{ pointer: '/url', detail: 'must be a link to the document' }],
  });
  deepEqual([one.metadata.tenant, two.metadata.tenant], ['acme', 'acme']);
  deepEqual([two.data.code, two.data.errors, none.data.code], ['FORBIDDEN', [], 'FORBIDDEN']);
  deepEqual(
    bodies.map((body) => body['detail-type']),
    Array(6).fill('Request Refused'),
  );
  equal(JSON.stringify(bodies).includes('secret'), false);
});

test('a refused callback whose event cannot be published is 503, so that Docs tries again', async () => {
  const bus = async () => {
    throw new Error('the bus refused 1 events');
  };
  const call = { params: {}, requestId: 'a' } as unknown as Call;
  const refused = () =>
    orAnnounce(bus, call, { iat: NOW_S }, () => {
      throw new GatewayError('REQUEST_INVALID', 'no');
    });

  await rejects(orUnavailable(refused), { code: 'STORAGE_FAILED' });
});

test('a callback body that is not JSON is 400 unless the header has a token, and one over 6 MB is 413', async () => {
  const { call } = await functionFor();

  const cut = await call('{"key":"a');
  const huge = await call('{}', { headers: { 'content-length': String(6 * 1024 * 1024 + 1) } });

  deepEqual([cut.status, cut.json.code], [400, 'MALFORMED']);
  deepEqual([huge.status, huge.json.code], [413, 'TOO_LARGE']);
  equal(JSON.stringify(cut.json).includes('"key'), false);
  const authorization = `Bearer ${await outboxToken({ payload: freshClaims({ status: 4 }) })}`;
  equal((await call('{"key":"a', { headers: { authorization } })).status, 200);
});

test('a callback with a valid token is not refused for an unusual field', async () => {
  const { call, messages } = await functionFor();
  const path = '/cache/files/data/k/output.docx/output.docx';
  const odd: Record<string, unknown>[] = [
    { userdata: { order: 42 } },
    { userdata: 42 },
    { filetype: '' },
    { filetype: '.docx' },
    { filetype: { a: 1 } },
    { url: path },
    { url: `//docs${path}` },
    { status: '6' },
    { lastsave: undefined },
    { lastsave: 7 },
    { history: 'none' },
    { changesurl: 'javascript:1' },
    { users: 7, actions: 'x', unheardOf: { constructor: 1 } },
    { key: `${randomUUID()}/../${'ü'.repeat(200)}` },
    { key: 'x'.repeat(4096) },
  ];

  const timeEpoch = Date.now() - 22_000; // no time is left to wait: each is queued and answered at once
  for (const changed of odd) {
    const { status, json } = await call(await callbackBody(freshClaims(changed)), { timeEpoch });
    deepEqual([status, json.code], [503, 'STORAGE_FAILED'], JSON.stringify(changed).slice(0, 80));
  }
  equal((await messages(odd.length)).length, odd.length);
});
