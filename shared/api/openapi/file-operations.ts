import type { ErrorCode } from '../../errors.ts';
import { STATUS } from '../../http-statuses.ts';
import type { RouteKey } from '../routes.ts';
import type { Operation } from './operation.ts';

const PROBLEMS: ErrorCode[] = [
  'FORBIDDEN',
  'TENANT_MISSING',
  'REQUEST_INVALID',
  'MALFORMED',
  'STORAGE_FAILED',
];

const LINK_ANSWERS: Operation['answers'] = {
  [STATUS.ok]: {
    description:
      'Links that are valid for 15 minutes. inlineUrl is null for types that a browser must not show.',
    schema: 'FileLink',
  },
};

/** The descriptions of the routes for documents, and for the links of files. */
export const FILE_OPERATIONS = {
  'GET /v1/builds/{id}/files/{name}/link': {
    operationId: 'getFileLink',
    tag: 'Builds',
    summary: 'Get file links',
    description: 'Returns new links of one file, for callers that cannot follow a redirect.',
    reads: ['docs-gateway-tenant'],
    answers: LINK_ANSWERS,
    problems: [...PROBLEMS, 'NOT_FOUND', 'GONE'],
  },
  'GET /v1/documents/{key}': {
    operationId: 'getDocument',
    tag: 'Documents',
    summary: 'Get a document',
    description:
      'Returns the newest save of a document. Each file has a link that is valid for 15 minutes.',
    reads: ['docs-gateway-tenant'],
    answers: { [STATUS.ok]: { description: 'The newest save.', schema: 'Document' } },
    problems: [...PROBLEMS, 'DOCUMENT_NOT_FOUND'],
  },
  'GET /v1/documents/{key}/files/{name}/link': {
    operationId: 'getDocumentLink',
    tag: 'Documents',
    summary: 'Get document links',
    description: 'Returns new links of one file of the newest save of a document.',
    reads: ['docs-gateway-tenant'],
    answers: LINK_ANSWERS,
    problems: [...PROBLEMS, 'DOCUMENT_NOT_FOUND', 'NOT_FOUND', 'GONE'],
  },
} satisfies Partial<Record<RouteKey, Operation>>;
