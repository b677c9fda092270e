import type { ErrorCode } from '../../errors.ts';
import { STATUS } from '../../http-statuses.ts';
import { fileQuerySchema, listQuerySchema } from '../queries.ts';
import type { RouteKey } from '../routes.ts';
import { DOCS_OPERATIONS, FOLLOWED } from './docs-operations.ts';
import { FILE_OPERATIONS } from './file-operations.ts';
import type { HeaderName, Operation } from './operation.ts';
import { TEMPLATE_OPERATIONS } from './template-operations.ts';

/** The problems of every operation that needs a token. */
const CALLER: ErrorCode[] = ['FORBIDDEN', 'TENANT_MISSING', 'REQUEST_INVALID', 'MALFORMED'];

const BUILD_HEADERS: HeaderName[] = ['retry-after', 'preference-applied'];
const POST_HEADERS: HeaderName[] = ['location', 'idempotent-replayed', ...BUILD_HEADERS];

/** The description of each route in `openapi.json`; a route without an entry does not compile. */
export const OPERATIONS: Record<RouteKey, Operation> = {
  'POST /v1/builds': {
    operationId: 'createBuild',
    tag: 'Builds',
    summary: 'Create a build',
    description:
      'Accepts a build, or returns the build of the same idempotency key as it is now. With Prefer: wait, the answer waits for its end. A script, a url, and inputs from a URL also need the scope scripts:run.',
    reads: ['idempotency-key', 'prefer', 'x-correlation-id', 'docs-gateway-tenant'],
    takes: 'BuildRequest',
    answers: {
      [STATUS.ok]: {
        description: 'The build has ended. Look at its status: it may have failed.',
        schema: 'Build',
        headers: POST_HEADERS,
      },
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
      'ARGUMENT_INVALID',
      'TEMPLATE_NOT_FOUND',
      'TEMPLATE_INVALID',
      'INPUT_NOT_FOUND',
      'SCRIPT_INVALID',
      'SCRIPT_TOO_LARGE',
      'SOURCE_REFUSED',
    ],
  },
  'GET /v1/builds': {
    operationId: 'listBuilds',
    tag: 'Builds',
    summary: 'List builds',
    description:
      'Lists builds, newest first. Without builds:read, only builds made with the same sub.',
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
    tag: 'Builds',
    summary: 'Get a build',
    description: 'Returns a build. Each file has a link that is valid for 15 minutes.',
    reads: ['prefer', 'docs-gateway-tenant'],
    answers: {
      [STATUS.ok]: { description: 'The build.', schema: 'Build', headers: BUILD_HEADERS },
    },
    problems: [...CALLER, 'NOT_FOUND'],
  },
  'POST /v1/builds/{id}/cancel': {
    operationId: 'cancelBuild',
    tag: 'Builds',
    summary: 'Cancel a build',
    description: 'Cancels a build that Docs has not answered. Cancelling it again changes nothing.',
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
    tag: 'Builds',
    summary: 'Erase a build',
    description: 'Erases a build that has ended, with its files.',
    reads: ['docs-gateway-tenant'],
    answers: { [STATUS.noContent]: { description: 'The build is erased.' } },
    problems: [...CALLER, 'NOT_FOUND', 'CONFLICT'],
  },
  'GET /v1/builds/{id}/files/{name}': {
    operationId: 'getFile',
    tag: 'Builds',
    summary: 'Get a file',
    description: 'Redirects to a new link of one file.',
    reads: ['docs-gateway-tenant'],
    query: fileQuerySchema,
    answers: {
      [STATUS.found]: { description: 'The redirect to the link.', headers: ['location'] },
      ...FOLLOWED,
    },
    problems: [...CALLER, 'NOT_FOUND', 'GONE'],
  },
  'POST /v1/scripts/check': {
    operationId: 'checkScript',
    tag: 'Builds',
    summary: 'Check a script',
    description:
      'Tells what is wrong with a script before Docs sees it, with the place of each mistake. The script is not run, and nothing is stored.',
    reads: ['docs-gateway-tenant'],
    takes: 'ScriptCheckRequest',
    answers: {
      [STATUS.ok]: {
        description: 'What was found, also for a script with mistakes.',
        schema: 'ScriptCheck',
      },
    },
    problems: [
      ...CALLER,
      'UNSUPPORTED_MEDIA_TYPE',
      'TOO_LARGE',
      'SCRIPT_INVALID',
      'SCRIPT_TOO_LARGE',
    ],
  },
  ...FILE_OPERATIONS,
  ...TEMPLATE_OPERATIONS,
  'POST /v1/commands': {
    operationId: 'runCommand',
    tag: 'Commands',
    summary: 'Run a command',
    description:
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
  ...DOCS_OPERATIONS,
  'GET /v1/health': {
    operationId: 'getHealth',
    tag: 'Service',
    summary: 'Check health',
    description:
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
    tag: 'Service',
    summary: 'Get this document',
    description: 'Returns this document.',
    answers: {
      [STATUS.ok]: {
        description: 'The OpenAPI 3.1 document of this API.',
        schema: 'OpenApiDocument',
        headers: ['etag', 'cache-control'],
      },
      [STATUS.notModified]: {
        description: 'The client has this version already.',
        headers: ['etag', 'cache-control'],
      },
    },
    problems: [],
  },
  'GET /': {
    operationId: 'getIndex',
    tag: 'Service',
    summary: 'Get addresses',
    description: 'Returns the version of this API, and links to its description and its health.',
    answers: { [STATUS.ok]: { description: 'Version and links.', schema: 'Index' } },
    problems: [],
  },
};
