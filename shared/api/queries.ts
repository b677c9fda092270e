import * as z from 'zod/mini';
import { STATUSES } from '../build/build.ts';
import { parseWith } from '../parse.ts';

/** What a list of builds may be asked for; as texts, for they stand in the query of a URL. */
export const listQuerySchema = z.strictObject({
  status: z.optional(z.enum(STATUSES)),
  /** As long as the key of an upload may be. */
  correlationId: z.optional(z.string().check(z.minLength(1), z.maxLength(1024))),
  template: z.optional(z.string().check(z.minLength(1), z.maxLength(100))),
  limit: z._default(
    z.string().check(z.regex(/^([1-9]\d?|100)$/, 'must be a number from 1 to 100')),
    '20',
  ),
  cursor: z.optional(z.string().check(z.minLength(1), z.maxLength(1024))),
});

export type ListQuery = Omit<z.infer<typeof listQuerySchema>, 'limit'> & { limit: number };

/** @throws {GatewayError} REQUEST_INVALID with a pointer and a rule for each wrong parameter */
export function parseListQuery(query: Record<string, string>): ListQuery {
  const { limit, ...filters } = parseWith(listQuerySchema, query);
  return { ...filters, limit: Number(limit) };
}

/** What stands in the address that Docs was given: any names. */
export const callbackQuerySchema = z.record(z.string(), z.string());

/** How a browser treats a file: saves it, or shows it. */
export const fileQuerySchema = z.strictObject({
  disposition: z._default(z.enum(['attachment', 'inline']), 'attachment'),
});

/** @throws {GatewayError} REQUEST_INVALID with a pointer and a rule for each wrong parameter */
export function parseFileQuery(query: Record<string, string>): z.infer<typeof fileQuerySchema> {
  return parseWith(fileQuerySchema, query);
}
