import type { Answer } from '../../shared/api/answer.ts';
import { healthOf } from '../../shared/api/health.ts';
import { openHttp } from '../../shared/api/http.ts';
import { link } from '../../shared/api/links.ts';
import { openapi } from '../../shared/api/openapi/openapi.ts';
import { docsFromEnv } from '../../shared/docs/client.ts';
import { env } from '../../shared/env.ts';
import { GatewayError } from '../../shared/errors.ts';
import { STATUS } from '../../shared/http-statuses.ts';

const version = env('VERSION');
const healthNow = healthOf(docsFromEnv());

/** GET /v1/health, GET /, GET /openapi.json, and every path without a route. */
export const handler = openHttp(async ({ route, method, headers }): Promise<Answer> => {
  if (route.path === '/v1/health') {
    const health = await healthNow();
    return { status: health.status === 'ok' ? STATUS.ok : STATUS.unavailable, body: health };
  }
  if (route.path === '/openapi.json') return { body: openapi(version, env('PUBLIC_URL')) };
  if (route.path === '/') {
    const [description, health] = [link('/openapi.json'), link('/v1/health')];
    return { body: { name: 'docs-gateway', version, openapi: description, health } };
  }
  // A CORS preflight request: API Gateway adds the headers that allow the origin, if it is allowed.
  if (method === 'OPTIONS' && headers['access-control-request-method'])
    return { status: STATUS.noContent };
  throw new GatewayError('NOT_FOUND', 'No such route. /openapi.json lists all routes.');
});
