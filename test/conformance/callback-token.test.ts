import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { after, test } from 'node:test';
import { jwtVerify } from 'jose';
import { anyDocs, type Claims } from './support/any-docs.ts';
import { anySession } from './support/any-session.ts';
import { callbackHost } from './support/callback-host.ts';
import { closeEditors } from './support/editor.ts';
import { scriptHost } from './support/script-host.ts';

const docs = await anyDocs();
const host = await scriptHost();
after(() => Promise.all([closeEditors(), docs.stop(), host.stop()]));

const claimsOf = async (token: unknown): Promise<Claims> =>
  (await jwtVerify(String(token), new TextEncoder().encode(docs.outboxSecret))).payload;

const bearer = (header: unknown) => String(header).replace(/^Bearer /, '');

test('the tokens in the body and in the header of a callback have the same claims', async () => {
  const callbacks = callbackHost(host);
  const session = await anySession(docs, host);
  await session.join('anna', callbacks.url);
  const { body, headers } = await callbacks.got(1);
  await session.leave('anna');
  await callbacks.got(4);

  const { token, ...plain } = body;
  const { iat, exp, ...flat } = await claimsOf(token);
  const { payload, ...times } = await claimsOf(bearer(headers[docs.tokenHeader]));

  deepEqual(flat, plain);
  deepEqual(payload, plain);
  equal(Number(exp) - Number(iat), 300);
  deepEqual(Object.keys(times).sort(), ['exp', 'iat']);
  equal(headers['content-type'], 'application/json');
});

test('a history that is too long for a header is only in the token of the body', async () => {
  const callbacks = callbackHost(host);
  const session = await anySession(docs, host);
  await session.join('anna', callbacks.url);
  await session.join('ben', callbacks.url);
  for (let change = 0; change < 20; change++) {
    await session.edit('anna');
    await session.edit('ben');
  }

  await session.leave('anna');
  await callbacks.got(1, 3);
  await session.leave('ben', { onPurpose: true });
  const { body, headers } = await callbacks.got(2);

  const claims = await claimsOf(body.token);
  const { payload } = await claimsOf(bearer(headers[docs.tokenHeader]));
  const short = payload as Claims;
  equal((claims.history as { changes: unknown[] }).changes.length, 40);
  match(String(claims.changesurl), /changes\.zip/);
  deepEqual([body.history, 'changesurl' in body], [{}, false]);
  deepEqual([short.history, 'changesurl' in short], [{}, false]);
  ok(bearer(headers[docs.tokenHeader]).length < 7168);
});
