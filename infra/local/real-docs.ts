import { networkInterfaces } from 'node:os';
import { OWN_KEYS_SINCE, supportsOwnKeys } from '../../shared/docs/send-command.ts';
import { sign } from '../../shared/docs/token.ts';

/** A Docs that is not embedded. */
export type RealDocs = {
  url: string;
  secret: string;
  tokenHeader?: string;
  /** The URL by which that Docs reaches the emulator. */
  gatewayUrl: string;
  /** Whether the Docs is older than 8.2. */
  legacyCommands?: boolean;
};

const PATHS = ['/command', '/coauthoring/CommandService.ashx'] as const; // the second: before 8.2

/** Reads DOCS_URL, DOCS_SECRET, DOCS_TOKEN_HEADER and GATEWAY_URL; undefined without DOCS_URL. */
export function realDocsFrom(env: NodeJS.ProcessEnv, port: number): RealDocs | undefined {
  if (!env.DOCS_URL) return undefined;
  if (!env.DOCS_SECRET) {
    throw new Error('DOCS_URL needs DOCS_SECRET too: set it to the JWT_SECRET of that Docs.');
  }
  return {
    url: trimmed(env.DOCS_URL),
    secret: env.DOCS_SECRET,
    tokenHeader: env.DOCS_TOKEN_HEADER || undefined,
    gatewayUrl: trimmed(env.GATEWAY_URL || `http://${firstAddress()}:${port}`),
  };
}

/**
 * Checks a Docs before the stack is deployed.
 *
 * @returns the path of its command service
 * @throws {Error} if it cannot be reached, is not Docs, requires no tokens, rejects the secret or
 * is too old; the message says what to do
 */
export async function checkDocs({ url, secret }: RealDocs): Promise<(typeof PATHS)[number]> {
  for (const path of PATHS) {
    const unsigned = await command(`${url}${path}`, { c: 'version' });
    if (unsigned === undefined) continue;
    if (unsigned.error === 0) {
      throw new Error(
        `Docs at ${url} does not require tokens: set JWT_ENABLED=true there, and DOCS_SECRET here to its JWT_SECRET.`,
      );
    }
    const token = await sign(secret, 'command', { c: 'version' });
    const answer = await command(`${url}${path}`, { c: 'version', token });
    checkVersion(url, answer);
    return path;
  }
  throw new Error(`The server at ${url} is not ONLYOFFICE Docs: check DOCS_URL.`);
}

/**
 * Checks that the emulator answers at `gatewayUrl`, which Docs and our functions use.
 *
 * @throws {Error} if it does not; the message says what to do
 */
export async function checkGatewayUrl({ gatewayUrl }: RealDocs): Promise<void> {
  const signal = AbortSignal.timeout(5_000);
  const answer = await fetch(`${gatewayUrl}/_ministack/ready`, { signal }).catch(() => undefined);
  if (answer?.ok) return;
  throw new Error(
    `This machine cannot reach itself at ${gatewayUrl}, so Docs cannot either: set GATEWAY_URL to an address of this machine that Docs can reach.`,
  );
}

/** Explains in one sentence why the sample failed with this Docs. */
export function diagnosis(code: string, detail: string, docs: RealDocs): string {
  if (code === 'SOURCE_DOWNLOAD') {
    const header = docs.tokenHeader ?? 'Authorization';
    return `Docs cannot reach ${docs.gatewayUrl}, or sends its tokens in a header other than ${header}: set GATEWAY_URL to an address of this machine that Docs can reach, or DOCS_TOKEN_HEADER to its JWT_HEADER.`;
  }
  if (code === 'DOCS_UNAVAILABLE') return `Docs cannot be reached at ${docs.url}: ${detail}.`;
  if (code === 'DOCS_AUTH') return secretRefused(docs.url);
  return `Docs at ${docs.url} did not build the sample: ${code}, ${detail}.`;
}

type VersionAnswer = { error: number; version?: string };

function checkVersion(url: string, answer: VersionAnswer | undefined): void {
  if (answer?.error !== 0) throw new Error(secretRefused(url));
  const { version = '' } = answer;
  if (supportsOwnKeys(version)) return;
  throw new Error(
    `Docs at ${url} is version ${version}, which is too old: the gateway needs ${OWN_KEYS_SINCE.join('.')} or newer.`,
  );
}

function secretRefused(url: string): string {
  return `Docs at ${url} rejected the secret: set DOCS_SECRET to its JWT_SECRET.`;
}

/** @returns undefined if the answer is not that of a command service */
async function command(url: string, body: object): Promise<VersionAnswer | undefined> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  }).catch((error: Error) => {
    const reason = error.cause instanceof Error ? error.cause.message : error.message;
    throw new Error(`Docs cannot be reached at ${new URL(url).origin}: ${reason}.`, {
      cause: error,
    });
  });
  const text = await answer.text();
  return /^\s*\{.*"error"/s.test(text) ? (JSON.parse(text) as VersionAnswer) : undefined;
}

/** The first IPv4 address of this machine that other machines can reach. */
function firstAddress(): string {
  const addresses = Object.values(networkInterfaces()).flat();
  const found = addresses.find((address) => address?.family === 'IPv4' && !address.internal);
  if (found === undefined) {
    throw new Error('This machine has no address that Docs can reach: set GATEWAY_URL.');
  }
  return found.address;
}

const trimmed = (url: string) => url.replace(/\/+$/, '');
