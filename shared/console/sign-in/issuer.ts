import * as oauth from 'oauth4webapi';
import type { Settings } from '../settings.ts';

/** What must be known again when the issuer answers. */
export type Attempt = { state: string; verifier: string };

export type Tokens = { access: string; refresh?: string };

/** An issuer, with which readers sign in by the authorization code flow and PKCE. */
export type Issuer = {
  settings: Settings;
  client: oauth.Client;
  redirectUri: string;
  options: { [oauth.allowInsecureRequests]: boolean };
  /** What the issuer says of itself. It is read once. @throws {Error} with a message for the reader */
  server(): Promise<oauth.AuthorizationServer>;
};

export function issuerOf(settings: Settings): Issuer {
  // The configuration allows http on the local machine alone.
  const options = { [oauth.allowInsecureRequests]: settings.issuer.startsWith('http://') };
  let known: Promise<oauth.AuthorizationServer> | undefined;
  const server = () => {
    const asked = known ?? discover(settings.issuer, options);
    asked.catch(() => {
      known = undefined; // it is asked again
    });
    known = asked;
    return asked;
  };
  return {
    settings,
    client: { client_id: settings.clientId },
    redirectUri: `${settings.apiUrl}/console`,
    options,
    server,
  };
}

async function discover(issuer: string, options: Issuer['options']) {
  const url = new URL(issuer);
  try {
    return await oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, options));
  } catch (cause) {
    throw new Error(`The issuer ${issuer} cannot be read.`, { cause });
  }
}

/** The address at which the reader signs in. */
export async function begin(issuer: Issuer): Promise<{ url: string; attempt: Attempt }> {
  const { clientId, scopes, audience } = issuer.settings;
  const { authorization_endpoint } = await issuer.server();
  if (!authorization_endpoint) throw new Error('The issuer has no page to sign in.');
  const attempt = {
    state: oauth.generateRandomState(),
    verifier: oauth.generateRandomCodeVerifier(),
  };
  const url = new URL(authorization_endpoint);
  const parameters = {
    client_id: clientId,
    redirect_uri: issuer.redirectUri,
    response_type: 'code',
    scope: scopes.join(' '),
    code_challenge: await oauth.calculatePKCECodeChallenge(attempt.verifier),
    code_challenge_method: 'S256',
    state: attempt.state,
    ...(audience ? { audience } : {}),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return { url: url.href, attempt };
}

/**
 * Exchanges the code in the answer of the issuer.
 *
 * @throws {Error} with a message for the reader, also if `state` or `iss` of the answer are wrong
 */
export async function exchange(
  { client, redirectUri, options, server }: Issuer,
  answer: URLSearchParams,
  { state, verifier }: Attempt,
): Promise<Tokens> {
  try {
    const found = await server();
    const code = oauth.validateAuthResponse(found, client, answer, state);
    const none = oauth.None();
    const response = await oauth.authorizationCodeGrantRequest(
      ...([found, client, none, code, redirectUri, verifier, options] as const),
    );
    return tokensOf(await oauth.processAuthorizationCodeResponse(found, client, response));
  } catch (error) {
    throw new Error(explain(error), { cause: error });
  }
}

/** New tokens for a refresh token; undefined without one, or if the issuer refuses it. */
export async function refreshed(
  { client, options, server }: Issuer,
  { refresh }: Tokens,
): Promise<Tokens | undefined> {
  if (!refresh) return undefined;
  try {
    const found = await server();
    const none = oauth.None();
    const response = await oauth.refreshTokenGrantRequest(
      ...([found, client, none, refresh, options] as const),
    );
    const renewed = await oauth.processRefreshTokenResponse(found, client, response);
    return { refresh, ...tokensOf(renewed) };
  } catch {
    return undefined; // the reader signs in again
  }
}

function tokensOf({ access_token, refresh_token }: oauth.TokenEndpointResponse): Tokens {
  return { access: access_token, ...(refresh_token ? { refresh: refresh_token } : {}) };
}

function explain(error: unknown): string {
  if (error instanceof oauth.AuthorizationResponseError || error instanceof oauth.ResponseBodyError)
    return `The issuer refused: ${error.error_description ?? error.error}.`;
  return `Signing in failed: ${(error as Error).message}.`;
}
