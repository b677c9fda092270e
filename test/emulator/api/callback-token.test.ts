import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { base64url, generateKeyPair, SignJWT } from 'jose';
import { readText } from '../../../shared/storage/objects/bucket.ts';
import { keys } from '../../../shared/storage/objects/keys.ts';
import { callbackBody, OUTBOX, outboxToken, type Signing } from '../../support/docs/callbacks.ts';

import {
  bucket,
  freshClaims,
  functionFor,
  NOW_S,
  PREVIOUS,
} from '../../support/documents/receive-callback-function.ts';

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
    { ageSeconds: 590 }, // expired 290 s ago, as if Docs' clock were five minutes behind
  ];

  for (const signing of signings) {
    const { status } = await call(await callbackBody(freshClaims({ status: 1 }), signing));
    equal(status, 200, JSON.stringify(signing));
  }
});

/** A token that is valid for five minutes, with another `iat`. */
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
      secret: 'a-secret-that-docs-has-never-had-32b',
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
