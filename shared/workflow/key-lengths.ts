import type { BuildRequest } from '../build/request.ts';
import { isUrl, MAX_KEY_BYTES, MAX_NAME_BYTES } from '../build/request-files.ts';
import { GatewayError } from '../errors.ts';
import { utf8Length } from '../json.ts';
import { pointerTo } from '../json-pointer.ts';
import { keys } from '../storage/objects/keys.ts';

/**
 * Checks that every key fits into an S3 key with its tenant's prefix, and a folder with any file name.
 *
 * @throws {GatewayError} REQUEST_INVALID
 */
export function requireRoomForKeys(request: BuildRequest, tenant: string): void {
  const { inputs = {}, outputs = {} } = request;
  const own = Object.entries(inputs).filter(([, from]) => !isUrl(from));
  const errors = [
    ...own.map(([name, path]) => tooLong('inputs', name, path, keys.input(tenant, ''))),
    ...Object.entries(outputs).map(([name, key]) =>
      tooLong('outputs', name, key, keys.resultFolder(tenant), name === '*' ? MAX_NAME_BYTES : 0),
    ),
  ].filter((error) => error !== null);
  const [first] = errors;
  if (!first) return;
  const message = `The request is not valid: ${first.pointer} ${first.detail}.`;
  throw new GatewayError('REQUEST_INVALID', message, { errors });
}

function tooLong(field: string, name: string, key: string, prefix: string, nameBytes = 0) {
  const room = MAX_KEY_BYTES - utf8Length(prefix) - nameBytes;
  if (utf8Length(key) <= room) return null;
  return { pointer: pointerTo([field, name]), detail: `must be at most ${room} bytes of UTF-8` };
}
