/** Every environment variable a function may read; `infra/functions/function.ts` sets them under this same type. */
export type Env = {
  /** The stack's account, region and name: part of every run name, so that two stacks never share one. */
  STACK_NAME: string;
  TABLE_NAME: string;
  BUCKET_NAME: string;
  BUS_NAME: string;
  STATE_MACHINE_ARN: string;
  STARTS_QUEUE_URL: string;
  CALLBACKS_QUEUE_URL: string;
  /** The queue that this function reads. */
  QUEUE_URL: string;
  /** The dead-letter queue of the queue that this function reads. */
  DEAD_LETTER_QUEUE_URL: string;
  /** Where callers, and Docs, reach us; without a trailing slash. */
  PUBLIC_URL: string;
  /** Docs' origin and path prefix, without a trailing slash. */
  DOCS_URL: string;
  /** The header Docs reads and sends its tokens in (`Authorization` unless JWT_HEADER was changed). */
  DOCS_TOKEN_HEADER: string;
  /** Origins of Docs' own storage whose links are used as they are, separated by blanks. */
  DOCS_STORAGE_ORIGINS: string;
  /** `true` for a Docs before 8.2, whose command service has the old path. */
  DOCS_LEGACY_COMMANDS: string;
  /** Secrets Manager: we sign with it, Docs checks. */
  INBOX_SECRET_NAME: string;
  /** Secrets Manager: Docs signs with it, we check. */
  OUTBOX_SECRET_NAME: string;
  MAX_IN_FLIGHT: string;
  /** Minutes from a build's start to its end, at the latest. */
  BUILD_MINUTES: string;
  /** Hours from a build's creation to its end, at the latest. */
  WAIT_HOURS: string;
  MAX_FILE_BYTES: string;
  /** What the hourly sweep does with Docs' forgotten files: `copy` or `move`. */
  SWEEP: string;
  /** Days that builds, ids and idempotency keys are kept. */
  KEEP_DAYS: string;
  /** The token's claim that holds scopes; empty: `scope`, `scp` and `roles` together. */
  SCOPE_CLAIM: string;
  /** Taken off each scope before it is looked at. */
  SCOPE_PREFIX: string;
  /** The token's claim that holds the tenant; empty: everyone is `default`. */
  TENANT_CLAIM: string;
  /** What the keys of a tenant's documents begin with, `{tenant}.` for one; empty: nothing, keys are shared. */
  KEY_PREFIX: string;
  /** What a caller's URL may be: JSON of `SourceRules` in `storage/source.ts`. */
  SOURCE_RULES: string;
  /** What `GET /` says of the version that is deployed. */
  VERSION: string;
};

/**
 * Reads one variable; call it at cold start.
 *
 * @throws {Error} when it is not set, naming it
 */
export function env(name: keyof Env): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`environment variable ${name} is not set`);
  return value;
}

/** @throws {Error} when the variable is not set or holds no number */
export function envNumber(name: keyof Env): number {
  const text = env(name);
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value))
    throw new Error(`environment variable ${name} is no number`);
  return value;
}
