import { deepEqual, equal, notEqual, rejects } from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, test } from 'node:test';
import { base64url, generateKeyPair, SignJWT } from 'jose';
import { writeSecret } from '../../../infra/local/secrets.ts';
import type { Call } from '../../../shared/api/call.ts';
import { orAnnounce, orUnavailable } from '../../../shared/api/callback-refusal.ts';
import type { HttpHandler } from '../../../shared/api/http.ts';
import { routeOf } from '../../../shared/api/routes.ts';
import { statusOf } from '../../../shared/docs/callback-status.ts';
import type { CallbackMessage } from '../../../shared/documents/receive-callback.ts';
import { GatewayError } from '../../../shared/errors.ts';
import { type Bucket, readText } from '../../../shared/storage/objects/bucket.ts';
import { keys } from '../../../shared/storage/objects/keys.ts';
import {
  findSave,
  NO_FILES,
  recordSave,
  type SavedDocument,
  type SaveStatus,
} from '../../../shared/storage/rows/saves.ts';
import type { Table } from '../../../shared/storage/rows/table.ts';
import { type Sent, send } from '../../support/aws/http-event.ts';
import {
  freshBucket,
  freshBus,
  freshQueue,
  freshTable,
  messagesIn,
} from '../../support/aws/resources.ts';
import {
  callbackBody,
  claimsOf,
  LASTSAVE,
  OUTBOX,
  outboxToken,
  type Signing,
} from '../../support/docs/callbacks.ts';
import { until } from '../../support/until.ts';

const ROUTE = 'POST /v1/callbacks/{tenant}';
const PREVIOUS = 'the-secret-that-docs-had-before-32b';
const NOW_S = Math.floor(Date.now() / 1000);

let table: Table;
let bucket: Bucket;
let secret: string;
let bus: { name: string; queueUrl: string };

before(async () => {
  secret = `outbox-${randomUUID()}`;
  const endpoint = process.env.AWS_ENDPOINT_URL ?? '';
  await writeSecret(endpoint, secret, PREVIOUS);
  await writeSecret(endpoint, secret, OUTBOX);
  [table, bucket, bus] = await Promise.all([freshTable(), freshBucket(), freshBus()]);
});

type Variables = { BUCKET_NAME?: string; TABLE_NAME?: string; KEY_PREFIX?: string };

/** The function as Lambda starts it, with a queue of its own that nobody reads but the test. */
async function functionFor(variables: Variables & Record<string, string> = {}) {
  const queueUrl = await freshQueue();
  Object.assign(process.env, {
    TABLE_NAME: table.name,
    BUCKET_NAME: bucket.name,
    BUS_NAME: bus.name,
    CALLBACKS_QUEUE_URL: queueUrl,
    KEY_PREFIX: '',
    OUTBOX_SECRET_NAME: secret,
    DOCS_TOKEN_HEADER: 'Authorization',
    ...variables,
  });
  const file = `../../../functions/api/receive-callback.ts?${randomUUID()}`;
  const { handler } = (await import(file)) as { handler: HttpHandler };
  const call = (body: string, sent: Sent = {}) =>
    send(handler, ROUTE, { params: { tenant: 'acme' }, body, ...sent });
  const messages = async (atLeast: number): Promise<CallbackMessage[]> =>
    (await messagesIn(queueUrl, atLeast)).map(({ Body = '' }) => JSON.parse(Body));
  return { call, messages };
}

/** A callback of a document of its own. */
function freshClaims(changed: Record<string, unknown> = {}) {
  return claimsOf({ key: `acme.${randomUUID()}`, ...changed });
}

function recordOf(claims: Record<string, unknown>, changed: Partial<SavedDocument> = {}) {
  return {
    tenant: 'acme',
    key: String(claims.key),
    status: 'saved' as const,
    lastsave: LASTSAVE,
    files: NO_FILES,
    seenAt: '2026-01-01T00:00:00.000Z',
    expiresAt: NOW_S + 86_400,
    ...changed,
  };
}

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

test('a save that is already stored is answered with error 0 at once, and only its last time is recorded', async () => {
  const { call, messages } = await functionFor();
  const claims = freshClaims({ userdata: 'second' });
  await recordSave(table, recordOf(claims, { userdata: 'first' }));

  const { json } = await call(await callbackBody(claims));

  deepEqual(json, { error: 0 });
  deepEqual(await messages(0), []);
  const record = await findSave(table, recordOf(claims));
  equal(record?.userdata, 'second');
  equal((record?.seenAt ?? '') > '2026-02', true);
});

test('a repeated callback has the same id, and a callback of another time another id', async () => {
  const { call, messages } = await functionFor();
  const claims = freshClaims({ status: 7, url: undefined });
  const later = { ...claims, lastsave: '2026-11-22T09:00:00.000Z' };

  for (const each of [claims, claims, later]) await call(await callbackBody(each));

  const facts = new Map<string, string>();
  for (const { lastsave, callbackId } of await messages(3)) facts.set(callbackId, lastsave);
  deepEqual([...facts.values()].sort(), [LASTSAVE, '2026-11-22T09:00:00.000Z']);
});

