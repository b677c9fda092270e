import type { ErrorCode } from '../../errors.ts';
import { STATUS } from '../../http-statuses.ts';
import { callbackQuerySchema, fileQuerySchema, listQuerySchema } from '../queries.ts';
import type { RouteKey } from '../routes.ts';
import { FILE_OPERATIONS } from './file-operations.ts';
import type { HeaderName, Operation } from './operation.ts';

/** The problems of every operation that needs a token. */
const CALLER: ErrorCode[] = ['FORBIDDEN', 'TENANT_MISSING', 'REQUEST_INVALID', 'MALFORMED'];

const BUILD_HEADERS: HeaderName[] = ['retry-after', 'preference-applied'];
const POST_HEADERS: HeaderName[] = ['location', 'idempotent-replayed', ...BUILD_HEADERS];

const CALLBACK_ANSWERS: Operation['answers'] = {
  [STATUS.ok]: {
    description: 'The callback is stored. Docs does not send it again.',
    schema: 'CallbackAnswer',
  },
};
const CALLBACK_PROBLEMS: ErrorCode[] = [
  'FORBIDDEN',
  'MALFORMED',
  'REQUEST_INVALID',
  'TOO_LARGE',
  'STORAGE_FAILED',
];

/** The description of each route in `openapi.json`; a route without an entry does not compile. */
export const OPERATIONS: Record<RouteKey, Operation> = {
  'POST /v1/builds': {
    operationId: 'createBuild',
    summary:
      'Creates a build. A script, a url, and inputs from a URL also need the scope scripts:run.',
    reads: ['idempotency-key', 'prefer', 'x-correlation-id', 'docs-gateway-tenant'],
    takes: 'BuildRequest',
    answers: {
      [STATUS.ok]: { description: 'The build has ended.', schema: 'Build', headers: POST_HEADERS },
      [STATUS.accepted]: {
        description: 'The build is accepted and has not ended.',
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
    summary: 'Lists builds, newest first. Without builds:read, only builds made with the same sub.',
    reads: ['docs-gateway-tenant'],
    query: listQuerySchema,
    answers: {
      [STATUS.ok]: {
        description: 'A page of builds. The cursor of the last page is null.',
        schema: 'BuildList',
      },
    },
    problems: [...CALLER, 'TOO_MANY_REQUESTS'],
  },
  'GET /v1/builds/{id}': {
    operationId: 'getBuild',
    summary: 'Returns a build. Each file has a link that is valid for 15 minutes.',
    reads: ['prefer', 'docs-gateway-tenant'],
    answers: {
      [STATUS.ok]: { description: 'The build.', schema: 'Build', headers: BUILD_HEADERS },
    },
    problems: [...CALLER, 'NOT_FOUND'],
  },
  'POST /v1/builds/{id}/cancel': {
    operationId: 'cancelBuild',
    summary: 'Cancels a build that Docs has not answered. Cancelling it again changes nothing.',
    reads: ['docs-gateway-tenant'],
    answers: {
      [STATUS.accepted]: {
        description: 'The build is cancelled.',
        schema: 'Build',
        headers: ['location'],
      },
    },
    problems: [...CALLER, 'NOT_FOUND', 'CONFLICT'],
  },
  'DELETE /v1/builds/{id}': {
    operationId: 'eraseBuild',
    summary: 'Erases a build that has ended, with its files.',
    reads: ['docs-gateway-tenant'],
    answers: { [STATUS.noContent]: { description: 'The build is erased.' } },
    problems: [...CALLER, 'NOT_FOUND', 'CONFLICT'],
  },
  'GET /v1/builds/{id}/files/{name}': {
    operationId: 'getFile',
    summary: 'Redirects to a new link of one file.',
    reads: ['docs-gateway-tenant'],
    query: fileQuerySchema,
    answers: {
      [STATUS.found]: { description: 'The redirect to the link.', headers: ['location'] },
    },
    problems: [...CALLER, 'NOT_FOUND', 'GONE'],
  },
  ...FILE_OPERATIONS,
  'POST /v1/commands': {
    operationId: 'runCommand',
    summary:
      'Sends a command to Docs and returns Docs’ answer. The scope of the one command, such as commands:version, is enough. With Prefer: wait, a forcesave is answered once its file is stored.',
    reads: ['prefer', 'docs-gateway-tenant'],
    takes: 'Command',
    answers: {
      [STATUS.ok]: {
        description: 'Docs carried out the command, or had nothing to save (error 4).',
        schema: 'CommandAnswer',
        headers: ['preference-applied'],
      },
      [STATUS.accepted]: {
        description: 'Docs has started the save. Its file was not stored in time.',
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
      'Receives a callback that Docs signed. Use this address as the callbackUrl of an editor’s configuration; its query is returned in the event.',
    query: callbackQuerySchema,
    takes: 'Callback',
    answers: CALLBACK_ANSWERS,
    problems: CALLBACK_PROBLEMS,
  },
  'POST /v1/callbacks': {
    operationId: 'receiveDefaultCallback',
    summary: 'Receives a callback for the tenant default.',
    query: callbackQuerySchema,
    takes: 'Callback',
    answers: CALLBACK_ANSWERS,
    problems: CALLBACK_PROBLEMS,
  },
  'GET /v1/scripts/{tenant}/{id}/{capability}': {
    operationId: 'getScript',
    summary: 'Redirects Docs, which signs its download, to the script of a build.',
    answers: { [STATUS.found]: { description: 'The redirect to a link.', headers: ['location'] } },
    problems: ['FORBIDDEN', 'NOT_FOUND'],
  },
  'GET /v1/inputs/{tenant}/{id}/{capability}/{name}': {
    operationId: 'getInput',
    summary: 'Redirects Docs to a file that the script of a build reads.',
    answers: { [STATUS.found]: { description: 'The redirect to a link.', headers: ['location'] } },
    problems: ['NOT_FOUND'],
  },
  'GET /v1/health': {
    operationId: 'getHealth',
    summary:
      'Reports whether Docs is reachable and of a supported version. Docs is checked at most every 10 s.',
    answers: {
      [STATUS.ok]: { description: 'Docs is reachable and supported.', schema: 'Health' },
      [STATUS.unavailable]: {
        description: 'Docs is unreachable or not supported: no build can run.',
        schema: 'Health',
      },
    },
    problems: [],
  },
  'GET /openapi.json': {
    operationId: 'getDescription',
    summary: 'Returns this document.',
    answers: { [STATUS.ok]: { description: 'The OpenAPI 3.1 document of this API.' } },
    problems: [],
  },
  'GET /': {
    operationId: 'getIndex',
    summary: 'Returns the version of this API, and links to its description and its health.',
    answers: { [STATUS.ok]: { description: 'Version and links.', schema: 'Index' } },
    problems: [],
  },
};
