/** Every environment variable that a function may read. `infra/functions/function.ts` sets them with this type. */
export type Env = {
  /** The stack's account, region and name. Part of every run name, so that two stacks never share one. */
  STACK_NAME: string;
  TABLE_NAME: string;
  BUCKET_NAME: string;
  BUS_NAME: string;
  STATE_MACHINE_ARN: string;
  STARTS_QUEUE_URL: string;
  FETCHES_QUEUE_URL: string;
  CALLBACKS_QUEUE_URL: string;
  /** The queue that this function reads. */
  QUEUE_URL: string;
  /** The dead-letter queue of the queue that this function reads. */
  DEAD_LETTER_QUEUE_URL: string;
  /** The base URL for callers and for Docs, without a trailing slash. */
  PUBLIC_URL: string;
  /** Docs' origin and path prefix, without a trailing slash. */
  DOCS_URL: string;
  /** The header in which Docs reads and sends tokens: `Authorization` unless Docs has another JWT_HEADER. */
  DOCS_TOKEN_HEADER: string;
  /** Origins of Docs' storage whose links are used unchanged, separated by spaces. */
  DOCS_STORAGE_ORIGINS: string;
  /** `true` for Docs before 8.2, whose command service has another path. */
  DOCS_LEGACY_COMMANDS: string;
  /** The secret in Secrets Manager that this gateway signs with and Docs verifies. */
  INBOX_SECRET_NAME: string;
  /** The secret in Secrets Manager that Docs signs with and this gateway verifies. */
  OUTBOX_SECRET_NAME: string;
  MAX_IN_FLIGHT: string;
  /** Servers of Docs behind its URL. */
  DOCS_SERVERS: string;
  /** How many calls with `Prefer: wait` are held at once. */
  MAX_HELD_CALLS: string;
  /** The longest time from a build's start to its end, in minutes. */
  BUILD_MINUTES: string;
  /** The longest time from a build's creation to its end, in hours. */
  WAIT_HOURS: string;
  MAX_FILE_BYTES: string;
  /** `true` if a script that failed is run once more, to find where. */
  DIAGNOSES: string;
  /** Whether the hourly sweep copies or moves Docs' forgotten files: `copy` or `move`. */
  SWEEP: string;
  /** Days until the rows of builds, commands, saves and idempotency keys expire. */
  KEEP_DAYS: string;
  /** The token's claim that holds scopes; empty: `scope`, `scp` and `roles` together. */
  SCOPE_CLAIM: string;
  /** Removed from each scope; scopes without it are ignored. */
  SCOPE_PREFIX: string;
  /** The token's claim that holds the tenant; empty: every caller has the tenant `default`. */
  TENANT_CLAIM: string;
  /** The prefix of the keys of a tenant's documents, such as `{tenant}.`; empty: tenants share all keys. */
  KEY_PREFIX: string;
  /** The rules for URLs of callers: JSON of `SourceRules` in `sources/source-url.ts`. */
  SOURCE_RULES: string;
  /** Settings of the pages: JSON of `PageSettings` in `pages/settings.ts`; empty without pages. */
  PAGE_SETTINGS: string;
  /** The deployed version, which `GET /` returns. */
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

/** @throws {Error} when the variable is not set or does not hold a number */
export function envNumber(name: keyof Env): number {
  const text = env(name);
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value))
    throw new Error(`environment variable ${name} is not a number`);
  return value;
}
