import { TEMPLATE_PATTERN } from '../../build/request.ts';
import type { TemplateList } from '../../build/template.ts';
import { GatewayError } from '../../errors.ts';
import type { Bucket } from '../../storage/objects/bucket.ts';
import { listTemplates } from '../../storage/objects/template-list.ts';

/** @throws {GatewayError} REQUEST_INVALID for a cursor that was not issued here */
export async function viewTemplates(
  bucket: Bucket,
  { limit, cursor }: { limit: number; cursor?: string },
): Promise<TemplateList> {
  const after = cursor === undefined ? undefined : readCursor(cursor);
  const { items, next } = await listTemplates(bucket, isName, { limit, after });
  return {
    items: items.map(({ name, updatedAt }) => ({
      name,
      updatedAt: (updatedAt ?? new Date(0)).toISOString(),
    })),
    cursor: next === null ? null : Buffer.from(next).toString('base64url'),
  };
}

function readCursor(cursor: string): string {
  const key = Buffer.from(cursor, 'base64url').toString();
  if (/^templates\/[^\0]{1,1000}$/.test(key)) return key;
  throw new GatewayError('REQUEST_INVALID', 'This cursor was not issued by this API.', {
    errors: [{ parameter: 'cursor', detail: 'was not issued by this API' }],
  });
}

function isName(name: string): boolean {
  return TEMPLATE_PATTERN.test(name);
}
