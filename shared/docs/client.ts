import { env } from '../env.ts';
import { GatewayError } from '../errors.ts';
import { count } from '../log.ts';
import { METRICS } from '../metric.ts';
import { type SecretReader, secretFromEnv } from '../secret.ts';
import { type DocsResponse, exchange } from './exchange.ts';
import { sign } from './token.ts';

/** Docs' two services; a token names its service as `operation`. */
export type DocsService = 'docbuilder' | 'command';

export type DocsOptions = {
  /** Docs' origin and path prefix. */
  url: string;
  /** Origins of Docs' own storage whose links are used as they are. */
  storageOrigins?: string[];
  /** For a Docs before 8.2, whose command service has another path. */
  legacyCommands?: boolean;
  /** The secret that the gateway signs with and Docs verifies. */
  inbox: SecretReader;
  fetch?: typeof fetch;
};

export type DocsClient = {
  /** Docs' origin and path prefix, without a trailing slash. */
  url: string;
  storageOrigins: string[];
  fetch: typeof fetch;
  /**
   * Sends a signed request to a service of Docs and returns its answer. The caller reads an `error` in it.
   *
   * @throws {GatewayError} DOCS_UNAVAILABLE, DOCS_TIMEOUT, DOCS_PROTOCOL, or DOCS_AUTH when Docs
   *   accepts neither the current secret nor the one before
   */
  ask(
    service: DocsService,
    params: Record<string, unknown>,
    options?: { timeoutMs?: number },
  ): Promise<unknown>;
};

/** What downloading Docs' files needs. No secret, because the links themselves are signed. */
export type DocsFiles = Pick<DocsClient, 'url' | 'storageOrigins' | 'fetch'>;

/** Both services answer within milliseconds, except for `info`, which waits for a callback first. */
const ANSWER_TIMEOUT_MS = 10_000;

/** The error numbers with which each service refuses a token. */
const TOKEN_REFUSED: Record<DocsService, number[]> = { docbuilder: [-8], command: [6, 7] };

/** A client of the configured Docs; call it at cold start. */
export function docsFromEnv(): DocsClient {
  return docsClient({
    ...docsFilesFromEnv(),
    legacyCommands: env('DOCS_LEGACY_COMMANDS') === 'true',
    inbox: secretFromEnv('INBOX_SECRET_NAME'),
  });
}

/** For a function that downloads Docs' files and sends no requests; call it at cold start. */
export function docsFilesFromEnv(): DocsFiles {
  return {
    url: env('DOCS_URL'),
    storageOrigins: env('DOCS_STORAGE_ORIGINS').split(' ').filter(Boolean),
    fetch,
  };
}

/**
 * A client of one Docs. It signs with the secret that Docs accepted last. If Docs refuses that, the client
 * reads the secret again, and then tries the one before.
 */
export function docsClient(options: DocsOptions): DocsClient {
  const url = options.url.replace(/(?<!\/)\/+$/, '');
  const fetcher = options.fetch ?? fetch;
  let accepted: string | undefined;

  async function askWith(secret: string, service: DocsService, params: Params, timeoutMs: number) {
    const token = await sign(secret, service, params);
    const address = addressOf(url, service, params, options.legacyCommands ?? false);
    // The parameters are also sent outside of the token: Docs without tokens reads only those.
    return exchange(fetcher, { url: address, body: { ...params, token }, timeoutMs });
  }

  return {
    url,
    storageOrigins: options.storageOrigins ?? [],
    fetch: fetcher,
    async ask(service, params, { timeoutMs = ANSWER_TIMEOUT_MS } = {}) {
      const tried = new Set<string>();
      let refusal: DocsResponse | undefined;
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
      count(METRICS.secretRefused); // an alarm watches this metric
      throw refusalOf(refusal);
    },
  };
}

type Params = Record<string, unknown>;

/** The secrets to sign with, in order; each is read only after the one before it was refused. */
function candidates(inbox: SecretReader, accepted: () => string | undefined) {
  return [async () => accepted() ?? inbox.current(), () => inbox.refresh(), () => inbox.previous()];
}

function addressOf(url: string, service: DocsService, params: Params, legacy: boolean): string {
  const path = service === 'command' && legacy ? 'coauthoring/CommandService.ashx' : service;
  const { key } = params;
  const shard = typeof key === 'string' ? `?shardkey=${encodeURIComponent(key)}` : '';
  return `${url}/${path}${shard}`;
}

/** Docs' error number; 0 if there is none, or it is not a safe integer (`1e400` parses as Infinity). */
export function docsErrorNumber(answer: unknown): number {
  if (typeof answer !== 'object' || answer === null || !('error' in answer)) return 0;
  const { error } = answer;
  return typeof error === 'number' && Number.isSafeInteger(error) ? error : 0;
}

function isTokenRefused(service: DocsService, answer: unknown): boolean {
  return TOKEN_REFUSED[service].includes(docsErrorNumber(answer));
}

function refusalOf(answer: DocsResponse | undefined): GatewayError {
  const apart = Math.abs(answer?.clockAheadSeconds ?? 0);
  const reason =
    apart > 60
      ? `its clock and the clock of this gateway differ by ${apart} s`
      : 'the inbox secret is not the secret of Docs';
  return new GatewayError('DOCS_AUTH', `Docs refuses the token of this gateway: ${reason}`, {
    docsError: docsErrorNumber(answer?.json),
  });
}