test("the id of a callback is made from Docs' number of its status, its document and its time", async () => {
  const { call, messages } = await functionFor();
  const claims = claimsOf({ status: 7, key: 'order-0042', url: undefined });
  const timeEpoch = Date.now() - 22_000;

  await call(await callbackBody(claimsOf({ key: 'order-0042' })), { timeEpoch });
  await call(await callbackBody(claims));

  const ids = (await messages(2)).map(({ status, callbackId }) => [status, callbackId]);
  deepEqual(Object.fromEntries(ids), {
    saved: '01M8149T00P40TYJ4EVABKTQ4J',
    'force-save-failed': '01M8149T003S59X46GA95C9NXB',
  });
});

/** A forced save of a document, whose file lies there in Docs. */
function forcedClaims(key: string, folder: string, query = 'md5=a') {
  const url = `http://docs.example/cache/files/data/${folder}/output.docx/output.docx?${query}`;
  return claimsOf({ key, status: 6, url, userdata: folder });
}

test('another file of the same second is another save, answered once it is stored itself', async () => {
  const { call, messages } = await functionFor();
  const key = `acme.${randomUUID()}`;
  const [first, second] = [forcedClaims(key, 'first'), forcedClaims(key, 'second')];
  const forced = (saveNumber?: number) => recordOf(first, { status: 'force-saved', saveNumber });
  const early = call(await callbackBody(first));
  const [one] = await messages(1);
  await recordSave(table, forced());
  await early;

  const late = call(await callbackBody(second));
  const [two] = await messages(1);
  await recordSave(table, forced(2));
  const answer = await late;

  deepEqual([one?.saveNumber, two?.saveNumber, two?.lastsave], [undefined, 2, LASTSAVE]);
  notEqual(one?.callbackId, two?.callbackId);
  deepEqual([answer.status, answer.json], [200, { error: 0 }]);
  const records = await Promise.all([findSave(table, forced()), findSave(table, forced(2))]);
  deepEqual(
    records.map((record) => record?.userdata),
    ['first', 'second'],
  );
});

test('another file of the same second that is not stored in time is 503', async () => {
  const { call, messages } = await functionFor();
  const key = `acme.${randomUUID()}`;
  const early = call(await callbackBody(forcedClaims(key, 'first')));
  await messages(1);
  await recordSave(table, recordOf(forcedClaims(key, 'first'), { status: 'force-saved' }));
  await early;

  const timeEpoch = Date.now() - 21_500;
  const late = await call(await callbackBody(forcedClaims(key, 'second')), { timeEpoch });

  deepEqual([late.status, late.json.code], [503, 'STORAGE_FAILED']);
});

