import {
  GetSecretValueCommand,
  type GetSecretValueCommandOutput,
  SecretsManagerClient,
  type SecretsManagerServiceException,
} from '@aws-sdk/client-secrets-manager';
import { SECRET_CALLS } from './aws.ts';
import { type Env, env } from './env.ts';
import { GatewayError, nameOf } from './errors.ts';

/** A secret that may be rotated while we run: what it is now, and what it was before. */
export type SecretReader = {
  current(): Promise<string>;
  /** Undefined when there is none. */
  previous(): Promise<string | undefined>;
  /**
   * The current value, read again past the cache.
   *
   * @param minAgeMs a value younger than this is good enough: a brake where strangers cause the reads
   */
  refresh(minAgeMs?: number): Promise<string>;
};

type Reading = { value: string | undefined; readAt: number };
type Stage = 'AWSCURRENT' | 'AWSPREVIOUS';

/** A container that went on with a replaced secret for longer than this would be noticed. */
const CACHE_MS = 5 * 60_000;

/**
 * Reads a secret of Secrets Manager, at most once in five minutes per container. While Secrets
 * Manager does not answer, a value that was read before stays in use.
 *
 * @throws {GatewayError} from its functions, when none was read before: INTERNAL when there is no such
 *   value, DOCS_UNAVAILABLE while Secrets Manager gives none out, for without it Docs cannot be asked
 */
export function secretReader(name: string, client?: SecretsManagerClient): SecretReader {
  let manager = client;
  const readings = new Map<Stage, Reading>();

  async function fetchValue(stage: Stage): Promise<string | undefined> {
    manager ??= new SecretsManagerClient({ requestHandler: SECRET_CALLS });
    try {
      const command = new GetSecretValueCommand({ SecretId: name, VersionStage: stage });
      return textOf(name, await manager.send(command));
    } catch (error) {
      const absent = stage === 'AWSPREVIOUS' && nameOf(error) === 'ResourceNotFoundException';
      if (absent) return undefined;
      const known = readings.get(stage);
      if (known) return known.value;
      throw unreadable(name, error);
    }
  }

  function isFresh(stage: Stage, maxAgeMs: number): boolean {
    const known = readings.get(stage);
    return known !== undefined && Date.now() - known.readAt < maxAgeMs;
  }

  async function read(stage: Stage, maxAgeMs: number): Promise<string | undefined> {
    if (isFresh(stage, maxAgeMs)) return readings.get(stage)?.value;
    const value = await fetchValue(stage);
    readings.set(stage, { value, readAt: Date.now() });
    return value;
  }

  async function readCurrent(maxAgeMs: number): Promise<string> {
    const value = await read('AWSCURRENT', maxAgeMs);
    if (!value) throw new GatewayError('INTERNAL', `secret ${name} is empty`);
    return value;
  }

  return {
    current: () => readCurrent(CACHE_MS),
    previous: () => read('AWSPREVIOUS', CACHE_MS),
    refresh: (minAgeMs = 0) => {
      const before = readings.get('AWSPREVIOUS');
      if (before && !isFresh('AWSCURRENT', minAgeMs)) before.readAt = 0;
      return readCurrent(minAgeMs);
    },
  };
}

/** Reads the secret whose name an environment variable holds; call it at cold start. */
export function secretFromEnv(name: keyof Env & `${string}SECRET_NAME`): SecretReader {
  return secretReader(env(name));
}

/** A secret held in memory, for tests and tools. */
export function fixedSecret(current: string, previous?: string): SecretReader {
  return {
    current: async () => current,
    previous: async () => previous,
    refresh: async () => current,
  };
}

function textOf(name: string, { SecretString }: GetSecretValueCommandOutput): string {
  if (SecretString === undefined) {
    throw new GatewayError('INTERNAL', `secret ${name} is binary; it must be text`);
  }
  return SecretString;
}

function unreadable(name: string, cause: unknown): GatewayError {
  if (cause instanceof GatewayError) return cause;
  const why = nameOf(cause);
  if (isRefusal(cause))
    return new GatewayError('INTERNAL', `secret ${name} cannot be read (${why})`, { cause });
  const message = `Secrets Manager does not give out the secret of Docs just now (${why})`;
  return new GatewayError('DOCS_UNAVAILABLE', message, { cause });
}

/** Whether Secrets Manager said no, and will again. */
function isRefusal(error: unknown): boolean {
  const { $metadata, name } = error as Partial<SecretsManagerServiceException>;
  const status = $metadata?.httpStatusCode ?? 500;
  return status < 500 && name !== 'ThrottlingException';
}
