import { deepEqual, equal, rejects } from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createRemoteJWKSet, type JWK, jwtVerify } from 'jose';
import { AUDIENCE, issuerKey, signToken, startIssuer } from '../../../infra/local/issuer.ts';
import { freePort } from '../../../infra/local/port.ts';

async function keyFile(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'issuer-'));
  t.after(() => rm(folder, { recursive: true }));
  return join(folder, 'key.json');
}

async function issuerOf(t: TestContext, key: JWK): Promise<string> {
  const issuer = await startIssuer(key, await freePort());
  t.after(issuer.stop);
  return issuer.url;
}

const CLAIMS = { scope: 'builds:read', tenant: 'acme', subject: 'jo' };

test('a token passes the checks of API Gateway: discovery, key set, issuer and audience', async (t) => {
  const key = await issuerKey(await keyFile(t));
  const url = await issuerOf(t, key);

  const discovered = await fetch(`${url}/.well-known/openid-configuration`);
  const { issuer, jwks_uri } = (await discovered.json()) as Record<string, string>;
  const keys = createRemoteJWKSet(new URL(jwks_uri ?? ''));
  const token = await signToken(key, url, CLAIMS);
  const { payload, protectedHeader } = await jwtVerify(token, keys, { issuer, audience: AUDIENCE });

  equal(protectedHeader.alg, 'RS256');
  deepEqual([payload.scope, payload.tenant, payload.sub], ['builds:read', 'acme', 'jo']);
});

test('a second start uses the same key, so that tokens stay valid', async (t) => {
  const file = await keyFile(t);

  deepEqual(await issuerKey(file), await issuerKey(file));
});

test('an expired token can be signed', async (t) => {
  const key = await issuerKey(await keyFile(t));
  const url = await issuerOf(t, key);
  const keys = createRemoteJWKSet(new URL(`${url}/jwks.json`));

  const token = await signToken(key, url, { ...CLAIMS, expiresInSeconds: -1 });

  await rejects(jwtVerify(token, keys), { code: 'ERR_JWT_EXPIRED' });
});

test('the issuer does not serve the private key', async (t) => {
  const key = await issuerKey(await keyFile(t));
  const url = await issuerOf(t, key);

  const { keys } = (await (await fetch(`${url}/jwks.json`)).json()) as { keys: JWK[] };

  deepEqual(Object.keys(keys[0] ?? {}).sort(), ['alg', 'e', 'kid', 'kty', 'n', 'use']);
});
