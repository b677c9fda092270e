import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { after, test } from 'node:test';
import { DeleteObjectCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import type { Build } from '../../shared/build/build.ts';
import { getRow } from '../../shared/storage/rows/builds.ts';
import { textOf } from '../support/docs/documents.ts';
import { ARGUMENT_SCRIPT, docx, held } from '../support/docs/scripts.ts';
import { openShop } from '../support/shop.ts';
import { listAll, testEnds } from '../support/stack/ends.ts';
import { type Caller, openGateway, type Problem } from '../support/stack/gateway.ts';
import { slotsOf } from '../support/stack/slots.ts';
import { stack } from '../support/stack/stack.ts';

const gateway = await openGateway(await stack(), 'calls');
const slots = slotsOf(gateway.facts);
const shop = await openShop();
after(() => shop.stop());

type Page = { items: Build[]; cursor: string | null };

test('a build that has not ended is answered with retry-after, and prefer: wait holds the call for as long as it asks', async () => {
  const caller = await gateway.as();
  const gate = shop.hold('wait.png');
  const began = Date.now();

  const posted = await caller.post({ script: held(gate.url) }, { prefer: 'wait=1' });
  const waited = Date.now() - began;
  await gate.asked;
  const got = await caller.call('GET', `/v1/builds/${posted.body.id}`);
  const waiting = caller.call('GET', `/v1/builds/${posted.body.id}`, {
    headers: { prefer: 'respond-async, wait=20' },
  });
  gate.letGo();
  const ended = await waiting;

  equal(posted.status, 202);
  ok(waited >= 900, `${waited} ms`);
  equal(posted.headers.get('preference-applied'), 'wait=1');
  match(`${posted.headers.get('retry-after')}`, /^\d+$/);
  deepEqual([got.status, got.body.status], [200, 'running']);
  match(`${got.headers.get('retry-after')}`, /^\d+$/);
  equal(got.headers.get('preference-applied'), null);
  deepEqual([ended.status, ended.body.status], [200, 'succeeded']);
  equal(ended.headers.get('preference-applied'), 'wait=20');
  equal(ended.headers.get('retry-after'), null);
});

test('a prefer header that cannot be honoured is ignored', async () => {
  const caller = await gateway.as();

  const { status, headers, body } = await caller.post(
    { script: docx('a') },
    { prefer: 'wait=soon' },
  );

  deepEqual([status, headers.get('preference-applied')], [202, null]);
  ok(['queued', 'running'].includes(body.status));
});

test('the link of a file serves the file, as a download or inline', async () => {
  const caller = await gateway.as();
  const build = await caller.build({ script: docx('linked', 'Счёт 1.docx') });
  const path = `/v1/builds/${build.id}/files/${encodeURIComponent('Счёт 1.docx')}`;

  const toSave = await caller.call('GET', path);
  const toShow = await caller.call('GET', `${path}?disposition=inline`);
  const saved = await fetch(`${toSave.headers.get('location')}`);
  const shown = await fetch(`${toShow.headers.get('location')}`);

  deepEqual([toSave.status, toShow.status], [302, 302]);
  match(`${saved.headers.get('content-disposition')}`, /^attachment;/);
  match(`${shown.headers.get('content-disposition')}`, /^inline;/);
  ok(`${shown.headers.get('content-disposition')}`.includes(encodeURIComponent('Счёт 1.docx')));
  equal(textOf(Buffer.from(await saved.arrayBuffer())), 'linked');
  const strange = await caller.call('GET', `${path}?disposition=sideways`);
  deepEqual([strange.status, strange.body.code], [422, 'REQUEST_INVALID']);
});

test('a file that was deleted from the bucket is answered 410, and its build has no link for it', async () => {
  const caller = await gateway.as();
  const build = await caller.build({ script: docx('gone') });
  const [file] = build.files;
  const { VersionId } = await gateway.headOf(file as Build['files'][0]);
  await gateway.s3.send(
    new DeleteObjectCommand({ Bucket: file?.bucket, Key: file?.key, VersionId }),
  );

  const link = await caller.call('GET', `/v1/builds/${build.id}/files/letter.docx`);
  const none = await caller.call('GET', `/v1/builds/${build.id}/files/other.docx`);
  const { body } = await caller.call<Build>('GET', `/v1/builds/${build.id}`);

  deepEqual([link.status, link.body.code], [410, 'GONE']);
  deepEqual([none.status, none.body.code], [404, 'NOT_FOUND']);
  equal(body.files[0]?.url, null);
});

test('erasing a build deletes it and its files, frees its idempotency key, and never frees its id', async () => {
  const caller = await gateway.as();
  const request = { script: docx('erased') };
  const headers = { 'idempotency-key': 'erased', prefer: 'wait=25' };
  const { body: build } = await caller.post(request, headers);
  await gateway.endOf(build);

  const erased = await caller.call('DELETE', `/v1/builds/${build.id}`);
  const again = await caller.call('DELETE', `/v1/builds/${build.id}`);
  const got = await caller.call('GET', `/v1/builds/${build.id}`);
  const file = await fetch(`${build.files[0]?.url}`);

  deepEqual([erased.status, erased.body], [204, undefined]);
  const row = await getRow(slots.table, build.tenant, build.id);
  deepEqual(Object.keys(row ?? {}).sort(), ['endedAt', 'erased', 'expiresAt', 'id', 'tenant']);
  for (const Prefix of [`results/${build.tenant}/`, `scripts/${build.id}-`]) {
    const { Versions, DeleteMarkers } = await gateway.s3.send(
      new ListObjectVersionsCommand({ Bucket: gateway.facts.bucket, Prefix }),
    );
    deepEqual([Versions, DeleteMarkers], [undefined, undefined], Prefix);
  }
  deepEqual([again.status, got.status], [404, 404]);
  equal(file.status, 404);
  deepEqual(await listAll(caller), []);
  await gateway.send({ ...request, id: build.id, tenant: caller.tenant });
  await gateway.send({ script: docx('after'), tenant: caller.tenant, correlationId: 'after' });
  await gateway.buildOf(caller, 'after');
  const keyed = await caller.post(request, headers);
  deepEqual([keyed.status, keyed.body.id === build.id], [200, false]);
  equal((await caller.call('GET', `/v1/builds/${build.id}`)).status, 404);
});

test('a build that has not ended cannot be erased', async () => {
  const caller = await gateway.as();
  const gate = shop.hold('erase.png');
  const { body: build } = await caller.post({ script: held(gate.url) });

  const { status, body } = await caller.call('DELETE', `/v1/builds/${build.id}`);
  gate.letGo();

  deepEqual([status, body.code], [409, 'CONFLICT']);
  equal((await caller.ended(build.id)).status, 'succeeded');
  const cancel = await caller.call('POST', `/v1/builds/${build.id}/cancel`);
  deepEqual([cancel.status, cancel.body.code], [409, 'CONFLICT']);
});

test("every call for another tenant's build is answered 404", async () => {
  const [owner, other] = [await gateway.as(), await gateway.as()];
  const build = await owner.build({ script: docx('private') });
  const path = `/v1/builds/${build.id}`;

  const replies = [
    await other.call('GET', path),
    await other.call('GET', `${path}/files/letter.docx`),
    await other.call('POST', `${path}/cancel`),
    await other.call('DELETE', path),
  ];

  deepEqual(
    replies.map(({ status, body }) => [status, body.code]),
    [
      [404, 'NOT_FOUND'],
      [404, 'NOT_FOUND'],
      [404, 'NOT_FOUND'],
      [404, 'NOT_FOUND'],
    ],
  );
  deepEqual(await listAll(other), []);
  equal((await owner.call('GET', path)).status, 200);
});

test('a caller without builds:read sees only the builds that its own sub created', async () => {
  const everyone = await gateway.as();
  const { tenant } = everyone;
  const scope = 'builds:write scripts:run';
  const ann = await gateway.as({ tenant, scope, subject: 'ann' });
  const bob = await gateway.as({ tenant, scope, subject: 'bob' });

  const build = await ann.build({ script: docx('of ann') });
  await bob.build({ script: docx('of bob') });
  const path = `/v1/builds/${build.id}`;
  const replies = [
    await bob.call('GET', path),
    await bob.call('GET', `${path}/files/letter.docx`),
    await bob.call('POST', `${path}/cancel`),
    await bob.call('DELETE', path),
  ];

  deepEqual(
    replies.map(({ status }) => status),
    [404, 404, 404, 404],
  );
  deepEqual(
    (await listAll(ann)).map(({ id }) => id),
    [build.id],
  );
  equal((await listAll(everyone)).length, 2);
  equal((await ann.call('GET', `${path}/files/letter.docx`)).status, 302);
});

test('a caller with tenants:act names the tenant it acts for; any other is told the missing scope', async () => {
  const owner = await gateway.as();
  const operator = await gateway.as({ scope: 'tenants:act builds:write builds:read scripts:run' });
  const guest = await gateway.as({ scope: 'builds:write builds:read scripts:run' });
  const headers = { 'docs-gateway-tenant': owner.tenant };

  const build = await operator.build({ script: docx('for another') }, headers);
  const refused = await guest.call('GET', `/v1/builds/${build.id}`, { headers });

  equal(build.tenant, owner.tenant);
  equal((await owner.call('GET', `/v1/builds/${build.id}`)).status, 200);
  equal((await operator.call('GET', `/v1/builds/${build.id}`)).status, 404);
  deepEqual([refused.status, refused.body.code], [403, 'FORBIDDEN']);
  match(refused.body.detail, /tenants:act/);
});

test('each call without its scope is refused, and the problem names the scope', async () => {
  const owner = await gateway.as();
  const { tenant } = owner;
  const template = `${tenant}-open`;
  await gateway.put(`templates/${template}.docbuilder`, ARGUMENT_SCRIPT);
  const build = await owner.build({ template, argument: { text: 'a' } });
  const forms = await gateway.as({ tenant, scope: 'builds:write', subject: 'forms' });
  const reader = await gateway.as({ tenant, scope: 'builds:read' });
  const nobody = await gateway.as({ tenant, scope: 'commands:version' });
  const url = 'https://files.example.com/a.js';

  const lacking: [Caller, string, string, unknown, string][] = [
    [forms, 'POST', '/v1/builds', { script: docx('a') }, 'scripts:run'],
    [forms, 'POST', '/v1/builds', { url }, 'scripts:run'],
    [forms, 'POST', '/v1/builds', { template, inputs: { 'a.js': url } }, 'scripts:run'],
    [reader, 'POST', '/v1/builds', { template }, 'builds:write'],
    [reader, 'POST', `/v1/builds/${build.id}/cancel`, undefined, 'builds:write'],
    [reader, 'DELETE', `/v1/builds/${build.id}`, undefined, 'builds:write'],
    [nobody, 'GET', `/v1/builds/${build.id}`, undefined, 'builds:read'],
    [nobody, 'GET', '/v1/builds', undefined, 'builds:read'],
  ];
  for (const [caller, method, path, request, scope] of lacking) {
    const reply = await caller.call<Problem>(method, path, {
      headers: { 'content-type': 'application/json' },
      body: request === undefined ? undefined : JSON.stringify(request),
    });

    deepEqual([reply.status, reply.body.code], [403, 'FORBIDDEN'], `${method} ${path} ${scope}`);
    ok(reply.body.detail.includes(scope), reply.body.detail);
  }
  equal((await forms.build({ template, argument: { text: 'b' } })).status, 'succeeded');
  equal((await reader.call('GET', `/v1/builds/${build.id}/files/letter.docx`)).status, 302);
});

test('a call without a token, with an expired token or with a malformed one is answered 401', async () => {
  const { apiUrl } = gateway.facts;
  const tokens = [undefined, 'Bearer nonsense', `Bearer ${gateway.facts.token.slice(0, -5)}AAAAA`];

  for (const authorization of tokens) {
    const headers = authorization === undefined ? undefined : { authorization };
    const { status } = await fetch(`${apiUrl}/v1/builds`, { headers });

    equal(status, 401, authorization);
  }
});

test('a list of builds is newest first, in pages, and can be filtered', async () => {
  const caller = await gateway.as();
  const template = `${caller.tenant}-list`;
  await gateway.put(`templates/${template}.docbuilder`, ARGUMENT_SCRIPT);
  const made: Build[] = [];
  for (const n of [1, 2, 3])
    made.push(await caller.build({ script: docx(`${n}`), correlationId: 'x' }));
  made.push(await caller.build({ template, argument: { text: '4' } }));
  made.push(await caller.build({ script: 'throw new Error("SaveFile");', correlationId: 'y' }));
  const ids = made.map(({ id }) => id).reverse();
  const list = async (query: string) =>
    (await caller.call<Page>('GET', `/v1/builds?${query}`)).body;

  const first = await list('limit=2');
  const second = await list(`limit=2&cursor=${encodeURIComponent(`${first.cursor}`)}`);
  const third = await list(`limit=2&cursor=${encodeURIComponent(`${second.cursor}`)}`);

  const pages = [first, second, third].map(({ items }) => items.map(({ id }) => id));
  deepEqual(pages, [ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)]);
  equal(third.cursor, null);
  const narrowed = async (query: string) => (await list(query)).items.map(({ id }) => id);
  deepEqual(await narrowed('status=failed'), ids.slice(0, 1));
  deepEqual(await narrowed(`template=${template}`), ids.slice(1, 2));
  deepEqual(await narrowed('correlationId=x'), ids.slice(2));
  deepEqual(await narrowed('correlationId=x&status=failed'), []);
  const [newest] = (await list('')).items;
  deepEqual(newest, made.at(-1));
  const wrong = await caller.call('GET', '/v1/builds?limit=101&cursor=nonsense&color=red');
  deepEqual([wrong.status, wrong.body.code], [422, 'REQUEST_INVALID']);
});

testEnds(gateway);