test('a callback with a new signature in its link is a repetition', async () => {
  const { call, messages } = await functionFor();
  const key = `acme.${randomUUID()}`;
  const claims = forcedClaims(key, 'same');
  const early = call(await callbackBody(claims));
  await messages(1);
  await recordSave(table, recordOf(claims, { status: 'force-saved' }));
  await early;

  const again = await call(await callbackBody(forcedClaims(key, 'same', 'md5=b&expires=9')));

  deepEqual(again.json, { error: 0 });
  deepEqual(await messages(0), []);
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

test('only the claims of the token are used, not the fields of the body', async () => {
  const { call, messages } = await functionFor();
  const claims = freshClaims({ status: 1, history: { changes: [1] } });
  const forged = { ...claims, key: 'other', status: 2, history: {} };

  await call(JSON.stringify({ ...forged, token: await outboxToken(claims) }));

  const [message] = await messages(1);
  deepEqual([message?.key, message?.status], [claims.key, 'editing']);
  const staged = await readText(bucket, keys.callback('acme', message?.callbackId ?? ''));
  deepEqual(JSON.parse(staged ?? '{}').history, { changes: [1] });
});

test('the token in the header is used if the body has none, and does not replace an invalid one', async () => {
  const { call, messages } = await functionFor();
  const claims = freshClaims({ status: 4 });
  const token = await outboxToken({ payload: claims });
  const headers = { authorization: `Bearer ${token}` };

  const good = await call(JSON.stringify({ ...claims, key: 'forged' }), { headers });
  const bad = await call(JSON.stringify({ ...claims, token: 'bad' }), { headers });

  deepEqual([good.status, bad.status], [200, 403]);
  deepEqual(
    (await messages(1)).map(({ key }) => key),
    [claims.key],
  );
});

test('a token is read from the configured header', async () => {
  const { call } = await functionFor({ DOCS_TOKEN_HEADER: 'AuthorizationJwt' });
  const claims = freshClaims({ status: 4 });
  const headers = { authorizationjwt: `Bearer ${await outboxToken({ payload: claims })}` };

  equal((await call(JSON.stringify(claims), { headers })).status, 200);
});

test('every algorithm that Docs supports is accepted, and the previous secret', async () => {
  const { call } = await functionFor();
  const signings: Signing[] = [
    { alg: 'HS256' },
    { alg: 'HS384' },
    { alg: 'HS512' },
    { secret: PREVIOUS },
    { ageSeconds: -290 }, // Docs' clock may be five minutes ahead
    { ageSeconds: 590 }, // expired for 290 s: or five minutes behind
  ];

  for (const signing of signings) {
    const { status } = await call(await callbackBody(freshClaims({ status: 1 }), signing));
    equal(status, 200, JSON.stringify(signing));
  }
});

/** A token that is good for five minutes and claims another time of its making. */
function signedAt(iat: number): Promise<string> {
  return new SignJWT({ ...freshClaims({ status: 1 }), iat, exp: NOW_S + 300 })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(OUTBOX));
}

test('a token that is forged, too old or from the future is 403, and nothing is queued', async () => {
  const { call, messages } = await functionFor();
  const claims = freshClaims({ status: 1 });
  const good = await outboxToken(claims);
  const [head = '', , mark = ''] = good.split('.');
  const { privateKey } = await generateKeyPair('RS256');
  const unsigned = base64url.encode(JSON.stringify({ alg: 'none', typ: 'JWT' }));
  const forged = base64url.encode(JSON.stringify({ ...claims, iat: NOW_S, exp: NOW_S + 300 }));
  const tokens = {
    'another secret': await outboxToken(claims, {
      secret: 'a-secret-that-nobody-has-published-docs',
    }),
    'claims changed': `${head}.${forged}.${mark}`,
    unsigned: `${unsigned}.${forged}.`,
    'signed with RSA': await new SignJWT({ ...claims, iat: NOW_S, exp: NOW_S + 300 })
      .setProtectedHeader({ alg: 'RS256' })
      .sign(privateKey),
    expired: await outboxToken(claims, { ageSeconds: 595, expiresIn: 285 }),
    'eleven minutes old': await outboxToken(claims, { ageSeconds: 660, expiresIn: 3600 }),
    'of the next hour': await outboxToken(claims, { ageSeconds: -3600 }),
    'six minutes early': await outboxToken(claims, { ageSeconds: -360 }),
    'of no time at all': await signedAt(1e300),
    'of a time long ago': await signedAt(-1e300),
    'without a time': await new SignJWT({ ...claims, exp: NOW_S + 300 })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(new TextEncoder().encode(OUTBOX)),
    'no token': 'x',
    empty: '',
    'a number': 7,
    null: null,
  };

  for (const [what, token] of Object.entries(tokens)) {
    const { status, json } = await call(JSON.stringify({ ...claims, token }));
    deepEqual([status, json.code], [403, 'FORBIDDEN'], what);
    equal(JSON.stringify(json).includes(OUTBOX), false);
  }
  const without = await call(JSON.stringify(claims));
  deepEqual([without.status, without.json.code], [403, 'FORBIDDEN']);
  deepEqual(await messages(0), []);
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

test('the callback address without a tenant belongs to the tenant default', async () => {
  const { call, messages } = await functionFor();

  await call(await callbackBody(freshClaims({ status: 1 })), { params: {} });

  equal((await messages(1))[0]?.tenant, 'default');
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

  const timeEpoch = Date.now() - 22_000; // nothing is held: each is queued, and its copy goes on
  for (const changed of odd) {
    const { status, json } = await call(await callbackBody(freshClaims(changed)), { timeEpoch });
    deepEqual([status, json.code], [503, 'STORAGE_FAILED'], JSON.stringify(changed).slice(0, 80));
  }
  equal((await messages(odd.length)).length, odd.length);
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

test('a callback body that is not JSON is 400 unless the header has a token, and one over 10 MB is 413', async () => {
  const { call } = await functionFor();

  const cut = await call('{"key":"a');
  const huge = await call('{}', { headers: { 'content-length': String(10 * 1024 * 1024 + 1) } });

  deepEqual([cut.status, cut.json.code], [400, 'MALFORMED']);
  deepEqual([huge.status, huge.json.code], [413, 'TOO_LARGE']);
  equal(JSON.stringify(cut.json).includes('"key'), false);
  const authorization = `Bearer ${await outboxToken({ payload: freshClaims({ status: 4 }) })}`;
  equal((await call('{"key":"a', { headers: { authorization } })).status, 200);
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

test('a save that another request stores meanwhile is answered with error 0, and its userdata is recorded', async () => {
  const { call, messages } = await functionFor();
  const claims = freshClaims({ status: 6, userdata: 'mine' });

  const answer = call(await callbackBody(claims));
  await messages(1);
  await recordSave(table, recordOf(claims, { status: 'force-saved', userdata: 'before' }));

  deepEqual((await answer).json, { error: 0 });
  const name = recordOf(claims, { status: 'force-saved' });
  await until(async () => (await findSave(table, name))?.userdata === 'mine');
});
