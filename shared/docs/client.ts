import { env } from '../env.ts';
import { GatewayError } from '../errors.ts';
import { count } from '../log.ts';
import { METRICS } from '../metric.ts';
import { type SecretReader, secretFromEnv } from '../secret.ts';
import { type DocsAnswer, exchange } from './exchange.ts';
import { sign } from './token.ts';

/** Docs' two services, as a caller's token names them. */
export type DocsService = 'docbuilder' | 'command';

export type DocsOptions = {
  /** Docs' origin and path prefix. */
  url: string;
  /** Origins of Docs' own storage whose links are used as they are. */
  storageOrigins?: string[];
  /** For a Docs before 8.2, whose command service has another path. */
  legacyCommands?: boolean;
  /** We sign with it, Docs checks. */
  inbox: SecretReader;
  fetch?: typeof fetch;
};

export type DocsClient = {
  /** Docs' origin and path prefix, without a trailing slash. */
  url: string;
  storageOrigins: string[];
  fetch: typeof fetch;
  /**
   * Asks a service of Docs, signed, and gives its answer as it came; an `error` in it is the caller's.
   *
   * @throws {GatewayError} DOCS_UNAVAILABLE, DOCS_TIMEOUT, DOCS_PROTOCOL, or DOCS_AUTH when Docs
   *   takes neither the secret as it is now nor as it was before
   */
  ask(
    service: DocsService,
    params: Record<string, unknown>,
    options?: { timeoutMs?: number },
  ): Promise<unknown>;
};

/** Where files of Docs are fetched: their links bear the right to it, so it takes no secret. */
export type DocsFiles = Pick<DocsClient, 'url' | 'storageOrigins' | 'fetch'>;

/** Docs answers both services within milliseconds; `info` waits for a callback first. */
const ANSWER_TIMEOUT_MS = 10_000;

/** How each service says that it does not take a token. */
const TOKEN_REFUSED: Record<DocsService, number[]> = { docbuilder: [-8], command: [6, 7] };

/** A client of the Docs that this function is configured for; reads its variables at cold start. */
export function docsFromEnv(): DocsClient {
  return docsClient({
    ...docsFilesFromEnv(),
    legacyCommands: env('DOCS_LEGACY_COMMANDS') === 'true',
    inbox: secretFromEnv('INBOX_SECRET_NAME'),
  });
}

/** What a function needs that fetches files of Docs and asks it nothing; reads its variables at cold start. */
export function docsFilesFromEnv(): DocsFiles {
  return {
    url: env('DOCS_URL'),
    storageOrigins: env('DOCS_STORAGE_ORIGINS').split(' ').filter(Boolean),
    fetch,
  };
}

/**
 * A client of one Docs. It signs with the secret that Docs took last; when that is refused, it reads
 * the secret again and, if need be, goes back to the one before.
 */
export function docsClient(options: DocsOptions): DocsClient {
  const url = options.url.replace(/\/+$/, '');
  const fetcher = options.fetch ?? fetch;
  let accepted: string | undefined;

  async function askWith(secret: string, service: DocsService, params: Params, timeoutMs: number) {
    const token = await sign(secret, service, params);
    const address = addressOf(url, service, params, options.legacyCommands ?? false);
    // The same outside of the token too: a Docs whose tokens are off looks nowhere else.
    return exchange(fetcher, { url: address, body: { ...params, token }, timeoutMs });
  }

  return {
    url,
    storageOrigins: options.storageOrigins ?? [],
    fetch: fetcher,
    async ask(service, params, { timeoutMs = ANSWER_TIMEOUT_MS } = {}) {
      const tried = new Set<string>();
      let refusal: DocsAnswer | undefined;
      for (const read of candidates(options.inbox, () => accepted)) {
        const secret = await read();
        if (!secret || tried.has(secret)) continue;
        tried.add(secret);
        const answer = await askWith(secret, service, params, timeoutMs);
        if (!isTokenRefused(service, answer.json)) {
          accepted = secret;
          return answer.json;
        }
        refusal = answer;
      }
      count(METRICS.secretRefused); // an alarm looks at it
      throw refusalOf(refusal);
    },
  };
}

type Params = Record<string, unknown>;

/** The secrets to sign with, in turn; each is only read when the one before was refused. */
function candidates(inbox: SecretReader, accepted: () => string | undefined) {
  return [async () => accepted() ?? inbox.current(), () => inbox.refresh(), () => inbox.previous()];
}

function addressOf(url: string, service: DocsService, params: Params, legacy: boolean): string {
  const path = service === 'command' && legacy ? 'coauthoring/CommandService.ashx' : service;
  const { key } = params;
  const shard = typeof key === 'string' ? `?shardkey=${encodeURIComponent(key)}` : '';
  return `${url}/${path}${shard}`;
}

/** Docs' own error number; 0 when there is none, or none that Docs could mean (`1e400` reads as Infinity). */
export function docsErrorNumber(answer: unknown): number {
  if (typeof answer !== 'object' || answer === null || !('error' in answer)) return 0;
  const { error } = answer;
  return typeof error === 'number' && Number.isSafeInteger(error) ? error : 0;
}

function isTokenRefused(service: DocsService, answer: unknown): boolean {
  return TOKEN_REFUSED[service].includes(docsErrorNumber(answer));
}

function refusalOf(answer: DocsAnswer | undefined): GatewayError {
  const apart = Math.abs(answer?.clockAheadSeconds ?? 0);
  const reason =
    apart > 60
      ? `its clock and ours are ${apart} s apart`
      : 'the inbox secret is not the one that Docs has';
  return new GatewayError('DOCS_AUTH', `Docs refuses our token: ${reason}`, {
    docsError: docsErrorNumber(answer?.json),
  });
}
