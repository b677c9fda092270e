import type { Construct } from 'constructs';
import { type ApiFunctionsProps, apiFunction, QUICK } from './api.ts';
import type { GatewayFunction } from './function.ts';

/** The function behind the routes of the pages. It reads files of its own package and nothing else. */
export function pageFunction(scope: Construct, props: ApiFunctionsProps): GatewayFunction {
  return apiFunction(scope, 'show-page', props, {
    description: 'GET /console and GET /reference',
    ...QUICK,
    variables: ['PAGE_SETTINGS', 'PUBLIC_URL', 'VERSION'],
  });
}
