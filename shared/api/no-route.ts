import { GatewayError } from '../errors.ts';
import { STATUS } from '../http-statuses.ts';
import type { Answer } from './answer.ts';
import type { Call } from './call.ts';
import { methodsOf } from './routes.ts';

/**
 * Answers what no route matches: 204 to a CORS preflight request, to which API Gateway adds the headers
 * that allow the origin, if it is allowed.
 *
 * @param publicUrl the base URL of the API; a custom domain may put its base path before the path
 * @param pages whether the deployment has pages
 * @throws {GatewayError} METHOD_NOT_ALLOWED for a path with other methods, else NOT_FOUND
 */
export function answerNoRoute(
  publicUrl: string,
  { method, path, headers }: Pick<Call, 'method' | 'path' | 'headers'>,
  pages = false,
): Answer {
  if (method === 'OPTIONS' && headers['access-control-request-method'])
    return { status: STATUS.noContent };
  const allow = methodsOf(withoutBase(path, new URL(publicUrl).pathname), pages);
  if (allow.length === 0 || allow.includes(method))
    throw new GatewayError('NOT_FOUND', 'No such route. /openapi.json lists all routes.');
  throw new GatewayError(
    'METHOD_NOT_ALLOWED',
    `This path does not have the method ${method}. It has ${allow.join(', ')}.`,
    { allow },
  );
}

function withoutBase(path: string, base: string): string {
  return base !== '/' && path.startsWith(`${base}/`) ? path.slice(base.length) : path;
}
