import * as z from 'zod/mini';
import { buildSchema, fileSchema } from '../../build/build.ts';

/** A page of builds. */
export const buildListSchema = z.object({
  items: z.array(buildSchema),
  cursor: z.nullable(z.string()),
});

/** The answer of `GET /`; a page that is off is null. */
export const indexSchema = z.object({
  name: z.string(),
  version: z.string(),
  openapi: z.url(),
  reference: z.nullable(z.url()),
  console: z.nullable(z.url()),
  health: z.url(),
});

/** Docs' answer with the fields that this gateway adds. Fields that Docs adds are sent as they are. */
export const commandAnswerSchema = z.looseObject({
  error: z.int(),
  key: z.optional(z.string()),
  users: z.optional(z.array(z.string())),
  keys: z.optional(z.array(z.string())),
  version: z.optional(z.string()),
  license: z.optional(z.record(z.string(), z.unknown())),
  server: z.optional(z.record(z.string(), z.unknown())),
  quota: z.optional(z.record(z.string(), z.unknown())),
  url: z.optional(z.nullable(z.url())),
  document: z.optional(fileSchema),
});

/** An answer that API Gateway makes itself. */
export const gatewayMessageSchema = z.object({ message: z.string() });
