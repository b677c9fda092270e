import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { callbackBody, outboxToken, type Signing } from '../support/docs/callbacks.ts';
import { textOf } from '../support/docs/documents.ts';
import { type DocumentTold, editingOf } from '../support/docs/editing.ts';
import { type Caller, openGateway, type Problem } from '../support/stack/gateway.ts';
import { stack } from '../support/stack/stack.ts';

const gateway = await openGateway(await stack(), 'callback-tokens');
const editing = editingOf(gateway);
const secret = gateway.facts.outboxSecret;

type Claims = Record<string, unknown>;

/** Posts to the callback address of a tenant, as Docs does. */
async function post(
  tenant: string,
  body: string,
  headers: Record<string, string> = {},
  query = '',
) {
  const response = await fetch(editing.callbackUrl(tenant, query), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  return { status: response.status, body: (await response.json()) as Problem & { error: number } };
}

const signed = (claims: Claims, signing: Signing = {}) =>
  callbackBody(claims, { secret, ...signing });

/** Somebody who came to a document: no file is needed for it. */
const came = (key: string, changed: Claims = {}): Claims => ({
  key,
  status: 1,
  users: ['anna'],
  actions: [{ type: 1, userid: 'anna' }],
  ...changed,
});

test('every form of token that Docs sends is accepted', async () => {
  const { tenant } = await gateway.as();
  const signings: Signing[] = [
    { alg: 'HS384' },
    { alg: 'HS512' },
    { ageSeconds: 570 }, // it expired four and a half minutes ago, by our clock
    { ageSeconds: -270 },
    { ageSeconds: 590, expiresIn: 900 },
  ];

  for (const [n, signing] of signings.entries()) {
    const key = `${tenant}.${n}`;
    const { status, body } = await post(tenant, await signed(came(key), signing));

    deepEqual([status, body], [200, { error: 0 }], JSON.stringify(signing));
    await editing.told('Document Editing', key);
  }
});

test('a callback whose token is only in the header is accepted', async () => {
  const { tenant } = await gateway.as();
  const claims = came(`${tenant}.header`);
  const token = await outboxToken({ payload: claims }, { secret });

  const { status } = await post(tenant, JSON.stringify(claims), {
    authorization: `Bearer ${token}`,
  });

  equal(status, 200);
  await editing.told('Document Editing', `${tenant}.header`);
});

test("a callback is read from its token's claims alone, whatever else its body says", async () => {
  const { tenant } = await gateway.as();
  const token = await outboxToken(came(`${tenant}.claimed`), { secret });
  const beside = came(`${tenant}.beside`, { users: ['mallory'] });

  const { status } = await post(tenant, JSON.stringify({ ...beside, token }));
  const { detail } = await editing.told('Document Editing', `${tenant}.claimed`);

  equal(status, 200);
  deepEqual(detail.data.users, ['anna']);
});

test('a callback is answered 403 and has no effect when Docs did not sign it, or signed it long ago or for a later time', async () => {
  const caller = await gateway.as();
  const { tenant } = caller;
  const session = await editing.open(caller, 'forged', { users: [] });
  const good = { key: session.key, status: 2, filetype: 'docx', lastsave: '2026-11-22T08:00:00Z' };
  const claims = { ...good, url: `${gateway.facts.docsUrl}/cache/files/data/a/b/b` };
  const token = await outboxToken(claims, { secret });
  const [head, , signature] = token.split('.');
  const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const timed = { ...claims, iat: now, exp: now + 300 };
  const unsigned = `${encoded({ alg: 'none', typ: 'JWT' })}.${encoded(timed)}.`;
  const changed = `${head}.${encoded({ ...timed, key: 'another' })}.${signature}`;
  const header = { authorization: `Bearer ${token}` };

  const forged: [what: string, body: string, headers?: Record<string, string>][] = [
    ['no token', JSON.stringify(claims)],
    ['another secret', await callbackBody(claims, { secret: 'somebody-elses-secret-of-32-bytes' })],
    ['our own secret', await callbackBody(claims, { secret: gateway.facts.test.inboxSecret })],
    ['no signature', JSON.stringify({ ...claims, token: unsigned })],
    ['changed claims', JSON.stringify({ ...claims, token: changed })],
    ['no token at all', JSON.stringify({ ...claims, token: 'nonsense' })],
    ['a token that is no text', JSON.stringify({ ...claims, token: { alg: 'none' } })],
    ['expired', await signed(claims, { ageSeconds: 590, expiresIn: 280 })],
    ['older than ten minutes', await signed(claims, { ageSeconds: 620, expiresIn: 86_400 })],
    ['from the next hour', await signed(claims, { ageSeconds: -3600 })],
    ['a bad one in the body, a good one in the header', '{"token":"nonsense"}', header],
    ['a header without a callback', JSON.stringify(claims), header],
  ];
  for (const [what, body, headers] of forged) {
    const reply = await post(tenant, body, headers);

    deepEqual([reply.status, reply.body.code], [403, 'FORBIDDEN'], what);
    ok(!JSON.stringify(reply.body).includes(secret));
  }
  await post(tenant, await signed(came(`${tenant}.after`)));
  await editing.told('Document Editing', `${tenant}.after`);
  deepEqual(editing.allTold(session.key), []);
  equal(await editing.latest(caller, session.key), undefined);
});

test('claims that are not a callback are answered 422, an address without a tenant 403, and another method 404', async () => {
  const { tenant } = await gateway.as();
  const wrong: [claims: Claims, pointer: string][] = [
    [came(''), '/key'],
    [came(`${tenant}.letter`, { status: 5 }), '/status'],
    [came(`${tenant}.letter`, { status: 2 }), '/url'],
    [came(`${tenant}.letter`, { status: 2, url: 42 }), '/url'],
    [came(`${tenant}.letter`, { status: 2, url: 'file:///etc/passwd' }), '/url'],
  ];

  for (const [claims, pointer] of wrong) {
    const { status, body } = await post(tenant, await signed(claims));

    deepEqual([status, body.code], [422, 'REQUEST_INVALID'], JSON.stringify(body));
    ok(
      body.errors?.some((error) => error.pointer === pointer),
      JSON.stringify(body.errors),
    );
  }
  const nobody = await post('no%20tenant', await signed(came('letter')));
  const looked = await fetch(editing.callbackUrl(tenant));
  const text = await post(tenant, 'token=a');
  deepEqual([nobody.status, nobody.body.code], [403, 'FORBIDDEN']);
  equal(looked.status, 404);
  deepEqual([text.status, text.body.code], [400, 'MALFORMED']);
});

test("a callback address's query of 2 KB is in the event, and of a longer one what fits", async () => {
  const { tenant } = await gateway.as();
  const key = `${tenant}.query`;
  const body = await signed(came(key));
  const value = 'q'.repeat(2046);

  const longKey = `${tenant}.long-query`;
  const long = await post(tenant, await signed(came(longKey)), {}, `?order=42&q=${value}`);
  const fits = await post(tenant, body, {}, `?q=${value}`);
  const { detail } = await editing.told('Document Editing', key);
  const cut = await editing.told('Document Editing', longKey);

  deepEqual([long.status, fits.status], [200, 200]);
  deepEqual(detail.data.query, { q: value });
  const { query, queryOmitted } = cut.detail.data as unknown as Claims;
  deepEqual([query, queryOmitted], [{ order: '42' }, true]);
});

test('a save with a key, a link, userdata and a file type that are odd is kept and told', async () => {
  const caller = await gateway.as();
  const { tenant } = caller;
  const [url = ''] = await savedStates(caller);
  const { pathname, search } = new URL(url);
  const key = `${tenant}.Übersicht/2026`;
  const claims = {
    key,
    status: '6',
    url: pathname + search,
    filetype: '.DOCX',
    userdata: { order: 42 },
    lastsave: '2026-11-22T08:00:00.000Z',
  };

  const { status, body } = await post(tenant, await signed(claims));
  const { detail } = await editing.told('Document Saved', key);

  deepEqual([status, body], [200, { error: 0 }]);
  const { files, ...data } = detail.data;
  const folder = `documents/${tenant}/${tenant}.~C3~9Cbersicht~2F2026/2026-11-22T08:00:00.000Z`;
  equal(files.document?.key, `${folder}/document.docx`);
  equal(textOf(await editing.read(`${files.document?.key}`)), 'One');
  const { userdata, filetype } = data as unknown as Claims;
  deepEqual([userdata, filetype], [{ order: 42 }, 'docx']);
});

test('what cannot be kept of a callback that Docs signed is announced as Request Refused', async () => {
  const { tenant } = await gateway.as();
  const key = `${tenant}.refused`;

  const { status } = await post(tenant, await signed(came(key, { status: 2 })));
  const { detail } = await gateway.told.first<Claims>(
    `Request Refused of ${key}`,
    (told) =>
      told['detail-type'] === 'Request Refused' && told.detail.metadata.correlationId === key,
  );

  equal(status, 422);
  const { origin, code, errors } = detail.data;
  deepEqual(
    [origin, code, errors],
    [
      'callback',
      'REQUEST_INVALID',
      [{ pointer: '/url', detail: 'must be a link to the document' }],
    ],
  );
});

/** Where three states of a document lie in Docs, of one, two and three lines. */
async function savedStates(caller: Caller): Promise<string[]> {
  const session = await editing.open(caller, 'source', { callbackUrl: editing.callbackUrl('x') });
  const urls: string[] = [];
  for (const line of ['One', 'Two', 'Three']) {
    await session.edit('anna', line);
    urls.push(`${(await session.save('anna'))?.body.url}`);
  }
  return urls;
}

test('the newest save is the latest version and each save has one event, in whatever order the saves arrive', async () => {
  const caller = await gateway.as();
  const { tenant } = caller;
  const urls = await savedStates(caller);
  const key = `${tenant}.ordered`;
  const save = (n: number, status: number) =>
    signed({
      key,
      status,
      url: urls[n],
      filetype: 'docx',
      lastsave: `2026-11-22T08:00:0${n}.000Z`,
    });
  const failed = await signed({ key, status: 7, lastsave: '2026-11-22T08:00:09.000Z' });

  const bodies = [await save(1, 6), await save(2, 6), await save(0, 6), await save(2, 2), failed];
  for (const body of [...bodies, ...bodies.toReversed()])
    deepEqual(await post(tenant, body), { status: 200, body: { error: 0 } });
  const { detail } = await editing.told('Document Save Failed', key);

  const latest = await editing.latest(caller, key);
  deepEqual([latest?.lastsave, latest?.status], ['2026-11-22T08:00:02.000Z', 2]);
  deepEqual(detail.data.files, { document: null, changes: null, history: null, form: null });
  const texts = [0, 1, 2].map(async (n) => {
    const folder = `documents/${tenant}/${key}/2026-11-22T08:00:0${n}.000Z`;
    return textOf(await editing.read(`${folder}/document.docx`));
  });
  deepEqual(await Promise.all(texts), ['One', 'One\nTwo', 'One\nTwo\nThree']);
  const ids = editing.allTold(key).map((event) => event.detail.metadata.id);
  equal(new Set(ids).size, 5);
});

test('saves within one second are all kept, have one event each, and the last one received is the latest version', async () => {
  const caller = await gateway.as();
  const { tenant } = caller;
  const urls = await savedStates(caller);
  const key = `${tenant}.one-second`;
  const lastsave = '2026-11-22T08:00:00.000Z';
  const save = (url: string) => signed({ key, status: 6, url, filetype: 'docx', lastsave });

  for (const url of [...urls, ...urls.map((each) => `${each}&signed=anew`)])
    deepEqual(await post(tenant, await save(url)), { status: 200, body: { error: 0 } });
  await post(tenant, await signed({ key, status: 7, lastsave: '2026-11-22T08:00:09.000Z' }));
  await editing.told('Document Save Failed', key);

  const folders = ['', '_02', '_03'].map((turn) => `documents/${tenant}/${key}/${lastsave}${turn}`);
  const texts = folders.map(async (folder) =>
    textOf(await editing.read(`${folder}/document.docx`)),
  );
  deepEqual(await Promise.all(texts), ['One', 'One\nTwo', 'One\nTwo\nThree']);
  const latest = (await editing.latest(caller, key)) as { files: DocumentTold['files'] };
  equal(latest.files.document?.key, `${folders[2]}/document.docx`);
  const saves = editing.allTold(key).filter(({ detail: { data } }) => data.status === 6);
  equal(new Set(saves.map((event) => event.detail.metadata.id)).size, 3);
  for (const folder of folders)
    ok(saves.some(({ detail }) => detail.data.files.document?.key === `${folder}/document.docx`));
});
