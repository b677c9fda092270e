import { gzipSync } from 'node:zlib';
import { STATUS } from '../http-statuses.ts';
import { sha256Hex } from '../ids.ts';
import { accepts } from './accept-encoding.ts';
import type { Answer } from './answer.ts';
import type { Call } from './call.ts';

/** How long a client may keep the document without asking again. */
const FRESH_SECONDS = 300;

/**
 * Answers with a document that changes only with a deployment: compressed where the client accepts
 * gzip, and with 304 where it has this version already.
 *
 * @param document is converted to JSON once
 */
export function descriptionOf(document: unknown): (call: Pick<Call, 'headers'>) => Answer {
  const bytes = Buffer.from(JSON.stringify(document));
  const compressed = gzipSync(bytes);
  // Weak: the compressed and the plain form share it.
  const etag = `W/"${sha256Hex(bytes).slice(0, 32)}"`;
  const common = {
    etag,
    'cache-control': `public, max-age=${FRESH_SECONDS}`,
    vary: 'accept-encoding',
  };
  return ({ headers }) => {
    if (isKnown(etag, headers['if-none-match']))
      return { status: STATUS.notModified, headers: common };
    const type = { ...common, 'content-type': 'application/json' };
    if (!accepts('gzip', headers['accept-encoding'])) return { headers: type, bytes };
    return { headers: { ...type, 'content-encoding': 'gzip' }, bytes: compressed };
  };
}

/** Whether `If-None-Match` names this version. @see https://www.rfc-editor.org/rfc/rfc9110#field.if-none-match */
function isKnown(etag: string, ifNoneMatch = ''): boolean {
  const tags = ifNoneMatch.split(',').map((tag) => tag.trim());
  return tags.includes('*') || tags.some((tag) => opaque(tag) === opaque(etag));
}

function opaque(tag: string): string {
  return tag.replace(/^W\//, '');
}
