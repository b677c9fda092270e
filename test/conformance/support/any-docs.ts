import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { type DocsOptions, startDocsServer } from '../../../infra/local/docs-server/server.ts';
import { until } from '../../support/until.ts';

// DOCS_URL and DOCS_SECRET (DOCS_OUTBOX_SECRET, DOCS_TOKEN_HEADER) run the tests on a real Docs.
const { DOCS_URL, DOCS_SECRET, DOCS_OUTBOX_SECRET, DOCS_TOKEN_HEADER, DOCS_DISPOSABLE } =
  process.env;

export type Answer = {
  error?: number;
  key?: string;
  end?: boolean;
  urls?: Record<string, string>;
} & Record<string, unknown>;

export type Claims = Record<string, unknown>;

export type AnyDocs = Awaited<ReturnType<typeof anyDocs>>;

/** The first script waits until the engine is installed. */
const PATIENCE_MS = 120_000;

/**
 * Why a test that needs a special setting is skipped on a real Docs; false with the embedded one.
 */
export const needs = (setting: string) =>
  DOCS_URL ? `the Docs at DOCS_URL has no ${setting}` : false;

/**
 * Why a test that deletes data of others is skipped on a real Docs; false with the embedded one.
 */
export const spares = (what: string) =>
  DOCS_URL && DOCS_DISPOSABLE !== '1'
    ? `it would ${what} of the Docs at DOCS_URL; DOCS_DISPOSABLE=1 allows it`
    : false;

/** The Docs at DOCS_URL, or an embedded one. */
export async function anyDocs(options: Partial<DocsOptions> = {}) {
  const secret = DOCS_SECRET ?? 'a-docs-secret-of-at-least-32-bytes';
  const outboxSecret = DOCS_OUTBOX_SECRET ?? DOCS_SECRET ?? 'an-outbox-secret-of-its-own-32-bytes';
  const secrets = { inbox: secret, outbox: outboxSecret };
  const embedded = DOCS_URL ? null : await startDocsServer({ secrets, ...options });
  const url = embedded?.url ?? (DOCS_URL as string).replace(/\/$/, '');
  const tokenHeader = (DOCS_TOKEN_HEADER ?? 'Authorization').toLowerCase();

  /** Signs claims as the gateway does: valid for five minutes, with HS256. */
  const sign = (claims: Claims, { alg = 'HS256', key = secret, exp = 300 } = {}) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg, typ: 'JWT' })
      .setIssuedAt()
      .setExpirationTime(Math.floor(Date.now() / 1000) + exp)
      .sign(new TextEncoder().encode(key));

  async function post(
    path: string,
    body: string | Uint8Array<ArrayBuffer>,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(url + path, { method: 'POST', body, headers });
    return (await response.json()) as Answer;
  }

  /** Sends one signed request to the builder. */
  async function ask(params: Claims): Promise<Answer> {
    const shard = params.key ? `?shardkey=${encodeURIComponent(String(params.key))}` : '';
    return await post(`/docbuilder${shard}`, JSON.stringify({ token: await sign(params) }));
  }

  /** Runs a build: asks with the same key until it has ended. */
  async function build(params: Claims): Promise<Answer> {
    const asked = { async: true, key: `test-${randomUUID()}`, ...params };
    let answer = await ask(asked);
    // Only the first request has the script: with it, Docs would run the script again after a one-time error.
    const hasEnded = async () => {
      if (answer.error !== undefined || answer.end) return true;
      answer = await ask({ async: true, key: asked.key });
      return false;
    };
    await until(hasEnded, PATIENCE_MS, `the end of ${asked.key}`);
    return answer;
  }

  const command = async (params: Claims) =>
    await post('/command', JSON.stringify({ token: await sign(params) }));

  const stop = async () => await embedded?.stop();

  const asking = { sign, post, ask, build, command };
  return { embedded, url, secret, outboxSecret, tokenHeader, ...asking, stop };
}
