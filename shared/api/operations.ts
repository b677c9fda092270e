import type * as z from 'zod/mini';
import type { ErrorCode } from '../errors.ts';
import { STATUS } from '../http-status.ts';
import { callbackQuerySchema, fileQuerySchema, listQuerySchema } from './queries.ts';
import type { RouteKey } from './routes.ts';
import type { SchemaName } from './schemas.ts';

export type HeaderName = 'location' | 'retry-after' | 'idempotent-replayed' | 'preference-applied';

export type Operation = {
  operationId: string;
  summary: string;
  /** Request headers it reads. */
  reads?: ('idempotency-key' | 'prefer' | 'x-correlation-id' | 'docs-gateway-tenant')[];
  query?: z.core.$ZodType;
  /** What its body is. */
  takes?: 'BuildRequest' | 'Command' | 'Callback';
  answers: Record<number, { description: string; schema?: SchemaName; headers?: HeaderName[] }>;
  /** Besides INTERNAL, which any may be. */
  problems: ErrorCode[];
};

/** What a caller with a token may meet anywhere. */
const CALLER: ErrorCode[] = ['FORBIDDEN', 'TENANT_MISSING', 'REQUEST_INVALID', 'MALFORMED'];

const BUILD_HEADERS: HeaderName[] = ['retry-after', 'preference-applied'];
const POST_HEADERS: HeaderName[] = ['location', 'idempotent-replayed', ...BUILD_HEADERS];

const CALLBACK_ANSWERS: Operation['answers'] = {
  [STATUS.ok]: { description: 'Docs need not say it again.', schema: 'CallbackAnswer' },
};
const CALLBACK_PROBLEMS: ErrorCode[] = [
  'FORBIDDEN',
  'MALFORMED',
  'REQUEST_INVALID',
  'TOO_LARGE',
  'STORAGE_FAILED',
];

