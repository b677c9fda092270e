import {
  GetSecretValueCommand,
  type GetSecretValueCommandOutput,
  SecretsManagerClient,
  type SecretsManagerServiceException,
} from '@aws-sdk/client-secrets-manager';
import { SECRET_CALLS } from './aws.ts';
import { type Env, env } from './env.ts';
import { GatewayError, nameOf } from './errors.ts';

/** A secret that may be rotated at any time: its current and its previous value. */
export type SecretReader = {
  current(): Promise<string>;
  /** Undefined when the secret was never rotated. */
  previous(): Promise<string | undefined>;
  /**
   * The current value, read again from Secrets Manager.
   *
   * @param minAgeMs a cached value younger than this is returned instead: it limits the requests that
   *   callers can cause
   */
  refresh(minAgeMs?: number): Promise<string>;
};

type Reading = { value: string | undefined; readAt: number };
type Stage = 'AWSCURRENT' | 'AWSPREVIOUS';

/** A function uses a replaced secret for at most this long. */
const CACHE_MS = 5 * 60_000;

/**
 * Reads a secret from Secrets Manager, at most once in five minutes per function instance. While
 * Secrets Manager does not answer, the last value that was read is used.
 *
 * @throws {GatewayError} from its functions, when no value was read before: INTERNAL when Secrets
 *   Manager refuses, DOCS_UNAVAILABLE when it does not answer, since Docs needs the secret
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
  const message = `The secret of Docs cannot be read from Secrets Manager at the moment (${why})`;
  return new GatewayError('DOCS_UNAVAILABLE', message, { cause });
}

/** Whether Secrets Manager refused the request, so that repeating it would not help. */
function isRefusal(error: unknown): boolean {
  const { $metadata, name } = error as Partial<SecretsManagerServiceException>;
  const status = $metadata?.httpStatusCode ?? 500;
  return status < 500 && name !== 'ThrottlingException';
}
