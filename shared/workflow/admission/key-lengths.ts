import type { BuildRequest } from '../../build/request.ts';
import { isUrl, MAX_KEY_BYTES, MAX_NAME_BYTES } from '../../build/request-files.ts';
import { type FieldError, GatewayError } from '../../errors.ts';
import { utf8Length } from '../../json.ts';
import { pointerTo } from '../../json-pointer.ts';
import { keys } from '../../storage/objects/keys.ts';

/**
 * Checks that every key of a request is short enough for S3 together with the tenant's prefix, and the
 * folder of `*` also with the longest file name.
 *
 * @throws {GatewayError} REQUEST_INVALID
 */
export function requireKeysFit(request: BuildRequest, tenant: string): void {
  const { inputs = {}, outputs = {} } = request;
  const ownInputs = Object.entries(inputs).filter(([, from]) => !isUrl(from));
  const errors = [
    ...ownInputs.map(([name, key]) =>
      lengthError(['inputs', name], key, utf8Length(keys.input(tenant, ''))),
    ),
    ...Object.entries(outputs).map(([name, key]) =>
      lengthError(
        ['outputs', name],
        key,
        utf8Length(keys.resultFolder(tenant)) + (name === '*' ? MAX_NAME_BYTES : 0),
      ),
    ),
  ].filter((error) => error !== null);
  const [first] = errors;
  if (!first) return;
  const message = `The request is not valid: ${first.pointer} ${first.detail}.`;
  throw new GatewayError('REQUEST_INVALID', message, { errors });
}

/** @param reservedBytes the length of what is added to the key */
function lengthError(path: string[], key: string, reservedBytes: number): FieldError | null {
  const maxBytes = MAX_KEY_BYTES - reservedBytes;
  if (utf8Length(key) <= maxBytes) return null;
  return { pointer: pointerTo(path), detail: `must be at most ${maxBytes} bytes of UTF-8` };
}
