import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname } from 'node:path';
import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';

/** The audience and tenant claim of callers' tokens; the stack is configured with the same. */
export const AUDIENCE = 'docs-gateway';
export const TENANT_CLAIM = 'tenant';

/** All scopes. */
export const SCOPES = [
  'builds:read',
  'documents:read',
  'builds:write',
  'scripts:run',
  'templates:debug',
  'commands:*',
  'tenants:act',
].join(' ');

const KEY_ID = 'local';

export type Claims = {
  /** Separated by spaces. */
  scope: string;
  tenant: string;
  subject: string;
  /** Seconds from now; negative for an expired token. */
  expiresInSeconds?: number;
};

export type Issuer = { url: string; stop(): Promise<void> };

/** Reads the private key of the local issuer, or creates it. Tokens stay valid after a restart. */
export async function issuerKey(path: string): Promise<JWK> {
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as JWK;
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const key = await exportJWK(privateKey);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify(key), { mode: 0o600 });
  return key;
}

/**
 * Serves the documents that the JWT authorizer of API Gateway reads: discovery and the public key.
 */
export async function startIssuer(key: JWK, port: number): Promise<Issuer> {
  const url = `http://127.0.0.1:${port}`;
  const publicKey = { kty: key.kty, n: key.n, e: key.e, kid: KEY_ID, alg: 'RS256', use: 'sig' };
  const documents: Record<string, unknown> = {
    '/.well-known/openid-configuration': { issuer: url, jwks_uri: `${url}/jwks.json` },
    '/jwks.json': { keys: [publicKey] },
  };
  const server = createServer((request, response) => {
    const document = documents[request.url ?? ''];
    response.writeHead(document ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(document ?? {}));
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return { url, stop: () => closeServer(server) };
}

async function closeServer(server: ReturnType<typeof createServer>): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}

/** Signs an access token of the local issuer, valid for 30 days by default. */
export async function signToken(key: JWK, issuer: string, claims: Claims): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ scope: claims.scope, [TENANT_CLAIM]: claims.tenant })
    .setProtectedHeader({ alg: 'RS256', kid: KEY_ID })
    .setIssuer(issuer)
    .setAudience(AUDIENCE)
    .setSubject(claims.subject)
    .setIssuedAt(now)
    .setExpirationTime(now + (claims.expiresInSeconds ?? 30 * 24 * 3600))
    .sign(await importJWK(key, 'RS256'));
}
