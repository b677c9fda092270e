import type * as z from 'zod/mini';
import type { ErrorCode } from '../../errors.ts';
import type { SchemaName } from './schemas.ts';

export type HeaderName =
  | 'location'
  | 'retry-after'
  | 'idempotent-replayed'
  | 'preference-applied'
  | 'etag'
  | 'cache-control';

export type Operation = {
  operationId: string;
  tag: 'Builds' | 'Documents' | 'Commands' | 'Service' | 'For Docs';
  /** Two to four words, the title of its entry in a reference page. */
  summary: string;
  description: string;
  /** Request headers that the operation reads. */
  reads?: ('idempotency-key' | 'prefer' | 'x-correlation-id' | 'docs-gateway-tenant')[];
  query?: z.core.$ZodType;
  /** The kind of its request body. */
  takes?: 'BuildRequest' | 'ScriptCheckRequest' | 'Command' | 'Callback';
  answers: Record<
    number,
    {
      description: string;
      schema?: SchemaName;
      headers?: HeaderName[];
    }
  >;
  /** Codes of its problems, besides INTERNAL, which every operation can have. */
  problems: ErrorCode[];
};
