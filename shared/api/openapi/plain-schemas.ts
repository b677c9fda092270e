import { PRIORITIES, WARNINGS } from '../../build/build.ts';
import { STATUS_NUMBERS } from '../../docs/callback-status.ts';
import { ERRORS } from '../../errors.ts';

const json = (more: object = {}) => ({
  type: 'string',
  contentMediaType: 'application/json',
  ...more,
});

/** Schemas that validate nothing here, and so have no schema of zod. */
export const PLAIN_SCHEMAS = {
  ErrorCode: { type: 'string', examples: Object.keys(ERRORS) },
  WarningCode: { type: 'string', examples: [...WARNINGS] },
  /** A form has the file as it is and everything else as text. */
  BuildForm: {
    type: 'object',
    properties: {
      script: { type: 'string', format: 'binary' },
      url: { type: 'string', maxLength: 2048 },
      template: { type: 'string' },
      argument: json(),
      inputs: json(),
      outputs: json(),
      metadata: json(),
      priority: { type: 'string', enum: [...PRIORITIES] },
      debug: { type: 'string', enum: ['true', 'false'] },
      correlationId: { type: 'string' },
    },
    additionalProperties: false,
  },
  /** The fields of a callback that are always there. Only the claims of the token are used. */
  Callback: {
    type: 'object',
    properties: {
      key: { type: 'string' },
      status: { type: 'integer', enum: Object.values(STATUS_NUMBERS) },
      token: { type: 'string' },
    },
  },
  FileContent: { type: 'string', format: 'binary' },
  OpenApiDocument: { type: 'object', additionalProperties: true },
};
