import { lookup } from 'node:dns/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { signOutbox } from '../http/tokens.ts';

export type Download = { state: 'ok'; body: Buffer } | { state: 'failed' | 'too-large' };

export type DownloadLimits = {
  maxBytes: number;
  /** Signs the download; without it, the download has no token. */
  secret?: string;
  tokenHeader: string;
};

const ATTEMPTS = 3;

/** After each failed attempt, including the last. */
const PAUSE_MS = 1000;

const TIMEOUT_MS = 120_000;

const MAX_REDIRECTS = 20;

/** Docs retries neither a time-out nor a broken connection. */
const FINAL = ['TimeoutError', 'AbortError', 'ECONNRESET', 'UND_ERR_SOCKET'];

/** Downloads a script as Docs does: signed, in up to three attempts, following redirects. */
export async function downloadScript(
  url: string,
  limits: DownloadLimits,
  signal: AbortSignal,
): Promise<Download> {
  if (!(await hasResolvableHost(url))) return { state: 'failed' };
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    try {
      const response = await get(url, limits, signal);
      if (response.status === 200 || response.status === 206) return await read(response, limits);
      await response.body?.cancel();
    } catch (error) {
      if (isFinal(error)) return { state: 'failed' };
    }
    await sleep(PAUSE_MS, undefined, { signal });
  }
  return { state: 'failed' };
}

/**
 * Docs fails at once for a host that does not resolve and for a `data:` URL, but tries an invalid
 * URL.
 */
async function hasResolvableHost(url: string): Promise<boolean> {
  if (!URL.canParse(url)) return true;
  const { hostname, protocol } = new URL(url);
  if (protocol === 'file:') return true;
  if (hostname === '') return false;
  return await lookup(hostname.replace(/^\[|\]$/g, '')).then(
    () => true,
    () => false,
  );
}

async function get(
  url: string,
  { secret, tokenHeader }: DownloadLimits,
  aborted: AbortSignal,
): Promise<Response> {
  const headers = new Headers({
    'user-agent': 'Node.js/6.13',
    accept: 'application/json, text/plain, */*',
    'accept-encoding': 'gzip, compress, deflate, br',
  });
  if (secret) headers.set(tokenHeader, `Bearer ${await signOutbox({ payload: { url } }, secret)}`);
  const signal = AbortSignal.any([aborted, AbortSignal.timeout(TIMEOUT_MS)]);
  let target = url;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    const response = await fetch(target, { headers, redirect: 'manual', signal });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || !location) return response;
    await response.body?.cancel();
    const next = new URL(location, target);
    if (!keepsToken(new URL(target), next)) headers.delete(tokenHeader);
    target = next.href;
  }
  throw new Error(`more than ${MAX_REDIRECTS} redirects`);
}

/**
 * A redirect keeps the token within a host and port and to its subdomains, never from https to
 * http.
 */
function keepsToken(from: URL, to: URL): boolean {
  if (from.protocol === 'https:' && to.protocol !== 'https:') return false;
  return to.host === from.host || to.host.endsWith(`.${from.host}`);
}

async function read(response: Response, { maxBytes }: DownloadLimits): Promise<Download> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > maxBytes) return { state: 'too-large' };
    chunks.push(chunk);
  }
  return { state: 'ok', body: Buffer.concat(chunks) };
}

function isFinal(error: unknown): boolean {
  const { name, cause } = error as Error & { cause?: { code?: string } };
  return FINAL.includes(name) || FINAL.includes(cause?.code ?? '');
}
