import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { callbackBody, outboxToken, type Signing } from '../../support/docs/callbacks.ts';
import { editingOf } from '../../support/docs/editing.ts';
import { openGateway } from '../../support/stack/gateway.ts';
import { callbackPoster, came } from '../../support/stack/post-callback.ts';
import { stack } from '../../support/stack/stack.ts';

const gateway = await openGateway(await stack(), 'callback-tokens');
const editing = editingOf(gateway);
const { post, signed } = callbackPoster(gateway);
const secret = gateway.outputs.outboxSecret;

test('every form of token that Docs sends is accepted', async () => {
  const { tenant } = await gateway.as();
  const signings: Signing[] = [
    { alg: 'HS384' },
    { alg: 'HS512' },
    { ageSeconds: 570 }, // by the gateway's clock it expired 270 s ago
    { ageSeconds: -270 },
    { ageSeconds: 590, expiresIn: 900 },
  ];

  for (const [n, signing] of signings.entries()) {
    const key = `${tenant}.${n}`;
    const { status, body } = await post(tenant, await signed(came(key), signing));

    deepEqual([status, body], [200, { error: 0 }], JSON.stringify(signing));
    await editing.eventOf('Document Editing', key);
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
  await editing.eventOf('Document Editing', `${tenant}.header`);
});

test("a callback is read from its token's claims alone, whatever else its body says", async () => {
  const { tenant } = await gateway.as();
  const token = await outboxToken(came(`${tenant}.claimed`), { secret });
  const beside = came(`${tenant}.beside`, { users: ['mallory'] });

  const { status } = await post(tenant, JSON.stringify({ ...beside, token }));
  const { detail } = await editing.eventOf('Document Editing', `${tenant}.claimed`);

  equal(status, 200);
  deepEqual(detail.data.users, ['anna']);
});

test('a callback is answered 403 and has no effect when Docs did not sign it, or signed it long ago or for a later time', async () => {
  const caller = await gateway.as();
  const { tenant } = caller;
  const session = await editing.open(caller, 'forged', { users: [] });
  const good = { key: session.key, status: 2, filetype: 'docx', lastsave: '2026-11-22T08:00:00Z' };
  const claims = { ...good, url: `${gateway.outputs.docsUrl}/cache/files/data/a/b/b` };
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
    ['our own secret', await callbackBody(claims, { secret: gateway.outputs.test.inboxSecret })],
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
  await editing.eventOf('Document Editing', `${tenant}.after`);
  deepEqual(editing.eventsOf(session.key), []);
  equal(await editing.latest(caller, session.key), undefined);
});
