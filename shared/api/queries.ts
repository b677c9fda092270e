import * as z from 'zod/mini';
import { STATUSES } from '../build/build.ts';
import { parseQuery } from '../parse.ts';

/** The size of a page, and where it begins. */
const pageFields = {
  limit: z._default(
    z.string().check(z.regex(/^([1-9]\d?|100)$/, 'must be a number from 1 to 100')),
    '20',
  ),
  cursor: z.optional(z.string().check(z.minLength(1), z.maxLength(1024))),
};

/** The query of a list of builds. All values are strings, since they come from a URL. */
export const listQuerySchema = z.strictObject({
  status: z.optional(z.enum(STATUSES)),
  /** An upload's key is a correlationId, so it may have 1,024 characters. */
  correlationId: z.optional(z.string().check(z.minLength(1), z.maxLength(1024))),
  template: z.optional(z.string().check(z.minLength(1), z.maxLength(100))),
  ...pageFields,
});

export type ListQuery = Omit<z.infer<typeof listQuerySchema>, 'limit'> & { limit: number };

/** @throws {GatewayError} REQUEST_INVALID with name and rule of each wrong parameter */
export function parseListQuery(query: Record<string, string>): ListQuery {
  const { limit, ...filters } = parseQuery(listQuerySchema, query);
  return { ...filters, limit: Number(limit) };
}

/** The query of a list of templates. */
export const templateListQuerySchema = z.strictObject(pageFields);

/** @throws {GatewayError} REQUEST_INVALID with name and rule of each wrong parameter */
export function parseTemplateListQuery(query: Record<string, string>) {
  const { limit, cursor } = parseQuery(templateListQuerySchema, query);
  return { limit: Number(limit), cursor };
}

/** The query of a `callbackUrl`: any names and values. */
export const callbackQuerySchema = z.record(z.string(), z.string());

/** Whether a browser saves a file (`attachment`) or shows it (`inline`). */
export const fileQuerySchema = z.strictObject({
  disposition: z._default(z.enum(['attachment', 'inline']), 'attachment'),
});

/** @throws {GatewayError} REQUEST_INVALID with name and rule of each wrong parameter */
export function parseFileQuery(query: Record<string, string>): z.infer<typeof fileQuerySchema> {
  return parseQuery(fileQuerySchema, query);
}
