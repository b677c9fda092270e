import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeProtectedHeader, jwtVerify, SignJWT, UnsecuredJWT } from 'jose';
import { sign, verifyOutbox } from '../../../shared/docs/token.ts';
import type { SecretReader } from '../../../shared/secret.ts';
import { fixedSecret } from '../../support/fixed-secret.ts';

const SECRET = 'the-outbox-secret-as-it-is-right-now';
const OTHER = 'a-secret-that-nobody-here-has-ever-had';
const CLAIMS = { payload: { url: 'https://gateway.example/v1/scripts/acme/1/cap' } };

function keyOf(secret: string): Uint8Array {
  return new TextEncoder().encode(secret);
}

function docsToken({ secret = SECRET, alg = 'HS256', exp = '5m' as string | number } = {}) {
  return new SignJWT(CLAIMS)
    .setProtectedHeader({ alg })
    .setIssuedAt()
    .setExpirationTime(exp)
    .sign(keyOf(secret));
}

function secondsFromNow(seconds: number): number {
  return Math.floor(Date.now() / 1000) + seconds;
}

test('a token contains every parameter and the operation, and is valid for five minutes', async () => {
  const token = await sign(SECRET, 'docbuilder', { key: 'k', argument: { name: 'Žofie 😀' } });

  const { payload } = await jwtVerify(token, keyOf(SECRET));
  const { iat = 0, exp = 0, ...claims } = payload;
  assert.deepEqual(claims, {
    key: 'k',
    argument: { name: 'Žofie 😀' },
    operation: 'docbuilder',
  });
  assert.equal(exp - iat, 300);
  assert.equal(decodeProtectedHeader(token).alg, 'HS256');
});

test('the claims of a token of Docs are returned unchanged', async () => {
  const { payload } = await verifyOutbox(fixedSecret(SECRET), await docsToken());

  assert.deepEqual(payload, CLAIMS.payload);
});

for (const alg of ['HS384', 'HS512']) {
  test(`a token of Docs that is signed with ${alg} is accepted`, async () => {
    const { payload } = await verifyOutbox(fixedSecret(SECRET), await docsToken({ alg }));

    assert.deepEqual(payload, CLAIMS.payload);
  });
}

test('a token that is signed with the previous secret is accepted', async () => {
  const secret = fixedSecret('a-secret-that-was-made-a-moment-ago', SECRET);

  await assert.doesNotReject(verifyOutbox(secret, await docsToken()));
});

test('a secret that was just replaced is read again', async () => {
  let cached = 'the-secret-before-it-was-replaced-here';
  const secret: SecretReader = {
    current: async () => cached,
    previous: async () => undefined,
    refresh: async () => {
      cached = SECRET;
      return cached;
    },
  };

  await assert.doesNotReject(verifyOutbox(secret, await docsToken()));
});

test('a difference of five minutes between the clocks is accepted, and more is not', async () => {
  const late = await docsToken({ exp: secondsFromNow(-290) });
  const tooLate = await docsToken({ exp: secondsFromNow(-305) });

  await assert.doesNotReject(verifyOutbox(fixedSecret(SECRET), late));
  await assert.rejects(verifyOutbox(fixedSecret(SECRET), tooLate), {
    code: 'FORBIDDEN',
    message: 'The token of Docs is refused: it has expired.',
  });
});

const refused = {
  'signed with another secret': () => docsToken({ secret: OTHER }),
  unsigned: async () => new UnsecuredJWT(CLAIMS).setExpirationTime('5m').encode(),
  'without an expiry': () =>
    new SignJWT(CLAIMS).setProtectedHeader({ alg: 'HS256' }).sign(keyOf(SECRET)),
  empty: async () => '',
  'not a JWT': async () => 'a.b.c',
  truncated: async () => (await docsToken()).slice(0, -1),
};

for (const [kind, make] of Object.entries(refused)) {
  test(`a token that is ${kind} is refused, and the message does not quote it`, async () => {
    const token = await make();

    const error = await verifyOutbox(fixedSecret(SECRET, OTHER.toUpperCase()), token).then(
      () => assert.fail('was taken'),
      (thrown) => thrown,
    );

    assert.equal(error.code, 'FORBIDDEN');
    assert.ok(token === '' || !error.message.includes(token));
    assert.ok(!error.message.includes(SECRET));
  });
}
