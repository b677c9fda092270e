import { checkExamples, commandExamples, requestExamples } from './examples/examples.ts';
import type { HeaderName, Operation } from './operation.ts';
import { type JsonSchema, schemaRef } from './schemas.ts';

const text = { type: 'string' };
const seconds = { type: 'integer', minimum: 0 };

/** The headers of answers. */
export const HEADERS: Record<
  HeaderName | 'x-request-id' | 'apigw-requestid',
  { description: string; schema: JsonSchema }
> = {
  'x-request-id': { description: 'The id of the request. Log lines contain it.', schema: text },
  'apigw-requestid': { description: 'API Gateway’s id of the request.', schema: text },
  location: { description: 'An absolute URL.', schema: { ...text, format: 'uri' } },
  'retry-after': { description: 'Seconds to wait before the next request.', schema: seconds },
  'idempotent-replayed': {
    description: 'true when an earlier request with the same key made the build.',
    schema: { ...text, enum: ['true'] },
  },
  'preference-applied': { description: 'The preference that was applied.', schema: text },
  etag: { description: 'The version of the document, for If-None-Match.', schema: text },
  'cache-control': { description: 'How long the answer may be kept.', schema: text },
};

/** The tags of operations, in the order of a reference page. */
export const TAGS = [
  { name: 'Builds', description: 'Run scripts, and get the files that they save.' },
  { name: 'Documents', description: 'The newest files that Docs saved.' },
  { name: 'Commands', description: 'Docs’ command service.' },
  { name: 'Service', description: 'Health and descriptions.' },
  { name: 'Events', description: 'What the gateway publishes on its bus.' },
  { name: 'For Docs', description: 'What only Docs calls.' },
];

/** The request bodies of operations. */
export const BODIES: Record<NonNullable<Operation['takes']>, JsonSchema> = {
  BuildRequest: {
    required: true,
    description: 'The build, as JSON or as a form.',
    content: {
      'application/json': {
        schema: { $ref: schemaRef('BuildRequest') },
        examples: requestExamples,
      },
      'multipart/form-data': { schema: { $ref: schemaRef('BuildForm') } },
    },
  },
  ScriptCheckRequest: {
    required: true,
    description: 'The script, as JSON or as a form with the part script.',
    content: {
      'application/json': {
        schema: { $ref: schemaRef('ScriptCheckRequest') },
        examples: checkExamples,
      },
      'multipart/form-data': { schema: { $ref: schemaRef('ScriptCheckRequest') } },
    },
  },
  Command: {
    required: true,
    description: 'A command as Docs’ command service takes it.',
    content: {
      'application/json': { schema: { $ref: schemaRef('Command') }, examples: commandExamples },
    },
  },
  Callback: {
    required: true,
    description: 'A callback of Docs.',
    content: { 'application/json': { schema: { $ref: schemaRef('Callback') } } },
  },
};
