import * as z from 'zod/mini';
import { ID_PATTERN } from '../ids.ts';
import { TENANT_PATTERN } from '../tenant.ts';

/** The additional fields of a request on a queue or on the event bus. */
export const senderFields = {
  id: z.optional(
    z.string().check(z.regex(ID_PATTERN, 'must be 26 characters of Crockford base 32')),
  ),
  tenant: z._default(
    z.string().check(z.regex(TENANT_PATTERN, `must match ${TENANT_PATTERN.source}`)),
    'default',
  ),
};
