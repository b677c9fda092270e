import * as z from 'zod/mini';
import {
  buildErrorSchema,
  buildSchema,
  fileLinkSchema,
  fileSchema,
  logSchema,
  prioritySchema,
  warningSchema,
} from '../../build/build.ts';
import { buildRequestSchema } from '../../build/request.ts';
import { scriptCheckRequestSchema, scriptCheckSchema } from '../../build/script-check.ts';
import {
  listedTemplateSchema,
  scriptInputSchema,
  scriptOutputSchema,
  templateListSchema,
  templateSchema,
} from '../../build/template.ts';
import { commandSchema } from '../../docs/command-schema.ts';
import { documentSchema } from '../../documents/document-view.ts';
import { EVENT_PARTS } from '../../events/schemas.ts';
import { fieldErrorSchema, problemSchema } from '../../problem.ts';
import { healthSchema } from '../health.ts';
import {
  buildListSchema,
  commandAnswerSchema,
  gatewayMessageSchema,
  indexSchema,
} from './answer-schemas.ts';

/** The schemas of `openapi.json` by name. Requests are validated with the same schemas. */
export const SCHEMAS = {
  BuildRequest: buildRequestSchema,
  ScriptCheckRequest: scriptCheckRequestSchema,
  ScriptCheck: scriptCheckSchema,
  Build: buildSchema,
  BuildStatus: buildSchema.shape.status,
  BuildOrigin: buildSchema.shape.origin,
  BuildPriority: prioritySchema,
  BuildSource: buildSchema.shape.source,
  BuildFile: fileSchema,
  FileLink: fileLinkSchema,
  Document: documentSchema,
  BuildWarning: warningSchema,
  BuildLog: logSchema,
  BuildError: buildErrorSchema,
  ScriptPosition: buildErrorSchema.shape.at.def.innerType,
  BuildList: buildListSchema,
  Template: templateSchema,
  ListedTemplate: listedTemplateSchema,
  TemplateList: templateListSchema,
  ScriptInput: scriptInputSchema,
  ScriptOutput: scriptOutputSchema,
  Command: commandSchema,
  CommandAnswer: commandAnswerSchema,
  CallbackAnswer: z.object({ error: z.literal(0) }),
  Problem: problemSchema,
  FieldError: fieldErrorSchema,
  GatewayMessage: gatewayMessageSchema,
  Health: healthSchema,
  HealthOfDocs: healthSchema.shape.docs,
  Index: indexSchema,
  ...EVENT_PARTS,
};

type CommandVariant = (typeof commandSchema.def.options)[number];

/** The name of the schema of one command, such as `ForcesaveCommand` for `forcesave`. */
export function commandName(c: string): string {
  return `${c.charAt(0).toUpperCase()}${c.slice(1)}Command`;
}

/** The schemas of the single commands by name, and the one object inside them. */
export function commandVariants(): Record<string, z.core.$ZodType> {
  const found: Record<string, z.core.$ZodType> = {};
  for (const option of commandSchema.def.options as readonly CommandVariant[]) {
    found[commandName(option.shape.c.def.values[0] ?? '')] = option;
    if ('meta' in option.shape) found.DocumentTitle = option.shape.meta;
  }
  return found;
}

/** Lists of codes to which codes are added: an answer with a code that is not listed is valid. */
export const OPEN_CODES = new Map<z.core.$ZodType, 'ErrorCode' | 'WarningCode'>([
  [buildErrorSchema.shape.code, 'ErrorCode'],
  [problemSchema.shape.code, 'ErrorCode'],
  [warningSchema.shape.code, 'WarningCode'],
]);
