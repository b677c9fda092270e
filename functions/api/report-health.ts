import type { Answer } from '../../shared/api/answer.ts';
import { descriptionOf } from '../../shared/api/description.ts';
import { healthOf } from '../../shared/api/health.ts';
import { openHttp } from '../../shared/api/http.ts';
import { link } from '../../shared/api/links.ts';
import { answerNoRoute } from '../../shared/api/no-route.ts';
import { openapi } from '../../shared/api/openapi/openapi.ts';
import { docsFromEnv } from '../../shared/docs/client.ts';
import { env } from '../../shared/env.ts';
import { STATUS } from '../../shared/http-statuses.ts';

const version = env('VERSION');
const publicUrl = env('PUBLIC_URL');
const healthNow = healthOf(docsFromEnv());
const pages = env('PAGE_SETTINGS') !== '';
const describe = descriptionOf(openapi(version, publicUrl));

/** A page that is off has no link. */
const INDEX = {
  name: 'docs-gateway',
  version,
  openapi: link('/openapi.json'),
  reference: pages ? link('/reference') : null,
  console: pages ? link('/console') : null,
  health: link('/v1/health'),
};

/** GET /v1/health, GET /, GET /openapi.json, and every path without a route. */
export const handler = openHttp(async (call): Promise<Answer> => {
  if (call.route.path === '/openapi.json') return describe(call);
  if (call.route.path === '/') return { body: INDEX };
  if (call.route.path === '$default') return answerNoRoute(publicUrl, call, pages);
  const health = await healthNow();
  return { status: health.status === 'ok' ? STATUS.ok : STATUS.unavailable, body: health };
});
