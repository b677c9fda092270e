import { healthOf } from '../../shared/api/health.ts';
import { type Answer, openHttp } from '../../shared/api/http.ts';
import { link } from '../../shared/api/links.ts';
import { openapi } from '../../shared/api/openapi.ts';
import { docsFromEnv } from '../../shared/docs/client.ts';
import { env } from '../../shared/env.ts';
import { GatewayError } from '../../shared/errors.ts';

const version = env('VERSION');
const healthNow = healthOf(docsFromEnv());

/** GET /v1/health, GET /, GET /openapi.json, and every path that no route has. */
export const handler = openHttp(async ({ route, method, headers }): Promise<Answer> => {
  if (route.path === '/v1/health') {
    const health = await healthNow();
    return { status: health.status === 'ok' ? 200 : 503, body: health };
  }
  if (route.path === '/openapi.json') return { body: openapi(version, env('PUBLIC_URL')) };
  if (route.path === '/') {
    const [description, health] = [link('/openapi.json'), link('/v1/health')];
    return { body: { name: 'docs-gateway', version, openapi: description, health } };
  }
  // A browser's preflight: API Gateway writes what origins may call into the answer, if one is let in.
  if (method === 'OPTIONS' && headers['access-control-request-method']) return { status: 204 };
  throw new GatewayError('NOT_FOUND', 'There is no such route; /openapi.json lists all there are.');
});
