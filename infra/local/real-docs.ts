import { networkInterfaces } from 'node:os';
import { OWN_KEYS_SINCE, supportsOwnKeys } from '../../shared/docs/command.ts';
import { sign } from '../../shared/docs/token.ts';

/** A Docs that runs elsewhere. */
export type RealDocs = {
  url: string;
  secret: string;
  tokenHeader?: string;
  /** How that Docs reaches us. */
  gatewayUrl: string;
  /** For a Docs before 8.2. */
  legacyCommands?: boolean;
};

const PATHS = ['/command', '/coauthoring/CommandService.ashx'] as const; // the second: before 8.2

/** Reads DOCS_URL, DOCS_SECRET, DOCS_TOKEN_HEADER and GATEWAY_URL; undefined without the first. */
export function realDocsFrom(env: NodeJS.ProcessEnv, port: number): RealDocs | undefined {
  if (!env.DOCS_URL) return undefined;
  if (!env.DOCS_SECRET) {
    throw new Error("DOCS_URL needs DOCS_SECRET beside it: the secret of that Docs' tokens.");
  }
  return {
    url: trimmed(env.DOCS_URL),
    secret: env.DOCS_SECRET,
    tokenHeader: env.DOCS_TOKEN_HEADER || undefined,
    gatewayUrl: trimmed(env.GATEWAY_URL || `http://${firstAddress()}:${port}`),
  };
}

/**
 * Looks at a Docs before anything is deployed.
 *
 * @returns the path of its command service
 * @throws {Error} one sentence: not reached, no Docs, tokens off, secret refused, or too old
 */
export async function examine({ url, secret }: RealDocs): Promise<(typeof PATHS)[number]> {
  for (const path of PATHS) {
    const open = await command(`${url}${path}`, { c: 'version' });
    if (open === undefined) continue;
    if (open.error === 0) {
      throw new Error(
        `Docs at ${url} checks no tokens: switch them on there (JWT_ENABLED=true) and give us its JWT_SECRET as DOCS_SECRET.`,
      );
    }
    const token = await sign(secret, 'command', { c: 'version' });
    const answer = await command(`${url}${path}`, { c: 'version', token });
    checkVersion(url, answer);
    return path;
  }
  throw new Error(`What answers at ${url} is no ONLYOFFICE Docs: check DOCS_URL.`);
}

/**
 * Makes sure that the emulator answers where Docs is sent to; our functions use that address too.
 *
 * @throws {Error} one sentence
 */
export async function checkGatewayUrl({ gatewayUrl }: RealDocs): Promise<void> {
  const signal = AbortSignal.timeout(5_000);
  const answer = await fetch(`${gatewayUrl}/_ministack/ready`, { signal }).catch(() => undefined);
  if (answer?.ok) return;
  throw new Error(
    `Docs cannot reach ${gatewayUrl}, for not even this machine does: set GATEWAY_URL to an address of this machine that Docs can open.`,
  );
}

/** What a failed sample says about the Docs behind it, in one sentence. */
export function diagnosis(code: string, detail: string, docs: RealDocs): string {
  if (code === 'SOURCE_DOWNLOAD') {
    const header = docs.tokenHeader ?? 'Authorization';
    return `Docs cannot reach ${docs.gatewayUrl}, or sends its tokens in another header than ${header}: set GATEWAY_URL to an address of this machine that Docs can open, or DOCS_TOKEN_HEADER to its JWT_HEADER.`;
  }
  if (code === 'DOCS_UNAVAILABLE') return `Docs was not reached at ${docs.url}: ${detail}.`;
  if (code === 'DOCS_AUTH') return secretRefused(docs.url);
  return `Docs at ${docs.url} did not build the sample: ${code}, ${detail}.`;
}

type VersionAnswer = { error: number; version?: string };

function checkVersion(url: string, answer: VersionAnswer | undefined): void {
  if (answer?.error !== 0) throw new Error(secretRefused(url));
  const { version = '' } = answer;
  if (supportsOwnKeys(version)) return;
  throw new Error(
    `Docs at ${url} is ${version}, which is too old: builds with keys of our own need ${OWN_KEYS_SINCE.join('.')} or newer.`,
  );
}

function secretRefused(url: string): string {
  return `Docs at ${url} refused the secret: DOCS_SECRET must be its JWT_SECRET.`;
}

/** @returns undefined when what answers is no command service */
async function command(url: string, body: object): Promise<VersionAnswer | undefined> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  }).catch((error: Error) => {
    const reason = error.cause instanceof Error ? error.cause.message : error.message;
    throw new Error(`Docs was not reached at ${new URL(url).origin}: ${reason}.`, { cause: error });
  });
  const text = await answer.text();
  return /^\s*\{.*"error"/s.test(text) ? (JSON.parse(text) as VersionAnswer) : undefined;
}

/** This machine's first address that is not its own alone. */
function firstAddress(): string {
  const addresses = Object.values(networkInterfaces()).flat();
  const found = addresses.find((address) => address?.family === 'IPv4' && !address.internal);
  if (found === undefined) {
    throw new Error('This machine has no address that Docs could reach: set GATEWAY_URL.');
  }
  return found.address;
}

const trimmed = (url: string) => url.replace(/\/+$/, '');
