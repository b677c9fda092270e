import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { generateKeyPair, SignJWT } from 'jose';
import { serve } from '../serve.ts';

export type OidcIssuer = {
  url: string;
  /** What the page asked for, one entry for each time that the reader signed in. */
  asked: Record<string, string>[];
};

type Client = { id: string; redirectUri: string };

/**
 * An OIDC issuer for one public client, with the authorization code flow and PKCE. Its reader agrees at once.
 *
 * @param issue makes the next access token
 */
export async function startOidcIssuer(t: TestContext, client: Client, issue: () => string) {
  const { privateKey } = await generateKeyPair('RS256');
  const issuer: OidcIssuer = { url: '', asked: [] };
  const codes = new Map<string, Record<string, string>>();
  const paths: Record<string, (request: IncomingMessage, response: ServerResponse) => void> = {
    '/.well-known/openid-configuration': (_, response) => answer(response, describe(issuer.url)),
    '/authorize': (request, response) => {
      const asked = Object.fromEntries(new URL(request.url ?? '', issuer.url).searchParams);
      issuer.asked.push(asked);
      const code = randomUUID();
      codes.set(code, asked);
      if (asked.client_id !== client.id || asked.redirect_uri !== client.redirectUri)
        return response.writeHead(400).end('another client');
      const location = new URL(asked.redirect_uri);
      location.search = String(
        new URLSearchParams({ code, state: `${asked.state}`, iss: issuer.url }),
      );
      return response.writeHead(302, { location: location.href }).end();
    },
    '/token': async (request, response) => {
      const {
        code = '',
        code_verifier = '',
        redirect_uri,
      } = Object.fromEntries(new URLSearchParams(await text(request)));
      const asked = codes.get(code);
      codes.delete(code);
      const challenge = createHash('sha256').update(code_verifier).digest('base64url');
      if (asked?.code_challenge !== challenge || asked.redirect_uri !== redirect_uri)
        return answer(response, { error: 'invalid_grant' }, 400);
      const id_token = await new SignJWT({})
        .setProtectedHeader({ alg: 'RS256' })
        .setIssuer(issuer.url)
        .setAudience(client.id)
        .setSubject('a-reader')
        .setIssuedAt()
        .setExpirationTime('1h')
        .sign(privateKey);
      return answer(response, { access_token: issue(), token_type: 'Bearer', id_token });
    },
  };
  issuer.url = await serve(t, (request, response) => {
    const path = new URL(request.url ?? '', 'http://localhost').pathname;
    (paths[path] ?? ((_, unknown) => unknown.writeHead(404).end()))(request, response);
  });
  return issuer;
}

function describe(url: string) {
  return {
    issuer: url,
    authorization_endpoint: `${url}/authorize`,
    token_endpoint: `${url}/token`,
    jwks_uri: `${url}/jwks.json`,
    response_types_supported: ['code'],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
  };
}

function answer(response: ServerResponse, body: object, status = 200): void {
  const headers = { 'content-type': 'application/json', 'access-control-allow-origin': '*' };
  response.writeHead(status, headers).end(JSON.stringify(body));
}
