import { PRIORITIES, type Priority } from '../build/build.ts';
import { GatewayError } from '../errors.ts';

/** The header by which an upload sets the object metadata `priority`. */
const HEADER = 'x-amz-meta-priority';

/**
 * The priority that an uploaded object's metadata gives its build; undefined without one.
 *
 * @throws {GatewayError} REQUEST_INVALID
 */
export function priorityOf({ priority }: Record<string, string>): Priority | undefined {
  if (priority === undefined) return undefined;
  const known = PRIORITIES.find((each) => each === priority);
  if (known) return known;
  const detail = `must be one of ${PRIORITIES.join(', ')}`;
  throw new GatewayError('REQUEST_INVALID', `The object metadata priority ${detail}.`, {
    errors: [{ header: HEADER, detail }],
  });
}

/** A request with the priority of its upload. A priority of its own takes precedence. */
export function withPriority(request: unknown, priority: Priority | undefined): unknown {
  if (priority === undefined || !isObject(request)) return request;
  return { ...request, priority: request.priority ?? priority };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
