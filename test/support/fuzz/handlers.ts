import { randomUUID } from 'node:crypto';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { HttpHandler } from '../../../shared/api/http.ts';

type Variables = Record<string, string>;

const QUEUES = {
  STARTS_QUEUE_URL: 'starts',
  FETCHES_QUEUE_URL: 'fetches',
  CALLBACKS_QUEUE_URL: 'callbacks',
  QUEUE_URL: 'own',
  DEAD_LETTER_QUEUE_URL: 'dead-letters',
};

const VARIABLES: Variables = {
  STACK_NAME: 'test',
  TABLE_NAME: 'builds',
  BUCKET_NAME: 'files',
  BUS_NAME: 'bus',
  PUBLIC_URL: 'https://docs.example.com',
  SCOPE_CLAIM: '',
  SCOPE_PREFIX: '',
  TENANT_CLAIM: 'org',
  KEY_PREFIX: '',
  VERSION: '1.2.3',
  PAGE_SETTINGS: '',
  DOCS_URL: 'http://127.0.0.1:1',
  DOCS_TOKEN_HEADER: 'Authorization',
  DOCS_STORAGE_ORIGINS: '',
  DOCS_LEGACY_COMMANDS: 'false',
  DOCS_SERVERS: '1',
  DIAGNOSES: 'true',
  INBOX_SECRET_NAME: 'inbox',
  OUTBOX_SECRET_NAME: 'outbox',
  SOURCE_RULES: '{"schemes":["https"],"ports":[443],"allow":[],"ownHosts":[]}',
  WAIT_HOURS: '24',
  KEEP_DAYS: '90',
  MAX_FILE_BYTES: '1048576',
  MAX_IN_FLIGHT: '4',
  MAX_HELD_CALLS: '50',
  BUILD_MINUTES: '45',
  STATE_MACHINE_ARN: 'arn:aws:states:us-east-1:000000000000:stateMachine:builds',
  SWEEP: 'copy',
};

/**
 * Thousands of log lines would hide the report of the tests. The logger reads this when it is first
 * imported, so a fuzz test imports no module that logs, except through the functions below.
 */
Object.assign(process.env, { POWERTOOLS_LOG_LEVEL: 'SILENT', POWERTOOLS_METRICS_DISABLED: 'true' });

/** Imports a function as Lambda does, after setting its variables; it finds AWS where `willingAws` is. */
async function load(path: string, variables: Variables): Promise<unknown> {
  const queues = Object.fromEntries(
    Object.entries(QUEUES).map(([name, queue]) => [
      name,
      `${process.env.AWS_ENDPOINT_URL}/${queue}`,
    ]),
  );
  Object.assign(process.env, VARIABLES, queues, variables);
  const { handler } = await import(`../../../functions/${path}.ts?${randomUUID()}`);
  return handler;
}

/** A function behind the API. */
export async function apiFunction(name: string, variables: Variables = {}): Promise<HttpHandler> {
  return (await load(`api/${name}`, variables)) as HttpHandler;
}

/** A function that reads a queue. @returns a function that delivers messages, and the ids of failed ones */
export async function queueFunction(name: string, variables: Variables = {}) {
  const handler = (await load(`queue/${name}`, variables)) as (
    event: SQSEvent,
    context: Context,
  ) => Promise<SQSBatchResponse>;
  return async (...Records: SQSRecord[]): Promise<string[]> => {
    const { batchItemFailures } = await handler({ Records }, {} as Context);
    return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  };
}

/** Any function of `functions/`, invoked with an event. */
export async function anyFunction(path: string, variables: Variables = {}) {
  const handler = (await load(path, variables)) as (
    event: unknown,
    context: Context,
  ) => Promise<unknown>;
  return (event: unknown) => handler(event, {} as Context);
}
