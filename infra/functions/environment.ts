import { Fn, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import packageJson from '../../package.json' with { type: 'json' };
import type { Env } from '../../shared/env.ts';
import type { Config } from '../config/config.ts';
import type { Docs } from '../docs.ts';
import type { Events } from '../events.ts';
import type { Queues } from '../queue.ts';
import type { Storage } from '../storage.ts';
import { pageSettingsOf } from './page-settings.ts';

/** Variables whose value depends on the function, or on the state machine, which is created later. */
type Particular = 'STATE_MACHINE_ARN' | 'QUEUE_URL' | 'DEAD_LETTER_QUEUE_URL';

/** All variables with one value for all functions. Each function gets only those that it reads. */
export type Environment = Omit<Env, Particular>;

export interface EnvironmentProps {
  readonly config: Config;
  readonly docs: Docs;
  readonly storage: Storage;
  readonly queues: Queues;
  readonly events: Events;
  /** The URL that callers use, and the URL of API Gateway itself. */
  readonly api: IConstruct & { readonly url: string; readonly endpoint: string };
}

export function environmentOf({
  config,
  docs,
  storage,
  queues,
  events,
  api,
}: EnvironmentProps): Environment {
  return {
    ...docs.environment,
    STACK_NAME: nameOf(Stack.of(api)),
    TABLE_NAME: storage.table.tableName,
    BUCKET_NAME: storage.bucket.bucketName,
    BUS_NAME: events.bus.eventBusName,
    STARTS_QUEUE_URL: queues.starts.queue.queueUrl,
    FETCHES_QUEUE_URL: queues.fetches.queue.queueUrl,
    CALLBACKS_QUEUE_URL: queues.callbacks.queue.queueUrl,
    PUBLIC_URL: api.url,
    MAX_IN_FLIGHT: String(config.maxInFlight),
    DOCS_SERVERS: String(config.docs.servers),
    MAX_HELD_CALLS: String(maxHeldCalls(config.limits)),
    BUILD_MINUTES: String(config.limits.buildMinutes),
    WAIT_HOURS: String(config.limits.waitHours),
    MAX_FILE_BYTES: String(config.limits.fileMiB * 1024 ** 2),
    DIAGNOSES: String(config.diagnose),
    KEEP_DAYS: String(config.retention.buildDays),
    SWEEP: config.sweep,
    SCOPE_CLAIM: config.auth.scopeClaim ?? '',
    SCOPE_PREFIX: config.auth.scopePrefix ?? '',
    TENANT_CLAIM: config.auth.tenantClaim ?? '',
    KEY_PREFIX: config.commands.keyPrefix ?? '',
    SOURCE_RULES: sourceRules(config, api),
    PAGE_SETTINGS: pageSettingsOf(config, storage),
    VERSION: packageJson.version,
  };
}

/**
 * Reserved concurrency is also the most that a function can have: half of it stays for calls that are not held.
 * Without it, fifty leave an account with the usual quota of 1,000 nearly all of its concurrency.
 */
function maxHeldCalls({ heldCalls }: Config['limits']): number {
  return heldCalls === 0 ? 50 : Math.floor(heldCalls / 2);
}

/** The claims that hold a caller's scopes and tenant; for every route that needs a token. */
export const CALLER_VARIABLES = ['SCOPE_CLAIM', 'SCOPE_PREFIX', 'TENANT_CLAIM'] as const;

/** The variables that `admissionDepsFromEnv` reads. */
export const ADMISSION_VARIABLES = [
  'STACK_NAME',
  'TABLE_NAME',
  'BUCKET_NAME',
  'STARTS_QUEUE_URL',
  'FETCHES_QUEUE_URL',
  'PUBLIC_URL',
  'SOURCE_RULES',
  'WAIT_HOURS',
  'KEEP_DAYS',
] as const;

/** The variables that `commandDepsFromEnv` reads in addition to those of a Docs client. */
export const COMMAND_VARIABLES = [
  'TABLE_NAME',
  'BUCKET_NAME',
  'MAX_FILE_BYTES',
  'KEY_PREFIX',
] as const;

/** @returns the variables with these names */
export function only<Name extends keyof Environment>(
  environment: Environment,
  ...names: Name[]
): Pick<Environment, Name> {
  return Object.fromEntries(names.map((name) => [name, environment[name]])) as Pick<
    Environment,
    Name
  >;
}

/** Unique among the stacks that use one Docs: two accounts or regions may have stacks of one name. */
function nameOf({ account, region, stackName }: Stack): string {
  return `${account}/${region}/${stackName}`;
}

/** Hosts that a caller's URL must not name, whatever their addresses: those of Docs and the gateway. */
function sourceRules({ docs, sources, publicUrl }: Config, api: EnvironmentProps['api']): string {
  const ownHosts = [new URL(docs.url).host, Fn.select(2, Fn.split('/', api.endpoint))];
  if (publicUrl) ownHosts.push(new URL(publicUrl).host);
  return Stack.of(api).toJsonString({ ...sources, ownHosts });
}