/** What `openapi.json` says of each route; a route without an entry does not compile. */
export const OPERATIONS: Record<RouteKey, Operation> = {
  'POST /v1/builds': {
    operationId: 'createBuild',
    summary:
      'Accepts a build. A script, a url, and inputs from a URL need the scope scripts:run besides.',
    reads: ['idempotency-key', 'prefer', 'x-correlation-id', 'docs-gateway-tenant'],
    takes: 'BuildRequest',
    answers: {
      [STATUS.ok]: { description: 'The build has ended.', schema: 'Build', headers: POST_HEADERS },
      [STATUS.accepted]: {
        description: 'The build is accepted.',
        schema: 'Build',
        headers: POST_HEADERS,
      },
    },
    problems: [
      ...CALLER,
      'UNSUPPORTED_MEDIA_TYPE',
      'TOO_LARGE',
      'IDEMPOTENCY_MISMATCH',
      'TEMPLATE_NOT_FOUND',
      'INPUT_NOT_FOUND',
      'SCRIPT_INVALID',
      'SCRIPT_TOO_LARGE',
      'SOURCE_REFUSED',
    ],
  },
  'GET /v1/builds': {
    operationId: 'listBuilds',
    summary: 'Lists builds, newest first; without builds:read only those of the same sub.',
    reads: ['docs-gateway-tenant'],
    query: listQuerySchema,
    answers: {
      [STATUS.ok]: { description: 'A page; its cursor is null on the last.', schema: 'BuildList' },
    },
    problems: [...CALLER, 'TOO_MANY_REQUESTS'],
  },
  'GET /v1/builds/{id}': {
    operationId: 'getBuild',
    summary: 'Shows a build, each file with a link that is good for 15 minutes.',
    reads: ['prefer', 'docs-gateway-tenant'],
    answers: {
      [STATUS.ok]: { description: 'The build.', schema: 'Build', headers: BUILD_HEADERS },
    },
    problems: [...CALLER, 'NOT_FOUND'],
  },
  'POST /v1/builds/{id}/cancel': {
    operationId: 'cancelBuild',
    summary: 'Cancels a build that Docs has not answered; the second time it changes nothing.',
    reads: ['docs-gateway-tenant'],
    answers: {
      [STATUS.accepted]: { description: 'Cancelled.', schema: 'Build', headers: ['location'] },
    },
    problems: [...CALLER, 'NOT_FOUND', 'CONFLICT'],
  },
  'DELETE /v1/builds/{id}': {
    operationId: 'eraseBuild',
    summary: 'Erases a build that has ended, and its files.',
    reads: ['docs-gateway-tenant'],
    answers: { [STATUS.noContent]: { description: 'Erased.' } },
    problems: [...CALLER, 'NOT_FOUND', 'CONFLICT'],
  },
  'GET /v1/builds/{id}/files/{name}': {
    operationId: 'getFile',
    summary: 'Sends the caller on to a fresh link of one file.',
    reads: ['docs-gateway-tenant'],
    query: fileQuerySchema,
    answers: { [STATUS.found]: { description: 'The link.', headers: ['location'] } },
    problems: [...CALLER, 'NOT_FOUND', 'GONE'],
  },
  'POST /v1/commands': {
    operationId: 'runCommand',
    summary:
      'Gives Docs a command, and answers what Docs answers. The scope of the one command, such as commands:version, does too. Prefer: wait holds a forcesave until its file is there.',
    reads: ['prefer', 'docs-gateway-tenant'],
    takes: 'Command',
    answers: {
      [STATUS.ok]: {
        description: 'Docs did it, or had nothing to save (error 4).',
        schema: 'CommandAnswer',
        headers: ['preference-applied'],
      },
      [STATUS.accepted]: {
        description: 'The save was asked for; its file has not come in time.',
        schema: 'CommandAnswer',
        headers: ['preference-applied'],
      },
    },
    problems: [
      ...CALLER,
      'UNSUPPORTED_MEDIA_TYPE',
      'TOO_LARGE',
      'COMMAND_INVALID',
      'DOCUMENT_NOT_FOUND',
      'CALLBACK_URL_INVALID',
      'CONFLICT',
      'RESULT_EXPIRED',
      'RESULT_TOO_LARGE',
      'STORAGE_FAILED',
      'DOCS_UNAVAILABLE',
      'DOCS_TIMEOUT',
      'DOCS_AUTH',
      'DOCS_INTERNAL',
      'DOCS_PROTOCOL',
    ],
  },
  'POST /v1/callbacks/{tenant}': {
    operationId: 'receiveCallback',
    summary:
      'For Docs alone, which signs it: what an editor’s configuration names as callbackUrl. Its query comes back in the event.',
    query: callbackQuerySchema,
    takes: 'Callback',
    answers: CALLBACK_ANSWERS,
    problems: CALLBACK_PROBLEMS,
  },
  'POST /v1/callbacks': {
    operationId: 'receiveDefaultCallback',
    summary: 'The same for the tenant default.',
    query: callbackQuerySchema,
    takes: 'Callback',
    answers: CALLBACK_ANSWERS,
    problems: CALLBACK_PROBLEMS,
  },
  'GET /v1/scripts/{tenant}/{id}/{capability}': {
    operationId: 'getScript',
    summary: 'For Docs alone, which signs its download: the script of a build.',
    answers: { [STATUS.found]: { description: 'A link to it.', headers: ['location'] } },
    problems: ['FORBIDDEN', 'NOT_FOUND'],
  },
  'GET /v1/inputs/{tenant}/{id}/{capability}/{name}': {
    operationId: 'getInput',
    summary: 'For Docs alone: a file that the script of a build reads.',
    answers: { [STATUS.found]: { description: 'A link to it.', headers: ['location'] } },
    problems: ['NOT_FOUND'],
  },
  'GET /v1/health': {
    operationId: 'getHealth',
    summary: 'Says whether Docs can be reached and is new enough; looks at most every 10 s.',
    answers: {
      [STATUS.ok]: { description: 'All is well.', schema: 'Health' },
      [STATUS.unavailable]: { description: 'No build can run.', schema: 'Health' },
    },
    problems: [],
  },
  'GET /openapi.json': {
    operationId: 'getDescription',
    summary: 'This document.',
    answers: { [STATUS.ok]: { description: 'OpenAPI 3.1.' } },
    problems: [],
  },
  'GET /': {
    operationId: 'getIndex',
    summary: 'Says what this is, and where its description and its health are.',
    answers: { [STATUS.ok]: { description: 'The index.', schema: 'Index' } },
    problems: [],
  },
};
