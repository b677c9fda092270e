import type { ErrorCode } from '../../errors.ts';
import { STATUS } from '../../http-statuses.ts';
import { callbackQuerySchema } from '../queries.ts';
import type { Operation } from './operation.ts';

/** What a client that follows a redirect to a link gets. */
export const FOLLOWED: Operation['answers'] = {
  [STATUS.ok]: {
    description: 'The file, as a client that follows the redirect gets it from S3.',
    schema: 'FileContent',
  },
};

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

/** The operations that only Docs calls. */
export const DOCS_OPERATIONS = {
  'POST /v1/callbacks/{tenant}': {
    operationId: 'receiveCallback',
    tag: 'For Docs',
    summary: 'Receive a callback',
    description:
      'Receives a callback that Docs signed. Use this address as the callbackUrl of an editor’s configuration; its query is returned in the event.',
    query: callbackQuerySchema,
    takes: 'Callback',
    answers: CALLBACK_ANSWERS,
    problems: CALLBACK_PROBLEMS,
  },
  'POST /v1/callbacks': {
    operationId: 'receiveDefaultCallback',
    tag: 'For Docs',
    summary: 'Receive a callback (default)',
    description: 'Receives a callback for the tenant default.',
    query: callbackQuerySchema,
    takes: 'Callback',
    answers: CALLBACK_ANSWERS,
    problems: CALLBACK_PROBLEMS,
  },
  'GET /v1/scripts/{tenant}/{id}/{capability}': {
    operationId: 'getScript',
    tag: 'For Docs',
    summary: 'Get a script',
    description: 'Redirects Docs, which signs its download, to the script of a build.',
    answers: {
      [STATUS.found]: { description: 'The redirect to a link.', headers: ['location'] },
      ...FOLLOWED,
    },
    problems: ['FORBIDDEN', 'NOT_FOUND'],
  },
  'GET /v1/inputs/{tenant}/{id}/{capability}/{name}': {
    operationId: 'getInput',
    tag: 'For Docs',
    summary: 'Get an input',
    description: 'Redirects Docs to a file that the script of a build reads.',
    answers: {
      [STATUS.found]: { description: 'The redirect to a link.', headers: ['location'] },
      ...FOLLOWED,
    },
    problems: ['NOT_FOUND'],
  },
} satisfies Record<string, Operation>;
